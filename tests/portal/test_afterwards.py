"""What changed after confirmation, on which paper, and red where there is none (U10, 四（三））."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

import confirmation.actions as cases
from accounts.models import Reading
from accounts.rules import Role
from common.clock import now
from errata.queries.afterwards import changes_after_confirmation
from errata.rules.afterwards import Basis
from projects.models import Completion, Project
from tests.audit.support import acting
from tests.confirmation.pages import browser_of, text_of
from tests.errata.steps import Way, loses
from tests.factories import an_official
from tests.fixtures.database import acting_as_owner
from tests.world import confirms

pytestmark = pytest.mark.django_db(transaction=True)  # a paper is one of the same transaction


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def report(area=""):
    moment = now()
    return changes_after_confirmation(area, moment - timedelta(days=1), moment + timedelta(days=1))


def papers(area=""):
    return [
        (change.table, change.paper.basis, change.paper.numbers, tuple(name for name, _, _ in change.columns))
        for change in report(area).changes
    ]


def as_owner(statement, **entry):
    """What somebody writes who owns the database, with or without saying who he is."""
    with acting_as_owner():
        if entry:
            with acting(**entry), connection.cursor() as cursor:
                cursor.execute(statement)
        else:
            with connection.cursor() as cursor:
                cursor.execute(statement)


def test_a_change_through_an_erratum_carries_its_letters():
    way = Way()
    assert papers() == []  # a first confirmation is no change of what was confirmed
    way.reaches("DONE", actual_area=85900)

    (change,) = report().changes
    assert (change.table, change.paper.basis) == ("projects_completion", Basis.ERRATUM)
    assert change.paper.numbers == ("长住建函〔2025〕12号", "长建函〔2025〕3号", "吉建函〔2025〕8号")
    assert str(change.paper.dated_on) == "2024-12-20"
    assert change.columns == (("actual_area", 86000.0, 85900.0),)
    assert (change.actor, change.project) == (way.support.name, way.project)


def test_a_paper_that_is_replaced_carries_its_letters_and_one_that_is_changed_past_errata_is_red():
    way = Way()
    loses(way.paper())
    way.asks_for_a_paper()
    way.goes_on_to("DONE")

    letters = ("长住建函〔2025〕12号", "长建函〔2025〕3号", "吉建函〔2025〕8号")
    assert papers("220102") == [
        ("projects_attachment", Basis.ERRATUM, letters, ("kind", "filename", "file_id")),
        ("projects_attachment", Basis.ERRATUM, letters, ("removed_at",)),
    ]
    assert papers("220103") == []
    page = text_of(browser_of(an_official("220100", role=Role.AUDITOR)).get(reverse("audit-afterwards")))
    for words in ("附件：重新扫描.pdf", "附件：扫描件.pdf", "吉建函〔2025〕8号"):
        assert words in page, words

    guarded = "ALTER TABLE projects_attachment {} TRIGGER guard_attachment"
    as_owner(guarded.format("DISABLE"))
    try:
        as_owner(f"UPDATE projects_attachment SET filename = '换.pdf' WHERE id = {way.paper().pk}")
        as_owner(f"DELETE FROM projects_attachment WHERE id = {way.paper().pk}")
    finally:
        as_owner(guarded.format("ENABLE ALWAYS"))
    assert [(change.is_red, change.label, change.paper.lack) for change in report().changes[:2]] == [
        (True, "换.pdf", "已确认信息的附件被删除"),
        (True, "重新扫描.pdf", "没有勘误公文"),
    ]
    assert report().count(Basis.NONE) == 2


def test_upgrades_and_confirmations_taken_back_carry_their_decision():
    way = Way()
    upgrade = confirms(way.city, way.firm.applies_for_next_grade(way.project))
    raised = papers()
    assert {(table, basis, numbers) for table, basis, numbers, _ in raised} == {
        (table, Basis.UPGRADE, (upgrade.number,))
        for table in ("projects_project", "projects_constructionpermit", "projects_completion")
    }
    upgrade.refresh_from_db()
    cases.reverse(
        by=way.city,
        case_id=upgrade.pk,
        version_seen=upgrade.version,
        note="原件系伪造",
        address=None,
        at=upgrade.decided_at,
    )
    assert [basis for _, basis, _, _ in papers()] == [Basis.REVERSAL] * 3 + [Basis.UPGRADE] * 3


def test_what_the_owner_changes_past_errata_is_red():
    Way()
    past_errata = [
        ("UPDATE projects_completion SET actual_area = 1", ("actual_area",)),
        ("UPDATE projects_completion SET grade = 'B'", ("grade",)),
        ("UPDATE projects_project SET false_mark = true", ("false_mark",)),
        ("UPDATE projects_project SET published = false", ("published",)),
        ("DELETE FROM projects_completion", ()),
    ]
    for statement, columns in past_errata:
        as_owner(statement)

        change = report().changes[0]
        assert change.is_red
        assert tuple(name for name, _, _ in change.columns) == columns
        assert change.action == "migrate"
    assert report().count(Basis.NONE) == len(past_errata)


def test_a_context_that_tells_a_tale_makes_no_paper():
    way = Way()
    way.reaches("DONE", actual_area=85900)

    # The words of an erratum, its action and its people, but not its transaction; fields with names of ours.
    reason = f"勘误 {way.erratum.number}（长住建函〔2025〕12号）"
    as_owner(
        """UPDATE projects_completion SET actual_cost = 1, extra = '{"grade": "D"}'""",
        action="errata.execute",
        reason=reason,
        subject=str(way.project.row_guid),
    )
    as_owner("UPDATE projects_completion SET actual_cost = 2", action="errata.execute", reason=reason)

    assert [change.is_red for change in report().changes] == [True, True, False]
    assert report().count(Basis.NONE) == 2


def test_what_else_is_written_in_an_erratums_transaction_is_red():
    way = Way()
    way.reaches("APPROVED", actual_area=85900)
    with acting_as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION load_slips() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN NEW.actual_cost := 7; RETURN NEW; END $$;"
            " CREATE TRIGGER aaa_slips BEFORE UPDATE ON projects_completion FOR EACH ROW"
            " EXECUTE FUNCTION load_slips()"
        )
    try:
        way.executes()
    finally:
        with acting_as_owner(), connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER aaa_slips ON projects_completion; DROP FUNCTION load_slips()")

    (change,) = report().changes
    assert (change.is_red, change.paper.lack) == (True, "勘误公文中没有这些更正内容")


def test_the_page_shows_an_area_counts_and_takes_the_list_away():
    way = Way()
    way.reaches("DONE", actual_area=85900)
    as_owner("UPDATE projects_project SET owner_name = '另一建设单位'")
    auditor = an_official("220100", role=Role.AUDITOR, name="孙静")
    client = browser_of(auditor)

    page = text_of(client.get(reverse("audit-afterwards")))
    for words in (
        "1 处变化", "没有勘误公文", "长住建函〔2025〕12号、长建函〔2025〕3号、吉建函〔2025〕8号（2024-12-20）",
        "建设单位：长春市宏远房地产开发有限公司 → 另一建设单位", "南关区",
    ):  # fmt: skip
        assert words in page, words
    red = text_of(client.get(reverse("audit-afterwards"), {"basis": "NONE"}))
    assert "另一建设单位" in red
    assert "吉建函〔2025〕8号" not in red
    file = client.get(reverse("audit-afterwards-export"), {"basis": "NONE", "format": "csv"}).getvalue().decode()
    assert file.count("没有勘误公文") == 1
    assert set(Reading.objects.values_list("kind", "title")) == {
        ("TIMELINE", "确认后的变化"),
        ("EXPORT", "确认后的变化"),
    }
    assert "没有变化" in text_of(client.get(reverse("audit-afterwards"), {"area": "220103"}))
    # another city is not to be had, nor does anybody else read
    other = browser_of(an_official("220200", role=Role.AUDITOR))
    assert "没有变化" in text_of(other.get(reverse("audit-afterwards"), {"area": "220100"}))
    for user in (an_official("220102"), way.firm.user):
        assert browser_of(user).get(reverse("audit-afterwards")).status_code == 403
    assert Project.objects.count() == Completion.objects.count() == 1
