"""A core whose device key waits for a person or a phone: a card on the glass, and an open ear.

Rule 1: nothing of the household is opened before the key is; visitors are told that it is locked.
Rule 2: one attempt at a time, and each costs what the wrapping makes it cost.
Rule 3: what opened the key is forgotten; the key goes to whoever opens the store.
Rule 4: it may wait for weeks, so a display that came again and again costs no more than the last.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, Protocol

from frame.config import Config
from frame.crypto.keys import DeviceKey
from frame.devices.channel import Channel
from frame.errors import BadMessage, FrameError, Offline, WrongKey
from frame.log import event
from frame.model import Size
from frame.services import household, keys, listen, wiping
from frame.services.ipc import FromDisplay, Request, send_answer, send_scene
from frame.services.keys import Given, Kit, real_kit
from frame.slideshow.cards import CardKind, card
from frame.slideshow.stationery import Foot
from frame.slideshow.words import phrases_of
from frame.store.sealed_key import Sealed
from frame.upkeep.keys_ladder import Tier

_LOG = logging.getLogger("frame.run")
_TURN_S: Final = 0.5
_DISPLAYS: Final = 4
_CARDS: Final = {
    Tier.PASSPHRASE: CardKind.LOCKED,
    Tier.PHONES: CardKind.AWAITING_PHONE,
}


class Asking(Protocol):
    """Somebody who asks phones for their part, while this process waits."""

    def tick(self) -> None:
        """Let time pass."""

    def close(self) -> None:
        """Ask no more."""


Ask = Callable[[Sealed, Callable[[bytes], bool]], Asking | None]
"""Begins to ask phones, where they can be met; it is given what tries a secret on the key."""


def what_waits(folder: Path) -> Sealed | None:
    """Return the wrapped key of a frame that a person or a phone has to open, else None."""
    if wiping.is_begun(folder) or not household.exists(folder):
        return None
    return keys.waits_for(folder)


class Waiting:
    """One wait for the key in a wrapping."""

    def __init__(
        self, folder: Path, sealed: Sealed, config: Config, kit: Kit | None = None
    ) -> None:
        self._folder, self._sealed, self._config = folder, sealed, config
        self._kit = kit or real_kit()
        self._trying = threading.Lock()
        self._over = threading.Event()
        self._displays: list[Channel] = []
        self._key: DeviceKey | None = None

    def stop(self) -> None:
        """Wait no more; may be called from any thread."""
        self._over.set()

    def run(self, path: Path, alive: Callable[[], None], ask: Ask | None = None) -> Given | None:
        """Wait until the key is open, and return it; None where it was told to stop."""
        asking = ask(self._sealed, self.hear_secret) if ask and self._is_split else None
        door = listen.Door(path, self._welcome)
        try:
            while not self._over.wait(_TURN_S):
                alive()
                if asking is not None:
                    asking.tick()
        finally:
            door.close()
            if asking is not None:
                asking.close()
            for channel in self._displays:
                channel.close()
        return None if self._key is None else Given(key=self._key)

    @property
    def _is_split(self) -> bool:
        return self._sealed.tier is Tier.PHONES

    def hear_secret(self, secret: bytes) -> bool:
        """Try what a phone sent; say whether it opened the key."""
        try:
            self._try(Given(secret=secret))
        except FrameError as problem:
            event(_LOG, "key.refused", logging.WARNING, error=type(problem).__name__)
            return False
        return True

    def _try(self, given: Given) -> None:
        """Open the key with what was given; raise WrongKey, Locked or DeviceFailed."""
        with self._trying:
            if self._key is None:
                self._key = keys.opened(self._folder, self._sealed, given, self._kit)
        event(_LOG, "key.opened")
        self._over.set()

    def _welcome(self, channel: Channel, said: FromDisplay, _process: int) -> None:
        if said.size is not None:
            self._displays.append(channel)
            for gone in self._displays[:-_DISPLAYS]:
                gone.close()
            del self._displays[:-_DISPLAYS]
            self._show(channel, said.size)
        elif said.request is None:
            raise BadMessage("a visitor said nothing")
        else:
            self._answer(channel, said.request)

    def _show(self, channel: Channel, size: Size) -> None:
        foot, phrases = Foot(name=self._config.frame.name), phrases_of(self._config.language)
        send_scene(channel, card(_CARDS[self._sealed.tier], size, foot, phrases=phrases), {})

    def _answer(self, channel: Channel, request: Request) -> None:
        try:
            send_answer(channel, self._answered(request))
        except Offline:
            event(_LOG, "visitor.left", logging.WARNING)
        channel.close()

    def _answered(self, request: Request) -> Mapping[str, object]:
        locked = keys.locked(self._sealed.tier)
        if request.what != "unlock" or self._is_split:
            return {"locked": str(locked), "hint": locked.hint}
        try:
            self._try(Given(passphrase=request.secret))
        except WrongKey:
            return {"error": "that is not the passphrase of this frame", "hint": "Type it again."}
        except FrameError as problem:
            return {"error": str(problem), "hint": problem.hint}
        return {"unlocked": True}
