"""What an enterprise does with its own records: fill in, change, attach papers. ``projects`` knows no case."""

from projects.actions.filling import require_open
from projects.actions.papers import attach, remove
from projects.actions.preparation import save_contract, save_drawing_review, save_tender
from projects.actions.records import save_completion, save_permit, save_project, start_project
from projects.actions.seal import reopen, seal

__all__ = [
    "attach",
    "remove",
    "reopen",
    "require_open",
    "save_completion",
    "save_contract",
    "save_drawing_review",
    "save_permit",
    "save_project",
    "save_tender",
    "seal",
    "start_project",
]
