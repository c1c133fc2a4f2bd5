"""Write the vectors of messages, photos and notes: `python tests/vectors/make_transfer.py`.

Everything follows from fixed keys.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from frame.crypto.keys import SigningSeed
from frame.crypto.sign import Signer
from frame.protocol.envelope import Kind, Letter, Rank, write_body
from frame.protocol.facts import Ask, Head
from frame.protocol.messages import (
    AlbumHeads,
    Approve,
    AskDevices,
    AskHolding,
    AskLines,
    Devices,
    Done,
    Heads,
    Held,
    Holding,
    Invite,
    Leave,
    Left,
    Lines,
    Listed,
    Message,
    NewKey,
    Notes,
    Offer,
    Remove,
    Rename,
    Result,
    State,
    Want,
    to_letter,
)
from frame.protocol.notes import About, Board, NoteDraft, read_note, write_note
from frame.protocol.photos import (
    EpochKey,
    checks_of,
    chunk_of,
    photo_key,
    seal_photo,
    sealed_bytes,
    write_chunk,
)
from frame.protocol.turns import TURNS
from frame.protocol.wire import decode, encode

_FOLDER = Path(__file__).parent / "protocol"
_NOW_MS = 1_800_000_000_000
_TRANSFER, _PHOTO = b"t" * 8, b"p" * 16
_ALBUM, _OTHER = b"a" * 32, b"b" * 32
_HERE, _THERE = b"h" * 32, b"t" * 32


def _write(name: str, content: dict[str, Any]) -> None:
    text = json.dumps(content, indent=1, ensure_ascii=True) + "\n"
    (_FOLDER / f"{name}.json").write_text(text, encoding="ascii")


def _offer(taken: str | None) -> Offer:
    return Offer(
        transfer=_TRANSFER,
        album=_ALBUM,
        epoch=3,
        photo=_PHOTO,
        picture_bytes=300_000,
        sealed_bytes=sealed_bytes(300_000),
        checks=b"c" * 48,
        taken=taken,
        sender=_HERE,
    )


_HEADS = Heads(
    albums=(
        AlbumHeads(
            album=_ALBUM,
            heads={_HERE: Head(0, b"d" * 32), _THERE: Head(9, b"e" * 32)},
            notes=b"n" * 16,
        ),
        AlbumHeads(album=_OTHER, heads={}, notes=b"m" * 16),
    )
)
_DEVICES = Devices(
    devices=(
        Listed(key=_HERE, rank=Rank.OWNER, label="Küche", at_ms=_NOW_MS),
        Listed(key=_THERE, rank=Rank.FRAME, label="", at_ms=0),
    )
)
_MESSAGES: tuple[Message, ...] = (
    Lines(lines=(b"l" * 65, b"m" * 200)),
    Lines(lines=()),
    _HEADS,
    AskLines(album=_ALBUM, wanted=(Ask(_HERE, 0), Ask(_THERE, 65_535))),
    NewKey(album=_ALBUM, epoch=2**32 - 1, key=b"k" * 32),
    _offer("2024-02-29T23:59:59"),
    _offer(None),
    Want(transfer=_TRANSFER, bitmap=b"\x05", window=8),
    *(Done(transfer=_TRANSFER, result=result) for result in Result),
    Notes(notes=(b"n" * 65,)),
    AskHolding(),
    Holding(albums=(Held(album=_ALBUM, photos=12, bytes=34_567_890),)),
    *(Invite(role=role) for role in Rank if role is not Rank.FRAME),
    Approve(digits=1_234),
    AskDevices(),
    _DEVICES,
    Rename(device=_HERE, label="Küche 水"),
    Rename(device=_HERE, label="\u200fאנה\u200e \u061cمطبخ"),
    Remove(device=_HERE),
    Leave(),
    Left(photos=12, generation=7, at_ms=_NOW_MS),
    State(photos=12, free_bytes=5 << 26, version="0.4.0"),
)


def _body(kind: Kind, own: dict[int, Any]) -> str:
    return write_body(Letter(kind=kind, number=1, own=own)).hex()


def _refused() -> dict[str, str]:
    offer = dict(to_letter(_offer(None), 1).own)
    return {
        "an unknown field": _body(Kind.LEAVE, {10: 0}),
        "a missing field": _body(Kind.RENAME, {10: _HERE}),
        "a number as true": _body(Kind.APPROVE, {10: True}),
        "digits out of bounds": _body(Kind.APPROVE, {10: 1_000_000}),
        "65 lines": _body(Kind.LINES, {10: (b"l" * 65,) * 65}),
        "albums out of order": _body(
            Kind.HEADS, {10: ((_OTHER, (), b"n" * 16), (_ALBUM, (), b"n" * 16))}
        ),
        "an author twice": _body(
            Kind.HEADS, {10: ((_ALBUM, ((_HERE, 0, b"d" * 32),) * 2, b"n" * 16),)}
        ),
        "a check too few": _body(Kind.OFFER, offer | {16: b"c" * 32}),
        "sealed to another length": _body(Kind.OFFER, offer | {15: 400_000}),
        "a day that there was not": _body(Kind.OFFER, offer | {17: "2023-02-29T12:00:00"}),
        "a time that is null": _body(Kind.OFFER, offer | {17: None}),
        "a window of 17": _body(Kind.WANT, {10: _TRANSFER, 11: b"\x01", 12: 17}),
        "an invitation of a frame": _body(Kind.INVITE, {10: 4}),
        "free bytes to the byte": _body(Kind.STATE, {10: 1, 11: 2**26 + 1, 12: "0.4.0"}),
        **{
            f"a label with U+{ord(one):04X}": _body(Kind.RENAME, {10: _HERE, 11: f"a{one}b"})
            for one in sorted(TURNS)
        },
    }


def _messages() -> dict[str, Any]:
    good = [to_letter(message, _NOW_MS + place) for place, message in enumerate(_MESSAGES)]
    return {
        "good": [
            {
                "says": type(message).__name__,
                "kind": int(letter.kind),
                "body": write_body(letter).hex(),
            }
            for message, letter in zip(_MESSAGES, good, strict=True)
        ],
        "refused": [{"because": why, "body": body} for why, body in _refused().items()],
    }


def _photo(picture_bytes: int, epoch: int) -> dict[str, Any]:
    """One photo whose byte i is i modulo 251."""
    key, photo, salt = EpochKey(bytes(range(32))), bytes(range(32, 48)), bytes(range(48, 72))
    picture = (bytes(range(251)) * (picture_bytes // 251 + 1))[:picture_bytes]
    sealed = seal_photo(key, photo, epoch, picture, lambda _: salt)
    packet = write_chunk(_TRANSFER, 0, chunk_of(sealed, 0))
    return {
        "key": key.secret.hex(),
        "photo": photo.hex(),
        "epoch": epoch,
        "salt": salt.hex(),
        "photo_key": photo_key(key, photo, epoch).secret.hex(),
        "picture_bytes": picture_bytes,
        "sealed_bytes": len(sealed),
        "sealed_sha256": hashlib.sha256(sealed).hexdigest(),
        "checks": checks_of(sealed).hex(),
        "first_packet_sha256": hashlib.sha256(packet).hexdigest(),
    }


def _photos() -> dict[str, Any]:
    cases = ((1, 0), (1_000, 1), (16_384, 2), (130_000, 3), (300_000, 2**32 - 1))
    return {"picture": "byte i is i modulo 251", "photos": [_photo(*one) for one in cases]}


def _notes() -> dict[str, Any]:
    """Two people who write about the same, some of it too early, and notes to refuse."""
    told = [write_note(draft, signer) for signer, draft in _said()]
    board = Board()
    for one in told:
        board, _ = board.hear(read_note(one), _NOW_MS, lambda *_: True)
    good = told[0]
    refused = {
        "a flipped bit in the signature": bytes([good[0] ^ 1]) + good[1:],
        "a flipped bit in the body": good[:-1] + bytes([good[-1] ^ 1]),
        "another note's signature": told[1][:64] + good[64:],
        "one byte less": good[:-1],
        "a caption that turns the direction of writing": _turned(good, "Anna \u202emi See"),
        "a caption that is turned apart": _turned(good, "\u2066Anna\u2069"),
    }
    return {
        "now": _NOW_MS,
        "notes": [{"field": int(read_note(one).about), "note": one.hex()} for one in told],
        "then": [
            {
                "album": note.album.hex(),
                "photo": note.photo.hex() if note.photo else None,
                "field": int(note.about),
                "value": note.value,
            }
            for note in sorted(board.about(_ALBUM), key=lambda one: (one.photo or b"", one.about))
        ],
        "digest": board.digest(_ALBUM).hex(),
        "refused": [{"because": why, "note": one.hex()} for why, one in refused.items()],
    }


def _turned(good: bytes, caption: str) -> bytes:
    """Return a caption that no program writes, signed by the author of a good one."""
    fields = decode(good[64:])
    assert isinstance(fields, dict)
    body = encode(fields | {12: caption})
    return Signer(SigningSeed(bytes([1]) * 32)).sign(b"hf1/note\0" + body) + body


def _said() -> Iterator[tuple[Signer, NoteDraft]]:
    mother, father = (Signer(SigningSeed(bytes([name]) * 32)) for name in (1, 2))
    for signer, later, about, value in (
        (mother, 0, About.CAPTION, "Anna am See"),
        (father, 0, About.CAPTION, "Anna im Schilf"),
        (mother, -1, About.CAPTION, "Zu alt"),
        (mother, 0, About.FAVOURITE, False),
        (mother, 0, About.FAVOURITE, True),
        (father, 5, About.HIDDEN, True),
        (father, 6, About.HIDDEN, False),
        (mother, 24 * 3_600_000, About.PLACE, "a5"),
        (mother, 24 * 3_600_000 + 1, About.PLACE, "z"),
        (mother, 0, About.PRIVATE, True),
    ):
        draft = NoteDraft(
            album=_ALBUM, photo=_PHOTO, clock=_NOW_MS + later, about=about, value=value
        )
        yield signer, draft
    for about, value in ((About.TITLE, "Sommer 水"), (About.PRIVATE, False)):
        yield mother, NoteDraft(album=_ALBUM, clock=_NOW_MS, about=about, value=value)


def main() -> None:
    """Write all files."""
    _write("messages", _messages())
    _write("photos", _photos())
    _write("notes", _notes())


if __name__ == "__main__":
    main()
