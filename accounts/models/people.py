"""People: those who log in, those whom records name, and the vault of their identity numbers."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models

from accounts.rules import IdentityDocument


class User(AbstractUser):
    """Someone who logs in. What he may do comes from memberships and appointments, never from flags here."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField("姓名", max_length=50)
    phone = models.CharField("手机", max_length=20, blank=True)

    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    # Not a column: the enterprise chosen in this session, for those who work for several (accounts.middleware).
    chosen_enterprise_id: int | None = None

    class Meta:
        verbose_name = "用户"
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(is_superuser=False, is_staff=False), name="user_has_no_flags"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """The name as written in Chinese: one field."""
        return self.name


class Person(models.Model):
    """A natural person whom records name: project manager, chief supervising engineer and the like."""

    name = models.CharField("姓名", max_length=50)
    document_kind = models.CharField(
        "证件类型", max_length=1, choices=IdentityDocument, default=IdentityDocument.RESIDENT
    )
    created_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "人员"

    def __str__(self) -> str:
        return self.name


class IdentityVault(models.Model):
    """The only table with identity numbers: encrypted, found by a blind index, committed to with a random key.

    The ciphertext is not ledgered; records, snapshots and messages carry the person's id (decisions 8).
    """

    person = models.OneToOneField(Person, models.PROTECT, primary_key=True, related_name="identity")
    ciphertext = models.BinaryField("密文")
    blind_index = models.CharField("盲索引", max_length=64, unique=True)
    commitment_key = models.BinaryField("承诺密钥")
    commitment = models.CharField("承诺", max_length=64)
    # The number, its key and its index are destroyed; the commitment alone stays, and nobody can open it.
    erased_at = models.DateTimeField("删除时间", null=True)

    class Meta:
        verbose_name = "证件号码"

    def __str__(self) -> str:
        return f"person {self.person_id}"
