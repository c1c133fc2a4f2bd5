import hashlib
import json
import random
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.crypto.padme import padme
from frame.crypto.stream import seal
from frame.errors import BadMessage
from frame.protocol.photos import (
    CHUNK_BYTES,
    CHUNKS,
    SEALED_BYTES,
    Chunk,
    EpochKey,
    checks_of,
    chunk_count,
    chunk_length,
    chunk_of,
    is_chunk,
    open_photo,
    photo_key,
    read_chunk,
    seal_photo,
    sealed_bytes,
    write_chunk,
)

_VECTORS = Path(__file__).parents[1] / "vectors" / "protocol" / "photos.json"
_KEY, _PHOTO, _TRANSFER = EpochKey(bytes(range(32))), b"p" * 16, b"t" * 8


def _fresh(count: int) -> bytes:
    return random.Random(count).randbytes(count)


@given(st.binary(max_size=70_000), st.integers(0, 2**32 - 1))
def test_a_photo_opens_as_it_was_and_its_length_says_little(picture: bytes, epoch: int) -> None:
    sealed = seal_photo(_KEY, _PHOTO, epoch, picture, _fresh)
    assert len(sealed) == sealed_bytes(len(picture))
    assert len(sealed) - len(picture) < 0.12 * len(picture) + 72 + 16 * 5
    assert open_photo(_KEY, _PHOTO, epoch, sealed, len(picture)) == picture


def test_a_photo_sealed_twice_does_not_look_the_same() -> None:
    salts = iter((b"1" * 24, b"2" * 24))
    first, second = (
        seal_photo(_KEY, _PHOTO, 1, b"picture", lambda _: next(salts)) for _ in range(2)
    )
    assert not {first[at : at + 8] for at in range(0, 72, 8)} & {
        second[at : at + 8] for at in range(0, 72, 8)
    }


_Opening = Callable[[bytes], bytes]
_WRONG: dict[str, _Opening] = {
    "another key": lambda told: open_photo(EpochKey(bytes(32)), _PHOTO, 7, told, 9_999),
    "another photo": lambda told: open_photo(_KEY, b"q" * 16, 7, told, 9_999),
    "another epoch": lambda told: open_photo(_KEY, _PHOTO, 8, told, 9_999),
    "a shorter picture": lambda told: open_photo(_KEY, _PHOTO, 7, told, 5_000),
    "a picture that ends in its padding": lambda told: open_photo(_KEY, _PHOTO, 7, told, 9_998),
    "a longer picture": lambda told: open_photo(_KEY, _PHOTO, 7, told, 99_999),
    "one byte less": lambda told: open_photo(_KEY, _PHOTO, 7, told[:-1], 9_999),
    "one byte more": lambda told: open_photo(_KEY, _PHOTO, 7, told + b"\0", 9_999),
}


@pytest.mark.parametrize("opening", _WRONG.values(), ids=_WRONG)
def test_a_photo_opens_only_as_what_it_is(opening: _Opening) -> None:
    sealed = seal_photo(_KEY, _PHOTO, 7, b"x" * 9_999, _fresh)
    assert padme(9_998) == padme(9_999) > 9_999
    with pytest.raises(BadMessage):
        opening(sealed)


def test_a_flipped_bit_anywhere_is_noticed() -> None:
    chance, sealed = random.Random(4), bytearray(seal_photo(_KEY, _PHOTO, 1, b"x" * 900, _fresh))
    for _ in range(500):
        at, bit = chance.randrange(len(sealed)), 1 << chance.randrange(8)
        sealed[at] ^= bit
        with pytest.raises(BadMessage):
            open_photo(_KEY, _PHOTO, 1, bytes(sealed), 900)
        sealed[at] ^= bit


def test_padding_that_is_not_zeros_is_refused() -> None:
    plain = b"x" * 900 + b"\0" * (padme(900) - 901) + b"\1"
    sealed = seal(photo_key(_KEY, _PHOTO, 1).secret, plain, b"hf1/photo" + _PHOTO, _fresh)
    assert open_photo(_KEY, _PHOTO, 1, bytes(sealed), padme(900)) == plain
    with pytest.raises(BadMessage, match="filled"):
        open_photo(_KEY, _PHOTO, 1, bytes(sealed), 900)


@pytest.mark.parametrize("length", [1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 400_000])
def test_chunks_make_the_whole_and_each_has_its_check(length: int) -> None:
    sealed = _fresh(length)
    chunks = [chunk_of(sealed, index) for index in range(chunk_count(length))]
    checks = checks_of(sealed)
    assert b"".join(chunks) == sealed
    assert [len(one) for one in chunks] == [chunk_length(length, n) for n in range(len(chunks))]
    assert len(checks) == 16 * len(chunks)
    assert chunk_length(length, len(chunks)) == 0
    for index, chunk in enumerate(chunks):
        assert is_chunk(checks, index, chunk)
        assert not is_chunk(checks, index + 1, chunk)
        assert not is_chunk(checks, index, chunk[:-1] + bytes([chunk[-1] ^ 1]))
    assert not is_chunk(checks, -1, chunks[-1])


def test_a_check_is_what_the_protocol_says() -> None:
    wanted = hashlib.sha256(b"\0\0\0\1" + b"b").digest()[:16]
    assert checks_of(b"a" * CHUNK_BYTES + b"b")[16:] == wanted


def test_the_largest_photo_has_512_chunks() -> None:
    assert chunk_count(SEALED_BYTES) == CHUNKS
    assert chunk_count(SEALED_BYTES + 1) == CHUNKS + 1


@given(st.binary(min_size=8, max_size=8), st.integers(0, 511), st.binary(min_size=1, max_size=99))
def test_a_chunk_arrives_as_it_was_sent(transfer: bytes, index: int, data: bytes) -> None:
    packet = write_chunk(transfer, index, data)
    assert read_chunk(packet) == Chunk(transfer=transfer, index=index, data=data)
    assert len(packet) == 12 + len(data)


def test_a_packet_that_is_no_chunk_is_refused() -> None:
    whole = write_chunk(_TRANSFER, 511, bytes(CHUNK_BYTES))
    assert read_chunk(whole).index == 511
    for packet in (b"", whole[:12], whole + b"\0", write_chunk(_TRANSFER, 512, b"x")):
        with pytest.raises(BadMessage):
            read_chunk(packet)


def test_the_vectors_say_the_same() -> None:
    for one in json.loads(_VECTORS.read_text())["photos"]:
        key, photo = EpochKey(bytes.fromhex(one["key"])), bytes.fromhex(one["photo"])
        salt, picture = bytes.fromhex(one["salt"]), _picture(one["picture_bytes"])
        sealed = seal_photo(key, photo, one["epoch"], picture, partial(_same, salt))
        assert photo_key(key, photo, one["epoch"]).secret.hex() == one["photo_key"]
        assert len(sealed) == one["sealed_bytes"]
        assert hashlib.sha256(sealed).hexdigest() == one["sealed_sha256"]
        assert checks_of(sealed).hex() == one["checks"]
        packet = write_chunk(_TRANSFER, 0, chunk_of(sealed, 0))
        assert hashlib.sha256(packet).hexdigest() == one["first_packet_sha256"]
        assert open_photo(key, photo, one["epoch"], sealed, len(picture)) == picture


def _same(salt: bytes, _: int) -> bytes:
    return salt


def _picture(length: int) -> bytes:
    """Return the vectors' picture: byte i is i modulo 251."""
    return (bytes(range(251)) * (length // 251 + 1))[:length]
