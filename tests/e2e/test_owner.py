"""The real thing: a frame's processes, a real broker, and an owner's commands beside them."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from frame.devices.broker import EmbeddedBroker
from tests.e2e.conftest import Command

_NAMES = ("IMG_20190301_101112", "IMG_20190302_101112", "IMG_20190303_101112")


@pytest.fixture
def broker() -> Iterator[EmbeddedBroker]:
    """A broker that only passes on what it hears."""
    if "CI" not in os.environ:
        pytest.importorskip("iotcore", reason="the embedded broker is not installed")
    with EmbeddedBroker() as running:
        yield running


@pytest.fixture
def core(frame: Command, state: Path, broker: EmbeddedBroker) -> Iterator["subprocess.Popen[str]"]:
    """A frame that speaks through this broker."""
    assert frame("init").returncode == 0
    settings = f'[frame]\nname = "Kitchen"\n[network]\nbroker = "{broker.url_5}"\n'
    (state / "frame.toml").write_text(settings)
    running = subprocess.Popen(
        [sys.executable, "-m", "frame.cli.main", "run", "core"],
        env={**os.environ, "FRAME_STATE": str(state), "FRAME_STRICT_LOG": "1"},
        stderr=subprocess.PIPE,
        text=True,
    )
    _until(lambda: '"running": true' in frame("status", "--json").stdout)
    yield running
    running.send_signal(signal.SIGTERM)
    _, said = running.communicate(timeout=15)
    assert running.returncode == 0, said
    assert "Traceback" not in said


@pytest.fixture
def pictures(stick: Path, tmp_path: Path) -> Path:
    """Three photos that say where they were taken."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name in _NAMES:
        exif = Image.Exif()
        exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 1.0, 2.0), 3: "E", 4: (11.0, 3.0, 4.0)})
        source = next(iter(sorted(stick.glob(f"{name}.jpg"))))
        Image.open(source).save(folder / f"{name}.jpg", exif=exif)
    return folder


def _until(so: Callable[[], bool], seconds: float = 40.0) -> None:
    deadline = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.1)


def _told(done: "subprocess.CompletedProcess[str]") -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def owner(frame: Command, tmp_path: Path) -> Command:
    """Run one `frame owner …` command."""

    def run(*words: str | Path) -> "subprocess.CompletedProcess[str]":
        return frame("owner", *words, FRAME_OWNER_STATE=str(tmp_path / "owner"))

    return run


@pytest.fixture
def paired(
    frame: Command, core: "subprocess.Popen[str]", tmp_path: Path
) -> "subprocess.Popen[str]":
    """An owner who paired as people do: both look at six digits, and both say yes."""
    card = _told(frame("pair", "--json"))["card"]
    command = [sys.executable, "-m", "frame.cli.main", "owner", "pair", card, "--name", "Ana"]
    owner = subprocess.Popen(
        command,
        env={**os.environ, "FRAME_OWNER_STATE": str(tmp_path / "owner")},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert owner.stderr is not None
    assert owner.stdin is not None
    said = ""
    while "this device shows" not in said:
        said = owner.stderr.readline()
        assert said, "pairing ended before digits were shown"
    digits = said.rpartition("shows")[2].strip()
    assert frame("pair", "--confirm", digits).returncode == 0
    owner.stdin.write("y\n")
    owner.stdin.flush()
    out, rest = owner.communicate(timeout=30)
    assert owner.returncode == 0, rest
    assert "paired with 'Kitchen'; this device is owner there" in out
    return core


@pytest.mark.promise("P8")
@pytest.mark.promise("P9")
def test_an_owner_pairs_sends_takes_back_and_leaves(
    frame: Command, owner: Command, paired: object, pictures: Path, tmp_path: Path
) -> None:
    assert _told(owner("devices", "--json"))["devices"][0]["role"] == "owner"
    assert owner("album", "Summer").returncode == 0
    assert _told(owner("grant", "Summer", "--yes", "--json"))["heard"] is True
    sent = _told(owner("send", pictures, "--album", "Summer", "--json"))
    assert (sent["kept"], sent["refused"]) == (3, [])
    assert sent["removed"]["location"] == 3
    photos = _told(frame("photos", "--json"))["photos"]
    assert [one["album"] for one in photos] == ["Summer"] * 3
    first = _told(owner("photos", "--json"))["photos"][0]["photo"]
    assert owner("caption", first, "At the lake").returncode == 0
    assert _told(owner("delete", first, "--yes", "--json"))["withdrawals"][0]["pending"] is False
    assert len(_told(frame("photos", "--json"))["photos"]) == 2
    gone = _told(owner("revoke", "Summer", "--yes", "--json"))["withdrawals"][0]
    assert gone["frames"][0]["photos"] == 2
    assert _told(frame("photos", "--json"))["photos"] == []
    assert owner("export", tmp_path / "out").returncode == 0
    assert len(list((tmp_path / "out" / "photos").rglob("*.jpg"))) == 3
    assert _told(owner("leave", "--yes", "--json"))["frame"] == "Kitchen"
    _until(lambda: _told(frame("devices", "--json"))["devices"] == [])
    assert owner("frames").stdout.startswith("this device is not paired")
    assert paired is not None


@pytest.mark.promise("P14")
def test_a_transfer_survives_the_death_of_the_sender_and_a_dead_broker_is_told(
    frame: Command, owner: Command, paired: object, tmp_path: Path, broker: EmbeddedBroker
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(12):
        noise = os.urandom(1200 * 900 * 3)
        Image.frombytes("RGB", (1200, 900), noise).save(folder / f"{number}.jpg", quality=90)
    assert owner("album", "Noise").returncode == 0
    assert owner("grant", "Noise", "--yes").returncode == 0
    words = ("owner", "send", str(folder), "--album", "Noise")
    sending = subprocess.Popen(
        [sys.executable, "-m", "frame.cli.main", *words],
        env={**os.environ, "FRAME_OWNER_STATE": str(tmp_path / "owner")},
        stderr=subprocess.DEVNULL,
    )
    _until(lambda: len(_told(frame("photos", "--json"))["photos"]) >= 2)
    sending.kill()
    sending.wait()
    sent = _told(owner("send", folder, "--album", "Noise", "--json"))
    assert sent["kept"] + sent["already"] == 12
    assert sent["refused"] == []
    assert len(_told(frame("photos", "--json"))["photos"]) == 12
    broker.kill()
    said = owner("press", "next", "--wait", "2")
    assert said.returncode == 1
    assert "broker" in said.stderr
    assert "Traceback" not in said.stderr
    said = owner("revoke", "Noise", "--yes", "--wait", "1")
    assert said.returncode == 0
    assert "Kitchen: pending" in said.stdout
    assert paired is not None
