"""The core process of a real frame: what `frame run core` starts."""

import logging
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from frame.config import load
from frame.devices.allocator import give_large_memory_back
from frame.devices.channel import Channel
from frame.devices.clock import KernelEntropy, WallClock
from frame.devices.decoder import ChildDecoder
from frame.devices.heat import Thermometer
from frame.devices.seer import ChildSeer
from frame.errors import (
    BadMessage,
    DiskFull,
    FrameError,
    Offline,
    StoreBusy,
    StoreDamaged,
    WrongKey,
)
from frame.log import event
from frame.model import Receipt
from frame.services import household, listen
from frame.services.calm import Calm
from frame.services.core import Core, Wanted, World
from frame.services.daemon import notify, stop_on_signals
from frame.services.distress import stand_in, until
from frame.services.household import Household
from frame.services.indexing import Indexer
from frame.services.ipc import FromDisplay, Request, send_answer
from frame.services.status import describe, receipt_document
from frame.services.whole import post_from
from frame.services.wish import only_asks
from frame.services.wishes import perform

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
        indexer = _indexer(core, home, decoder, seer)
        core.work_on(indexer.steps(), again=indexer.steps)
        stop_on_signals(core.stop)
        door = listen.Door(path, _welcome(core, home, seer))
        notify("READY=1")
        try:
            core.run(alive=lambda: notify("WATCHDOG=1"))
        finally:
            door.close()


def _indexer(core: Core, home: Household, decoder: ChildDecoder, seer: ChildSeer) -> Indexer:
    return Indexer(
        vault=home.vault,
        decoder=decoder,
        seer=seer,
        thermometer=Thermometer(),
        told=core.library_changed,
        calm=Calm(hottest_c=home.config.work.hottest_celsius),
    )


def _welcome(core: Core, home: Household, seer: ChildSeer) -> listen.Welcome:
    """Return what to do with a visitor: a display stays, a request is answered once."""

    def welcome(channel: Channel, said: FromDisplay, process: int) -> None:
        if said.size is not None:
            post_from(core, channel, said.size, process)
        elif said.request is not None:
            document = partial(_answer, core, home, seer, said.request)
            core.inbox.put(Wanted(work=partial(_send_answer, document, channel)))
        else:
            raise BadMessage("a visitor said nothing")

    return welcome


def _send_answer(answer: Callable[[], Mapping[str, object]], channel: Channel) -> None:
    try:
        document = answer()
    except FrameError as problem:
        document = {"error": str(problem), "hint": problem.hint}
    try:
        send_answer(channel, document)
    except Offline:
        event(_LOG, "visitor.left", logging.WARNING)
    channel.close()


def _answer(
    core: Core, home: Household, seer: ChildSeer, request: Request
) -> Mapping[str, object]:
    if request.what == "status":
        return describe(home, {"display": core.display_process(), "vision": seer.pid()})

    if request.wish is not None:
        work = partial(perform, home.vault, request.wish, WallClock().now())
        return work() if only_asks(request.wish) else core.carry_out(work)

    target = household.target_of(home.vault, request.scope, request.name)

    def erase() -> Receipt:
        return household.erase(home.vault, request.scope, target, WallClock().now())

    return receipt_document(core.erase(household.photos_of(home.vault, target), erase))
