"""The line that a wiped frame leaves to people: it is checked, and a changed one is refused."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.crypto.keys import SigningSeed
from frame.crypto.sign import Signer
from frame.devices.qr import modules
from frame.errors import BadRequest
from frame.protocol.frame_privacy import Wiped
from frame.services.last_word import PREFIX, LastWord, read

pytestmark = [pytest.mark.promise("P13")]
SIGNER = Signer(SigningSeed(bytes(range(32))))


def last_word(photos: int = 3) -> LastWord:
    unsigned = Wiped(photos=photos, generation=7, at_ms=1_800_000_000_000, signature=bytes(64))
    word = replace(unsigned, signature=SIGNER.sign(unsigned.signed_words))
    return LastWord(signer=SIGNER.public, word=word)


def test_a_last_word_is_read_back_as_it_was_said() -> None:
    said = last_word()
    assert read(said.text) == said
    assert read(f"  {said.text}\n") == said
    assert len(said.text) == len(PREFIX) + 160
    assert len(said.code.split()) == 4


def test_it_fits_into_a_code_that_a_phone_reads_from_a_small_glass() -> None:
    assert len(modules(last_word().text)) <= 53


@given(st.integers(0, 159), st.sampled_from("ABCabc019-_"))
def test_a_letter_that_was_changed_is_noticed(at: int, letter: str) -> None:
    text = last_word().text
    place = len(PREFIX) + at
    changed = text[:place] + letter + text[place + 1 :]
    if changed != text:
        with pytest.raises(BadRequest):
            read(changed)


@pytest.mark.parametrize("text", ["", PREFIX, "HFW2:AAAA", f"x{last_word().text}", "ü", "A" * 165])
def test_what_is_no_last_word_is_one_clear_error(text: str) -> None:
    with pytest.raises(BadRequest, match="no last word"):
        read(text)


def test_two_words_have_two_short_forms() -> None:
    assert last_word(3).code != last_word(4).code
