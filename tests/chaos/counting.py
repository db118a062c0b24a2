"""What a run did, held against what was decided. Pure: rows in, numbers out."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

Version = tuple[str, int]  # aggregate, version


@dataclass(frozen=True)
class Found:
    """What is there after a run.

    ``expected``: what was decided. ``effects``: the platform's effect log in its order, with whether it took a version
    again that it had lost. ``held``: digest of the receipt that the platform keeps, by key. ``acknowledged``: key and
    digest of the receipt for every message that counts as delivered, None without a receipt.
    """

    expected: Sequence[Version]
    effects: Sequence[tuple[str, int, bool]]
    held: dict[str, str]
    acknowledged: Sequence[tuple[str, str | None]] = field(default=())


def count(found: Found) -> dict[str, int]:
    """Lost, doubled, out of order, and receipts that the platform does not hold so."""
    first = Counter((aggregate, version) for aggregate, version, restored in found.effects if not restored)
    return {
        "lost": sum(one not in first for one in found.expected),
        "doubled": sum(times - 1 for times in first.values()),
        "out_of_order": sum(versions != sorted(versions) for versions in _orders(found.effects)),
        "receipts_wrong": sum(digest is None or found.held.get(key) != digest for key, digest in found.acknowledged),
    }


def _orders(effects: Iterable[tuple[str, int, bool]]) -> Iterable[list[int]]:
    orders: dict[str, list[int]] = {}
    for aggregate, version, _ in effects:
        orders.setdefault(aggregate, []).append(version)
    return orders.values()


def blind_to(found: Found) -> list[str]:
    """What counting would not see in this very run: one fault of each kind is planted in a copy of what was found.

    Says nothing of a run in which something is wrong: that was seen.
    """
    if any(count(found).values()):
        return []
    effects = list(found.effects)
    later = next(place for place, (_, version, _) in enumerate(effects) if version > 1)
    key, _ = found.acknowledged[-1]
    planted = {
        "lost": replace(found, effects=[one for one in effects if one[:2] != found.expected[-1]]),
        "doubled": replace(found, effects=[*effects, effects[-1]]),
        "out_of_order": replace(found, effects=[effects[later], *effects[:later], *effects[later + 1 :]]),
        "receipts_wrong": replace(found, held={**found.held, key: "another"}),
    }
    return [kind for kind, spoilt in planted.items() if count(spoilt)[kind] != 1]


def behind_a_lost_one(found: Found) -> int:
    """How many of the lost are so because an earlier version of theirs is: the platform takes them in order alone."""
    there = {(aggregate, version) for aggregate, version, _ in found.effects}
    lost = [one for one in found.expected if one not in there]
    return sum(any(other[0] == one[0] and other[1] < one[1] for other in lost) for one in lost)
