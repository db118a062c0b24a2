"""Defects of a filing that went back, as its enterprise works them off and as the official sees them again (X04)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from accounts.models import Enterprise
from confirmation.models import Case, Decision, Defect
from confirmation.queries.answers import plain
from confirmation.queries.tasks import edit_url
from confirmation.rules.defects import Picture, Spot, Target, comes_late
from confirmation.rules.states import WITH_ENTERPRISE, Action
from confirmation.snapshot import snapshot_of
from projects.models import Attachment, StageRecord
from projects.queries.openings import kinds_to_add, openings_of
from projects.rules.kinds import RecordKind
from projects.rules.openings import Opening

SENT_BACK = (Action.RETURN, Action.REFUSE)


@dataclass(frozen=True, slots=True)
class DefectRow:
    """One defect with what became of it.

    :param where: the record and the field or paper; ``seen`` what the official saw there.
    :param why: the coded reason and his words; ``late`` why it was not found before.
    :param has_changed: what stands there differs from what he saw.
    :param url: where the enterprise changes it; empty where it cannot.
    """

    pk: int
    where: str
    seen: str
    why: str
    late: str
    has_changed: bool
    answer: str
    answered_by: str
    answered_at: str
    url: str = ""

    @property
    def is_done(self) -> bool:
        """Whether it was changed or answered."""
        return self.has_changed or bool(self.answer)

    @property
    def state(self) -> tuple[str, str]:
        """Tone and word."""
        if self.has_changed:
            return "success", "已修改"
        return ("progress", "已说明") if self.answer else ("attention", "待处理")


def sent_back(case: Case) -> Decision | None:
    """The act by which the case last went back, with its defects, their answers and what it was about.

    Three queries; one when it never went back.
    """
    acts = Decision.objects.filter(case=case, action__in=SENT_BACK).select_related("submission")
    return acts.prefetch_related("defects__answers__by").order_by("-pk").first()


def spot_of(defect: Defect) -> Spot:
    """The part of the filing that a defect is on."""
    return Spot(Target(defect.target), defect.record_guid, defect.name)


def defects_in_order(decision: Decision) -> list[Defect]:
    """The defects of an act, as they were marked. No query after :func:`sent_back`."""
    return sorted(decision.defects.all(), key=lambda defect: defect.pk)


def unanswered(decision: Decision, now: Picture) -> list[Defect]:
    """The defects that were neither changed nor answered.

    :param now: what would be submitted.
    """
    before = Picture.of(decision.submission.snapshot)
    return [
        defect
        for defect in defects_in_order(decision)
        if not defect.answers.all() and not has_changed(defect, before, now)
    ]


def has_changed(defect: Defect, before: Picture, now: Picture) -> bool:
    """Whether something else stands where the defect was marked."""
    spot = spot_of(defect)
    return bool(before.at(spot, defect.digest) != now.at(spot, defect.digest))


def own_defects(
    case: Case | None, records: Sequence[StageRecord], papers: dict[UUID, list[Attachment]]
) -> list[DefectRow]:
    """What the enterprise has to work off; empty unless its case came back with marks. Three queries at the most.

    :param records: the enterprise's own, as they are now.
    """
    decision = sent_back(case) if case is not None and case.status in WITH_ENTERPRISE else None
    if case is None or decision is None or not decision.defects.all():
        return []
    now = Picture.of(snapshot_of(list(records), papers)[0])
    before, by_guid = Picture.of(decision.submission.snapshot), {record.row_guid: record for record in records}
    return [_row(defect, before, now, _url(case, defect, by_guid)) for defect in defects_in_order(decision)]


@dataclass(frozen=True, slots=True)
class Correcting:
    """What a filing that lies with its enterprise has to correct; empty and None where nothing was marked.

    :param openings: what is open, by record; ``kinds`` of which a record may be added.
    """

    defects: tuple[DefectRow, ...]
    openings: dict[UUID, Opening]
    kinds: frozenset[RecordKind] | None

    @property
    def is_done(self) -> bool:
        """Whether every defect was changed or answered."""
        return all(row.is_done for row in self.defects)


def correcting(
    case: Case | None, enterprise: Enterprise, records: Sequence[StageRecord], papers: dict[UUID, list[Attachment]]
) -> Correcting:
    """What the enterprise corrects. Five queries at the most, none while nothing came back.

    :param records: the enterprise's own, as they are now.
    """
    if case is None or case.status not in WITH_ENTERPRISE or case.number is None:
        return Correcting((), {}, None)
    project = case.project
    return Correcting(
        tuple(own_defects(case, records, papers)), openings_of(project), kinds_to_add(project, enterprise)
    )


@dataclass(frozen=True, slots=True)
class RoundBefore:
    """The round after which a case came again: what was submitted then and now, and what was marked."""

    before: Picture
    now: Picture
    defects: list[Defect]

    @property
    def rows(self) -> list[DefectRow]:
        """What was marked, and what became of it."""
        return [_row(defect, self.before, self.now, "") for defect in self.defects]

    def could_have_marked(self, spot: Spot, digest: str = "") -> bool:
        """Whether a mark comes late, see ``comes_late``."""
        marked = [spot_of(defect) for defect in self.defects]
        return comes_late(spot, before=self.before, now=self.now, marked=marked, digest=digest)


def round_before(case: Case) -> RoundBefore | None:
    """The round before the latest submission; None before the first return. Five queries at the most."""
    decision = sent_back(case)
    if decision is None:
        return None
    latest = case.submissions.latest("round")
    if decision.submission_id == latest.pk:
        return None
    before, now = Picture.of(decision.submission.snapshot), Picture.of(latest.snapshot)
    return RoundBefore(before, now, defects_in_order(decision))


def defects_again(case: Case) -> list[DefectRow]:
    """What was marked in the round before the latest submission, and what became of it. Five queries at the most."""
    last = round_before(case)
    return last.rows if last else []


def _row(defect: Defect, before: Picture, now: Picture, url: str) -> DefectRow:
    latest = max(defect.answers.all(), key=lambda answer: answer.pk, default=None)
    return DefectRow(
        pk=defect.pk,
        where=" · ".join(part for part in (defect.record_label, defect.label) if part),
        seen=defect.value,
        why=f"{defect.reason}：{defect.text}" if defect.text else defect.reason,
        late=defect.late,
        has_changed=has_changed(defect, before, now),
        answer=latest.text if latest else "",
        answered_by=latest.by.name if latest else "",
        answered_at=plain(latest.at) if latest else "",
        url=url,
    )


def _url(case: Case, defect: Defect, records: dict[UUID, StageRecord]) -> str:
    target, project = Target(defect.target), case.project
    if target is Target.STAGE:
        return reverse("record-new", args=[project.row_guid, RecordKind(defect.name).slug])
    record = records.get(defect.record_guid) if defect.record_guid else None
    if record is None or not record.is_open:
        return ""
    if target in (Target.PAPER, Target.PAPER_KIND):
        return reverse("record-papers", args=[project.row_guid, record.row_guid])
    first_input = f"{defect.name}_name" if defect.name in record.person_fields() else defect.name
    return edit_url(project, record) + (f"#id_{first_input}" if target is Target.FIELD else "")
