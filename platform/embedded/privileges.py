"""PostgreSQL refuses to run as root: run it as ``nobody``, in a user namespace where it cannot reach the data."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from embedded.errors import CannotStart

UNPRIVILEGED_USER = "nobody"
READ_AND_ENTER = 0o005


class CannotDropPrivileges(CannotStart):
    """Root on a machine that hides the data from ``nobody`` and forbids user namespaces."""


@dataclass(frozen=True)
class Unprivileged:
    """How to start a command that must not be root: what to put before it and what to give Popen."""

    prefix: list[str] = field(default_factory=list)
    popen: dict[str, Any] = field(default_factory=dict)


def for_folder(data: Path, binaries: Path) -> Unprivileged:
    """How the server in ``binaries`` may run on the existing folder ``data``, which it must own.

    :raises CannotDropPrivileges: no way is open.
    """
    if os.geteuid() != 0:
        return Unprivileged()
    user = pwd.getpwnam(UNPRIVILEGED_USER)
    if is_reachable(data.parent) and is_reachable(binaries) and may_belong_to(user.pw_uid, data):
        os.chown(data, user.pw_uid, user.pw_gid)
        return Unprivileged(popen={"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []})
    return in_namespace(user, data)


def is_reachable(path: Path) -> bool:
    """Whether every user can enter ``path`` and all folders above it."""
    resolved = path.resolve()
    return all(folder.stat().st_mode & READ_AND_ENTER == READ_AND_ENTER for folder in [resolved, *resolved.parents])


def may_belong_to(uid: int, data: Path) -> bool:
    """Whether ``data`` is that user's already or still empty; a folder filled by another user stays that user's."""
    return data.stat().st_uid == uid or not any(data.iterdir())


def in_namespace(user: pwd.struct_passwd, data: Path) -> Unprivileged:
    """Root's own files, seen as the user's from inside a user namespace; nothing is chowned or opened."""
    prefix = ["unshare", "--user", f"--map-user={user.pw_uid}", f"--map-group={user.pw_gid}"]
    if shutil.which("unshare") and subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0:
        return Unprivileged(prefix=prefix)
    raise CannotDropPrivileges(
        f"PostgreSQL does not run as root, {data} is closed to {UNPRIVILEGED_USER} and user namespaces are forbidden: "
        "run as an ordinary user, set PORTAL_DATA to a folder under /var/tmp, or set DATABASE_URL"
    )
