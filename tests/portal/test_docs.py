"""What the documents say exists: links, files, code names, libraries."""

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from embedded.paths import ROOT
from portal.clauses import names, resolves

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
PACKAGES = (
    "accounts",
    "projects",
    "grading",
    "confirmation",
    "errata",
    "portal",
    "audit",
    "national",
    "embedded",
    "common",
)
SOURCES = [
    path
    for folder in (*PACKAGES[:5], *(f"platform/{name}" for name in PACKAGES[5:]))
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
]
SUFFIXES = {"css", "js", "sqlite3", "log", "crt", "key"}
MADE_LATER = ("var/", ".venv/", "node_modules/", "platform/portal/static/vendor")


def test_every_relative_link_leads_to_a_file(document):
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text())
    local = [target for target in targets if "://" not in target]
    assert [target for target in local if not (document.parent / target).exists()] == []


def test_every_file_that_is_named_exists(document):
    named = [name for name in spans(document) if is_path(name)]
    assert [name for name in named if not exists(name)] == []


def test_every_code_object_that_is_named_exists(document):
    named = [name for name in spans(document) if is_dotted(name)]
    assert [name for name in named if not (is_module(name) or resolves(name, ROOT))] == []


def test_every_code_name_of_the_glossary_is_in_the_code():
    wanted = [name for row in table(ROOT / "docs" / "glossary.md") for name in names(row[2])]
    assert len(wanted) > 80
    assert [name for name in wanted if not is_defined(name)] == []


def test_every_term_of_the_glossary_stands_once():
    terms = [row[0] for row in table(ROOT / "docs" / "glossary.md")]
    assert sorted(terms) == sorted(set(terms))


def test_every_library_has_its_line_and_every_line_its_library():
    told = {(row[1], *names(row[0])) for row in table(ROOT / "docs" / "dependencies.md") if len(row) == 4}
    used = {
        (path.stem, re.split(r"[\[~=<>! ]", line)[0])
        for path in (ROOT / "requirements").glob("*.in")
        for line in path.read_text().splitlines()
        if line and not line.startswith(("-", "#"))
    }
    assert told == used


def test_every_front_end_library_has_its_line_and_every_line_its_library():
    told = {name for row in table(ROOT / "docs" / "dependencies.md") if len(row) == 3 for name in names(row[0])}
    assert told == set(json.loads((ROOT / "package.json").read_text())["dependencies"])


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "adr").glob("*.md")), ids=lambda path: path.stem)
def test_a_decision_fits_on_a_screen_and_has_its_three_parts(path):
    lines = path.read_text().splitlines()
    assert len(lines) <= 40
    assert [line for line in lines if line.startswith("## ")] == ["## Context", "## Decision", "## Consequences"]


def test_the_first_eight_decisions_are_written():
    numbers = [path.name[:4] for path in sorted((ROOT / "docs" / "adr").glob("*.md"))]
    assert numbers[:8] == [f"{number:04}" for number in range(1, 9)]


def test_the_first_screen_of_the_readme_has_both_commands():
    screen = (ROOT / "README.md").read_text().splitlines()[:40]
    assert any("make demo" in line for line in screen)
    assert any("make test" in line for line in screen)


@pytest.fixture(params=DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def document(request):
    return request.param


def spans(document: Path) -> list[str]:
    """What stands between single backticks, fenced blocks left out."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", document.read_text(), flags=re.DOTALL))


def table(path: Path) -> Iterator[list[str]]:
    """The cells of every row, without heads and rules."""
    head = True
    for line in path.read_text().splitlines():
        if not line.startswith("|"):
            head = True
        elif head or set(line) <= set("|-: "):
            head = False
        else:
            yield [cell.strip() for cell in line.strip("|").split("|")]


def is_path(name: str) -> bool:
    """Whether a span names a file or folder of the repository: it begins with one of the root's entries."""
    first = name.partition("/")[0]
    return bool(first) and bool(re.fullmatch(r"[\w.*/-]+", name)) and "/" in name and (ROOT / first).exists()


def exists(name: str) -> bool:
    """Whether a path, or a pattern with ``*``, leads to something here; what set-up makes need not be there yet."""
    return name.startswith(MADE_LATER) or (any(ROOT.glob(name)) if "*" in name else (ROOT / name).exists())


def is_dotted(name: str) -> bool:
    """Whether a span is a dotted name of ours."""
    first, *rest = name.split(".")
    return first in PACKAGES and bool(rest) and all(map(str.isidentifier, rest)) and rest[-1] not in SUFFIXES


def is_module(name: str) -> bool:
    """Whether a dotted name is that of a module; found without importing it, for settings refuse to be imported."""
    path = Path(*name.split("."))
    return any((root / path).with_suffix(".py").is_file() for root in (ROOT, ROOT / "platform"))


def is_defined(name: str) -> bool:
    """Whether a name is defined in the code: a dotted path, ``Class.member``, or any one name."""
    return resolves(name, ROOT) if is_dotted(name) else name in defined()


@cache
def defined() -> frozenset[str]:
    """Every module, class, function, constant and member that the code defines; a member as ``Class.member`` too."""
    found = {path.stem for path in SOURCES}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            found |= {f"{node.name}.{member}" for member in members(node)} if isinstance(node, ast.ClassDef) else set()
            found |= members(node)
    return frozenset(found)


def members(node: ast.AST) -> set[str]:
    """Names that the statements directly below a node define."""
    body = getattr(node, "body", ())
    below = body if isinstance(body, list) else []  # a lambda's body is an expression
    named = {part.name for part in below if isinstance(part, ast.ClassDef | ast.FunctionDef)}
    targets = [target for part in below if isinstance(part, ast.Assign) for target in part.targets]
    targets += [part.target for part in below if isinstance(part, ast.AnnAssign)]
    return named | {target.id for target in targets if isinstance(target, ast.Name)}
