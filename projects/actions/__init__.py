"""What an enterprise does with its own records: fill in, change, attach papers. ``projects`` knows no case."""

from projects.actions.filling import require_open
from projects.actions.openings import narrow, widen
from projects.actions.papers import attach, remove, reuse
from projects.actions.records import save_project, save_record, start_project
from projects.actions.seal import reopen, seal

__all__ = [
    "attach",
    "narrow",
    "remove",
    "reopen",
    "require_open",
    "reuse",
    "save_project",
    "save_record",
    "seal",
    "start_project",
    "widen",
]
