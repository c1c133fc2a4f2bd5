import base64
import hashlib
import json
import random
import zlib
from pathlib import Path
from typing import Any

import cryptography_vectors
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from frame.crypto.stream import (
    CHACHA,
    CHUNK_BYTES,
    HEAD_BYTES,
    TAG_BYTES,
    Suite,
    seal,
    sealed_size,
    unseal,
)
from frame.errors import StoreDamaged, WrongKey

SUITES = {
    suite.name: suite
    for suite in (
        CHACHA,
        Suite("AEAD_AES_128_GCM", AESGCM, 16),
        Suite("AEAD_AES_256_GCM", AESGCM, 32),
    )
}
KEY = bytes(range(32))
CONTEXT = b"a test"
FOLDER = Path(cryptography_vectors.__file__).parent / "chunked-encryption"
VECTORS: list[dict[str, Any]] = json.loads((FOLDER / "vectors.json").read_text())["vectors"]


def fresh(count: int) -> bytes:
    return random.Random(count).randbytes(count)


def sealed_bytes(vector: dict[str, Any]) -> bytes:
    packed = base64.b64decode(vector.get("ciphertext") or "")
    try:
        return zlib.decompress(packed, 47)
    except zlib.error:
        return packed


def opens(vector: dict[str, Any]) -> bool:
    suite, key = SUITES[vector["aead"]], bytes.fromhex(vector["key"])
    try:
        plain = unseal(key, sealed_bytes(vector), vector["context"].encode(), suite)
    except (StoreDamaged, WrongKey, ValueError):
        return False
    return hashlib.sha256(plain).hexdigest() == str(vector["payload_sha256"])


def test_there_are_as_many_published_vectors_as_we_say() -> None:
    assert len(VECTORS) == 102
    assert {vector["aead"] for vector in VECTORS} == set(SUITES)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_the_published_vectors_of_c2sp_agree(vector: dict[str, Any]) -> None:
    assert opens(vector) == (vector["expect"] == "success")


@given(st.binary(max_size=3 * CHUNK_BYTES), st.binary(max_size=40))
def test_what_was_sealed_opens_again(plain: bytes, context: bytes) -> None:
    sealed = seal(KEY, plain, context, fresh)
    assert len(sealed) == sealed_size(len(plain))
    assert unseal(KEY, sealed, context) == plain


@given(st.binary(max_size=CHUNK_BYTES + 10), st.integers(0, 3 * CHUNK_BYTES))
def test_padding_is_zeros_up_to_the_size_asked_for(plain: bytes, pad_to: int) -> None:
    sealed = seal(KEY, plain, CONTEXT, fresh, pad_to=pad_to)
    assert sealed == seal(KEY, plain.ljust(pad_to, b"\0"), CONTEXT, fresh)
    assert unseal(KEY, sealed, CONTEXT) == plain.ljust(pad_to, b"\0")


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 70_000])
def test_sizes_around_a_chunk_open_again(size: int) -> None:
    plain = fresh(size)
    assert unseal(KEY, seal(KEY, plain, CONTEXT, fresh), CONTEXT) == plain


def test_three_thousand_flipped_bits_are_all_refused() -> None:
    dice = random.Random(1)
    sealed = seal(KEY, fresh(50_000), CONTEXT, fresh)
    for _ in range(3000):
        at, bit = dice.randrange(len(sealed)), 1 << dice.randrange(8)
        sealed[at] ^= bit
        with pytest.raises((StoreDamaged, WrongKey)):
            unseal(KEY, sealed, CONTEXT)
        sealed[at] ^= bit
    assert unseal(KEY, sealed, CONTEXT) == fresh(50_000)


def test_every_kind_of_truncation_is_refused() -> None:
    dice = random.Random(2)
    sealed = bytes(seal(KEY, fresh(50_000), CONTEXT, fresh))
    chunk = CHUNK_BYTES + TAG_BYTES
    ends = {*range(HEAD_BYTES + TAG_BYTES + 2), *(HEAD_BYTES + chunk * n for n in range(4))}
    ends |= {dice.randrange(len(sealed)) for _ in range(500)}
    for end in ends:
        with pytest.raises((StoreDamaged, WrongKey)):
            unseal(KEY, sealed[:end], CONTEXT)


def test_swapped_and_extra_chunks_are_refused() -> None:
    sealed = bytes(seal(KEY, fresh(50_000), CONTEXT, fresh))
    chunk = CHUNK_BYTES + TAG_BYTES
    head, first = sealed[:HEAD_BYTES], sealed[HEAD_BYTES : HEAD_BYTES + chunk]
    second, rest = sealed[HEAD_BYTES + chunk :][:chunk], sealed[HEAD_BYTES + 2 * chunk :]
    for forged in (head + second + first + rest, sealed + b"\0", sealed + sealed[-100:]):
        with pytest.raises(StoreDamaged):
            unseal(KEY, forged, CONTEXT)


def test_another_key_or_context_is_called_a_wrong_key() -> None:
    sealed = seal(KEY, b"secret", CONTEXT, fresh)
    with pytest.raises(WrongKey):
        unseal(bytes(32), sealed, CONTEXT)
    with pytest.raises(WrongKey):
        unseal(KEY, sealed, b"another place")


def test_a_key_of_the_wrong_length_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        seal(b"short", b"", CONTEXT, fresh)
