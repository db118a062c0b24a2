"""Coded reasons: the province's, a unit's own beside them, dated; and what is counted of returns (R23, X04)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.policy import ActsForNobody
from accounts.rules import Role
from common.clock import day_of, now
from confirmation.actions.reasons import TheReasonCannotBegin, TheReasonHasEnded, add_reason, end_reason
from confirmation.models import ReasonTemplate
from confirmation.queries.defect_counts import ReturnCount, returns_by_unit
from confirmation.queries.reasons import reasons_on
from confirmation.rules.reasons import BUILT_IN, OTHER, ReasonFor
from tests.audit.support import contents_of
from tests.confirmation.marking import on_field, returns
from tests.confirmation.pages import browser_of, text_of
from tests.factories import AT, an_authority, an_official
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db
TODAY = day_of(AT)


@pytest.fixture
def administrator():
    return an_official("220000", role=Role.ADMINISTRATOR)


@pytest.fixture
def county():
    return an_official("220102")


def adds(by, division="220000", for_all=True, **changes):
    given = {
        "action": ReasonFor.RETURN,
        "code": "SEAL_MISSING",
        "text": "缺少公章",
        "starts_on": TODAY,
        "reason": "省厅通知",
        "at": AT,
    }
    return add_reason(by=by, authority=an_authority(division), for_all=for_all, **{**given, **changes})


def codes(division, action=ReasonFor.RETURN, today=TODAY):
    return {row.code: row.text for row in reasons_on(an_authority(division), today)[action]}


def unchanged(kind, act, *words):
    before = contents_of("confirmation_reasontemplate", "audit_event")
    with pytest.raises(kind) as refusal:
        act()
    assert contents_of("confirmation_reasontemplate", "audit_event") == before
    for word in words:
        assert word in str(refusal.value)


def test_every_act_has_the_built_in_reasons_and_other_at_the_end():
    for act, texts in BUILT_IN.items():
        found = codes("220102", act)

        assert found == {**texts, OTHER: "其他"}
        assert list(found)[-1] == OTHER


def test_the_province_adds_for_all_and_a_unit_for_itself(administrator, county):
    adds(administrator)
    adds(county, "220102", for_all=False, code="LOCAL_MAP", text="缺少辖区图")

    assert codes("220122")["SEAL_MISSING"] == "缺少公章"
    assert codes("220102")["LOCAL_MAP"] == "缺少辖区图"
    assert "LOCAL_MAP" not in codes("220122")


def test_other_words_for_a_code_begin_on_their_day(administrator):
    adds(administrator, code="PAGES_MISSING", text="附件缺页或缺附图", starts_on=TODAY + timedelta(days=3))

    assert codes("220102")["PAGES_MISSING"] == "附件缺页"
    assert codes("220102", today=TODAY + timedelta(days=3))["PAGES_MISSING"] == "附件缺页或缺附图"


def test_what_a_reason_must_be(administrator, county):
    unchanged(ActsForNobody, lambda: adds(county, "220102"))
    unchanged(ActsForNobody, lambda: adds(county, "220122", for_all=False))
    unchanged(TheReasonCannotBegin, lambda: adds(administrator, code=OTHER), "不必添加")
    unchanged(TheReasonCannotBegin, lambda: adds(administrator, starts_on=date(2024, 12, 1)), "最早为今天")
    unchanged(TheReasonCannotBegin, lambda: adds(county, "220102", for_all=False, code="PAGES_MISSING"), "全省统一")
    adds(administrator)
    unchanged(TheReasonCannotBegin, lambda: adds(administrator), "已有一条")


def test_a_reason_ends_with_its_last_day_and_once(administrator, county):
    row = adds(administrator)
    given = {"by": administrator, "authority": an_authority("220000"), "for_all": True, "reason": "省厅通知", "at": AT}

    unchanged(TheReasonHasEnded, lambda: end_reason(**given, reason_id=row.pk, ends_on=TODAY - timedelta(days=2)))
    unchanged(
        ReasonTemplate.DoesNotExist,
        lambda: end_reason(
            **{**given, "by": county, "authority": an_authority("220102"), "for_all": False},
            reason_id=row.pk,
            ends_on=TODAY,
        ),
    )
    end_reason(**given, reason_id=row.pk, ends_on=TODAY)

    assert "SEAL_MISSING" in codes("220102")
    assert "SEAL_MISSING" not in codes("220102", today=TODAY + timedelta(days=1))
    unchanged(TheReasonHasEnded, lambda: end_reason(**given, reason_id=row.pk, ends_on=TODAY), "已于 2024-12-02 停用")


def test_the_province_keeps_its_reasons_on_a_page_with_their_history(administrator, county):
    client, address = browser_of(administrator), reverse("province-reasons")
    sent = {"action": "RETURN", "code": "SEAL_MISSING", "text": "缺少公章", "reason": "省厅通知"}

    page = text_of(client.post(address, {**sent, "starts_on": "2020-01-01"}))
    assert "生效日最早为今天" in page
    page = text_of(client.post(address, {**sent, "starts_on": day_of(now()).isoformat()}, follow=True))
    assert "缺少公章" in page
    assert "省厅通知" in page
    row = ReasonTemplate.objects.get(code="SEAL_MISSING")
    ended = {"end": row.pk, "end-ends_on": day_of(now()).isoformat(), "end-reason": "省厅通知"}
    assert (
        "停用</td>" in text_of(client.post(address, ended, follow=True))
        or ReasonTemplate.objects.get(pk=row.pk).ends_on
    )
    assert browser_of(county).get(address).status_code == 403


def test_a_reviewer_keeps_his_units_own_and_leaves_the_provinces_alone(county):
    client, address = browser_of(county), reverse("unit-reasons")
    today = day_of(now()).isoformat()
    sent = {"action": "RETURN", "code": "LOCAL_MAP", "text": "缺少辖区图", "reason": "本单位规定", "starts_on": today}

    client.post(address, sent)
    row = ReasonTemplate.objects.get(code="LOCAL_MAP")
    assert row.authority == an_authority("220102")
    other = ReasonTemplate.objects.get(action="RETURN", code="PAGES_MISSING")
    answer = client.post(address, {"end": other.pk, "end-ends_on": today, "end-reason": "不用了"})

    assert answer.status_code == 404
    assert ReasonTemplate.objects.get(pk=other.pk).ends_on is None
    assert browser_of(an_official("220102", role=Role.AUDITOR)).get(address).status_code == 403


# Counting


def test_units_are_counted_by_cases_that_came_back_twice_and_by_late_marks(county, django_assert_num_queries):
    firm, other = a_firm(), a_firm()
    case = firm.files()
    returns(county, case, on_field(case, "PERMIT", "area"))
    for defect in case.decisions.get().defects.all():
        from confirmation.actions import answer_defect

        answer_defect(by=firm.user, enterprise=firm.enterprise, defect_id=defect.pk, text="以许可证为准", at=AT)
    case = firm.submits(case.project)
    returns(county, case, on_field(case, "PROJECT", "scale", late="上次漏看了规模"))
    confirms(county, other.files())
    units = [an_authority("220102").pk, an_authority("220122").pk]

    with django_assert_num_queries(2):
        found = returns_by_unit(units, since=AT, until=AT + timedelta(seconds=1))

    assert found == {units[0]: ReturnCount(cases=2, twice=1, defects=2, late=1)}
    assert found[units[0]].share_twice == 50
    assert returns_by_unit(units, since=AT + timedelta(seconds=1), until=AT + timedelta(days=1)) == {}
