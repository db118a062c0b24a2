"""The writers of grades and of filing windows."""

from grading.actions.grant import grant
from grading.actions.windows import open_window

__all__ = ["grant", "open_window"]
