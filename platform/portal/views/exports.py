"""Lists as files, with the filters of the page in the address; who took one away is kept (E26, R32)."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from accounts.actions.readings import keep_reading
from accounts.http import address_of, asked_of, enterprise_for, query_text, user_of
from accounts.models import Authority, Enterprise, ReadingKind
from accounts.policy import duties_of
from accounts.rules import Role
from common.clock import day_of, now
from confirmation.queries.queue import Row, rows_of
from confirmation.worklists import WorklistForm
from portal.history_form import HistoryForm
from portal.queries import public
from portal.queries.acts import all_entries
from portal.queries.exports import OwnProject, projects_for_audit, projects_of
from portal.queries.history import Entry
from portal.views.audit import auditing_duty
from portal.views.public import filters_of
from projects.downloads import as_file
from projects.models import Project
from projects.workbooks.export import ListColumn

OWN: list[ListColumn[OwnProject]] = [
    ListColumn("项目名称", lambda row: row.project.name),
    ListColumn("项目代码", lambda row: row.project.investment_code),
    ListColumn("项目编号", lambda row: row.project.number),
    ListColumn("所在地", lambda row: row.project.division.name),
    ListColumn("工程类别", lambda row: row.project.get_sector_display()),
    ListColumn("建设单位", lambda row: row.project.owner_name),
    ListColumn("总投资（万元）", lambda row: row.project.total_investment),
    ListColumn("数据等级", lambda row: row.project.grade),
    ListColumn("最近办件", lambda row: row.case),
    ListColumn("办件状态", lambda row: row.status),
    ListColumn("提交时间", lambda row: row.submitted_at),
]
QUEUE: list[ListColumn[Row]] = [
    ListColumn("办件编号", lambda row: row.number),
    ListColumn("事项", lambda row: row.kind),
    ListColumn("项目", lambda row: row.project),
    ListColumn("所在地", lambda row: row.division),
    ListColumn("工程类别", lambda row: row.sector),
    ListColumn("企业", lambda row: row.enterprise),
    ListColumn("企业类别", lambda row: row.enterprise_kind),
    ListColumn("申请等级", lambda row: row.grade),
    ListColumn("提交时间", lambda row: row.submitted_at),
    ListColumn("已等天数", lambda row: row.days),
    ListColumn("办理期限", lambda row: row.due_on),
    ListColumn("计时", lambda row: row.clock.label if row.clock else ""),
    ListColumn("第几次提交", lambda row: row.round),
    ListColumn("办理人", lambda row: row.holder),
    ListColumn("办结时间", lambda row: row.decided_at),
]
PUBLIC: list[ListColumn[public.ResultRow]] = [
    ListColumn("项目名称", lambda row: row.name),
    ListColumn("项目编号", lambda row: row.number),
    ListColumn("建设单位", lambda row: row.owner),
    ListColumn("所在地", lambda row: row.division),
    ListColumn("工程类别", lambda row: row.category),
    ListColumn("数据等级", lambda row: row.grade),
    ListColumn("确认日期", lambda row: row.confirmed_on),
]
AUDITED: list[ListColumn[Project]] = [
    ListColumn("项目名称", lambda row: row.name),
    ListColumn("项目编号", lambda row: row.number),
    ListColumn("项目代码", lambda row: row.investment_code),
    ListColumn("所在地", lambda row: row.division.name),
    ListColumn("数据等级", lambda row: row.grade),
    ListColumn("填报企业", lambda row: row.filed_by.name if row.filed_by else ""),
]
OF_PROJECT: ListColumn[Entry] = ListColumn("项目", lambda row: row.project)
TIMELINE: list[ListColumn[Entry]] = [
    ListColumn("时间", lambda row: row.at),
    ListColumn("动作", lambda row: row.action),
    ListColumn("人员", lambda row: row.actor),
    ListColumn("身份", lambda row: row.role),
    ListColumn("单位", lambda row: row.unit),
    ListColumn("对象", lambda row: row.object),
    ListColumn("事由", lambda row: row.reason),
    ListColumn(
        "改动", lambda row: "\n".join(f"{one.field}：{one.before or '无'} → {one.after or '无'}" for one in row.changes)
    ),
]


@login_required
@require_GET
def own_projects(request: HttpRequest) -> HttpResponseBase:
    """The enterprise's projects."""
    enterprise, title = enterprise_for(request), "本企业填报的项目"
    _keep(request, enterprise, title)
    return as_file(request, title, OWN, projects_of(enterprise))


@login_required
@require_GET
def queue(request: HttpRequest) -> HttpResponseBase:
    """The tab of the reviewer's queue with its filters."""
    worklist = WorklistForm(request.GET).worklist
    user, title = user_of(request), f"待办-{worklist.tab.label}"
    rows = rows_of(user, now(), worklist)
    _keep(request, duties_of(user, day_of(now()), Role.REVIEWER)[0].authority, title, role=Role.REVIEWER)
    return as_file(request, title, QUEUE, rows)


@require_GET
def search(request: HttpRequest) -> HttpResponseBase:
    """What the public search finds."""
    return as_file(request, "项目查询结果", PUBLIC, public.all_found(filters_of(request)), xlsx=False)


@login_required
@require_GET
def audited(request: HttpRequest) -> HttpResponseBase:
    """The auditor's list of projects."""
    user, title = user_of(request), "历史查阅-项目"
    duty = auditing_duty(user)
    rows = projects_for_audit(user, query_text(request, "q"), day_of(now())).iterator(chunk_size=1_000)
    _keep(request, duty.authority, title, role=Role.AUDITOR)
    return as_file(request, title, AUDITED, rows)


@login_required
@require_GET
def timeline(request: HttpRequest, guid: UUID) -> HttpResponseBase:
    """What happened to a project, of what the address asks for."""
    user = user_of(request)
    duty = auditing_duty(user)
    project = get_object_or_404(Project.objects.visible_to(user, day_of(now())), row_guid=guid)
    _keep(request, duty.authority, "变化记录", role=Role.AUDITOR, subject=str(guid))
    rows = all_entries(HistoryForm(request.GET).filters, user, day_of(now()), project)
    return as_file(request, "变化记录", TIMELINE, rows)


@login_required
@require_GET
def acts(request: HttpRequest) -> HttpResponseBase:
    """What happened in the auditor's area, of what the address asks for."""
    user = user_of(request)
    duty = auditing_duty(user)
    _keep(request, duty.authority, "变化记录", role=Role.AUDITOR)
    rows = all_entries(HistoryForm(request.GET).filters, user, day_of(now()))
    return as_file(request, "变化记录", [*TIMELINE[:5], OF_PROJECT, *TIMELINE[5:]], rows)


def _keep(
    request: HttpRequest, unit: Authority | Enterprise, title: str, *, role: Role | None = None, subject: str = ""
) -> None:
    keep_reading(
        by=user_of(request),
        unit=unit,
        role=role,
        kind=ReadingKind.EXPORT,
        title=title,
        asked=asked_of(request),
        subject=subject,
        address=address_of(request),
        at=now(),
    )
