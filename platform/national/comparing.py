"""What two platforms hold, compared by buckets and then one by one (X20). Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from national.contract import Held
from national.models import DifferenceKind


@dataclass(frozen=True, slots=True)
class Differing:
    """An aggregate of which the two sides do not hold the same; version 0 where a side holds none."""

    aggregate: str
    kind: DifferenceKind
    our_version: int
    their_version: int


def unequal(ours: Mapping[str, tuple[int, str]], theirs: Mapping[str, tuple[int, str]]) -> list[str]:
    """The prefixes of the buckets that differ, sorted."""
    return sorted(prefix for prefix in ours.keys() | theirs.keys() if ours.get(prefix) != theirs.get(prefix))


def differences(ours: Iterable[Held], theirs: Iterable[Held]) -> list[Differing]:
    """What differs among the aggregates of some buckets, sorted by aggregate."""
    mine = {aggregate: (version, digest) for aggregate, version, digest in ours}
    yours = {aggregate: (version, digest) for aggregate, version, digest in theirs}
    found = []
    for aggregate in sorted(mine.keys() | yours.keys()):
        our, their = mine.get(aggregate, (0, "")), yours.get(aggregate, (0, ""))
        if our != their:
            found.append(Differing(aggregate, _kind(our[0], their[0]), our[0], their[0]))
    return found


def _kind(our_version: int, their_version: int) -> DifferenceKind:
    if their_version == 0:
        return DifferenceKind.MISSING
    if our_version == 0:
        return DifferenceKind.EXTRA
    if their_version == our_version:
        return DifferenceKind.CORRUPT
    return DifferenceKind.STALE if their_version < our_version else DifferenceKind.AHEAD


def differing_fields(
    ours: Mapping[str, list[dict[str, object]]], theirs: Mapping[str, list[dict[str, object]]]
) -> list[str]:
    """Names of the fields whose values differ, as ``TBProjectInfo.PrjName``; rows are told apart by their RowGuid."""
    found = set()
    for table in ours.keys() | theirs.keys():
        mine = {str(row.get("RowGuid")): row for row in ours.get(table, [])}
        yours = {str(row.get("RowGuid")): row for row in theirs.get(table, [])}
        for guid in mine.keys() | yours.keys():
            our, their = mine.get(guid, {}), yours.get(guid, {})
            found |= {f"{table}.{name}" for name in our.keys() | their.keys() if our.get(name) != their.get(name)}
    return sorted(found)
