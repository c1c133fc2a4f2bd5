"""`frame wipe`, `audit` and `privacy` as a person meets them, on a frame that runs and on none."""

import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from frame.crypto.sign import is_signed_by
from frame.errors import Offline
from frame.model import Command as Wish
from frame.model import Size, Verb
from frame.protocol.frame_privacy import Wiped
from frame.scene import Words
from frame.services import household, listen, wiping
from frame.services.ipc import FromDisplay, receive_from_core, send_to_core
from tests.e2e.conftest import Command

pytestmark = [pytest.mark.promise("P13")]
Core = Callable[[], "subprocess.Popen[str]"]


@pytest.fixture
def core(state: Path) -> Iterator[Core]:
    """Start `frame run core` as systemd would."""
    started: list[subprocess.Popen[str]] = []

    def start() -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-m", "frame.cli.main", "run", "core"],
            env={**os.environ, "FRAME_STATE": str(state), "FRAME_STRICT_LOG": "1"},
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.fixture
def full(frame: Command, stick: Path, state: Path) -> Path:
    """A frame with two photos, and settings that its installer wrote."""
    assert frame("import", *sorted(stick.iterdir())[:2], "--album", "Test").returncode == 0
    (state / "frame.toml").write_text('[frame]\nname = "Hall"\n')
    return state


def answer(done: "subprocess.CompletedProcess[str]", code: int = 0) -> dict[str, object]:
    assert done.returncode == code, done.stderr
    document = json.loads(done.stdout)
    assert isinstance(document, dict)
    return document


@pytest.fixture
def empty(state: Path) -> Path:
    """A frame on its first day."""
    household.make(state)
    return state


def until_it_runs(frame: Command) -> dict[str, object]:
    deadline = time.monotonic() + 40
    while True:
        done = frame("status", "--json")
        document: dict[str, object] = json.loads(done.stdout) if done.returncode == 0 else {}
        if document.get("running"):
            return document
        assert time.monotonic() < deadline, done.stderr
        time.sleep(0.2)


def is_signed(document: dict[str, object], photos: int) -> None:
    """Check the statement as anybody can."""
    told: dict[str, Any] = document
    at_s = datetime.fromisoformat(told["erased_at"]).timestamp()
    word = Wiped(
        photos=told["photos"],
        generation=told["generation"],
        at_ms=round(at_s * 1000),
        signature=bytes.fromhex(told["signature"]),
    )
    assert word.photos == photos
    assert is_signed_by(bytes.fromhex(told["signer"]), word.signed_words, word.signature)


def test_a_frame_that_does_not_run_is_wiped_and_begins_anew(
    frame: Command, full: Path, core: Core
) -> None:
    key = (full / "device.key").read_bytes()
    is_signed(answer(frame("wipe", "--yes", "--json")), 2)
    assert [path.name for path in full.iterdir()] == ["frame.toml"]
    assert 'name = "Hall"' in (full / "frame.toml").read_text()
    again = frame("wipe", "--yes")
    assert (again.returncode, again.stdout) == (2, "")
    assert "there is no frame" in again.stderr
    assert frame("init").returncode == 0
    assert (full / "device.key").read_bytes() != key
    process = core()
    assert until_it_runs(frame)["photos"] == 0
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=20)
    assert (process.returncode, "Traceback" in said) == (0, False)


def test_a_frame_that_runs_is_wiped_and_goes_on_as_a_new_one(
    frame: Command, full: Path, core: Core
) -> None:
    process = core()
    until_it_runs(frame)
    old = {path.name: path.read_bytes() for path in full.glob("store/keyring.*")}
    key = (full / "device.key").read_bytes()
    is_signed(answer(frame("wipe", "--yes", "--json")), 2)
    assert not wiping.is_begun(full)
    status = until_it_runs(frame)
    assert (status["photos"], status["albums"], status["owners"]) == (0, 0, 1)
    assert (full / "device.key").read_bytes() != key
    assert all((full / "store" / name).read_bytes() != held for name, held in old.items())
    assert not [path for kind in "otc" for path in full.glob(f"store/{kind}/*/*")]
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=20)
    assert (process.returncode, "Traceback" in said) == (0, False)


def test_a_wipe_that_was_cut_goes_on_when_the_frame_starts(
    frame: Command, empty: Path, core: Core
) -> None:
    wiping.begin(empty)
    (empty / "device.key").unlink()
    process = core()
    assert until_it_runs(frame)["photos"] == 0
    assert not wiping.is_begun(empty)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 0


def test_a_store_that_does_not_open_is_wiped_without_a_signature(
    frame: Command, empty: Path
) -> None:
    for slot in empty.glob("store/keyring.*"):
        slot.write_bytes(b"torn")
    assert frame("status").returncode == 1
    document = answer(frame("wipe", "--yes", "--json"))
    assert set(document.values()) == {None}
    assert [path.name for path in empty.iterdir()] == ["frame.toml"]


def test_a_store_that_somebody_has_open_is_not_wiped(frame: Command, empty: Path) -> None:
    with household.opened(empty):
        done = frame("wipe", "--yes")
    assert (done.returncode, done.stdout) == (1, "")
    assert "another process" in done.stderr
    assert not wiping.is_begun(empty)
    assert answer(frame("status", "--json"))["photos"] == 0


def test_without_a_frame_each_says_so_in_one_sentence(frame: Command) -> None:
    for words in (("wipe", "--yes"), ("audit",), ("privacy",)):
        done = frame(*words)
        assert (done.returncode, done.stdout) == (2, "")
        assert "there is no frame" in done.stderr
        assert len(done.stderr.splitlines()) == 2


def test_where_nobody_can_be_asked_nothing_is_wiped(frame: Command, empty: Path) -> None:
    done = frame("wipe")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--yes" in done.stderr
    assert answer(frame("status", "--json"))["photos"] == 0
    assert empty.exists()


@pytest.mark.parametrize(("typed", "code"), [("wipe\n", 0), ("yes\n", 1), ("\x04", 1)])
def test_on_a_terminal_the_word_is_typed(state: Path, typed: str, code: int) -> None:
    household.make(state)
    ours, theirs = pty.openpty()
    os.write(ours, typed.encode())
    done = subprocess.run(
        [sys.executable, "-m", "frame.cli.main", "wipe"],
        env={**os.environ, "FRAME_STATE": str(state)},
        stdin=theirs,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    os.close(ours)
    os.close(theirs)
    assert done.returncode == code, done.stderr
    assert household.exists(state) is (code != 0)
    assert ("nothing was erased" in done.stderr) is (code != 0)
    assert "for good" in done.stderr


@pytest.mark.usefixtures("empty")
def test_the_statement_is_written_and_anybody_can_check_it(frame: Command, tmp_path: Path) -> None:
    kept = tmp_path / "word"
    document = answer(frame("wipe", "--yes", "--json", "--statement", str(kept)))
    assert kept.read_text() == f"{document['statement']}\n"
    checked = answer(frame("wipe", "--json", "--check", kept.read_text()))
    assert (checked["signer"], checked["code"]) == (document["signer"], document["code"])
    altered = frame("wipe", "--check", kept.read_text().replace("HFW1:", "HFW1:A", 1))
    assert (altered.returncode, altered.stdout) == (2, "")


def test_nothing_is_wiped_where_the_statement_cannot_be_written(
    frame: Command, empty: Path, tmp_path: Path
) -> None:
    (tmp_path / "there").write_text("something")
    done = frame("wipe", "--yes", "--statement", str(tmp_path / "there"))
    assert (done.returncode, household.exists(empty)) == (2, True)
    assert (tmp_path / "there").read_text() == "something"


def test_a_machine_without_a_steward_is_not_promised_what_nobody_does(
    frame: Command, empty: Path
) -> None:
    done = frame("wipe", "--yes", "--machine")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no steward" in done.stderr
    assert household.exists(empty)


def test_a_key_held_at_the_glass_wipes_the_frame_and_shows_its_last_word(
    frame: Command, full: Path, core: Core
) -> None:
    (full / "frame.toml").write_text('[buttons]\nerase_key = "power"\n')
    process = core()
    until_it_runs(frame)
    key = (full / "device.key").read_bytes()
    assert "Erasing everything" in _until_told(full, "Erasing everything", held=True)
    words = _until_told(full, "This frame is empty", held=False)
    assert any(word.startswith("2 photos") for word in words)
    assert until_it_runs(frame)["photos"] == 0
    assert (full / "device.key").read_bytes() != key
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 0


def _until_told(folder: Path, sentence: str, *, held: bool) -> list[str]:
    """Be a display until its glass says a sentence; `held`: a person holds the key meanwhile."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with closing(listen.knock(folder / listen.SOCKET)) as channel:
                send_to_core(channel, FromDisplay(size=Size(width_px=640, height_px=360)))
                while time.monotonic() < deadline:
                    if held:
                        send_to_core(channel, FromDisplay(commands=(Wish(verb=Verb.HOLD),)))
                    time.sleep(0.2)
                    while channel.waiting():
                        came = receive_from_core(channel, 1.0)
                        if isinstance(came, int):
                            continue
                        words = [one.text for one in came[0].layers if isinstance(one, Words)]
                        if sentence in words:
                            return words
        except Offline:
            time.sleep(0.2)
    pytest.fail("the glass never said it")


@pytest.mark.promise("P15")
def test_an_audit_is_a_document_with_advice_and_says_so_by_its_exit_code(
    frame: Command, empty: Path
) -> None:
    document = answer(frame("audit", "--json"))
    assert document["checks"] == 15
    findings = document["findings"]
    assert isinstance(findings, list)
    assert all(set(one) == {"check", "severity", "means", "do"} for one in findings)
    assert "device key" in {one["check"] for one in findings}
    text = frame("audit")
    assert f"15 checks, {len(findings)} finding(s)" in text.stdout
    (empty / "device.key").chmod(0o644)
    grave = answer(frame("audit", "--json"), 1)
    assert isinstance(grave["findings"], list)
    assert grave["findings"][0]["severity"] == "high"
    assert frame("audit", "--nonsense").returncode == 2


def test_privacy_counts_what_is_kept_computed_and_connected(
    frame: Command, full: Path, core: Core
) -> None:
    (full / "frame.toml").write_text('[network]\nbroker = "mqtt://127.0.0.1:1"\n')
    assert answer(frame("audit", "--json"))["at"]
    alone = answer(frame("privacy", "--json"))
    assert set(alone) == {"stores", "computes", "connections", "key_tier", "audit"}
    stores = alone["stores"]
    assert isinstance(stores, list)
    assert stores[0] == {"what": "photos", "count": 2, "bytes": stores[0]["bytes"]}
    assert stores[0]["bytes"] > 1_000
    assert alone["connections"] == [{"to": "mqtt://127.0.0.1:1", "why": "own broker", "up": False}]
    process = core()
    until_it_runs(frame)
    running = answer(frame("privacy", "--json"))
    assert isinstance(running["stores"], list)
    assert running["stores"][:2] == stores[:2]
    assert running["audit"] == alone["audit"]
    assert "own broker" in frame("privacy").stdout
    assert process.poll() is None
