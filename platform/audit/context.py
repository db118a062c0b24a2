"""Who does what, and why: set for the transaction, read by the ledger's triggers (docs/adr/0004)."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from uuid import uuid4

import structlog
from django.db import connection

_SETTING = "audit.context"
_RUN = f"run-{uuid4()}"  # a worker, a relay or a command answers no request: its entries name the run of the process


class SystemActor(StrEnum):
    """Actors that are not people."""

    MIGRATION = "migration"
    SEED = "seed"
    RELAY = "relay"
    INTAKE = "intake"
    SEQUENCER = "sequencer"
    LOGIN = "login"
    APPOINTMENTS = "appointments"
    REGISTRATION = "registration"
    NOTICES = "notices"
    LEGACY = "legacy"
    SCANNER = "scanner"
    RECONCILIATION = "reconciliation"
    CHECK = "check"
    TEST = "test"


class ContextNeedsATransaction(Exception):
    """The context lives as long as the transaction, so one must be open."""


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts: a person in a role for a unit, or a system actor.

    :param actor_id: the user's id; None for a system actor.
    :param unit: the authority or enterprise for which the person acts, as shown to a reader of the history.
    """

    actor_id: int | None
    actor_name: str
    role: str
    unit: str

    @classmethod
    def system(cls, actor: SystemActor) -> "Acting":
        """A system actor: its name is also its role."""
        return cls(actor_id=None, actor_name=actor.value, role="SYSTEM", unit="")


@contextmanager
def context(
    acting: Acting, *, action: str, reason: str = "", subject: str = "", rule_version: str = "", channel: str = "web"
) -> Iterator[None]:
    """Every row changed inside is recorded as done by ``acting``. Contexts nest; leaving restores the outer one.

    :param action: the verb, as in ``confirmation.confirm``.
    :param subject: what the whole act is about, such as a case number or a project's guid; a timeline is read by it.
    :raises ContextNeedsATransaction: outside a transaction, where the setting would be lost.
    """
    if not connection.in_atomic_block:
        raise ContextNeedsATransaction(action)
    entry = asdict(acting) | {
        "action": action,
        "reason": reason,
        "subject": subject,
        "rule_version": rule_version,
        "channel": channel,
        "request_id": str(structlog.contextvars.get_contextvars().get("request_id", _RUN)),
    }
    before = _set(json.dumps(entry, ensure_ascii=False))
    yield
    # Not in a finally: after an error the transaction, or its savepoint, takes the setting back itself.
    _set(before)


def _set(value: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting(%s, true), ''), set_config(%s, %s, true)", [_SETTING, _SETTING, value]
        )
        row = cursor.fetchone()
    return str(row[0])
