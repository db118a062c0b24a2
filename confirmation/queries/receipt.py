"""The receipt of a submission (E16): what was taken in, who handles it, what happens next."""

from dataclasses import dataclass
from datetime import date

from accounts.calendars import work_calendar
from accounts.register import lead_department_on
from confirmation.models import Case, Submission
from confirmation.queries.answers import plain
from confirmation.queries.clock import clock_of, forecast
from confirmation.queries.submitted import read_snapshots


@dataclass(frozen=True, slots=True)
class ReceiptPanel:
    """What ``components/receipt.html`` shows, and the printed receipt with it.

    :param contents: kind of record and what was submitted of it.
    """

    title: str
    number: str
    number_label: str
    rows: list[tuple[str, str]]
    next: list[str]
    contents: list[tuple[str, str]]


def receipt_of(case: Case, today: date) -> ReceiptPanel:
    """The receipt of a case's latest submission, with its clock as it stands today."""
    assert case.authority is not None
    clock, usual = clock_of(case, today, work_calendar()), forecast(case)
    submission, lead = case.submissions.latest("round"), lead_department_on(case.authority, today)
    rows = [
        ("事项", case.get_kind_display()),
        ("项目", case.project.name),
        ("企业", f"{case.enterprise.name}（{case.get_enterprise_kind_display()}）"),
        ("申请等级", f"{case.target_grade}级"),
        ("办理部门", f"{case.authority.name}（{case.get_business_line_display()}）"),
        *((("牵头部门", f"{lead.name} {lead.phone}".strip()),) if lead else ()),
        ("分派理由", case.route_reason),
        *(("同时提交的办件", _other_part(other)) for other in _parts_beside(case)),
        ("办理周期", f"{case.days_allowed}个工作日，收到当日不计" if case.days_allowed else ""),
        *(((f"办理期限（{clock.label}）", clock.text),) if clock else ()),
        *((("以往用时", usual),) if usual else ()),
        ("提交时间", plain(submission.submitted_at)),
        ("声明人", submission.declared_name),
        ("内容摘要（SHA-256）", submission.sha256),
    ]
    steps = [
        "主管部门领取后开始核对；领取之前可以撤回",
        f"确认通过的，各环节定为{case.target_grade}级并在省平台展示；需要补正的，会退回并写明理由",
        "本回执可随时从项目页面再次打开",
    ]
    return ReceiptPanel("已提交", case.number or "", "办件编号", rows, steps, _contents(submission))


def _parts_beside(case: Case) -> list[Case]:
    # A mixed filing is split at submission, and its parts carry one moment (decisions 19).
    beside = Case.objects.filter(project=case.project_id, enterprise=case.enterprise_id, submitted_at=case.submitted_at)
    return list(beside.exclude(pk=case.pk).select_related("authority"))


def _other_part(case: Case) -> str:
    assert case.authority is not None
    stages = "、".join(sorted({item.get_stage_display() for item in case.items.all()}))
    return f"{case.number}：{stages}由{case.authority.name}办理。{case.route_reason}"


def _contents(submission: Submission) -> list[tuple[str, str]]:
    (submitted,) = read_snapshots([submission.snapshot])
    return [
        (record.record_kind.label, f"{record}（附件{len(submitted.papers.get(record.row_guid, []))}份）")
        for record in submitted.records
    ]
