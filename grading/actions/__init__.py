"""The writers of grades and of filing windows."""

from grading.actions.dock import grade_docked
from grading.actions.grant import grant, mark_false, revoke
from grading.actions.load import load_grade, unload_grades
from grading.actions.windows import keep_window, open_window

__all__ = [
    "grade_docked",
    "grant",
    "keep_window",
    "load_grade",
    "mark_false",
    "open_window",
    "revoke",
    "unload_grades",
]
