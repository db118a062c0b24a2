"""The servers of a checkout: one host, guests, and nothing left when the host is killed."""

import os
import signal

import psycopg2
import pytest
import redis as redis_client

from embedded import attach, binaries, postgres
from embedded.claim import FolderInUse, hosted, joined, read_note
from embedded.errors import CannotStart
from embedded.servers import started
from tests.embedded.runner import HOST, run

DATABASE_VARIABLES = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_SEQUENCER_URL", "REDIS_URL")


@pytest.fixture
def unconfigured(monkeypatch):
    """An environment that names no server."""
    for name in DATABASE_VARIABLES:
        monkeypatch.delenv(name, raising=False)


def test_killing_the_host_leaves_no_process(tmp_path):
    with run(HOST, tmp_path) as host:
        assert len(host.line().split()) == 2
        assert host.left(seconds=0) != []
        host.end(signal.SIGKILL)
        assert host.left() == []


def test_a_second_host_is_refused_by_name(tmp_path, unconfigured):
    with run(HOST, tmp_path) as host:
        host.line()
        pid = host.process.pid
        with (
            pytest.raises(FolderInUse, match=f"in use by `the first` \\(process {pid}\\)"),
            hosted(tmp_path, command="b"),
        ):
            pass
        assert read_note(tmp_path).pid == pid


def test_a_guest_finds_the_servers_of_the_host(tmp_path):
    with run(HOST, tmp_path) as host:
        ports = tuple(int(word) for word in host.line().split())
        with joined(tmp_path) as addresses:
            assert (addresses.postgres_port, addresses.redis_port) == ports


def test_the_note_of_a_killed_host_convinces_nobody(tmp_path, unconfigured):
    with run(HOST, tmp_path) as host:
        ports = host.line()
        host.end(signal.SIGKILL)
        with joined(tmp_path) as addresses:
            assert addresses is None
        with hosted(tmp_path, command="the next") as addresses:
            assert f"{addresses.postgres_port} {addresses.redis_port}" != ports
            assert read_note(tmp_path).command == "the next"


def test_a_command_joins_running_servers_and_keeps_their_data(tmp_path, unconfigured, monkeypatch):
    monkeypatch.setenv("PORTAL_DATA", str(tmp_path))
    with attach.services():
        first = {name: os.environ[name] for name in DATABASE_VARIABLES}
        query(os.environ["DATABASE_OWNER_URL"], "CREATE TABLE kept AS SELECT '长春' AS city")
        for name in DATABASE_VARIABLES:
            monkeypatch.delenv(name)
        with attach.services():
            assert {name: os.environ[name] for name in DATABASE_VARIABLES} == first
    assert read_note(tmp_path) is None
    for name in DATABASE_VARIABLES:
        monkeypatch.delenv(name)
    with attach.services():
        assert query(os.environ["DATABASE_OWNER_URL"], "SELECT city FROM kept") == [("长春",)]


def test_configured_servers_are_used_as_they_are(tmp_path, monkeypatch):
    monkeypatch.setenv("PORTAL_DATA", str(tmp_path / "untouched"))
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/portal")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere/0")
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    with attach.services():
        assert os.environ["DATABASE_OWNER_URL"] == "postgres://elsewhere/portal"
    assert not (tmp_path / "untouched").exists()


def test_an_owner_without_a_database_is_a_mistake(monkeypatch, unconfigured):
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgres://elsewhere/portal")
    with pytest.raises(CannotStart, match="without DATABASE_URL"), attach.services():
        pass


@pytest.mark.parametrize(
    ("words", "needed"),
    [
        (["migrate"], True),
        (["demo"], True),
        (["judge", "--live"], True),
        (["judge"], False),
        (["check_rules"], False),
        (["migrate", "--help"], False),
        (["--version"], False),
        (["help"], False),
    ],
)
def test_only_commands_that_ask_a_server_start_one(words, needed):
    assert attach.needs_services(*words) is needed


def test_the_roles_file_can_run_again(tmp_path, unconfigured):
    server = postgres.start(tmp_path, throwaway=True)
    try:
        postgres.apply_roles(binaries.postgres_folder(), server, tests=True)
        assert query(
            server.url("portal_app"), "SELECT count(*) FROM pg_roles WHERE starts_with(rolname, 'portal_')"
        ) == [(5,)]
    finally:
        server.stop()


def test_redis_speaks_a_version_that_celery_can_use(tmp_path, unconfigured):
    with started(tmp_path, throwaway=True) as addresses:
        client = redis_client.Redis.from_url(addresses.environment()["REDIS_URL"])
        version = tuple(int(part) for part in client.info("server")["redis_version"].split("."))
        client.close()
    assert version >= (6, 2)


def query(address, question):
    """Run one statement; its rows, if it has any."""
    connection = psycopg2.connect(address)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchall() if cursor.description and cursor.description[0].name else []
    finally:
        connection.close()
