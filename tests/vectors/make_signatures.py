"""Write signatures that programs judge in two ways: `python tests/vectors/make_signatures.py`.

RFC 8032 §5.1.7 lets a verifier multiply its equation by the cofactor 8, or not. Points with a part
of small order tell the two apart. Whoever made these could only spoil signatures of their own;
but a line of consent must count for every program or for none (docs/protocol.md §1).

The arithmetic is the affine one of RFC 8032 §5.1.4: slow, and for making vectors only.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from itertools import count, product
from pathlib import Path
from typing import NamedTuple

from frame.crypto.keys import SigningSeed
from frame.crypto.sign import Signer, is_signed_by

FILE = Path(__file__).parent / "protocol" / "signatures.json"
_PRIME = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _PRIME) % _PRIME


class Point(NamedTuple):
    """A point of edwards25519."""

    x: int
    y: int

    def plus(self, other: "Point") -> "Point":
        """Return the sum."""
        bent = _D * self.x * other.x * self.y * other.y % _PRIME
        over = self.x * other.y + self.y * other.x
        up = self.y * other.y + self.x * other.x
        return Point(
            over * pow(1 + bent, -1, _PRIME) % _PRIME, up * pow(1 - bent, -1, _PRIME) % _PRIME
        )

    def times(self, factor: int) -> "Point":
        """Return the point added to itself so often."""
        total, double = NEUTRAL, self
        for bit in range(factor.bit_length()):
            total = total.plus(double) if factor >> bit & 1 else total
            double = double.plus(double)
        return total

    def told(self, more: int = 0) -> bytes:
        """Return the encoding; with `more` = p one that RFC 8032 does not have."""
        return (self.y + more | (self.x & 1) << 255).to_bytes(32, "little")


NEUTRAL = Point(0, 1)


def _at(y: int) -> Point:
    """Return the point with this y and an even x."""
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _PRIME) % _PRIME
    root = pow(square, (_PRIME + 3) // 8, _PRIME)
    if root * root % _PRIME != square:
        root = root * pow(2, (_PRIME - 1) // 4, _PRIME) % _PRIME
    return Point(_PRIME - root if root & 1 else root, y)


BASE = _at(4 * pow(5, -1, _PRIME) % _PRIME)
EIGHTH = _at(0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826)
SMALL = [EIGHTH.times(number) for number in range(8)]
"""The points whose order divides 8; number n is n times one of order 8."""

_SECRET, _NONCE = (
    int.from_bytes(hashlib.sha512(name).digest(), "little") for name in (b"a", b"r")
)


class Signature(NamedTuple):
    """What somebody who knows all the secrets made, and which equations it fulfils."""

    public: bytes
    message: bytes
    told: bytes
    challenge: int


def _sign(message: bytes, key: int = 0, nonce: int = 0, more: int = 0) -> Signature:
    """Sign with small points added to the key and to R, and `more` in the spelling of R."""
    public = BASE.times(_SECRET % _ORDER).plus(SMALL[key]).told()
    r = BASE.times(_NONCE % _ORDER).plus(SMALL[nonce]).told(more)
    return _answer(public, message, r, _NONCE, _SECRET)


def _answer(public: bytes, message: bytes, r: bytes, nonce: int, secret: int) -> Signature:
    told = hashlib.sha512(r + public + message).digest()
    challenge = int.from_bytes(told, "little") % _ORDER
    s = (nonce + challenge * secret) % _ORDER
    return Signature(public, message, r + s.to_bytes(32, "little"), challenge)


def _first(fits: Callable[[Signature], bool], key: int, nonce: int) -> Signature:
    """Return the signature of the first message for which its challenge fits."""
    tries = (_sign(f"message {number}".encode(), key, nonce) for number in count())
    return next(one for one in tries if fits(one))


def _cases() -> Iterator[tuple[str, Signature]]:
    plain = _sign(b"message")
    yield "no small part anywhere", plain
    for nonce in (1, 2, 4):
        yield f"R has a part of order {8 // nonce}", _sign(b"message", nonce=nonce)
    for key in (1, 2, 4):
        name = f"the key has a part of order {8 // key}"
        yield f"{name}, which stays", _first(lambda one: one.challenge % 8 == 1, key, 0)
        yield f"{name}, which goes", _first(lambda one: one.challenge % 8 == 0, key, 0)
    yield "the small parts cancel", _first(lambda one: -one.challenge % 8 == 1, 1, 1)
    yield "the small parts do not cancel", _first(lambda one: -one.challenge % 8 == 3, 1, 1)
    high = int.from_bytes(plain.told[32:], "little") + _ORDER
    yield "S is not below the order", plain._replace(told=_with_s(plain, high))
    yield "S is negated", plain._replace(told=_with_s(plain, 2 * _ORDER - high))
    yield from _of_neutral_r(plain.public)
    yield from _of_odd_keys(plain)


def _with_s(one: Signature, s: int) -> bytes:
    return one.told[:32] + s.to_bytes(32, "little")


def _of_neutral_r(public: bytes) -> Iterator[tuple[str, Signature]]:
    """R is a point of small order, in its one spelling and in others."""
    neutral = NEUTRAL.told()
    signed = neutral[:31] + b"\x80"
    yield "R is the neutral point", _answer(public, b"message", neutral, 0, _SECRET)
    yield "R is the neutral point, negative", _answer(public, b"message", signed, 0, _SECRET)
    yield (
        "R is the neutral point, y = p + 1",
        _answer(public, b"message", NEUTRAL.told(_PRIME), 0, _SECRET),
    )


def _of_odd_keys(plain: Signature) -> Iterator[tuple[str, Signature]]:
    """Keys that have no holder, no one spelling, no point or no length."""
    for key in sorted({one for point in SMALL for one in _spellings(point)}):
        yield f"the key is of small order: {key.hex()}", _anybodys(key)
    yield "the key is no point", plain._replace(public=(2).to_bytes(32, "little"))
    yield "the key is too short", plain._replace(public=plain.public[:31])
    yield "the key is too long", plain._replace(public=plain.public + b"\0")
    yield "the signature is too short", plain._replace(told=plain.told[:63])
    yield "the signature is too long", plain._replace(told=plain.told + b"\0")


def _spellings(point: Point) -> Iterator[bytes]:
    """Yield a point as RFC 8032 writes it, and with the signs and the y that it does not have."""
    for more, sign in product((0, _PRIME), (0, 0x80)):
        if point.y + more < 2**255:
            told = bytearray(point.told(more))
            told[31] ^= sign
            yield bytes(told)


def _anybodys(key: bytes) -> Signature:
    """Sign as everybody can: R is the neutral point and S is 0, for a message that fits."""
    tries = (
        _answer(key, f"message {number}".encode(), NEUTRAL.told(), 0, 0) for number in count()
    )
    return next(one for one in tries if one.challenge % 8 == 0)


def signatures() -> list[dict[str, object]]:
    """Return all cases with the verdict of this house."""
    signer = Signer(SigningSeed(bytes(range(32))))
    ours = Signature(signer.public, b"message", signer.sign(b"message"), 0)
    cases = [("made by this house", ours), *_cases()]
    return [
        {
            "because": why,
            "public": one.public.hex(),
            "message": one.message.hex(),
            "signature": one.told.hex(),
            "holds": is_signed_by(one.public, one.message, one.told),
        }
        for why, one in cases
    ]


def main() -> None:
    """Write the file."""
    text = json.dumps({"signatures": signatures()}, indent=1) + "\n"
    FILE.write_text(text, encoding="ascii")


if __name__ == "__main__":
    main()
