"""Workbooks: the template, reading one back, checking, marking and storing its rows; and lists as files (X11, E26)."""
