"""The key ladder as a person meets it: real processes, a real broker, a frame that is locked."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from frame.devices.broker import EmbeddedBroker
from tests.e2e.conftest import Command

_PASSPHRASE = "correct horse battery staple"
_PATIENCE_S = 60.0


def _until(so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while not so():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.2)


def _started(words: tuple[str, ...], **more: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "frame.cli.main", *words],
        env={**os.environ, "FRAME_STRICT_LOG": "1", **more},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def _core(frame: Command, state: Path, *, locked: bool) -> Iterator[None]:
    """A core that runs, open or waiting for its key, and ends as it should."""
    running = _started(("run", "core"), FRAME_STATE=str(state))
    try:
        wanted = "waits for" if locked else '"running": true'
        _until(lambda: wanted in _all(frame("status", "--json")))
        yield
    finally:
        running.send_signal(signal.SIGTERM)
        _, said = running.communicate(timeout=20)
    assert running.returncode == 0, said
    assert "Traceback" not in said
    assert _PASSPHRASE not in said


def _all(done: "subprocess.CompletedProcess[str]") -> str:
    return done.stdout + done.stderr


def _tier(frame: Command) -> str:
    done = frame("keys", "status", "--json")
    assert done.returncode == 0, done.stderr
    return str(json.loads(done.stdout)["tier"])


def _typed(state: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run a command that reads a passphrase from a pipe."""
    return subprocess.run(
        [sys.executable, "-m", "frame.cli.main", *words],
        env={**os.environ, "FRAME_STATE": str(state)},
        input=f"{_PASSPHRASE}\n",
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.promise("P4")
def test_a_frame_waits_for_its_passphrase_and_goes_on_with_it(frame: Command, state: Path) -> None:
    assert frame("init").returncode == 0
    with _core(frame, state, locked=False):
        moved = _typed(state, "keys", "move", "passphrase")
        assert moved.returncode == 0, moved.stderr
        assert _tier(frame) == "passphrase"
        assert json.loads(frame("status", "--json").stdout)["key_tier"] == "passphrase"
    assert not (state / "device.key").exists()
    with _core(frame, state, locked=True):
        refused = frame("photos")
        assert refused.returncode == 1
        assert "waits for its passphrase" in refused.stderr
        opened = _typed(state, "keys", "unlock")
        assert opened.returncode == 0, opened.stderr
        _until(lambda: frame("photos").returncode == 0)
        moved = frame("keys", "move", "file")
        assert moved.returncode == 0, moved.stderr
    assert _tier(frame) == "file"
    assert frame("status").returncode == 0


@contextmanager
def _keeping(owner_state: Path, *words: str) -> Iterator["subprocess.Popen[str]"]:
    running = _started(("owner", "keep-unlocked", *words), FRAME_OWNER_STATE=str(owner_state))
    try:
        yield running
    finally:
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=20)
    assert "Traceback" not in said


def _pair(frame: Command, owner_state: Path) -> None:
    card = json.loads(frame("pair", "--json").stdout)["card"]
    owner = _started(("owner", "pair", card, "--name", "Ana"), FRAME_OWNER_STATE=str(owner_state))
    assert owner.stderr is not None
    assert owner.stdin is not None
    said = ""
    while "this device shows" not in said:
        said = owner.stderr.readline()
        assert said, "pairing ended before digits were shown"
    assert frame("pair", "--confirm", said.rpartition("shows")[2].strip()).returncode == 0
    out, rest = owner.communicate("y\n", timeout=30)
    assert owner.returncode == 0, out + rest


def test_a_split_key_opens_while_a_device_of_the_home_is_there_and_not_without(
    frame: Command, state: Path, tmp_path: Path
) -> None:
    if "CI" not in os.environ:
        pytest.importorskip("iotcore", reason="the embedded broker is not installed")
    owner_state = tmp_path / "owner"
    assert frame("init").returncode == 0
    with EmbeddedBroker() as broker:
        settings = f'[frame]\nname = "Kitchen"\n[network]\nbroker = "{broker.url_5}"\n'
        (state / "frame.toml").write_text(settings)
        with _core(frame, state, locked=False):
            assert "no phone owns this frame" in frame("keys", "move", "phones").stderr
            _pair(frame, owner_state)
            asked = frame("keys", "move", "phones")
            assert "waiting for a phone" in asked.stdout, asked.stderr
            assert _tier(frame) == "file"
            with _keeping(owner_state):
                _until(lambda: _tier(frame) == "phones")
        assert not (state / "device.key").exists()
        with _core(frame, state, locked=True):
            time.sleep(2.0)
            assert "waits for a phone of this home" in frame("status").stderr
            with _keeping(owner_state, "--once") as helping:
                _until(
                    lambda: '"key_tier": "split with phones"' in _all(frame("status", "--json"))
                )
                assert helping.wait(timeout=20) == 0
            assert frame("photos").returncode == 0
