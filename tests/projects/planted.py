"""Near-duplicates planted on purpose: one project as another person would type it, and two that only look alike."""

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from common.divisions import divisions
from projects.rules.similar import Sketch
from tests.projects.names import PROPER, names

COUNTIES = [row for row in divisions().values() if row.level in ("county", "zone")]
_SWAPS = (
    ("一期", "1期"),
    ("二期", "2期"),
    ("三期", "3期"),
    ("（", "("),
    ("）", ")"),
    ("12#楼", "十二号楼"),
    ("1号地块", "一号地块"),
    ("第一", "一"),
    ("A区", "a区"),
    ("住宅小区", "小区"),
    ("建设", ""),
)
_GENERIC = ("建设项目", "建设工程", "新建项目", "工程项目", "项目", "工程")


def sketches(count, seed=1):
    """So many unrelated projects."""
    source = random.Random(seed)
    for number, name in enumerate(names(count, seed)):
        place = source.choice(COUNTIES)
        owner = source.randrange(40)
        yield Sketch(
            name=name,
            county=place.code,
            city=place.city_code,
            owner_name=f"{place.name}{owner}号置业有限公司",
            owner_code=f"9{place.code}{owner:04d}",
            total_investment=Decimal(round(10 ** source.uniform(2.5, 5.5))),
            approval_number=f"发改审批〔{source.randint(2015, 2024)}〕{source.randint(1, 2000)}号",
            approved_on=date(2015, 1, 1) + timedelta(days=source.randrange(3600)),
            investment_code=f"{1500 + seed}-{place.code}-04-01-{number:06d}",
        )


def typo(name, source):
    """One character in the middle is another."""
    at = source.randrange(2, max(3, len(name) - 2))
    return name[:at] + source.choice(PROPER) + name[at + 1 :]


def dropped(name, source):
    """One character is missing."""
    at = source.randrange(2, max(3, len(name) - 2))
    return name[:at] + name[at + 1 :]


def spaced(name, source):
    """A space in the middle."""
    at = source.randrange(1, len(name))
    return f"{name[:at]} {name[at:]}"


def swapped(name, source):
    """Brackets, numerals and usual short forms written another way."""
    for one, other in _SWAPS:
        name = name.replace(one, other) if one in name else name
    return name


def reworded(name, source):
    """Another of the words that any project has at its end."""
    for word in _GENERIC:
        name = name.removesuffix(word)
    return name + source.choice((*_GENERIC, ""))


def placeless(name, source):
    """Without the city in front."""
    return name[3:] if name[2] in "市县" else name[4:] if name[3] == "市" else name


SLIPS = (typo, dropped, spaced, swapped, reworded, placeless)


def planted(original, slip, source):
    """The same project as another firm files it: the name slips, and some of the rest is not the same either."""
    changes = {"name": slip(original.name, source)}
    if source.random() < 0.2:
        changes["name"] = source.choice(SLIPS)(changes["name"], source)
    if source.random() < 0.15:
        changes |= {"owner_name": "某某建设集团有限公司", "owner_code": "91220102MA17EXAM5J"}
    if source.random() < 0.3:
        changes["total_investment"] = original.total_investment * Decimal(source.choice(("1.01", "0.985", "1.2")))
    if source.random() < 0.4:
        changes |= {"approval_number": "", "approved_on": None}
    changes["investment_code"] = source.choice(("", original.investment_code[:-1] + "x", "2401-220102-04-01-999999"))
    return replace(original, **changes)


def next_phase(original):
    """Another project of the same owner in the same place: its second phase, approved by another paper."""
    name = original.name.replace("一期", "二期").replace("三期", "二期")
    return replace(
        original, name=name, investment_code="2201-220102-04-01-000002", approval_number="发改审批〔2022〕2号"
    )
