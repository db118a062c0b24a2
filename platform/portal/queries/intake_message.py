"""One message of an approval system on the province's page: what it says, why it waits, what may be done (A12)."""

from dataclasses import dataclass
from datetime import date, datetime

from common.clock import day_of
from portal.intake_forms import PRIMARY, WAYS
from portal.queries.intake import TONES, MessageRow, name_of, row_of
from projects.intake.facts import labels_of, names_of
from projects.models import DockedRecord, IntakeMessage, Project
from projects.queries.intake import choices_for
from projects.rules.intake import (
    LINKED,
    MAPPED,
    NEXT_STEP,
    PROJECT_CODE,
    PROJECT_NUMBER,
    IntakeCause,
    IntakeState,
    IntakeSystem,
)
from projects.rules.kinds import RecordKind

OTHERS_AT_MOST = 50
_OF_THE_PROJECT = {PROJECT_CODE.lower(): "所属项目代码", PROJECT_NUMBER.lower(): "所属项目编号"}


@dataclass(frozen=True, slots=True)
class IntakeMessagePage:
    """One message, what it says, and what may be done about it.

    :ivar values: label, value and their name of each field, in the order of our field list; no label: not taken in.
    :ivar ways: value, label and tone of each act that answers why it waits.
    :ivar choices: what an unknown unit or code may be matched with.
    :ivar record: the project to which the record belongs that came of it.
    """

    message: IntakeMessage
    name: str
    tone: str
    next_step: str
    values: list[tuple[str, str, str]]
    choices: list[tuple[str, str]]
    may_link: bool
    ways: list[tuple[str, str, str]]
    is_waiting: bool
    record: Project | None
    others: list[MessageRow]


def message_page(message: IntakeMessage, at: datetime) -> IntakeMessagePage:
    """Everything about a message. Six queries at the most."""
    is_waiting = message.state == IntakeState.QUARANTINED
    cause = IntakeCause(message.cause) if message.cause else None
    ways = _ways(message, cause) if is_waiting and cause else []
    others = IntakeMessage.objects.about(message.system, message.kind, message.source_id).exclude(pk=message.pk)
    return IntakeMessagePage(
        message=message,
        name=name_of(message, day_of(at)),
        tone=TONES[IntakeState(message.state)],
        next_step=NEXT_STEP[cause] if is_waiting and cause else "",
        values=_values(message, day_of(at)),
        choices=_choices(message, day_of(at)) if is_waiting and cause in MAPPED else [],
        may_link=any(way == "link" for way, *_ in ways),
        ways=ways,
        is_waiting=is_waiting,
        record=_record(message),
        others=[
            row_of(other, day_of(at)) for other in others.defer("raw").order_by("-sequence", "-pk")[:OTHERS_AT_MOST]
        ],
    )


def _ways(message: IntakeMessage, cause: IntakeCause) -> list[tuple[str, str, str]]:
    answers = {
        "match": cause in MAPPED,
        "link": cause in LINKED and message.kind == RecordKind.PROJECT,
        "same": cause == IntakeCause.DUPLICATE and message.kind != RecordKind.PROJECT,
        "another": cause == IntakeCause.LOOKS_ALIKE,
        "replay": True,
        "dismiss": True,
    }
    return [(way, WAYS[way], "primary" if way in PRIMARY else "") for way, is_answer in answers.items() if is_answer]


def _values(message: IntakeMessage, day: date) -> list[tuple[str, str, str]]:
    ours = names_of(IntakeSystem(message.system), RecordKind(message.kind), day)
    labels = labels_of(RecordKind(message.kind), day)
    order = {name: place for place, name in enumerate(labels)}
    told = [(ours.get(theirs.lower(), ""), str(value), theirs) for theirs, value in message.content.items()]
    told.sort(key=lambda one: (order.get(one[0], len(order)), one[2]))
    return [
        (labels.get(name, "") or _OF_THE_PROJECT.get(theirs.lower(), ""), value, theirs) for name, value, theirs in told
    ]


def _choices(message: IntakeMessage, day: date) -> list[tuple[str, str]]:
    return [(code, f"{code} {label}") for code, label in choices_for(message, day).items()]


def _record(message: IntakeMessage) -> Project | None:
    if message.record_guid is None:
        return None
    docked = DockedRecord.objects.select_related("project").of([message.record_guid]).first()
    return docked.project if docked else None
