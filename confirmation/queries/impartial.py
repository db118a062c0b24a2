"""Which cases a person leaves to others (BR-42; 四（三）, R31): one rule for lists and for acts."""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from accounts.models import Membership, Relation, User
from confirmation.models import Case, CaseItem, Decision, StepAside, Submission
from confirmation.queries.signers import VOIDING
from confirmation.rules.states import Action, Status
from projects.queries.parties import naming


def barred(user: User, today: date) -> Q:
    """Cases that a person leaves to others: signed by him, decided on at another tier, his own firm's (BR-42).

    And those with a party to which something ties him, as he has declared (回避).
    """
    records = CaseItem.objects.filter(case=OuterRef(OuterRef("pk"))).values("record_guid")
    elsewhere = Decision.objects.filter(person=user, case__items__record_guid__in=records).exclude(
        tier=OuterRef("tier")
    )
    own = Membership.objects.current(today).filter(user=user, enterprise=OuterRef("enterprise"))
    return signed_by(user) | Q(Exists(elsewhere)) | Q(Exists(own)) | barred_by_interest(user, today)


def signed_by(user: User) -> Q:
    """Signed by him in a way that still counts; of a reversal, proposed by him. As ``queries.signers.signers_of``."""
    own = Decision.objects.filter(case=OuterRef("pk"), person=user)
    after = Decision.objects.filter(case=OuterRef("case"), pk__gt=OuterRef("pk"))
    again = Submission.objects.filter(case=OuterRef("case"), round__gt=OuterRef("submission__round"))
    voided = after.filter(submission=OuterRef("submission"), action__in=VOIDING)
    signed = own.filter(action=Action.SIGN).exclude(Exists(again)).exclude(Exists(voided))
    proposed = own.filter(action=Action.PROPOSE).exclude(Exists(after.filter(action=Action.PROPOSE)))
    # Only a case in one of these has such a signature; asked first, so that the others' acts are not looked through.
    return Q(status=Status.SIGNED) & Q(Exists(signed)) | Q(status=Status.REVERSING) & Q(Exists(proposed))


def barred_by_interest(user: User, today: date) -> Q:
    """Cases from which a person stepped aside, or whose filer, owner or any named party he has a relation with.

    One query, for the firms with which he has declared relations; the rest goes into the caller's.
    """
    related = Relation.objects.current(today).filter(user=user).values_list("enterprise_id", "enterprise__credit_code")
    firms = {pk: code for pk, code in related}
    aside = Q(Exists(StepAside.objects.filter(case=OuterRef("pk"), user=user)))
    if not firms:
        return aside
    return aside | Q(enterprise_id__in=list(firms)) | naming(list(firms.values()), "project__")


def is_barred(case: Case, user: User, today: date) -> bool:
    """Whether a person leaves this case to others. Two queries."""
    return Case.objects.filter(barred_by_interest(user, today), pk=case.pk).exists()
