"""A request of an approval system, from bytes to messages. Whatever comes, the answer is a message or a refusal."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from common.canonical import canonical_json
from common.text import folded
from projects.rules.intake import KINDS, IntakeSystem
from projects.rules.kinds import RecordKind

ITEMS_AT_MOST = 100
BODY_AT_MOST = 2 * 1024 * 1024  # bytes
ITEM_AT_MOST = 64 * 1024  # bytes
FIELDS_AT_MOST = 120
TEXT_AT_MOST = 4000
SEQUENCE_AT_MOST = 2**63 - 1
AHEAD_AT_MOST = timedelta(minutes=5)
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_MESSAGE_ID = re.compile(r"[A-Za-z0-9._:\-]{1,64}")
_NAMES = {"message_id", "sent_at", "kind", "source_id", "sequence", "unit", "project_source_id", "record"}
_OPTIONAL = {"project_source_id"}


class IntakeIsRefused(Exception):
    """A request, or one message of it, that is not kept: its sender mends it and sends it again.

    :ivar code: stable, for programs; the text is the remedy for people. ``status`` is an HTTP status.
    """

    def __init__(self, code: str, message: str, status: int = 422) -> None:
        super().__init__(message)
        self.code, self.status = code, status


@dataclass(frozen=True, slots=True)
class IntakeItem:
    """One message as it was sent.

    :param sequence: the newest of a source's messages about one thing is the one with the largest.
    :param unit: code and name of the unit that approved, as the system has them.
    :param project_source_id: what the system calls the project of a stage; empty when it does not say.
    :param record: field names and values as text, under the system's own names.
    :param text: canonical JSON of the whole message, for its digest and to be read again.
    """

    system: IntakeSystem
    message_id: str
    sent_at: datetime
    kind: RecordKind
    source_id: str
    sequence: int
    unit: tuple[str, str]
    project_source_id: str
    record: Mapping[str, str]
    text: str

    @property
    def substance(self) -> str:
        """What it says, whichever message says it."""
        said = _loaded(self.text)
        return canonical_json({name: said[name] for name in said if name not in ("message_id", "sent_at")}).decode()


def require_size(length: int) -> None:
    """Let pass a request of so many bytes.

    :raises IntakeIsRefused: for one that is too large.
    """
    if length > BODY_AT_MOST:
        raise IntakeIsRefused("BODY_TOO_LARGE", f"请求不能超过{BODY_AT_MOST // 1024**2}MB，请分批报送", 413)


def read_body(body: bytes) -> list[Any]:
    """The messages of a request, none of them judged.

    :raises IntakeIsRefused: when it is no list of 1 to 100 messages in JSON.
    """
    require_size(len(body))
    try:
        said = _loaded(body.decode())
    except (ValueError, RecursionError) as error:
        raise IntakeIsRefused("BODY_UNREADABLE", "请求体须是 UTF-8 编码的 JSON，同一对象内名称不重复", 400) from error
    items = said.get("messages") if isinstance(said, dict) and set(said) == {"messages"} else None
    if not isinstance(items, list) or not items:
        raise IntakeIsRefused("BODY_UNREADABLE", "请求体须是 {“messages”: […]}，至少一条报文", 400)
    if len(items) > ITEMS_AT_MOST:
        raise IntakeIsRefused("TOO_MANY_MESSAGES", f"一次最多{ITEMS_AT_MOST}条报文，请分批报送", 413)
    return items


def _loaded(text: str) -> Any:
    # Fractions stay as they were written: 35600.50 is not rounded, and the digest is over what was sent.
    return json.loads(text, parse_float=str, parse_constant=_refused, object_pairs_hook=_once)


def _refused(name: str) -> Any:
    raise ValueError(name)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def name_of(raw: Any) -> str:
    """The message's id as far as it can be said; empty when it has none that is one."""
    said = raw.get("message_id") if isinstance(raw, dict) else None
    return said if isinstance(said, str) and _MESSAGE_ID.fullmatch(said) else ""


def read_item(raw: Any, system: IntakeSystem, at: datetime) -> IntakeItem:
    """One message.

    :raises IntakeIsRefused: when it is none; its values are not judged here.
    """
    if not isinstance(raw, dict):
        raise IntakeIsRefused("NOT_A_MESSAGE", "报文须是 JSON 对象")
    text = _text_of(raw)
    missing, unknown = sorted(_NAMES - _OPTIONAL - set(raw)), sorted(set(raw) - _NAMES)
    if missing or unknown:
        told = [f"缺少 {'、'.join(missing)}"] * bool(missing) + [f"多出 {'、'.join(unknown)[:200]}"] * bool(unknown)
        raise IntakeIsRefused("NAMES", f"报文的名称不符：{'；'.join(told)}")
    if not name_of(raw):
        raise IntakeIsRefused("MESSAGE_ID", "message_id 须为1至64个字母、数字或 . _ : -")
    return IntakeItem(
        system=system,
        message_id=raw["message_id"],
        sent_at=_moment(raw["sent_at"], at),
        kind=_kind(raw["kind"], system),
        source_id=_short(raw["source_id"], "source_id"),
        sequence=_sequence(raw["sequence"]),
        unit=_unit(raw["unit"]),
        project_source_id=_short(raw["project_source_id"], "project_source_id") if raw.get("project_source_id") else "",
        record=_record(raw["record"]),
        text=text,
    )


def read_again(text: str, system: str, at: datetime) -> IntakeItem:
    """A message that was kept, from its text."""
    return read_item(_loaded(text), IntakeSystem(system), at)


def _text_of(raw: Mapping[str, Any]) -> str:
    try:
        encoded = canonical_json(raw)
    except (ValueError, RecursionError) as error:  # half of a surrogate pair, or nested without end
        raise IntakeIsRefused("NOT_TEXT", "报文中有不能存储的字符，请改正编码后重发") from error
    if len(encoded) > ITEM_AT_MOST:
        raise IntakeIsRefused("MESSAGE_TOO_LARGE", f"单条报文不能超过{ITEM_AT_MOST // 1024}KB，请核对内容", 413)
    if b"\\u0000" in encoded:
        raise IntakeIsRefused("NOT_TEXT", "报文中有空字符，请改正编码后重发")
    return encoded.decode()


def _moment(said: Any, at: datetime) -> datetime:
    try:
        moment = datetime.fromisoformat(said) if isinstance(said, str) else EARLIEST
        if moment.tzinfo is not None and EARLIEST < (moment := moment.astimezone(UTC)) <= at + AHEAD_AT_MOST:
            return moment
    except (ValueError, OverflowError):
        pass
    raise IntakeIsRefused("SENT_AT", "sent_at 须为带时区的时间，如 2024-12-02T09:30:00+08:00，且不晚于现在5分钟以上")


def _kind(said: Any, system: IntakeSystem) -> RecordKind:
    allowed = sorted(KINDS[system])
    if not isinstance(said, str) or said not in allowed:
        raise IntakeIsRefused("KIND", f"kind 须为{system.label}报送的种类之一：{'、'.join(allowed)}")
    return RecordKind(said)


def _short(said: Any, name: str) -> str:
    text = folded(said) if isinstance(said, str) else ""
    if not 1 <= len(text) <= 100:
        raise IntakeIsRefused(name.upper(), f"{name} 须为1至100个字的文本")
    return text


def _sequence(said: Any) -> int:
    if not isinstance(said, int) or isinstance(said, bool) or not 1 <= said <= SEQUENCE_AT_MOST:
        raise IntakeIsRefused("SEQUENCE", "sequence 须为正整数；同一 source_id 每次变化递增")
    return said


def _unit(said: Any) -> tuple[str, str]:
    if not isinstance(said, dict) or set(said) != {"code", "name"}:
        raise IntakeIsRefused("UNIT", "unit 须为 {“code”: 行政区划代码, “name”: 审批单位名称}")
    return _short(said["code"], "unit"), _short(said["name"], "unit")


def _record(said: Any) -> dict[str, str]:
    if not isinstance(said, dict) or not 1 <= len(said) <= FIELDS_AT_MOST:
        raise IntakeIsRefused("RECORD", f"record 须为1至{FIELDS_AT_MOST}个字段的对象")
    if len({name.lower() for name in said}) != len(said):
        raise IntakeIsRefused("RECORD", "record 中有只是大小写不同的字段，请保留一个")
    return {name: _value(name, value) for name, value in said.items()}


def _value(name: str, value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str | int) or len(name) > 64 or len(text := str(value)) > TEXT_AT_MOST:
        raise IntakeIsRefused("RECORD", f"字段“{name[:64]}”须为文本、数字、真假或空，最多{TEXT_AT_MOST}个字")
    return text.strip()
