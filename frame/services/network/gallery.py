"""Photos the frame holds, for whom their album concerns (docs/protocol.md §7, 25 to 28).

Rule 1: what somebody may look at is asked again at each step, because consent may end between.
Rule 2: one step makes one message, and other work has its turn between two steps; a device has
        STEPS_A_SECOND of them.
Rule 3: a name that nobody may see here is passed over in silence, as if it were not there.
"""

from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from heapq import nsmallest

from frame.errors import BadRequest, StoreDamaged
from frame.model import PhotoId
from frame.post.draft import Draft
from frame.post.rows import Paired
from frame.protocol.envelope import BODY_BYTES
from frame.protocol.frame_views import (
    PAGE,
    PICTURE_BYTES,
    AskPhotos,
    Kept,
    Look,
    Looks,
    Photos,
    Thumbnail,
)
from frame.protocol.messages import Message
from frame.services.network.eyes import may_look
from frame.services.network.stage import Grounds

QUESTIONS = 8
STEPS_A_SECOND, STEPS_AT_ONCE = 30.0, 60.0
_HEAD_BYTES, _EACH_BYTES = 80, 24


@dataclass(slots=True)
class _Line:
    """What one device asked and was not told yet, and how many steps it may have."""

    questions: deque[AskPhotos | Look] = field(default_factory=lambda: deque(maxlen=QUESTIONS))
    allowance: float = STEPS_AT_ONCE
    at_s: float = 0.0


class Gallery:
    """Shows one frame's photos to devices."""

    def __init__(self, grounds: Grounds) -> None:
        self._books, self._stage = grounds.books, grounds.stage
        self._clock, self._say = grounds.clock, grounds.say
        self._lines: dict[bytes, _Line] = {}
        self._busy = False

    def answer(self, message: Message, device: Paired, draft: Draft) -> bool:  # noqa: ARG002  # said later
        """Take a message if it asks for photos; say whether it did."""
        if not isinstance(message, AskPhotos | Look):
            return False
        if may_look(self._books, message.album, device, self._now_s()):
            self._lines.setdefault(device.name, _Line()).questions.append(message)
            self.tick()
        return True

    def tick(self) -> None:
        """Go on with what was asked, if somebody waits and may have an answer."""
        if not self._busy and self._lines and self._next() is not None:
            self._busy = True
            self._stage.post(self._work)

    def _next(self) -> bytes | None:
        """Return the device that is answered next; those that were served go to the end."""
        at_s = self._clock.monotonic_s()
        for name, line in self._lines.items():
            earned = (at_s - line.at_s) * STEPS_A_SECOND
            line.allowance = min(STEPS_AT_ONCE, line.allowance + earned)
            line.at_s = at_s
            if line.questions and line.allowance >= 1.0:
                return name
        return None

    def _work(self) -> None:
        """Answer one question of one device, or a part of it."""
        self._busy = False
        name = self._next()
        if name is None:
            return
        line = self._lines.pop(name)
        device = self._books.devices().get(name)
        if device is None:
            return
        line.allowance -= 1.0
        self._lines[name] = line
        self._step(line, device)
        self.tick()

    def _step(self, line: _Line, device: Paired) -> None:
        asked = line.questions.popleft()
        if not may_look(self._books, asked.album, device, self._now_s()):
            return
        if isinstance(asked, AskPhotos):
            self._say(device.name, self._page(asked))
            return
        looks, rest = self._seen(asked)
        if self._say(device.name, looks) and rest:
            line.questions.appendleft(Look(album=asked.album, photos=rest))

    def _now_s(self) -> int:
        return int(self._clock.now().timestamp())

    def _here(self, album: bytes) -> str:
        shared = self._books.albums().get(album)
        return shared.here if shared is not None else ""

    def _page(self, asked: AskPhotos) -> Photos:
        vault, here = self._books.vault, self._here(asked.album)
        after, origins = asked.after or b"", vault.origins()
        held = ((origins[one.id].name, one) for one in vault.photos()
                if one.album == here and one.id in origins)  # fmt: skip
        rows = nsmallest(PAGE + 1, (row for row in held if row[0] > after), key=lambda row: row[0])
        kept = tuple(
            Kept(
                photo=name,
                sender=origins[photo.id].sender,
                taken=photo.taken_at.isoformat(timespec="seconds") if photo.taken_at else "",
                width=photo.width_px,
                height=photo.height_px,
            )
            for name, photo in rows[:PAGE]
        )
        return Photos(album=asked.album, photos=kept, more=len(rows) > PAGE)

    def _seen(self, asked: Look) -> tuple[Looks, tuple[bytes, ...]]:
        """Return as many thumbnails as fit into one message, and the names that are left."""
        room, looks = BODY_BYTES - _HEAD_BYTES, list[Thumbnail]()
        here = self._here(asked.album)
        for place, name in enumerate(asked.photos):
            picture = self._thumbnail(name, here)
            if picture is None:
                continue
            room -= len(picture) + _EACH_BYTES
            if room < 0:
                return Looks(album=asked.album, looks=tuple(looks)), asked.photos[place:]
            looks.append(Thumbnail(photo=name, picture=picture))
        return Looks(album=asked.album, looks=tuple(looks)), ()

    def _thumbnail(self, name: bytes, here: str) -> bytes | None:
        vault = self._books.vault
        photo: PhotoId | None = vault.named(name)
        with suppress(BadRequest, StoreDamaged):
            if photo is not None and here and vault.photo(photo).album == here:
                picture = vault.thumbnail(photo)
                return picture if 0 < len(picture) <= PICTURE_BYTES else None
        return None
