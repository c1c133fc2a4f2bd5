"""Numbers as people type them."""

from argparse import ArgumentTypeError
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.cli import numbers
from frame.cli.main import main
from frame.model import Size

_NO_NUMBERS = ("", "many", "nan", "inf", "-inf", "0", "-1", "1e9", "0x10", "9" * 5000)
_KINDS: tuple[Callable[[str], object], ...] = (
    numbers.hours,
    numbers.seconds,
    numbers.workers,
    numbers.size,
    numbers.aspect,
)


@pytest.mark.parametrize("kind", _KINDS)
@pytest.mark.parametrize("text", _NO_NUMBERS)
def test_what_makes_no_sense_is_refused_in_words(kind: Callable[[str], object], text: str) -> None:
    with pytest.raises(ArgumentTypeError) as refusal:
        kind(text)
    assert " is " in str(refusal.value)


@given(st.text(max_size=12))
@pytest.mark.parametrize("kind", [*_KINDS, numbers.seed, numbers.descriptor, numbers.whole])
def test_no_text_at_all_causes_another_error(kind: Callable[[str], object], text: str) -> None:
    with suppress(ArgumentTypeError):
        assert kind(text) is not None


@given(st.floats(min_value=1e-6, max_value=744))
def test_hours_up_to_a_month_are_taken_as_they_are(hours: float) -> None:
    assert numbers.hours(repr(hours)) == hours


def test_a_size_is_taken_within_what_screens_have() -> None:
    assert numbers.size("1920X1080") == Size(width_px=1920, height_px=1080)
    assert numbers.size("64x16384") == Size(width_px=64, height_px=16384)
    for text in (
        "63x64",
        "64x16385",
        "1920",
        "1920x",
        "x1080",
        "1920x1080x3",
        "\u0661\u0669x1080",
    ):
        with pytest.raises(ArgumentTypeError):
            numbers.size(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("100:1", "too wide"),
        ("1:100", "too narrow"),
        ("-16:-9", "not W:H"),
        ("16:0", "not W:H"),
        ("inf:inf", "not W:H"),
        ("16:9:4", "not W:H"),
    ],
)
def test_a_shape_that_no_screen_has_is_named_as_what_it_is(text: str, said: str) -> None:
    with pytest.raises(ArgumentTypeError, match=said):
        numbers.aspect(text)


@given(st.integers(1, 1000), st.integers(1, 1000))
def test_a_shape_is_too_wide_exactly_when_it_is_too_narrow_lying_down(
    width: int, height: int
) -> None:
    def refused(text: str) -> str:
        try:
            numbers.aspect(text)
        except ArgumentTypeError as refusal:
            return "wide" if "wide" in str(refusal) else "narrow"
        return ""

    other = {"wide": "narrow", "narrow": "wide", "": ""}
    assert refused(f"{width}:{height}") == other[refused(f"{height}:{width}")]


def test_a_seed_that_the_frame_printed_is_taken_again() -> None:
    assert numbers.seed(str(2**64 - 1)) == 2**64 - 1
    for text in ("-1", str(2**64), "1.5", "seven"):
        with pytest.raises(ArgumentTypeError):
            numbers.seed(text)


def test_a_whole_number_may_be_one_that_its_verb_refuses() -> None:
    assert (numbers.whole("30"), numbers.whole("-5"), numbers.whole("0")) == (30, -5, 0)
    for text in ("", "many", "1.5", "1e9", "--5", "٣", "9" * 10):
        with pytest.raises(ArgumentTypeError, match="is not a whole number"):
            numbers.whole(text)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["settings", "--brightness", "many"], "'many' is not a whole number"),
        (["settings", "--seconds", "1.5"], "'1.5' is not a whole number"),
        (["update", "defer", "soon"], "'soon' is not a whole number"),
        (["update", "mark-good", "--patience", "nan"], "is not more than 0"),
        (["owner", "grant", "A", "--days", "all"], "'all' is not a whole number"),
        (["people", "private", "Ana", "maybe"], "argument on|off: "),
        (["fleet", "write", "x.csv"], "argument plan|read: "),
        (["models", "eat"], "argument list|verify: "),
    ],
    ids=lambda words: words if isinstance(words, str) else " ".join(words),
)
def test_what_is_typed_wrong_is_told_without_words_of_a_program(
    words: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert says in told
    assert not any(word in told for word in ("invalid int", "invalid float", "argument switch"))
