"""The core process of a real frame: what `frame run core` starts."""

import logging
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

from frame.config import load
from frame.devices.allocator import give_large_memory_back
from frame.devices.clock import KernelEntropy, WallClock
from frame.devices.decoder import ChildDecoder
from frame.devices.heat import Thermometer
from frame.devices.seer import ChildSeer
from frame.errors import (
    DiskFull,
    StoreBusy,
    StoreDamaged,
    WrongKey,
)
from frame.log import event
from frame.ports import Decoder, Seer
from frame.post.rows import Paired
from frame.services import household, listen, wiping
from frame.services.calm import Calm
from frame.services.core import Core, World
from frame.services.daemon import notify, stop_on_signals
from frame.services.distress import stand_in, until
from frame.services.household import Household
from frame.services.indexing import Indexer
from frame.services.network.bureau import Bureau
from frame.services.network.farewell import Farewell
from frame.services.network.node import Node, Tools
from frame.services.network.persons import Eyes, Persons
from frame.services.network.reach import connector, place_of
from frame.services.visitors import Visitors
from frame.services.web_certificates import Renewal

_LOG = logging.getLogger("frame.run")
_PATIENCE_S = 10.0
_T = TypeVar("_T")


def run_core(folder: Path, socket: Path | None) -> None:
    """Own the state in `folder` until told to stop.

    Raises:
        WrongKey, StoreDamaged, DiskFull: after the glass has said so until then.
    """
    give_large_memory_back()
    path = socket or folder / listen.SOCKET
    try:
        while _run(folder, path):
            _patiently(lambda: household.begin_anew(folder))
    except (WrongKey, StoreDamaged, DiskFull) as problem:
        event(_LOG, "store.closed", logging.ERROR, error=type(problem).__name__)
        notify("READY=1", f"STATUS={problem}")
        name = load(folder).frame.name
        stand_in(path, problem, name, until(stop_on_signals))
        raise


def _run(folder: Path, path: Path) -> bool:
    """Run until told to stop; say whether that was because the frame is to begin anew."""
    with ExitStack() as stack:
        home = _patiently(lambda: stack.enter_context(household.opened(folder)))
        return _own(home, path)


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


def _own(home: Household, path: Path) -> bool:
    with ChildDecoder(master_px=home.config.photos.master_px) as decoder, ChildSeer() as seer:
        world = World(decoder=decoder, clock=WallClock(), entropy=KernelEntropy())
        core = Core(home, world)
        looking = indexer(core, home, decoder, seer)
        core.work_on(looking.steps(), again=looking.steps)
        node = join(core, home, world, seer)
        stop_on_signals(core.stop)
        renewal = Renewal(home.folder, home.config, world.clock)
        door = listen.Door(path, Visitors(core, home, node, seer.pid).welcome)
        notify("READY=1")
        try:
            core.run(alive=lambda: _alive(renewal))
        finally:
            door.close()
            node.close()
        return node.bureau is not None and node.bureau.is_over


def _alive(renewal: Renewal) -> None:
    notify("WATCHDOG=1")
    renewal.step()


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
    if config.network.broker or any(one.broker for one in node.books.of(Paired)):
        node.start()
    return node


def _bureau(core: Core, home: Household, node: Node, eyes: Eyes) -> Bureau:
    def over() -> None:
        wiping.begin(home.folder)
        core.stop()

    rooms = Persons(node.grounds, eyes), Farewell(node.books, over)
    return Bureau(home, node.grounds, rooms, node.reached)


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
