"""A paper of a confirmed record changes inside the execution of the erratum that names it, and nowhere else."""

import contextlib
import hashlib
import json

import pytest
from django.db import DatabaseError, connection, transaction

import errata.actions as errata
from errata.models import PaperReplacement
from projects.models import Attachment
from projects.rules.scans import ScanState
from tests.audit.support import acting, contents_of, logged_in_as
from tests.errata.steps import LATER, LETTER_PDF, NEW_PDF, Way, is_found, loses
from tests.errata.test_guards import calls, moves_by_hand
from tests.fixtures.database import acting_as_owner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_store")]
WATCHED = ("projects_attachment", "errata_erratum", "errata_paperreplacement", "errata_erratumact", "audit_event")
NEW = hashlib.sha256(NEW_PDF).hexdigest()
PAPERS = "papers of a record that is submitted or confirmed"
END = "UPDATE projects_attachment SET removed_at = '2025-01-01+08' WHERE id = {paper}"
COLUMNS = (
    *("guid", "project_id", "stage", "record_guid", "kind", "file_id", "filename"),
    *("uploaded_by_id", "uploaded_at", "removed_at", "replaces_id"),
)


def put(**changes):
    """SQL that puts the new file in the place of a paper, but for some changes."""
    values = {
        "guid": "gen_random_uuid()", "file_id": "r.file_id", "filename": "r.filename",
        "uploaded_by_id": "r.uploaded_by_id", "uploaded_at": "o.removed_at", "removed_at": "NULL",
        "replaces_id": "o.id",
        **changes,
    }  # fmt: skip
    chosen = ", ".join(values.get(name, f"o.{name}") for name in COLUMNS)
    return (
        f"INSERT INTO projects_attachment ({', '.join(COLUMNS)}) SELECT {chosen} FROM projects_attachment o,"
        " errata_paperreplacement r WHERE o.id = {paper}"
    )


ROGUE = {
    "end": END,
    "rename": "UPDATE projects_attachment SET filename = '换.pdf' WHERE id = {paper}",
    "other file": "UPDATE projects_attachment SET file_id = '{new}' WHERE id = {paper}",
    "carry away": "UPDATE projects_attachment SET record_guid = gen_random_uuid() WHERE id = {paper}",
    "end and rename": "UPDATE projects_attachment SET removed_at = now(), filename = '换.pdf' WHERE id = {paper}",
    "delete": "DELETE FROM projects_attachment WHERE id = {paper}",
    "put": put(),
    "put beside": put(replaces_id="NULL"),
}
# What an execution does not do to the paper that it names, before and after it has ended it.
OTHERWISE = {name: ROGUE[name] for name in ROGUE if name != "end"}
NOT_SO = {
    "other kind": put(kind="'OTHER'"),
    "other stage": put(stage="'PERMIT'"),
    "other record": put(record_guid="gen_random_uuid()"),
    "other project": put(project_id="o.project_id + 1"),
    "other file": put(file_id="o.file_id"),
    "other name": put(filename="'别的.pdf'"),
    "other person": put(uploaded_by_id="o.uploaded_by_id + 1"),
    "other moment": put(uploaded_at="r.uploaded_at"),
    "ended": put(removed_at="now()"),
    "beside": put(replaces_id="NULL"),
    "end again": END,
    "in force again": "UPDATE projects_attachment SET removed_at = NULL WHERE id = {paper}",
    "delete": ROGUE["delete"],
}


def runs(statement, paper, executing=""):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('errata.executing', %s, true)", [str(executing)])
        cursor.execute(statement.format(paper=paper.pk, new=NEW))


def refused(act, match=PAPERS, who=contextlib.nullcontext):
    """The act is refused by the database and leaves everything as it was."""
    before = contents_of(*WATCHED)
    with who(), pytest.raises(DatabaseError, match=match), acting():
        act()
    assert contents_of(*WATCHED) == before


def an_approved_one():
    """An approved erratum that names the required paper of the completion, that paper, and another."""
    way = Way()
    loses(way.paper())
    way.asks_for_a_paper()
    way.goes_on_to("APPROVED")
    return way, way.paper(), Attachment.objects.get(filename="会议纪要.pdf")


def test_no_role_changes_a_paper_while_an_erratum_names_this_or_another_one():
    way, named, other = an_approved_one()

    for paper in (named, other):
        for statement in ROGUE.values():
            for executing in ("", way.erratum.pk):  # whoever says that he executes is not the owner yet
                refused(lambda s=statement, p=paper, e=executing: runs(s, p, e))
            refused(lambda s=statement, p=paper: runs(s, p), who=acting_as_owner)
    for statement in ROGUE.values():  # an execution of one paper is none of the other
        refused(lambda s=statement: runs(s, other, way.erratum.pk), who=acting_as_owner)


def test_the_other_roles_have_no_way_to_papers_at_all():
    for role in ("portal_auditor", "portal_public", "portal_sequencer"):
        with logged_in_as(role) as cursor:
            for table in ("projects_attachment", "errata_paperreplacement"):
                for statement in (f"UPDATE {table} SET filename = ''", f"DELETE FROM {table}"):
                    with pytest.raises(Exception, match="permission denied"):
                        cursor.execute(statement)
    with connection.cursor() as cursor:
        for role in ("portal_app", "portal_auditor", "portal_public", "portal_sequencer"):
            function = "errata_replace_papers(bigint, bigint, timestamptz)"
            cursor.execute("SELECT has_function_privilege(%s, %s, 'EXECUTE')", [role, function])
            assert cursor.fetchone() == (False,), role


def test_an_execution_ends_the_paper_that_it_names_and_puts_the_new_one_there_and_nothing_else():
    way, named, _ = an_approved_one()
    for statement in OTHERWISE.values():
        refused(lambda s=statement: runs(s, named, way.erratum.pk), who=acting_as_owner)

    with a_block():
        with acting_as_owner(), acting():
            runs(END, named, way.erratum.pk)
        for statement in NOT_SO.values():
            refused(lambda s=statement: runs(s, named, way.erratum.pk), who=acting_as_owner)
        with acting_as_owner(), acting():
            runs(put(), named, way.erratum.pk)

    way.executes()
    new = Attachment.objects.get(replaces=named)
    for paper in (named, new):
        for statement in ROGUE.values():
            refused(lambda s=statement, p=paper: runs(s, p, way.erratum.pk), who=acting_as_owner)


@contextlib.contextmanager
def a_block():
    """What is done inside is taken back."""
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)


TAMPERED = {
    "不是病毒": ({"fault": "INFECTED"}, "is not infected"),
    "另一摘要": ({"old_sha256": "0" * 64}, "no longer the one that is to be replaced"),
    "另一项目": ({"paper": "other"}, "of no confirmed record of the project"),
}


def test_the_function_judges_papers_itself():
    way, others = Way(), Way(is_new=True)
    loses(way.paper())
    way.begins()
    way.replaces()
    errata.add_evidence(by=way.firm.user, erratum_id=way.erratum.pk, filename="1.pdf", chunks=[LETTER_PDF], at=LATER)
    for changes, match in TAMPERED.values():
        with a_block():
            wrong = {**changes, "paper": others.paper()} if "paper" in changes else changes
            with acting():
                PaperReplacement.objects.update(**wrong)
            moves_by_hand(way)
            refused(lambda: calls(way), match)
    for state in (ScanState.INFECTED, ScanState.PENDING):
        with a_block():
            is_found(Attachment.objects.get(filename="会议纪要.pdf").file_id, ScanState.CLEAN)
            if state == ScanState.INFECTED:
                is_found(NEW, state)
            moves_by_hand(way)
            refused(lambda: calls(way), f"is {state.value}, not found clean")
    with a_block():
        moves_by_hand(way)
        with acting():
            calls(way)
        assert Attachment.objects.filter(replaces__isnull=False, file=NEW).count() == 1


def test_what_was_handed_in_stands_fast():
    way = Way()
    loses(way.paper())
    way.asks_for_a_paper()
    rows = PaperReplacement.objects.all()

    refused(lambda: rows.update(file=way.paper().file_id), "is closed")
    refused(lambda: rows.update(fault="INFECTED"), "is closed")
    refused(rows.delete, "is closed")
    row = rows.get()
    row.pk, row.paper = None, Attachment.objects.get(filename="会议纪要.pdf")
    refused(row.save, "is closed")
    entry = {"erratum_id": way.erratum.pk, "person_id": way.support.pk, "at": LATER.isoformat()}
    refused(lambda: connection.cursor().execute("SELECT errata_execute(%s)", [json.dumps(entry)]), "not approved")
