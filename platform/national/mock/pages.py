"""The public pages, arranged as jzsc shows a project (domain.md 6)."""

from html import escape
from typing import Any

from national.contract import TABLES
from national.mock.labels import CODES, HEAD, SECTIONS
from national.mock.store import Project

TITLE = "模拟全国平台（演示）"
_NOTICE = "本页是演示用的模拟系统，不是全国建筑市场监管公共服务平台，数据均为虚构。"
_PAGE = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header><p class="notice" role="note">{notice}</p><p class="brand"><a href="/">{brand}</a></p></header>
<main>{body}</main>
</body>
</html>
"""
_SEARCH = """<form class="search" role="search" action="/">
<label for="q">项目名称或编号</label>
<input id="q" name="q" type="search" value="{words}">
<button>查询</button>
</form>"""


def index(projects: list[Project], words: str) -> str:
    """The list of projects on show."""
    heads = ("项目编号", "项目名称", "项目属地", "项目分类", "建设单位", "数据等级", "接收时间")
    rows = "".join(f"<tr>{_index_cells(project)}</tr>" for project in projects)
    table = f"<table><thead><tr>{_cells(heads, 'th')}</tr></thead><tbody>{rows}</tbody></table>"
    empty = f"<p>没有找到与“{escape(words)}”相符的项目。</p>" if words else "<p>还没有收到省级平台报送的项目。</p>"
    body = f"<h1>项目信息</h1>{_SEARCH.format(words=escape(words))}{table if projects else empty}"
    return _page("项目信息", body)


def detail(project: Project) -> str:
    """One project: its head, then a section per stage table."""
    tables = project.tables
    basics = tables["TBProjectInfo"][0]
    head = {"项目编号": project.number} | {label: _shown(name, basics) for name, label in HEAD.items()}
    present = [name for name in TABLES if tables.get(name)]
    tabs = "".join(f'<li><a href="#{name}">{TABLES[name]}（{len(tables[name])}）</a></li>' for name in present)
    sections = "".join(_section(name, tables[name]) for name in present)
    name = _shown("PrjName", basics)
    received = f"第{project.version}版，{project.received:%Y-%m-%d %H:%M:%S} 接收"
    body = (
        f"<h1>{escape(name)}</h1><p class='meta'>{received}</p>{_facts(head)}"
        f"<nav aria-label='环节'><ul class='tabs'>{tabs}</ul></nav>{sections}"
    )
    return _page(name, body)


def missing() -> str:
    """For what is not on show."""
    return _page(
        "没有此项目", "<h1>没有此项目</h1><p>该项目没有报送，或已由省级平台撤回。</p><p><a href='/'>返回列表</a></p>"
    )


def _index_cells(project: Project) -> str:
    basics = project.tables["TBProjectInfo"][0]
    link = f"<a href='/project/{escape(project.number)}'>{escape(project.number)}</a>"
    shown = [_shown(name, basics) for name in ("PrjName", "CountyNum", "PrjTypeNum", "BuildCorpName", "DataLevel")]
    return f"<td>{link}</td>{_cells((*shown, str(project.received.date())), 'td')}"


def _section(name: str, rows: list[dict[str, Any]]) -> str:
    records = "".join(
        f"<article>{_facts({label: _shown(field, row) for field, label in SECTIONS[name].items()})}</article>"
        for row in rows
    )
    return f"<section id='{name}'><h2>{TABLES[name]}</h2>{records}</section>"


def _facts(facts: dict[str, str]) -> str:
    pairs = "".join(f"<div><dt>{label}</dt><dd>{escape(value)}</dd></div>" for label, value in facts.items())
    return f"<dl>{pairs}</dl>"


def _shown(field: str, row: dict[str, Any]) -> str:
    value = row.get(field)
    if value is None or value == "":
        return "—"
    text = str(value)
    if field.endswith("IDCard"):
        return text[:3] + "*" * max(len(text) - 7, 4) + text[-4:] if len(text) > 7 else "*" * len(text)
    name = CODES.get(field, {}).get(text)
    return name or text


def _cells(values: tuple[str, ...], tag: str) -> str:
    return "".join(f"<{tag}>{escape(value)}</{tag}>" for value in values)


def _page(title: str, body: str) -> str:
    return _PAGE.format(title=escape(f"{title} · {TITLE}"), notice=_NOTICE, brand=TITLE, body=body)
