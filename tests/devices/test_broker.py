"""The broker that comes with `frame demo`."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from frame.devices.broker import EmbeddedBroker, free_port, listens, render
from frame.errors import DeviceFailed

# A parent that starts the broker, says where it is, and waits to be killed.
_PARENT = """
import sys, time
sys.path.append(sys.argv[1])
from frame.devices.broker import EmbeddedBroker
with EmbeddedBroker() as broker:
    print(broker.port, flush=True)
    time.sleep(60)
"""
_ROOT = Path(__file__).parents[2]


def test_it_listens_while_it_is_wanted_and_not_longer() -> None:
    with EmbeddedBroker() as broker:
        ports = (broker.port, broker.port_5, broker.port_ws)
        assert all(listens(port) for port in ports)
        broker.kill()
        assert not any(listens(port) for port in ports)
        broker.start()
        assert all(listens(port) for port in ports)
    assert not any(listens(port) for port in ports)


def test_it_listens_on_the_loopback_only() -> None:
    told = [line for line in render(1, 2, 3).splitlines() if line.startswith("listen")]
    assert told == [f'listen = "127.0.0.1:{port}"' for port in (1, 2, 3)]


def test_it_ends_when_its_parent_was_killed() -> None:
    command = [sys.executable, "-c", _PARENT, str(_ROOT)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        port = int(parent.stdout.readline())
        assert listens(port)
        os.kill(parent.pid, signal.SIGKILL)
    until_s = time.monotonic() + 10
    while listens(port):
        assert time.monotonic() < until_s
        time.sleep(0.02)


def test_a_child_that_does_not_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "frame.devices.broker.python_command", lambda *_words: [sys.executable, "-c", ""]
    )
    with pytest.raises(DeviceFailed, match="did not start"):
        EmbeddedBroker(free_port()).start()
