"""Administrative divisions of Jilin (GB/T 2260), its functional zones and historical codes, as shipped data."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PROVINCE = "220000"


@dataclass(frozen=True, slots=True)
class DivisionData:
    """One division as shipped.

    :param level: ``province``, ``city``, ``county`` or ``zone``.
    :param confirm_level: the tier at which its own authority confirms: ``province``, ``city``, ``county`` or ``none``.
    :param city_code: the division whose authority confirms at the city tier here; 梅河口 and 长白山 are their own.
    :param push_code: the GB/T 2260 code that the national platform is told.
    """

    code: str
    name: str
    level: str
    kind: str
    parent: str
    confirm_level: str
    authority_name: str
    city_code: str
    push_code: str
    former_codes: tuple[str, ...]


@cache
def divisions() -> dict[str, DivisionData]:
    """All shipped divisions by code, in the order of the file (province, cities, their counties and zones)."""
    rows = json.loads((Path(__file__).parent / "data" / "regions.json").read_text(encoding="utf-8"))["regions"]
    by_code = {row["code"]: row for row in rows}
    return {row["code"]: _read(row, by_code) for row in rows}


def _read(row: dict[str, object], by_code: dict[str, dict[str, object]]) -> DivisionData:
    code, parent = str(row["code"]), str(row["parent"] or "")
    history = row["history"]
    assert isinstance(history, list)
    return DivisionData(
        code=code,
        name=str(row["name"]),
        level=str(row["level"]),
        kind=str(row["kind"]),
        parent=parent,
        confirm_level=str(row["confirm_level"]),
        authority_name=str(row["confirm_org"] or ""),
        city_code=_city_of(code, by_code),
        push_code=str(row.get("push_gb_code") or (code if row["gb2260"] else _city_of(code, by_code))),
        former_codes=tuple(str(past["code"]) for past in history if past["code"] != code),
    )


def _city_of(code: str, by_code: dict[str, dict[str, object]]) -> str:
    row = by_code[code]
    if row["level"] == "province":
        return ""
    if row["confirm_level"] == "city":  # 梅河口 and 长白山 act as cities: domain.md BR-32
        return code
    return str(row["parent"])


@cache
def known_codes() -> frozenset[str]:
    """Every code a project number may begin with: current, zone and historical ones (domain.md 3.1)."""
    return frozenset(divisions()) | {code for division in divisions().values() for code in division.former_codes}
