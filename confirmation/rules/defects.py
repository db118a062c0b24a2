"""Marks on a filing that goes back: what they open, whether they were answered, whether they come late (X04)."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import models

from projects.rules.kinds import RecordKind
from projects.rules.openings import Opening


class Target(models.TextChoices):
    """What a mark is on."""

    FIELD = "FIELD", "字段"
    PAPER = "PAPER", "附件"
    PAPER_KIND = "PAPER_KIND", "缺少附件"
    RECORD = "RECORD", "整条信息"
    STAGE = "STAGE", "缺少环节"


@dataclass(frozen=True, slots=True)
class Spot:
    """The part of a filing that a mark is on.

    :param guid: of the record; None for a record that is missing.
    :param name: the field's name, the paper's guid, the kind of the missing paper or record; empty for a whole record.
    """

    target: Target
    guid: UUID | None
    name: str = ""

    @property
    def key(self) -> str:
        """The spot as inputs of a page name it."""
        return f"{self.target.value}_{self.guid or ''}_{self.name}"


@dataclass(frozen=True, slots=True)
class Mark:
    """A spot and what is wrong with it.

    :param code: of the coded reason; ``text`` says more.
    :param late: why it was not found in the round before, where that is asked for.
    """

    spot: Spot
    code: str
    text: str = ""
    late: str = ""


@dataclass(frozen=True)
class Picture:
    """A submission's content, for telling whether a spot changed."""

    records: Mapping[UUID, Mapping[str, Any]]

    @classmethod
    def of(cls, snapshot: str) -> "Picture":
        """From the canonical JSON of a snapshot."""
        return cls({UUID(entry["columns"]["row_guid"]): entry for entry in json.loads(snapshot)["records"]})

    @cached_property
    def kinds(self) -> dict[str, int]:
        """How many records of each kind it has."""
        found: dict[str, int] = {}
        for entry in self.records.values():
            found[entry["kind"]] = found.get(entry["kind"], 0) + 1
        return found

    def at(self, spot: Spot, digest: str = "") -> Any:
        """What stands at a spot, as a value that can be compared; None where its record is not there.

        :param digest: of the marked paper.
        """
        if spot.target is Target.STAGE:
            return self.kinds.get(spot.name, 0)
        entry = self.records.get(spot.guid) if spot.guid else None
        if entry is None:
            return None
        papers = sorted((paper["kind"], paper["sha256"]) for paper in entry["papers"])
        if spot.target is Target.PAPER:
            return digest in {sha256 for _, sha256 in papers}
        if spot.target is Target.PAPER_KIND:
            return [sha256 for kind, sha256 in papers if kind == spot.name]
        columns = entry["columns"]
        if spot.target is Target.RECORD:
            return [{name: value for name, value in columns.items() if name not in _NOT_FACTS}, papers]
        return _value(columns, spot.name)


_NOT_FACTS = ("updated_at", "form_version")


def _value(columns: Mapping[str, Any], name: str) -> Any:
    if f"{name}_id" in columns:
        return columns[f"{name}_id"]
    return columns[name] if name in columns else columns.get("extra", {}).get(name)


def comes_late(spot: Spot, *, before: Picture, now: Picture, marked: Collection[Spot], digest: str = "") -> bool:
    """Whether a mark could have been made in the round before: the spot neither changed since nor was marked then.

    A round that came back with a note for the whole, and no marks, hides nothing.

    :param before: what was submitted in the round before; ``marked`` the spots that came back then.
    """
    whole = Spot(Target.RECORD, spot.guid) if spot.guid else None
    if not marked or spot in marked or whole in marked:
        return False
    was, is_now = before.at(spot, digest), now.at(spot, digest)
    return was is not None and was == is_now


def openings_of(
    marks: Iterable[tuple[Spot, str]], records: Collection[UUID], paper_kinds: Mapping[str, str]
) -> tuple[dict[UUID, Opening | None], frozenset[RecordKind]]:
    """What marks open: by record the open parts, None for all of it; and the kinds of which a record may be added.

    :param marks: each spot with why it was marked.
    :param records: every record that came back; only they are narrowed.
    :param paper_kinds: the kind of each marked paper by its guid; a marked paper opens its kind.
    """
    parts: dict[UUID, dict[Target, dict[str, str]]] = {guid: {} for guid in records}
    kinds: set[RecordKind] = set()
    for spot, why in marks:
        if spot.target is Target.STAGE:
            kinds.add(RecordKind(spot.name))
        elif spot.guid in parts:
            parts[spot.guid].setdefault(spot.target, {})[spot.name] = why
            if spot.target is Target.PAPER and spot.name in paper_kinds:
                parts[spot.guid].setdefault(Target.PAPER_KIND, {})[paper_kinds[spot.name]] = why
    opened = {guid: None if Target.RECORD in found else _opening(found) for guid, found in parts.items()}
    return opened, frozenset(kinds)


def _opening(found: Mapping[Target, Mapping[str, str]]) -> Opening:
    return Opening(found.get(Target.FIELD, {}), found.get(Target.PAPER, {}), found.get(Target.PAPER_KIND, {}))
