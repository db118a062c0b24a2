"""Changing code lists and field lists: dated rows that an administrator of the province adds (A05, A07)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.db import transaction

from accounts.models import Authority, User
from accounts.models.dated import DatedQuerySet
from accounts.policy import ActsForNobody, acting_for_authority, require_duty
from accounts.rules import Role, Tier
from audit.context import context
from common.clock import day_of
from common.errors import RuleError
from common.notice import of_notice
from projects.catalogue import catalogue, forget_catalogue
from projects.models import DictionaryEntry, FormVersion
from projects.queries.catalogue import code_length, columns_of
from projects.rules.code_lists import CLOSED, TITLES, rules_know
from projects.rules.fields import Section, written_sections
from projects.rules.fields.needed import require_sound_list
from projects.rules.kinds import RecordKind

CLAUSE = of_notice("四（二）")


class TheListCannotBeChangedSo(RuleError):
    """The code is there already or is not there, the day has passed, or the rules do not know such a code."""


class ARuleNamesTheCode(RuleError):
    """A code that rules name is ended only by somebody who says that he knows it."""


class TheVersionIsInForce(RuleError):
    """A field list is taken back before its first day alone, the latest one first."""


class TheVersionComesTooEarly(RuleError):
    """A field list begins tomorrow at the earliest, and after the latest one that is planned."""


def require_list_keeper(by: User, authority: Authority, today: date) -> None:
    """Let pass an administrator of the province.

    :raises ActsForNobody: anyone else.
    """
    require_duty(by, authority, Role.ADMINISTRATOR, today)
    if authority.tier != Tier.PROVINCE:
        raise ActsForNobody("字典和项目信息构成表由省级管理员维护", clause=CLAUSE)


@transaction.atomic(durable=True)
def add_term(
    *,
    by: User,
    authority: Authority,
    dictionary: str,
    code: str,
    label: str,
    starts_on: date,
    reason: str,
    at: datetime,
) -> DictionaryEntry:
    """Add a code to a code list from a day on, today at the earliest.

    :param reason: the paper on which the change rests.
    :raises TheListCannotBeChangedSo: for a list whose codes the rules tell apart, a code that the list has or had, one
        that its columns cannot hold, or a past day.
    """
    require_list_keeper(by, authority, day_of(at))
    if dictionary in CLOSED:
        raise TheListCannotBeChangedSo(
            f"“{TITLES[dictionary]}”的每个代码都与填报规则相连，新增代码须先修改系统规则；名称可以修改", field="code"
        )
    _require_not_past(starts_on, day_of(at), "starts_on")
    if _rows(dictionary).filter(code=code).exists():
        raise TheListCannotBeChangedSo(f"代码 {code} 已在该字典中，停用过的代码不能改作他用", field="code")
    if len(code) > code_length(dictionary):
        raise TheListCannotBeChangedSo(f"该字典的代码最多{code_length(dictionary)}位", field="code")
    with _changing(by, authority, "projects.add_term", reason, dictionary):
        return DictionaryEntry.objects.create(dictionary=dictionary, code=code, label=label, starts_on=starts_on)


@transaction.atomic(durable=True)
def relabel_term(
    *,
    by: User,
    authority: Authority,
    dictionary: str,
    code: str,
    label: str,
    starts_on: date,
    reason: str,
    at: datetime,
) -> DictionaryEntry:
    """Call a code something else from a day on, tomorrow at the earliest; what was filed before keeps the old label.

    :raises TheListCannotBeChangedSo: for a code that is not in force then, or changes after that day already.
    """
    require_list_keeper(by, authority, day_of(at))
    if starts_on <= day_of(at):
        raise TheListCannotBeChangedSo("新名称最早从明天起使用，此前填报的信息保留原名称", field="starts_on")
    row = _row_on(dictionary, code, starts_on)
    if row.label == label:
        raise TheListCannotBeChangedSo("新名称与现名称相同", field="label")
    with _changing(by, authority, "projects.relabel_term", reason, dictionary):
        ends_on, row.ends_on = row.ends_on, starts_on - timedelta(days=1)
        row.save()
        return DictionaryEntry.objects.create(
            dictionary=dictionary, code=code, label=label, starts_on=starts_on, ends_on=ends_on
        )


@transaction.atomic(durable=True)
def end_term(
    *,
    by: User,
    authority: Authority,
    dictionary: str,
    code: str,
    ends_on: date,
    acknowledged: bool,
    reason: str,
    at: datetime,
) -> DictionaryEntry:
    """Offer a code until a day, today at the earliest; records that have it keep it and its label.

    :param acknowledged: that rules name the code and what that means.
    :raises ARuleNamesTheCode: when they do and it was not acknowledged.
    :raises TheListCannotBeChangedSo: for a code that is not in force on that day, or a past day.
    """
    require_list_keeper(by, authority, day_of(at))
    _require_not_past(ends_on, day_of(at), "ends_on")
    row = _row_on(dictionary, code, ends_on)
    if rules_know(dictionary, code) and not acknowledged:
        raise ARuleNamesTheCode(
            f"代码 {code}（{row.label}）被填报规则使用：停用后企业不能再选，规则中与它有关的要求不再起作用，"
            "已有信息不变；确需停用的请勾选确认",
            field="acknowledged",
        )
    with _changing(by, authority, "projects.end_term", reason, dictionary):
        row.ends_on = ends_on
        row.save()
        return row


@transaction.atomic(durable=True)
def start_version(
    *,
    by: User,
    authority: Authority,
    kind: RecordKind,
    sections: Sequence[Section],
    starts_on: date,
    is_provisional: bool,
    reason: str,
    at: datetime,
) -> FormVersion:
    """Let a field list be in force from a day on; what was filed by an earlier one is read by that one.

    :param is_provisional: that the notice's annex is still not seen.
    :param reason: the paper on which the change rests.
    :raises TheVersionComesTooEarly: unless it begins tomorrow or later, and after the latest version.
    :raises FieldListIsFaulty: with the fault.
    """
    require_list_keeper(by, authority, day_of(at))
    latest = FormVersion.objects.select_for_update().filter(record_kind=kind).latest("starts_on", "pk")
    if starts_on <= day_of(at):
        raise TheVersionComesTooEarly("新版字段表最早从明天起使用", field="starts_on")
    if starts_on <= latest.starts_on:
        raise TheVersionComesTooEarly(f"已有从 {latest.starts_on} 起使用的版本，新版本须在其后开始", field="starts_on")
    require_sound_list(sections, columns=columns_of(kind), kind=kind, dictionaries=catalogue().terms)
    with _changing(by, authority, "projects.start_version", reason, kind.value):
        latest.ends_on = starts_on - timedelta(days=1)
        latest.save()
        return FormVersion.objects.create(
            record_kind=kind,
            code=starts_on.isoformat(),
            starts_on=starts_on,
            is_provisional=is_provisional,
            sections=written_sections(sections),
        )


@transaction.atomic(durable=True)
def withdraw_version(
    *, by: User, authority: Authority, kind: RecordKind, code: str, reason: str, at: datetime
) -> FormVersion:
    """Take back a field list before its first day; the one before it goes on. Nothing was filed by it yet.

    :param reason: why it does not come; the history keeps the list itself too.
    :returns: the version that goes on.
    :raises TheVersionIsInForce: from its first day on, or when another is planned after it.
    """
    require_list_keeper(by, authority, day_of(at))
    versions = FormVersion.objects.select_for_update().filter(record_kind=kind).order_by("-starts_on", "-pk")
    planned, before = [*versions[:2], None, None][:2]
    if planned is None or before is None or planned.code != code or planned.starts_on <= day_of(at):
        raise TheVersionIsInForce("只有尚未开始使用的最后一版字段表可以撤回；已开始使用的请设立新版")
    with _changing(by, authority, "projects.withdraw_version", reason, kind.value):
        planned.delete()
        before.ends_on = None
        before.save()
        return before


@contextmanager
def _changing(by: User, authority: Authority, action: str, reason: str, name: str) -> Iterator[None]:
    transaction.on_commit(forget_catalogue)
    acting = acting_for_authority(by, authority, Role.ADMINISTRATOR)
    with context(acting, action=action, reason=reason, subject=f"list:{name}"):
        yield


def _rows(dictionary: str) -> "DatedQuerySet[DictionaryEntry]":
    rows: DatedQuerySet[DictionaryEntry] = DictionaryEntry.objects.select_for_update().filter(dictionary=dictionary)
    return rows


def _row_on(dictionary: str, code: str, day: date) -> DictionaryEntry:
    last = _rows(dictionary).filter(code=code).order_by("starts_on").last()
    if last is None or (last.ends_on is not None and last.ends_on < day):
        raise TheListCannotBeChangedSo(f"代码 {code} 在 {day} 已不使用", field="code")
    if last.starts_on >= day:
        raise TheListCannotBeChangedSo(
            f"代码 {code} 从 {last.starts_on} 起已有新的安排，请选择其后的日期", field="code"
        )
    return last


def _require_not_past(day: date, today: date, field: str) -> None:
    if day < today:
        raise TheListCannotBeChangedSo("不能从过去的日期起改变字典，此前的填报以当时的字典为准", field=field)
