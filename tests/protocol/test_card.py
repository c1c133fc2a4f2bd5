import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.errors import BadMessage
from frame.protocol.addresses import is_id
from frame.protocol.card import Card, broker_of, new_card, read_card, six_digits, write_card

_VECTORS = Path(__file__).parents[1] / "vectors" / "protocol" / "card.json"
_CARD = Card(frame=b"\x61" * 32, token=b"\x62" * 16)


def test_a_card_is_short_enough_for_a_quick_scan() -> None:
    text = write_card(_CARD, "https://frame.local")
    assert len(text) == 87
    assert read_card(text) == _CARD


@given(st.binary(min_size=48, max_size=48), st.sampled_from(["", "wss://b.example:8884/mqtt"]))
def test_what_is_on_a_card_is_read_from_it(both: bytes, broker: str) -> None:
    card = Card(frame=both[:32], token=both[32:], broker=broker)
    assert read_card(write_card(card, "http://192.168.1.20")) == card


def test_a_new_card_has_a_new_token() -> None:
    assert new_card(b"\x61" * 32, lambda count: b"t" * count).token == b"t" * 16


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://example.org",
        "https://frame.local/p#1abc",
        "https://frame.local/p#1" + "A" * 63 + "!",
        "https://frame.local/p#1" + "A" * 65,
        "https://frame.local/p#1" + "A" * 64 + "~",
        "https://frame.local/p#1" + "A" * 64 + "~" + "b" * 121,
        "https://frame.local/x#1" + "A" * 64,
        "https://a/b/p#1" + "A" * 64,
        "ftp://frame.local/p#1" + "A" * 64,
        "https://frame.local/p#1" + "A" * 64 + "\n",
    ],
)
def test_another_code_is_refused_in_words(text: str) -> None:
    with pytest.raises(BadMessage, match="not the card") as caught:
        read_card(text)
    assert "new card" in caught.value.hint


def test_a_card_of_a_later_version_asks_for_an_update() -> None:
    with pytest.raises(BadMessage, match="later version") as caught:
        read_card("https://frame.local/p#2" + "A" * 64)
    assert "up to date" in caught.value.hint


def test_a_brokers_address_has_its_bounds() -> None:
    with pytest.raises(ValueError, match="120"):
        write_card(replace(_CARD, broker="wss://" + "b" * 120), "https://frame.local")


def test_everything_made_of_a_card_changes_with_its_token_and_its_frame() -> None:
    cards = (_CARD, replace(_CARD, token=b"\x63" * 16), replace(_CARD, frame=b"\x60" * 32))
    made = {
        one
        for card in cards
        for one in (card.frame_id, card.phone_id, card.broker_password, card.psk.secret.hex())
    }
    assert len(made) == 12
    assert is_id(_CARD.frame_id)
    assert is_id(_CARD.phone_id)


def test_a_card_does_not_print_its_token() -> None:
    assert repr(_CARD) == "<Card>"


@given(st.binary(min_size=32, max_size=32))
def test_six_digits_are_six_digits(transcript: bytes) -> None:
    shown = six_digits(transcript)
    assert len(shown) == 7
    assert shown.replace(" ", "").isdigit()


def test_the_vectors_say_the_same() -> None:
    told = json.loads(_VECTORS.read_text())
    card = read_card(told["text"])
    assert (card.frame.hex(), card.token.hex()) == (told["frame"], told["token"])
    assert (card.broker, card.psk.secret.hex()) == (told["broker"], told["psk"])
    assert (card.frame_id, card.phone_id) == (told["frame_id"], told["phone_id"])
    assert card.broker_password == told["broker_password"]
    assert six_digits(bytes.fromhex(told["transcript"])) == told["digits"]


@pytest.mark.parametrize(
    ("text", "broker"),
    [
        ("https://frame.local/p#1", "mqtts://frame.local:8883"),
        ("http://[fd00::7]/p#1", "mqtts://[fd00::7]:8883"),
    ],
)
def test_a_card_without_a_broker_means_the_one_on_its_own_host(text: str, broker: str) -> None:
    card = new_card(bytes(32), bytes)
    assert broker_of(card, text) == broker
    assert broker_of(replace(card, broker="ws://away:9001"), text) == "ws://away:9001"
