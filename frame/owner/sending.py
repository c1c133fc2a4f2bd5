"""Sending: files become clean pictures here, and leave only so (P6, P9).

Rule 1: a picture is made anew in the decode child before it is sealed; no metadata leaves.
Rule 2: what was sent already is known by the digest of its file and not sent twice, unless the
        frame's own list says that it is not there any more.
Rule 3: at most eight are on their way at a time; a run that is stopped is resumed by running it
        again, or by any command that reaches the frame.
"""

import hashlib
from collections import Counter, deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from frame.devices.photo_files import Refusal, read_photo, taken_at_of
from frame.errors import NotAPhoto
from frame.model import CleanPhoto
from frame.owner.client import Client
from frame.owner.held import THERE, compare
from frame.owner.leases import check_shown
from frame.owner.origins import kept
from frame.owner.ways import GONE, WAITING
from frame.ports import Decoder
from frame.post.draft import Draft
from frame.post.going import Picture
from frame.post.rows import Paired, SentPhoto
from frame.protocol.messages import Result

AT_ONCE: Final = 8
MASTER_PX: Final = 4096
WORKERS: Final = 2
_AHEAD: Final = 2 * WORKERS
_PHOTO_BYTES: Final = 16
_TAKEN_BACK: Final = "it was taken back while it was on its way"
REASONS: Final = {
    WAITING: "it is still on its way",
    GONE: "the frame does not have it any more",
    Result.KEPT: "the frame has it",
    Result.HAD_IT: "the frame has it",
    Result.NO_CONSENT: "the frame has no consent for this album, or it has ended",
    Result.NO_ROOM: "there is no room on the frame",
    Result.QUOTA: "the frame takes no more today, or no photo this large",
    Result.NOT_A_PHOTO: "the frame could not open it as a picture",
    Result.DAMAGED: "it was damaged on the way",
    Result.UNKNOWN: "the frame did not get the key of this album",
}


@dataclass(slots=True)
class Report:
    """How far a run is; `removed`: what was left behind → in how many photos."""

    total: int = 0
    kept: int = 0
    already: int = 0
    refused: list[Refusal] = field(default_factory=list)
    removed: Counter[str] = field(default_factory=Counter)

    @property
    def done(self) -> int:
        """How many files are dealt with."""
        return self.kept + self.already + len(self.refused)


@dataclass(frozen=True, slots=True)
class _Ready:
    """A file that was read; `clean` is None where it was sent before."""

    digest: bytes
    clean: CleanPhoto | None


class Sender:
    """Sends files to one frame, into one album."""

    def __init__(self, client: Client, decoder: Decoder, album: bytes, frame: Paired) -> None:
        self._client = client
        self._books = client.books
        self._decoder = decoder
        self._album = album
        self._frame = frame
        self._names: dict[bytes, bytes] = {}
        self._known: dict[bytes, SentPhoto] = {}
        self._seen: set[bytes] = set()
        self._open: dict[bytes, Path] = {}

    def send(
        self, files: Sequence[Path], report: Report, progress: Callable[[int, int, Path], None]
    ) -> None:
        """Send files and wait until the frame has said what became of each.

        Raises:
            BadRequest: the frame may not show this album.
            Offline: the frame cannot be reached; what was sealed goes on with the next run.
            DiskFull
        """
        check_shown(self._books, self._album, self._frame.name, self._client.clock.now())
        self._learn()
        report.total = len(files)
        todo, working = deque(files), deque[tuple[Path, Future[_Ready]]]()
        with ThreadPoolExecutor(WORKERS) as pool:
            try:
                while todo or working or self._open:
                    while todo and len(working) < _AHEAD:
                        self._begin(pool, todo.popleft(), working)
                    self._await(working)
                    self._advance(working, report, progress)
            finally:
                pool.shutdown(wait=True, cancel_futures=True)

    def _learn(self) -> None:
        """Learn what was sent before, and what of it the frame still has; raise Offline."""
        holding = self._client.holding(self._frame)
        if holding is None or not compare(self._client, self._frame, self._album, holding):
            raise self._client.offline(self._frame)
        self._names = {row.digest: row.photo for row in self._rows()}
        self._known = {row.digest: row for row in self._rows() if row.frame == self._frame.name}

    def _begin(
        self,
        pool: ThreadPoolExecutor,
        path: Path,
        working: deque[tuple[Path, Future[_Ready]]],
    ) -> None:
        future = pool.submit(self._prepare, path)
        future.add_done_callback(lambda _: self._client.wake())
        working.append((path, future))

    def _prepare(self, path: Path) -> _Ready:
        """Read and clean a file, on a thread beside."""
        data = read_photo(path)
        digest = hashlib.sha256(data).digest()
        before = self._known.get(digest)
        if before is not None and before.state in THERE:
            return _Ready(digest, None)
        return _Ready(digest, self._decoder.clean(data))

    def _await(self, working: deque[tuple[Path, Future[_Ready]]]) -> None:
        """Talk with the frame until something can go on; raise Offline after long silence."""

        def may_go_on() -> bool:
            is_ready = bool(working) and working[0][1].done() and len(self._open) < AT_ONCE
            return is_ready or bool(self._ended())

        while not self._client.run(may_go_on):
            if self._open:
                raise self._client.offline(self._frame)

    def _ended(self) -> dict[bytes, Result | None]:
        """Return what became of photos of this run that are not on their way any more."""
        results = self._client.ways.results
        at = ((photo, (self._frame.name, photo)) for photo in self._open)
        return {photo: results[key] for photo, key in at if key in results}

    def _advance(
        self,
        working: deque[tuple[Path, Future[_Ready]]],
        report: Report,
        progress: Callable[[int, int, Path], None],
    ) -> None:
        for photo, result in self._ended().items():
            path = self._open.pop(photo)
            if result in THERE:
                report.kept += 1
            else:
                because = _TAKEN_BACK if result is None else REASONS[result]
                report.refused.append(Refusal(file=str(path), because=because))
            progress(report.done, report.total, path)
        while working and working[0][1].done() and len(self._open) < AT_ONCE:
            path, future = working.popleft()
            if self._take(path, future, report):
                progress(report.done, report.total, path)

    def _take(self, path: Path, future: Future[_Ready], report: Report) -> bool:
        """Send what was made of a file; True where there is nothing to send."""
        try:
            ready = future.result()
        except NotAPhoto as problem:
            report.refused.append(Refusal(file=str(path), because=str(problem)))
            return True
        if ready.clean is None or ready.digest in self._seen:
            report.already += 1
            return True
        self._seen.add(ready.digest)
        report.removed.update(ready.clean.removed)
        self._offer(path, ready.digest, ready.clean)
        return False

    def _offer(self, path: Path, digest: bytes, clean: CleanPhoto) -> None:
        """Seal a picture for the frame, unless it is on its way since an earlier run."""
        before = self._known.get(digest)
        photo = self._names.get(digest) or self._client.entropy.fresh(_PHOTO_BYTES)
        self._open[photo] = path
        going = self._client.mail.going.photos(self._frame.name)
        if photo in going or (self._frame.name, photo) in self._client.ways.results:
            return
        draft, now = Draft(), self._client.clock.now()
        draft.drop |= {n for n, row in self._books.all(SentPhoto) if row is before}
        draft.add.append(
            SentPhoto(
                album=self._album,
                photo=photo,
                frame=self._frame.name,
                digest=digest,
                file=kept(path),
                removed=clean.removed,
            )
        )
        taken = taken_at_of(clean, path)
        picture = Picture(
            album=self._album,
            photo=photo,
            data=clean.master,
            taken=taken.replace(microsecond=0, tzinfo=None).isoformat() if taken else None,
            sender=self._books.me.name,
            source=digest.hex(),
        )
        self._client.mail.going.send(picture, self._frame, draft, now)
        self._client.finish(draft)

    def _rows(self) -> list[SentPhoto]:
        """Return what was sent in this album and not taken back."""
        ledger, me = self._books.ledgers[self._album], self._books.me.name
        return [
            row
            for row in self._books.of(SentPhoto)
            if row.album == self._album and not ledger.is_revoked(row.photo, me)
        ]
