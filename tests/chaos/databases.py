"""The database of a run: migrated, with the reference data, and nothing else."""

import subprocess

from embedded import binaries, postgres
from embedded.paths import PYTHON, ROOT


def prepare(server, env, like):
    """Migrate, or copy a database that is.

    :param like: the address of a migrated one that holds reference data alone; migrating takes half a minute.
    """
    if like:
        _copy(like, server)
        return
    for command in ("migrate", "load_reference"):
        subprocess.run([PYTHON, ROOT / "manage.py", command, "--verbosity", "0"], env=env, check=True)


def _copy(like, server):
    programs = binaries.postgres_folder()
    into = [programs / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-o", "/dev/null", server.url(postgres.SUPERUSER)]
    with subprocess.Popen([programs / "pg_dump", like], stdout=subprocess.PIPE, env=postgres.environment()) as dump:
        subprocess.run(into, stdin=dump.stdout, env=postgres.environment(), check=True)
    if dump.returncode:
        raise subprocess.CalledProcessError(dump.returncode, "pg_dump")


def analyze(server):
    """Statistics of what was put down, as a database has them that did not get its rows a minute ago."""
    command = [binaries.postgres_folder() / "psql", "-X", "-q", "-c", "ANALYZE", server.url(postgres.SUPERUSER)]
    subprocess.run(command, env=postgres.environment(), check=True)
