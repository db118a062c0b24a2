"""Scan by hand what waits: after a scanner was set up or came back, without waiting for the sweep."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common.clock import now
from projects import scanner
from projects.actions.scanning import enrol_forgotten, scan_due_papers


class Command(BaseCommand):
    """Ends when nothing is due any more or the scanner does not answer. May run beside the sweep."""

    help = "扫描等待中的附件（病毒扫描）"

    def handle(self, *args: Any, **options: Any) -> None:
        """Enrol what was forgotten, scan what is due, say what came of it."""
        if not scanner.is_offered():
            raise CommandError("未启用病毒扫描：请设置 PAPERS_SCANNER_URL")
        while enrol_forgotten(at=now()):
            pass
        run = scan_due_papers(now=now, within=timedelta(days=365))
        self.stdout.write(f"未发现病毒 {run.clean}，发现病毒 {run.infected}，稍后重试 {run.put_off}")
