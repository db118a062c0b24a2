"""Who may act on an erratum: whose turn it is, and never the same person twice (三, 四（三）)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import Authority, Enterprise, Membership, Relation, User
from accounts.policy import ActsForNobody, acting_for_authority, acting_for_enterprise, require_duty, require_member
from accounts.queries import authority_at
from accounts.rules import Role, Tier
from audit.context import Acting
from common.clock import day_of
from common.notice import of_notice
from confirmation.policy import AnInterestWasDeclared, ItIsAnotherUnitsTurn, OwnFilingsAreForOthers, TheRecordHasMovedOn
from errata.models import Erratum
from errata.rules.corrections import CLAUSE, OnePersonActsOnce, Origin, Status, Step, step_of

ROLE_OF = {
    Step.PLACE: Role.REVIEWER,
    Step.UPPER: Role.REVIEWER,
    Step.PROVINCE: Role.REVIEWER,
    Step.EXECUTOR: Role.SUPPORT,
    Step.VERIFIER: Role.SUPPORT,
}


@dataclass(frozen=True, slots=True)
class Stand:
    """Somebody in his turn: for which unit he acts.

    :param authority: None for the enterprise.
    """

    step: Step
    by: User
    authority: Authority | None
    enterprise: Enterprise | None = None

    @property
    def acting(self) -> Acting:
        """How the history names him."""
        if self.enterprise is not None:
            return acting_for_enterprise(self.by, self.enterprise)
        assert self.authority is not None
        return acting_for_authority(self.by, self.authority, ROLE_OF[self.step])


def unit_of(erratum: Erratum, step: Step) -> Authority | None:
    """The authority of a step of the way; None for the enterprise's."""
    if step is Step.ENTERPRISE:
        return None
    if step is Step.PLACE:
        return erratum.authority
    if step is Step.UPPER:
        return authority_at(Tier.CITY, erratum.project.division)
    return authority_at(Tier.PROVINCE, erratum.project.division)


def require_turn(erratum: Erratum, step: Step, by: User, at: datetime) -> Stand:
    """Let pass a person of the unit whose turn it is, who has not acted in another step and has no interest in it.

    :param step: the step of the act that he wants; the caller has it from the table.
    :raises ItIsAnotherUnitsTurn: naming the unit whose turn it is.
    :raises OnePersonActsOnce: when he acted in another step.
    :raises OwnFilingsAreForOthers, AnInterestWasDeclared: when he files for the enterprise, or declared a relation.
    """
    today = day_of(at)
    unit = unit_of(erratum, step)
    if unit is None:
        assert erratum.enterprise is not None, "constraint erratum_is_somebodys"
        _require_own_member(erratum, by, today)
        return Stand(step, by, None, erratum.enterprise)
    try:
        require_duty(by, unit, ROLE_OF[step], today)
    except ActsForNobody as error:
        raise ItIsAnotherUnitsTurn(
            f"该勘误由{unit.name}{ROLE_OF[step].label}办理（{step.label}），目前不属于您的办理环节", clause=CLAUSE
        ) from error
    require_first_step(erratum, step, by)
    require_impartial(erratum, by, today)
    return Stand(step, by, unit)


def _require_own_member(erratum: Erratum, by: User, today: date) -> None:
    assert erratum.enterprise is not None
    try:
        require_member(by, erratum.enterprise, today)
    except ActsForNobody as error:
        raise ItIsAnotherUnitsTurn(
            f"该勘误由{erratum.enterprise.name}办理，目前不属于您的办理环节", clause=CLAUSE
        ) from error


def require_first_step(erratum: Erratum, step: Step, by: User) -> None:
    """Let pass a person who has acted in no other step: executor is never approver, verifier never executor.

    :raises OnePersonActsOnce: otherwise.
    """
    other = erratum.acts.filter(person=by).exclude(step=step).first()
    if other is not None:
        raise OnePersonActsOnce(
            f"您已以{other.get_step_display()}身份办理过该勘误（{other.get_action_display()}），须由另一人办理本环节",
            clause=of_notice("四（三）"),
        )


def require_impartial(erratum: Erratum, by: User, today: date) -> None:
    """Let pass an official whom nothing ties to the enterprise or the project's filer (回避).

    :raises OwnFilingsAreForOthers: when he files for one of them.
    :raises AnInterestWasDeclared: when he declared a relation with one of them.
    """
    require_no_tie(by, {erratum.enterprise_id, erratum.project.filed_by_id} - {None}, today)


def require_no_tie(by: User, enterprises: Collection[int | None], today: date) -> None:
    """Let pass an official whom nothing ties to one of some enterprises (回避).

    :raises OwnFilingsAreForOthers: when he files for one of them.
    :raises AnInterestWasDeclared: when he declared a relation with one of them.
    """
    clause = of_notice("四（三）")
    if Membership.objects.current(today).filter(user=by, enterprise__in=enterprises).exists():
        raise OwnFilingsAreForOthers("您同时是有关企业的填报人员，应当回避", clause=clause)
    if Relation.objects.current(today).filter(user=by, enterprise__in=enterprises).exists():
        raise AnInterestWasDeclared("您已申报与有关企业的利害关系，请由本单位其他人员办理", clause=clause)


def require_seen(erratum: Erratum, version_seen: int) -> None:
    """Let pass an act on the version that is still the present one.

    :raises TheRecordHasMovedOn: otherwise.
    """
    if erratum.version != version_seen:
        raise TheRecordHasMovedOn("该勘误在您打开之后有了变化，本次操作未生效；请刷新页面查看变化后再办理")


def next_step(erratum: Erratum) -> Step | None:
    """Whose turn it is; None when nothing is left to do."""
    return step_of(Status(erratum.status), Origin(erratum.origin))
