"""Replays a published Noise handshake, in the form of cacophony's vectors."""

from typing import Any

from frame.crypto.noise import (
    EphemeralKey,
    Initiator,
    Pattern,
    Responder,
    SharedKey,
    StaticKey,
    Terms,
    public_of,
)


def sides(case: dict[str, Any]) -> tuple[Initiator, Responder]:
    """Return both sides before they spoke, with the keys that the vector gives them."""

    def key(name: str) -> bytes:
        return bytes.fromhex(case[name])

    pattern = Pattern(case["protocol_name"])
    shared = [SharedKey(bytes.fromhex(psk)) for psk in case.get("init_psks", [])]
    psk = shared[0] if shared else None
    first = Terms(
        pattern=pattern,
        static=StaticKey(key("init_static")),
        ephemeral=EphemeralKey(key("init_ephemeral")),
        peer=key("init_remote_static"),
        psk=psk,
        prologue=key("init_prologue"),
    )
    second = Terms(
        pattern=pattern,
        static=StaticKey(key("resp_static")),
        ephemeral=EphemeralKey(key("resp_ephemeral")),
        psk=psk,
        prologue=key("resp_prologue"),
    )
    return Initiator(first), Responder(second)


def said(case: dict[str, Any]) -> list[tuple[bytes, bytes]]:
    """Return every message: its payload, and how it travels."""
    return [
        (bytes.fromhex(one["payload"]), bytes.fromhex(one["ciphertext"]))
        for one in case["messages"]
    ]


def replay(case: dict[str, Any]) -> int:
    """Say everything a vector says, in both directions; return how many messages that were."""
    messages = said(case)
    initiator, responder = sides(case)
    assert initiator.begin(messages[0][0]) == messages[0][1]
    assert responder.hear(messages[0][1])[0] == messages[0][0]
    answer, at_responder = responder.answer(messages[1][0])
    assert answer == messages[1][1]
    payload, at_initiator = initiator.finish(answer)
    assert payload == messages[1][0]
    assert at_initiator.transcript.hex() == case["handshake_hash"]
    assert at_responder.transcript == at_initiator.transcript
    assert at_responder.peer == public_of(StaticKey(bytes.fromhex(case["init_static"])))
    for turn, (plain, sealed) in enumerate(messages[2:]):
        here, there = at_initiator, at_responder
        if turn % 2:
            here, there = there, here
        assert here.sealing.seal(plain) == sealed
        assert there.opening.open(sealed) == plain
    return len(messages)
