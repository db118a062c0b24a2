"""POST /api/v1/intake/: what the approval systems send, each with its key (I01, A12)."""

import hashlib
import logging
import re
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.clock import day_of, now
from confirmation.actions.intake import accept
from national import contract
from national.signatures import is_signed
from portal.cut_offs import is_cut_off, keep_cut_off
from projects.intake.facts import left_aside
from projects.intake.shape import (
    ITEMS_AT_MOST,
    IntakeIsRefused,
    name_of,
    read_body,
    read_item,
    require_size,
)
from projects.models import IntakeMessage
from projects.queries.intake import number_of, received_since
from projects.rules.intake import NEXT_STEP, IntakeCause, IntakeState, IntakeSystem

logger = logging.getLogger(__name__)
MINUTE = timedelta(minutes=1)
PER_MINUTE = 3_000  # messages of one system
DIFFERENT = 207  # Multi-Status: the answers of a batch are not all alike
HEADERS = (
    contract.CLIENT_HEADER,
    contract.KEY_ID_HEADER,
    contract.TIMESTAMP_HEADER,
    contract.NONCE_HEADER,
    contract.BODY_DIGEST_HEADER,
    contract.SIGNATURE_HEADER,
)
# State, the word of the answer and its HTTP status.
_ANSWERS: dict[str, tuple[str, int]] = {
    IntakeState.STORED: ("stored", 201),
    IntakeState.REPLAYED: ("stored", 201),
    IntakeState.QUARANTINED: ("quarantined", 202),
    IntakeState.SUPERSEDED: ("superseded", 200),
    IntakeState.DISMISSED: ("dismissed", 200),
}


@extend_schema_serializer(component_name="IntakeUnit")
class _Unit(serializers.Serializer[Any]):
    """The unit that approved: its level gives the grade (二（二）2)."""

    code = serializers.CharField(help_text="行政区划代码")
    name = serializers.CharField()


@extend_schema_serializer(component_name="IntakeMessage")
class _Message(serializers.Serializer[Any]):
    """One message about one thing; see docs/exchange.md."""

    message_id = serializers.RegexField(r"^[A-Za-z0-9._:\-]{1,64}$")
    sent_at = serializers.DateTimeField(help_text="with a time zone")
    kind = serializers.ChoiceField(["PROJECT", "UNIT", "TENDER", "CONTRACT", "DRAWING_REVIEW", "PERMIT", "COMPLETION"])
    source_id = serializers.CharField(max_length=100)
    sequence = serializers.IntegerField(min_value=1)
    unit = _Unit()
    project_source_id = serializers.CharField(max_length=100, required=False)
    record = serializers.DictField(help_text="fields in the words of the data standard")


@extend_schema_serializer(component_name="IntakeBatch")
class _Batch(serializers.Serializer[Any]):
    """1 to 100 messages, taken in one by one in their order."""

    messages = _Message(many=True)


@extend_schema_serializer(component_name="IntakeResult")
class _Result(serializers.Serializer[Any]):
    """What became of one message; ``status`` is what HTTP would say of it alone."""

    message_id = serializers.CharField(help_text="empty when it has none")
    status = serializers.IntegerField()
    result = serializers.ChoiceField(["stored", "quarantined", "superseded", "dismissed", "refused"])
    code = serializers.CharField(help_text="stable; empty when stored")
    detail = serializers.CharField()
    remedy = serializers.CharField()
    number = serializers.CharField(help_text="of the record here")
    left_aside = serializers.ListField(child=serializers.CharField(), help_text="fields that have no place here")


@extend_schema_serializer(component_name="IntakeAnswer")
class _Answer(serializers.Serializer[Any]):
    """The answers in the order of the messages."""

    results = _Result(many=True)


@extend_schema_serializer(component_name="IntakeRefusal")
class _Refusal(serializers.Serializer[Any]):
    """Why a request was not looked at."""

    code = serializers.CharField()
    detail = serializers.CharField()


class IntakeApi(APIView):
    """Messages of the three approval systems (一（一）). The signature is the door; there is no session."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="intake",
        parameters=[OpenApiParameter(name, str, OpenApiParameter.HEADER, required=True) for name in HEADERS],
        request=_Batch,
        responses={
            **dict.fromkeys((200, 201, 202, DIFFERENT, 409, 422, 503), _Answer),
            **dict.fromkeys((400, 401, 413, 429), _Refusal),
        },
    )
    def post(self, request: Request) -> Response:
        """Take in messages, each by itself. All answers alike give the status, else 207."""
        at = now()
        try:
            body = _body_of(request._request)
            system, key_id = _sender(request._request, body, at)
            items = read_body(body)
            _require_slowness(system, len(items), at)
        except IntakeIsRefused as refusal:
            headers = {"Retry-After": str(int(MINUTE.total_seconds()))} if refusal.status == 429 else None
            return Response({"code": refusal.code, "detail": str(refusal)}, status=refusal.status, headers=headers)
        results = [_result(request._request, raw, system, key_id, now()) for raw in items]
        statuses = {result["status"] for result in results}
        return Response({"results": results}, status=statuses.pop() if len(statuses) == 1 else DIFFERENT)


def _body_of(request: HttpRequest) -> bytes:
    said = request.headers.get("Content-Length", "0")
    if said.isdecimal():
        require_size(int(said))
    return request.body


def _sender(request: HttpRequest, body: bytes, at: datetime) -> tuple[IntakeSystem, str]:
    """Which system signed the request, and with which key.

    :raises IntakeIsRefused: with 401, for whatever is not signed with a key that is in force.
    """
    said = {name: request.headers.get(name, "") for name in HEADERS}
    missing = [name for name, value in said.items() if not value]
    if missing:
        raise IntakeIsRefused("NOT_SIGNED", f"缺少请求头 {'、'.join(missing)}", 401)
    client, key_id = said[contract.CLIENT_HEADER], said[contract.KEY_ID_HEADER]
    key = settings.INTAKE_KEYS.get(f"{client}.{key_id}")
    if client not in IntakeSystem.values or key is None:
        raise IntakeIsRefused("UNKNOWN_KEY", "来源系统或密钥编号未登记或已停用，请联系省平台核对", 401)
    stamp = said[contract.TIMESTAMP_HEADER]
    if not re.fullmatch(r"[0-9]{1,12}", stamp) or abs(int(stamp) - at.timestamp()) > contract.CLOCK_TOLERANCE:
        raise IntakeIsRefused("CLOCK", f"{contract.TIMESTAMP_HEADER} 与本平台时间相差超过5分钟，请校准时钟", 401)
    digest = hashlib.sha256(body).hexdigest()
    if said[contract.BODY_DIGEST_HEADER].lower() != digest:
        raise IntakeIsRefused("BODY_DIGEST", "请求体与其摘要不符，可能在途中损坏，请重发", 401)
    text = contract.request_text(
        method="POST", path=request.path, timestamp=stamp, nonce=said[contract.NONCE_HEADER], body_digest=digest
    )
    if not is_signed(key, text, said[contract.SIGNATURE_HEADER]):
        raise IntakeIsRefused("SIGNATURE", "签名不符，请核对密钥和签名内容", 401)
    return IntakeSystem(client), key_id


def _require_slowness(system: IntakeSystem, coming: int, at: datetime) -> None:
    if received_since(system, at - MINUTE) + coming > PER_MINUTE:
        raise IntakeIsRefused(
            "TOO_FAST", f"每分钟最多{PER_MINUTE}条报文，请一分钟后继续，每次{ITEMS_AT_MOST}条以内", 429
        )


def _result(request: HttpRequest, raw: Any, system: IntakeSystem, key_id: str, at: datetime) -> dict[str, Any]:
    try:
        item = read_item(raw, system, at)
        message = accept(item=item, key_id=key_id, at=at)
        return _kept(message, left_aside(item, day_of(at)))
    except IntakeIsRefused as refusal:
        return _not_kept(name_of(raw), refusal.status, refusal.code, str(refusal))
    except DatabaseError as error:
        # The others of the batch are answered all the same; the sender sends this one again.
        logger.exception("a message of %s was not kept", system)
        if is_cut_off(error):
            keep_cut_off(request, error)
        return _not_kept(name_of(raw), 503, "TRY_AGAIN", "暂时不能处理，本条报文未保存，请稍后原样重发")


def _kept(message: IntakeMessage, left: list[str]) -> dict[str, Any]:
    result, status = _ANSWERS[message.state]
    cause = IntakeCause(message.cause) if message.state == IntakeState.QUARANTINED else None
    return {
        "message_id": message.message_id,
        "status": status,
        "result": result,
        "code": cause or ("" if result == "stored" else message.state),
        "detail": message.detail,
        "remedy": NEXT_STEP[cause] if cause else message.resolution,
        "number": number_of(message),
        "left_aside": left,
    }


def _not_kept(message_id: str, status: int, code: str, detail: str) -> dict[str, Any]:
    return {
        "message_id": message_id,
        "status": status,
        "result": "refused",
        "code": code,
        "detail": detail,
        "remedy": "",
        "number": "",
        "left_aside": [],
    }
