"""Write the protocol's vectors: `python tests/vectors/make_protocol.py`.

Everything but the boxes follows from fixed keys. A box needs fresh randomness, so one that is
there and still opens is kept.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from frame.crypto.box import Opener, SealingSeed, Suite, seal
from frame.crypto.keys import SigningSeed
from frame.crypto.noise import (
    EphemeralKey,
    Initiator,
    Pattern,
    Responder,
    SharedKey,
    StaticKey,
    Terms,
    public_of,
)
from frame.crypto.sign import Signer
from frame.errors import BadMessage
from frame.protocol.addresses import (
    PairSecret,
    PresenceSecret,
    broker_password,
    broker_user,
    device_id,
    presence_topic,
)
from frame.protocol.card import Card, six_digits, write_card
from frame.protocol.consent import Ledger
from frame.protocol.envelope import Kind, Letter, Peer, close, open_envelope, write_body
from frame.protocol.lines import (
    Admit,
    Dismiss,
    Draft,
    Found,
    Grant,
    Line,
    Purpose,
    Receipt,
    RevokeAlbum,
    RevokeFrame,
    RevokePhotos,
    RevokePurposes,
    Role,
    Says,
    Seen,
    Term,
    read_line,
    write_line,
)
from frame.protocol.wire import Value, decode, encode

_FOLDER = Path(__file__).parent / "protocol"


def _write(name: str, content: dict[str, Any]) -> None:
    text = json.dumps(content, indent=1, ensure_ascii=True) + "\n"
    (_FOLDER / f"{name}.json").write_text(text, encoding="ascii")


def _read(name: str) -> dict[str, Any]:
    file = _FOLDER / f"{name}.json"
    return json.loads(file.read_text(encoding="ascii")) if file.exists() else {}


def _noise(pattern: Pattern) -> dict[str, Any]:
    """One handshake and four messages, in the form that cacophony made usual."""
    psk = SharedKey(bytes(range(96, 128))) if pattern is Pattern.IK_PSK1 else None
    ours, theirs = StaticKey(bytes(range(32))), StaticKey(bytes(range(32, 64)))
    first, second = EphemeralKey(bytes(range(64, 96))), EphemeralKey(bytes(range(128, 160)))
    prologue = b"hf1/pair" if psk else b"hf1/session"
    peer = public_of(theirs)
    initiator = Initiator(
        Terms(pattern=pattern, static=ours, ephemeral=first, peer=peer, psk=psk, prologue=prologue)
    )
    responder = Responder(
        Terms(pattern=pattern, static=theirs, ephemeral=second, psk=psk, prologue=prologue)
    )
    said = [(b"hello", initiator.begin(b"hello"))]
    responder.hear(said[0][1])
    answer, there = responder.answer(b"welcome")
    said.append((b"welcome", answer))
    _, here = initiator.finish(answer)
    for number in range(4):
        plain = f"message {number}".encode()
        said.append((plain, (there if number % 2 else here).sealing.seal(plain)))
    psks = {"init_psks": [psk.secret.hex()], "resp_psks": [psk.secret.hex()]} if psk else {}
    return {
        "protocol_name": pattern.value,
        "init_prologue": prologue.hex(),
        **psks,
        "init_static": ours.secret.hex(),
        "init_ephemeral": first.secret.hex(),
        "init_remote_static": peer.hex(),
        "resp_prologue": prologue.hex(),
        "resp_static": theirs.secret.hex(),
        "resp_ephemeral": second.secret.hex(),
        "handshake_hash": here.transcript.hex(),
        "messages": [{"payload": one.hex(), "ciphertext": two.hex()} for one, two in said],
    }


def _still_opens(box: str, opener: Opener, info: bytes, plain: bytes) -> bool:
    try:
        return opener.open(bytes.fromhex(box), info) == plain
    except BadMessage:
        return False


def _box(suite: Suite, old: str) -> dict[str, Any]:
    seed, plain, info = (
        SealingSeed(bytes(range(32))),
        b"an album key of thirty-two bytes",
        b"hf1/test",
    )
    opener = Opener(seed, suite)
    kept = _still_opens(old, opener, info, plain)
    return {
        "suite": int(suite),
        "seed": seed.secret.hex(),
        "public": opener.public.hex(),
        "info": info.hex(),
        "plain": plain.hex(),
        "box": old if kept else seal(opener.public, suite, plain, info).hex(),
    }


def _told(value: Value) -> str:
    """Return a value in the diagnostic notation of RFC 8949 §8."""
    match value:
        case bytes():
            return f"h'{value.hex()}'"
        case tuple():
            return "[" + ", ".join(map(_told, value)) + "]"
        case Mapping():
            return "{" + ", ".join(f"{key}: {_told(one)}" for key, one in value.items()) + "}"
        case _:
            return json.dumps(value)


_GOOD: tuple[Value, ...] = (
    0,
    23,
    24,
    255,
    256,
    65536,
    2**32,
    2**53 - 1,
    -1,
    -(2**53) + 1,
    b"",
    b"bytes",
    "",
    "Wörter 水",
    False,
    True,
    None,
    (),
    (1, (2, b"3"), "4"),
    {},
    {0: 1, 9: b"x", 23: (), 24: {}, 255: None},
)
_BAD = {
    "a number that is not in its shortest form": "1817",
    "more than 53 bits": "1b0020000000000000",
    "pieces": "5f4101ff",
    "a tag": "c001",
    "undefined": "f7",
    "a float": "f97e00",
    "text that is not UTF-8": "61ff",
    "a key twice": "a201010101",
    "keys out of order": "a202010101",
    "a text as key": "a1616101",
    "too short": "420a",
    "too long": "0000",
    "a length without bytes": "5b001fffffffffffff",
    "too deep": "81" * 9 + "00",
}


def _wire() -> dict[str, Any]:
    return {
        "good": [{"value": _told(one), "bytes": encode(one).hex()} for one in _GOOD],
        "bad": [{"because": why, "bytes": told} for why, told in _BAD.items()],
    }


_NOW = 1_800_000_000
_DAY = 86_400


class _Author:
    """Somebody with a chain in one album."""

    def __init__(self, name: int) -> None:
        self.signer = Signer(SigningSeed(bytes([name]) * 32))
        self.key = self.signer.public
        self.last: Line | None = None

    def says(self, album: bytes | None, says: Says, *seen: "_Author") -> Line:
        others = sorted((one for one in seen if one.last), key=lambda one: one.key)
        draft = Draft(
            album=album,
            number=self.last.number + 1 if self.last else 0,
            previous=self.last.digest if self.last else None,
            at_ms=_NOW * 1000,
            says=says,
            seen=tuple(
                Seen(author=one.key, number=one.last.number, digest=one.last.digest)
                for one in others
                if one.last
            ),
        )
        self.last = read_line(write_line(draft, self.signer))
        return self.last


def _grant(frame: _Author, serial: int, *purposes: Purpose) -> Grant:
    return Grant(
        frame=frame.key,
        purposes=purposes,
        from_s=_NOW,
        until_s=_NOW + 30 * _DAY,
        notice=hashlib.sha256(b"the words on the screen").digest(),
        serial=serial,
        terms=(Term.STRANGERS_BLURRED,) if Purpose.SHARE in purposes else (),
    )


def _history() -> tuple[tuple[_Author, _Author], list[Line]]:
    """A family that grants, renews, takes back a purpose, a photo, and all of it."""
    mother, father, guest, here, there = map(_Author, range(1, 6))
    keepers = tuple(sorted((mother.key, father.key)))
    found = mother.says(None, Found(owner=b"o" * 16, keepers=keepers, random=b"r" * 16))
    album = found.album
    admission = Admit(key=guest.key, role=Role.CONTRIBUTOR, until_s=_NOW + 300 * _DAY)
    faces = RevokePurposes(frame=here.key, purposes=(Purpose.FACES,), serial=1)
    lines = [
        found,
        mother.says(album, admission),
        mother.says(album, _grant(here, 1, Purpose.DISPLAY, Purpose.FACES, Purpose.SHARE)),
        father.says(album, _grant(there, 1, Purpose.DISPLAY), mother),
        guest.says(album, RevokePhotos(photos=(b"p" * 16,)), mother),
        father.says(album, faces, mother, guest),
        father.says(album, Dismiss(key=guest.key)),
        mother.says(album, RevokeFrame(frame=there.key), father),
    ]
    gone = mother.says(album, RevokeAlbum())
    done = Receipt(answers=gone.digest, photos=7, generation=3, erased_at=_NOW * 1000)
    return (here, there), [*lines, gone, here.says(album, done, mother)]


def _standings(ledger: Ledger, frames: tuple[_Author, ...]) -> list[dict[str, Any]]:
    return [
        {
            "frame": frame.key.hex(),
            "at": at,
            "purposes": sorted(ledger.standing(frame.key, at).purposes),
            "blurred": ledger.standing(frame.key, at).blurred,
        }
        for frame in frames
        for at in (_NOW, _NOW + 30 * _DAY)
    ]


def _lines() -> dict[str, Any]:
    """The history in an order that keeps some lines waiting, and lines to refuse."""
    frames, lines = _history()
    ledger, told = Ledger(album=lines[0].album), []
    for place in (0, 3, 1, 2, 5, 4, 6, 7, 9, 8):
        line = lines[place]
        ledger, _ = ledger.hear(line)
        told.append(
            {
                "says": type(line.says).__name__,
                "line": line.told.hex(),
                "digest": line.digest.hex(),
                "then": _standings(ledger, frames),
            }
        )
    good = lines[2].told
    refused = {
        "a flipped bit in the signature": bytes([good[0] ^ 1]) + good[1:],
        "a flipped bit in the body": good[:-1] + bytes([good[-1] ^ 1]),
        "one byte more": good + b"\0",
        "one byte less": good[:-1],
        "another line's signature": lines[3].told[:64] + good[64:],
        "an author of small order, for whom anybody can sign": _anybodys(good),
    }
    return {
        "album": lines[0].album.hex(),
        "lines": told,
        "refused": [{"because": why, "line": one.hex()} for why, one in refused.items()],
    }


def _anybodys(good: bytes) -> bytes:
    """Sign for the neutral point of the curve, as everybody can: it is R too, and S is 0."""
    neutral, fields = (1).to_bytes(32, "little"), decode(good[64:])
    assert isinstance(fields, Mapping)
    return neutral + bytes(32) + encode({**fields, 3: neutral})


def _envelope(suite: Suite, old: str) -> dict[str, Any]:
    phone, frame = _Author(1), _Author(4)
    seed = SealingSeed(bytes(range(32)))
    opener = Opener(seed, suite)
    letter = Letter(kind=Kind.HEADS, number=_NOW * 1000, own={10: ()})
    to = Peer(name=frame.key, suite=suite, seal_key=opener.public)
    try:
        kept = open_envelope(bytes.fromhex(old), opener, frame.key, phone.key) == letter
    except BadMessage:
        kept = False
    return {
        "suite": int(suite),
        "seed": seed.secret.hex(),
        "from": phone.key.hex(),
        "to": frame.key.hex(),
        "kind": int(letter.kind),
        "number": letter.number,
        "body": write_body(letter).hex(),
        "envelope": old if kept else close(letter, phone.signer, to).hex(),
    }


def _addresses() -> dict[str, Any]:
    pair, presence = PairSecret(bytes(range(32))), PresenceSecret(bytes(range(32, 64)))
    names, month = (_Author(1).key, _Author(4).key), 684
    return {
        "pair_secret": pair.secret.hex(),
        "presence_secret": presence.secret.hex(),
        "month": month,
        "devices": [
            {"month": when, "name": name.hex(), "id": device_id(pair, when, name)}
            for when in (month, month + 1)
            for name in names
        ],
        "presence_topic": presence_topic(presence, month),
        "user": broker_user(pair),
        "password": broker_password(pair),
    }


def _card() -> dict[str, Any]:
    broker, transcript = "wss://broker.example:8884/mqtt", bytes(range(48, 80))
    card = Card(frame=bytes(range(32)), token=bytes(range(32, 48)), broker=broker)
    return {
        "text": write_card(card, "https://frame.local"),
        "frame": card.frame.hex(),
        "token": card.token.hex(),
        "broker": card.broker,
        "psk": card.psk.secret.hex(),
        "frame_id": card.frame_id,
        "phone_id": card.phone_id,
        "broker_password": card.broker_password,
        "transcript": transcript.hex(),
        "digits": six_digits(transcript),
    }


def main() -> None:
    """Write all files."""
    _write("noise", {"vectors": [_noise(pattern) for pattern in Pattern]})
    _write("wire", _wire())
    _write("lines", _lines())
    _write("addresses", _addresses())
    _write("card", _card())
    kept = {one["suite"]: one["envelope"] for one in _read("envelopes").get("good", [])}
    _write("envelopes", {"good": [_envelope(suite, kept.get(suite, "")) for suite in Suite]})
    old = {one["suite"]: one["box"] for one in _read("box").get("boxes", [])}
    _write("box", {"boxes": [_box(suite, old.get(suite, "")) for suite in Suite]})


if __name__ == "__main__":
    main()
