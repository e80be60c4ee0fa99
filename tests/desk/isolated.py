"""Run the browser tests where there is no network but this machine's own, and count what tries to leave.

    python tests/desk/isolated.py [ARGUMENTS OF PYTEST]

A network namespace with loopback only is made for the run (``unshare``; no root is needed where the kernel lets users
make namespaces, as Debian's does). Nothing in it has a route to anywhere, so a packet for elsewhere is refused, and the
kernel counts the refusal: OutNoRoutes for IPv4, Ip6OutNoRoutes for IPv6. Names are asked of an address outside, so that
a look-up counts too. The run fails if a test fails, or if the count is not 0. That the count works is tried first.
"""

from __future__ import annotations

import contextlib
import os
import socket
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
INSIDE = "ALLEGEDLY_ISOLATED"
SUITE = ["-m", "slow", str(HERE / "test_browser.py")]
ELSEWHERE = {socket.AF_INET: "192.0.2.7", socket.AF_INET6: "2001:db8::7"}  # set apart for documents, and nobody's
#: Chromium asks the kernel for a route to this address to learn whether there is IPv6, and sends it nothing; the kernel
#: would count the question. It gets a route, to this machine.
PROBED = "2001:4860:4860::8888"
_UP, _SET_FLAGS, _GET_FLAGS = 0x1, 0x8914, 0x8913


def can_isolate() -> bool:
    """Tell whether this machine lets us make such a namespace."""
    try:
        return subprocess.run(["unshare", "-rnm", "true"], capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


def loopback_up() -> None:
    """Switch the loopback on, which a new namespace has off."""
    import fcntl

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        told = fcntl.ioctl(asked, _GET_FLAGS, struct.pack("16sh22x", b"lo", 0))
        flags = struct.unpack("16sh22x", told)[1] | _UP
        fcntl.ioctl(asked, _SET_FLAGS, struct.pack("16sh22x", b"lo", flags))


def ask_names_outside() -> None:
    """Have names looked up at an address outside, not with a helper on this machine."""
    with tempfile.NamedTemporaryFile("w", suffix=".conf", delete=False) as made:
        made.write(f"nameserver {ELSEWHERE[socket.AF_INET]}\noptions timeout:1 attempts:1\n")
    Path(made.name).chmod(0o644)
    real = Path("/etc/resolv.conf").resolve()
    subprocess.run(["mount", "--bind", made.name, str(real)], check=True)


def answer_probe() -> None:
    """Let the browser's question for a route be answered, so that only what tries to leave is counted."""
    subprocess.run(["ip", "-6", "address", "add", f"{PROBED}/128", "dev", "lo", "nodad"], check=True)


def left() -> int:
    """Return how many packets were meant for elsewhere in this namespace."""
    names, values = [line.split() for line in Path("/proc/net/snmp").read_text().splitlines() if line[:3] == "Ip:"]
    six = dict(line.split() for line in Path("/proc/net/snmp6").read_text().splitlines())
    return int(dict(zip(names, values, strict=True))["OutNoRoutes"]) + int(six.get("Ip6OutNoRoutes", 0))


def leak() -> None:
    """Try to leave, over IPv4 and IPv6."""
    for family, address in ELSEWHERE.items():
        with socket.socket(family) as outward, contextlib.suppress(OSError):
            outward.settimeout(1)
            outward.connect((address, 80))


def inside(command: list[str]) -> int:
    """Run a command in the namespace and return what becomes of it."""
    loopback_up()
    ask_names_outside()
    answer_probe()
    before = left()
    leak()
    if left() - before != len(ELSEWHERE):
        print("The kernel does not count what tries to leave; nothing was proved.")
        return 2
    before = left()
    code = subprocess.run(command).returncode
    packets = left() - before
    print(f"outward packets: {packets}")
    return code or int(packets > 0)


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a command in a namespace of its own and return its end, with what it printed."""
    again = ["unshare", "-rnm", sys.executable, __file__, *command]
    return subprocess.run(again, env={**os.environ, INSIDE: "1"}, text=True, capture_output=True)


def main() -> int:
    """Run the suite, or what is named, in a namespace of its own."""
    if os.environ.get(INSIDE):
        return inside(sys.argv[1:])
    if not can_isolate():
        print("This machine lets us make no network namespace: `unshare -rnm true` fails.")
        return 2
    pytest = [sys.executable, "-m", "pytest", *(sys.argv[1:] or SUITE)]
    again = ["unshare", "-rnm", sys.executable, __file__, *pytest]
    return subprocess.run(again, env={**os.environ, INSIDE: "1"}).returncode


if __name__ == "__main__":
    raise SystemExit(main())
