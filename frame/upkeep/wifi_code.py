r"""The text of a Wi-Fi code, `WIFI:T:WPA;S:name;P:passphrase;;`, as phones show and read it.

Rule 1: a code is held to the camera by anybody: whatever it says becomes a network or BadRequest.
Rule 2: what a frame cannot join (WEP, WPA-Enterprise) is refused in words, and never tried as
        something weaker.
Rule 3: a name of hex digits is that name, as phones write it; it is bytes only where no name could
        be so long.

Format: the wiki of ZXing, "Barcode Contents", section Wi-Fi: fields in any order, each ended by a
semicolon; `\ ; , " :` escaped by a backslash; double quotes around what could be taken for hex.
"""

from collections.abc import Mapping
from string import hexdigits
from typing import Final

from frame.errors import BadRequest
from frame.upkeep.networks import NAME_BYTES, WifiNetwork, checked

LONGEST: Final = 1000
_SCHEME: Final = "WIFI:"
_ESCAPED: Final = '\\;,":'
_PERSONAL: Final = frozenset({"WPA", "WPA2", "WPA3", "WPA/WPA2", "WPA2/WPA3", "SAE"})
_OPEN: Final = frozenset({"", "NOPASS"})
_ENTERPRISE: Final = ("E", "A", "I", "PH2")
_HINT: Final = "On a phone, open the Wi-Fi settings, share the network, and show that code."


def read_wifi_code(text: str) -> WifiNetwork:
    """Return the network of a code.

    Raises:
        BadRequest: it is no Wi-Fi code, or of a network that a frame cannot join.
    """
    fields = _fields(text.strip())
    kind = _plain(fields.get("T", "")).upper()
    if "EAP" in kind or any(fields.get(name) for name in _ENTERPRISE):
        raise _refused("this network asks for a user (WPA-Enterprise), which a frame cannot do")
    if kind == "WEP":
        raise _refused("this network uses WEP, which anybody can listen in on")
    if kind not in _PERSONAL | _OPEN:
        raise _refused("this code names a kind of Wi-Fi that a frame does not know")
    passphrase = "" if kind == "NOPASS" else _plain(fields.get("P", ""))
    if kind in _PERSONAL and not passphrase:
        raise _refused("this code has no passphrase, though its network has one")
    hidden = _plain(fields.get("H", "")).lower() == "true"
    return checked(WifiNetwork(ssid=_name(fields), passphrase=passphrase, hidden=hidden))


def write_wifi_code(network: WifiNetwork) -> str:
    """Return the code of a network, as phones and other frames read it; raise BadRequest."""
    name = checked(network).ssid.decode("utf-8")
    kind = "nopass" if network.is_open else "WPA"
    parts = [f"T:{kind}", f"S:{_quoted(name) if _is_hex(name) else _written(name)}"]
    if not network.is_open:
        parts.append(f"P:{_written(network.passphrase)}")
    if network.hidden:
        parts.append("H:true")
    return f"{_SCHEME}{';'.join(parts)};;"


def _fields(text: str) -> Mapping[str, str]:
    """Return what stands between the semicolons, still escaped, by the letters before it."""
    if text[: len(_SCHEME)].upper() != _SCHEME:
        raise _refused("this is no Wi-Fi code")
    if len(text) > LONGEST:
        raise _refused("this Wi-Fi code is longer than any network needs")
    fields: dict[str, str] = {}
    for part in _parts(text[len(_SCHEME) :]):
        name, _, value = part.partition(":")
        name = name.strip().upper()
        if name in fields:
            raise _refused("this Wi-Fi code says one thing twice")
        fields[name] = value
    return fields


def _parts(text: str) -> list[str]:
    """Return the text cut at each semicolon that no backslash stands before."""
    parts, part, escaped = [], "", False
    for letter in text:
        if letter == ";" and not escaped:
            parts.append(part)
            part = ""
            continue
        part += letter
        escaped = letter == "\\" and not escaped
    if part:
        raise _refused("this Wi-Fi code does not end where it should")
    return [part for part in parts if part.strip()]


def _plain(value: str) -> str:
    """Return a value without its quotes and backslashes."""
    if _is_quoted(value):
        value = value[1:-1]
    plain, escaped = "", False
    for letter in value:
        if letter == "\\" and not escaped:
            escaped = True
            continue
        plain += letter
        escaped = False
    if escaped:
        raise _refused("this Wi-Fi code ends in the middle of a letter")
    return plain


def _is_quoted(value: str) -> bool:
    """Say whether quotes stand around a value: those of the name itself have a backslash."""
    if len(value) < 2 or value[0] != '"' or value[-1] != '"':
        return False
    before = value[:-1]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 0


def _name(fields: Mapping[str, str]) -> bytes:
    value = fields.get("S", "")
    plain = _plain(value)
    if NAME_BYTES < len(plain) <= 2 * NAME_BYTES and _is_hex(plain) and not _is_quoted(value):
        return bytes.fromhex(plain)
    return plain.encode("utf-8", "surrogatepass")


def _is_hex(text: str) -> bool:
    """Say whether other readers could take a name for bytes in hex."""
    return len(text) % 2 == 0 and all(letter in hexdigits for letter in text)


def _written(text: str) -> str:
    return "".join(f"\\{letter}" if letter in _ESCAPED else letter for letter in text)


def _quoted(text: str) -> str:
    return f'"{text}"'


def _refused(sentence: str) -> BadRequest:
    return BadRequest(sentence, hint=_HINT)
