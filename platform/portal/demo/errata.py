"""The demo's errata, one waiting at each turn, and a finding: each took the real road through the actions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from accounts.models import Authority, Enterprise, User
from common.clock import day_of
from errata import actions
from errata.models import Erratum, FalseCase
from errata.record_form import CorrectionForm
from portal.demo.papers import paper
from projects.forms.controls import SwitchField
from projects.models import Completion, Project, StageRecord
from projects.queries import records_of
from projects.rules.kinds import RecordKind


@dataclass(frozen=True, slots=True)
class ErratumPlan:
    """One erratum and how far it has come; ``place`` is who files for the authority.

    :param by_firm: whether the firm asked; else the authority began it itself.
    """

    project: str
    place: str
    reached: str
    kind: RecordKind
    field: str
    value: str
    ground: str
    by_firm: bool = False


_FIRST, _LAST = "长春市南关区幸福里住宅小区一期", "梅河口市滨河商业综合体"
_HELONG = "农安县合隆镇安置住宅工程"
PLANS = (
    ErratumPlan(_FIRST, "nanguan", "REQUESTED", RecordKind.COMPLETION, "actual_area", "92480", "竣工图所载面积", True),
    ErratumPlan(
        _FIRST, "nanguan", "CONSENT", RecordKind.PROJECT, "address", "长春市南关区幸福街66号", "门牌号变更证明"
    ),
    ErratumPlan(_FIRST, "nanguan", "APPROVAL", RecordKind.PERMIT, "contract_days", "700", "施工合同约定工期"),
    ErratumPlan(_LAST, "meihekou", "APPROVED", RecordKind.PROJECT, "fund_source", "企业自筹", "投资项目备案表所载"),
    ErratumPlan(_LAST, "meihekou", "EXECUTED", RecordKind.COMPLETION, "actual_cost", "25980", "竣工结算审核报告", True),
)


def load_errata(now: datetime) -> None:
    """Load the demo's errata and its finding, unless there are any; safe to repeat."""
    if not Erratum.objects.exists():
        for number, plan in enumerate(PLANS, start=1):
            _Way(plan, number, now - timedelta(hours=len(PLANS) - number + 1)).take()
    if not FalseCase.objects.exists():
        _find(now)


def _user(username: str) -> User:
    return User.objects.get(username=username)


class _Way:
    """One erratum on its way."""

    def __init__(self, plan: ErratumPlan, number: int, at: datetime) -> None:
        self.plan, self.number, self.at = plan, number, at
        self.project = Project.objects.select_related("division", "filed_by").get(name=plan.project)
        self.place = _user(plan.place)
        self.erratum: Erratum

    def take(self) -> None:
        """As far as the plan says."""
        self._prepare()
        if self.plan.by_firm:
            self.erratum = actions.request(**self._seen(self._drafter()))
        steps = (
            ("REQUESTED", actions.file_application, self.plan.place, "申"),
            ("DRAFT", actions.file_application, self.plan.place, "申"),
            ("CONSENT", actions.consent, "changchun", "同"),
            ("APPROVAL", actions.approve, "sheng1", "批"),
        )
        for status, act, username, letter in steps:
            if self.erratum.status == status != self.plan.reached:
                given: dict[str, Any] = {"note": "情况属实", "letter": self._letter(letter)}
                self.erratum = act(**self._seen(_user(username)), **given)
        if self.plan.reached == "EXECUTED":
            self.erratum = actions.execute(**self._seen(_user("zhichi")), note="")

    def _drafter(self) -> User:
        return _user("shigong") if self.plan.by_firm else self.place

    def _prepare(self) -> None:
        by = self._drafter()
        if self.plan.by_firm:
            assert self.project.filed_by is not None
            self.erratum = actions.begin_for_enterprise(
                by=by, enterprise=self.project.filed_by, project_id=self.project.pk, at=self.at
            )
        else:
            unit = by.appointments.select_related("authority").earliest("pk").authority
            self.erratum = actions.begin_for_authority(by=by, authority=unit, project_id=self.project.pk, at=self.at)
        own: dict[str, Any] = {"by": by, "erratum_id": self.erratum.pk, "at": self.at}
        record = next(row for row in records_of(self.project) if row.record_kind is self.plan.kind)
        items = actions.propose_changes(**own, record_guid=record.row_guid, facts=self._facts(record))
        actions.set_grounds(**own, ground="", grounds={item.pk: self.plan.ground for item in items})
        actions.add_evidence(**own, filename="证明材料.pdf", chunks=[self._scan("证明材料")])

    def _facts(self, record: StageRecord) -> dict[str, Any]:
        blank = CorrectionForm(None, record=record, day=day_of(self.at), items=())
        typed = {name: blank[name].value() for name in blank.fields}
        # A browser says nothing of a switch that is off.
        off = {name for name, value in typed.items() if isinstance(blank.fields[name], SwitchField) and not value}
        sent = {name: "" if value is None else str(value) for name, value in typed.items() if name not in off}
        form = CorrectionForm({**sent, self.plan.field: self.plan.value}, record=record, day=day_of(self.at), items=())
        assert form.is_valid(), form.errors
        return form.cleaned_data

    def _seen(self, by: User) -> dict[str, Any]:
        version = self.erratum.version
        return {"by": by, "erratum_id": self.erratum.pk, "version_seen": version, "address": None, "at": self.at}

    def _letter(self, word: str) -> actions.Letter:
        number = f"示例{word}〔{self.at.year}〕{self.number}号"
        return actions.Letter(number, day_of(self.at), "公文.pdf", [self._scan(number)])

    def _scan(self, title: str) -> bytes:
        return paper(title, [f"项目名称：{self.project.name}"])


def _find(now: datetime) -> None:
    """A finding of the province about one record; long enough ago for the reply period to be over."""
    opened, over = now - timedelta(days=20), now - timedelta(days=2)
    first, second = _user("sheng1"), _user("sheng2")
    project = Project.objects.get(name=_HELONG)
    enterprise = Enterprise.objects.get(memberships__user=_user("shigong"))
    authority = Authority.objects.get(division_id="220000")
    case = actions.open_case(
        by=first,
        authority=authority,
        enterprise=enterprise,
        project_id=project.pk,
        allegation="举报称该项目竣工验收备案表系伪造（演示）",
        at=opened,
    )
    concerned = case.records.get(record_guid=Completion.objects.get(project=project).row_guid)
    own: dict[str, Any] = {"by": first, "case_id": case.pk, "at": opened}
    actions.say_what_is_wrong(**own, problems={concerned.pk: "竣工验收备案不存在"})
    scan = paper("复函", [f"项目名称：{project.name}"])
    actions.add_case_paper(**own, filename="复函.pdf", chunks=[scan])
    case = actions.notify_enterprise(**own, version_seen=1, note="请于期内陈述意见", reply_days=5, address=None)
    signed: dict[str, Any] = {"case_id": case.pk, "address": None, "at": over}
    case = actions.propose_finding(
        **signed,
        by=first,
        version_seen=2,
        note="经核查，竣工验收备案表系伪造",
        heard="企业未在陈述期内陈述意见；经电话询问，称无补充",
        ends_on=day_of(now + timedelta(days=365)),
    )
    actions.find(**signed, by=second, version_seen=3, note="")
