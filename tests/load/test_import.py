"""What an import of many projects costs, phase by phase, and what the ledger adds to it (F4)."""

import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from django.db import connection

from common.clock import day_of, now
from embedded.paths import ROOT
from projects.actions.imports import start_import
from projects.models import ImportMode
from projects.workbooks.checking import Checker
from projects.workbooks.layout import layouts_on
from projects.workbooks.reading import opened
from projects.workbooks.sheets import Lists, draw_layout, draw_version
from tests.factories import a_credit_code, an_investment_code
from tests.fixtures.database import acting_as_owner
from tests.fixtures.processes import portal_environment
from tests.world import a_firm

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.prove(everyday=False)]
ROWS = int(os.environ.get("IMPORT_ROWS", "20000"))
ROUNDS = int(os.environ.get("IMPORT_ROUNDS", "3"))
OWNERS = 200
MEASURES = {"pss_mb": "Pss:", "rss_mb": "Rss:"}


def values(number, owners):
    """Thirty and more values, as varied as a firm's: names, codes and amounts differ in every row."""
    return {
        "name": f"净月新城{number}号地块住宅及配套公共服务设施建设项目",
        "investment_code": an_investment_code(),
        "approval_kind": "02",
        "approval_number": f"长发改审批〔2021〕{number}号",
        "approval_level": "003",
        "approval_authority": "长春市发展和改革委员会",
        "approved_on": date(2021, 1 + number % 12, 1 + number % 28),
        "sector": "01",
        "purpose": "100",
        "construction_nature": "001",
        "division": "220102",
        "address": f"人民大街{number}号",
        "longitude": round(125.3 + number % 1000 / 10000, 4),
        "latitude": round(43.8 + number % 1000 / 10000, 4),
        "scale": f"住宅楼{number % 40 + 1}栋，地上18层，地下2层，总建筑面积{number}平方米",
        "is_key_project": "否",
        "owner_name": f"长春市第{number % OWNERS}房地产开发有限公司",
        "owner_code": owners[number % OWNERS],
        "investment_nature": "103",
        "fund_source": "企业自筹",
        "state_share": 0,
        "total_investment": 35600.5 + number,
        "total_area": 86000 + number % 5000,
        "land_permit_number": f"地字第{number:08d}号",
        "planning_permit_number": f"建字第{number:08d}号",
        "planned_start_on": date(2021, 6, 1 + number % 28),
        "planned_end_on": date(2023, 6, 1 + number % 28),
        "energy_saving": "执行75%节能标准",
        "out_of_code": "无超限",
        "remark": f"第{number}批",
    }


def a_large_workbook(rows):
    """A filled-in workbook of projects."""
    day = day_of(now())
    layouts, owners = layouts_on(day), [a_credit_code() for _ in range(OWNERS)]
    book, lists = openpyxl.Workbook(write_only=True), Lists(layouts)
    sheet = draw_layout(book, layouts[0], lists)
    keys = [column.key for column in layouts[0].columns]
    for number in range(rows):
        row = values(number, owners)
        sheet.append([row.get(key) for key in keys])
    lists.draw(book)
    draw_version(book, layouts)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@contextmanager
def ledger(*, on):
    """The ledger of projects switched off and on again, by the owner."""
    switch_ledger(on=on)
    try:
        yield
    finally:
        switch_ledger(on=True)


def switch_ledger(*, on):
    with acting_as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(tgname) FROM pg_trigger WHERE tgrelid = 'projects_project'::regclass"
            " AND starts_with(tgname, 'ledger')"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE projects_project {'ENABLE ALWAYS' if on else 'DISABLE'} TRIGGER {name}")


def processed(data, mode=ImportMode.ROW_BY_ROW):
    """Upload and processing of a workbook by a worker of its own; what it says, with the seconds of the upload."""
    firm = a_firm()
    began = time.perf_counter()
    job = start_import(
        by=firm.user, enterprise=firm.enterprise, file=io.BytesIO(data), filename="大.xlsx", mode=mode,
        is_rehearsal=False, at=now(),
    )  # fmt: skip
    uploaded = time.perf_counter() - began
    command = [sys.executable, str(ROOT / "tests" / "load" / "import_worker.py"), str(job.pk)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with (
        subprocess.Popen(command, env=portal_environment(), cwd=ROOT, text=True, **pipes) as worker,
        memory_of(worker.pid) as memory,
    ):
        out, errors = worker.communicate()
    said = json.loads(out.splitlines()[-1])
    assert (said["state"], said["written"]) == ("DONE", ROWS), errors
    return said | memory | {"upload": uploaded}


@contextmanager
def memory_of(worker):
    """The most that a worker and its parser held together, sampled; shared pages shared out (PSS) or not."""
    peak, over = dict.fromkeys(MEASURES, 0), threading.Event()

    def watch():
        while not over.wait(0.05):
            for name, found in held_by(worker).items():
                peak[name] = max(peak[name], found)

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield peak
    finally:
        over.set()
        watching.join()


def held_by(worker):
    """Megabytes of a process and its children now."""
    held = {}
    try:
        for pid in (worker, *Path(f"/proc/{worker}/task/{worker}/children").read_text().split()):
            told = dict(line.split()[:2] for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:])
            # A child that was only just begun is still its parent, memory and all.
            held[Path(f"/proc/{pid}/cmdline").read_bytes()] = told
    except (FileNotFoundError, ProcessLookupError):  # it ended meanwhile; what it held before was seen
        return {}
    return {name: sum(int(told[key]) for told in held.values()) // 1024 for name, key in MEASURES.items()}


def seconds_of_phases(data):
    """Seconds of parsing alone, of reading and judging on top of it, and of matching on top of that; nothing stored."""
    firm, layouts = a_firm(), layouts_on(day_of(now()))
    took = {}
    for phase in ("parse", "read", "match"):
        began = time.perf_counter()
        with opened(io_file(data), "大.xlsx", layouts) as book:
            checker = Checker(book, firm.enterprise, day_of(now()), writes=False)
            for chunk in book.chunks():
                if phase != "parse":
                    checked = checker.read(chunk)
                if phase == "match":
                    checker.match(checked)
        took[phase] = time.perf_counter() - began
    return took


def io_file(data):
    """The workbook as a file that another process can read."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- the caller's block is longer
    file.write(data)
    file.flush()
    file.seek(0)
    return file


def test_how_many_projects_a_second_are_imported_and_what_the_ledger_adds(figure, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setenv("MEDIA_ROOT", str(tmp_path))
    data = a_large_workbook(ROWS)
    phases = seconds_of_phases(data)
    with_ledger, without, whole = [], [], []
    for _ in range(ROUNDS):
        with ledger(on=False):
            without.append(processed(data))
        with_ledger.append(processed(data))
        whole.append(processed(data, ImportMode.ALL_OR_NOTHING))

    def rate(rounds):
        return round(ROWS / statistics.median(one["seconds"] + one["upload"] for one in rounds))

    ratios = [a["seconds"] / b["seconds"] for a, b in zip(with_ledger, without, strict=True)]
    figure(
        "import.projects",
        rows=ROWS,
        columns=len(values(1, ["x"] * OWNERS)),
        megabytes=round(len(data) / 1e6, 1),
        rounds=ROUNDS,
        rows_a_second=rate(with_ledger),
        rows_a_second_worst=round(ROWS / max(one["seconds"] + one["upload"] for one in with_ledger)),
        rows_a_second_all_or_nothing=rate(whole),
        rows_a_second_without_ledger=rate(without),
        ledger_ratio_median=round(statistics.median(ratios), 2),
        seconds_until_findable=round(statistics.median(one["seconds_until_findable"] for one in with_ledger), 2),
        upload_rows_a_second=round(ROWS / statistics.median(one["upload"] for one in with_ledger)),
        parse_rows_a_second=round(ROWS / phases["parse"]),
        parse_and_read_rows_a_second=round(ROWS / phases["read"]),
        parse_read_and_match_rows_a_second=round(ROWS / phases["match"]),
        worker_cpu_seconds=round(statistics.median(one["cpu_seconds"] for one in with_ledger), 2),
        worker_and_parser_pss_mb=max(one["pss_mb"] for one in with_ledger + whole),
        worker_and_parser_rss_mb=max(one["rss_mb"] for one in with_ledger + whole),
    )
    assert len(ratios) == ROUNDS
