"""Messages of the approval systems, what came of them, and what people matched (二（二）2)."""

from collections.abc import Iterable
from typing import ClassVar

from django.db import models

from accounts.models import Authority, User
from projects.models.project import Project
from projects.rules.intake import IntakeCause, IntakeState, IntakeSystem, MappingKind
from projects.rules.kinds import RecordKind


class IntakeMessageQuerySet(models.QuerySet["IntakeMessage"]):
    """Filters of messages."""

    def waiting(self) -> "IntakeMessageQuerySet":
        """Those that wait for a person or for their project."""
        return self.filter(state=IntakeState.QUARANTINED)

    def about(self, system: str, kind: str, source_id: str) -> "IntakeMessageQuerySet":
        """All about one thing of one system."""
        return self.filter(system=system, kind=kind, source_id=source_id)


class IntakeMessage(models.Model):
    """A message of an approval system as it was received, and what became of it.

    :ivar digest: keyed, of the whole message: identity numbers stand in it (decisions 8).
    :ivar substance: the same of what it says, without its own id and time.
    :ivar raw: the message encrypted as a whole, while it waits; nothing once it is settled, and never in the ledger.
    :ivar content: its values as people may see them.
    :ivar unknown_name, unknown: the code list, and the unit or code of theirs that nobody has matched yet.
    :ivar project_code, project_source_id: by which a stage that waits for its project is found.
    :ivar record_guid: of the record that it was stored as, or is about.
    """

    system = models.CharField("来源系统", max_length=8, choices=IntakeSystem)
    message_id = models.CharField("报文编号", max_length=64)
    key_id = models.CharField("密钥编号", max_length=32)
    kind = models.CharField("记录种类", max_length=14, choices=RecordKind)
    source_id = models.CharField("来源标识", max_length=100)
    sequence = models.PositiveBigIntegerField("序号")
    sent_at = models.DateTimeField("发送时间")
    received_at = models.DateTimeField("接收时间")
    digest = models.CharField("摘要", max_length=64)
    substance = models.CharField("内容摘要", max_length=64)
    raw = models.BinaryField("原文", null=True)
    content = models.JSONField("内容", default=dict)
    unit_code = models.CharField("审批单位代码", max_length=100)
    unit_name = models.CharField("审批单位", max_length=100)
    state = models.CharField("状态", max_length=11, choices=IntakeState)
    cause = models.CharField("原因", max_length=20, choices=IntakeCause, blank=True)
    detail = models.CharField("说明", max_length=1000, blank=True)
    unknown_name = models.CharField("未知代码所属", max_length=40, blank=True)
    unknown = models.CharField("未知代码", max_length=210, blank=True)
    project_code = models.CharField("项目代码", max_length=40, blank=True)
    project_source_id = models.CharField("来源项目标识", max_length=100, blank=True)
    record_guid = models.UUIDField("数据主键", null=True)
    resolution = models.CharField("处理意见", max_length=500, blank=True)
    resolved_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, verbose_name="处理人")
    settled_at = models.DateTimeField("办结时间", null=True)

    objects = IntakeMessageQuerySet.as_manager()

    class Meta:
        verbose_name = "对接报文"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["system", "message_id"], name="intake_message_once"),
            models.CheckConstraint(condition=models.Q(system__in=IntakeSystem.values), name="intake_system_known"),
            models.CheckConstraint(condition=models.Q(state__in=IntakeState.values), name="intake_state_known"),
            models.CheckConstraint(
                condition=models.Q(state=IntakeState.QUARANTINED, settled_at=None, raw__isnull=False)
                & ~models.Q(cause="")
                | ~models.Q(state=IntakeState.QUARANTINED) & models.Q(settled_at__isnull=False, raw=None),
                name="intake_waits_or_is_settled",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["system", "kind", "source_id", "-sequence"], name="intake_of_source"),
            models.Index(fields=["system", "received_at"], name="intake_of_system"),
            models.Index(fields=["cause", "id"], name="intake_waiting", condition=models.Q(state="QUARANTINED")),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.message_id}"


class DockedRecordQuerySet(models.QuerySet["DockedRecord"]):
    """Filters of docked records."""

    def of(self, guids: Iterable[object]) -> "DockedRecordQuerySet":
        """Those of some records."""
        return self.filter(record_guid__in=list(guids))


class DockedRecord(models.Model):
    """What an approval system calls a record here, and how new its last message about it is (E22).

    :ivar sequence: of the newest message that agreed with the record.
    :ivar is_linked: the record was here before; a person said that theirs is the same.
    """

    system = models.CharField("来源系统", max_length=8, choices=IntakeSystem)
    kind = models.CharField("记录种类", max_length=14, choices=RecordKind)
    source_id = models.CharField("来源标识", max_length=100)
    project = models.ForeignKey(Project, models.PROTECT, related_name="docked_records", verbose_name="项目")
    record_guid = models.UUIDField("数据主键", db_index=True)
    sequence = models.PositiveBigIntegerField("序号")
    authority = models.ForeignKey(
        Authority, models.PROTECT, related_name="+", null=True, db_index=False, verbose_name="审批单位对应部门"
    )
    is_linked = models.BooleanField("人工关联", default=False)
    synced_at = models.DateTimeField("同步时间")

    objects = DockedRecordQuerySet.as_manager()

    class Meta:
        verbose_name = "对接记录"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["system", "kind", "source_id"], name="docked_record_once"),
            models.CheckConstraint(
                condition=models.Q(is_linked=True) | models.Q(authority__isnull=False),
                name="docked_record_was_approved",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.source_id}"


class IntakeMappingQuerySet(models.QuerySet["IntakeMapping"]):
    """Filters of mappings."""

    def standing(self, system: str, kind: MappingKind) -> "IntakeMappingQuerySet":
        """What is matched now of one system's units or codes."""
        return self.filter(system=system, kind=kind, ended_at=None)


class IntakeMapping(models.Model):
    """What a unit or a code of an approval system is here; said by a person, ended by a person, never changed.

    :ivar name: the code list, or the field that has none; empty for a unit.
    :ivar theirs: the code, or a unit's code and name.
    :ivar ours: the code here, or the division code of the authority.
    """

    system = models.CharField("来源系统", max_length=8, choices=IntakeSystem)
    kind = models.CharField("种类", max_length=4, choices=MappingKind)
    name = models.CharField("所属", max_length=40, blank=True)
    theirs = models.CharField("来源写法", max_length=210)
    ours = models.CharField("本平台", max_length=40)
    reason = models.CharField("理由", max_length=500)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="指定人")
    created_at = models.DateTimeField("指定时间")
    ended_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, verbose_name="停用人")
    ended_at = models.DateTimeField("停用时间", null=True)

    objects = IntakeMappingQuerySet.as_manager()

    class Meta:
        verbose_name = "对接代码对照"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["system", "kind", "name", "theirs"],
                condition=models.Q(ended_at=None),
                name="intake_mapping_once",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, ended_by=None)
                | models.Q(ended_at__isnull=False, ended_by__isnull=False),
                name="intake_mapping_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.theirs} = {self.ours}"
