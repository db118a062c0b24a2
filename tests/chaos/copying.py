"""Copies of filed projects, as they lie with their authorities: rows that the database adds from rows of two originals.

Every row goes through the triggers and the history as any other does. A copy's guid is made of the original's and its
project's, so that whatever names a row of the original can be made to name that row's copy.
"""

from django.db import connection

from common.identifiers import investment_code_check
from confirmation.models import Case, CaseItem, ClockEvent, Submission
from confirmation.rules.states import Status
from projects.models import (
    Attachment,
    Completion,
    ConstructionPermit,
    Contract,
    EnterpriseIndicators,
    Project,
    Tender,
)

PARENTS = (ConstructionPermit, Tender)
NUMBER = "lpad(n.id::text, 6, '0')"
COPIED_CASE = f"(SELECT copied.id FROM confirmation_case copied WHERE copied.number = c.number || {NUMBER})"


def copy_projects(original, displayed, codes):
    """As many projects like ``original`` as there are codes, none confirmed, with supplements like ``displayed``'s."""
    new = {
        "row_guid": "gen_random_uuid()",
        "investment_code": "n.code",
        "name": "o.name || n.code",
        "sealed_at": "NULL",
    }
    columns, values = _columns(Project, new)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO projects_project ({columns}) SELECT {values} FROM projects_project o"
            " CROSS JOIN unnest(%s::text[]) AS n (code) WHERE o.id = %s RETURNING id, row_guid",
            [codes, original.pk],
        )
        copies = cursor.fetchall()
    _Copies(original, copies).add(ConstructionPermit, Completion, EnterpriseIndicators, basics=True)
    copy_supplements(displayed, copies)


def copy_supplements(displayed, copies):
    """What other firms added to ``displayed``, for these projects.

    :param copies: id and guid of each.
    """
    _Copies(displayed, copies).add(Tender, Contract)


def codes_of(division, first, count):
    """So many well-formed investment codes of a county, from this serial on."""
    bodies = [f"2104{division}0401{serial:05d}" for serial in range(first, first + count)]
    whole = [body + investment_code_check(body) for body in bodies]
    return [f"{one[:4]}-{one[4:10]}-{one[10:12]}-{one[12:14]}-{one[14:]}" for one in whole]


class _Copies:
    """Rows of one project again for others."""

    def __init__(self, original, copies):
        self.original = original
        self.ids, self.guids = [pk for pk, _ in copies], [guid for _, guid in copies]

    def add(self, *models, basics=False):
        """Records of these kinds with their papers, closed after the papers are there; then the cases about them."""
        every = {model: list(model.objects.filter(project=self.original)) for model in models}
        for model in models:
            self._insert(model, "o.project_id = %s", [self.original.pk], sealed_at="NULL", **_parents(model))
        if basics:
            every[Project] = [self.original]
        guids = [record.row_guid for records in every.values() for record in records]
        of_these = [self.original.pk, guids]
        self._insert(Attachment, "o.project_id = %s AND o.record_guid = ANY (%s)", of_these, record_guid=self._copied())
        for model, records in every.items():
            mine = {"pk__in": self.ids} if model is Project else {"project_id__in": self.ids}
            model.objects.filter(**mine, sealed_at=None).update(sealed_at=records[0].sealed_at)
        for case in Case.objects.filter(project=self.original, items__record_guid__in=guids).distinct():
            self._add_case(case)

    def _add_case(self, case):
        draft = {"status": f"'{Status.DRAFT}'", "version": "1", "number": f"o.number || {NUMBER}"}
        self._insert(Case, "o.id = %s", [case.pk], **draft)
        about = {"join": "JOIN confirmation_case c ON c.id = o.case_id", "case_id": COPIED_CASE}
        self._insert(CaseItem, "o.case_id = %s", [case.pk], record_guid=self._copied(), **about)
        self._insert(ClockEvent, "o.case_id = %s", [case.pk], **about)
        snapshot = "o.snapshot"
        for guid in case.items.values_list("record_guid", flat=True):
            copied = self._copied(f"'{guid}'::uuid")
            snapshot = f"replace({snapshot}, '{guid}', ({copied})::text)"
        about["join"] += f" CROSS JOIN LATERAL (SELECT {snapshot} AS text) s"
        sha256 = "encode(sha256(convert_to(s.text, 'UTF8')), 'hex')"
        self._insert(Submission, "o.case_id = %s", [case.pk], snapshot="s.text", sha256=sha256, **about)
        mine = Case.objects.filter(project_id__in=self.ids, enterprise=case.enterprise, status=Status.DRAFT)
        mine.update(status=case.status, version=case.version)

    def _copied(self, guid="o.record_guid"):
        """The guid of the copy of what has this guid."""
        own = f"'{self.original.row_guid}'::uuid"
        return f"CASE {guid} WHEN {own} THEN n.guid ELSE md5({guid}::text || n.guid::text)::uuid END"

    def _insert(self, model, where, given, join="", **changed):
        own = {"guid": self._copied("o.guid"), "row_guid": self._copied("o.row_guid"), "project_id": "n.id"}
        columns, values = _columns(model, own | changed)
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} o"
                f" CROSS JOIN unnest(%s::bigint[], %s::uuid[]) AS n (id, guid) {join} WHERE {where}",
                [self.ids, self.guids, *given],
            )


def _columns(model, changed):
    """A table's columns, and for each what a copy has there."""
    columns = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    values = [changed.get(column, f'o."{column}"') for column in columns]
    return ", ".join(f'"{column}"' for column in columns), ", ".join(values)


def _parents(model):
    """A record that belongs to another of its project belongs to that one's copy, which has been added before."""
    found = [field for field in model._meta.concrete_fields if field.related_model in PARENTS]
    return {
        field.column: f"(SELECT copied.id FROM {table} first JOIN {table} copied"
        " ON copied.row_guid = md5(first.row_guid::text || n.guid::text)::uuid"
        f" WHERE first.id = o.{field.column})"
        for field in found
        for table in [field.related_model._meta.db_table]
    }
