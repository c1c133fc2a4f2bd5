"""One row of each table as SQL has it: opaque ids, sheet numbers and ciphertext."""

from typing import NamedTuple


class OwnerSealed(NamedTuple):
    """One row of `owner`."""

    id: str
    sheet: int
    sealed: bytes


class AlbumSealed(NamedTuple):
    """One row of `album`."""

    id: str
    owner: str
    sheet: int
    sealed: bytes


class PhotoSealed(NamedTuple):
    """One row of `photo`."""

    id: str
    album: str
    sheet: int
    sealed: bytes
    memory: bytes | None
    looks: bytes | None


class PersonSealed(NamedTuple):
    """One row of `person`."""

    id: str
    sheet: int
    sealed: bytes


class WhoSealed(NamedTuple):
    """One row of `who`, with where its photo belongs; `people` is the sheet inside."""

    id: str
    album: str
    sheet: int
    people: int
    sealed: bytes


class Place(NamedTuple):
    """Where a photo belongs."""

    id: str
    album: str
    sheet: int


class SettingSealed(NamedTuple):
    """One row of `setting`."""

    name: str
    sheet: int
    sealed: bytes


class RecordSealed(NamedTuple):
    """One row of `record`."""

    n: int
    kind: str
    sheet: int
    sealed: bytes


class ErasureSealed(NamedTuple):
    """One row of `erasure`."""

    id: str
    done: bool
    sealed: bytes
