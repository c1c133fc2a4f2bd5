import json
from pathlib import Path
from typing import Any

import pytest

from frame.crypto.box import Opener, SealingSeed, Suite
from frame.crypto.keys import Fresh, SigningSeed
from frame.crypto.noise import Initiator, StaticKey
from frame.crypto.sign import Signer
from frame.protocol.addresses import PairSecret, PresenceSecret
from frame.protocol.card import Card
from frame.protocol.envelope import Rank
from frame.protocol.hello import (
    PAYLOAD_BYTES,
    Admission,
    Gadget,
    Introduction,
    Reason,
    introduce,
    read_verdict,
)
from frame.protocol.pairing import Guest, Host
from frame.protocol.steps import Add, Compare, Effects, Failed, Hide, HostState, Leave, Paired
from tests.protocol.pairs import only, sent

_TOLD = json.loads(
    (Path(__file__).parents[1] / "vectors" / "protocol" / "pairing.json").read_text()
)
_NOW = _TOLD["now"]
_CARD = Card(
    frame=bytes.fromhex(_TOLD["card"]["frame"]), token=bytes.fromhex(_TOLD["card"]["token"])
)


class _Keys:
    """One side of a vector."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.signer = Signer(SigningSeed(bytes.fromhex(told["signing_seed"])))
        self.static = StaticKey(bytes.fromhex(told["static"]))
        opener = Opener(SealingSeed(bytes.fromhex(told["sealing_seed"])), Suite(told["suite"]))
        kind = Gadget(told["kind"])
        self.me: Introduction = introduce(self.signer, opener, kind, told["person"], told["label"])
        self.fresh: Fresh = lambda _: bytes.fromhex(told["ephemeral"])


def _admission(role: int) -> Admission:
    return Admission(
        role=Rank(role),
        owner=bytes.fromhex(_TOLD["owner"]),
        pair=PairSecret(bytes.fromhex(_TOLD["pair_secret"])),
        presence=PresenceSecret(bytes.fromhex(_TOLD["presence_secret"])),
    )


def _sides(case: dict[str, Any], role: int) -> tuple[Guest, Host]:
    guest, host = _Keys(case["guest"]), _Keys(case["host"])
    return (
        Guest(
            card=_CARD,
            me=guest.me,
            signer=guest.signer,
            static=guest.static,
            fresh=guest.fresh,
            begun_ms=_NOW,
        ),
        Host(
            me=host.me,
            signer=host.signer,
            static=host.static,
            fresh=host.fresh,
            card=_CARD,
            admission=_admission(role),
            claimed=case["host"]["claimed"],
            opened_ms=_NOW,
        ),
    )


def _meet(guest: Guest, host: Host) -> tuple[list[bytes], Compare]:
    first = sent(guest.begin())
    second = sent(host.hear(first, _NOW))
    compared = only(Compare, guest.hear(second, _NOW))
    return [first, second, sent(guest.agree(yes=True, now_ms=_NOW))], compared


@pytest.mark.parametrize("case", _TOLD["good"], ids=lambda case: case["name"])
def test_every_message_is_the_one_of_the_vectors(case: dict[str, Any]) -> None:
    assert _CARD.psk.secret.hex() == _TOLD["psk"]
    guest, host = _sides(case, case["invited_as"])
    messages, compared = _meet(guest, host)
    assert compared.digits == host.digits == case["digits"]
    host.hear(messages[2], _NOW)
    ended = host.decide(yes=True, now_ms=_NOW)
    messages.append(sent(ended))
    assert [one.hex() for one in messages] == [one["message"] for one in case["messages"]]
    paired = only(Paired, guest.hear(messages[3], _NOW))
    assert paired.admission == only(Add, ended).admission == _admission(case["role"])
    assert (paired.time_ms, compared.claimed) == (_NOW, case["host"]["claimed"])


@pytest.mark.parametrize("case", _TOLD["good"], ids=lambda case: case["name"])
def test_the_payloads_of_the_vectors_have_their_lengths(case: dict[str, Any]) -> None:
    told = [(len(one["payload"]) // 2, len(one["message"]) // 2) for one in case["messages"]]
    assert [message for _, message in told[:2]] == [97 + PAYLOAD_BYTES, 49 + PAYLOAD_BYTES]
    assert [message - payload for payload, message in told[2:]] == [17, 17]
    assert _TOLD["padded_to"] == PAYLOAD_BYTES


@pytest.mark.parametrize("case", _TOLD["refused"], ids=lambda case: Reason(case["reason"]).name)
def test_a_refusal_is_the_one_of_the_vectors(case: dict[str, Any]) -> None:
    reason = Reason(case["reason"])
    assert read_verdict(bytes.fromhex(case["payload"])) is reason
    role = Rank.FRAME if reason is Reason.NOT_INVITED else Rank.OWNER
    guest, host = _sides(_TOLD["good"][0], role)
    third = _meet(guest, host)[0][2]
    refused: Effects
    match reason:
        case Reason.DECLINED:
            refused = host.decide(yes=False, now_ms=_NOW)
        case Reason.TOO_LATE:
            refused = host.tick(_NOW + 180_000)
        case Reason.NOT_INVITED:
            refused = host.hear(third, _NOW)
    assert sent(refused).hex() == case["message"]
    only(Failed, guest.hear(sent(refused), _NOW))


@pytest.mark.parametrize("case", _TOLD["spoiled"], ids=lambda case: case["because"])
def test_a_spoiled_introduction_uses_the_card_up(case: dict[str, str]) -> None:
    guest, host = _sides(_TOLD["good"][0], Rank.OWNER)
    payload = bytes.fromhex(case["payload"]).ljust(PAYLOAD_BYTES, b"\0")
    first = Initiator(guest._handshake._terms).begin(payload)
    effects = host.hear(b"\1" + first, _NOW)
    assert [type(one) for one in effects] == [Hide, Leave]
    assert host.hear(sent(guest.begin()), _NOW) == ()
    assert host.state is HostState.REFUSED
