"""A Wi-Fi network that a frame may join: its name, its passphrase, and what both may be.

Rule 1: what does not fit is said in words, all of it at once, and never with the name or the
        passphrase in it.
Rule 2: a network has no repr, so neither reaches a log by mistake.

Limits: IEEE 802.11-2020 §9.4.2.2 (a name is 1 to 32 bytes) and Annex J.4.1 (a passphrase is 8 to
63 characters from 32 to 126, a key is 64 hex digits). iwd drops names that are not UTF-8
(its station.c), so they are refused here instead of being waited for.
"""

from dataclasses import dataclass
from string import hexdigits
from typing import Final

from frame.errors import BadRequest

NAME_BYTES: Final = 32
KEY_DIGITS: Final = 64
_SHORTEST, _LONGEST = 8, 63


@dataclass(frozen=True, slots=True, kw_only=True)
class WifiNetwork:
    """What it takes to join.

    ssid        the name as it is sent through the air, 1 to 32 bytes
    passphrase  8 to 63 characters; or the key itself as 64 hex digits; empty for an open network
    hidden      it does not say its name by itself
    """

    ssid: bytes
    passphrase: str = ""
    hidden: bool = False

    @property
    def is_open(self) -> bool:
        """Whether anybody may join it."""
        return not self.passphrase

    @property
    def has_key(self) -> bool:
        """Whether `passphrase` is the key itself, which WPA3 cannot use."""
        return is_key(self.passphrase)

    def __repr__(self) -> str:
        return "<WifiNetwork>"


def is_key(text: str) -> bool:
    """Say whether a text is a key of 64 hex digits."""
    return len(text) == KEY_DIGITS and all(letter in hexdigits for letter in text)


def name_faults(ssid: bytes) -> tuple[str, ...]:
    """Return what is wrong with a name, in words that follow "its name"."""
    if not ssid:
        return ("is missing",)
    if len(ssid) > NAME_BYTES:
        return (f"is longer than {NAME_BYTES} bytes",)
    try:
        ssid.decode("utf-8")
    except UnicodeDecodeError:
        return ("is not written in UTF-8, which this frame cannot join",)
    return ("holds a zero byte",) if b"\0" in ssid else ()


def passphrase_faults(passphrase: str) -> tuple[str, ...]:
    """Return what is wrong with a passphrase, in words that follow "its passphrase"."""
    if not passphrase or is_key(passphrase):
        return ()
    faults = []
    if not _SHORTEST <= len(passphrase) <= _LONGEST:
        faults.append(f"must have {_SHORTEST} to {_LONGEST} characters, or be 64 hex digits")
    if not all(" " <= letter <= "~" for letter in passphrase):
        faults.append("may only have letters, digits and signs of ASCII")
    return tuple(faults)


def checked(network: WifiNetwork) -> WifiNetwork:
    """Return the network if it can be joined; raise BadRequest with all that is wrong."""
    faults = [f"its name {fault}" for fault in name_faults(network.ssid)]
    faults += [f"its passphrase {fault}" for fault in passphrase_faults(network.passphrase)]
    if faults:
        raise BadRequest(
            f"this Wi-Fi network cannot be joined: {'; '.join(faults)}",
            hint="The router's label or its settings page has both.",
        )
    return network
