from hypothesis import given
from hypothesis import strategies as st

from frame.crypto.padme import padme


@given(st.integers(0, 2**32))
def test_padme_adds_at_most_twelve_percent_and_is_stable(size: int) -> None:
    padded = padme(size)
    assert size <= padded <= size * 1.12
    assert padme(padded) == padded


def test_padme_agrees_with_its_paper_and_hides_most_of_a_size() -> None:
    assert [padme(size) for size in (0, 1, 2, 8, 9, 100, 1000)] == [0, 1, 2, 8, 10, 104, 1024]
    assert len({padme(size) for size in range(1_000_000, 2_000_000, 97)}) <= 34
