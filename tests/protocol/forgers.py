"""What the list of forgeries is made with: a frame at peace, and people who sign anything."""

import random
from collections.abc import Iterator
from copy import deepcopy

import pytest

from frame.crypto.box import Opener, SealingSeed, Suite, seal
from frame.errors import BadMessage
from frame.protocol.consent import Ledger
from frame.protocol.envelope import Kind, Letter, Peer, close, open_envelope
from frame.protocol.facts import Standing
from frame.protocol.lines import Line, read_line
from frame.protocol.messages import Offer
from frame.protocol.notes import About, Board, NoteDraft, read_note, write_note
from frame.protocol.photos import checks_of
from frame.protocol.wire import Value, decode, encode
from tests.protocol.people import DAY, NOW, PHOTO, Author, Family, grant, hear

NOW_MS = NOW * 1000
ANYBODYS = (1).to_bytes(32, "little")
"""A public key of small order: anybody can sign for it."""
ANYBODYS_SIGNATURE = ANYBODYS + bytes(32)

Spoilt = dict[int, Value]


class Hearth:
    """A frame that may display an album until its lease ends, as its mother granted."""

    def __init__(self) -> None:
        self.home = Family()
        self.given = self.home.mother.says(grant(self.home.frame))
        self.ledger = self.home.ledger(self.given)

    def refuses(self, told: bytes, why: str) -> None:
        """Hear bytes that have to be refused, in such words, and find the ledger as it was."""
        before = deepcopy(self.ledger)
        with pytest.raises(BadMessage, match=why):
            self.ledger.hear(read_line(told))
        assert self.ledger == before

    def gains_nothing_by(self, *lines: Line) -> Ledger:
        """Hear lines in good form that must not make anything allowed; return the ledger."""
        after, _ = hear(self.ledger, *lines)
        assert self.standing(after) == self.standing(self.ledger)
        return after

    def standing(self, ledger: Ledger) -> list[Standing]:
        """Return what both frames may do, now and when the lease is over."""
        frames = (self.home.frame, self.home.grandparents)
        times = (NOW, NOW + 28 * DAY, NOW + 60 * DAY)
        return [ledger.standing(frame.key, now) for frame in frames for now in times]

    def fields(self) -> Spoilt:
        """Return the fields of the next line its mother could sign, a second grant."""
        again: Spoilt = {4: self.given.number + 1, 5: self.given.digest, 15: 2}
        return fields_of(self.given.told) | again


def fields_of(told: bytes) -> Spoilt:
    """Return the fields of what somebody signed."""
    fields = decode(told[64:])
    assert isinstance(fields, dict)
    return fields


def signed(who: Author, fields: Value, domain: bytes = b"hf1/line\0") -> bytes:
    """Sign any fields at all, as somebody with a key and bad intentions can."""
    body = encode(fields)
    return who.signer.sign(domain + body) + body


PHONE, FRAME, OTHER = Author(1), Author(6), Author(7)
OPENERS = {suite: Opener(SealingSeed(b"\x21" * 32), suite) for suite in Suite}
LETTER = Letter(kind=Kind.LINES, number=NOW_MS, own={10: (b"a line",)})


def envelope(suite: Suite, to: Author = FRAME) -> bytes:
    """Return a good envelope from the phone."""
    peer = Peer(name=to.key, suite=suite, seal_key=OPENERS[suite].public)
    return close(LETTER, PHONE.signer, peer)


def opened(told: bytes, suite: Suite, sender: bytes = PHONE.key) -> Letter:
    """Open what came to the frame."""
    return open_envelope(told, OPENERS[suite], FRAME.key, sender)


def filled(body: bytes, signature: bytes, sender: bytes = PHONE.key, size: int = 1_024) -> bytes:
    """Seal any body with any signature at all, in `size` bytes."""
    plain = (signature + len(body).to_bytes(4, "big") + body).ljust(size, b"\0")[:size]
    info = b"hf1/envelope\0\1" + sender + FRAME.key
    return b"\1\1" + seal(OPENERS[Suite.X25519].public, Suite.X25519, plain, info)


NOTE = NoteDraft(album=b"a" * 32, photo=PHOTO, clock=NOW_MS, about=About.CAPTION, value="am See")


def anybody(_author: bytes, _about: About, _photo: bytes | None) -> bool:
    """Let everybody write everything."""
    return True


def noted(who: Author, change: Spoilt) -> bytes:
    """Return the phone's next note with other fields, signed by anybody at all."""
    fields = fields_of(write_note(NOTE, PHONE.signer)) | {6: NOW_MS + 1} | change
    return signed(who, fields, b"hf1/note\0")


def the_board_stays(told: bytes, why: str) -> None:
    """Hear bytes that have to be refused, in such words, and find the board as it was."""
    board, _ = Board().hear(read_note(write_note(NOTE, PHONE.signer)), NOW_MS, anybody)
    before = deepcopy(board)
    with pytest.raises(BadMessage, match=why):
        board.hear(read_note(told), NOW_MS, anybody)
    assert board == before


def offer_of(sealed: bytes, picture: bytes) -> Offer:
    """Return the phone's offer of a sealed photo."""
    return Offer(
        transfer=b"transfer",
        album=b"a" * 32,
        epoch=1,
        photo=PHOTO,
        picture_bytes=len(picture),
        sealed_bytes=len(sealed),
        checks=checks_of(sealed),
        sender=PHONE.key,
    )


def flips(told: bytes, seed: int, count: int) -> Iterator[bytes]:
    """Yield the same bytes so many times, each time with one other bit."""
    chance = random.Random(seed)
    for _ in range(count):
        out, bit = bytearray(told), chance.randrange(len(told) * 8)
        out[bit // 8] ^= 1 << bit % 8
        yield bytes(out)
