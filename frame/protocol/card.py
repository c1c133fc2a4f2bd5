"""The card on the glass, and what both sides make of it (docs/protocol.md §4.1, §4.2).

    https://HOST/p#1 | base64url(frame's static key 32 | token 16) [~ BROKER]

Rule: what stands behind # never leaves a browser. The token opens one handshake, for 180 s.
"""

import re
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from frame.crypto.keys import KEY_BYTES, Fresh, expand
from frame.crypto.noise import SharedKey
from frame.errors import BadMessage
from frame.protocol.addresses import ID_BYTES, PASSWORD_BYTES, base32, base64url

TOKEN_BYTES = 16
VALID_S = 180
BROKER_CHARACTERS = 120
TLS_PORT = 8883
_VERSION = "1"
_FORM = re.compile(r"https?://[^/#?\s]{1,253}/p#(.)([A-Za-z0-9_-]{64})(?:~(\S{1,120}))?", re.ASCII)
_HINT = "Show a new card on the frame and scan it again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a person scans: the frame's static public key, a token, and where its broker is.

    `broker` is an MQTT URL, empty where it is the host of the card itself.
    """

    frame: bytes
    token: bytes
    broker: str = ""

    def __repr__(self) -> str:
        return "<Card>"

    @property
    def psk(self) -> SharedKey:
        """What proves in a handshake that somebody saw this card."""
        return SharedKey(self._derived(b"hf1/pair/psk", KEY_BYTES))

    @property
    def frame_id(self) -> str:
        """The frame's id on the pairing topics."""
        return base32(self._derived(b"hf1/pair/frame", ID_BYTES))

    @property
    def phone_id(self) -> str:
        """The other side's id on the pairing topics."""
        return base32(self._derived(b"hf1/pair/phone", ID_BYTES))

    @property
    def broker_password(self) -> str:
        """The password of the broker's user "pair" while this card is shown."""
        return base64url(self._derived(b"hf1/pair/broker", PASSWORD_BYTES))

    def _derived(self, info: bytes, length: int) -> bytes:
        return expand(self.token, self.frame, info, length)


def new_card(frame: bytes, fresh: Fresh, broker: str = "") -> Card:
    """Return a card with a new token."""
    return Card(frame=frame, token=fresh(TOKEN_BYTES), broker=broker)


def write_card(card: Card, origin: str) -> str:
    """Return the text of the QR code; `origin` is where the frame's page is, as https://host.

    Raises ValueError for a broker's address that is too long.
    """
    broker = quote(card.broker, safe=":/.[]")
    if len(broker) > BROKER_CHARACTERS:
        raise ValueError(f"a broker's address has at most {BROKER_CHARACTERS} characters")
    fragment = _VERSION + base64url(card.frame + card.token)
    return f"{origin}/p#{fragment}" + (f"~{broker}" if broker else "")


def read_card(text: str) -> Card:
    """Return what a QR code says; raise BadMessage."""
    found = _FORM.fullmatch(text)
    if found is None:
        raise BadMessage("this is not the card of a Hearthframe", hint=_HINT)
    version, told, broker = found.groups()
    if version != _VERSION:
        raise BadMessage(
            "this card is of a later version", hint="Bring this device's Hearthframe up to date."
        )
    both = urlsafe_b64decode(told)
    return Card(frame=both[:KEY_BYTES], token=both[KEY_BYTES:], broker=unquote(broker or ""))


def broker_of(card: Card, text: str) -> str:
    """Return where the broker of a card is: what it names, or port 8883 of the card's own host.

    `text` is the card as `read_card` took it. A browser goes to `/mqtt` there instead.
    """
    if card.broker:
        return card.broker
    host = urlsplit(text).hostname or ""
    return f"mqtts://[{host}]:{TLS_PORT}" if ":" in host else f"mqtts://{host}:{TLS_PORT}"


def six_digits(transcript: bytes) -> str:
    """Return what both sides show after the second message, as "123 456"."""
    number = int.from_bytes(expand(transcript, b"", b"hf1/pair/digits", 8), "big") % 1_000_000
    return f"{number // 1000:03} {number % 1000:03}"
