"""Columns that hold a list as one text, its members apart by ``；`` (``projects.rules.values.together``)."""

from typing import Any

from django.db import models


class SeveralNames(models.CharField[Any, Any]):
    """Names of up to nine units."""


class SeveralCodes(models.CharField[Any, Any]):
    """Credit codes of up to nine units, in the order of their names."""
