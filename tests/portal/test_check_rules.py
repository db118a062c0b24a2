"""The table of clauses and the command that checks it."""

import re

import pytest
from django.core.management import CommandError, call_command

from portal.clauses import CLAUSES, Row, faults

CODE = "`grading.rules.push.push_gate`"
TEST = "`tests/portal/test_check_rules.py::test_a_sound_table_passes_and_is_counted`"


@pytest.fixture
def check(tmp_path, capsys):
    """Check a table made of 34 sound rows, of which some are replaced; returns what the command prints."""

    def run(**replaced):
        rows = {number: f"| {number} | 一（一） | order | {CODE} | {TEST} |" for number in CLAUSES} | replaced
        path = tmp_path / "rules.md"
        path.write_text(
            "# Rules\n\n| id | clause | order | code | test |\n|---|---|---|---|---|\n" + "\n".join(rows.values())
        )
        call_command("check_rules", file=path)
        return capsys.readouterr().out

    return run


def test_the_table_of_this_house_is_sound(capsys):
    call_command("check_rules")
    assert re.fullmatch(r"\d+ tested, \d+ planned \(\d+ of them tested in part\)\n", capsys.readouterr().out)


def test_a_sound_table_passes_and_is_counted(check):
    planned = "| N22 | 三 | order | | planned (part 4) |"
    partly = f"| N30 | 四（三） | order | {CODE} | {TEST}, the rest planned (part 4) |"
    assert check(N22=planned, N30=partly) == "32 tested, 2 planned (1 of them tested in part)\n"


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("", "N07: has no row; add one"),
        (f"| N08 | x | x | {CODE} | {TEST} |", "N08: has 2 rows; keep one"),
        (f"| N35 | x | x | {CODE} | {TEST} |", "N35: is not a clause of the notice; clauses run from N01 to N34"),
        (f"| N07 | x | x | {CODE} | |", "N07: has neither a test nor a mark; name a test, or write planned"),
        (f"| N07 | x | x | {CODE} | later |", "N07: has neither a test nor a mark"),
        (f"| N07 | x | x | {CODE} | planned |", "N07: has neither a test nor a mark"),
        (f"| N07 | x | x | {CODE} | planned (part 9) |", "N07: has neither a test nor a mark"),
        (f"| N07 | x | x | | {TEST} |", "N07: names a test but no code; name what keeps the clause"),
        (f"| N07 | x | x | `grading.rules.push.no_gate` | {TEST} |", "N07: `grading.rules.push.no_gate` is neither"),
        (f"| N07 | x | x | `grading.nothing` | {TEST} |", "N07: `grading.nothing` is neither code nor a file; correct"),
        (f"| N07 | x | x | `docs/nothing.md` | {TEST} |", "N07: `docs/nothing.md` is neither code nor a file"),
        (
            f"| N07 | x | x | {CODE} | `tests/test_no.py::test_x` |",
            "N07: `tests/test_no.py::test_x` lies in a file that",
        ),
        (
            f"| N07 | x | x | {CODE} | `tests/portal/test_check_rules.py::test_no` |",
            "::test_no` does not exist in that",
        ),
        (f"| N07 | x | x | {CODE} | `tests/portal/test_check_rules.py::check` |", "::check` does not exist in that"),
        (f"| N07 | x | x | {CODE} | `tests/portal/test_check_rules.py` |", "test_check_rules.py` names no test; write"),
    ],
    ids=[
        "no row",
        "two rows",
        "unknown clause",
        "no test",
        "another word",
        "planned without a part",
        "planned for a part that is not",
        "no code",
        "no such object",
        "no such module",
        "no such file",
        "no such test file",
        "no such test",
        "not a test",
        "a file alone",
    ],
)
def test_a_fault_names_the_clause_the_fault_and_the_remedy(check, row, fault):
    with pytest.raises(CommandError, match=re.escape(fault)):
        check(N07=row)


def test_all_faults_are_named_at_once(check):
    with pytest.raises(CommandError) as refused:
        check(N07="", N09="| N09 | x | x | `no.thing` | planned (part 2) |")
    assert str(refused.value).splitlines()[1:] == [
        "N07: has no row; add one with its code and test, or the mark planned (part N)",
        "N09: `no.thing` is neither code nor a file; correct the name",
    ]


def test_a_test_in_a_class_is_found(tmp_path):
    (tmp_path / "test_suite.py").write_text(
        "class TestGate:\n    def test_opens(self): ...\n    def helper(self): ...\n"
    )
    rows = [
        Row(
            number, "x", "x", ("grading.rules.push.push_gate",), (f"test_suite.py::TestGate::{name}",), is_planned=False
        )
        for number, name in zip(CLAUSES, ["helper", *["test_opens"] * 33], strict=True)
    ]
    assert faults(rows, tmp_path) == [
        "N01: `test_suite.py::TestGate::helper` does not exist in that file; name a test that does"
    ]


def test_a_table_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"rules\.md cannot be read: No such file"):
        call_command("check_rules", file=tmp_path / "rules.md")
