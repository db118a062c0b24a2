"""``make test``: every check, what stands on the source alone beside the demo; it fails when any of them failed.

Options after ``--`` go to pytest. ``--prove`` runs the proofs in full size instead of the everyday tests.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
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


def everyday(pytest_options: list[str]) -> list[list[list[Check]]]:
    """What ``make test`` runs, by turn and lane."""
    source = [
        Check("format", tool("ruff", "format", "--check", "--quiet")),
        Check("lint", tool("ruff", "check", "--quiet")),
        Check("import contracts", tool("lint-imports", "--no-cache")),
        Check("migrations", manage("makemigrations", "--check", "--dry-run", "--verbosity", "0")),
        Check("types", tool("mypy", ".")),
    ]
    demo = Check("demo", [str(PYTHON), "-m", "embedded.demo", "--check"])
    return [[source, [demo]], [[Check("tests", pytest(*pytest_options))]]]


def proofs(pytest_options: list[str]) -> list[list[list[Check]]]:
    """What ``make prove`` runs: proofs and benchmarks in full size, one at a time so that figures mean something."""
    return [[[Check("proofs", tool("pytest", "--prove", "-m", "prove", *pytest_options))]]]


def run_turn(lanes: list[list[Check]]) -> list[str]:
    """Run the lanes beside each other, the checks of each in turn; the names of those that failed."""
    alone = len(lanes) == 1

    def in_turn(lane: list[Check]) -> list[str]:
        return [check.name for check in lane if not run(check, alone=alone)]

    with ThreadPoolExecutor(len(lanes)) as pool:
        return [name for failed in pool.map(in_turn, lanes) for name in failed]


def run(check: Check, *, alone: bool) -> bool:
    """Run one check with its name before and its verdict after; whether it passed.

    :param alone: show what it says at once; else when it has ended, so that nothing comes between.
    """
    heading = f"== {check.name}\n"
    began = time.monotonic()
    with tempfile.TemporaryFile() as kept:  # not a pipe: what a process left running holds open would be waited for
        if alone:
            print(heading, end="", flush=True)
        where = None if alone else kept
        done = subprocess.run(
            check.command, cwd=ROOT, env=os.environ | roots(), stdout=where, stderr=where, check=False
        )
        kept.seek(0)
        said = "" if alone else heading + kept.read().decode(errors="replace")
    passed = done.returncode == 0
    verdict = "passed" if passed else "FAILED"
    print(f"{said}== {check.name}: {verdict} in {time.monotonic() - began:.1f} s", flush=True)
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
    turns = (proofs if chosen.prove else everyday)(chosen.pytest_options)
    failed = [name for lanes in turns for name in run_turn(lanes)]
    print(f"FAILED: {', '.join(failed)}" if failed else "all passed", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
