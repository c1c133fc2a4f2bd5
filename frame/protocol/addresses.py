"""Where two devices find each other on a broker (docs/protocol.md §5.1, §5.2).

Rule 1: an id belongs to one pair, one direction and one month; without the pair's secret
        nobody can tell that two of them belong together.
Rule 2: a topic is built from ids made here and from lanes, never from a peer's words.
"""

from base64 import b32encode, urlsafe_b64encode
from datetime import UTC, datetime
from enum import StrEnum

from frame.crypto.keys import Key, expand
from frame.errors import BadMessage

ID_BYTES = 10
ID_CHARACTERS = 16
PASSWORD_BYTES = 16
_SPACE = "hf1"


class PairSecret(Key):
    """What two paired devices share, and nobody else."""


class PresenceSecret(Key):
    """What a frame and all its devices share."""


class Lane(StrEnum):
    """What travels on a topic."""

    ENVELOPES = "m"
    CHUNKS = "c"
    SESSIONS = "s"
    PAIRING = "p"
    UNLOCKING = "u"


def month_of(now_s: int) -> int:
    """Return the number of the month, UTC, since January 1970."""
    now = datetime.fromtimestamp(now_s, UTC)
    return (now.year - 1970) * 12 + now.month - 1


def months_heard(now_s: int) -> tuple[int, int, int]:
    """Return the months a receiver listens to; a sender uses the one in the middle."""
    month = month_of(now_s)
    return month - 1, month, month + 1


def device_id(secret: PairSecret, month: int, name: bytes) -> str:
    """Return what a device (its signing public key) is called by one peer in one month."""
    return _id(secret.secret, month.to_bytes(4, "big"), b"hf1/topic/" + name)


def presence_topic(secret: PresenceSecret, month: int) -> str:
    """Return where a frame says whether it is there."""
    here = _id(secret.secret, month.to_bytes(4, "big"), b"hf1/presence")
    return f"{_SPACE}/{here}/state"


def inbox(receiver: str, sender: str, lane: Lane) -> str:
    """Return the topic on which one id hears from another."""
    return f"{_SPACE}/{receiver}/in/{sender}/{lane}"


def read_inbox(topic: str) -> tuple[str, str, Lane]:
    """Return receiver, sender and lane of a topic; raise BadMessage."""
    parts = topic.split("/")
    lanes = {lane.value: lane for lane in Lane}
    match parts:
        case ["hf1", receiver, "in", sender, lane] if lane in lanes:
            if is_id(receiver) and is_id(sender):
                return receiver, sender, lanes[lane]
    raise BadMessage("a message came on a topic that the protocol does not have")


def is_id(text: str) -> bool:
    """Return whether a text has the form of an id."""
    return len(text) == ID_CHARACTERS and set(text) <= set("abcdefghijklmnopqrstuvwxyz234567")


def broker_user(secret: PairSecret) -> str:
    """Return the name by which a device logs on to its frame's broker."""
    return _id(secret.secret, b"", b"hf1/broker/user")


def broker_password(secret: PairSecret) -> str:
    """Return the password that goes with `broker_user`."""
    return base64url(expand(secret.secret, b"", b"hf1/broker/password", PASSWORD_BYTES))


def base64url(told: bytes) -> str:
    """Return bytes as text without padding (RFC 4648 §5)."""
    return urlsafe_b64encode(told).rstrip(b"=").decode("ascii")


def base32(told: bytes) -> str:
    """Return bytes as lower-case text without padding (RFC 4648 §6)."""
    return b32encode(told).rstrip(b"=").decode("ascii").lower()


def _id(secret: bytes, salt: bytes, info: bytes) -> str:
    return base32(expand(secret, salt, info, ID_BYTES))
