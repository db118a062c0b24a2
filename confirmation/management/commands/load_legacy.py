"""Check a file of the records that the platform had before the notice (A11, 二（二）1)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common.clock import day_of, now
from confirmation.queries.legacy import LegacyPlan, plan_legacy
from projects.legacy import LegacyFileIsUnreadable, read_legacy


class Command(BaseCommand):
    """``manage.py load_legacy FILE --dry-run``; the file is described in docs/legacy.md."""

    help = "Say what loading a file of old A to D records would do: counts by grade, and the rows that would not come."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and that nothing is stored."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the plan; exit with an error when a row would not come."""
        try:
            rows, unread = read_legacy(options["file"])
        except (LegacyFileIsUnreadable, OSError) as error:
            raise CommandError(str(error)) from error
        plan = plan_legacy(rows, unread, day_of(now()))
        self._print(plan)
        if plan.exceptions:
            raise CommandError(f"{len({found.line for found in plan.exceptions})} 行不能装入，请先更正")

    def _print(self, plan: LegacyPlan) -> None:
        for grade, count in plan.counts.items():
            self.stdout.write(f"{grade}级 {count} 条")
        self.stdout.write(
            f"项目 {len(plan.shown)} 个；仅企业可见的D级记录 {len(plan.hidden)} 条；此前已装入 {plan.present} 条"
        )
        for found in plan.exceptions:
            self.stdout.write(f"第{found.line}行 {found.message}")
