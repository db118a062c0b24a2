"""Re-checking samples of what a lower unit confirmed (抽查, R28): the draw can be repeated, no grade is changed."""

import random
from datetime import date, datetime, time

from django.db import transaction

from accounts.models import Authority, User
from accounts.policy import acting_for_authority
from accounts.rules import Role, says_something
from audit.context import context
from common.clock import SHANGHAI, day_of
from common.errors import RuleError
from confirmation.actions.urge import require_below
from confirmation.locks import lock_case
from confirmation.models import Decision, Recheck, RecheckItem, RecheckOutcome, RecheckResult
from confirmation.queries.supervision import supervising_duty
from confirmation.rules.states import Action

AT_MOST = 100


class NothingToDrawFrom(RuleError):
    """The unit confirmed nothing in that time."""


class TheResultStands(RuleError):
    """A result was recorded before; a further look takes a further sample."""


class FindingsAreDescribed(RuleError):
    """A re-check that finds defects says which."""


def drawn(population: list[int], seed: str, size: int) -> list[int]:
    """A sample, in its order: the same for the same population, seed and size."""
    # Seeded so that anybody can draw it again; not for keys.
    return random.Random(seed).sample(sorted(population), min(size, len(population)))  # noqa: S311


def confirmations(unit: Authority, line: str, first_day: date, last_day: date) -> list[int]:
    """Ids of a unit's confirmations of some days, both included; of one business line if one is named. One query."""
    begin = datetime.combine(first_day, time.min, SHANGHAI)
    end = datetime.combine(last_day, time.max, SHANGHAI)
    found = Decision.objects.filter(authority=unit, action=Action.CONFIRM, decided_at__range=(begin, end))
    if line:
        found = found.filter(case__business_line=line)
    return list(found.order_by("pk").values_list("pk", flat=True))


@transaction.atomic(durable=True)
def draw_recheck(
    *, by: User, unit_id: int, first_day: date, last_day: date, size: int, seed: str, at: datetime
) -> Recheck:
    """Draw a sample of a lower unit's confirmations.

    :param seed: kept with the sample; the caller takes it from the system's source of chance.
    :raises ActsForNobody, TheUnitIsNotBelow: who re-checks whom.
    :raises NothingToDrawFrom: when nothing was confirmed in that time.
    """
    duty, unit = supervising_duty(by, day_of(at)), require_below(by, unit_id, at)
    population = confirmations(unit, duty.business_line, first_day, last_day)
    if not population:
        raise NothingToDrawFrom(
            f"{unit.name}在 {first_day} 至 {last_day} 没有确认的办件，请另选范围", field="first_day"
        )
    with context(
        acting_for_authority(by, duty.authority, Role(duty.role)),
        action="confirmation.draw_recheck",
        reason=f"{first_day} 至 {last_day}",
        subject=f"unit:{unit.pk}",
    ):
        recheck = Recheck.objects.create(
            by_authority=duty.authority,
            of_authority=unit,
            drawn_by=by,
            drawn_at=at,
            decided_from=first_day,
            decided_until=last_day,
            seed=seed,
            population=len(population),
        )
        sample = drawn(population, seed, min(size, AT_MOST))
        RecheckItem.objects.bulk_create(
            RecheckItem(recheck=recheck, decision_id=pk, order=number) for number, pk in enumerate(sample, start=1)
        )
    return recheck


@transaction.atomic(durable=True)
def record_recheck(*, by: User, item_id: int, outcome: RecheckOutcome, findings: str, at: datetime) -> RecheckResult:
    """Record what the re-check of one confirmation found.

    :raises RecheckItem.DoesNotExist: when the sample is not one of the person's own unit.
    :raises TheResultStands, FindingsAreDescribed: what a result must be.
    """
    duty = supervising_duty(by, day_of(at))
    items = RecheckItem.objects.filter(recheck__by_authority=duty.authority_id)
    item = items.select_related("decision__case__project").get(pk=item_id)
    lock_case(item.decision.case_id)  # of two persons at once, the second sees the first one's result
    if RecheckResult.objects.filter(item=item).exists():
        raise TheResultStands("该件的复核结果已记录，不能修改；如需再查，请另行抽取")
    if outcome == RecheckOutcome.DEFECTS and not says_something(findings):
        raise FindingsAreDescribed("发现问题的，请写明问题（不少于5个字）", field="findings")
    with context(
        acting_for_authority(by, duty.authority, Role(duty.role)),
        action="confirmation.record_recheck",
        reason=findings,
        subject=str(item.decision.case.project.row_guid),
    ):
        return RecheckResult.objects.create(item=item, outcome=outcome, findings=findings.strip(), by=by, at=at)
