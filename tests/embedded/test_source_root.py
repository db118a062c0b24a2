"""``platform/`` is a folder on the path and never hides the standard library's module of that name."""

import ast
import subprocess
import sys
import sysconfig
from pathlib import Path

from embedded.paths import ROOT


def test_platform_is_the_standard_library_when_started_in_the_root():
    said = subprocess.run(
        [sys.executable, "-c", "import platform; print(platform.__file__)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert Path(said.strip()).parent == Path(sysconfig.get_path("stdlib"))


def test_no_module_lies_directly_in_platform():
    assert list((ROOT / "platform").glob("*.py")) == []


def test_no_tests_lie_below_platform():
    below = ROOT / "platform"
    assert [*below.rglob("test_*.py"), *below.rglob("conftest*.py")] == []


def test_every_folder_of_tests_is_a_package():
    folders = {path.parent for path in (ROOT / "tests").rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


def test_the_launcher_imports_nothing_of_the_portal():
    allowed = {"embedded", "common", "honcho", *sys.stdlib_module_names}
    imported = {
        name.split(".")[0]
        for path in (ROOT / "platform" / "embedded").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        for name in names_of(node)
    }
    assert imported - allowed == set()


def names_of(node):
    """The modules that an import statement names."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) else []
