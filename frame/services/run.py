"""The core process of a real frame: what `frame run core` starts."""

import logging
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

from frame.config import Config, load
from frame.devices.allocator import give_large_memory_back
from frame.devices.clock import KernelEntropy, WallClock
from frame.devices.decoder import ChildDecoder
from frame.devices.heat import Thermometer
from frame.devices.seer import SERVICE_SOCKET, ChildSeer
from frame.errors import (
    DiskFull,
    FrameError,
    StoreBusy,
    StoreDamaged,
    WrongKey,
)
from frame.log import event
from frame.ports import Decoder, Seer
from frame.post.rows import Paired
from frame.services import asking_steward, household, listen, trust, wiping
from frame.services.calm import Calm
from frame.services.core import Core, World
from frame.services.daemon import Pulse, notify, stop_on_signals
from frame.services.distress import stand_in, until
from frame.services.heads import note_system
from frame.services.household import Household
from frame.services.indexing import Indexer
from frame.services.keys import NOTHING, Given, locked
from frame.services.lookout import Residents
from frame.services.network.bureau import Bureau
from frame.services.network.farewell import Farewell
from frame.services.network.knocking import Knocking, reaching
from frame.services.network.node import Node, Tools
from frame.services.network.persons import Eyes, Persons
from frame.services.network.reach import connector, place_of
from frame.services.network.splitting import Splitting
from frame.services.parting import Parting, last_view
from frame.services.release import PLACE, built
from frame.services.tending import Means, Tending
from frame.services.unlocking import Waiting, what_waits
from frame.services.visitors import Visitors
from frame.services.web_certificates import Renewal
from frame.slideshow.ending_card import EndingView
from frame.slideshow.events import Ending
from frame.store.sealed_key import ByPhones, Sealed

_LOG = logging.getLogger("frame.run")
_PATIENCE_S = 10.0
_SAID_S = 8.0
_T = TypeVar("_T")


def run_core(folder: Path, socket: Path | None, *, new: bool = False) -> None:
    """Own the state in `folder` until told to stop; `new` makes a frame where there is none.

    Raises:
        WrongKey, StoreDamaged, DiskFull: after the glass has said so until then.
    """
    give_large_memory_back()
    path = socket or folder / listen.SOCKET
    try:
        if new:
            _patiently(lambda: household.begin_anew(folder))
        said: EndingView | None = None
        while (said := _run(folder, path, said)) is not None:
            _patiently(lambda: household.begin_anew(folder))
    except (WrongKey, StoreDamaged, DiskFull) as problem:
        event(_LOG, "store.closed", logging.ERROR, error=type(problem).__name__)
        notify("READY=1", f"STATUS={problem}")
        stand_in(path, problem, load(folder), until(stop_on_signals, Pulse().beat))
        raise


def _run(folder: Path, path: Path, said: EndingView | None) -> EndingView | None:
    """Run until told to stop; return the last word of a frame that is to begin anew.

    `said` is that of the frame which was here before.
    """
    given = _unlocked(folder, path)
    if given is None:
        return None
    with ExitStack() as stack:
        home = _patiently(lambda: stack.enter_context(household.opened(folder, given)))
        return _own(home, path, said)


def _unlocked(folder: Path, path: Path) -> Given | None:
    """Wait where a person or a phone has to open the device key; None where told to stop."""
    sealed = what_waits(folder)
    if sealed is None:
        return NOTHING
    config = load(folder)
    waiting = Waiting(folder, sealed, config)
    stop_on_signals(waiting.stop)
    notify("READY=1", f"STATUS={locked(sealed.tier)}")
    return waiting.run(path, Pulse().beat, partial(_ask_phones, config))


def _ask_phones(config: Config, sealed: Sealed, heard: Callable[[bytes], bool]) -> Knocking | None:
    """Begin to ask phones for their part of the key; None where they cannot be met."""
    way = sealed.opening
    connect = reaching(config, way) if isinstance(way, ByPhones) else None
    if connect is None or not isinstance(way, ByPhones):
        return None
    return Knocking(way, connect, WallClock(), KernelEntropy(), heard)


def _patiently(work: Callable[[], _T]) -> _T:
    """Do what takes the store; a command such as `frame status` may have it for a moment."""
    until_s = time.monotonic() + _PATIENCE_S
    while True:
        try:
            return work()
        except StoreBusy:
            if time.monotonic() >= until_s:
                raise
            time.sleep(0.2)


def _own(home: Household, path: Path, said: EndingView | None) -> EndingView | None:
    with (
        ChildDecoder(master_px=home.config.photos.master_px) as decoder,
        ChildSeer(service=SERVICE_SOCKET) as seer,
    ):
        world = World(decoder=decoder, clock=WallClock(), entropy=KernelEntropy())
        core = Core(home, world)
        looking = indexer(core, home, decoder, seer)
        core.work_on(looking.steps(), again=looking.steps)
        node = join(core, home, world, seer)
        stop_on_signals(core.stop)
        renewal = Renewal(home.folder, home.config, world.clock)
        residents = Residents(home.vault, node)
        tending = Tending(core, residents, home.vault, world.clock, Means())
        parting = Parting(core, said, world.clock, home.folder)
        door = listen.Door(path, Visitors(core, home, node, seer.pid).welcome)
        with suppress(FrameError):  # where this is no image, nothing says which one it is
            note_system(home, node.books.me.signer, built(PLACE).version, world.clock.now())
        notify("READY=1")
        pulse = Pulse()

        def alive() -> None:
            pulse.beat()
            renewal.step()
            tending.step()
            parting.step()

        try:
            core.run(alive=alive)
        finally:
            tending.close()
            door.close()
            node.close()
        return last_view(node, world.clock.now())


def join(core: Core, home: Household, world: World, seer: Seer) -> Node:
    """Bring a frame among others, as its settings say; core runs it from here on."""
    config, met = home.config, list[Node]()
    tools = Tools(
        decoder=world.decoder,
        seer=seer,
        clock=world.clock,
        entropy=world.entropy,
        connect=connector(config, lambda: met[0].books, world.clock),
    )
    node = Node(core, home.vault, tools, place_of(config, home.folder, world.entropy))
    met.append(node)
    node.consult(_bureau(core, home, node, Eyes(decoder=world.decoder, seer=seer)))
    core.meet(node)
    if config.buttons.erase_key:
        core.ends_by(partial(_erase_by_key, core, node, config))
    if config.network.broker or any(one.broker for one in node.books.of(Paired)):
        node.start()
    return node


def _bureau(core: Core, home: Household, node: Node, eyes: Eyes) -> Bureau:
    def over() -> None:
        wiping.begin(home.folder, machine=farewell.takes_machine)
        core.stop()

    farewell = Farewell(node.books, over)
    rooms = Persons(node.grounds, eyes), farewell
    splitting = Splitting(home, node.grounds, node.relisten)
    return Bureau(home, node.grounds, rooms, node.reached, splitting)


def _erase_by_key(core: Core, node: Node, config: Config) -> Ending | None:
    """Erase everything, because somebody held the key; where that cannot be, say why."""
    machine = config.buttons.erases == "machine" and asking_steward.is_there()
    try:
        trust.begin_wipe(node, machine=machine)
    except FrameError as problem:
        core.say(str(problem), _SAID_S)
        return Ending()
    return None


def indexer(core: Core, home: Household, decoder: Decoder, seer: ChildSeer) -> Indexer:
    """Return what looks at photos in the background."""
    return Indexer(
        vault=home.vault,
        decoder=decoder,
        seer=seer,
        thermometer=Thermometer(),
        told=core.library_changed,
        calm=Calm(hottest_c=home.config.work.hottest_celsius),
    )
