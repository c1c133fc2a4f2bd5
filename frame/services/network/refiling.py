"""Refiling: photos the frame holds, into another album, too (docs/protocol.md §7, 40 and 41).

A device that moves photos has no files of them any more. The frame seals its own pictures anew;
nothing is decoded. The old photo goes when its name is taken back, as ever (§8.4).

Rule 1: who asks may take the photo back where it is, and may send into the other album, which
        this frame may display: all of it now, at each photo.
Rule 2: a photo is answered as kept once the store has acknowledged it; asked again, it is the
        same photo.
Rule 3: a photo that is not to be seen by who asks is one that is not here.
"""

import logging
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from frame.errors import BadRequest, DiskFull, StoreDamaged
from frame.log import event
from frame.model import AlbumId, PhotoId
from frame.post.correspondence import in_ms
from frame.post.draft import Draft
from frame.post.rows import Paired
from frame.protocol.arrivals import DayQuota
from frame.protocol.frame_pictures import Copied, Copy, CopyResult, NewName, Outcome
from frame.protocol.lines import Role
from frame.protocol.messages import Message
from frame.services.network import noting, permits
from frame.services.network.eyes import may_look, photo_in
from frame.services.network.serving import Pace, Serving
from frame.services.network.stage import Grounds
from frame.store.rows import Origin

PACE = Pace(questions=4, steps_a_second=10.0, steps_at_once=20.0)
_LOG = logging.getLogger("frame.network")


@dataclass(frozen=True, slots=True)
class _Task:
    """What somebody asked, and what became of its first photos."""

    asked: Copy
    outcomes: tuple[Outcome, ...] = ()


class Refiling:
    """Files photos of one frame into other albums, one at a time."""

    def __init__(self, grounds: Grounds) -> None:
        self._grounds = grounds
        self._books, self._clock = grounds.books, grounds.clock
        self._quotas: dict[bytes, DayQuota] = {}
        self._serving = Serving[_Task](grounds, PACE, self._step)

    def answer(self, message: Message, device: Paired, draft: Draft) -> bool:  # noqa: ARG002  # said later
        """Take a message if it asks for copies; say whether it did."""
        if not isinstance(message, Copy):
            return False
        self._serving.ask(_Task(message), device)
        return True

    def tick(self) -> None:
        """Let time pass."""
        self._serving.tick()

    def _step(self, task: _Task, device: Paired) -> _Task | None:
        """File one photo; after the last one, say what became of all."""
        asked, place = task.asked, len(task.outcomes)
        result = self._copied(asked, asked.photos[place], device)
        done = Outcome(name=asked.photos[place].name, result=result)
        task = replace(task, outcomes=(*task.outcomes, done))
        if len(task.outcomes) < len(asked.photos):
            return task
        outcomes = tuple(sorted(task.outcomes, key=lambda one: one.name))
        self._grounds.say(device.name, Copied(to_album=asked.to_album, outcomes=outcomes))
        return None

    def _copied(self, asked: Copy, one: NewName, device: Paired) -> CopyResult:
        now = self._clock.now()
        if (held := self._books.vault.named(one.name)) is not None:
            is_it = self._is_it(held, asked.to_album, device)
            return CopyResult.KEPT if is_it else CopyResult.NOT_ALLOWED
        try:
            photo = self._photo(asked.from_album, one.photo, device, now)
            if photo is None:
                return CopyResult.NO_PHOTO
            if not self._may_copy(asked, one, device, photo, now):
                return CopyResult.NOT_ALLOWED
            return self._file(asked.to_album, one.name, device, photo)
        except DiskFull:
            return CopyResult.NO_ROOM
        except (BadRequest, StoreDamaged) as problem:  # it went a moment ago, or does not open
            event(_LOG, "copy.failed", logging.WARNING, error=type(problem).__name__)
            return CopyResult.NO_PHOTO

    def _is_it(self, held: PhotoId, album: bytes, device: Paired) -> bool:
        """Say whether a photo that is here already is what the device asked for before."""
        with suppress(BadRequest, StoreDamaged):
            shared, origin = self._books.albums().get(album), self._books.vault.origin(held)
            is_there = shared is not None and self._books.vault.photo(held).album == shared.here
            return is_there and origin is not None and origin.sender == device.name
        return False

    def _photo(self, album: bytes, name: bytes, device: Paired, now: datetime) -> PhotoId | None:
        """Return a photo that the device may look at and nobody took back."""
        if not may_look(self._books, album, device, int(now.timestamp())):
            return None
        photo = photo_in(self._books, album, name)
        origin = self._books.vault.origin(photo) if photo is not None else None
        if origin is None or self._books.ledgers[album].is_revoked(name, origin.sender):
            return None
        return photo

    def _may_copy(
        self, asked: Copy, one: NewName, device: Paired, photo: PhotoId, now: datetime
    ) -> bool:
        """Say whether the device may take the photo away, and bring it into the other album."""
        origin = self._books.vault.origin(photo)
        leaves = self._books.ledgers[asked.from_album]
        if origin is None or not (
            origin.sender == device.name or leaves.has_role(device.name, Role.OWNER)
        ):
            return False
        if not permits.may_display(self._books, asked.to_album, now):
            return False
        enters = self._books.ledgers[asked.to_album]
        return (
            permits.has_place(self._books, asked.to_album)
            and permits.may_bring(enters, device.name, device, now)
            and not enters.is_revoked(one.name, device.name)
        )

    def _file(self, album: bytes, name: bytes, device: Paired, photo: PhotoId) -> CopyResult:
        """Store the copy, and let count what was said about it."""
        vault, now, draft = self._books.vault, self._clock.now(), Draft()
        if not self._has_room(device, vault.photo(photo).stored_bytes, now):
            return CopyResult.NO_ROOM
        here = AlbumId(self._books.albums()[album].here)
        origin = Origin(name=name, sender=device.name)
        copy = vault.copy_photo(photo, here, now, origin=origin)
        noting.apply_all(self._books, album, name, draft)
        event(_LOG, "photo.copied", photo=copy.id)
        self._grounds.touched()
        with suppress(DiskFull):  # what nobody may say about it is dropped another time
            self._grounds.finish(draft)
        return CopyResult.KEPT

    def _has_room(self, device: Paired, size: int, now: datetime) -> bool:
        """Say whether it fits, and does not go beyond what one device may fill on one day."""
        if not self._books.vault.parcels.room_for(size):
            return False
        quota = self._quotas.get(device.name, DayQuota())
        self._quotas[device.name], may_come = quota.take(size, in_ms(now))
        return may_come
