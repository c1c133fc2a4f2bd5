"""The broker process of a real frame: mosquitto, with users and access list that core writes.

What `frame run broker` starts. Core writes who may log on into `network.access_folder`; whenever
that changes, mosquitto reads it again.

Rule 1: where the broker has a user of its own (`keep`), it reads core's folder and writes only its
        own: users and access list are copied there, readable by nobody else.
Rule 2: it lives as long as mosquitto answers. One that is there and silent is no broker.
Rule 3: when core's lists are gone, the household is (a frame that was wiped): what mosquitto kept
        for its devices goes too.
"""

import shutil
import threading
from pathlib import Path
from typing import Final

from frame.config import Broker, Config, load
from frame.devices import mosquitto
from frame.devices.mosquitto import ACCESS, PASSWORDS, STORE, Listener, MosquittoChild, Tls
from frame.devices.mosquitto_pulse import answers
from frame.errors import BadConfig
from frame.services.daemon import Pulse, notify, stop_on_signals

_LOOK_S = 0.25
_LISTS: Final = (ACCESS, PASSWORDS)
_NOWHERE: Final = (0, 0)


def run_broker(folder: Path, keep: Path | None = None) -> None:
    """Run mosquitto until told to stop; `keep` is where it writes, if not where core does.

    Raises:
        BadConfig: frame.toml names no folder for users and access list.
        DeviceFailed: mosquitto is not installed, does not start, or ended; or a folder cannot be
            used.
    """
    config = load(folder)
    if not config.network.access_folder:
        raise BadConfig(
            "[network] access_folder is not set, so nobody could log on",
            hint='Set access_folder = "broker" in frame.toml, and see docs/operations.md.',
        )
    over = threading.Event()
    stop_on_signals(over.set)
    written = folder / config.network.access_folder
    _serve(House(written, keep or written, config), over)


def _serve(house: "House", over: threading.Event) -> None:
    house.open()
    notify("READY=1")
    try:
        _watch(house, over)
    finally:
        house.child.stop()


def _watch(house: "House", over: threading.Event) -> None:
    pulse = Pulse()
    while not over.wait(_LOOK_S):
        house.look()
        if pulse.is_due and answers(house.listeners[0]):
            pulse.beat()


class House:
    """mosquitto, and the two lists it goes by; raises as `run_broker` does."""

    def __init__(self, written: Path, own: Path, config: Config) -> None:
        self._written, self._own = written, own
        self.listeners = listeners_of(config.broker)
        self.child = MosquittoChild(own, [one.port for one in self.listeners])
        self._seen = _NOWHERE

    def open(self) -> None:
        """Write what mosquitto needs and start it."""
        mosquitto.write_conf(self._own, self.listeners)
        self._seen = self._taken_over()
        self.child.start()

    def look(self) -> None:
        """Notice what changed, and that mosquitto is still there."""
        self.child.check()
        if _written_at(self._written) == self._seen:
            return
        if _written_at(self._written) == _NOWHERE:
            self.child.stop()
            shutil.rmtree(self._own / STORE, ignore_errors=True)
            self.open()
        elif (taken := self._taken_over()) != self._seen:
            self._seen = taken
            self.child.reload()

    def _taken_over(self) -> tuple[int, int]:
        """Copy both lists, where they are copied, and return of when they are.

        What cannot be read yet is about to be lent: there is another look.
        """
        written_at = _written_at(self._written)
        if self._own == self._written:
            return written_at
        try:
            texts = {name: _text(self._written / name) for name in _LISTS}
        except PermissionError:
            return _NOWHERE
        mosquitto.write_lists(self._own, texts)
        return written_at


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def listeners_of(settings: Broker) -> list[Listener]:
    """Return where mosquitto listens, as the settings say."""
    tls = None
    if settings.cert_file and settings.key_file:
        tls = Tls(cert_file=Path(settings.cert_file), key_file=Path(settings.key_file))
    found = [Listener(port=settings.port, address=settings.address, tls=tls)]
    if settings.websocket_port:
        port = settings.websocket_port
        found.append(Listener(port=port, address=settings.address, websocket=True, tls=tls))
    return found


def _written_at(folder: Path) -> tuple[int, int]:
    def at(name: str) -> int:
        try:
            return (folder / name).stat().st_mtime_ns
        except (FileNotFoundError, NotADirectoryError):
            return 0

    with mosquitto.used(folder):
        return at(ACCESS), at(PASSWORDS)
