"""What an enterprise does with its own records: fill in, change, attach papers. ``projects`` knows no case."""

from projects.actions import records
from projects.actions.papers import attach, remove
from projects.actions.records import save_completion, save_permit, save_project, start_project
from projects.actions.seal import reopen, seal

__all__ = [
    "attach",
    "records",
    "remove",
    "reopen",
    "save_completion",
    "save_permit",
    "save_project",
    "seal",
    "start_project",
]
