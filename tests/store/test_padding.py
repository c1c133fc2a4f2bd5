import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.errors import StoreDamaged
from frame.store.padding import pad, unpad


@given(st.binary(max_size=300))
def test_what_was_padded_comes_back(plain: bytes) -> None:
    assert unpad(pad(plain)) == plain
    assert len(pad(plain)) % 64 == 0
    assert len(pad(plain)) <= len(plain) + 64


@pytest.mark.parametrize("wrong", [b"", b"\0" * 64, b"text", b"\x80text"])
def test_what_was_never_padded_is_refused(wrong: bytes) -> None:
    with pytest.raises(StoreDamaged):
        unpad(wrong)
