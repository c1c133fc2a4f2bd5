import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.crypto.keys import (
    AlbumKey,
    BlobKey,
    DeviceKey,
    RowKey,
    RowSeal,
    SheetKey,
    derive,
    recognise,
)
from frame.errors import StoreDamaged

ROW_KEY = RowKey(bytes(range(32)))


def fresh(count: int) -> bytes:
    return random.Random(count).randbytes(count)


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_a_key_has_32_bytes(size: int) -> None:
    with pytest.raises(ValueError, match="a DeviceKey has 32 bytes"):
        DeviceKey(bytes(size))


def test_a_key_never_shows_its_bytes() -> None:
    key = BlobKey(b"K" * 32)
    for words in (repr(key), str(key), f"{key}"):
        assert words == "<BlobKey>"
    with pytest.raises(ValueError, match="32 bytes") as caught:
        BlobKey(b"secret!")
    assert "secret" not in str(caught.value)


def test_keys_of_different_kinds_are_never_equal() -> None:
    assert BlobKey(bytes(32)) == BlobKey(bytes(32))
    assert BlobKey(bytes(32)) != BlobKey(b"1" * 32)
    assert len({BlobKey(bytes(32)), BlobKey(bytes(32)), SheetKey(bytes(32))}) == 2


def test_each_use_of_a_key_has_its_own_key() -> None:
    root = SheetKey(bytes(range(32)))
    assert derive(root, "photo.row", RowKey) == derive(root, "photo.row", RowKey)
    assert derive(root, "photo.row", RowKey) != derive(root, "photo.looks", RowKey)


def test_the_same_file_is_recognised_in_one_album_only() -> None:
    one, other, digest = AlbumKey(bytes(32)), AlbumKey(b"1" * 32), b"d" * 32
    assert recognise(one, digest) == recognise(one, digest)
    assert recognise(one, digest) != recognise(other, digest)


@given(st.binary(max_size=300), st.binary(max_size=60))
def test_a_sealed_row_opens_where_it_was_put(plain: bytes, meaning: bytes) -> None:
    seal = RowSeal(ROW_KEY)
    assert seal.open(seal.seal(plain, meaning, fresh), meaning) == plain


def test_a_sealed_row_opens_nowhere_else() -> None:
    seal = RowSeal(ROW_KEY)
    sealed = seal.seal(b"caption", b"photo.row|1|album", fresh)
    with pytest.raises(StoreDamaged):
        seal.open(sealed, b"photo.row|2|album")
    with pytest.raises(StoreDamaged):
        RowSeal(RowKey(bytes(32))).open(sealed, b"photo.row|1|album")


def test_no_flip_and_no_truncation_of_a_sealed_row_opens() -> None:
    seal = RowSeal(ROW_KEY)
    sealed = seal.seal(b"caption", b"here", fresh)
    for bit in range(len(sealed) * 8):
        flipped = bytearray(sealed)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(StoreDamaged):
            seal.open(bytes(flipped), b"here")
    for end in range(len(sealed)):
        with pytest.raises(StoreDamaged):
            seal.open(sealed[:end], b"here")
