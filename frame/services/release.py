"""What this system is: what the image was built as, and the signed list of what comes after it.

    /usr/lib/hearthframe/release.json   what the image was built as; part of the verified root
    /usr/lib/hearthframe/release.pub    who signs releases (minisign)

Rule 1: a feed counts only with its signature by the release key, and only while it has not
        expired. One that is older than what was seen before is refused: it would hide what came
        since.
Rule 2: outside the image there is neither file, and nothing that could be updated.
"""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

from frame.errors import BadMessage, DeviceFailed
from frame.services.signatures import digest_of, is_genuine
from frame.upkeep.minisign import PublicKey, read_public_key, read_signature
from frame.upkeep.versions import Release, is_version

PLACE: Final = Path("/usr/lib/hearthframe")
FEED_BYTES: Final = 256 * 1024
KEY: Final = "release.pub"
FILE: Final = "release.json"
LARGEST: Final = 4 * 1024**3
"""Bytes of a bundle, at most."""
_PLACE_CHARACTERS: Final = 2000
_WAIT: Final = "Nothing was changed; ask again later."

_Version = Annotated[str, msgspec.Meta(max_length=32)]
_Place = Annotated[str, msgspec.Meta(min_length=1, max_length=_PLACE_CHARACTERS)]
_Digest = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
_Size = Annotated[int, msgspec.Meta(gt=0, le=LARGEST)]
_Serial = Annotated[int, msgspec.Meta(ge=0)]


class Built(msgspec.Struct, frozen=True, kw_only=True):
    """release.json: what the image was built as.

    compatible       which bundles are for it
    supported_until  the last day on which holes in it are closed
    floor            older versions have holes that are known
    contact          where weaknesses are reported, a https: or mailto: URI
    """

    version: _Version
    compatible: str
    released: date
    supported_until: date
    floor: _Version = "0.0"
    contact: str = ""

    def __post_init__(self) -> None:
        _check_versions(self.version, self.floor)


class _Offered(msgspec.Struct, frozen=True, kw_only=True):
    version: _Version
    place: _Place
    size_bytes: _Size
    sha256: _Digest
    released: date
    supported_until: date

    def __post_init__(self) -> None:
        _check_versions(self.version)


class _Document(msgspec.Struct, frozen=True, kw_only=True):
    format: Literal[1]
    compatible: str
    serial: _Serial
    expires: datetime
    floor: _Version = "0.0"
    releases: Annotated[list[_Offered], msgspec.Meta(max_length=100)]

    def __post_init__(self) -> None:
        _check_versions(self.floor)
        if self.expires.tzinfo is None:
            raise ValueError("expires needs a time zone")


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """A feed whose signature holds."""

    compatible: str
    serial: int
    expires: datetime
    floor: str
    releases: tuple[Release, ...]


def built(place: Path = PLACE) -> Built:
    """Return what this image was built as.

    Raises:
        DeviceFailed: this is no image.
    """
    try:
        return msgspec.json.decode((place / FILE).read_bytes(), type=Built)
    except FileNotFoundError as problem:
        raise DeviceFailed(
            "this machine does not run the Hearthframe image, so there is nothing to update",
            hint="Elsewhere update the package that hearthframe was installed with.",
        ) from problem
    except (OSError, msgspec.MsgspecError) as problem:
        raise DeviceFailed(f"{FILE} of this image cannot be read") from problem


def release_key(place: Path = PLACE) -> PublicKey:
    """Return who signs releases.

    Raises:
        DeviceFailed: the image holds no key.
    """
    try:
        return read_public_key((place / KEY).read_text(encoding="utf-8"))
    except (OSError, ValueError, BadMessage) as problem:
        raise DeviceFailed(
            "this image holds no release key, so no feed can be believed",
            hint="Bring updates on a USB stick, or use an image that was built with a key.",
        ) from problem


def read_feed(data: bytes, signature: str, key: PublicKey) -> Feed:
    """Return a feed.

    Raises:
        BadMessage: it is not signed by `key`, or says what no feed says.
    """
    if not is_genuine(read_signature(signature), key, digest_of(data)):
        raise BadMessage("the update feed is not signed by the release key", hint=_WAIT)
    try:
        told = msgspec.json.decode(data, type=_Document)
    except msgspec.MsgspecError as problem:
        raise BadMessage("the update feed is of a kind this system does not know") from problem
    return Feed(
        compatible=told.compatible,
        serial=told.serial,
        expires=told.expires,
        floor=told.floor,
        releases=tuple(Release(**msgspec.structs.asdict(one)) for one in told.releases),
    )


def check_fresh(feed: Feed, compatible: str, serial: int, now: datetime) -> None:
    """Raise BadMessage for a feed of another system, an expired one, or one older than seen."""
    if feed.compatible != compatible:
        raise BadMessage("the update feed is for another system", hint="Check [updates] feed.")
    if feed.serial < serial:
        raise BadMessage("the update feed is older than one that was seen before", hint=_WAIT)
    if now >= feed.expires:
        raise BadMessage(
            "the update feed has expired: nobody vouches that it is the newest", hint=_WAIT
        )


def _check_versions(*versions: str) -> None:
    if not all(map(is_version, versions)):
        raise ValueError("a version is two to four whole numbers with dots between")
