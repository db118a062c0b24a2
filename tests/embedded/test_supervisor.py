"""The demo's processes end together, however the supervisor ends."""

import re
import signal
import socket

from embedded.process import free_port
from tests.embedded.runner import SUPERVISE, run

PATIENT = "import signal; signal.pause()"
SHORT = "raise SystemExit(3)"


def test_killing_the_supervisor_takes_every_process_down_even_a_deaf_one(tmp_path):
    with run(SUPERVISE, tmp_path, PATIENT) as supervised:
        assert supervised.line() == "started"
        supervised.end(signal.SIGKILL)
        assert supervised.left() == []


def test_an_interrupt_ends_all(tmp_path):
    with run(SUPERVISE, tmp_path, PATIENT) as supervised:
        assert supervised.line() == "started"
        assert supervised.end(signal.SIGINT).strip() == "ended first: []"
        assert supervised.left() == []


def test_one_process_that_ends_by_itself_ends_all_and_is_named(tmp_path):
    with run(SUPERVISE, tmp_path, SHORT) as supervised:
        said = supervised.process.communicate(timeout=30)[0]
        assert re.findall("ended first: .*", said) == ["ended first: ['third']"]
        assert supervised.left() == []


def test_what_a_process_prints_is_in_its_own_log(tmp_path):
    with run(SUPERVISE, tmp_path, "print('第一中学')") as supervised:
        supervised.process.communicate(timeout=30)
    assert "第一中学" in (tmp_path / "third.log").read_text()


def test_a_free_port_is_taken_as_wanted():
    wanted = free_port()
    assert free_port(wanted) == wanted


def test_a_busy_port_is_replaced():
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        wanted = busy.getsockname()[1]
        assert free_port(wanted) not in {0, wanted}
