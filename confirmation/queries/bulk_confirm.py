"""Whether a case may be confirmed together with others: off unless the authority has it, and never unseen (R21)."""

from datetime import date, datetime

from accounts.models import Authority, User
from common.clock import day_of
from common.errors import RuleError
from common.notice import of_notice
from confirmation.models import BulkConfirmRule, Case, Viewing
from confirmation.queries.records import confirmed_of, split_by_case
from confirmation.queries.rivals import rivals_of
from confirmation.queries.signers import signatures_needed
from projects.models import Project, StageRecord
from projects.queries import attachments_of, records_of
from projects.queries.consistency import findings_of


class BulkConfirmIsOff(RuleError):
    """The authority confirms each case by itself."""


class TooManyAtOnce(RuleError):
    """More cases were chosen than the authority confirms at once."""


class ThisOneIsConfirmedAlone(RuleError):
    """Something about the case asks for an official's full attention."""


def at_most(authority: Authority | None, today: date) -> int:
    """Up to how many cases an authority confirms at once; 0 where it does not. One query."""
    rule = BulkConfirmRule.objects.current(today).filter(authority=authority).order_by("-starts_on").first()
    return rule.at_most if rule else 0


def require_bulk(case: Case, user: User, chosen: int, at: datetime) -> list[StageRecord]:
    """Let pass a case that may be confirmed with others; its records.

    :param chosen: how many cases were chosen.
    :raises BulkConfirmIsOff, TooManyAtOnce, ThisOneIsConfirmedAlone: when it may not.
    """
    most = at_most(case.authority, day_of(at))
    if not most:
        raise BulkConfirmIsOff("本单位未开启批量确认，请逐件办理")
    if chosen > most:
        raise TooManyAtOnce(f"本单位一次最多批量确认{most}件，已选{chosen}件")
    if signatures_needed(case, day_of(at)) > 1:
        raise ThisOneIsConfirmedAlone("该办件须多人签署，请逐件办理", clause=of_notice("四（三）"))
    records, others = split_by_case(case, records_of(case.project))
    if any(isinstance(record, Project) for record in records):
        raise ThisOneIsConfirmedAlone(
            "该办件含项目基本信息，须对照立项文件逐字录入名称和代码，请逐件办理", clause=of_notice("四（二）")
        )
    if findings_of(case.project, [*confirmed_of(others), *records], case.enterprise):
        raise ThisOneIsConfirmedAlone("系统核对有疑点，请逐件办理")
    if any(rivals_of(records, others).values()):
        raise ThisOneIsConfirmedAlone("同一环节另有企业填报，请逐件办理")
    _require_opened(case, records, user)
    return records


def _require_opened(case: Case, records: list[StageRecord], user: User) -> None:
    papers = attachments_of(case.project)
    wanted = {paper.guid: paper.filename for record in records for paper in papers.get(record.row_guid, [])}
    opened = Viewing.objects.filter(person=user, case=case, paper_guid__in=wanted, opened_at__gte=case.submitted_at)
    unseen = set(wanted) - set(opened.values_list("paper_guid", flat=True))
    if unseen:
        raise ThisOneIsConfirmedAlone(
            f"您还有{len(unseen)}个附件未打开查看，请打开后再确认", clause=of_notice("二（二）3")
        )
