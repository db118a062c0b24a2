"""All dated rules that a decision rests on, under one version (N32: rules have dates)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from typing import Any

from common.canonical import canonical_json, sha256_hex
from confirmation.rules.routing import NOTICE_ROUTING, RoutingRule
from grading.rules.push import NOTICE_WINDOWS, Window
from projects.rules.scope import NOTICE_SCOPE, ScopeRule

STATEMENT_VERSION = "2024-11"
DECLARATION_TEXT = (
    "本企业声明：所填报的工程项目信息及上传的附件真实、准确、完整，与工程档案原件一致；"
    "如有虚假，愿依照吉建管〔2024〕17号 四（二）记入企业信用管理档案并在企业不良信息中公示，承担相应法律责任。"
)

DECLARATION_IS_MISSING = "请阅读并勾选真实性声明后再提交"


@dataclass(frozen=True)
class RuleSet:
    """Scope, routing and windows in force on a day."""

    scope: tuple[ScopeRule, ...]
    routing: tuple[RoutingRule, ...]
    windows: tuple[Window, ...]

    @cached_property
    def content(self) -> str:
        """Canonical JSON of all the rules: what the version stands for."""
        facts = {"scope": _plain(self.scope), "routing": _plain(self.routing), "windows": _plain(self.windows)}
        return canonical_json(facts).decode()

    @cached_property
    def version(self) -> str:
        """A name that changes exactly when a rule does."""
        return f"N17-{sha256_hex(self.content.encode())[:16]}"


NOTICE_RULES = RuleSet(NOTICE_SCOPE, NOTICE_ROUTING, NOTICE_WINDOWS)


def _plain(rules: Sequence[Any]) -> list[dict[str, Any]]:
    return [
        {key: value.isoformat() if isinstance(value, date) else value for key, value in asdict(rule).items()}
        for rule in rules
    ]
