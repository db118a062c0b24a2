"""How the processes of a run differ when a bug is put in, or a rival delivers."""

import os
import subprocess

from embedded.install import PIP
from embedded.paths import PYTHON, ROOT, data_folder
from embedded.processes import QUIET_WORKER, celery, mock_national

BUGS = {
    "early": "senders count a message as delivered although no answer came",
    "lying": "the bulk page says of one case in three that it is done, and of one that it is not, and it is not so",
    "forgetful": "the platform gives a receipt without an effect for one second version in ten",
    "eager": "the platform lets one second version in ten take effect twice",
}
OF_THE_PLATFORM = ("forgetful", "eager")
RIVALS = {
    "celery": "a plain task published after the commit, Celery's default settings",
    "celery-late": "the same with acks_late, reject_on_worker_lost and a visibility timeout of ten seconds",
    "procrastinate": "a job in its own table, put down in the same transaction, in order by its lock",
    "procrastinate-rescue": "the same with the task that its manual names for stalled jobs, every minute",
}
PACKAGES = data_folder() / "rivals"


def environment(change):
    """What every process gets beside the usual; a bug of the platform leaves the portal's settings as they are."""
    if change in OF_THE_PLATFORM:
        return {"CHAOS_CHANGE": change}
    return {"DJANGO_SETTINGS_MODULE": "tests.chaos.settings", "CHAOS_CHANGE": change} if change else {}


def commands(change, layout):
    """Commands that take another's place, by name. A rival has a second worker where we have the relay."""
    if change in OF_THE_PLATFORM:
        mock = mock_national(layout.national_port, layout.folder / "national.sqlite3")
        return {"national": ["tests.chaos.changes.mock" if word == "national.mock" else word for word in mock]}
    if change.startswith("celery"):
        return {"relay": celery("worker", *QUIET_WORKER, "--concurrency", "2")}
    if change.startswith("procrastinate"):
        worker = [str(PYTHON), "-m", "procrastinate", "--app", "tests.chaos.changes.procrastinating.app", "worker"]
        worker += ["--queues", "national", "--concurrency", "2"]
        return {"worker": worker, "relay": worker}
    return {}


def with_packages(env):
    """The environment of a process that imports the rival's packages, which are never installed beside ours.

    Django would take psycopg 3 for the portal as soon as it can be imported.
    """
    return {**env, "PYTHONPATH": os.pathsep.join([str(PACKAGES), env["PYTHONPATH"]])}


def prepare(change, env):
    """What a rival needs before it begins: its packages and its tables."""
    if not change.startswith("procrastinate"):
        return
    if not PACKAGES.exists():
        locked = ROOT / "requirements" / "rivals.txt"
        subprocess.run([PYTHON, *PIP, locked, "--target", PACKAGES], check=True)
    command = [PYTHON, "-m", "tests.chaos.changes.procrastinating", "--tables"]
    subprocess.run(command, cwd=ROOT, env=with_packages({**env, **environment(change)}), check=True)
