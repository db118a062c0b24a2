"""A whole file of old records, project by project: each in a transaction of its own, so that a run can be repeated."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import Error

from common.clock import day_of
from common.errors import RuleError
from confirmation.actions.legacy import load_project, require_fresh_batch
from confirmation.queries.legacy import LegacyProject, plan_legacy
from projects.legacy.spool import LegacySpool
from projects.rules.legacy import LegacyException

# What the database refuses beyond the field list, in words; anything else is told as the database says it.
_CONSTRAINTS = {
    "supervised_works_have_a_chief_supervisor": "有监理单位的须有总监理工程师，没有监理单位的不填",
    "completion_starts_before_it_ends": "实际开工日期晚于竣工日期",
    "works_and_supervision_are_won_with_a_manager": "施工、监理招标须有项目经理（总监理工程师）",
    "counted_violations_are_named": "有违反强条数的须写明强条条目",
    "participant_of_some_stage": "参建单位须对应施工许可、施工图审查或竣工验收中的一项",
    "indicators_start_before_they_end": "开始日期晚于结束日期",
    "personal_starts_before_it_ends": "开始日期晚于结束日期",
    "one_duty_of_a_person_once": "同一人员在同一企业业绩下的同一作用重复",
    "investment_code_once": "项目代码已用于另一个项目",
}


@dataclass(slots=True)
class LegacyReport:
    """What a run did, or in a rehearsal would have done.

    :ivar read, loaded, present: rows by grade; what is no row at all has the grade "".
    :ivar projects: how many went on display; ``hidden`` how many D records came.
    """

    read: Counter[str] = field(default_factory=Counter)
    loaded: Counter[str] = field(default_factory=Counter)
    present: Counter[str] = field(default_factory=Counter)
    projects: int = 0
    exceptions: list[LegacyException] = field(default_factory=list)

    def missed(self, grade: str) -> int:
        """How many rows of a grade were read and neither came nor were there."""
        return self.read[grade] - self.loaded[grade] - self.present[grade]


def load_batch(
    spool: LegacySpool,
    *,
    batch: str,
    at: datetime,
    keep: bool = True,
    may_create: bool = False,
    say: Callable[[str], None] = lambda _text: None,
) -> LegacyReport:
    """Load what is not there yet. Safe to repeat, and after an interruption it goes on where it stopped.

    :param keep: False for a rehearsal, which stores nothing.
    :param may_create: register enterprises that are not registered here.
    :param say: told of each project that has come.
    :raises TheBatchWasUndone: when the batch is over.
    """
    require_fresh_batch(batch)
    report = LegacyReport(read=spool.read, exceptions=list(spool.exceptions))
    for rows in spool.projects():
        plan = plan_legacy(rows, spool.exceptions, day_of(at), may_create=may_create)
        report.present.update(plan.present)
        report.exceptions += plan.exceptions
        for coming in plan.projects:
            if not coming.rows:
                continue
            fault = _refusal(coming, batch, at, keep)
            if fault:
                report.exceptions.append(LegacyException(coming.line, fault, coming.key))
                continue
            report.loaded.update(row.grade for row in coming.rows)
            report.projects += bool(coming.shown)
            say(coming.key)
    report.exceptions.sort(key=lambda found: found.line)
    return report


def _refusal(coming: LegacyProject, batch: str, at: datetime, keep: bool) -> str:
    """Load one project; why it did not come, or nothing."""
    try:
        load_project(coming, batch=batch, at=at, keep=keep)
    except RuleError as error:
        return str(error)
    except Error as error:
        text = str(error)
        return next((words for name, words in _CONSTRAINTS.items() if name in text), text.splitlines()[0])
    return ""
