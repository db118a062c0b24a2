"""Which of the two menus a filing takes, and why (一（五）, 一（六）2, BR-03, decisions 18)."""

from dataclasses import dataclass
from enum import StrEnum

from common.errors import RuleError
from common.notice import of_notice
from projects.rules.dictionaries import Stage


class Menu(StrEnum):
    """The menus of the notice, names verbatim."""

    PROJECT_BACKFILL = "PROJECT_BACKFILL"
    STAGE_BACKFILL = "STAGE_BACKFILL"
    NONE = "NONE"


MENU_LABELS = {Menu.PROJECT_BACKFILL: "业绩补录", Menu.STAGE_BACKFILL: "业绩环节补录", Menu.NONE: "无需重复补录"}


@dataclass(frozen=True, slots=True)
class Route:
    """Where a firm is sent and the sentence that says why."""

    menu: Menu
    reason: str
    clause: str

    @property
    def label(self) -> str:
        """The menu's name as the notice writes it."""
        return MENU_LABELS[self.menu]


class ProjectExistsAlready(RuleError):
    """The investment code is that of a project already submitted or confirmed."""


def route(*, shown: bool, missing: frozenset[Stage]) -> Route:
    """The menu for a project.

    :param shown: on the provincial platform before this filing.
    :param missing: the stages that a shown project lacks; a completion is not missing while building goes on.
    """
    if not shown:
        return Route(Menu.PROJECT_BACKFILL, "该项目未在省平台展示，请在“业绩补录”中填报整个项目", of_notice("一（五）"))
    if missing:
        names = "、".join(stage.label for stage in Stage if stage in missing)
        return Route(
            Menu.STAGE_BACKFILL,
            f"该项目已在省平台展示，项目基本信息不得重复添加；可在“业绩环节补录”中补充缺失环节：{names}",
            of_notice("一（五）、一（六）2"),
        )
    return Route(Menu.NONE, "该项目已在省平台展示且环节齐全，无需重复补录", of_notice("一（四）"))
