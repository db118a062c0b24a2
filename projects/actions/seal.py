"""Closing records when they go to an authority, and opening them when they come back. Verbs of other verbs."""

from datetime import datetime

from django.db import IntegrityError, transaction

from common.notice import of_notice
from projects.models import Project, StageRecord
from projects.rules.menus import ProjectExistsAlready


def seal(*, records: list[StageRecord], at: datetime) -> None:
    """Close the facts of records that are submitted. Opens no transaction.

    :raises ProjectExistsAlready: when another firm submitted the same investment code first (四（二）).
    """
    for record in records:
        if record.is_confirmed or record.sealed_at is not None:
            continue
        record.sealed_at = at
        try:
            with transaction.atomic():  # a savepoint, so that the refusal leaves the outer transaction usable
                record.save(update_fields=["sealed_at"])
        except IntegrityError as error:
            if isinstance(record, Project) and "investment_code_once" in str(error):
                raise ProjectExistsAlready(
                    f"项目代码 {record.investment_code} 的项目已由其他企业提交，不得重复添加项目基本信息；"
                    "请用该代码检索，在“业绩环节补录”中补充缺失环节",
                    clause=of_notice("一（六）2、四（二）"),
                    field="investment_code",
                ) from error
            raise


def reopen(*, records: list[StageRecord]) -> None:
    """Open the facts of records that came back unconfirmed. Opens no transaction."""
    for record in records:
        if not record.is_confirmed and record.sealed_at is not None:
            record.sealed_at = None
            record.save(update_fields=["sealed_at"])
