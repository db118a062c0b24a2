"""Does a message keep to the contract? Looked at before it is stored, by the published schema."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from national import contract
from national.packing import PLACEHOLDER

# A schema's keyword, as the platform's codes name what breaks it.
_CODES = {
    "maxLength": "TOO_LONG",
    "required": "MISSING",
    "minLength": "MISSING",
    "enum": "NOT_A_CODE",
    "type": "WRONG_TYPE",
}
_AT_MOST = 20


def breaches(content: bytes) -> list[dict[str, str]]:
    """What of a message breaks the contract: code, place and words of each, twenty at the most.

    :param content: canonical JSON in which identity numbers are placeholders.
    """
    document = json.loads(content, object_hook=_without_placeholder)
    return [_told(error) for error, _ in zip(_validator().iter_errors(document), range(_AT_MOST), strict=False)]


def _without_placeholder(value: dict[str, Any]) -> Any:
    return "" if set(value) == {PLACEHOLDER} else value


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(contract.ENVELOPE_SCHEMA)


def _told(error: ValidationError) -> dict[str, str]:
    where = "".join(_steps(error))
    if error.validator == "pattern":
        code = _misshapen(str(error.validator_value))
    elif where.endswith(".DataLevel") and error.instance == "D":
        code = "GRADE_D"
    elif where.startswith("TB"):
        code = _CODES.get(str(error.validator), "ENVELOPE")
    else:
        code = "ENVELOPE"
    words = f"{where or '报文'}：{contract.REFUSALS[code]}"
    return {"code": code, "where": where, "message": words}


def _steps(error: ValidationError) -> Iterator[str]:
    path = [step for step in error.absolute_path if step != "tables"]
    for place, step in enumerate(path):
        if isinstance(step, int):
            yield f"[{step + 1}]"
        else:
            yield f".{step}" if place else str(step)
    missing = re.match(r"'(\w+)' is a required property", error.message)
    if missing and path:
        yield f".{missing[1]}"


def _misshapen(pattern: str) -> str:
    if "{4}" in pattern:
        return "NOT_A_DATE"
    return "NOT_A_CODE" if "A-Z" in pattern else "NOT_A_NUMBER"


def in_words(found: Sequence[Mapping[str, str]]) -> str:
    """All of them as one text."""
    return "本平台校验未通过，没有送出：" + "；".join(one["message"] for one in found)
