"""Judgement about records: grades and the push gate."""
