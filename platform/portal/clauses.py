"""The table of docs/rules.md: each clause of the notice, the code that keeps it and the test that proves it.

Pure but for reading the named files: no database is asked.
"""

import ast
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CLAUSES = tuple(f"N{number:02}" for number in range(1, 35))
COLUMNS = 5
_NAME = re.compile(r"`([^`]+)`")
_PLANNED = re.compile(r"planned \(part [2-8]\)")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table.

    :param code: dotted names of code objects, and paths of files from the root.
    :param tests: ``path::test_name`` or ``path::TestClass::test_name``.
    :param is_planned: whether the row says that a later part does it, or the rest of it.
    """

    number: str
    clause: str
    order: str
    code: tuple[str, ...]
    tests: tuple[str, ...]
    is_planned: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """How many clauses stand how; ``partly`` are those of the planned ones that have tests already."""

    tested: int
    planned: int
    partly: int


def rows_of(text: str) -> list[Row]:
    """The rows of the table in a Markdown text; lines that do not begin with a clause's id are passed over."""
    rows = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and re.fullmatch(r"N\d+", cells[0]):
            number, clause, order, code, tests = [*cells, *[""] * COLUMNS][:COLUMNS]
            rows.append(
                Row(number, clause, order, names(code), names(tests), is_planned=bool(_PLANNED.search(code + tests)))
            )
    return rows


def names(cell: str) -> tuple[str, ...]:
    """What stands between backticks."""
    return tuple(_NAME.findall(cell))


def summary(rows: list[Row]) -> Summary:
    """The counts of a table without faults."""
    planned = [row for row in rows if row.is_planned]
    return Summary(len(rows) - len(planned), len(planned), sum(bool(row.tests) for row in planned))


def faults(rows: list[Row], root: Path) -> list[str]:
    """Every fault of the table: the clause, what is wrong and the remedy. Empty when it is sound.

    :param root: where paths begin.
    """
    found = list(_wrong_count([row.number for row in rows]))
    for row in rows:
        found += [f"{row.number}: {fault}" for fault in _faults_of(row, root)]
    return found


def _wrong_count(numbers: list[str]) -> Iterator[str]:
    for number in CLAUSES:
        if number not in numbers:
            yield f"{number}: has no row; add one with its code and test, or the mark planned (part N)"
        elif numbers.count(number) > 1:
            yield f"{number}: has {numbers.count(number)} rows; keep one"
    for number in dict.fromkeys(numbers):
        if number not in CLAUSES:
            yield f"{number}: is not a clause of the notice; clauses run from {CLAUSES[0]} to {CLAUSES[-1]}"


def _faults_of(row: Row, root: Path) -> Iterator[str]:
    if not row.tests and not row.is_planned:
        yield "has neither a test nor a mark; name a test, or write planned (part N) with the part that does it"
    if row.tests and not row.code:
        yield "names a test but no code; name what keeps the clause"
    for name in row.code:
        if not resolves(name, root):
            yield f"`{name}` is neither code nor a file; correct the name"
    for test in row.tests:
        fault = _fault_of_test(test, root)
        if fault:
            yield f"`{test}` {fault}"


def resolves(name: str, root: Path) -> bool:
    """Whether a dotted name leads to a code object, or a path to a file."""
    if "/" in name:
        return (root / name).exists()
    try:
        pkgutil.resolve_name(name)
    except (ImportError, AttributeError, ValueError):
        return False
    return True


def _fault_of_test(test: str, root: Path) -> str:
    path, _, name = test.partition("::")
    if not name:
        return "names no test; write path::test_name"
    if not (root / path).is_file():
        return "lies in a file that does not exist; correct the path"
    return "" if name in _tests_in(root / path) else "does not exist in that file; name a test that does"


@cache
def _tests_in(path: Path) -> frozenset[str]:
    tests = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef):
            tests.add(node.name)
            tests |= {f"{node.name}::{part.name}" for part in node.body if isinstance(part, ast.FunctionDef)}
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            tests.add(node.name)
    return frozenset(name for name in tests if name.split("::")[-1].lower().startswith("test"))
