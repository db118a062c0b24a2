"""Checking a workbook chunk by chunk: cells, the rules on a row, its project, its doubles, what is stored already."""

import uuid
from datetime import date

from django.db import connection

from accounts.models import Enterprise
from projects.models import MODEL_OF_KIND
from projects.rules.dictionaries import Sector
from projects.rules.kinds import RecordKind
from projects.rules.values import ValueType
from projects.workbooks.cellwise import RowReader
from projects.workbooks.matching import ProjectMatcher
from projects.workbooks.people import People
from projects.workbooks.reading import Chunk, Opened, Sheet
from projects.workbooks.rows import Checked, ProjectRef, Row, Verdict
from projects.workbooks.stages import Registry, StageMatcher


class Checker:
    """Checks the chunks of one workbook in their order; what it has seen decides about what follows.

    :ivar writes: whether new rows get their keys and found ones are locked, because they will be written.
    """

    def __init__(self, workbook: Opened, enterprise: Enterprise, day: date, *, writes: bool) -> None:
        self.enterprise, self.day, self.writes = enterprise, day, writes
        self.people = People()
        self._stages_follow = any(sheet.layout.kind is not RecordKind.PROJECT for sheet in workbook.sheets)
        self._projects: dict[str, ProjectRef | None] = {}
        self._registry = Registry(enterprise, self._projects)
        self._readers: dict[str, RowReader] = {}
        self._matchers: dict[str, ProjectMatcher | StageMatcher] = {}

    def read(self, chunk: Chunk) -> Checked:
        """The cells of a chunk and what the rules say of each project row alone. No query."""
        reader = self._reader(chunk.sheet)
        rows = reader.read(chunk.filled())
        if reader.kind is RecordKind.PROJECT:
            for row in rows:
                if not row.faults:
                    reader.judge(row, Sector(row.facts["sector"]))
        return Checked(chunk.sheet, len(chunk.rows), rows)

    def match(self, checked: Checked) -> Checked:
        """Hold the rows against what is stored and what came before, and give each its verdict."""
        matcher = self._matcher(checked.sheet)
        matcher.locks = self.writes
        if isinstance(matcher, StageMatcher):
            self._judge_stages(matcher, checked)
        matcher.match(checked.rows)
        if self.writes:
            _give_keys(checked)
        matcher.remember(checked.rows)
        return checked

    def _judge_stages(self, matcher: StageMatcher, checked: Checked) -> None:
        reader = self._reader(checked.sheet)
        matcher.place(checked.rows)
        for row in checked.rows:
            if row.project is not None:
                reader.judge(row, row.project.sector)
        self.people.look_up((row for row in checked.rows if not row.faults), roles_of(checked.sheet), reader.columns)

    def _reader(self, sheet: Sheet) -> RowReader:
        title = sheet.layout.title
        if title not in self._readers:
            self._readers[title] = RowReader(sheet, self.enterprise, self.day)
        return self._readers[title]

    def _matcher(self, sheet: Sheet) -> ProjectMatcher | StageMatcher:
        layout, columns = sheet.layout, self._reader(sheet).columns
        if layout.title not in self._matchers:
            self._matchers[layout.title] = (
                ProjectMatcher(
                    self.enterprise, layout.field_list, self.writes, self._stages_follow, columns, refs=self._projects
                )
                if layout.kind is RecordKind.PROJECT
                else StageMatcher(layout, self.enterprise, self._registry, self.writes, columns)
            )
        return self._matchers[layout.title]


def roles_of(sheet: Sheet) -> list[str]:
    """The fields in which rows of a sheet name people."""
    return [described.name for described in sheet.layout.field_list.fields if described.type is ValueType.PERSON]


def _give_keys(checked: Checked) -> None:
    """Draw the primary keys of new rows, so that what follows can name them before they are stored."""
    new: list[Row] = checked.of(Verdict.NEW)
    if not new:
        return
    table = MODEL_OF_KIND[checked.sheet.layout.kind]._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(drawn.sequence) FROM generate_series(1, %s),"
            " (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS sequence OFFSET 0) AS drawn",
            [len(new), table],
        )
        keys = cursor.fetchall()
    for row, (key,) in zip(new, keys, strict=True):
        row.pk = key
        row.facts["row_guid"] = uuid.uuid4()
