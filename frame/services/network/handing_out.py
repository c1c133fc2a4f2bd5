"""Handing out: whole pictures, in parts, to who may see them (docs/protocol.md §7, 42 and 43).

Rule 1: what somebody may look at is asked at each part; there is silence where they may not, or
        where nothing of that name is here.
Rule 2: an opened picture is kept for a moment, so that its parts do not open it again: one for
        each device, OPEN_BYTES in all, and none that went or may not be seen any more.
"""

from contextlib import suppress
from dataclasses import dataclass

from frame.errors import BadRequest, StoreDamaged
from frame.model import PhotoId
from frame.post.draft import Draft
from frame.post.rows import Paired
from frame.protocol.frame_pictures import PART_BYTES, WHOLE_BYTES, AskPart, PicturePart
from frame.protocol.messages import Message
from frame.services.network.eyes import may_look, photo_in
from frame.services.network.serving import Pace, Serving
from frame.services.network.stage import Grounds

PACE = Pace(questions=8, steps_a_second=30.0, steps_at_once=60.0)
OPEN_S = 4.0
OPEN_BYTES = 6_000_000


@dataclass(slots=True)
class _Open:
    """A picture that a device reads: of which album and name, and when it last asked."""

    album: bytes
    name: bytes
    photo: PhotoId
    picture: bytes
    at_s: float


class HandingOut:
    """Gives one frame's pictures to devices."""

    def __init__(self, grounds: Grounds) -> None:
        self._books, self._clock, self._say = grounds.books, grounds.clock, grounds.say
        self._serving = Serving[AskPart](grounds, PACE, self._step)
        self._open: dict[bytes, _Open] = {}

    def answer(self, message: Message, device: Paired, draft: Draft) -> bool:  # noqa: ARG002  # said later
        """Take a message if it asks for a part of a picture; say whether it did."""
        if not isinstance(message, AskPart):
            return False
        if self._visible(message.album, message.photo, device) is not None:
            self._serving.ask(message, device)
        return True

    def tick(self) -> None:
        """Let time pass."""
        self._serving.tick()
        self.review()

    def review(self) -> None:
        """Let go of pictures nobody asks for any more, and of those that may not be seen now."""
        devices, at_s = self._books.devices() if self._open else {}, self._clock.monotonic_s()
        for name, one in tuple(self._open.items()):
            device = devices.get(name)
            is_fresh = at_s - one.at_s < OPEN_S
            if device is None or not is_fresh or self._photo_of(one, device) != one.photo:
                del self._open[name]

    def _photo_of(self, one: _Open, device: Paired) -> PhotoId | None:
        return self._visible(one.album, one.name, device)

    def _visible(self, album: bytes, name: bytes, device: Paired) -> PhotoId | None:
        """Return a photo that is here and that the device may look at now."""
        now_s = int(self._clock.now().timestamp())
        if not may_look(self._books, album, device, now_s):
            return None
        with suppress(BadRequest, StoreDamaged):
            return photo_in(self._books, album, name)
        return None

    def _step(self, asked: AskPart, device: Paired) -> None:
        photo = self._visible(asked.album, asked.photo, device)
        picture = self._picture(asked, photo, device) if photo is not None else b""
        data = picture[asked.offset : asked.offset + PART_BYTES]
        if data and len(picture) <= WHOLE_BYTES:
            part = PicturePart(
                album=asked.album,
                photo=asked.photo,
                offset=asked.offset,
                size=len(picture),
                data=data,
            )
            self._say(device.name, part)

    def _picture(self, asked: AskPart, photo: PhotoId, device: Paired) -> bytes:
        """Return a picture, opened now or a moment ago; empty where it does not open."""
        at_s, known = self._clock.monotonic_s(), self._open.pop(device.name, None)
        if known is None or known.photo != photo:
            picture = b""
            with suppress(BadRequest, StoreDamaged):
                picture = self._books.vault.master(photo)
            known = _Open(asked.album, asked.photo, photo, picture, at_s)
        known.at_s = at_s
        if asked.offset + PART_BYTES < len(known.picture):
            self._keep(device.name, known)
        return known.picture

    def _keep(self, device: bytes, one: _Open) -> None:
        """Keep an opened picture; those that were asked for longest ago make room for it."""
        left = OPEN_BYTES - len(one.picture)
        if left < 0:
            return
        kept: list[tuple[bytes, _Open]] = []
        for name, other in reversed(self._open.items()):
            left -= len(other.picture)
            if left >= 0:
                kept.append((name, other))
        self._open = {**dict(reversed(kept)), device: one}
