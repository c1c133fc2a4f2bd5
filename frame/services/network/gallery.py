"""Photos the frame holds, for whom their album concerns (docs/protocol.md §7, 25 to 28).

Rule 1: what somebody may look at is asked again at each step, because consent may end between.
Rule 2: one step makes one message (`services.network.serving`).
Rule 3: a name that nobody may see here is passed over in silence, as if it were not there.
"""

from contextlib import suppress
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
from frame.services.network.serving import Pace, Serving
from frame.services.network.stage import Grounds

PACE = Pace(questions=8, steps_a_second=30.0, steps_at_once=60.0)
_HEAD_BYTES, _EACH_BYTES = 80, 24


class Gallery:
    """Shows one frame's photos to devices."""

    def __init__(self, grounds: Grounds) -> None:
        self._books, self._clock, self._say = grounds.books, grounds.clock, grounds.say
        self._serving = Serving[AskPhotos | Look](grounds, PACE, self._step)

    def answer(self, message: Message, device: Paired, draft: Draft) -> bool:  # noqa: ARG002  # said later
        """Take a message if it asks for photos; say whether it did."""
        if not isinstance(message, AskPhotos | Look):
            return False
        if may_look(self._books, message.album, device, self._now_s()):
            self._serving.ask(message, device)
        return True

    def tick(self) -> None:
        """Let time pass."""
        self._serving.tick()

    def _step(self, asked: AskPhotos | Look, device: Paired) -> Look | None:
        """Say one message of an answer and return what is left of the question."""
        if not may_look(self._books, asked.album, device, self._now_s()):
            return None
        if isinstance(asked, AskPhotos):
            self._say(device.name, self._page(asked))
            return None
        looks, rest = self._seen(asked)
        is_said = self._say(device.name, looks)
        return Look(album=asked.album, photos=rest) if is_said and rest else None

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
