"""Lines: what owners and frames sign about an album (docs/protocol.md §8.1).

    line = signature 64 | body        digest = SHA-256("hf1/line" | 00 | body)

Rule 1: a line is checked over the bytes as they came, and passed on as they came.
Rule 2: form and bounds are checked here, who may say what in `consent`.
"""

import hashlib
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias, assert_never

from frame.crypto.sign import Signer, is_signed_by
from frame.errors import BadMessage
from frame.protocol.fields import Fields, as_array, as_octets, as_whole
from frame.protocol.wire import Value, encode

LINE_BYTES = 8 * 1024
KEY_BYTES = DIGEST_BYTES = 32
ID_BYTES = 16
SIGNATURE_BYTES = 64
NUMBERS = 65_536
SEEN = 16
PHOTOS = 256
KEEPERS = 4
LEASE_S = 30 * 86_400
ADMISSION_S = 400 * 86_400
_DOMAIN = b"hf1/line\0"
_VERSION = 1


class Purpose(IntEnum):
    """What a frame may do with the photos of an album."""

    DISPLAY = 1
    ENHANCE = 2
    SCORE = 3
    FACES = 4
    SHARE = 5


class Term(IntEnum):
    """What goes with a grant."""

    STRANGERS_BLURRED = 1


class Role(IntEnum):
    """What an admitted device may do in an album."""

    OWNER = 1
    CONTRIBUTOR = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The first line of an album; its digest is the album's name.

    `keepers` admit and dismiss others; `follows` is the album this one goes on from.
    """

    owner: bytes
    keepers: tuple[bytes, ...]
    random: bytes
    follows: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Admit:
    """A keeper lets another device write here, until a time in seconds since 1970."""

    key: bytes
    role: Role
    until_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dismiss:
    """A device that may not grant or admit any more, for ever."""

    key: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a frame may do, from one time to another (seconds since 1970).

    `notice` is the SHA-256 of the words the person read; `serial` orders grants to this frame.
    """

    frame: bytes
    purposes: tuple[Purpose, ...]
    from_s: int
    until_s: int
    notice: bytes
    serial: int
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokePhotos:
    """These photos are gone for ever."""

    photos: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokePurposes:
    """Grants to a frame up to a serial lose these purposes."""

    frame: bytes
    purposes: tuple[Purpose, ...]
    serial: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeFrame:
    """A frame has nothing of this album any more, for ever."""

    frame: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeAlbum:
    """Nobody has anything of this album any more, for ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A frame's word that it did what a revocation asks; `erased_at` in milliseconds."""

    answers: bytes
    photos: int
    generation: int
    erased_at: int


Revocation: TypeAlias = RevokePhotos | RevokePurposes | RevokeFrame | RevokeAlbum
Says: TypeAlias = Found | Admit | Dismiss | Grant | Revocation | Receipt
_KINDS = {Found: 1, Admit: 2, Dismiss: 3, Grant: 4, Receipt: 6}
_REVOKE = 5
_SCOPES = {RevokePhotos: 1, RevokePurposes: 2, RevokeFrame: 3, RevokeAlbum: 4}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The last line of somebody else that an author knew of."""

    author: bytes
    number: int
    digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A line before it is signed; `album` and `previous` are None in an album's first line.

    number    of the line in its author's own chain, from 0
    previous  digest of the author's line before
    at_ms     milliseconds since 1970 on the author's clock
    seen      ascending by author
    """

    album: bytes | None
    number: int
    previous: bytes | None
    at_ms: int
    says: Says
    seen: tuple[Seen, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line whose signature, form and bounds are right; `told` is how it came."""

    album: bytes
    author: bytes
    number: int
    previous: bytes | None
    at_ms: int
    seen: tuple[Seen, ...]
    says: Says
    digest: bytes
    told: bytes


def read_line(told: bytes) -> Line:
    """Return the line that these bytes are, signed by its author; raise BadMessage."""
    line = recall_line(told)
    if not is_signed_by(line.author, _DOMAIN + told[SIGNATURE_BYTES:], told[:SIGNATURE_BYTES]):
        raise BadMessage("a line of consent is not signed by its author")
    return line


def recall_line(told: bytes) -> Line:
    """Return a line that was read before and kept under seal: its signature is not looked at.

    Raises BadMessage.
    """
    if not SIGNATURE_BYTES < len(told) <= LINE_BYTES:
        raise BadMessage("a line of consent has the wrong length")
    body = told[SIGNATURE_BYTES:]
    fields = Fields.of(body)
    fields.whole(0, _VERSION, _VERSION)
    kind, author = fields.whole(1, 1, 6), fields.octets(3, KEY_BYTES)
    digest = hashlib.sha256(_DOMAIN + body).digest()
    album = digest if kind == _KINDS[Found] else fields.octets(2, DIGEST_BYTES)
    number = fields.whole(4, 0, NUMBERS - 1)
    previous = fields.octets(5, DIGEST_BYTES) if number else None
    line = Line(
        album=album,
        author=author,
        number=number,
        previous=previous,
        at_ms=fields.whole(6),
        seen=_read_seen(fields, author),
        says=_read(kind, fields),
        digest=digest,
        told=told,
    )
    fields.end()
    _is_sensible(line)
    return line


def write_line(draft: Draft, signer: Signer) -> bytes:
    """Return the signed bytes of a line; raise BadMessage where it breaks a bound."""
    says = draft.says
    fields: dict[int, Value] = {
        0: _VERSION,
        1: _KINDS.get(type(says), _REVOKE),
        2: draft.album,
        3: signer.public,
        4: draft.number,
        5: draft.previous,
        6: draft.at_ms,
        7: tuple((one.author, one.number, one.digest) for one in draft.seen),
        **_own_fields(says),
    }
    body = encode({key: value for key, value in fields.items() if value is not None})
    told = signer.sign(_DOMAIN + body) + body
    read_line(told)
    return told


def _own_fields(says: Says) -> dict[int, Value]:
    match says:
        case Found():
            return {10: says.owner, 11: says.keepers, 12: says.random, 13: says.follows}
        case Admit():
            return {10: says.key, 11: int(says.role), 12: says.until_s}
        case Dismiss():
            return {10: says.key}
        case Grant():
            return _grant_fields(says)
        case Receipt():
            return {10: says.answers, 11: says.photos, 12: says.generation, 13: says.erased_at}
        case _:
            return _revocation_fields(says)


def _revocation_fields(says: Revocation) -> dict[int, Value]:
    match says:
        case RevokePhotos():
            return {10: _SCOPES[RevokePhotos], 11: says.photos}
        case RevokePurposes():
            purposes = tuple(map(int, says.purposes))
            return {10: _SCOPES[RevokePurposes], 12: says.frame, 13: purposes, 14: says.serial}
        case RevokeFrame():
            return {10: _SCOPES[RevokeFrame], 12: says.frame}
        case RevokeAlbum():
            return {10: _SCOPES[RevokeAlbum]}
        case _:
            assert_never(says)


def _grant_fields(says: Grant) -> dict[int, Value]:
    return {
        10: says.frame,
        11: tuple(map(int, says.purposes)),
        12: says.from_s,
        13: says.until_s,
        14: says.notice,
        15: says.serial,
        16: tuple(map(int, says.terms)),
    }


def _key(value: Value) -> bytes:
    return as_octets(value, KEY_BYTES)


def _purpose(value: Value) -> Purpose:
    return Purpose(as_whole(value, min(Purpose), max(Purpose)))


def _term(value: Value) -> Term:
    return Term(as_whole(value, min(Term), max(Term)))


def _read_seen(fields: Fields, author: bytes) -> tuple[Seen, ...]:
    found = []
    for one in fields.array(7, 0, SEEN):
        other, number, digest = as_array(one, 3, 3)
        found.append(
            Seen(
                author=_key(other),
                number=as_whole(number, 0, NUMBERS - 1),
                digest=as_octets(digest, DIGEST_BYTES),
            )
        )
    others = [one.author for one in found]
    if others != sorted(set(others)) or author in others:
        raise BadMessage("what a line has seen is not in order")
    return tuple(found)


def _read(kind: int, fields: Fields) -> Says:
    match kind:
        case 1:
            return _read_found(fields)
        case 2:
            key, role = fields.octets(10, KEY_BYTES), Role(fields.whole(11, 1, 2))
            return Admit(key=key, role=role, until_s=fields.whole(12))
        case 3:
            return Dismiss(key=fields.octets(10, KEY_BYTES))
        case 4:
            return _read_grant(fields)
        case 5:
            return _read_revocation(fields)
        case _:
            return Receipt(
                answers=fields.octets(10, DIGEST_BYTES),
                photos=fields.whole(11),
                generation=fields.whole(12),
                erased_at=fields.whole(13),
            )


def _read_found(fields: Fields) -> Found:
    return Found(
        owner=fields.octets(10, ID_BYTES),
        keepers=fields.ascending(11, _key, 1, KEEPERS),
        random=fields.octets(12, ID_BYTES),
        follows=fields.optional(13, lambda key: fields.octets(key, DIGEST_BYTES)),
    )


def _read_grant(fields: Fields) -> Grant:
    return Grant(
        frame=fields.octets(10, KEY_BYTES),
        purposes=fields.ascending(11, _purpose, 1, len(Purpose)),
        from_s=fields.whole(12),
        until_s=fields.whole(13),
        notice=fields.octets(14, DIGEST_BYTES),
        serial=fields.whole(15),
        terms=fields.ascending(16, _term, 0, len(Term)),
    )


def _read_revocation(fields: Fields) -> Revocation:
    scope = fields.whole(10, 1, 4)
    if scope == _SCOPES[RevokePhotos]:
        photos = fields.ascending(11, lambda one: as_octets(one, ID_BYTES), 1, PHOTOS)
        return RevokePhotos(photos=photos)
    if scope == _SCOPES[RevokeAlbum]:
        return RevokeAlbum()
    frame = fields.octets(12, KEY_BYTES)
    if scope == _SCOPES[RevokeFrame]:
        return RevokeFrame(frame=frame)
    purposes = fields.ascending(13, _purpose, 1, len(Purpose))
    return RevokePurposes(frame=frame, purposes=purposes, serial=fields.whole(14))


def _is_sensible(line: Line) -> None:
    """Refuse what one field alone does not show; raise BadMessage."""
    says = line.says
    if isinstance(says, Found) and (line.number or line.seen or line.author not in says.keepers):
        raise BadMessage("an album is founded by a keeper, in the first line of its chain")
    if isinstance(says, Grant) and not 0 < says.until_s - says.from_s <= LEASE_S:
        raise BadMessage("a grant lasts for at most 30 days")
    if isinstance(says, Admit) and says.until_s - line.at_ms // 1000 > ADMISSION_S:
        raise BadMessage("an admission lasts for at most 400 days")
