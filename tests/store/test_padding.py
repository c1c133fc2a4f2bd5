import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.errors import StoreDamaged
from frame.store.padding import pad, padme, unpad


@given(st.binary(max_size=300))
def test_what_was_padded_comes_back(plain: bytes) -> None:
    assert unpad(pad(plain)) == plain
    assert len(pad(plain)) % 64 == 0
    assert len(pad(plain)) <= len(plain) + 64


@pytest.mark.parametrize("wrong", [b"", b"\0" * 64, b"text", b"\x80text"])
def test_what_was_never_padded_is_refused(wrong: bytes) -> None:
    with pytest.raises(StoreDamaged):
        unpad(wrong)


@given(st.integers(0, 2**32))
def test_padme_adds_at_most_twelve_percent_and_is_stable(size: int) -> None:
    padded = padme(size)
    assert size <= padded <= size * 1.12
    assert padme(padded) == padded


def test_padme_agrees_with_its_paper_and_hides_most_of_a_size() -> None:
    assert [padme(size) for size in (0, 1, 2, 8, 9, 100, 1000)] == [0, 1, 2, 8, 10, 104, 1024]
    assert len({padme(size) for size in range(1_000_000, 2_000_000, 97)}) <= 34
