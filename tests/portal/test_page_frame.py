"""The frame around every page, and what the content security policy forbids in any template."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings

ROOT = Path(__file__).resolve().parents[2]


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize("path", templates(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_template_carries_inline_style_or_script(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|hx-on", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


def test_nothing_is_fetched_from_another_host() -> None:
    written = [path for path in (ROOT / "platform/portal/static/portal").rglob("*.*") if path.suffix != ".png"]
    for path in [*templates(), *written]:
        text = path.read_text(encoding="utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert not re.search(r"(https?:)?//[a-z0-9-]+\.[a-z]", text), path


@pytest.mark.parametrize("page", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html", "503.html"])
def test_an_error_page_needs_no_context_and_says_the_next_step(page: str) -> None:
    html = render_to_string(page)
    assert "吉林省建筑市场监管公共服务平台" in html
    assert "下一步：" in html


def test_a_refused_person_reads_the_reason() -> None:
    reason = "您不是九台区住房和城乡建设局的审核人员，不能办理此事"
    assert reason in render_to_string("403.html", {"exception": reason})


def visitor_page(path: str) -> str:
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    return render_to_string("portal/public_home.html", {}, request)


def test_a_visitor_sees_names_notice_and_public_navigation() -> None:
    html = visitor_page("/")
    assert "工程项目信息管理" in html
    assert "吉建管〔2024〕17号" in html
    assert '<a href="/" aria-current="page">首页</a>' in html
    assert '<a href="/public/projects/">项目查询</a>' in html
    assert "退出" not in html


def test_a_page_below_an_entry_marks_the_entry() -> None:
    assert '<a href="/public/projects/" aria-current="true">项目查询</a>' in visitor_page("/public/projects/7/")


@override_settings(DEMO=True)
def test_the_demo_says_that_it_is_one() -> None:
    assert "演示环境" in visitor_page("/")


@override_settings(DEMO=False)
def test_the_real_service_shows_no_demo_banner() -> None:
    assert "演示环境" not in visitor_page("/")
