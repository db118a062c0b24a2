"""What the national platform would be told of a project now, and what its fields are called here."""

import re
from datetime import date
from typing import Any

from confirmation.payload import KIND_OF_TABLE, payload_of
from confirmation.queries.records import confirmed_of
from national.contract import TABLES
from national.models import UpdateFlag
from projects.catalogue import catalogue
from projects.models import Project
from projects.queries import records_of

_PLACE = re.compile(r"(TB\w+)(?:\[(\d+)\])?(?:\.(\w+))?")


def told_now(project: Project) -> tuple[dict[str, Any], str] | None:
    """The tables of a message and its flag; None when nothing of the project is confirmed."""
    confirmed = confirmed_of(records_of(project))
    if not project.is_confirmed:
        return None
    return payload_of(confirmed)["tables"], UpdateFlag.U


def label_of(where: str, today: date) -> str:
    """A place in a message in our words: ``TBTenderInfo[2].TenderMoney`` is 招投标第2条“中标金额”."""
    found = _PLACE.fullmatch(where)
    if found is None or found[1] not in TABLES:
        return where
    table, place, name = found.groups()
    kind = KIND_OF_TABLE.get(table)
    fields = catalogue().fields_on(kind, today).fields if kind else ()
    label = next((field.label for field in fields if name in field.wire), name)
    return TABLES[table] + (f"第{place}条" if place else "") + (f"“{label}”" if label else "")
