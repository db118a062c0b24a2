"""``make test``: every check in turn, the cheap ones first; it fails when any of them failed.

Options after ``--`` go to pytest. ``--prove`` runs the proofs in full size instead of the everyday tests.
"""

import argparse
import os
import subprocess
import sys
import time
from dataclasses import dataclass

from embedded import machine
from embedded.paths import PYTHON, ROOT, VENV
from embedded.processes import manage, roots


@dataclass(frozen=True)
class Check:
    """One named command."""

    name: str
    command: list[str]


def tool(name: str, *arguments: str) -> list[str]:
    """A program of the virtual environment."""
    return [str(VENV / "bin" / name), *arguments]


def pytest(*arguments: str) -> list[str]:
    """The tests in two processes, each with a database of its own; whoever is done takes over from the other."""
    return tool("pytest", "--numprocesses", "2", "--dist", "worksteal", "--durations", "40", *arguments)


def everyday(pytest_options: list[str]) -> list[Check]:
    """What ``make test`` runs."""
    return [
        Check("format", tool("ruff", "format", "--check", "--quiet")),
        Check("lint", tool("ruff", "check", "--quiet")),
        Check("import contracts", tool("lint-imports", "--no-cache")),
        Check("migrations", manage("makemigrations", "--check", "--dry-run", "--verbosity", "0")),
        Check("types", tool("mypy", ".")),
        Check("demo", [str(PYTHON), "-m", "embedded.demo", "--check"]),
        Check("tests", pytest(*pytest_options)),
    ]


def proofs(pytest_options: list[str]) -> list[Check]:
    """What ``make prove`` runs: proofs and benchmarks in full size, one at a time so that figures mean something."""
    return [Check("proofs", tool("pytest", "--prove", "-m", "prove", *pytest_options))]


def run(check: Check) -> bool:
    """Run one check with its name before and its verdict after; whether it passed."""
    print(f"== {check.name}", flush=True)
    began = time.monotonic()
    passed = subprocess.run(check.command, cwd=ROOT, env=os.environ | roots(), check=False).returncode == 0
    print(f"== {check.name}: {'passed' if passed else 'FAILED'} in {time.monotonic() - began:.1f} s", flush=True)
    return passed


def main() -> int:
    """0 when every check passed and, in CI, when every test could run."""
    options = argparse.ArgumentParser(prog="make test", description=__doc__)
    options.add_argument("--prove", action="store_true")
    options.add_argument("pytest_options", nargs="*")
    chosen = options.parse_args()
    missing = machine.missing_packages()
    if missing:
        print(f"Debian packages missing, some tests cannot run: {' '.join(missing)}", file=sys.stderr, flush=True)
        if machine.is_ci():
            return 1
    checks = (proofs if chosen.prove else everyday)(chosen.pytest_options)
    failed = [check.name for check in checks if not run(check)]
    print(f"FAILED: {', '.join(failed)}" if failed else "all passed", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
