"""Handshakes of two: Noise (revision 34) in the one suite 25519_ChaChaPoly_SHA256.

    IK       → e, es, s, ss         ← e, ee, se         later sessions
    IKpsk1   → e, es, s, ss, psk    ← e, ee, se         pairing: the phone saw the card

Rule 1: one guess. A message that does not open ends the handshake for good, and nothing of it
        is believed.
Rule 2: randomness is an argument; an ephemeral key is used for one handshake only.
Rule 3: a shared secret of zeros (a low-order point) is refused.
"""

import hashlib
import hmac
from dataclasses import dataclass, field
from enum import Enum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from frame.crypto.keys import KEY_BYTES, Key
from frame.errors import BadMessage

MESSAGE_BYTES = 65535
TAG_BYTES = 16
LAST_NUMBER = 2**64 - 2
"""2^64 - 1 is kept by the specification for making new keys."""


class StaticKey(Key):
    """The X25519 private key by which a device is known in handshakes."""


class EphemeralKey(Key):
    """An X25519 private key for one handshake."""


class SharedKey(Key):
    """What both sides of a pairing know before it begins."""


class TransportKey(Key):
    """Seals the messages of one direction after a handshake."""


class Pattern(Enum):
    """The two handshakes this house knows, by their names in the specification."""

    IK = "Noise_IK_25519_ChaChaPoly_SHA256"
    IK_PSK1 = "Noise_IKpsk1_25519_ChaChaPoly_SHA256"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a side brings to a handshake.

    peer      the other side's static public key, 32 bytes; the initiator knows it, the other
              side learns it from the first message
    psk       for IK_PSK1 only
    prologue  bytes both sides must have said the same way
    """

    pattern: Pattern
    static: StaticKey
    ephemeral: EphemeralKey
    peer: bytes | None = None
    psk: SharedKey | None = None
    prologue: bytes = b""


def public_of(key: StaticKey | EphemeralKey) -> bytes:
    """Return the X25519 public key, 32 bytes (RFC 7748)."""
    return _private(key).public_key().public_bytes_raw()


def _private(key: Key) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(key.secret)


def _agree(mine: Key, theirs: bytes) -> bytes:
    try:
        return _private(mine).exchange(X25519PublicKey.from_public_bytes(theirs))
    except ValueError:
        raise BadMessage("a public key in the handshake is not usable") from None


def _chain(key: bytes, material: bytes, count: int) -> list[bytes]:
    """HKDF of the specification (§4.3): `count` outputs of 32 bytes."""
    root, made, last = hmac.digest(key, material, "sha256"), [], b""
    for number in range(1, count + 1):
        last = hmac.digest(root, last + bytes([number]), "sha256")
        made.append(last)
    return made


def _nonce(number: int) -> bytes:
    if not 0 <= number <= LAST_NUMBER:
        raise BadMessage("this session is used up: begin a new one")
    return b"\0\0\0\0" + number.to_bytes(8, "little")


class Sealing:
    """One direction of a finished handshake, at its sender: numbers messages from 0."""

    __slots__ = ("_cipher", "number")

    def __init__(self, key: TransportKey) -> None:
        self._cipher = ChaCha20Poly1305(key.secret)
        self.number = 0

    def seal(self, plain: bytes, meaning: bytes = b"") -> bytes:
        """Return the next message, 16 bytes longer than `plain`; `number` is then one higher."""
        if len(plain) + TAG_BYTES > MESSAGE_BYTES:
            raise ValueError(f"a message has at most {MESSAGE_BYTES - TAG_BYTES} bytes")
        sealed = self._cipher.encrypt(_nonce(self.number), plain, meaning)
        self.number += 1
        return sealed


class Opening:
    """One direction of a finished handshake, at its receiver.

    `open` expects message after message; `open_at` takes any number and leaves it to the
    caller to refuse those it has seen.
    """

    __slots__ = ("_cipher", "number")

    def __init__(self, key: TransportKey) -> None:
        self._cipher = ChaCha20Poly1305(key.secret)
        self.number = 0

    def open(self, sealed: bytes, meaning: bytes = b"") -> bytes:
        """Return the next message; raise BadMessage, after which the next is still expected."""
        plain = self.open_at(self.number, sealed, meaning)
        self.number += 1
        return plain

    def open_at(self, number: int, sealed: bytes, meaning: bytes = b"") -> bytes:
        """Return the message of that number; raise BadMessage."""
        if len(sealed) > MESSAGE_BYTES:
            raise BadMessage("a message is longer than a session allows")
        try:
            return self._cipher.decrypt(_nonce(number), sealed, meaning)
        except InvalidTag:
            raise BadMessage("a message is not what the other side sent") from None


@dataclass(frozen=True, slots=True)
class Session:
    """What a handshake leaves behind.

    peer        the other side's static public key, 32 bytes
    transcript  hash of everything that was said, 32 bytes, the same on both sides
    """

    sealing: Sealing
    opening: Opening
    peer: bytes
    transcript: bytes


@dataclass(slots=True)
class _Symmetric:
    """SymmetricState (§5.2): the running hash, the chaining key and the cipher in between."""

    hash: bytes
    chaining: bytes = field(repr=False)
    cipher: ChaCha20Poly1305 | None = field(default=None, repr=False)
    number: int = 0

    @classmethod
    def named(cls, name: str) -> "_Symmetric":
        told = name.encode()
        start = told.ljust(32, b"\0") if len(told) <= 32 else hashlib.sha256(told).digest()
        return cls(start, start)

    def mix_hash(self, data: bytes) -> None:
        self.hash = hashlib.sha256(self.hash + data).digest()

    def mix_key(self, material: bytes) -> None:
        self.chaining, key = _chain(self.chaining, material, 2)
        self.cipher, self.number = ChaCha20Poly1305(key), 0

    def mix_key_and_hash(self, material: bytes) -> None:
        self.chaining, extra, key = _chain(self.chaining, material, 3)
        self.mix_hash(extra)
        self.cipher, self.number = ChaCha20Poly1305(key), 0

    def seal(self, plain: bytes) -> bytes:
        assert self.cipher is not None, "both patterns mix a key before they seal"  # noqa: S101
        sealed = self.cipher.encrypt(_nonce(self.number), plain, self.hash)
        self.number += 1
        self.mix_hash(sealed)
        return sealed

    def open(self, sealed: bytes) -> bytes:
        assert self.cipher is not None, "both patterns mix a key before they open"  # noqa: S101
        try:
            plain = self.cipher.decrypt(_nonce(self.number), sealed, self.hash)
        except InvalidTag:
            raise BadMessage("a handshake message is not what the other side sent") from None
        self.number += 1
        self.mix_hash(sealed)
        return plain


class _Side:
    """What both ends of a handshake do the same way."""

    def __init__(self, terms: Terms, responder: bytes) -> None:
        if (terms.psk is None) == (terms.pattern is Pattern.IK_PSK1):
            raise ValueError("IKpsk1 takes a psk and IK takes none")
        self._terms = terms
        self._state = _Symmetric.named(terms.pattern.value)
        self._state.mix_hash(terms.prologue)
        self._state.mix_hash(responder)
        self._steps = 0

    def _turn(self, step: int) -> None:
        """Move on, so that a message that fails cannot be tried again; raise BadMessage."""
        if self._steps != step:
            raise BadMessage("this handshake is over: begin a new one")
        self._steps += 1

    def _mix_ephemeral(self, public: bytes) -> None:
        self._state.mix_hash(public)
        if self._terms.psk is not None:
            self._state.mix_key(public)

    def _mix_psk(self) -> None:
        if self._terms.psk is not None:
            self._state.mix_key_and_hash(self._terms.psk.secret)

    def _keys(self) -> tuple[TransportKey, TransportKey]:
        """Split (§5.2): the key of the initiator's messages, and of the responder's."""
        first, second = _chain(self._state.chaining, b"", 2)
        return TransportKey(first), TransportKey(second)


class Initiator(_Side):
    """The side that speaks first and knows whom it speaks to."""

    def __init__(self, terms: Terms) -> None:
        if terms.peer is None or len(terms.peer) != KEY_BYTES:
            raise ValueError("the initiator knows the other side's public key, 32 bytes")
        self._peer = terms.peer
        super().__init__(terms, terms.peer)

    def begin(self, payload: bytes = b"") -> bytes:
        """Return the first message: 96 bytes and the payload."""
        self._turn(0)
        state, terms = self._state, self._terms
        ephemeral = public_of(terms.ephemeral)
        self._mix_ephemeral(ephemeral)
        state.mix_key(_agree(terms.ephemeral, self._peer))
        static = state.seal(public_of(terms.static))
        state.mix_key(_agree(terms.static, self._peer))
        self._mix_psk()
        return ephemeral + static + state.seal(payload)

    def finish(self, message: bytes) -> tuple[bytes, Session]:
        """Return the second message's payload and the session; raise BadMessage."""
        self._turn(1)
        _fits(message, KEY_BYTES + TAG_BYTES)
        state, ephemeral = self._state, message[:KEY_BYTES]
        self._mix_ephemeral(ephemeral)
        state.mix_key(_agree(self._terms.ephemeral, ephemeral))
        state.mix_key(_agree(self._terms.static, ephemeral))
        payload = state.open(message[KEY_BYTES:])
        mine, theirs = self._keys()
        return payload, Session(Sealing(mine), Opening(theirs), self._peer, state.hash)


class Responder(_Side):
    """The side that is spoken to and learns by whom."""

    def __init__(self, terms: Terms) -> None:
        super().__init__(terms, public_of(terms.static))
        self._ephemeral = self._peer = b""

    def hear(self, message: bytes) -> tuple[bytes, bytes]:
        """Return the first message's payload and who sent it, 32 bytes; raise BadMessage.

        With IKpsk1 the sender has proved that it knows the psk.
        """
        self._turn(0)
        _fits(message, 2 * KEY_BYTES + 2 * TAG_BYTES)
        state, terms, start = self._state, self._terms, 2 * KEY_BYTES + TAG_BYTES
        self._ephemeral = message[:KEY_BYTES]
        self._mix_ephemeral(self._ephemeral)
        state.mix_key(_agree(terms.static, self._ephemeral))
        self._peer = state.open(message[KEY_BYTES:start])
        state.mix_key(_agree(terms.static, self._peer))
        self._mix_psk()
        payload = state.open(message[start:])
        self._steps += 1
        return payload, self._peer

    def answer(self, payload: bytes = b"") -> tuple[bytes, Session]:
        """Return the second message, 48 bytes and the payload, and the session."""
        self._turn(2)
        state, terms = self._state, self._terms
        ephemeral = public_of(terms.ephemeral)
        self._mix_ephemeral(ephemeral)
        state.mix_key(_agree(terms.ephemeral, self._ephemeral))
        state.mix_key(_agree(terms.ephemeral, self._peer))
        message = ephemeral + state.seal(payload)
        theirs, mine = self._keys()
        return message, Session(Sealing(mine), Opening(theirs), self._peer, state.hash)


def _fits(message: bytes, least: int) -> None:
    if not least <= len(message) <= MESSAGE_BYTES:
        raise BadMessage("a handshake message has the wrong length")
