import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.errors import BadMessage
from frame.protocol.addresses import (
    Lane,
    PairSecret,
    PresenceSecret,
    broker_password,
    broker_user,
    device_id,
    inbox,
    is_id,
    month_of,
    months_heard,
    presence_topic,
    read_inbox,
)

_VECTORS = Path(__file__).parents[1] / "vectors" / "protocol" / "addresses.json"
_PAIR, _PHONE, _FRAME = PairSecret(b"\x31" * 32), b"\x01" * 32, b"\x02" * 32


def test_months_are_counted_in_utc() -> None:
    assert month_of(0) == 0
    assert month_of(1_767_225_599) == 671  # 2025-12-31T23:59:59Z
    assert month_of(1_767_225_600) == 672
    assert months_heard(1_767_225_600) == (671, 672, 673)


def test_ids_change_with_month_pair_and_direction() -> None:
    ids = [
        device_id(pair, month, name)
        for pair in (_PAIR, PairSecret(b"\x32" * 32))
        for month in (671, 672)
        for name in (_PHONE, _FRAME)
    ]
    assert len(set(ids)) == len(ids)
    assert all(map(is_id, ids))


def test_a_topic_is_read_as_it_was_built() -> None:
    here, there = device_id(_PAIR, 672, _PHONE), device_id(_PAIR, 672, _FRAME)
    for lane in Lane:
        assert read_inbox(inbox(here, there, lane)) == (here, there, lane)


@given(st.text(max_size=60))
def test_any_other_topic_is_refused(topic: str) -> None:
    with pytest.raises(BadMessage):
        read_inbox(topic)


@pytest.mark.parametrize(
    "topic",
    [
        f"hf1/{'a' * 16}/in/{'a' * 16}/x",
        f"hf1/{'a' * 15}/in/{'a' * 16}/m",
        f"hf1/{'A' * 16}/in/{'a' * 16}/m",
        f"hf1/{'a' * 16}/in/{'+' * 16}/m",
        f"hf2/{'a' * 16}/in/{'a' * 16}/m",
        f"hf1/{'a' * 16}/in/{'a' * 16}/m/m",
    ],
)
def test_a_topic_that_is_nearly_right_is_refused(topic: str) -> None:
    with pytest.raises(BadMessage):
        read_inbox(topic)


def test_presence_has_one_topic_a_month() -> None:
    secret = PresenceSecret(b"\x41" * 32)
    assert presence_topic(secret, 672) != presence_topic(secret, 673)
    assert presence_topic(secret, 672).endswith("/state")


def test_the_broker_is_told_nothing_that_leads_back() -> None:
    user, password = broker_user(_PAIR), broker_password(_PAIR)
    assert is_id(user)
    assert len(password) == 22
    assert user not in {device_id(_PAIR, month, _PHONE) for month in range(670, 680)}
    assert _PAIR.secret.hex() not in user + password


def test_the_vectors_say_the_same() -> None:
    told = json.loads(_VECTORS.read_text())
    pair = PairSecret(bytes.fromhex(told["pair_secret"]))
    for one in told["devices"]:
        assert device_id(pair, one["month"], bytes.fromhex(one["name"])) == one["id"]
    presence = PresenceSecret(bytes.fromhex(told["presence_secret"]))
    assert presence_topic(presence, told["month"]) == told["presence_topic"]
    assert (broker_user(pair), broker_password(pair)) == (told["user"], told["password"])
