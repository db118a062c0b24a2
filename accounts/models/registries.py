"""What an enterprise may do and who works for it: qualifications and registered people (domain.md 2.13, 2.14)."""

from datetime import date
from typing import ClassVar

from django.db import models

from accounts.models.dated import Dated, DatedQuerySet
from accounts.models.enterprises import Enterprise
from accounts.models.people import Person
from accounts.rules import QualificationCategory, QualificationClass, RegistrationCategory


class Qualification(models.Model):
    """A qualification certificate of an enterprise, as the enterprise itself states it."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="qualifications", verbose_name="企业")
    category = models.CharField("资质类别", max_length=11, choices=QualificationCategory)
    name = models.CharField("资质名称", max_length=100)
    qualification_class = models.CharField("资质等级", max_length=13, choices=QualificationClass)
    certificate_number = models.CharField("证书编号", max_length=50)
    issued_on = models.DateField("发证日期")
    valid_until = models.DateField("有效期至", null=True, blank=True)
    issued_by = models.CharField("发证机关", max_length=100)
    removed_at = models.DateTimeField("移除时间", null=True, editable=False)

    class Meta:
        verbose_name = "企业资质"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gte=models.F("issued_on")),
                name="qualification_ends_after_it_is_issued",
            ),
            models.UniqueConstraint(
                fields=["enterprise", "category", "name", "certificate_number"],
                condition=models.Q(removed_at=None),
                name="qualification_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.get_qualification_class_display()}"

    def is_valid(self, today: date) -> bool:
        """Whether the certificate is in force on a day."""
        return self.issued_on <= today and (self.valid_until is None or self.valid_until >= today)


class Registration(Dated):
    """A person works for an enterprise from one day to another, with what he is registered as.

    ``starts_on`` and ``ends_on`` are those of the employment, ``valid_until`` is the certificate's.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="registrations", verbose_name="人员")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="registrations", verbose_name="企业")
    category = models.CharField("注册类别", max_length=13, choices=RegistrationCategory)
    certificate_number = models.CharField("注册证书编号", max_length=50, blank=True)
    seal_code = models.CharField("执业印章号", max_length=50, blank=True)
    profession = models.CharField("专业", max_length=50)
    valid_until = models.DateField("注册有效期至", null=True, blank=True)
    removed_at = models.DateTimeField("移除时间", null=True, editable=False)

    objects: ClassVar = DatedQuerySet["Registration"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = "注册人员"
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(category=RegistrationCategory.NONE) | ~models.Q(certificate_number=""),
                name="registered_person_has_a_certificate",
            ),
            models.UniqueConstraint(
                fields=["person", "enterprise", "category", "certificate_number", "profession", "starts_on"],
                condition=models.Q(removed_at=None),
                name="registration_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_category_display()}"
