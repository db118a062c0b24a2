"""Where this checkout keeps its things. Everything made at run time lies under ``var/`` and ``.venv/``."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
ROLES_SQL = ROOT / "platform" / "deploy" / "roles.sql"


def data_folder() -> Path:
    """The folder of the persistent data: ``var/`` of the checkout unless PORTAL_DATA names another."""
    return Path(os.environ.get("PORTAL_DATA") or ROOT / "var").resolve()
