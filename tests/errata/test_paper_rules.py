"""Which papers of confirmed records are replaced, and by what: the rules row by row (三, 四（三）)."""

import pytest

from errata.rules.papers import (
    AReplacementSaysWhy,
    PaperFault,
    TheNewPaperIsNotClear,
    ThePaperCanBeRead,
    ThePaperHasMoved,
    TheSamePaperAgain,
    fault_of,
    require_clear,
    require_fault,
    require_in_force,
    require_other_bytes,
    require_readable,
    require_source,
)
from projects.rules.scans import ScanState

ONE, OTHER = "1" * 64, "2" * 64


@pytest.mark.parametrize(
    ("is_infected", "found", "fault"),
    [
        (False, ONE, None),
        (False, OTHER, PaperFault.ALTERED),
        (False, None, PaperFault.MISSING),
        (True, ONE, PaperFault.INFECTED),
        (True, OTHER, PaperFault.INFECTED),
        (True, None, PaperFault.INFECTED),
    ],
)
def test_a_paper_is_faulty_when_it_is_infected_missing_or_altered(is_infected, found, fault):
    assert fault_of(is_infected=is_infected, recorded=ONE, found=found) == fault


# State, whether papers are scanned here, whether the scan may still be under way: whether the new paper passes.
CLEAR = {
    (ScanState.CLEAN, True, False): True,
    (ScanState.CLEAN, False, False): True,
    (ScanState.CLEAN, True, True): True,
    (ScanState.PENDING, True, True): True,
    (ScanState.PENDING, True, False): False,
    (ScanState.NOT_SCANNED, False, False): True,
    (ScanState.NOT_SCANNED, False, True): True,
    (ScanState.NOT_SCANNED, True, True): True,
    (ScanState.NOT_SCANNED, True, False): False,
    (ScanState.INFECTED, True, True): False,
    (ScanState.INFECTED, True, False): False,
    (ScanState.INFECTED, False, False): False,
}


@pytest.mark.parametrize(("state", "scans_here", "may_wait"), CLEAR)
def test_a_new_paper_was_found_clean_where_anybody_scans(state, scans_here, may_wait):
    if CLEAR[state, scans_here, may_wait]:
        require_clear("新.pdf", state, scans_here=scans_here, may_wait=may_wait)
        return
    with pytest.raises(TheNewPaperIsNotClear, match=r"新附件“新\.pdf”"):
        require_clear("新.pdf", state, scans_here=scans_here, may_wait=may_wait)


REFUSALS = {
    "可以打开": (lambda: require_fault("旧.pdf", None), ThePaperCanBeRead, "可以正常打开，不能替换", "四（三）"),
    "不再生效": (lambda: require_in_force("旧.pdf", False), ThePaperHasMoved, "已被替换或移除", "三"),
    "内容相同": (lambda: require_other_bytes("旧.pdf", ONE, ONE), TheSamePaperAgain, "放回附件库", "三"),
    "带病毒": (
        lambda: require_clear("新.pdf", ScanState.INFECTED, scans_here=True, may_wait=True),
        TheNewPaperIsNotClear,
        "发现病毒.*重新扫描后再上传",
        "四（二）",
    ),
    "未扫描": (
        lambda: require_clear("新.pdf", ScanState.PENDING, scans_here=True, may_wait=False),
        TheNewPaperIsNotClear,
        "尚未完成病毒扫描.*请稍后再试",
        "四（二）",
    ),
    "新附件缺失": (lambda: require_readable("新.pdf", ONE, None), TheNewPaperIsNotClear, "也无法读取", "四（二）"),
    "新附件被改": (lambda: require_readable("新.pdf", ONE, OTHER), TheNewPaperIsNotClear, "也无法读取", "四（二）"),
    "没有来源": (lambda: require_source("重传"), AReplacementSaysWhy, "请说明新附件的来源", "三"),
}


@pytest.mark.parametrize("row", REFUSALS)
def test_every_refusal_names_the_fault_the_remedy_and_the_clause(row):
    refused, kind, words, place = REFUSALS[row]
    with pytest.raises(kind, match=words) as refusal:
        refused()
    assert refusal.value.clause == f"吉建管〔2024〕17号 {place}"


def test_what_keeps_the_rules_passes():
    assert require_fault("旧.pdf", PaperFault.MISSING) == PaperFault.MISSING
    require_in_force("旧.pdf", True)
    require_other_bytes("旧.pdf", ONE, OTHER)
    require_readable("新.pdf", ONE, ONE)
    require_source("档案馆存原件重新扫描")
