"""Moving: photos the frames hold go into another album, without their files (§7, 40 and 41).

Rule 1: every frame that has a photo is asked to copy it; what is not safe on each of them is not
        taken back, and stays where it is.
Rule 2: new names are written down before anybody is asked, so a run that is stopped, or that
        misses a frame, goes on with the same names when it is run again.
Rule 3: where the new album was taken from a frame since the question was asked, an answer of
        before proves nothing: the copy may be erased.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgspec

from frame.devices.photo_files import Refusal
from frame.errors import BadRequest
from frame.owner.client import Client
from frame.owner.held import THERE
from frame.owner.leases import check_open, check_shown
from frame.owner.names import frames, label_of, short
from frame.owner.sending import REASONS
from frame.post.correspondence import Noting
from frame.post.draft import Draft
from frame.post.rows import Paired, SentPhoto
from frame.protocol.frame_pictures import COPIES, Copied, Copy, CopyResult, NewName
from frame.protocol.lines import Purpose
from frame.protocol.messages import Result
from frame.protocol.notes import About

_PHOTO_BYTES: Final = 16
_SAID: Final = (About.CAPTION, About.FAVOURITE, About.HIDDEN, About.PRIVATE)
_AS_RESULT: Final = {
    CopyResult.KEPT: Result.KEPT,
    CopyResult.NOT_ALLOWED: Result.NO_CONSENT,
    CopyResult.NO_ROOM: Result.NO_ROOM,
}


@dataclass(slots=True)
class Moved:
    """What became of photos: those that are safe in the new album, and why others are not."""

    safe: list[SentPhoto] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Move:
    """A photo as it is now, what it is called in the new album, and who has it."""

    row: SentPhoto
    name: bytes
    holders: tuple[Paired, ...]


class Mover:
    """Has frames copy photos into one album; what is safe then is taken back by the caller."""

    def __init__(self, client: Client, album: bytes) -> None:
        self._client = client
        self._books = client.books
        self._album = album
        self._names: dict[bytes, bytes] = {}
        self._results: dict[tuple[bytes, bytes], CopyResult | None] = {}
        self._taken: dict[bytes, tuple[bool, int]] = {}

    def copy(
        self, photos: Sequence[SentPhoto], progress: Callable[[int, int, Path], None]
    ) -> Moved:
        """Copy photos on every frame that has them and say what may be taken back now.

        Raises:
            BadRequest: one is not on any frame, or a frame may not show the album.
        """
        check_open(self._books, self._album)
        moves = [self._move_of(row) for row in photos if row.album != self._album]
        self._check_shown(moves)
        self._write_down(moves)
        asked = [(move, frame) for move in moves for frame in move.holders]
        done = 0
        for frame, some in _batches(asked):
            self._ask(frame, some)
            done += len(some)
            progress(done, len(asked), Path(some[-1].row.file))
        return self._told(moves)

    def _move_of(self, row: SentPhoto) -> _Move:
        sent = [
            one for one in self._books.of(SentPhoto)
            if (one.album, one.photo) == (row.album, row.photo)
        ]  # fmt: skip
        has = {one.frame for one in sent if one.state in THERE}
        holders = tuple(one for one in frames(self._books) if one.name in has)
        me, begins = self._books.me.name, short(row.photo)
        if self._books.ledgers[row.album].is_revoked(row.photo, me):
            raise BadRequest(f"photo {begins} was taken back", hint="Send its file again.")
        if not holders:
            raise BadRequest(
                f"no frame has the photo {begins}", hint="`frame owner photos` tells how it went."
            )
        return _Move(row, self._name_of(row), holders)

    def _name_of(self, row: SentPhoto) -> bytes:
        """Return what a photo is called in the new album, since an earlier run or from now on."""
        ledger, me = self._books.ledgers[self._album], self._books.me.name
        for one in self._books.of(SentPhoto):
            is_it = (one.album, one.digest) == (self._album, row.digest)
            if is_it and not ledger.is_revoked(one.photo, me):
                return one.photo
        fresh = self._client.entropy.fresh(_PHOTO_BYTES)
        return self._names.setdefault(row.digest, fresh)

    def _check_shown(self, moves: Sequence[_Move]) -> None:
        now = self._client.clock.now()
        for frame in {one.name for move in moves for one in move.holders}:
            check_shown(self._books, self._album, frame, now)
            self._taken[frame] = self._taken_from(frame)

    def _taken_from(self, frame: bytes) -> tuple[bool, int]:
        """Return what of the new album was taken from a frame so far."""
        ledger = self._books.ledgers[self._album]
        is_over = ledger.revoked or frame in ledger.frames
        return is_over, ledger.floors.get((frame, Purpose.DISPLAY), -1)

    def _write_down(self, moves: Sequence[_Move]) -> None:
        """Keep the new names, and say of them what was said of the old ones."""
        draft, now = Draft(), self._client.clock.now()
        known = {(row.photo, row.frame) for row in self._books.of(SentPhoto)}
        for move in moves:
            for frame in move.holders:
                if (move.name, frame.name) not in known:
                    known.add((move.name, frame.name))
                    draft.add.append(self._row_of(move, frame.name))
            for wanted in self._sayings(move):
                self._client.mail.note(wanted, draft, now)
        self._client.finish(draft)

    def _row_of(self, move: _Move, frame: bytes) -> SentPhoto:
        return msgspec.structs.replace(
            move.row, album=self._album, photo=move.name, frame=frame, state=0
        )

    def _sayings(self, move: _Move) -> Iterator[Noting]:
        board = self._books.board
        for about in _SAID:
            said = board.value(move.row.album, move.row.photo, about)
            if said is not None and board.value(self._album, move.name, about) is None:
                yield Noting(album=self._album, photo=move.name, about=about, value=said)

    def _ask(self, frame: Paired, some: Sequence[_Move]) -> None:
        """Have a frame copy photos of one album, and write down what it says."""
        pairs = sorted((one.row.photo, one.name) for one in some)
        names = {name for _, name in pairs}

        def fits(told: Copied) -> bool:
            named = {one.name for one in told.outcomes}
            return told.to_album == self._album and named == names

        wish = Copy(
            from_album=some[0].row.album,
            to_album=self._album,
            photos=tuple(NewName(photo=photo, name=name) for photo, name in pairs),
        )
        told = self._client.ask(frame, wish, Copied, fits)
        outcomes = {one.name: one.result for one in told.outcomes} if told else {}
        self._results |= {(frame.name, name): outcomes.get(name) for name in names}
        self._note_results(frame.name, outcomes)

    def _note_results(self, frame: bytes, outcomes: dict[bytes, CopyResult]) -> None:
        draft = Draft()
        for number, row in self._books.all(SentPhoto):
            result = outcomes.get(row.photo)
            if result is None or (row.album, row.frame) != (self._album, frame):
                continue
            if result is CopyResult.NO_PHOTO:
                draft.drop.add(number)
            elif row.state != _AS_RESULT[result]:
                draft.replace[number] = msgspec.structs.replace(row, state=_AS_RESULT[result])
        self._client.finish(draft)

    def _told(self, moves: Sequence[_Move]) -> Moved:
        moved = Moved()
        for move in moves:
            because = self._trouble(move)
            if because:
                moved.refused.append(Refusal(file=move.row.file, because=because))
            else:
                moved.safe.append(move.row)
        return moved

    def _trouble(self, move: _Move) -> str:
        """Say what keeps a photo where it is; nothing where it is safe in the new album."""
        kept = False
        for frame in move.holders:
            result, label = self._results[frame.name, move.name], label_of(self._books, frame.name)
            if self._taken_from(frame.name) != self._taken[frame.name]:
                return f"{label}: what it may show was changed meanwhile; run this again"
            if result is None:
                return f"{label} does not answer; run this again when it is there"
            if result in {CopyResult.NOT_ALLOWED, CopyResult.NO_ROOM}:
                return f"{label}: {REASONS[_AS_RESULT[result]]}"
            kept = kept or result is CopyResult.KEPT
        return "" if kept else "no frame has it any more"


def _batches(
    asked: Sequence[tuple[_Move, Paired]],
) -> Iterator[tuple[Paired, list[_Move]]]:
    """Yield what one message asks one frame of one album."""
    groups: dict[tuple[bytes, bytes], tuple[Paired, list[_Move]]] = {}
    for move, frame in asked:
        groups.setdefault((frame.name, move.row.album), (frame, []))[1].append(move)
    for frame, moves in groups.values():
        for start in range(0, len(moves), COPIES):
            yield frame, moves[start : start + COPIES]
