"""A whole frame's side of the network in a thread of its own, on a broker in memory."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Self, TypeVar

from frame.crypto.keys import DeviceKey
from frame.devices.clock import KernelEntropy, WallClock
from frame.devices.sim.decoder import SimDecoder
from frame.devices.sim.link import SimBroker, SimLink
from frame.devices.sim.seer import SimSeer
from frame.model import PhotoId, Verb
from frame.ports import Link
from frame.post.links import Reach
from frame.protocol.envelope import Rank
from frame.services.network.node import Node, Place, Tools
from frame.slideshow.pairing_card import PairingView
from frame.store.vault import Vault
from tests.unlit import Unlit

T = TypeVar("T")
_DEVICE_KEY = DeviceKey(bytes(range(32)))


class FrameForTests(Unlit):
    """Runs while the `with` block lasts; the same folder goes on where it was."""

    def __init__(self, folder: Path, broker: SimBroker, label: str = "Kitchen") -> None:
        self.folder = folder
        self.broker = broker
        self.label = label
        self.yes = True
        self.answers = True
        self.digits: list[str] = []
        self.pressed: list[Verb] = []
        self._work: SimpleQueue[Callable[[], object] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._live, daemon=True)
        self._ready = threading.Event()
        self.node: Node
        self.vault: Vault

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10), "the frame did not start"
        return self

    def __exit__(self, *_: object) -> None:
        self._work.put(None)
        self._thread.join(10)

    def _live(self) -> None:
        clock, entropy = WallClock(), KernelEntropy()
        if self.folder.exists():
            vault = Vault.open(self.folder, _DEVICE_KEY, entropy)
        else:
            vault = Vault.create(self.folder, _DEVICE_KEY, entropy, clock.now())
        with vault:
            self.vault = vault
            tools = Tools(
                decoder=SimDecoder(),
                seer=SimSeer(),
                clock=clock,
                entropy=entropy,
                connect=self.connect,
            )
            place = Place(
                label=self.label,
                origin="https://frame.local",
                broker="mqtt://127.0.0.1:1883",
                granted=lambda *_: None,
            )
            self.node = Node(self, vault, tools, place)
            self.node.start()
            self._ready.set()
            self._turn()
            self.node.close()

    def _turn(self) -> None:
        while True:
            try:
                work = self._work.get(timeout=0.05)
            except Empty:
                self.node.tick()
                continue
            if work is None:
                return
            work()

    def connect(
        self,
        reach: Reach,
        heard: Callable[[str, bytes], None],
        turned: Callable[[bool], None],
    ) -> Link:
        return SimLink(self.broker, f"frame-{self.label}-{reach.user}", heard, turned)

    def do(self, work: Callable[[], T]) -> T:
        """Have work done by the frame's thread and return what it returned."""
        done: SimpleQueue[T | Exception] = SimpleQueue()

        def perform() -> None:
            try:
                done.put(work())
            except Exception as problem:  # noqa: BLE001
                done.put(problem)

        self._work.put(perform)
        result = done.get(timeout=10)
        if isinstance(result, Exception):
            raise result
        return result

    def until(self, so: Callable[[], bool]) -> None:
        """Wait until the frame's thread sees that it is so."""
        deadline = time.monotonic() + 15
        while not self.do(so):
            assert time.monotonic() < deadline, "it never came to that"
            time.sleep(0.05)

    def mute(self) -> None:
        """Be switched off, as others see it."""
        self.do(self.node._links.close)

    def card(self, role: Rank = Rank.CONTRIBUTOR) -> str:
        return self.do(lambda: self.node.open_pairing(role).url)

    def photos(self) -> int:
        return self.do(lambda: len(self.vault.photos()))

    def erase(self, photos: frozenset[PhotoId], work: Callable[[], T]) -> T:  # noqa: ARG002
        return work()

    def carry_out(self, work: Callable[[], T]) -> T:
        return work()

    def press(self, verb: Verb) -> None:
        self.pressed.append(verb)

    def show_pairing(self, view: PairingView | None) -> None:
        if view is not None and view.digits and self.answers:
            self.digits.append(view.digits)
            self.post(lambda: self.node.answer_pairing(yes=self.yes))

    def post(self, work: Callable[[], object]) -> None:
        self._work.put(work)
