"""Signals of officials' work: planted ones are found, honest ones hardly ever; what becomes of one (X06)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Authority, Notice, Reading
from accounts.policy import ActsForNobody
from accounts.rules import Role
from confirmation.actions.leads import (
    NothingWasNoticed,
    TheLeadHasEnded,
    TheLeadIsThere,
    TheOfficialIsHeardFirst,
    WhatIsSaidSaysSomething,
    end_lead,
    open_lead,
    reply_to_lead,
)
from confirmation.models import Lead, LeadAct, LeadStep
from confirmation.queries import signals
from confirmation.queries.signals import noticed
from confirmation.rules.signals import THRESHOLDS, Peers, Signal, Work, signals_of
from tests.audit.support import contents_of
from tests.confirmation.pages import browser_of, text_of
from tests.confirmation.reviewing import FIRST, LAST, a_province
from tests.factories import AT, an_official

pytestmark = pytest.mark.django_db
BEGIN, END = AT.replace(year=2024, month=9, day=1, hour=0), AT.replace(year=2024, month=12, day=1, hour=0)
LOOKED_UP = ("confirmation_viewing", "confirmation_caseitem", "projects_attachment", "projects_storedfile")
FALSE_SIGNALS = 3  # of 64 honest officials, who are asked seven questions each


@pytest.fixture(scope="module")
def province(rows_for_the_module):
    """Sixty-four honest officials and seven others, by a seed."""
    return a_province(7)


def all_units():
    return list(Authority.objects.select_related("division"))


def found():
    return {one.person_id: one for one in noticed(all_units(), BEGIN, END)}


def test_every_planted_official_is_found_by_his_signal_and_hardly_an_honest_one(province, django_assert_num_queries):
    units = all_units()
    with django_assert_num_queries(3):
        rows = {one.person_id: set(one.signals) for one in noticed(units, BEGIN, END)}

    assert {signal for signal, user in province.planted.items() if signal not in rows.get(user.pk, set())} == set()
    assert sum(len(rows.get(user.pk, ())) for user in province.honest) <= FALSE_SIGNALS
    assert [len(rows[user.pk]) for user in province.planted.values()] == [1] * len(Signal)


def test_each_act_looks_up_by_index_what_was_opened_whatever_the_statistics_say(province):
    with CaptureQueriesContext(connection) as asked:
        noticed(all_units(), BEGIN, END)
    setting, _, query = asked.captured_queries[-1]["sql"].partition(";")

    with connection.cursor() as cursor:
        cursor.execute(f"{setting}; EXPLAIN {query}")
        plan = "\n".join(line for (line,) in cursor.fetchall())

    read_whole = {table for table in LOOKED_UP if f"Seq Scan on {table}" in plan}
    assert (setting, read_whole) == ("\nSET LOCAL enable_seqscan = off", set())


def test_the_index_is_forced_for_that_query_alone_also_where_no_transaction_is_open(db, monkeypatch):
    """As a page asks: one string of two statements is one transaction of PostgreSQL's own."""
    page, seen = connection.copy(), []

    def beside(execute, sql, params, many, context):
        forcing, semicolon, _ = sql.partition(";")
        if semicolon:
            execute(f"{forcing}; SHOW enable_seqscan", None, many, context)
            seen.append((page.in_atomic_block, context["cursor"].fetchall()))
        return execute(sql, params, many, context)

    monkeypatch.setattr(signals, "connection", page)
    try:
        with page.execute_wrapper(beside):
            noticed([], BEGIN, END)
        with page.cursor() as cursor:
            cursor.execute("SHOW enable_seqscan")
            seen.append((page.in_atomic_block, cursor.fetchall()))
    finally:
        page.close()
    assert seen == [(False, [("off",)]), (False, [("on",)])]


@pytest.mark.prove(everyday=False)
def test_other_provinces_give_no_more_false_signals():
    counts = []
    for seed in range(100, 110):
        made = a_province(seed)
        rows = {one.person_id: set(one.signals) for one in noticed(all_units(), BEGIN, END)}
        assert all(signal in rows.get(user.pk, set()) for signal, user in made.planted.items()), seed
        counts.append(sum(len(rows.get(user.pk, ())) for user in made.honest))
    assert max(counts) <= FALSE_SIGNALS, counts


def test_the_reason_tells_the_figures_and_against_what_they_are_held(province):
    rows = found()
    reasons = {signal: rows[user.pk].signals[signal] for signal, user in province.planted.items()}

    firm = rows[province.planted[Signal.SAME_FIRM].pk].work
    assert reasons[Signal.SAME_FIRM].startswith(f"30件意见中，{firm.firm_acts}件是{firm.firm}的办件")
    assert "全省同级同条线其他70人的" in reasons[Signal.RETURNS]
    assert "明显高于" in reasons[Signal.RETURNS]
    for signal in (Signal.HASTE, Signal.UNOPENED, Signal.OUT_OF_ORDER, Signal.AFTER_HOURS, Signal.REVERSALS):
        assert f"提示线{THRESHOLDS[signal].share}%" in reasons[signal]


def test_a_signal_needs_enough_acts_and_a_unit_of_one_has_no_favourite():
    few = Work(
        acts=9, positive=9, timed=9, hasty=9, unopened=9, listed=9, jumped=9, after_hours=9, confirmed=9, reversed=9
    )
    alone = Work(acts=40, positive=40, firm="甲", firm_acts=30, unit_firm=30, unit_acts=40)
    beside = Work(acts=40, positive=40, firm="甲", firm_acts=30, unit_firm=30, unit_acts=400)

    assert signals_of(few, Peers(60, 2_000, 400)) == {}
    assert signals_of(alone, Peers()) == {}
    assert set(signals_of(beside, Peers())) == {Signal.SAME_FIRM}


def test_few_peers_and_small_differences_of_returns_say_nothing():
    strict = Work(acts=40, positive=10, returned=30)
    mild = Work(acts=40, positive=28, returned=12)

    assert signals_of(strict, Peers(4, 200, 40)) == {}
    assert set(signals_of(strict, Peers(20, 800, 160))) == {Signal.RETURNS}
    assert signals_of(mild, Peers(20, 800, 160)) == {}
    assert "低于" in signals_of(Work(acts=100, positive=100), Peers(20, 800, 320))[Signal.RETURNS]


def taken_up(province, signal=Signal.HASTE, by=None):
    user = province.planted[signal]
    unit = user.appointments.get().authority
    by = by or an_official(unit.division_id, role=Role.AUDITOR, name="孙静")
    given = {"person_id": user.pk, "authority_id": unit.pk, "line": "CONSTRUCTION", "since": FIRST, "until": LAST}
    return by, user, open_lead(by=by, signal=signal, at=AT, **given)


def test_a_lead_is_taken_up_answered_and_ended_with_nothing_else_changed(province):
    watched = ("accounts_appointment", "confirmation_case", "confirmation_decision", "grading_gradeentry")
    unit = province.planted[Signal.HASTE].appointments.get().authority
    auditor = an_official(unit.division_id, role=Role.AUDITOR, name="孙静")
    before = contents_of(*watched)
    auditor, user, lead = taken_up(province, by=auditor)

    assert lead.reason.endswith("提示线40%）")
    assert Notice.objects.get(user=user).url == reverse("own-lead", args=[lead.pk])
    with pytest.raises(TheLeadIsThere):
        taken_up(province, by=auditor)
    with pytest.raises(TheOfficialIsHeardFirst):
        end_lead(by=auditor, lead_id=lead.pk, outcome=LeadStep.REFERRED, text="情节需要核实", at=AT)
    with pytest.raises(WhatIsSaidSaysSomething):
        reply_to_lead(by=user, lead_id=lead.pk, text="无", at=AT)
    reply_to_lead(by=user, lead_id=lead.pk, text="先看了纸质原件", at=AT)
    end_lead(by=auditor, lead_id=lead.pk, outcome=LeadStep.REFERRED, text="情节需要核实", at=AT)
    with pytest.raises(TheLeadHasEnded):
        reply_to_lead(by=user, lead_id=lead.pk, text="再补充一点说明", at=AT)

    assert list(LeadAct.objects.order_by("pk").values_list("step", "person__name")) == [
        ("REPLY", user.name),
        ("REFERRED", "孙静"),
    ]
    assert contents_of(*watched) == before


def test_silence_keeps_nothing_from_being_referred_for_longer_than_ten_working_days(province):
    auditor, _, lead = taken_up(province)

    end_lead(by=auditor, lead_id=lead.pk, outcome=LeadStep.REFERRED, text="逾期未说明", at=AT + timedelta(days=15))

    assert LeadAct.objects.get().step == LeadStep.REFERRED


def test_who_may_not_take_up_or_end_what(province):
    _, user, lead = taken_up(province)
    elsewhere = an_official("220802", role=Role.AUDITOR)
    before = contents_of("confirmation_lead", "confirmation_leadact")

    for other in (elsewhere, user, an_official("220102")):
        with pytest.raises(ActsForNobody):
            taken_up(province, signal=Signal.UNOPENED, by=other)
        with pytest.raises(Lead.DoesNotExist):
            end_lead(by=other, lead_id=lead.pk, outcome=LeadStep.EXPLAINED, text="已经说明清楚", at=AT)
    with pytest.raises(Lead.DoesNotExist):
        reply_to_lead(by=elsewhere, lead_id=lead.pk, text="替他说明情况", at=AT)
    provinces = an_official("220000", role=Role.AUDITOR)
    honest = province.honest[0]
    given = {"authority_id": honest.appointments.get().authority_id, "line": "CONSTRUCTION"}
    with pytest.raises(NothingWasNoticed):
        open_lead(by=provinces, signal=Signal.HASTE, person_id=honest.pk, since=FIRST, until=LAST, at=AT, **given)
    assert contents_of("confirmation_lead", "confirmation_leadact") == before


def test_the_pages_of_auditor_and_official(province):
    user = province.planted[Signal.HASTE]
    unit = user.appointments.get().authority
    auditor = an_official(unit.division_id, role=Role.AUDITOR, name="孙静")
    client, asked = browser_of(auditor), {"since": FIRST, "until": LAST}
    page = text_of(client.get(reverse("audit-signals"), asked))
    assert user.name in page
    assert "不排名" in page
    planted = {one.name for one in province.planted.values()}
    own = {one.name for one in province.planted.values() if one.appointments.get().authority_id == unit.pk}
    assert {name for name in planted if name in page} == own

    given = {"signal": "HASTE", "person_id": user.pk, "authority_id": unit.pk, "line": "CONSTRUCTION"}
    answer = client.post(reverse("audit-signal-open"), given | asked, follow=True)
    lead = Lead.objects.get()
    assert f"线索{lead.pk}：查看时间偏短" in text_of(answer)
    assert f"线索{lead.pk}" in text_of(client.get(reverse("audit-leads")))
    assert f"线索{lead.pk}" in text_of(client.get(reverse("audit-signals"), asked))

    mine = browser_of(user)
    assert "查看时间偏短" in text_of(mine.get(reverse("own-leads")))
    assert "查看时间偏短" in text_of(mine.get(reverse("own-lead", args=[lead.pk])))
    mine.post(reverse("own-lead", args=[lead.pk]), {"text": "先看了纸质原件"})
    shown = text_of(client.get(reverse("audit-lead", args=[lead.pk])))
    assert "先看了纸质原件" in shown
    assert shown.count("孙静") >= 2  # who took it up, and who looked
    client.post(reverse("audit-lead", args=[lead.pk]), {"outcome": "EXPLAINED", "text": "纸质原件在先，情况属实"})
    assert "说明清楚" in text_of(mine.get(reverse("own-lead", args=[lead.pk])))
    assert Reading.objects.filter(title=f"线索{lead.pk}：查看时间偏短").count() == 2


def test_strangers_find_nothing(province):
    _, user, lead = taken_up(province)
    elsewhere, colleague = an_official("220802", role=Role.AUDITOR), an_official("220102")
    pages = [reverse("audit-signals"), reverse("audit-leads"), reverse("audit-lead", args=[lead.pk])]

    assert [browser_of(elsewhere).get(page).status_code for page in pages] == [200, 200, 404]
    assert user.name not in text_of(browser_of(elsewhere).get(pages[0], {"since": FIRST, "until": LAST}))
    for other in (colleague, user):
        assert [browser_of(other).get(page).status_code for page in pages] == [403, 403, 403]
        assert browser_of(other).post(reverse("audit-signal-open"), {}).status_code == 403
    for other in (colleague, elsewhere):
        assert browser_of(other).get(reverse("own-lead", args=[lead.pk])).status_code == 404
    assert browser_of(elsewhere).post(pages[2], {"outcome": "EXPLAINED", "text": "已经说明清楚"}).status_code == 404
    assert LeadAct.objects.count() == 0
