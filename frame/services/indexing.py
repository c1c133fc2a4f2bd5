"""Indexing: looks at photos nobody looked at yet, and for people, while the slideshow goes on.

Rule 1: a step never waits. Decoding and looking happen in children and in one thread of their
        own; the thread that owns the store only starts them and writes down what came out.
Rule 2: one photo at a time, each written down at once: a frame that is killed goes on with the
        next photo, and what was seen before is kept until the new look is there.
Rule 3: nothing is begun while the frame is hot or busy, and after each photo it rests as long
        as the photo took.
Rule 4: the vision process ends when there is nothing left to look at.
"""

import logging
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

from frame.devices.heat import Warmth
from frame.errors import BadRequest, FrameError
from frame.log import event
from frame.model import LOOKS_EDITION, Looks, PhotoId
from frame.ports import Decoder, Seer
from frame.services.calm import Calm, may_work
from frame.services.ingest import study_of
from frame.services.recognition import codes_of, due, note_codes
from frame.store.vault import Vault

_LOG = logging.getLogger("frame.indexing")
_TELL_EVERY = 50
T = TypeVar("T")
Task = Callable[[PhotoId, Executor], Iterator[None]]


class Warm(Protocol):
    """Tells how hot and busy the machine is (`devices.heat.Thermometer`)."""

    def read(self) -> Warmth:
        """Return how it is now."""


class Closing(Seer, Protocol):
    """A seer that can be put away."""

    def close(self) -> None:
        """End its process; it starts again when it is asked again."""


@dataclass(slots=True, kw_only=True)
class Indexer:
    """What indexing works with.

    told   called when enough new looks are there to be worth judging again, and at the end
    """

    vault: Vault
    decoder: Decoder
    seer: Closing
    thermometer: Warm
    told: Callable[[], None]
    calm: Calm
    monotonic_s: Callable[[], float] = time.monotonic

    def steps(self) -> Generator[None]:
        """Yield after each step, which takes milliseconds; ends when there is nothing to do.

        Faces are compared with enrolled people once every photo was seen; without anybody
        enrolled there is nothing to compare.
        """
        if not unseen(self.vault) and not due(self.vault):
            return
        with closing(self.seer), ThreadPoolExecutor(1, thread_name_prefix="indexing") as pool:
            yield from self._each(unseen(self.vault), self._look, pool)
            yield from self._each(due(self.vault), self._compare, pool)
        self.told()

    def _each(self, waiting: Sequence[PhotoId], task: Task, pool: Executor) -> Iterator[None]:
        for number, photo in enumerate(waiting, 1):
            yield from self._calm_down()
            yield from self._work(photo, task, pool)
            if number % _TELL_EVERY == 0:
                self.told()
        event(_LOG, "indexing.done", photos=len(waiting))

    def _calm_down(self) -> Iterator[None]:
        self.calm, calm = may_work(self.calm, self.thermometer.read())
        if calm:
            return
        event(_LOG, "indexing.resting", state="hot or busy")
        while not calm:
            yield
            self.calm, calm = may_work(self.calm, self.thermometer.read())

    def _work(self, photo: PhotoId, task: Task, pool: Executor) -> Iterator[None]:
        begin = self.monotonic_s()
        try:
            yield from task(photo, pool)
        except BadRequest:
            pass  # erased meanwhile, or taken back
        except FrameError as problem:
            event(_LOG, "indexing.failed", logging.WARNING, error=type(problem).__name__)
        rest_until = 2 * self.monotonic_s() - begin
        while self.monotonic_s() < rest_until:
            yield

    def _look(self, photo: PhotoId, pool: Executor) -> Generator[None]:
        def look() -> Looks:
            return self.seer.look(study_of(self.vault, self.decoder, photo))

        self._check(photo, "score")
        looks = yield from _awaited(pool.submit(look))
        self._check(photo, "score")
        self.vault.note(photo, looks)

    def _compare(self, photo: PhotoId, pool: Executor) -> Generator[None]:
        if not self.vault.persons():
            return
        self._check(photo, "faces")
        faces = self.vault.looks()[photo].faces
        job = pool.submit(codes_of, self.vault, self.decoder, self.seer, photo, faces)
        codes = yield from _awaited(job)
        self._check(photo, "faces")
        note_codes(self.vault, photo, faces, codes)

    def _check(self, photo: PhotoId, purpose: Literal["score", "faces"]) -> None:
        """Raise BadRequest where a photo was erased meanwhile, or its consent taken back."""
        album = self.vault.photo(photo).album
        allowed = all(getattr(one, purpose) for one in self.vault.albums() if one.id == album)
        if not allowed or (purpose == "faces" and photo not in self.vault.looks()):
            raise BadRequest("this photo may not be looked at any more")


def _awaited(job: Future[T]) -> Generator[None, None, T]:
    """Yield until a job is done, and return what came of it."""
    while not job.done():
        yield
    return job.result()


def unseen(vault: Vault) -> list[PhotoId]:
    """Return the photos to look at: those nobody looked at, then those seen by older eyes.

    Photos of albums whose consent does not say `score` are not looked at.
    """
    looks = vault.looks()
    closed = {album.id for album in vault.albums() if not album.score}
    photos = [photo.id for photo in vault.photos() if photo.album not in closed]
    never = [photo for photo in photos if photo not in looks]
    before = (photo for photo in photos if photo in looks)
    return never + [photo for photo in before if looks[photo].edition < LOOKS_EDITION]
