"""The whole frame in one process: core in a thread, the display on the main thread.

They speak over the same channel as on the device, so what runs on a laptop is what runs there.
"""

import os
import threading
from collections.abc import Callable

from frame.devices.channel import Channel
from frame.errors import FrameError
from frame.model import Command, Size
from frame.ports import Screen
from frame.services.core import Core
from frame.services.display import serve
from frame.services.easel import Arrived, Taken
from frame.services.ipc import receive_with_picture


def run_together(
    core: Core,
    screen: Screen,
    size: Size,
    drawn: Callable[[], None] = lambda: None,
    turned: Callable[[], None] = lambda: None,
) -> None:
    """Run until somebody quits or core ends; raise what ended core, if it was a fault.

    `drawn` is called by the display after each step, `turned` by core after each turn.
    """
    ours, theirs = Channel.pair()
    faults: list[BaseException] = []
    worker = threading.Thread(target=_guarded, args=(core, ours, faults, turned), name="core")
    post_from(core, ours, size, os.getpid())
    worker.start()
    try:
        serve(theirs, screen, size, drawn)
    finally:
        core.stop()
        worker.join()
        theirs.close()
        ours.close()
    if faults:
        raise faults[0]


def post_from(core: Core, channel: Channel, size: Size, process: int) -> None:
    """Let a display in, and post what its people ask for to core's inbox."""
    core.inbox.put(Arrived(channel=channel, size=size, process=process))
    threading.Thread(target=_listen, args=(core, channel), daemon=True, name="ears").start()


def _listen(core: Core, channel: Channel) -> None:
    try:
        while True:
            said, pixels = receive_with_picture(channel, None)
            for command in said.commands:
                core.inbox.put(Command(verb=command.verb))
            if said.picture is not None and pixels is not None:
                core.inbox.put(Taken(number=said.picture.number, pixels=pixels))
    except (FrameError, OSError):
        return  # core notices when it next draws


def _guarded(
    core: Core, channel: Channel, faults: list[BaseException], turned: Callable[[], None]
) -> None:
    try:
        core.run(alive=turned)
    except Exception as problem:  # noqa: BLE001  # it ends this thread: the main one raises it
        faults.append(problem)
    finally:
        channel.hang_up()
