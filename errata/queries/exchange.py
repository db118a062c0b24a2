"""What an erratum rests on and whom it is told to."""

from errata.models import Erratum, ErratumPaper
from errata.rules.corrections import Action
from national.models import Destination, Message, UpdateFlag

PAPERS_ALONE = "只替换附件，推送全国平台的内容不变，不需要更正推送"


def letters_of(erratum: Erratum) -> list[ErratumPaper]:
    """The official documents of the round that counts, in the order in which they were given. Two queries."""
    last = erratum.acts.filter(action=Action.RETURN).order_by("-pk").values_list("pk", flat=True).first() or 0
    acts = erratum.acts.filter(pk__gt=last, paper__isnull=False).select_related("paper__authority").order_by("pk")
    return [act.paper for act in acts if act.paper is not None]


def is_pushed(aggregate: str) -> bool:
    """Whether the last that the national platform was told of a project is that it stands. One query."""
    told = Message.objects.to(Destination.NATIONAL).about([aggregate]).order_by("-version")
    return told.values_list("update_flag", flat=True).first() == UpdateFlag.U
