"""Handing out a list or a paper as a file, for the views of every app."""

import tempfile
from collections.abc import Callable, Iterable
from typing import Protocol
from uuid import UUID

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from accounts.taking import keep_taking
from common.clock import day_of, now
from projects import store
from projects.models import StoredFile
from projects.queries.scans import require_not_infected
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


class Paper(Protocol):
    """What every kind of stored paper has."""

    @property
    def guid(self) -> UUID:
        """Its name in addresses."""

    @property
    def file(self) -> StoredFile:
        """Its bytes."""

    @property
    def filename(self) -> str:
        """What it was called by whoever uploaded it."""


def handed_out(
    request: HttpRequest,
    paper: Paper,
    title: str,
    *,
    closed: str,
    subject: str = "",
    keep: Callable[..., None] = keep_taking,
) -> StreamingHttpResponse:
    """The bytes of a paper for the browser to show, after it was kept that they leave: the one way out of the store.

    Whether the person may read it, the caller has seen.

    :param title, subject: as of :func:`accounts.taking.keep_taking`.
    :param closed: what to do where it is infected, a sentence; empty for nothing.
    :param keep: instead of :func:`accounts.taking.keep_taking`, called as that is.
    :raises PaperIsInfected: 403, to everybody.
    :raises ActsForNobody: when the person takes it for no unit.
    """
    require_not_infected(paper.file, paper.filename, f"已停用，任何人不能打开或下载。{closed}")
    keep(request, title, subject=subject, paper_guid=paper.guid)
    headers = {
        "Content-Length": str(paper.file.size),
        "Content-Disposition": content_disposition_header(False, paper.filename) or "inline",
    }
    return StreamingHttpResponse(store.read(paper.file.sha256), content_type=paper.file.content_type, headers=headers)


def _attachment(name: str) -> str:
    return content_disposition_header(True, name) or "attachment"
