"""The receiving end of a bench: a frame's whole network side and its store, without a glass.

Rule: consent, transfer, opening, comparing, sealing and writing are those of a frame. Pictures
are not decoded (`sync_pictures`), because that costs what `frame bench decode` says.
"""

import queue
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from frame.config import Config
from frame.devices.dialling import Broker
from frame.devices.mqtt import MqttLink
from frame.devices.sim.seer import SimSeer
from frame.model import PhotoId, Verb
from frame.ports import Link
from frame.post.links import Reach
from frame.protocol.envelope import Rank
from frame.services.bench.sync_devices import CLOCK, ENTROPY, KEY
from frame.services.bench.sync_pictures import Compared
from frame.services.easel import Seen
from frame.services.network.access import OWN_USER, own_password, written_to
from frame.services.network.node import Node, Place, Tools
from frame.slideshow.pairing_card import PairingView
from frame.store.vault import Vault

T = TypeVar("T")
_WAIT_S = 0.05


class DarkStage:
    """A core without a glass: does what is posted (`network.stage.Stage`).

    agree  called when digits are on the glass
    """

    def __init__(self) -> None:
        self.due: queue.SimpleQueue[Callable[[], object]] = queue.SimpleQueue()
        self.agree: Callable[[], object] = lambda: None
        self.config = Config()

    def erase(self, photos: frozenset[PhotoId], work: Callable[[], T]) -> T:  # noqa: ARG002  # none is shown
        """Do the work."""
        return work()

    def carry_out(self, work: Callable[[], T]) -> T:
        """Do the work."""
        return work()

    def library_changed(self) -> None:
        """Plan nothing."""

    def rearranged(self) -> None:
        """Plan nothing."""

    def look_again(self) -> None:
        """Look at nothing."""

    def press(self, verb: Verb) -> None:
        """Show nothing else."""

    def say(self, words: str, seconds: float) -> None:
        """Say nothing."""

    def adjust(self, work: Callable[[], T]) -> T:
        """Do the work."""
        return work()

    def view(self) -> None:
        """Show nothing."""

    def picture(self, seen: Seen) -> None:
        """Have no picture of nothing."""
        seen(None)

    def show_pairing(self, view: PairingView | None) -> None:
        """Agree to any digits."""
        if view is not None and view.digits:
            self.post(self.agree)

    def show_connection(self, trouble: str) -> None:
        """Show nothing."""

    def post(self, work: Callable[[], object]) -> None:
        """Have work done by the thread that serves."""
        self.due.put(work)

    def do(self) -> None:
        """Do what was posted; wait a moment for the first of it."""
        try:
            work = self.due.get(timeout=_WAIT_S)
            while True:
                work()
                work = self.due.get_nowait()
        except queue.Empty:
            return


class Frame:
    """A frame that serves until it is over; `access` is the folder of its broker."""

    def __init__(self, folder: Path, url: str, access: Path) -> None:
        self._url = url
        self._vault = Vault.open(folder, KEY, ENTROPY)
        self.stage = DarkStage()
        self._node = Node(
            self.stage,
            self._vault,
            Tools(
                decoder=Compared(),
                seer=SimSeer(),
                clock=CLOCK,
                entropy=ENTROPY,
                connect=self._connect,
            ),
            Place(
                label="Bench",
                origin="http://frame.local",
                broker=url,
                granted=written_to(access, ENTROPY),
            ),
        )
        self.stage.agree = lambda: self._node.answer_pairing(yes=True)

    def _connect(
        self,
        _reach: Reach,
        heard: Callable[[str, bytes], None],
        turned: Callable[[bool], None],
    ) -> Link:
        password = own_password(self._node.books)
        where = Broker.of(
            self._url, client_id="bench-frame", user=OWN_USER, password=password, version=5
        )
        return MqttLink(where, heard, turned)

    def serve(self, over: threading.Event) -> None:
        """Be a frame."""
        self._node.start()
        while not over.is_set():
            self.stage.do()
            self._node.tick()
        self._node.close()
        self._vault.close()

    def card(self) -> str:
        """Return the address of a new card; only for the thread that serves."""
        return self._node.open_pairing(Rank.CONTRIBUTOR).url
