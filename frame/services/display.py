"""The display process: draws what core sends, and tells core what people ask for.

It holds no key, opens no file and no network connection. If core goes away, the last picture
stays on the glass until core is back or somebody stops this process. Quitting ends this process
and leaves core alone: a display that is restarted finds it as it was.
"""

import logging
from collections.abc import Callable

from frame.devices.channel import Channel
from frame.errors import BadMessage, DeviceFailed, Offline
from frame.log import event
from frame.model import Command, Size, Verb
from frame.ports import Screen
from frame.services.ipc import FromDisplay, receive_from_core, send_picture, send_to_core

_LOG = logging.getLogger("frame.display")


def serve(
    channel: Channel, screen: Screen, size: Size, drawn: Callable[[], None] = lambda: None
) -> bool:
    """Draw until somebody quits (True) or core hangs up (False); `drawn` runs after each step."""
    try:
        send_to_core(channel, FromDisplay(size=size))
        while _turn(channel, screen):
            drawn()
    except Offline:
        return False
    return True


def _turn(channel: Channel, screen: Screen) -> bool:
    while channel.waiting():
        try:
            came = receive_from_core(channel, timeout_s=1.0)
            if isinstance(came, int):
                send_picture(channel, came, screen.capture(settled=True))
            else:
                screen.show(*came)
        except (BadMessage, DeviceFailed):
            event(_LOG, "scene.refused", logging.ERROR, process="core")
    commands = screen.step()
    wishes = tuple(command for command in commands if command.verb is not Verb.QUIT)
    if wishes:
        send_to_core(channel, FromDisplay(commands=wishes))
    return wishes == commands


class Until:
    """A screen that asks to quit as soon as `over` says so."""

    def __init__(self, screen: Screen, over: Callable[[], bool]) -> None:
        self._screen = screen
        self._over = over
        self.show = screen.show
        self.capture = screen.capture
        self.close = screen.close

    def step(self) -> tuple[Command, ...]:
        """Draw, and return what people asked for, and QUIT at the end."""
        commands = self._screen.step()
        return (*commands, Command(verb=Verb.QUIT)) if self._over() else commands
