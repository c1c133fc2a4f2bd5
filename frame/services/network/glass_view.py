"""The glass, as phones see it, and what they ask it to do (docs/protocol.md §7, 20 to 22).

Rule 1: a picture goes only to who may see every photo on it, and so do the words about them.
Rule 2: a picture is made once for what is on the glass, whoever asks and however often; of what
        is not a slide there is none: a card may carry a code that lets somebody in.
Rule 3: one device is answered twice a second at most; its newest question is the one that counts.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from frame.model import Verb
from frame.post.draft import Draft
from frame.post.rows import Paired
from frame.protocol.envelope import Rank
from frame.protocol.frame_views import (
    BECAUSE_CHARACTERS,
    CAPTION_CHARACTERS,
    ON_THE_GLASS,
    TAG_BYTES,
    Act,
    AskGlass,
    Deed,
    Glass,
    GlassKind,
)
from frame.protocol.messages import Message
from frame.services.network.eyes import names_of
from frame.services.network.stage import Grounds
from frame.slideshow.view import Sort, View

PAUSE_S = 0.5
PATIENCE_S = 6.0
CERTIFICATE_S = 60.0
_NO_CERTIFICATE = "This frame has no certificate of its own"
_KINDS = {Sort.SLIDE: GlassKind.SLIDE, Sort.CARD: GlassKind.CARD, Sort.NIGHT: GlassKind.NIGHT}
_DEEDS = {
    Deed.NEXT: Verb.NEXT,
    Deed.BACK: Verb.BACK,
    Deed.PAUSE: Verb.PAUSE,
    Deed.ORIGINAL: Verb.ORIGINAL,
    Deed.HIDE: Verb.HIDE,
    Deed.FAVOURITE: Verb.FAVOURITE,
}


@dataclass(slots=True)
class _Picture:
    """The picture of what is on the glass, or that it is being made since a moment."""

    view: View
    since_s: float
    made: bool = False
    jpeg: bytes | None = None


class GlassView:
    """Answers what is on one frame's glass; `certificate` gives its fingerprint, if it has one."""

    def __init__(
        self, grounds: Grounds, *, salt: bytes, certificate: Callable[[], str | None]
    ) -> None:
        self._books, self._stage = grounds.books, grounds.stage
        self._clock, self._say = grounds.clock, grounds.say
        self._salt, self._certificate = salt, certificate
        self._asked: dict[bytes, bytes | None] = {}
        self._answered_s: dict[bytes, float] = {}
        self._picture: _Picture | None = None

    def answer(self, message: Message, device: Paired, draft: Draft) -> bool:  # noqa: ARG002  # said later
        """Take a message if it is about the glass; say whether it was."""
        match message:
            case AskGlass(tag=tag):
                self._asked[device.name] = tag
                self._serve(device, self._clock.now())
            case Act():
                self._act(message, device)
            case _:
                return False
        return True

    def tick(self, now: datetime) -> None:
        """Answer who was not answered yet; let go of the picture of what is not there any more."""
        if self._picture is not None and self._picture.view != self._stage.view():
            self._picture = None
        devices = self._books.devices() if self._asked else {}
        for name in tuple(self._asked):
            if name in devices:
                self._serve(devices[name], now)
            else:
                del self._asked[name]

    def _act(self, act: Act, device: Paired) -> None:
        """Do what a device asks, if the glass still shows what it means."""
        if act.verb is Deed.HIDE and device.rank != Rank.OWNER:
            return
        if act.tag is not None and act.tag != self._told(device, self._clock.now())[0].tag:
            return
        if act.verb is Deed.CERTIFICATE:
            told = self._certificate()
            words = f"Certificate of this frame: {told}" if told else _NO_CERTIFICATE
            self._stage.say(words, CERTIFICATE_S)
        else:
            self._stage.press(_DEEDS[act.verb])

    def _serve(self, device: Paired, now: datetime) -> None:
        """Answer a device, unless it was answered a moment ago or its picture is not there yet."""
        at_s, known = self._clock.monotonic_s(), self._asked[device.name]
        if at_s - self._answered_s.get(device.name, -PAUSE_S) < PAUSE_S:
            return
        told, may_see = self._told(device, now)
        if may_see and known != told.tag:
            picture = self._picture_of(self._view(), at_s)
            if not picture.made and at_s - picture.since_s < PATIENCE_S:
                return
            told = replace(told, picture=picture.jpeg)
        del self._asked[device.name]
        self._answered_s[device.name] = at_s
        self._say(device.name, told)

    def _view(self) -> View:
        return self._stage.view() or View(sort=Sort.CARD)

    def _told(self, device: Paired, now: datetime) -> tuple[Glass, bool]:
        """Return what a device is told without the picture, and whether it may see that."""
        view = self._view()
        photos = view.slide.photos if view.slide is not None else ()
        names, may_see = names_of(self._books, photos, device, int(now.timestamp()))
        may_see = may_see and view.slide is not None
        told = Glass(
            tag=bytes(TAG_BYTES),
            kind=_KINDS[view.sort],
            photos=names[:ON_THE_GLASS],
            paused=view.paused,
            original=view.original,
            favourite=view.favourite,
            because=view.slide.because[:BECAUSE_CHARACTERS] if view.slide and may_see else "",
            caption=view.caption[:CAPTION_CHARACTERS] if may_see else "",
        )
        seen = repr((view, device.name, names, may_see)).encode()
        tag = hashlib.blake2b(seen, key=self._salt, digest_size=TAG_BYTES).digest()
        return replace(told, tag=tag), may_see

    def _picture_of(self, view: View, at_s: float) -> _Picture:
        """Return the picture of what is on the glass; where there is none yet, have it made."""
        if self._picture is None or self._picture.view != view:
            self._picture = _Picture(view, at_s)
            self._stage.picture(partial(self._seen, self._picture))
        return self._picture

    def _seen(self, picture: _Picture, jpeg: bytes | None) -> None:
        """Keep a picture that came; what left the glass meanwhile is let go of."""
        if picture is self._picture:
            picture.made, picture.jpeg = True, jpeg
            self.tick(self._clock.now())
