"""A project's name taken apart: what it is called, and which part of several it is (一期 is not 二期)."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from common.divisions import divisions
from projects.rules.grams import plain

_NUMERALS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8}
_COUNT = r"[0-9]+|[零〇一二两三四五六七八九十]+|[ivx]+|[a-z]"
# What only counts goes from the core with its number; what also names the thing (一中, 2号楼) stays.
_COUNTERS = "期|标段|地块|组团|阶段|号|标|批|区|栋|幢|座|段"
_NAMING = "中|小|院|幼|楼|线|路|馆|园|村|里"
# 一期, 12#楼, A区, 第二, 一中: the word that tells one of several from another.
_PART = re.compile(
    rf"(?<![a-z0-9])第?(?P<count>{_COUNT})(?:号?(?:(?P<naming>{_NAMING})|(?P<counter>{_COUNTERS})))"
    rf"|第(?P<ordinal>{_COUNT})|(?P<side>[东西南北])(?P<of>[区段线苑园院])"
)
_SIGNS = re.compile(r"[^\w]|_")
# Said of any project; with or without them it is the same one.
_GENERIC = re.compile("建设项目|工程项目|建设工程|新建项目|施工总承包|项目|工程|建设|新建")
_FEW = 2


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name without what any name has.

    :ivar core: what is left when brackets, place, parts and words such as 项目 are taken away.
    :ivar parts: the parts by what is counted, such as ``{"期": {"1"}}``.
    """

    core: str
    parts: dict[str, frozenset[str]]


@lru_cache(maxsize=4096)
def name_parts(name: str) -> NameParts:
    """Take a name apart. The core of a name of generic words alone is the name."""
    text = _SIGNS.sub("", plain(name).replace("#", "号"))
    found: dict[str, set[str]] = {}
    for match in _PART.finditer(text):
        kind = match["naming"] or match["counter"] or match["of"] or "第"
        found.setdefault(kind, set()).add(match["side"] or _value(match["count"] or match["ordinal"]))
    core = _PART.sub(lambda match: match["naming"] or "", _without_place(text))
    core = _GENERIC.sub("", core)
    return NameParts(core if len(core) >= _FEW else text, {kind: frozenset(values) for kind, values in found.items()})


def _value(count: str) -> str:
    """A count in plain digits, however it is written; a letter stays one."""
    if count in _ROMAN:
        return str(_ROMAN[count])
    if count.isdigit() or count.isascii():
        return count.lstrip("0") or "0"
    tens, ten, ones = count.rpartition("十")
    if not ten:
        return "".join(str(_NUMERALS[sign]) for sign in count)
    return str((_NUMERALS.get(tens, 1) if tens else 1) * 10 + (_NUMERALS.get(ones, 0) if ones else 0))


def _without_place(text: str) -> str:
    while True:
        shorter = _places().sub("", text, count=1)
        if shorter == text or len(shorter) < _FEW:
            return text
        text = shorter


@cache
def _places() -> re.Pattern[str]:
    """Any division's name at the beginning; longer ones first, so that a city is not taken for its first characters."""
    names = {division.name for division in divisions().values()}
    names |= {name[:-1] for name in names if len(name) > _FEW and name[-1] in "省市州"}
    return re.compile("^(?:" + "|".join(sorted(map(re.escape, names), key=len, reverse=True)) + ")")
