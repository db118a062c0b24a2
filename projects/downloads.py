"""Handing out a list or a paper as a file, for the views of every app."""

import tempfile
from collections.abc import Iterable

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from common.clock import day_of, now
from projects import store
from projects.models import StoredFile
from projects.workbooks.export import Item, ListColumn, csv_lines, stream_rows, write_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_file(
    request: HttpRequest, title: str, columns: list[ListColumn[Item]], rows: Iterable[Item], *, xlsx: bool = True
) -> HttpResponseBase:
    """The rows as a workbook, or as CSV where the address says ``format=csv`` or workbooks are not offered.

    :param xlsx: False where anyone may ask: a workbook takes a hundred times the work of CSV.
    """
    lines, name = stream_rows(columns, rows), f"{title}-{day_of(now())}"
    if not xlsx or request.GET.get("format") == "csv":
        headers = {"Content-Disposition": _attachment(f"{name}.csv")}
        return StreamingHttpResponse(csv_lines(lines), content_type="text/csv; charset=utf-8", headers=headers)
    out = tempfile.TemporaryFile()  # noqa: SIM115 -- the response closes it
    write_xlsx(out, title, lines)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)


def shown_in_place(file: StoredFile, filename: str) -> StreamingHttpResponse:
    """The bytes of a paper for the browser to show; whether they may be shown is asked before."""
    headers = {
        "Content-Length": str(file.size),
        "Content-Disposition": content_disposition_header(False, filename) or "inline",
    }
    return StreamingHttpResponse(store.read(file.sha256), content_type=file.content_type, headers=headers)


def _attachment(name: str) -> str:
    return content_disposition_header(True, name) or "attachment"
