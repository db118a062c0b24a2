"""The empty workbook that an enterprise fills in."""

from datetime import date
from typing import IO

from openpyxl import Workbook

from projects.workbooks.layout import layouts_on
from projects.workbooks.sheets import Lists, draw_layout, draw_version


def write_template(out: IO[bytes], day: date) -> None:
    """Write the template of a day: a sheet for each kind of record, the lists, and the hidden version."""
    workbook = Workbook(write_only=True)
    layouts = layouts_on(day)
    lists = Lists(layouts)
    for layout in layouts:
        draw_layout(workbook, layout, lists)
    lists.draw(workbook)
    draw_version(workbook, layouts)
    workbook.save(out)
