"""Sharing: photos that go on from this frame to another one, where a grant says so (P7).

Rule 1: both are asked: this frame needs `share`, the other one `display`, and both at the moment
        the photo is sealed.
Rule 2: where a grant says that strangers are blurred, what goes is a copy in which every face
        that may be somebody's is; what cannot be blurred does not go.
Rule 3: one photo at a time, in a thread of its own; the thread that owns the store only picks it
        and sends what came out.
"""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from frame.errors import BadRequest, DiskFull, FrameError, StoreDamaged
from frame.log import event
from frame.model import AlbumId, Photo, PhotoId, PhotoState
from frame.ports import Clock, Decoder, Seer
from frame.post.correspondence import Correspondence
from frame.post.draft import Draft
from frame.post.going import Picture
from frame.post.rows import Forwarded, Outgoing, Paired
from frame.protocol.envelope import Rank
from frame.protocol.lines import Purpose
from frame.protocol.messages import Result
from frame.services.anonymity import without_faces
from frame.services.network.stage import Post
from frame.store.rows import Origin

_LOG = logging.getLogger("frame.network")
WAITING = 4
_LOOK_S = 5.0
_AGAIN_S = 600.0
_TRY_AGAIN = frozenset({Result.NO_ROOM, Result.QUOTA, Result.UNKNOWN, Result.NO_CONSENT})


class _Due(NamedTuple):
    """A photo that another frame may have and does not have yet."""

    album: bytes
    photo: Photo
    device: Paired
    blurred: bool


class Sharing:
    """Sends what may be shared, a few at a time."""

    def __init__(
        self,
        correspondence: Correspondence,
        tools: tuple[Decoder, Seer],
        post: Post,
        clock: Clock,
    ) -> None:
        self._correspondence = correspondence
        self._books = correspondence.books
        self._decoder, self._seer = tools
        self._post = post
        self._clock = clock
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="sharing")
        self._busy = False
        self._look_s = 0.0
        self._resting_s: dict[tuple[bytes, PhotoId], float] = {}

    def close(self) -> None:
        """End; what was not sent is sent after the next start."""
        self._pool.shutdown(cancel_futures=True)

    def tick(self, now: datetime) -> None:
        """Begin with the next photo that is due, if there is one."""
        at_s = self._clock.monotonic_s()
        if self._busy or at_s < self._look_s:
            return
        due = next(self._due(now), None)
        self._look_s = at_s + (_LOOK_S if due is None else 0.0)
        if due is not None:
            self._busy = True
            with suppress(RuntimeError):
                self._pool.submit(self._prepare, due)

    def _due(self, now: datetime) -> Iterator[_Due]:
        """Yield what other frames may have and were not sent yet."""
        now_s = int(now.timestamp())
        frames = [one for one in self._books.of(Paired) if one.rank == Rank.FRAME]
        for album, shared in self._books.albums().items() if frames else ():
            ledger = self._books.ledgers[album]
            mine = ledger.standing(self._books.me.name, now_s)
            if Purpose.SHARE not in mine.purposes or not shared.here:
                continue
            for device in frames:
                theirs = ledger.standing(device.name, now_s)
                if Purpose.DISPLAY in theirs.purposes:
                    blurred = mine.blurred or theirs.blurred
                    yield from self._missing(album, AlbumId(shared.here), device, blurred=blurred)

    def _missing(
        self, album: bytes, here: AlbumId, device: Paired, *, blurred: bool
    ) -> Iterator[_Due]:
        going = self._correspondence.going
        if going.waiting(device.name) >= WAITING:
            return
        sent = {row.photo for row in self._books.of(Forwarded) if row.frame == device.name}
        sent |= going.photos(device.name)
        for photo in self._books.vault.photos():
            origin = self._books.vault.origin(photo.id)
            if photo.album != here or photo.state is not PhotoState.READY or origin is None:
                continue
            rests_s = self._resting_s.get((device.name, photo.id), 0.0)
            if origin.name not in sent and self._clock.monotonic_s() >= rests_s:
                yield _Due(album, photo, device, blurred)

    def _prepare(self, due: _Due) -> None:
        """Make the copy that goes; on a thread of its own."""
        data = None
        try:
            data = self._books.vault.master(due.photo.id)
            if due.blurred:
                data, _count = without_faces(self._decoder.clean(data), self._decoder, self._seer)
        except FrameError as problem:
            data = None
            event(_LOG, "sharing.failed", logging.WARNING, error=type(problem).__name__)
        self._post(lambda: self._send(due, data))

    def _send(self, due: _Due, data: bytes | None) -> None:
        """Seal and offer the copy, if that is still allowed."""
        self._busy = False
        now, draft = self._clock.now(), Draft()
        origin = self._origin_if_allowed(due, now)
        if data is None or origin is None:
            self._wait(due.device.name, due.photo.id)
            return
        taken = due.photo.taken_at
        picture = Picture(
            album=due.album,
            photo=origin.name,
            data=data,
            taken=taken.replace(microsecond=0).isoformat() if taken else None,
            sender=origin.sender,
            source=due.photo.id,
        )
        with suppress(DiskFull):
            self._correspondence.going.send(picture, due.device, draft, now)
        self._correspondence.finish(draft, now)

    def _origin_if_allowed(self, due: _Due, now: datetime) -> Origin | None:
        allowed = any(
            (one.album, one.photo.id, one.device.name, one.blurred)
            == (due.album, due.photo.id, due.device.name, due.blurred)
            for one in self._due(now)
        )
        return self._books.vault.origin(due.photo.id) if allowed else None

    def finished(self, row: Outgoing, device: Paired, result: Result | None, draft: Draft) -> None:
        """Remember that another frame has a photo, or will never take it."""
        if result is None or result in _TRY_AGAIN:
            self._wait(device.name, PhotoId(row.photo))
            return
        with suppress(BadRequest, StoreDamaged):  # it was erased here meanwhile
            origin = self._books.vault.origin(PhotoId(row.photo))
            if origin is not None:
                draft.add.append(Forwarded(photo=origin.name, frame=device.name))

    def _wait(self, frame: bytes, photo: PhotoId) -> None:
        """Leave a photo alone for a while: it cannot go now, or is not wanted now."""
        self._resting_s[frame, photo] = self._clock.monotonic_s() + _AGAIN_S
