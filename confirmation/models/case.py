"""Cases and the records they are about."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models.functions import Coalesce

from accounts.models import Appointment, Authority, Enterprise, User
from accounts.policy import duties_of, enterprise_of
from accounts.rules import BusinessLine, EnterpriseKind, Role, Tier
from confirmation.rules.clock import Owner
from confirmation.rules.states import DECIDED, TO_DECIDE, UNFINISHED, WITH_AUTHORITY, CaseKind, Status, guard_sql
from grading.rules.grades import Grade
from projects.models import Project
from projects.rules.dictionaries import Stage

LEASE = timedelta(minutes=30)
NEVER = date(9999, 12, 31)  # sorts behind every last day


class CaseQuerySet(models.QuerySet["Case"]):
    """Filters of cases."""

    def visible_to(self, user: User, today: date) -> "CaseQuerySet":
        """The only door to cases: the enterprise's own, or those of a duty's place and business line.

        Nobody's membership or duty gives nothing. Two queries beside the caller's.
        """
        seen, enterprise = _of_places(duties_of(user, today)), enterprise_of(user, today)
        return self.filter(seen if enterprise is None else seen | models.Q(enterprise=enterprise))

    def within(self, duties: Iterable[Appointment]) -> "CaseQuerySet":
        """The official's part of that door, for who has just read his own duties. No query beside the caller's."""
        return self.filter(_of_places(duties))

    def unfinished(self) -> "CaseQuerySet":
        """Those of which an enterprise has one at the most about a project."""
        return self.filter(status__in=sorted(UNFINISHED))

    def locked(self) -> "CaseQuerySet":
        """For a decision: the row is held until the transaction ends."""
        return self.select_for_update(of=("self",)).select_related(
            "project__division", "enterprise", "authority__division", "holder"
        )


def _of_places(duties: Iterable[Appointment]) -> models.Q:
    seen = models.Q(pk__in=[])
    for duty in duties:
        inside = duty.authority.jurisdiction.rows(county="county_code", city="city_code")
        if duty.role == Role.REVIEWER:
            inside &= models.Q(business_line=duty.business_line)
        seen |= inside & ~models.Q(status=Status.DRAFT)  # drafts are the enterprise's own: A-18
    return seen


class Case(models.Model):
    """One application of one enterprise to one authority (办件)."""

    kind = models.CharField("类型", max_length=20, choices=CaseKind)
    number = models.CharField("办件编号", max_length=20, unique=True, null=True)  # noqa: DJ001 - drafts have none
    project = models.ForeignKey(Project, models.PROTECT, related_name="cases", verbose_name="项目")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="cases", verbose_name="企业")
    enterprise_kind = models.CharField("企业类别", max_length=12, choices=EnterpriseKind)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="填报人")
    created_at = models.DateTimeField("创建时间")
    status = models.CharField("状态", max_length=9, choices=Status, default=Status.DRAFT)
    # Every move is a new version; a decision carries the version that its maker saw.
    version = models.PositiveIntegerField("版本", default=1)

    target_grade = models.CharField("申请等级", max_length=1, choices=Grade)
    use_purpose = models.CharField("用途", max_length=200, blank=True)

    tier = models.CharField("层级", max_length=8, choices=Tier, blank=True)
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="cases", null=True, verbose_name="办理部门")
    business_line = models.CharField("业务条线", max_length=12, choices=BusinessLine, blank=True)
    county_code = models.CharField("所在地", max_length=6)
    city_code = models.CharField("市级确认地", max_length=6)
    route_reason = models.CharField("分派理由", max_length=200, blank=True)
    # The records whose category the city confirms go there in a case of their own (decisions 19).
    is_special = models.BooleanField("市级先行类别", default=False)
    # The authority above that wants a second look, while the case lies with the one below.
    sent_down_by = models.ForeignKey(
        Authority, models.PROTECT, related_name="+", null=True, verbose_name="退回复核的上级"
    )
    rule_version = models.CharField("规则版本", max_length=64, blank=True)

    submitted_at = models.DateTimeField("提交时间", null=True)
    decided_at = models.DateTimeField("办结时间", null=True)
    push_note = models.CharField("推送说明", max_length=300, blank=True)

    # The clock as confirmation.rules.clock.reckon gives it after the latest turn (X05); an overdue case stays findable
    # without reading its turns.
    clock_owner = models.CharField("计时归属", max_length=10, choices=Owner, blank=True)
    clock_since = models.DateField("计时自", null=True)
    days_used = models.PositiveSmallIntegerField("已用工作日", default=0)
    days_allowed = models.PositiveSmallIntegerField("办理周期（工作日）", null=True)
    due_on = models.DateField("办理期限", null=True)
    near_due_on = models.DateField("提醒日", null=True)

    # The enterprise asks to have it back while an official holds it; he answers by returning it (E18).
    withdrawal_asked_at = models.DateTimeField("申请撤回时间", null=True)
    withdrawal_reason = models.CharField("申请撤回理由", max_length=300, blank=True)

    holder = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, verbose_name="办理人")
    held_until = models.DateTimeField("占用至", null=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = "办件"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(status=Status.DRAFT)
                | models.Q(number__isnull=False, authority__isnull=False, submitted_at__isnull=False)
                & ~models.Q(tier=""),
                name="submitted_case_lies_somewhere",
            ),
            models.CheckConstraint(
                condition=models.Q(holder=None, held_until=None)
                | models.Q(holder__isnull=False, held_until__isnull=False, status__in=sorted(WITH_AUTHORITY)),
                name="only_a_waiting_case_is_held",
            ),
            # An enterprise's second application about a project waits for its first. Another enterprise's does not:
            # two firms may file the same stage, and the official chooses (decisions 21).
            models.UniqueConstraint(
                fields=["project", "enterprise", "is_special"],
                condition=models.Q(status__in=sorted(UNFINISHED)),
                name="one_open_case_an_enterprise",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawal_asked_at=None) | models.Q(status__in=sorted(TO_DECIDE)),
                name="only_a_waiting_case_is_asked_back",
            ),
            models.CheckConstraint(
                condition=models.Q(sent_down_by=None) ^ models.Q(status=Status.LOWERED),
                name="lowered_case_goes_up_again",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["authority", "business_line", "submitted_at", "id"],
                name="case_queue",
                condition=models.Q(status__in=sorted(WITH_AUTHORITY)),
            ),
            models.Index(
                "authority",
                "business_line",
                Coalesce("due_on", models.Value(NEVER)),
                "submitted_at",
                "id",
                name="case_queue_due",
                condition=models.Q(status__in=sorted(WITH_AUTHORITY)),
            ),
            models.Index(
                fields=["authority", "business_line", "-decided_at", "-id"],
                name="case_decided",
                condition=models.Q(status__in=sorted(DECIDED)),
            ),
            models.Index(fields=["authority", "due_on"], name="case_due", condition=models.Q(due_on__isnull=False)),
            models.Index(fields=["enterprise", "-id"], name="case_of_enterprise"),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="case_moves_along_the_table",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=guard_sql(),
            )
        ]

    def __str__(self) -> str:
        return self.number or f"草稿 {self.pk}"

    def put_down(self) -> None:
        """Nobody holds the case any more, and a request to have it back is answered. Saves nothing."""
        self.holder = self.held_until = self.withdrawal_asked_at = None
        self.withdrawal_reason = ""

    def holder_at(self, at: datetime) -> User | None:
        """Who holds the case at a moment; None when nobody does or the lease has run out."""
        return self.holder if self.holder is not None and self.held_until is not None and self.held_until > at else None


class CaseItem(models.Model):
    """A record that the case is about. A case's records are its items, never "all records of the project"."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="items", verbose_name="办件")
    stage = models.CharField("环节", max_length=14, choices=Stage)
    record_guid = models.UUIDField("环节记录")

    class Meta:
        verbose_name = "办件内容"
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "record_guid"], name="case_item_once")]
        indexes: ClassVar = [models.Index(fields=["record_guid"], name="case_item_record")]

    def __str__(self) -> str:
        return f"{self.case} {self.get_stage_display()}"
