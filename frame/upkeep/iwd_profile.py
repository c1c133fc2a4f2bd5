"""The file by which iwd knows a network: how it is called, and what is in it.

Rule 1: a name from outside never becomes a path by itself: whatever iwd does not write plainly is
        hex digits behind an equal sign.
Rule 2: nothing in a value can begin another line.

Source: iwd.network(5), sections NAMING, FILE FORMAT and SETTINGS.
"""

import re
from typing import Final

from frame.upkeep.networks import WifiNetwork

KINDS: Final = ("psk", "open")
_PLAIN: Final = re.compile(rb"[A-Za-z0-9_ -]{1,32}")
_FILE: Final = re.compile(r"(?:=((?:[0-9a-f]{2}){1,32})|([A-Za-z0-9_ -]{1,32}))\.(psk|open|8021x)")


def file_name(ssid: bytes, kind: str) -> str:
    """Return how iwd calls the file of a network; `kind` is one of KINDS."""
    name = ssid.decode("ascii") if _PLAIN.fullmatch(ssid) else f"={ssid.hex()}"
    return f"{name}.{kind}"


def kind_of(network: WifiNetwork) -> str:
    """Return what iwd's file of a network ends in."""
    return "open" if network.is_open else "psk"


def ssid_of(name: str) -> bytes | None:
    """Return which network a file of iwd's is about, None where it is about none."""
    found = _FILE.fullmatch(name)
    if found is None:
        return None
    return bytes.fromhex(found[1]) if found[1] else found[2].encode("ascii")


def profile_of(network: WifiNetwork) -> str:
    """Return what is in the file of a network that was checked (`networks.checked`)."""
    lines = []
    if network.has_key:
        lines += ["[Security]", f"PreSharedKey={network.passphrase.lower()}", ""]
    elif not network.is_open:
        lines += ["[Security]", f"Passphrase={_escaped(network.passphrase)}", ""]
    lines += ["[Settings]", "AutoConnect=true"]
    if network.hidden:
        lines.append("Hidden=true")
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    r"""Return a value as ell reads it back: `\` doubled, a first space as `\s`."""
    doubled = text.replace("\\", "\\\\")
    return f"\\s{doubled[1:]}" if doubled.startswith(" ") else doubled
