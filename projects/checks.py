"""What ``check --deploy`` says about papers."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register

from projects import scanner


@register(Tags.security, deploy=True)
def papers_are_scanned(app_configs: Sequence[Any] | None, **options: Any) -> list[CheckMessage]:
    """A warning where no scanner is set: papers of strangers are opened unscanned by officials."""
    if scanner.is_offered():
        return []
    hint = "Set PAPERS_SCANNER_URL to a clamd: tcp://host:3310 or unix:/path (docs/operations.md)."
    return [Warning("Papers are not scanned for viruses.", hint=hint, id="projects.W001")]
