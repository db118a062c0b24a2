"""The database lets a confirmed fact change inside an erratum's execution and nowhere else (decisions 4)."""

import json
import re

import pytest
from django.db import DatabaseError, connection, transaction

import errata.actions as errata
from errata.models import Erratum, ErratumAct, ErratumItem, ErratumPaper
from errata.rules.fields import FIGURES, FIGURES_TEXT, is_correctable
from projects.catalogue import describe
from projects.models import BOOKKEEPING_COLUMNS, MODEL_OF_KIND, Completion
from projects.rules.fields import BUILT_IN
from projects.rules.kinds import RecordKind
from tests.audit.support import acting, contents_of
from tests.errata.steps import LATER, Way

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shared_way")]
WATCHED = (
    "projects_completion",
    "projects_project",
    "errata_erratum",
    "errata_erratumitem",
    "errata_erratumpaper",
    "errata_erratumact",
    "national_message",
    "audit_event",
)


def runs(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def calls(way, person=None):
    entry = {"erratum_id": way.erratum.pk, "person_id": (person or way.support).pk, "at": LATER.isoformat()}
    runs("SELECT errata_execute(%s)", json.dumps(entry))


def refused(act, match):
    """The act is refused by the database and leaves everything as it was."""
    before = contents_of(*WATCHED)
    with pytest.raises(DatabaseError, match=match), acting():
        act()
    assert contents_of(*WATCHED) == before


def saves(record):
    record.actual_area = 1
    record.save()


DOORS = {
    "update()": lambda record: Completion.objects.filter(pk=record.pk).update(actual_area=1),
    "save()": saves,
    "bulk_update": lambda record: (
        setattr(record, "actual_area", 1),
        Completion.objects.bulk_update([record], ["actual_area"]),
    ),
    "SQL": lambda record: runs("UPDATE projects_completion SET actual_area = 85900 WHERE id = %s", record.pk),
    "ON CONFLICT": lambda record: runs(
        "INSERT INTO projects_completion SELECT * FROM projects_completion WHERE id = %s"
        " ON CONFLICT (id) DO UPDATE SET actual_area = 1",
        record.pk,
    ),
}


def test_an_approved_erratum_opens_no_other_door():
    way = Way()
    way.reaches("APPROVED")

    for door in DOORS.values():
        refused(lambda door=door: door(way.completion_record), "only through errata|ungraded and unpublished")


def test_the_function_executes_what_is_approved_and_nothing_else():
    way = Way()
    way.erratum = way.requests()
    for step in (way.files, way.consents, way.approves):
        refused(lambda: calls(way), "not approved")
        step()
    for step in (way.executes, way.verifies):
        step()
        refused(lambda: calls(way), "not approved")


def test_the_function_asks_for_letters_for_technical_support_and_for_somebody_new():
    way = Way()
    way.reaches("APPROVED")

    refused(lambda: calls(way, way.province), "not of technical support")
    with acting(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('audit.context', '', true)")
        with pytest.raises(DatabaseError, match="without context"), transaction.atomic():
            calls(way)
    errata.send_back(**way.seen(way.support, note="请核对公文"))
    errata.request(**way.seen(way.firm.user))
    with acting():  # moved along the table by hand, without the acts and letters of this round
        for status in ("CONSENT", "APPROVAL", "APPROVED"):
            row = Erratum.objects.get()
            Erratum.objects.filter(pk=row.pk).update(status=status, version=row.version + 1)
    refused(lambda: calls(way), "lacks a letter")


def test_an_erratum_does_not_become_executed_by_hand_nor_change_what_it_is_about():
    way = Way()
    way.reaches("APPROVED")
    rows = Erratum.objects.filter(pk=way.erratum.pk)
    version = rows.get().version

    refused(lambda: rows.update(status="EXECUTED", version=version + 1, executed_at=LATER), "only by being executed")
    refused(lambda: rows.update(enterprise=None), "does not change")
    refused(lambda: rows.update(tier="CITY"), "does not change")
    refused(lambda: rows.update(number="E1"), "does not change")
    refused(lambda: runs("DELETE FROM errata_erratum WHERE id = %s", way.erratum.pk), "kept for ever")


def test_what_was_handed_in_stands_fast():
    way = Way()
    way.reaches("REQUESTED")
    items, papers = ErratumItem.objects.all(), ErratumPaper.objects.all()

    refused(lambda: items.update(new="1"), "is closed")
    refused(items.delete, "is closed")
    refused(lambda: papers.update(removed_at=LATER), "is closed")
    refused(lambda: papers.update(filename="换.pdf"), "kept for ever")
    refused(papers.delete, "kept for ever")
    refused(lambda: ErratumAct.objects.update(note="换"), "permission denied")
    item = items.first()
    item.pk, item.name = None, "actual_cost"
    refused(item.save, "is closed")


TAMPERED = {
    "编号": ("number", '"9999"', "null", "not corrected"),
    "等级": ("grade", '"A"', '"C"', "not corrected"),
    "所在地": ("division_id", '"220103"', '"220102"', "not corrected"),
    "没有的列": ("nothing", "1", "1", "not corrected"),
    "原值不符": ("actual_area", '"1"', '"2"', "no longer the one"),
}


def test_the_function_judges_columns_and_old_values_itself():
    way = Way()
    way.begins()
    way.proposes()
    way.explains()

    for column, new, old, match in TAMPERED.values():
        block = transaction.atomic()
        block._from_testcase = True
        with block:
            tampers(way, column, json.loads(new), json.loads(old))
            refused(lambda: calls(way), match)
            transaction.set_rollback(True)


def tampers(way, column, new, old):
    """An approved erratum past the code's own look at columns and values."""
    with acting():
        ErratumItem.objects.update(column=column, old=old, new=new)
    moves_by_hand(way)


def moves_by_hand(way):
    """An erratum that is approved, with acts and letters, though no code has looked at what it asks for."""
    with acting():
        for status, act, kind in (
            ("REQUESTED", "", ""),
            ("CONSENT", "FILE", "APPLICATION"),
            ("APPROVAL", "CONSENT", "CONSENT"),
            ("APPROVED", "APPROVE", "APPROVAL"),
        ):
            row = Erratum.objects.get()
            Erratum.objects.filter(pk=row.pk).update(status=status, version=row.version + 1)
            if act:
                keeps(way, act, kind)


def keeps(way, act, kind):
    evidence = ErratumPaper.objects.first()
    paper = ErratumPaper.objects.create(
        erratum=way.erratum, kind=kind, letter_number="1", dated_on=LATER.date(), authority=way.erratum.authority,
        file=evidence.file, filename="1.pdf", uploaded_by=way.place, uploaded_at=LATER,
    )  # fmt: skip
    ErratumAct.objects.create(
        erratum=way.erratum, action=act, step="PLACE", person=way.place, paper=paper, version_seen=1, acted_at=LATER
    )


def test_the_database_and_the_field_lists_name_the_same_columns():
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'errata_execute'")
        source = cursor.fetchone()[0]
    listed = json.loads(re.search(r"correctable jsonb := '(.*?)';", source)[1])

    expected = {}
    for kind, model in MODEL_OF_KIND.items():
        if kind is RecordKind.EXEMPTION:
            continue
        rows = [describe(kind, entry) for section in BUILT_IN[kind] for entry in section.entries]
        names = {model._meta.get_field(row.name).column for row in rows if is_correctable(row)}
        expected[model._meta.db_table] = names | ({FIGURES, FIGURES_TEXT} if kind is RecordKind.INDICATORS else set())
        fixed = {*BOOKKEEPING_COLUMNS, "id", "row_guid", "project_id", "filed_by_id", "sealed_at", "extra"}
        assert not names & fixed
    assert {table: set(names) for table, names in listed.items()} == expected


@pytest.mark.parametrize("function", ["errata_execute", "grading_mark_false"])
def test_no_role_but_the_runtimes_may_call_the_doors(function):
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosecdef FROM pg_proc WHERE proname = %s", [function])
        assert cursor.fetchone() == (True,)
        for role in ("portal_app", "portal_auditor", "portal_public", "portal_sequencer"):
            cursor.execute("SELECT has_function_privilege(%s, %s, 'EXECUTE')", [role, f"{function}(jsonb)"])
            assert cursor.fetchone() == (role == "portal_app",), role
