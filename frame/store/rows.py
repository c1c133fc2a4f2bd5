"""What a sealed column holds, and the keys that seal it.

Rule 1: each column of each sheet has its own key; the column, the row's id and its album are
        bound in, so a sealed value opens only where it was put.
Rule 2: a value is padded before it is sealed, so its length says little about it.
"""

from dataclasses import replace

import msgspec

from frame.crypto.keys import Fresh, Key, RowKey, RowSeal, derive
from frame.errors import StoreDamaged
from frame.model import Likeness, Looks, Person, PersonId, Photo, PhotoId
from frame.store.keyring import Keyring
from frame.store.padding import pad, unpad

OWNER = "owner.sealed"
ALBUM = "album.sealed"
PHOTO = "photo.sealed"
MEMORY = "photo.memory"
LOOKS = "photo.looks"
EMBEDDING = "embedding.sealed"
SETTING = "setting.sealed"
RECORD = "record.sealed"
ERASURE = "erasure.sealed"
PERSON = "person.sealed"
WHO = "who.sealed"
WHO_PEOPLE = "who.people"

_FINGERPRINT_BYTES = 32


class Blob(msgspec.Struct, frozen=True, array_like=True):
    """One sealed file: its key and how long it was before padding."""

    key: bytes
    size: int


class Origin(msgspec.Struct, frozen=True, array_like=True):
    """What a photo is called between devices (16 bytes), and who sent it (a public key, 32)."""

    name: bytes
    sender: bytes


class PhotoRow(msgspec.Struct, frozen=True):
    """Everything about a photo that cannot be made again.

    `source` recognises the file the photo came from (`crypto.keys.recognise`); `origin` is None
    where it was put in at the frame.
    """

    photo: Photo
    master: Blob
    thumbnail: Blob
    source: bytes
    origin: Origin | None = None


class LooksRow(msgspec.Struct, frozen=True):
    """Looks without the embedding; msgpack has no 256-bit numbers."""

    looks: Looks
    fingerprint: bytes


class Template(msgspec.Struct, frozen=True, array_like=True):
    """One face code of an enrolled person, and the stored photo it was taken from, if any."""

    code: bytes
    photo: PhotoId = PhotoId("")


class Yes(msgspec.Struct, frozen=True, array_like=True):
    """How a person agreed, and the name they wrote under the words.

    `how` is a number of `protocol.frame_people.Agreed`; `device` is the public key of the device
    it was said on, empty at the frame.
    """

    how: int = 3
    device: bytes = b""
    signed: str = ""


class PersonRow(msgspec.Struct, frozen=True):
    """Everything kept of an enrolled person.

    `edition` is that of the set of people when this person's templates last changed;
    `guardian` is who agreed for a child, `yes` how it was agreed.
    """

    person: Person
    templates: tuple[Template, ...]
    edition: int
    guardian: str = ""
    yes: Yes = Yes()


class WhoRow(msgspec.Struct, frozen=True):
    """Who was recognised in a photo.

    `edition` is that of the set of people the photo was compared with, 0 if it has to be
    compared again; `answers` is what the owner said: True it is them, False it is not.
    """

    likenesses: tuple[Likeness, ...] = ()
    edition: int = 0
    answers: dict[PersonId, bool] = msgspec.field(default_factory=dict)


_looks_decoder = msgspec.msgpack.Decoder(LooksRow)


def whose_photo(photo: str, album: str) -> str:
    """Return what a photo's columns are bound to."""
    return f"{photo}|{album}"


def whose_album(album: str, owner: str) -> str:
    """Return what an album's columns are bound to."""
    return f"{album}|{owner}"


def whose_record(kind: str, number: int) -> str:
    """Return what a record is bound to."""
    return f"{kind}|{number}"


def encode_looks(looks: Looks) -> bytes:
    """Return looks without their embedding, for sealing."""
    fingerprint = looks.fingerprint.to_bytes(_FINGERPRINT_BYTES, "big")
    small = replace(looks, fingerprint=0, embedding=b"")
    return msgspec.msgpack.encode(LooksRow(looks=small, fingerprint=fingerprint))


def decode_looks(plain: bytes) -> Looks:
    """Return what `encode_looks` was given, without its embedding; raise StoreDamaged."""
    try:
        row = _looks_decoder.decode(plain)
    except msgspec.MsgspecError as problem:
        raise StoreDamaged("a sealed row was written by another version") from problem
    return replace(row.looks, fingerprint=int.from_bytes(row.fingerprint, "big"))


class Sealer:
    """Seals and opens columns with the keys of an open keyring."""

    def __init__(self, keyring: Keyring, fresh: Fresh) -> None:
        self._keyring = keyring
        self._fresh = fresh
        self._seals: dict[tuple[int | None, str], RowSeal] = {}

    def seal(self, column: str, sheet: int | None, whose: str, plain: bytes) -> bytes:
        """Return a value sealed for one place; `sheet` None is the ledger."""
        return self._seal_of(sheet, column).seal(
            pad(plain), f"{column}|{whose}".encode(), self._fresh
        )

    def open(self, column: str, sheet: int | None, whose: str, sealed: bytes) -> bytes:
        """Return a value; raise StoreDamaged."""
        return unpad(self._seal_of(sheet, column).open(sealed, f"{column}|{whose}".encode()))

    def forget_keys(self) -> None:
        """Let go of every key that was derived; those still in the keyring are derived again."""
        self._seals.clear()

    def _seal_of(self, sheet: int | None, column: str) -> RowSeal:
        seal = self._seals.get((sheet, column))
        if seal is None:
            root: Key = self._keyring.ledger if sheet is None else self._keyring.sheet_key(sheet)
            seal = self._seals[sheet, column] = RowSeal(derive(root, column, RowKey))
        return seal
