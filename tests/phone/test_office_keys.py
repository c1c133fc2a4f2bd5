"""A frame whose key is split with phones: the page that is open opens it, and only that.

The phone goes through `frame run web`, as a browser does: a frame that is locked serves its page.
"""

import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from frame.devices.broker import free_port, listens
from frame.errors import Locked, Offline
from frame.services.ipc import Request
from frame.services.status import ask_core
from tests.integration.brokers import until
from tests.integration.frame_kit import RealFrame
from tests.phone.office_kit import NodePhone
from tests.phone.page import prepared
from tests.phone.test_office import pair

_ASKED_S = 3.0  # by then it asked once, and was answered by whoever hears it


class _Served(RealFrame):
    """A frame that serves its page, too."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.web_port = free_port()
        with (self.state / "frame.toml").open("a", encoding="utf-8") as settings:
            settings.write(f"[web]\nport = {self.web_port}\n")

    def page(self) -> str:
        with urlopen(f"http://127.0.0.1:{self.web_port}/", timeout=10) as answer:
            return str(answer.read().decode())


@pytest.fixture
def frame(tmp_path: Path) -> Iterator[_Served]:
    prepared()
    with _Served(tmp_path / "house") as frame:
        web = frame.begin("run", "web")
        try:
            until(lambda: listens(frame.web_port))
            yield frame
        finally:
            web.stop()


def _phone(folder: Path, frame: _Served) -> NodePhone:
    return NodePhone(folder, f"ws://127.0.0.1:{frame.web_port}/mqtt")


def _standing(frame: RealFrame) -> str:
    """Return whether the frame's core is open or locked; empty where none answers."""
    try:
        return "" if ask_core(frame.state, Request(what="status")) is None else "open"
    except Locked:
        return "locked"
    except Offline:
        return ""


def _restart(frame: RealFrame) -> None:
    """Cut the power of the frame's core; it comes back with its key closed."""
    frame.core.kill()
    frame.core.start()
    until(lambda: _standing(frame) != "")


def _stays_locked(frame: RealFrame) -> bool:
    time.sleep(_ASKED_S)
    return _standing(frame) == "locked"


def test_a_split_key_opens_for_a_page_that_is_open_and_for_nobody_else(
    frame: _Served, tmp_path: Path
) -> None:
    with _phone(tmp_path / "phone", frame) as phone:
        pair(phone, frame)
        assert not phone("privacy")["keepsPart"]
        assert frame.ask("keys", "move", "phones")["tier"] == "file"
        until(lambda: frame.ask("keys", "status")["tier"] == "phones")
        # the frame counts anew once a second
        until(lambda: phone("privacy")["keyTier"] == "split with phones")
        assert phone("privacy")["keepsPart"]
        assert not (frame.state / "device.key").exists()

        _restart(frame)
        until(lambda: _standing(frame) == "open")
        phone.until(lambda view: view["frames"][0]["state"] == "there")
        assert phone("privacy")["keepsPart"]

    _restart(frame)
    assert _stays_locked(frame), "a frame opened without its part"
    assert "<script" in frame.page()
    with _phone(tmp_path / "phone", frame) as phone:
        until(lambda: _standing(frame) == "open")
        _forgotten(phone, frame)


def _forgotten(phone: NodePhone, frame: RealFrame) -> None:
    """The part goes with the frame it is of."""
    phone("forgetFrame", phone.view["frames"][0]["id"])
    _restart(frame)
    assert _stays_locked(frame), "a part that was forgotten opened a frame"
