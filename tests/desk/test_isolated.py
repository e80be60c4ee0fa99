"""The run without a network counts what tries to leave: a quiet one passes, one that leaks fails."""

import sys

import isolated
import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not isolated.can_isolate(), reason="no network namespace can be made here: unshare -rnm fails"),
]

TALKS_TO_ITSELF = """
import socket
with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
    pass
"""
CONNECTS = """
import socket, contextlib
with socket.socket() as outward, contextlib.suppress(OSError):
    outward.connect(("198.51.100.9", 443))
"""
LOOKS_UP = """
import socket, contextlib
with contextlib.suppress(OSError):
    socket.getaddrinfo("news.example", 80)
"""


def test_what_stays_on_this_machine_passes():
    done = isolated.run([sys.executable, "-c", TALKS_TO_ITSELF])
    assert (done.returncode, done.stdout) == (0, "outward packets: 0\n")


@pytest.mark.parametrize("leaking", [CONNECTS, LOOKS_UP])
def test_what_tries_to_leave_fails(leaking):
    done = isolated.run([sys.executable, "-c", leaking])
    assert done.returncode == 1
    assert "outward packets: 0" not in done.stdout


def test_a_failing_command_fails():
    assert isolated.run([sys.executable, "-c", "raise SystemExit(3)"]).returncode == 3
