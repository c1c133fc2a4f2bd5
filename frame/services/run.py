"""The core process of a real frame: what `frame run core` starts."""

import logging
import time
from contextlib import ExitStack
from pathlib import Path

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
from frame.services import household, listen
from frame.services.calm import Calm
from frame.services.core import Core, World
from frame.services.daemon import notify, stop_on_signals
from frame.services.distress import stand_in, until
from frame.services.household import Household
from frame.services.indexing import Indexer
from frame.services.network.node import Node, Tools
from frame.services.network.reach import connector, place_of
from frame.services.visitors import Visitors

_LOG = logging.getLogger("frame.run")
_PATIENCE_S = 10.0


def run_core(folder: Path, socket: Path | None) -> None:
    """Own the state in `folder` until told to stop.

    Raises:
        WrongKey, StoreDamaged, DiskFull: after the glass has said so until then.
    """
    give_large_memory_back()
    path = socket or folder / listen.SOCKET
    try:
        with ExitStack() as stack:
            _own(_opened_patiently(folder, stack), path)
    except (WrongKey, StoreDamaged, DiskFull) as problem:
        event(_LOG, "store.closed", logging.ERROR, error=type(problem).__name__)
        notify("READY=1", f"STATUS={problem}")
        name = load(folder).frame.name
        stand_in(path, problem, name, until(stop_on_signals))
        raise


def _opened_patiently(folder: Path, stack: ExitStack) -> Household:
    """Open the household; a command such as `frame status` may have it for a moment."""
    until_s = time.monotonic() + _PATIENCE_S
    while True:
        try:
            return stack.enter_context(household.opened(folder))
        except StoreBusy:
            if time.monotonic() >= until_s:
                raise
            time.sleep(0.2)


def _own(home: Household, path: Path) -> None:
    with ChildDecoder(master_px=home.config.photos.master_px) as decoder, ChildSeer() as seer:
        world = World(decoder=decoder, clock=WallClock(), entropy=KernelEntropy())
        core = Core(home, world)
        looking = indexer(core, home, decoder, seer)
        core.work_on(looking.steps(), again=looking.steps)
        node = join(core, home, world, seer)
        stop_on_signals(core.stop)
        door = listen.Door(path, Visitors(core, home, node, seer.pid).welcome)
        notify("READY=1")
        try:
            core.run(alive=lambda: notify("WATCHDOG=1"))
        finally:
            door.close()
            node.close()


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
    core.meet(node)
    if config.network.broker or any(one.broker for one in node.books.of(Paired)):
        node.start()
    return node


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
