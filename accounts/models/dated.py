"""Rows that are in force from one day to another: rights, lines and rules have dates (N32)."""

from datetime import date
from typing import ClassVar, TypeVar

from django.db import models

Row_co = TypeVar("Row_co", bound=models.Model, covariant=True)


class DatedQuerySet(models.QuerySet[Row_co]):
    """Filters of dated rows."""

    def current(self, today: date) -> "DatedQuerySet[Row_co]":
        """Those in force on a day; both their days are inclusive."""
        return self.filter(models.Q(ends_on=None) | models.Q(ends_on__gte=today), starts_on__lte=today)


class Dated(models.Model):
    """In force from one day to another, both inclusive; open-ended without a last day."""

    starts_on = models.DateField("自")
    ends_on = models.DateField("至", null=True, blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="%(class)s_ends_after_it_starts",
            )
        ]
