"""Write the vectors of unlocking: `python tests/vectors/make_unlocking.py`.

Everything but the answers follows from fixed keys. An answer needs fresh randomness, so one that
is there and still opens is kept.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from frame.crypto.box import Opener, SealingSeed, Suite
from frame.crypto.keys import SigningSeed
from frame.crypto.sign import Signer
from frame.errors import BadMessage
from frame.protocol.unlocking import (
    MeetingSecret,
    answer,
    ask,
    heard_by_phones,
    read_answer,
    read_question,
)
from frame.protocol.wire import Value, decode, encode

FILE = Path(__file__).parent / "protocol" / "unlocking.json"
_NOW_MS = 1_800_000_000_000
_ASKER, _OTHER = Signer(SigningSeed(b"\x21" * 32)), Signer(SigningSeed(b"\x22" * 32))
_SEED, _SECRET, _NONCE = SealingSeed(bytes(range(32))), b"s" * 32, b"n" * 32
_MEETING = MeetingSecret(bytes(range(32, 64)))
_SIGNATURE_BYTES = 64


def _asked(suite: Suite) -> bytes:
    return ask(_ASKER, Opener(_SEED, suite), _NONCE, _NOW_MS)


def _still_opens(told: bytes, suite: Suite) -> bool:
    question = read_question(_asked(suite), _ASKER.public)
    try:
        return read_answer(told, Opener(_SEED, suite), question, _ASKER.public) == _SECRET
    except BadMessage:
        return False


def _exchange(suite: Suite, old: bytes) -> dict[str, Any]:
    """One question and its answer."""
    question = read_question(_asked(suite), _ASKER.public)
    kept = old if _still_opens(old, suite) else _answered(suite)
    return {
        "suite": int(suite),
        "seed": _SEED.secret.hex(),
        "nonce": question.nonce.hex(),
        "seal_key": question.seal_key.hex(),
        "question": _asked(suite).hex(),
        "answer": kept.hex(),
    }


def _answered(suite: Suite) -> bytes:
    question = read_question(_asked(suite), _ASKER.public)
    return answer(question, _ASKER.public, _SECRET, _NOW_MS)


def _signed(fields: Mapping[int, Value], signer: Signer = _ASKER) -> bytes:
    body = encode(fields)
    return signer.sign(b"hf1/unlock\0" + body) + body


def _refused() -> Iterator[tuple[str, bytes]]:
    """Yield why each is no question, and its bytes."""
    good = _asked(Suite.X25519)
    signature, body = good[:_SIGNATURE_BYTES], good[_SIGNATURE_BYTES:]
    fields = decode(body)
    assert isinstance(fields, Mapping)
    yield "nothing", b""
    yield "a signature and no question", signature
    yield "a flipped bit in the signature", bytes([good[0] ^ 1]) + good[1:]
    yield "a flipped bit in the question", good[:-1] + bytes([good[-1] ^ 1])
    yield "one byte more", good + b"\0"
    yield "signed by another frame", _signed(fields, _OTHER)
    yield "signed for another purpose", _ASKER.sign(b"hf1/envelope\0" + body) + body
    told: dict[str, Mapping[int, Value]] = {
        "version 2": {**fields, 0: 2},
        "an answer in the place of a question": {**fields, 1: 51},
        "a time below zero": {**fields, 2: -1},
        "without a time": {key: one for key, one in fields.items() if key != 2},
        "a nonce of 31 bytes": {**fields, 10: _NONCE[1:]},
        "a suite that there is not": {**fields, 11: 3},
        "the key of another suite": {**fields, 11: 2},
        "an unknown field": {**fields, 13: b""},
    }
    for why, one in told.items():
        yield why, _signed(one)


def _unanswerable() -> Iterator[tuple[str, bytes]]:
    """Yield why nobody can seal to the key in a question that is well formed, and its bytes."""
    hybrid, plain = decode(_asked(Suite.HYBRID)[64:]), decode(_asked(Suite.X25519)[64:])
    assert isinstance(hybrid, Mapping)
    assert isinstance(plain, Mapping)
    yield "a lattice key that is not reduced", _signed({**hybrid, 12: b"\xff" * 1_216})
    yield "a curve key of small order", _signed({**plain, 12: bytes(32)})


def unlocking(old: Mapping[str, Any]) -> dict[str, Any]:
    """Return all vectors; `old` are those that were written before."""
    kept = {one["suite"]: bytes.fromhex(one["answer"]) for one in old.get("exchanges", ())}
    topics = heard_by_phones(_MEETING, _NOW_MS // 1000)
    return {
        "meeting": _MEETING.secret.hex(),
        "now_ms": _NOW_MS,
        "topics": [{"asks": asks, "answers": answers} for asks, answers in topics.items()],
        "asker": _ASKER.public.hex(),
        "secret": _SECRET.hex(),
        "exchanges": [_exchange(suite, kept.get(int(suite), b"")) for suite in Suite],
        "refused": [{"because": why, "question": told.hex()} for why, told in _refused()],
        "unanswerable": [
            {"because": why, "question": told.hex()} for why, told in _unanswerable()
        ],
    }


def main() -> None:
    """Write the file."""
    old = json.loads(FILE.read_text(encoding="ascii")) if FILE.exists() else {}
    FILE.write_text(json.dumps(unlocking(old), indent=1) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
