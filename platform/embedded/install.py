"""Make ``.venv`` and keep it at what requirements/ pin. Needs Python 3.11 with venv and nothing else.

``python3 -m embedded.install demo`` or ``… test``. A file that is installed already, by its hash, costs nothing.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from embedded.paths import PYTHON, ROOT, VENV, data_folder
from embedded.progress import step

SETS = {"demo": ["demo.txt"], "test": ["test.txt", "dev.txt"]}
PIP = ["-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input", "--require-hashes", "-r"]


def main() -> int:
    """Install the set named on the command line; 1 with a reason when the machine lacks something."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this runs on whatever the machine has
        print(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}", file=sys.stderr)
        return 1
    folder = data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "install.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            make_environment()
            for name in SETS[sys.argv[1]]:
                install(ROOT / "requirements" / name)
        except subprocess.CalledProcessError as error:
            print(f"installation failed, command ended with {error.returncode}", file=sys.stderr)
            return 1
    # Pages without style are worse than none, yet they work: said, not fatal.
    subprocess.run([PYTHON, "-m", "embedded.assets"], cwd=ROOT, env=with_roots(), check=False)
    return 0


def make_environment() -> None:
    """The virtual environment, with both source roots of this checkout on its path."""
    if not PYTHON.exists():
        if find_spec("ensurepip") is None:
            raise SystemExit("Python's venv is missing: install the Debian package python3-venv")
        with step("virtual environment"):
            subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    for packages in VENV.glob("lib/python3*/site-packages"):
        roots = f"{ROOT}\n{ROOT / 'platform'}\n"
        known = packages / "source_roots.pth"
        if not known.exists() or known.read_text() != roots:
            known.write_text(roots)


def install(requirements: Path) -> None:
    """Bring the environment to ``requirements`` unless its stamp says it is there."""
    stamp = VENV / f".installed-{requirements.stem}"
    wanted = hashlib.sha256(requirements.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    with step(f"Python packages of {requirements.relative_to(ROOT)}"):
        subprocess.run([PYTHON, *PIP, requirements], check=True)
    stamp.write_text(wanted)


def with_roots() -> dict[str, str]:
    """The environment in which the source roots are importable."""
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "platform")])}


if __name__ == "__main__":
    sys.exit(main())
