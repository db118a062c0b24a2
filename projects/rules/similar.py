"""Whether two filings are about one project (X12): points for what agrees and against what does not, with reasons.

It proposes; people decide. Codes and names that make a second filing impossible are refused elsewhere (BR-03).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from common.text import compatible
from projects.rules.grams import grams
from projects.rules.names import NameParts, name_parts

# One table: points of each sign. A pair is shown from LIKELY on, and by its name alone from LIKELY_BY_NAME on.
SAME_CODE, SAME_PERMIT, SAME_APPROVAL, SAME_APPROVAL_DAY = 100, 80, 35, 10
SAME_OWNER, SAME_AMOUNT, SAME_COUNTY, SAME_CITY = 25, 15, 15, 5
NAMES = (
    (1.0, 55, "名称去掉通用词后相同"),
    (0.85, 45, "名称只差个别字"),
    (0.65, 35, "名称大部分相同"),
    (0.5, 20, "名称一半以上相同"),
)
OTHER_CITY, OTHER_CODE, OTHER_AMOUNT = -30, -15, -10
LIKELY, LIKELY_BY_NAME = 70, 35
# One of several (一期, 二期) is no other, whatever else agrees, unless a code or a permit says so.
ANOTHER_PART_AT_MOST = 60
AMOUNT_SHARE, FAR_SHARE = Decimal("0.02"), Decimal("0.3")
_ONE_OFF, _SHORTENED, _SHORT = 0.85, 0.75, 4


@dataclass(frozen=True)
class Sketch:
    """What is compared of a project; what is not known is empty and counts neither way.

    :param total_investment: 万元.
    :param permits: numbers of its permits.
    """

    name: str
    county: str = ""
    city: str = ""
    owner_name: str = ""
    owner_code: str = ""
    total_investment: Decimal | None = None
    approval_number: str = ""
    approved_on: date | None = None
    investment_code: str = ""
    permits: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two projects are, and why.

    :ivar agrees, differs: plain sentences for the page.
    """

    score: int
    agrees: tuple[str, ...]
    differs: tuple[str, ...]


def likeness(one: Sketch, other: Sketch) -> Likeness:
    """Compare two projects. The order of the two does not matter."""
    signs = [sign for judge in (_codes, _names, _papers, _places, _owners, _amounts) for sign in judge(one, other)]
    score = sum(points for points, _ in signs)
    another = _another_part(name_parts(one.name), name_parts(other.name))
    is_one = {SAME_CODE, SAME_PERMIT} & {points for points, _ in signs}
    if another and not is_one:
        score = min(score, ANOTHER_PART_AT_MOST)
    return Likeness(
        score,
        tuple(text for points, text in signs if points > 0),
        tuple([*another, *(text for points, text in signs if points < 0)]),
    )


def is_likely(found: Likeness, *, by_name: bool = False) -> bool:
    """Whether a pair is shown to people.

    :param by_name: nothing but a name was known of one of the two.
    """
    return found.score >= (LIKELY_BY_NAME if by_name else LIKELY) and not (by_name and found.differs)


def name_likeness(one: NameParts, other: NameParts) -> float:
    """0 to 1: pairs of characters in common (Dice), a slip of one character, or one name being short for the other."""
    if one.core == other.core:
        return 1.0
    mine, theirs = set(grams(one.core)), set(grams(other.core))
    dice = 2 * len(mine & theirs) / (len(mine) + len(theirs))
    if _is_one_off(one.core, other.core):
        return max(dice, _ONE_OFF)
    return max(dice, _SHORTENED) if _is_shortened(one.core, other.core) else dice


_Signs = list[tuple[int, str]]


def _names(one: Sketch, other: Sketch) -> _Signs:
    likeness_of_names = name_likeness(name_parts(one.name), name_parts(other.name))
    return next(([(points, text)] for least, points, text in NAMES if likeness_of_names >= least), [])


def _codes(one: Sketch, other: Sketch) -> _Signs:
    mine, theirs = one.investment_code, other.investment_code
    if not (mine and theirs):
        return []
    if mine == theirs:
        return [(SAME_CODE, "项目代码相同")]
    if len(mine) == len(theirs) and sum(a != b for a, b in zip(mine, theirs, strict=True)) <= 2:
        return []  # a slip in copying it, as likely as another project
    return [(OTHER_CODE, "项目代码不同")]


def _papers(one: Sketch, other: Sketch) -> _Signs:
    signs = []
    if one.permits & other.permits:
        signs.append((SAME_PERMIT, "施工许可证编号相同"))
    if one.approval_number and compatible(one.approval_number) == compatible(other.approval_number):
        signs.append((SAME_APPROVAL, "立项文号相同"))
        if one.approved_on and one.approved_on == other.approved_on:
            signs.append((SAME_APPROVAL_DAY, "立项批复时间相同"))
    return signs


def _places(one: Sketch, other: Sketch) -> _Signs:
    if not (one.county and other.county):
        return []
    if one.county == other.county:
        return [(SAME_COUNTY, "所在县（市、区）相同")]
    return [(SAME_CITY, "同在一个市（州）")] if one.city == other.city else [(OTHER_CITY, "不在同一个市（州）")]


def _owners(one: Sketch, other: Sketch) -> _Signs:
    same_code = one.owner_code and one.owner_code == other.owner_code
    same_name = one.owner_name and compatible(one.owner_name) == compatible(other.owner_name)
    return [(SAME_OWNER, "建设单位相同")] if same_code or same_name else []


def _amounts(one: Sketch, other: Sketch) -> _Signs:
    mine, theirs = one.total_investment, other.total_investment
    if not (mine and theirs):
        return []
    apart = abs(mine - theirs) / max(mine, theirs)
    if apart <= AMOUNT_SHARE:
        return [(SAME_AMOUNT, "总投资相同" if mine == theirs else "总投资相差不超过2%")]
    return [(OTHER_AMOUNT, "总投资相差30%以上")] if apart > FAR_SHARE else []


def _another_part(one: NameParts, other: NameParts) -> list[str]:
    """What says that they are two of several: a part of the same kind that has another number."""
    kinds = [kind for kind in one.parts if kind in other.parts and one.parts[kind] != other.parts[kind]]
    return [f"名称中的分期、分区或序号不同（{_said(one, kind)}，{_said(other, kind)}）" for kind in kinds]


def _said(parts: NameParts, kind: str) -> str:
    counts = "、".join(sorted(parts.parts[kind]))
    return f"第{counts}" if kind == "第" else f"{counts}{kind}"


def _is_one_off(one: str, other: str) -> bool:
    """Whether a single character was changed, left out, put in, or two neighbours changed places."""
    short, long = sorted((one, other), key=len)
    if len(short) < _SHORT or len(long) - len(short) > 1:
        return False
    head = next((place for place, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    rest = len(short) - head
    if len(short) != len(long):
        return rest == 0 or short[-rest:] == long[-rest:]
    return short[head + 1 :] == long[head + 1 :] or (
        short[head : head + 2] == long[head : head + 2][::-1] and short[head + 2 :] == long[head + 2 :]
    )


def _is_shortened(one: str, other: str) -> bool:
    """Whether all characters of one stand in the other in order, at least half of it."""
    short, long = sorted((one, other), key=len)
    if len(short) < _SHORT or 2 * len(short) < len(long):
        return False
    rest = iter(long)
    return all(sign in rest for sign in short)
