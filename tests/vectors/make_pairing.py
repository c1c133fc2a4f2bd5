"""Write the vectors of pairing: `python tests/vectors/make_pairing.py`.

Everything follows from fixed keys, so the file comes out the same each time.
"""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from frame.crypto.box import Opener, SealingSeed, Suite
from frame.crypto.keys import SigningSeed
from frame.crypto.noise import StaticKey, public_of
from frame.crypto.sign import Signer
from frame.protocol.addresses import PairSecret, PresenceSecret
from frame.protocol.card import Card
from frame.protocol.envelope import Rank
from frame.protocol.hello import (
    Admission,
    Admittance,
    Gadget,
    Introduction,
    Reason,
    introduce,
    write_admitted,
    write_confirm,
    write_hello,
    write_refused,
    write_welcome,
)
from frame.protocol.pairing import Guest, Host
from frame.protocol.steps import Effects, Paired, Send
from frame.protocol.wire import Value, encode

_FILE = Path(__file__).parent / "protocol" / "pairing.json"
_NOW = 1_800_000_000_000
_LATE = _NOW + 180_000


@dataclass(frozen=True, kw_only=True)
class _Device:
    """The secrets of one side; each is one byte, 32 times."""

    signing: int
    sealing: int
    static: int
    ephemeral: int
    suite: Suite
    kind: Gadget
    person: str
    label: str

    @property
    def signer(self) -> Signer:
        return Signer(SigningSeed(bytes([self.signing]) * 32))

    @property
    def static_key(self) -> StaticKey:
        return StaticKey(bytes([self.static]) * 32)

    @property
    def me(self) -> Introduction:
        opener = Opener(SealingSeed(bytes([self.sealing]) * 32), self.suite)
        return introduce(self.signer, opener, self.kind, self.person, self.label)

    def fresh(self, count: int) -> bytes:
        return bytes([self.ephemeral]) * count

    def told(self) -> dict[str, Any]:
        return {
            "signing_seed": (bytes([self.signing]) * 32).hex(),
            "sealing_seed": (bytes([self.sealing]) * 32).hex(),
            "static": (bytes([self.static]) * 32).hex(),
            "ephemeral": (bytes([self.ephemeral]) * 32).hex(),
            "suite": int(self.suite),
            "kind": int(self.kind),
            "person": self.person,
            "label": self.label,
        }


_PHONE = _Device(
    signing=1,
    sealing=2,
    static=3,
    ephemeral=4,
    suite=Suite.HYBRID,
    kind=Gadget.PHONE,
    person="Zoë 水",
    label="her phone",
)
_FRAME = _Device(
    signing=11,
    sealing=12,
    static=13,
    ephemeral=14,
    suite=Suite.HYBRID,
    kind=Gadget.FRAME,
    person="",
    label="the frame in the hall",
)
_OTHER = replace(
    _PHONE,
    signing=21,
    static=23,
    ephemeral=24,
    suite=Suite.X25519,
    kind=Gadget.FRAME,
    person="Zoë 水",
    label="the frame at grandmother's",
)
_ADMISSION = Admission(
    role=Rank.OWNER,
    owner=b"o" * 16,
    pair=PairSecret(bytes(range(32))),
    presence=PresenceSecret(bytes(range(32, 64))),
)


def _card() -> Card:
    return Card(frame=public_of(_FRAME.static_key), token=bytes(range(64, 80)))


def _sides(guest: _Device, role: Rank, *, claimed: bool) -> tuple[Guest, Host]:
    card = _card()
    begun = Guest(
        card=card,
        me=guest.me,
        signer=guest.signer,
        static=guest.static_key,
        fresh=guest.fresh,
        begun_ms=_NOW,
    )
    host = Host(
        me=_FRAME.me,
        signer=_FRAME.signer,
        static=_FRAME.static_key,
        fresh=_FRAME.fresh,
        card=card,
        admission=replace(_ADMISSION, role=role),
        claimed=claimed,
        opened_ms=_NOW,
    )
    return begun, host


def _sent(effects: Effects) -> bytes:
    (message,) = (one.message for one in effects if isinstance(one, Send))
    return message


def _met(guest: Guest, host: Host) -> list[bytes]:
    """Return the first three messages; the phone has agreed."""
    first = _sent(guest.begin())
    second = _sent(host.hear(first, _NOW))
    guest.hear(second, _NOW)
    return [first, second, _sent(guest.agree(yes=True, now_ms=_NOW))]


def _transcript(host: Host) -> bytes:
    assert host._meeting is not None
    return host._meeting.session.transcript


def _case(name: str, device: _Device, role: Rank, *, claimed: bool) -> dict[str, Any]:
    guest, host = _sides(device, role, claimed=claimed)
    messages = _met(guest, host)
    transcript, digits = _transcript(host), host.digits
    host.hear(messages[2], _NOW)
    messages.append(_sent(host.decide(yes=True, now_ms=_NOW)))
    (paired,) = guest.hear(messages[3], _NOW)
    assert isinstance(paired, Paired)
    by_guest = device.signer.sign(b"hf1/pair/phone\0" + transcript)
    by_host = _FRAME.signer.sign(b"hf1/pair/frame\0" + transcript)
    payloads = (
        write_hello(device.me).rstrip(b"\0"),
        write_welcome(_FRAME.me, claimed=claimed).rstrip(b"\0"),
        write_confirm(by_guest),
        write_admitted(Admittance(by_host, paired.admission, _NOW)),
    )
    return {
        "name": name,
        "guest": device.told(),
        "host": {**_FRAME.told(), "claimed": claimed},
        "invited_as": int(role),
        "role": int(paired.admission.role),
        "transcript": transcript.hex(),
        "digits": digits,
        "messages": [
            {"payload": payload.hex(), "message": message.hex()}
            for payload, message in zip(payloads, messages, strict=True)
        ],
    }


def _refusals() -> list[dict[str, Any]]:
    """How the last message differs where a frame refuses; the first three are as they were."""
    told = []
    for reason, role in ((1, Rank.OWNER), (2, Rank.OWNER), (3, Rank.FRAME)):
        guest, host = _sides(_PHONE, role, claimed=False)
        third = _met(guest, host)[2]
        effects = (
            lambda host=host: host.decide(yes=False, now_ms=_NOW),
            lambda host=host: host.tick(_LATE),
            lambda host=host, third=third: host.hear(third, _NOW),
        )[reason - 1]()
        payload = write_refused(Reason(reason))
        told.append({"reason": reason, "payload": payload.hex(), "message": _sent(effects).hex()})
    return told


def _spoiled() -> list[dict[str, str]]:
    """Payloads of message 1 that a frame refuses, without the zeros behind them."""
    me = _PHONE.me
    good: dict[int, Value] = {
        0: 1,
        10: me.name,
        11: int(me.suite),
        12: me.seal_key,
        13: 1,
        14: me.person,
        15: me.label,
    }
    wrong: dict[str, dict[int, Value]] = {
        "an earlier version": {0: 0},
        "a later version": {0: 2},
        "a signing key that is too short": {10: me.name[1:]},
        "a suite that nobody knows": {11: 3},
        "a sealing key of another suite": {11: 1},
        "a kind that nobody knows": {13: 4},
        "true for a kind": {13: True},
        "a person of 201 characters": {14: "p" * 201},
        "a label of 65 characters": {15: "l" * 65},
        "a person who turns the direction of writing": {14: "Zo\u202eb"},
        "a label that is turned apart": {15: "\u2067phone\u2069"},
        "a field more": {16: 0},
    }
    return [
        {"because": why, "payload": encode({**good, **change}).hex()}
        for why, change in wrong.items()
    ]


def main() -> None:
    """Write the file."""
    card = _card()
    content = {
        "now": _NOW,
        "card": {"frame": card.frame.hex(), "token": card.token.hex()},
        "psk": card.psk.secret.hex(),
        "owner": _ADMISSION.owner.hex(),
        "pair_secret": _ADMISSION.pair.secret.hex(),
        "presence_secret": _ADMISSION.presence.secret.hex(),
        "padded_to": 3072,
        "good": [
            _case("a phone and a frame without an owner", _PHONE, Rank.OWNER, claimed=False),
            _case("a frame and a frame", _OTHER, Rank.CONTRIBUTOR, claimed=True),
        ],
        "refused": _refusals(),
        "spoiled": _spoiled(),
    }
    text = json.dumps(content, indent=1, ensure_ascii=True) + "\n"
    _FILE.write_text(text, encoding="ascii")


if __name__ == "__main__":
    main()
