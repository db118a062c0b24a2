"""Which cases a person leaves to others (BR-42; 四（三）, R31): one rule for lists and for acts."""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from accounts.models import Membership, Relation, User
from confirmation.models import Case, CaseItem, Decision, StepAside, Submission
from confirmation.rules.states import Action
from projects.queries.parties import naming


def barred(user: User, today: date) -> Q:
    """Cases that a person leaves to others: signed by him, decided on at another tier, his own firm's (BR-42).

    And those with a party to which something ties him, as he has declared (回避).
    """
    later = Submission.objects.filter(case=OuterRef("case"), round__gt=OuterRef("submission__round"))
    signed = Decision.objects.filter(case=OuterRef("pk"), person=user, action=Action.SIGN).exclude(Exists(later))
    records = CaseItem.objects.filter(case=OuterRef(OuterRef("pk"))).values("record_guid")
    elsewhere = Decision.objects.filter(person=user, case__items__record_guid__in=records).exclude(
        tier=OuterRef("tier")
    )
    own = Membership.objects.current(today).filter(user=user, enterprise=OuterRef("enterprise"))
    return Q(Exists(signed)) | Q(Exists(elsewhere)) | Q(Exists(own)) | barred_by_interest(user, today)


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
