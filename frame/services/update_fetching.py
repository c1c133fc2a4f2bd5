"""Getting what an update needs: the signed feed, and the bundle that it announces.

Rule 1: a feed is believed by its signature, a bundle by the digest in that feed. Either is thrown
        away whole where it does not fit.
Rule 2: one bundle is kept at a time, under its digest, so that a download goes on where it was.
Rule 3: what somebody brought is opened only as a copy in root's own folder: whoever may write to
        the file itself could exchange it between two looks at it.
"""

import dataclasses
import hashlib
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import urljoin

from frame.errors import BadMessage, BadRequest, DiskFull
from frame.services.release import FEED_BYTES, LARGEST, Feed, read_feed, release_key
from frame.store.disk import Disk, speaking_plainly
from frame.upkeep.minisign import LONGEST, SUFFIX
from frame.upkeep.versions import Release

_BROUGHT: Final = "brought"
_PIECE: Final = 1024 * 1024
_AGAIN: Final = "Bring it once more."
_OPEN: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class Fetches(Protocol):
    """What fetches: `devices.update_feed`, or its twin."""

    def small(self, address: str, most_bytes: int) -> bytes:
        """Return a whole file; raise Offline or BadMessage."""

    def large(
        self, address: str, place: Path, size_bytes: int, heard: Callable[[int], object]
    ) -> None:
        """Let `place` have all of a file; raise Offline, BadMessage or DiskFull."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where updates come from: `key` is the folder with the release key, `folder` the place."""

    web: Fetches
    key: Path
    folder: Path

    def feed(self, address: str) -> Feed:
        """Return the feed; raise Offline, BadMessage, or DeviceFailed without a release key."""
        key = release_key(self.key)
        data = self.web.small(address, FEED_BYTES)
        signature = self.web.small(f"{address}{SUFFIX}", LONGEST)
        return read_feed(data, signature.decode("utf-8", "replace"), key)

    def bundle(self, release: Release, heard: Callable[[int], object]) -> Path:
        """Return the bundle of a release, whole and with the digest that was signed.

        Raises:
            Offline: it stopped; asked again, it goes on.
            BadMessage: it is not what was announced, and was thrown away.
            DiskFull: there is no room.
        """
        place, size = self.folder / f"{release.sha256}.raucb", release.size_bytes
        for left in self.folder.glob("*.raucb"):
            if left != place:
                left.unlink()
        self.web.large(release.place, place, size, lambda have: heard(100 * have // size))
        with place.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != release.sha256:
            place.unlink()
            raise BadMessage(
                "the update that was fetched is not the one that was announced",
                hint="It was thrown away, and is fetched again by itself.",
            )
        return place

    def brought(self, bundle: Path) -> Path:
        """Return a copy of a bundle that lies where others may write.

        Raises:
            BadRequest: there is no such file.
            DiskFull: there is no room for a copy.
        """
        place, number = self.folder / _BROUGHT, _opened(bundle)
        with os.fdopen(number, "rb") as theirs, speaking_plainly():
            left = os.fstat(number).st_size
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            place.unlink(missing_ok=True)
            if Disk().free_bytes(self.folder) < left + Disk.reserve_bytes:
                raise DiskFull("there is no room for the update")
            try:
                with place.open("xb") as ours:
                    while left and (piece := theirs.read(min(_PIECE, left))):
                        left -= ours.write(piece)
            except OSError:
                place.unlink(missing_ok=True)
                raise
        return place


def _opened(bundle: Path) -> int:
    """Return the descriptor of a bundle that somebody brought; raise BadRequest."""
    try:
        number = os.open(bundle, _OPEN)
    except OSError as problem:
        raise BadRequest("there is no such update", hint=_AGAIN) from problem
    told = os.fstat(number)
    if stat.S_ISREG(told.st_mode) and told.st_size <= LARGEST:
        return number
    os.close(number)
    raise BadRequest("there is no such update", hint=_AGAIN)


def at_home(release: Release, feed: str) -> Release:
    """Return a release with its whole address: from where its feed lies."""
    return dataclasses.replace(release, place=urljoin(feed, release.place))
