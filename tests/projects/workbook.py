"""Workbooks as firms would fill them in, for the tests of imports."""

import io
from datetime import date

import openpyxl

from accounts.models import Division
from projects.actions.imports import start_import
from projects.models import ImportJob, ImportMode
from projects.rules.kinds import RecordKind
from projects.workbooks import running
from projects.workbooks.layout import Part, layouts_on
from projects.workbooks.template import write_template
from tests.factories import AT, an_investment_code, project_facts

DAY = date(2024, 12, 2)


def project_row(**changes):
    """Values of a sound project row by field; every call is another project."""
    facts = {**project_facts(), **changes}
    if isinstance(facts["division"], Division):
        facts["division"] = facts["division"].name
    return facts


def a_workbook(rows_by_kind, *, change=None, template=None):
    """The template filled in, as bytes: ``{RecordKind: [{field: value}]}``. ``change`` sees the workbook last."""
    if template is None:
        template = io.BytesIO()
        write_template(template, DAY)
    book = openpyxl.load_workbook(template)
    layouts = {layout.kind: layout for layout in layouts_on(DAY)}
    for kind, rows in rows_by_kind.items():
        sheet, columns = book[layouts[kind].title], layouts[kind].columns
        for number, row in enumerate(rows, 3):
            for index, column in enumerate(columns, 1):
                value = row.get("project" if column.part is Part.PROJECT else column.key)
                if isinstance(value, bool):
                    value = "是" if value else "否"
                if value not in (None, ""):
                    sheet.cell(number, index, value)
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sent(firm, data, *, mode=ImportMode.ALL_OR_NOTHING, is_rehearsal=False, filename="项目.xlsx", at=AT):
    """A job for the workbook, not processed."""
    return start_import(
        by=firm.user,
        enterprise=firm.enterprise,
        file=io.BytesIO(data),
        filename=filename,
        mode=mode,
        is_rehearsal=is_rehearsal,
        at=at,
    )


def imported(firm, data, **how) -> ImportJob:
    """A job for the workbook, processed to its end."""
    job = sent(firm, data, **how)
    running.run_import(job_id=job.pk, now=lambda: how.get("at", AT))
    job.refresh_from_db()
    return job


def faults_of(job):
    """Address and value of each fault."""
    return [(fault.sheet, f"{fault.column}{fault.row}", fault.value) for fault in job.faults.order_by("pk")]


def projects_sheet(rows):
    """A workbook of projects alone."""
    return a_workbook({RecordKind.PROJECT: rows})


def column_of(kind, key):
    """The letter of a field's column."""
    from projects.workbooks.layout import letter

    layout = next(layout for layout in layouts_on(DAY) if layout.kind == kind)
    return letter(next(index for index, column in enumerate(layout.columns) if column.key == key))


__all__ = [
    "a_workbook",
    "an_investment_code",
    "column_of",
    "faults_of",
    "imported",
    "project_row",
    "projects_sheet",
    "sent",
]
