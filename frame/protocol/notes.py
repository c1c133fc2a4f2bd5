"""Captions, favourites, order: small signed facts; the newest stays (docs/protocol.md §10).

    note = signature 64 | body

Rule 1: a note is checked over the bytes as they came, and passed on as they came.
Rule 2: the board is a function of the set of notes heard: any order, any number of times.
Rule 3: whether an author may say it is asked of the caller, and never depends on who relayed it.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final, TypeAlias

from frame.crypto.sign import Signer, is_signed_by
from frame.errors import BadMessage
from frame.protocol.fields import Fields, as_kept_text
from frame.protocol.turns import turns, unturned
from frame.protocol.wire import Value, encode

NOTE_BYTES: Final = 8 * 1024
SIGNATURE_BYTES: Final = 64
DIGEST_BYTES: Final = 16
CAPTION_CHARACTERS: Final = 2_000
TITLE_CHARACTERS: Final = 200
PLACE_CHARACTERS: Final = 64
AHEAD_MS: Final = 24 * 3_600_000
_DOMAIN = b"hf1/note\0"
_VERSION = 1
_KEY_BYTES, _PHOTO_BYTES = 32, 16
_PLACES = frozenset("0123456789abcdefghijklmnopqrstuvwxyz")


class About(IntEnum):
    """What a note says something about."""

    CAPTION = 1
    FAVOURITE = 2
    HIDDEN = 3
    PLACE = 4
    PRIVATE = 5
    TITLE = 6


Said: TypeAlias = str | bool
MayWrite: TypeAlias = Callable[[bytes, About, bytes | None], bool]
_TEXTS = {
    About.CAPTION: CAPTION_CHARACTERS,
    About.PLACE: PLACE_CHARACTERS,
    About.TITLE: TITLE_CHARACTERS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteDraft:
    """A note before it is signed; `photo` is None where it is about the album."""

    album: bytes
    photo: bytes | None = None
    clock: int
    about: About
    value: Said = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note whose signature, form and bounds are right; `told` is how it came.

    `clock` is in milliseconds since 1970, and grows with every note about the same.
    """

    album: bytes
    author: bytes
    photo: bytes | None
    clock: int
    about: About
    value: Said = field(repr=False)
    told: bytes = field(repr=False)

    @property
    def weight(self) -> tuple[int, bytes, bytes, bytes]:
        """The greatest one stays; the signature decides between two that say the same."""
        return self.clock, self.author, encode(self.value), self.told


def read_note(told: bytes) -> Note:
    """Return the note that these bytes are, signed by its author; raise BadMessage."""
    note = recall_note(told)
    if not is_signed_by(note.author, _DOMAIN + told[SIGNATURE_BYTES:], told[:SIGNATURE_BYTES]):
        raise BadMessage("a note is not signed by its author")
    if isinstance(note.value, str) and turns(note.value):
        raise BadMessage("a note would turn the direction of writing")
    return note


def recall_note(told: bytes) -> Note:
    """Return a note that was read before and kept under seal: its signature is not looked at.

    Raises BadMessage.
    """
    if not SIGNATURE_BYTES < len(told) <= NOTE_BYTES:
        raise BadMessage("a note has the wrong length")
    fields = Fields.of(told[SIGNATURE_BYTES:])
    fields.whole(0, _VERSION, _VERSION)
    about = About(fields.whole(11, min(About), max(About)))
    note = Note(
        album=fields.octets(2, _KEY_BYTES),
        author=fields.octets(3, _KEY_BYTES),
        photo=fields.optional(10, lambda key: fields.octets(key, _PHOTO_BYTES)),
        clock=fields.whole(6),
        about=about,
        value=_kept_text(fields, _TEXTS[about]) if about in _TEXTS else fields.flag(12),
        told=told,
    )
    fields.end()
    _is_sensible(note)
    return note


def _kept_text(fields: Fields, most: int) -> str:
    return fields.value(12, lambda value: as_kept_text(value, most))


def write_note(draft: NoteDraft, signer: Signer) -> bytes:
    """Return the signed bytes of a note; raise BadMessage where it breaks a bound.

    A text is freed of what turns the direction of writing before it is signed.
    """
    value = unturned(draft.value) if isinstance(draft.value, str) else draft.value
    fields: dict[int, Value] = {
        0: _VERSION,
        2: draft.album,
        3: signer.public,
        6: draft.clock,
        10: draft.photo,
        11: int(draft.about),
        12: value,
    }
    body = encode({key: value for key, value in fields.items() if value is not None})
    told = signer.sign(_DOMAIN + body) + body
    read_note(told)
    return told


def _is_sensible(note: Note) -> None:
    """Refuse what one field alone does not show; raise BadMessage."""
    if note.about is not About.PRIVATE and (note.photo is None) != (note.about is About.TITLE):
        raise BadMessage("a note is about a photo where it has to be about an album, or not")
    if note.about is About.PLACE and (not note.value or not _PLACES.issuperset(str(note.value))):
        raise BadMessage("a place in an album is written with 0-9 and a-z")


@dataclass(frozen=True, slots=True)
class Keep:
    """This note holds now: store it, in the place of the one before."""

    note: Note


_OfPhoto: TypeAlias = Mapping[tuple[bytes | None, About], Note]


@dataclass(frozen=True, slots=True)
class Board:
    """The notes that stay: album → photo (or None) and field → note."""

    albums: Mapping[bytes, _OfPhoto] = field(default_factory=dict)

    def hear(self, note: Note, now_ms: int, may: MayWrite) -> tuple["Board", tuple[Keep, ...]]:
        """Return the board with one note more; see `hear_all`."""
        return self.hear_all((note,), now_ms, may)

    def hear_all(
        self, notes: Iterable[Note], now_ms: int, may: MayWrite
    ) -> tuple["Board", tuple[Keep, ...]]:
        """Return the board after these notes, and which of them hold now.

        A note from more than 24 hours ahead is not taken yet, and one by an author who
        `may` not (author, about, photo) never; whoever has them says them again.
        """
        holds: dict[tuple[bytes, bytes | None, About], Note] = {}
        for note in notes:
            if note.clock > now_ms + AHEAD_MS or not may(note.author, note.about, note.photo):
                continue
            held = holds.get((note.album, note.photo, note.about), self.holding(note))
            if held is None or held.weight < note.weight:
                holds[note.album, note.photo, note.about] = note
        return self._keeping(holds.values()), tuple(map(Keep, holds.values()))

    def value(self, album: bytes, photo: bytes | None, about: About) -> Said | None:
        """Return what holds, or None where nobody said anything."""
        note = self.albums.get(album, {}).get((photo, about))
        return None if note is None else note.value

    def clock_for(self, album: bytes, photo: bytes | None, about: About, now_ms: int) -> int:
        """Return the clock of a note that is to replace the one that holds."""
        note = self.albums.get(album, {}).get((photo, about))
        return now_ms if note is None else max(note.clock + 1, now_ms)

    def holding(self, note: Note) -> Note | None:
        """Return the note that holds where this one would."""
        return self.albums.get(note.album, {}).get((note.photo, note.about))

    def keep(self, note: Note) -> "Board":
        """Return the board with a note that held when it was stored."""
        return self._keeping((note,))

    def digest(self, album: bytes) -> bytes:
        """Return 16 bytes that two boards have in common if they hold the same of an album."""
        told = sorted(note.told[:SIGNATURE_BYTES] for note in self.about(album))
        return hashlib.sha256(b"hf1/notes\0" + b"".join(told)).digest()[:DIGEST_BYTES]

    def about(self, album: bytes) -> tuple[Note, ...]:
        """Return all notes of an album that hold."""
        return tuple(self.albums.get(album, {}).values())

    def _keeping(self, notes: Iterable[Note]) -> "Board":
        changed: dict[bytes, dict[tuple[bytes | None, About], Note]] = {}
        for note in notes:
            if note.album not in changed:
                changed[note.album] = dict(self.albums.get(note.album, {}))
            changed[note.album][note.photo, note.about] = note
        return Board({**self.albums, **changed}) if changed else self

    def where(self, stays: Callable[[Note], bool]) -> "Board":
        """Return the board with those notes only; what was said about erased photos goes."""
        left = {
            album: {place: note for place, note in notes.items() if stays(note)}
            for album, notes in self.albums.items()
        }
        return Board({album: notes for album, notes in left.items() if notes})
