"""The page of an erratum, as its reader may see and act on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from accounts import vault
from accounts.models import Person, User
from accounts.policy import duties_of
from accounts.rules import Tier
from common.clock import day_of
from confirmation.queries.answers import plain
from confirmation.queries.history import Entry
from confirmation.queries.history import Step as TierStep
from errata.actions.preparing import correctable_among
from errata.actions.replacing import replacements_of
from errata.models import Erratum, ErratumAct, ErratumItem, ErratumPaper
from errata.policy import next_step, unit_of
from errata.queries.buttons import Button, buttons_for, why_not
from errata.queries.effects import Effects, effects_of
from errata.queries.replacing import PaperedRow, ReplacementRow, papered_rows, replacement_rows, title_of
from errata.rules.corrections import Action, LetterKind, Status, Step
from errata.rules.fields import correctable
from projects.catalogue import catalogue
from projects.models import MODEL_OF_KIND, StageRecord
from projects.queries import records_of
from projects.queries.scans import ScanShown, shown_scan
from projects.rules.kinds import RecordKind

TONES = {
    Status.DONE: "success",
    Status.OBJECTED: "danger",
    Status.REFUSED: "danger",
    Status.WITHDRAWN: "neutral",
    Status.DRAFT: "neutral",
    Status.RETURNED: "attention",
}


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One field that is corrected. ``field`` is the name of its ground in the form."""

    pk: int
    record: str
    label: str
    old: str
    new: str
    ground: str

    @property
    def field(self) -> str:
        """The name of the input for its ground."""
        return f"ground_{self.pk}"


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A piece of evidence or an official document."""

    guid: str
    kind: str
    title: str
    unit: str
    url: str
    scan: ScanShown
    may_go: bool


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A record that the preparer may have corrected."""

    title: str
    grade: str
    guid: str
    count: int


@dataclass(frozen=True, slots=True)
class ErratumPage:
    """Everything on the page of an erratum.

    :param turn: whose turn it is in words; ``reason``: why it is not the reader's, empty when it is.
    :param prepares: whether the reader writes the content now.
    :param names: whether he reads who acted: the firm sees the unit, the official sees the person (ux.md).
    """

    erratum: Erratum
    tone: str
    turn: str
    reason: str
    prepares: bool
    names: bool
    buttons: tuple[Button, ...]
    items: tuple[ItemRow, ...]
    evidence: tuple[PaperRow, ...]
    letters: tuple[PaperRow, ...]
    records: tuple[RecordRow, ...]
    replacements: tuple[ReplacementRow, ...]
    papered: tuple[PaperedRow, ...]
    steps: tuple[TierStep, ...]
    effects: Effects | None
    entries: tuple[Entry, ...]


def erratum_page(erratum: Erratum, user: User, at: datetime) -> ErratumPage:
    """The page as one reader sees it. A bounded number of queries, whatever the erratum holds."""
    items = list(erratum.items.order_by("pk"))
    papers = list(erratum.papers.filter(removed_at=None).select_related("file__scan", "authority").order_by("pk"))
    acts = list(erratum.acts.select_related("person", "authority", "paper").order_by("-pk"))
    step = next_step(erratum)
    reason = why_not(erratum, step, user, at)
    prepares = erratum.is_open and not reason
    records, replacements = records_of(erratum.project), replacements_of(erratum)
    own = correctable_among(records, erratum.enterprise) if prepares else []
    shown = _persons(items)
    names = bool(duties_of(user, day_of(at)))
    return ErratumPage(
        erratum=erratum,
        tone=TONES.get(Status(erratum.status), "progress"),
        turn=_turn(erratum, step),
        reason=reason,
        prepares=prepares,
        names=names,
        buttons=tuple(buttons_for(erratum, user, at)),
        items=tuple(_item(item, shown) for item in items if not item.is_derived),
        evidence=tuple(_paper(paper, prepares) for paper in papers if paper.kind == LetterKind.EVIDENCE),
        letters=tuple(_paper(paper, False) for paper in papers if paper.kind != LetterKind.EVIDENCE),
        records=tuple(_records(own, items)),
        replacements=tuple(replacement_rows(replacements, records)),
        papered=tuple(papered_rows(own, replacements)),
        steps=tuple(_steps(erratum, acts, step, names)),
        effects=effects_of(erratum, items, records, replacements)
        if (items or replacements) and erratum.executed_at is None
        else None,
        entries=tuple(_entry(act, erratum, names) for act in acts),
    )


def _turn(erratum: Erratum, step: Step | None) -> str:
    if step is None:
        return "已办结"
    unit = unit_of(erratum, step)
    return f"由{unit or erratum.enterprise}办理（{step.label}）"


def _persons(items: Sequence[ErratumItem]) -> dict[int, str]:
    """The masked numbers of the persons whom the items name."""
    wanted = {pk for item in items if _is_person(item) for pk in (item.old, item.new) if pk}
    people = Person.objects.select_related("identity").in_bulk(wanted)
    return {pk: f"{person.name}（{vault.masked(person)}）" for pk, person in people.items()}


def _is_person(item: ErratumItem) -> bool:
    return item.name in MODEL_OF_KIND[RecordKind(item.kind)].person_fields()


def _item(item: ErratumItem, persons: dict[int, str]) -> ItemRow:
    old, new = item.old_shown, item.new_shown
    if _is_person(item):
        old, new = persons.get(item.old or 0, old), persons.get(item.new or 0, new)
    return ItemRow(item.pk, item.record_label, item.label, old, new, item.ground)


def _paper(paper: ErratumPaper, may_go: bool) -> PaperRow:
    title = f"{paper.letter_number}（{paper.dated_on}）" if paper.letter_number else paper.filename
    return PaperRow(
        guid=str(paper.guid),
        kind=paper.get_kind_display(),
        title=title,
        unit=str(paper.authority or ""),
        url=reverse("erratum-paper", args=[paper.guid]),
        scan=shown_scan(paper.file),
        may_go=may_go,
    )


def _records(own: Sequence[StageRecord], items: Sequence[ErratumItem]) -> list[RecordRow]:
    counts: dict[object, int] = {}
    for item in items:
        counts[item.record_guid] = counts.get(item.record_guid, 0) + (not item.is_derived)
    return [
        RecordRow(title_of(record), record.grade, str(record.row_guid), counts.get(record.row_guid, 0))
        for record in own
        if _has_fields(record)
    ]


def _has_fields(record: StageRecord) -> bool:
    return bool(correctable(catalogue().fields_of(record)))


_WAY = (
    (Step.PLACE, Action.FILE, "勘误申请"),
    (Step.UPPER, Action.CONSENT, "上级同意"),
    (Step.PROVINCE, Action.APPROVE, "省级审批"),
    (Step.EXECUTOR, Action.EXECUTE, "执行更正"),
    (Step.VERIFIER, Action.VERIFY, "核验"),
)


def _steps(erratum: Erratum, acts: Sequence[ErratumAct], step: Step | None, names: bool) -> list[TierStep]:
    """The way as ``components/tier_steps.html`` draws it; what was done before a return counts no more."""
    last = max((act.pk for act in acts if act.action == Action.RETURN), default=0)
    done = {act.action: act for act in acts if act.pk > last}
    way = []
    for part, action, label in _WAY:
        unit = str(unit_of(erratum, part) or "")
        act = done.get(action) or (done.get(Action.OBJECT) if part is Step.VERIFIER else None)
        if part is Step.UPPER and erratum.tier == Tier.CITY:
            way.append(TierStep(label, "不经过", "skipped", detail="由市级直接报省"))
        elif act is not None:
            tone = "returned" if act.action == Action.OBJECT else "done"
            day = plain(act.acted_at)[:10]
            detail = f"{act.person.name} {day}" if names else day
            way.append(TierStep(label, act.get_action_display(), tone, unit, detail))
        else:
            now = part is step
            way.append(
                TierStep(label, erratum.get_status_display() if now else "未办理", "now" if now else "later", unit)
            )
    return way


def _entry(act: ErratumAct, erratum: Erratum, names: bool) -> Entry:
    return Entry(
        at=plain(act.acted_at),
        datetime=act.acted_at.isoformat(),
        action=act.get_action_display(),
        actor=act.person.name if names or act.authority is None else "",
        role=act.get_step_display(),
        unit=str(act.authority or erratum.enterprise or ""),
        object=str(act.paper) if act.paper else "",
        reason=act.note,
    )
