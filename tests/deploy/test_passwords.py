"""The SQL file that gives the roles their passwords in production."""

import os
import subprocess

import psycopg2
import pytest

from embedded import binaries, postgres
from embedded.paths import ROLES_SQL

PASSWORDS = ROLES_SQL.with_name("passwords.sql")
ROLES = ["owner", "app", "sequencer", "auditor", "public"]


@pytest.fixture
def server(tmp_path):
    """A server of its own, for passwords last longer than a test."""
    running = postgres.start(tmp_path, throwaway=True)
    yield running
    running.stop()


def run(server, passwords):
    command = [binaries.postgres_folder() / "psql", "-X", "-q", "-f", PASSWORDS, server.url("postgres")]
    env = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    return subprocess.run(command, env=env | passwords, capture_output=True, text=True, check=False)


def with_password(server):
    """The roles that have one."""
    with psycopg2.connect(server.url("postgres")) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_authid WHERE rolpassword LIKE 'SCRAM-SHA-256$%' ORDER BY rolname")
        names = [name for (name,) in cursor.fetchall()]
    connection.close()
    return names


def test_every_role_gets_its_password(server):
    result = run(server, {f"PORTAL_{role.upper()}_PASSWORD": f"it's {role}" for role in ROLES})
    assert (result.returncode, result.stderr) == (0, "")
    assert with_password(server) == [f"portal_{role}" for role in sorted(ROLES)]


def test_a_missing_password_stops_the_file(server):
    result = run(server, {"PORTAL_APP_PASSWORD": "x"})
    assert result.returncode != 0
    assert with_password(server) == []
