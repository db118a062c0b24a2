"""Try the rules on facts without the site."""

import argparse
import json
import sys
from collections.abc import Iterator
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandParser

from common.clock import day_of, now
from confirmation.queries.places import live_places
from confirmation.queries.rules import rules_on
from confirmation.rules.judge import Places, ShippedPlaces, judge
from confirmation.rules.judge_facts import FactsCannotBeRead, facts_from
from confirmation.rules.ruleset import NOTICE_RULES, RuleSet

LONGEST_LINE = 65_536


class Command(BaseCommand):
    """``manage.py judge [FILE] [--live]``: JSON lines of facts in, a JSON line of answers out for each."""

    help = (
        "Judge facts by the rules of the notice: JSON lines in, from a file or standard input, and one JSON line out"
        " for each. A line that cannot be read gives its error and the rest goes on. Asks no database without --live."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """``FILE`` and ``--live``."""
        parser.add_argument(
            "file", nargs="?", type=argparse.FileType("rb"), default=sys.stdin.buffer, help="else standard input"
        )
        parser.add_argument("--live", action="store_true", help="the province's present rules and authorities")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print an answer for each line that is not empty."""
        today = day_of(now())
        rules, places = (rules_on(today), live_places()) if options["live"] else (NOTICE_RULES, ShippedPlaces())
        for line in _lines(options["file"]):
            self.stdout.write(json.dumps(_answer(line, rules, places), ensure_ascii=False))


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    """The lines that are not empty. Of one that is too long the start, and the rest of it is passed over."""
    while line := file.readline(LONGEST_LINE + 1):
        rest = line
        while len(rest) > LONGEST_LINE and not rest.endswith(b"\n"):
            rest = file.readline(LONGEST_LINE + 1)
        if line.strip():
            yield line


def _answer(line: bytes, rules: RuleSet, places: Places) -> dict[str, Any]:
    try:
        row = _row(line)
        return judge(facts_from(row), rules, places)
    except FactsCannotBeRead as fault:
        return {"id": _id_of(line), "error": str(fault)}


def _row(line: bytes) -> object:
    if len(line) > LONGEST_LINE:
        raise FactsCannotBeRead(f"该行超过{LONGEST_LINE}字节；请每行只写一个项目")
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise FactsCannotBeRead("该行不是JSON；请每行写一个 {…}，用UTF-8编码") from error


def _id_of(line: bytes) -> Any:
    try:
        row = _row(line)
    except FactsCannotBeRead:
        return None
    return row.get("id") if isinstance(row, dict) else None
