"""When core cannot open its store, the glass still says what is wrong and what to do (P4)."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from frame.config import Config
from frame.devices.channel import Channel
from frame.errors import DiskFull, FrameError, Offline, WrongKey
from frame.services import listen
from frame.services.ipc import FromDisplay, send_scene
from frame.slideshow.cards import CardKind, card
from frame.slideshow.stationery import Foot
from frame.slideshow.words import phrases_of

_TURN_S: Final = 1.0


def card_for(problem: FrameError) -> CardKind:
    """Return the card that explains why the store did not open."""
    if isinstance(problem, WrongKey):
        return CardKind.WRONG_KEY
    return CardKind.FULL if isinstance(problem, DiskFull) else CardKind.DAMAGED


def stand_in(path: Path, problem: FrameError, config: Config, wait: Callable[[], object]) -> None:
    """Show every display that comes the card for `problem`, until `wait` returns."""
    visitors: list[Channel] = []
    foot, phrases = Foot(name=config.frame.name), phrases_of(config.language)

    def welcome(channel: Channel, said: FromDisplay, _process: int) -> None:
        if said.size is None:
            raise Offline("the frame cannot open its store")
        visitors.append(channel)
        send_scene(channel, card(card_for(problem), said.size, foot, phrases=phrases), {})

    door = listen.Door(path, welcome)
    try:
        wait()
    finally:
        door.close()
        for channel in visitors:
            channel.close()


def until(
    stop_on: Callable[[Callable[[], None]], None], alive: Callable[[], None] = lambda: None
) -> Callable[[], object]:
    """Return something to wait on that ends when `stop_on` calls back; `alive` runs meanwhile."""
    over = threading.Event()
    stop_on(over.set)

    def wait() -> None:
        while not over.wait(_TURN_S):
            alive()

    return wait
