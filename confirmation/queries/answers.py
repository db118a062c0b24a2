"""A record as people read it: labels, words for codes, units. One way for check-answers, review and the public."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models

from accounts import vault
from accounts.models import Person
from common.clock import SHANGHAI
from projects.models import BOOKKEEPING_COLUMNS, StageRecord

_HIDDEN = {*BOOKKEEPING_COLUMNS, "id", "row_guid", "filed_by_id", "sealed_at", "created_at", "updated_at", "project_id",
           "shown", "origin", "data_source", "project_class"}  # fmt: skip
UNITS = {
    "total_investment": "万元",
    "award_amount": "万元",
    "contract_amount": "万元",
    "actual_cost": "万元",
    "total_area": "㎡",
    "area": "㎡",
    "actual_area": "㎡",
    "total_length": "m",
    "length": "m",
    "span": "m",
    "state_share": "%",
    "contract_days": "天",
    "violations": "条",
}


def facts_of(record: StageRecord, *, with_numbers: bool = False) -> list[tuple[str, str]]:
    """Label and value of every fact, in the order of the model, the remark last.

    :param with_numbers: whether a person's masked document number stands behind the name; never for the public.
    """
    fields = [field for field in record._meta.concrete_fields if field.attname not in _HIDDEN]
    fields.sort(key=lambda field: field.name == "remark")  # declared first, read last
    return [(str(field.verbose_name), value_of(record, field, with_numbers)) for field in fields]


def value_of(record: StageRecord, field: models.Field[Any, Any], with_numbers: bool) -> str:
    """One fact as text; empty when there is none."""
    value = getattr(record, field.name)
    if isinstance(value, Person):
        return f"{value.name}（{vault.masked(value)}）" if with_numbers else value.name
    if field.choices and value is not None:
        return str(getattr(record, f"get_{field.name}_display")())
    return plain(value, UNITS.get(field.name, ""))


def plain(value: Any, unit: str = "") -> str:
    """A value as text: dates as YYYY-MM-DD, amounts without needless zeros, yes and no in words."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    text = f"{value.normalize():,f}" if isinstance(value, Decimal) else str(value)
    return f"{text} {unit}" if unit else text
