"""A frame for tests: a real Core, Node and Vault, with or without a display."""

import queue
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from frame.config import parse
from frame.devices.channel import Channel
from frame.devices.sim.decoder import SimDecoder
from frame.devices.sim.seer import SimSeer
from frame.model import PhotoId, Pixels, Size
from frame.ports import Decoder, Seer
from frame.post.books import Books
from frame.post.rows import Owed, Paired
from frame.protocol.card import Card
from frame.scene import Picture as OnGlass
from frame.services.core import Core, World
from frame.services.easel import Arrived, Taken
from frame.services.household import Household
from frame.services.indexing import unseen
from frame.services.ingest import study_of
from frame.services.ipc import receive_from_core, receive_with_picture, send_picture
from frame.services.network.bureau import Bureau
from frame.services.network.farewell import Farewell
from frame.services.network.node import Node, Place, Tools
from frame.services.network.permits import settle_all
from frame.services.network.persons import Eyes, Persons
from frame.slideshow.events import Connection, Pairing, Tick
from frame.slideshow.pairing_card import PairingView
from frame.store.disk import Disk
from frame.store.vault import Vault
from tests.store.storekit import KEY, QuickDisk

if TYPE_CHECKING:
    from tests.services.network.kit import Village

_GLASS = Size(width_px=160, height_px=90)


class House:
    """A frame; `glass` puts a display in front of it, and `alone` leaves it without a broker."""

    def __init__(
        self,
        village: "Village",
        name: str,
        *,
        folder: Path | None = None,
        disk: Disk | None = None,
        decoder: Decoder | None = None,
        seer: Seer | None = None,
        broker: str = "",
        glass: bool = False,
        alone: bool = False,
        bureau: bool = False,
    ) -> None:
        self.village, self.label = village, name
        self.url = broker or f"mqtt://{name.lower()}"
        self.folder = folder or village.folder / name
        self.disk = disk or QuickDisk()
        self.decoder, self.seer = decoder or SimDecoder(), seer or SimSeer()
        self.vault = self._opened(village)
        self.core = self._core(village)
        self.granted: list[tuple[Books, Card | None, datetime]] = []
        self.scenes: list[frozenset[str]] = []
        self.pictures, self.paint = 0, bytes(3 * _GLASS.width_px * _GLASS.height_px)
        self._display: Channel | None = None
        self.node = self._node(village, "" if alone else self.url)
        self.bureau = self._bureau() if bureau else None
        self.core.meet(self.node)
        if not alone or any(one.broker for one in self.books.of(Paired)):
            self.node.start()
        self.is_on = True
        if glass:
            self.look()

    @property
    def trouble(self) -> str:
        """What the glass says about the connection."""
        news = self.core._standing.get(Connection)
        return news.trouble if isinstance(news, Connection) else ""

    @property
    def pairing_card(self) -> PairingView | None:
        """The pairing card on the glass."""
        news = self.core._standing.get(Pairing)
        return news.view if isinstance(news, Pairing) else None

    def _node(self, village: "Village", broker: str) -> Node:
        tools = Tools(
            decoder=self.decoder,
            seer=self.seer,
            clock=village.clock,
            entropy=village.entropy(),
            connect=village.brokers.connecting(self.url, self.label),
        )
        place = Place(
            label=self.label,
            origin=f"http://{self.label.lower()}.local",
            broker=broker,
            granted=lambda *told: self.granted.append(told),
        )
        return Node(self.core, self.vault, tools, place)

    def _bureau(self) -> Bureau:
        """Open a bureau; `ended` counts how often it came to the end."""
        self.ended = 0

        def over() -> None:
            self.ended += 1

        self.persons = Persons(self.node.grounds, Eyes(decoder=self.decoder, seer=self.seer))
        farewell = Farewell(self.books, over)
        rooms = self.persons, farewell
        bureau = Bureau(self.home, self.node.grounds, rooms, self.node.reached)
        self.node.consult(bureau)
        return bureau

    def _opened(self, village: "Village") -> Vault:
        entropy = village.entropy()
        if self.folder.exists():
            vault = Vault.open(self.folder, KEY, entropy, disk=self.disk)
            settle_all(vault, entropy, village.now)
            return vault
        vault = Vault.create(self.folder, KEY, entropy, village.now, disk=self.disk)
        vault.add_owner("Family", village.now)
        return vault

    def _core(self, village: "Village") -> Core:
        config = parse("[show]\nmotion = false\nseconds = 5.0\nfade_seconds = 0.2\n")
        self.home = Household(
            folder=self.folder, config=config, vault=self.vault, key_tier="", key_warning=""
        )
        world = World(decoder=self.decoder, clock=village.clock, entropy=village.entropy())
        return Core(self.home, world)

    def look(self) -> None:
        """Sit down before the glass."""
        self._display, ours = Channel.pair()
        self._ours = ours
        self.core.inbox.put(Arrived(channel=ours, size=_GLASS, process=1))

    @property
    def name(self) -> bytes:
        return self.node.books.me.name

    @property
    def books(self) -> Books:
        return self.node.books

    def work(self) -> bool:
        """Do what is due; say whether there was anything."""
        if not self.is_on:
            return False
        busy = self._take()
        self.node.tick()
        self.core._hear(Tick(now=self.village.now, at_s=self.village.clock.monotonic_s()))
        beside = [self.node._arriving._pool, self.node._sharing._pool]
        if self.bureau is not None:
            beside += [self.persons._pool, self.bureau._pool]
        for pool in beside:
            pool.submit(lambda: None).result()
        if self._display is not None:
            self.core._darkroom._pool.submit(lambda: None).result()
            self.see()
        return busy or not self.core.inbox.empty()

    def _take(self) -> bool:
        busy = False
        with suppress(queue.Empty):
            while True:
                self.core._take(self.core.inbox.get_nowait())
                busy = True
        return busy

    def see(self) -> None:
        """Look at what is on the glass."""
        assert self._display is not None
        while self._display.waiting():
            came = receive_from_core(self._display, 1.0)
            if isinstance(came, int):
                self.pictures += 1
                send_picture(self._display, came, Pixels(size=_GLASS, rgb=self.paint))
                said, pixels = receive_with_picture(self._ours, 1.0)
                assert said.picture is not None
                assert pixels is not None
                self.core.inbox.put(Taken(number=said.picture.number, pixels=pixels))
                continue
            layers = came[0].layers
            shown = {str(one.texture) for one in layers if isinstance(one, OnGlass)}
            self.scenes.append(frozenset(shown))

    def on_glass(self, wanted: PhotoId) -> bool:
        """Say whether a photo is on the glass now."""
        return self.was_shown(wanted, len(self.scenes) - 1)

    def was_shown(self, wanted: PhotoId, since: int = 0) -> bool:
        """Say whether a photo was on the glass in one of the scenes from a number on."""
        return any(wanted in one for scene in self.scenes[max(0, since) :] for one in scene)

    def index(self) -> None:
        """Look at every photo that may be looked at, as the indexer would."""
        for one in unseen(self.vault):
            self.vault.note(one, self.seer.look(study_of(self.vault, self.decoder, one)))

    def off(self) -> None:
        """Switch it off."""
        if not self.is_on:
            return
        self.is_on = False
        self.node.close()
        self.core._darkroom.close()
        self.vault.close()
        self._hang_up()

    def pull_the_plug(self) -> None:
        """Let go of everything without a word: only what is on the disk counts."""
        self.is_on = False
        rooms = (self.node._arriving, self.node._sharing, self.bureau)
        for room in rooms:
            if room is not None:
                room.close()
        self.core._darkroom.close()
        for link in self.node._links._links.values():
            self.village.brokers.at(self.url).cut(link)  # type: ignore[arg-type]
        self.vault._opened.lock.release()
        self.vault._parts.catalogue.close()
        self._hang_up()

    def _hang_up(self) -> None:
        if self._display is not None:
            self._display.close()
            self._ours.close()
            self._display = None

    def again(self, **more: object) -> "House":
        """Switch it off, and on again."""
        self.off()
        self.village.houses.remove(self)
        return self.village.house(self.label, folder=self.folder, broker=self.url, **more)

    def close(self) -> None:
        if self.is_on:
            self.off()

    def photos(self) -> set[PhotoId]:
        return {one.id for one in self.vault.photos()}

    def called(self, name: bytes) -> PhotoId | None:
        return self.vault.named(name)

    def owed(self) -> tuple[Owed, ...]:
        return self.books.of(Owed)
