"""A device key split with phones: who holds which part, and how it comes together (§13).

    keep, kept    in envelopes, while the frame is open: a phone takes its part and says so
    unlock?       signature 64 | body: a locked frame asks, on a topic that phones know
    unlock        01 | suite | HPKE box of the part, sealed to a key made for this one start

Rule 1: a locked frame has no keys but those beside its own part; it asks with one of them, and
        what it hears is believed only if it opens the device key.
Rule 2: the key that answers are sealed to is made at each start and never written down: who
        records an answer and takes the card later opens neither.
Rule 3: a question is answered once. One that comes again is answered with nothing new.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from frame.crypto.box import Opener, Suite, seal
from frame.crypto.keys import KEY_BYTES, Key, expand
from frame.crypto.sign import Signer, is_signed_by
from frame.errors import BadMessage
from frame.protocol.addresses import ID_BYTES, Lane, base32, inbox, month_of, months_heard
from frame.protocol.envelope import Kind
from frame.protocol.fields import Fields
from frame.protocol.spelling import Part, array, octets
from frame.protocol.wire import encode

PARTS: Final = 4
ANSWER_BYTES: Final = 1_024
NONCE_BYTES: Final = 32
_QUESTION: Final = 50
_ANSWER: Final = 51
_VERSION: Final = 1
_SIGNATURE_BYTES: Final = 64
_DOMAIN: Final = b"hf1/unlock"
_LARGEST_PUBLIC: Final = max(suite.public_bytes for suite in Suite)


class MeetingSecret(Key):
    """Names the topics where a locked frame asks; the frame and its owners' phones have it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """Keep this part of my key. `still` are other parts that may be asked for yet.

    asker     the public key that a locked frame signs its question with; it names the part
    meeting   see `MeetingSecret`
    """

    asker: bytes
    meeting: bytes = field(repr=False)
    secret: bytes = field(repr=False)
    still: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The part of this name is written down here."""

    asker: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A locked frame asks for its part, sealed to `seal_key`."""

    nonce: bytes
    suite: Suite
    seal_key: bytes


Parts: TypeAlias = Keep | Kept
_KEY = octets(KEY_BYTES)
PARTINGS: Final[dict[Kind, tuple[type[Any], tuple[Part, ...]]]] = {
    Kind.KEEP: (Keep, (_KEY, _KEY, _KEY, array(_KEY, PARTS))),
    Kind.KEPT: (Kept, (_KEY,)),
}
"""How each is spelt: its noun, and its fields in their order from 10."""


def asking_topic(meeting: MeetingSecret, month: int) -> str:
    """Return where a locked frame asks in one month, and owners' phones listen."""
    return inbox(_id(meeting, month, b"phones"), _id(meeting, month, b"frame"), Lane.UNLOCKING)


def answering_topic(meeting: MeetingSecret, month: int) -> str:
    """Return where the answer is said in one month, and the locked frame listens."""
    return inbox(_id(meeting, month, b"frame"), _id(meeting, month, b"phones"), Lane.UNLOCKING)


def heard_by_phones(meeting: MeetingSecret, now_s: int) -> Mapping[str, str]:
    """Return the topics phones listen to, each with where its question is answered."""
    return {
        asking_topic(meeting, month): answering_topic(meeting, month)
        for month in months_heard(now_s)
    }


def heard_by_frame(meeting: MeetingSecret, now_s: int) -> tuple[str, ...]:
    """Return the topics a locked frame listens to."""
    return tuple(answering_topic(meeting, month) for month in months_heard(now_s))


def asked_at(meeting: MeetingSecret, now_s: int) -> str:
    """Return the topic a locked frame asks on now."""
    return asking_topic(meeting, month_of(now_s))


def _id(meeting: MeetingSecret, month: int, side: bytes) -> str:
    salt = month.to_bytes(4, "big")
    return base32(expand(meeting.secret, salt, b"hf1/unlock/" + side, ID_BYTES))


def ask(signer: Signer, opener: Opener, nonce: bytes, now_ms: int) -> bytes:
    """Return the question of a locked frame; `opener` was made for this start."""
    body = encode({
        0: _VERSION, 1: _QUESTION, 2: now_ms, 10: nonce, 11: int(opener.suite), 12: opener.public,
    })  # fmt: skip
    return signer.sign(_signed(body)) + body


def read_question(told: bytes, asker: bytes) -> Question:
    """Return what the frame of this part asks; raise BadMessage."""
    signature, body = told[:_SIGNATURE_BYTES], told[_SIGNATURE_BYTES:]
    if not is_signed_by(asker, _signed(body), signature):
        raise BadMessage("a question for a key is not signed by its frame")
    fields = _fields(body, _QUESTION)
    nonce = fields.octets(10, NONCE_BYTES)
    suite = Suite(fields.whole(11, min(Suite), max(Suite)))
    seal_key = fields.octets(12, suite.public_bytes)
    fields.end()
    return Question(nonce=nonce, suite=suite, seal_key=seal_key)


def answer(question: Question, asker: bytes, secret: bytes, now_ms: int) -> bytes:
    """Return the part, sealed for whoever asked; raise BadMessage for an unusable key."""
    body = encode({0: _VERSION, 1: _ANSWER, 2: now_ms, 10: secret})
    plain = (len(body).to_bytes(4, "big") + body).ljust(ANSWER_BYTES, b"\0")
    box = seal(question.seal_key, question.suite, plain, _info(question, asker))
    return bytes([_VERSION, question.suite]) + box


def read_answer(told: bytes, opener: Opener, question: Question, asker: bytes) -> bytes:
    """Return the part that a phone gave for this very question; raise BadMessage."""
    if told[:2] != bytes([_VERSION, opener.suite]):
        raise BadMessage("an answer is of another version or was sealed to another key")
    if len(told) != 2 + opener.suite.overhead_bytes + ANSWER_BYTES:
        raise BadMessage("an answer has a size that none has")
    plain = opener.open(told[2:], _info(question, asker))
    end = 4 + int.from_bytes(plain[:4], "big")
    if end > len(plain) or any(plain[end:]):
        raise BadMessage("an answer is not filled the way the protocol says")
    fields = _fields(plain[4:end], _ANSWER)
    secret = fields.octets(10, KEY_BYTES)
    fields.end()
    return secret


def _fields(body: bytes, kind: int) -> Fields:
    fields = Fields.of(body)
    fields.whole(0, _VERSION, _VERSION)
    fields.whole(1, kind, kind)
    fields.whole(2)
    return fields


def _signed(body: bytes) -> bytes:
    return _DOMAIN + b"\0" + body


def _info(question: Question, asker: bytes) -> bytes:
    return _DOMAIN + b"\0" + bytes([question.suite]) + asker + question.nonce
