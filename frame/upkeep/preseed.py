"""rpi-preseed.toml: what Raspberry Pi Imager, or a person, wrote on the card for the first boot.

Rule 1: all faults are said at once, each with what was probably meant; with a fault nothing of
        the file is used.
Rule 2: what Imager writes and a frame has no use for is left out with a remark. That includes
        users and passwords: nobody logs in on a frame with one.
Rule 3: no fault and no remark holds a passphrase, a network's name or a key.

Format: rpi-preseed.toml(5), config_version 1, as `customization_generator.cpp` of Raspberry Pi
Imager 2 writes it. Limits: RFC 1123 §2.1 for host names, ISO 3166-1 for countries, the time zone
database for zones; `networks` and `login_keys` have the others.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final, get_args

from frame.errors import BadConfig
from frame.model import Language
from frame.upkeep.hostnames import is_label
from frame.upkeep.login_keys import MOST, read_key
from frame.upkeep.networks import WifiNetwork, is_key, name_faults, passphrase_faults
from frame.upkeep.reading import Reading, meant

FILE_NAME: Final = "rpi-preseed.toml"
LARGEST_BYTES: Final = 65_536
_USED: Final[Mapping[str, tuple[str, ...]]] = {
    "system": ("hostname",),
    "user": ("name", "password", "password_encrypted", "groups", "passwordless_sudo"),
    "ssh": ("enabled", "authorized_keys", "password_authentication"),
    "wlan": (
        "ssid",
        "ssid_hex",
        "password",
        "password_encrypted",
        "hidden",
        "country",
        "key_mgmt",
    ),
    "locale": ("timezone", "keymap", "language"),
}
_UNUSED: Final[Mapping[str, tuple[str, ...]]] = {
    "ssh": ("ssh_import_id",),
    "locale": (
        "locales", "lang", "lc_time", "lc_measurement",
        "keymap_model", "keymap_variant", "keymap_options",
    ),
}  # fmt: skip
_OTHERS: Final = (
    "connect", "interfaces", "ethernet", "time", "ca_certificates", "mounts", "boot", "packages",
    "runcmd",
)  # fmt: skip
_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,40}")
_KEYMAP: Final = re.compile(r"[A-Za-z0-9_-]{1,32}")
_OPEN: Final = ("none", "owe")
_PERSONAL: Final = ("wpa-psk", "sae")
_ALIKE: Final[Mapping[str, str]] = {"UK": "GB", "EN": "GB", "EL": "GR"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Names that exist: time zones such as "Europe/Paris", countries such as "FR"."""

    zones: Collection[str]
    countries: Collection[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preseed:
    """What is to be set up; what is empty stays as it is.

    login_keys  public keys, one line each, without options and comments
    language    of the words on the glass, as ISO 639-1 has it; Imager does not write it
    remarks     whole sentences about what was left out
    """

    hostname: str = ""
    login_keys: tuple[str, ...] = ()
    wifi: WifiNetwork | None = None
    country: str = ""
    keymap: str = ""
    timezone: str = ""
    language: str = ""
    remarks: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return "<Preseed>"


class BadPreseed(BadConfig):
    """The file has faults, all of them named in `faults`."""

    hint = "Put the card into a computer, correct the file, and start the frame again."

    def __init__(self, *faults: str) -> None:
        count = "a fault" if len(faults) == 1 else f"{len(faults)} faults"
        super().__init__(f"{FILE_NAME} has {count}: {'; '.join(faults)}")
        self.faults = faults


def read_preseed(tables: Mapping[str, object], known: Known) -> Preseed:
    """Return what the file asks for; raise BadPreseed with all of its faults."""
    file = Reading(tables)
    _check_version(tables, file)
    _check_names(tables, file)
    _refuse_users(file)
    preseed = Preseed(
        hostname=_hostname(file),
        login_keys=_login_keys(file),
        wifi=_wifi(file),
        country=_country(file, known.countries),
        keymap=_keymap(file),
        timezone=_timezone(file, known.zones),
        language=_language(file),
    )
    if file.faults:
        raise BadPreseed(*file.faults)
    return replace(preseed, remarks=tuple(file.remarks))


def _check_version(tables: Mapping[str, object], file: Reading) -> None:
    version = tables.get("config_version", "1.0")
    if not isinstance(version, str) or not re.fullmatch(r"1(\.[0-9]{1,3})?", version):
        file.fault('config_version must be "1.0": this frame knows no other edition')


def _check_names(tables: Mapping[str, object], file: Reading) -> None:
    """Find names that were mistyped, and count those that nobody here knows."""
    strange = 0
    for name in tables:
        if name != "config_version" and name not in _USED:
            strange += _is_strange(name, (*_USED, *_OTHERS), "[{}]", file)
    for section, used in _USED.items():
        names = (*used, *_UNUSED.get(section, ()))
        for key in file.section(section):
            if key not in used:
                strange += _is_strange(key, names, f"{section}.{{}}", file)
    if strange:
        file.remark(f"{strange} of its names mean nothing to a frame and were left out.")


def _is_strange(name: str, names: Collection[str], written: str, file: Reading) -> bool:
    """Say whether a name is neither known nor mistyped; a mistyped one is a fault."""
    if name in names:
        file.remark(f"A frame has no use for {written.format(name)}.")
        return False
    nearest = meant(name, names) if _NAME.fullmatch(name) else ""
    if nearest:
        file.fault(f"there is no {written.format(name)}{nearest}")
    return not nearest


def _refuse_users(file: Reading) -> None:
    if file.section("user"):
        file.remark("Refused: a frame has no users with passwords, so [user] was left out.")
    if file.flag("ssh", "password_authentication"):
        file.remark("Refused: nobody logs in on a frame with a password, only with a key.")


def _hostname(file: Reading) -> str:
    name = file.text("system", "hostname")
    if name and not (name.isascii() and is_label(name.lower())):
        file.fault(
            "system.hostname must have 1 to 63 letters, digits and hyphens,"
            " and no hyphen at either end"
        )
    return name.lower()


def _login_keys(file: Reading) -> tuple[str, ...]:
    """Return the keys, none where SSH is off; comments are left out."""
    lines = [line for line in file.texts("ssh", "authorized_keys") if line.strip()]
    read = [read_key(line) for line in lines]
    for number, (_key, trouble) in enumerate(read, 1):
        if trouble:
            file.fault(f"key {number} of ssh.authorized_keys {trouble}")
    if len(lines) > MOST:
        file.fault(f"ssh.authorized_keys has more than {MOST} keys")
    enabled = file.flag("ssh", "enabled", otherwise=bool(lines))
    if enabled and not lines:
        file.remark("SSH stays off: it needs a key in ssh.authorized_keys.")
    if lines and not enabled:
        file.remark("SSH stays off, because ssh.enabled is false: its keys were left out.")
    return tuple(dict.fromkeys(key for key, _ in read if key)) if enabled else ()


def _wifi(file: Reading) -> WifiNetwork | None:
    ssid, passphrase = _ssid(file), file.exact("wlan", "password")
    hidden = file.flag("wlan", "hidden")
    if ssid is None:
        if passphrase:
            file.fault("wlan.password needs wlan.ssid, the name of its network")
        return None
    for fault in name_faults(ssid):
        file.fault(f"the network's name in [wlan] {fault}")
    _check_passphrase(passphrase, file)
    return WifiNetwork(ssid=ssid, passphrase=passphrase, hidden=hidden)


def _ssid(file: Reading) -> bytes | None:
    """Return the network's name; in hex it counts more, as rpi-preseed.toml(5) has it."""
    written, plain = file.text("wlan", "ssid_hex"), file.exact("wlan", "ssid")
    if not written:
        return plain.encode("utf-8", "surrogatepass") if plain else None
    try:
        return bytes.fromhex(written)
    except ValueError:
        file.fault("wlan.ssid_hex must be pairs of hex digits")
        return None


def _check_passphrase(passphrase: str, file: Reading) -> None:
    kind = file.text("wlan", "key_mgmt").lower()
    if kind and kind not in (*_OPEN, *_PERSONAL):
        kinds = ", ".join((*_OPEN, *_PERSONAL))
        file.fault(f"wlan.key_mgmt must be one of {kinds}{meant(kind, (*_OPEN, *_PERSONAL))}")
    for fault in passphrase_faults(passphrase):
        file.fault(f"wlan.password {fault}")
    if passphrase and kind in _OPEN:
        file.fault("wlan.password must not be set for an open network")
    if not passphrase and kind in _PERSONAL:
        file.fault("wlan.password is missing")
    if file.flag("wlan", "password_encrypted") and passphrase and not is_key(passphrase):
        file.fault("wlan.password must be 64 hex digits where password_encrypted is true")
    if kind == "sae" and is_key(passphrase):
        file.fault("WPA3 needs the passphrase itself in wlan.password, not a key")


def _country(file: Reading, countries: Collection[str]) -> str:
    country = file.text("wlan", "country").upper()
    if not country or country in countries:
        return country
    if not re.fullmatch(r"[A-Z]{2}", country):
        file.fault("wlan.country must be two letters, such as GB")
    elif countries:
        near = f", did you mean {_ALIKE[country]}?" if country in _ALIKE else ""
        file.fault(f"there is no country {country}{near}")
    return country


def _keymap(file: Reading) -> str:
    keymap = file.text("locale", "keymap")
    if keymap and not _KEYMAP.fullmatch(keymap):
        file.fault("locale.keymap must be a short name such as us or de")
    elif keymap:
        file.remark("A frame has no text console, so locale.keymap changes nothing.")
    return keymap


def _timezone(file: Reading, zones: Collection[str]) -> str:
    zone = file.text("locale", "timezone")
    if zone and zone not in zones:
        nearest = meant(zone, zones, near=0.6)
        file.fault(
            f"locale.timezone names no time zone{nearest or ', write one like Europe/Paris'}"
        )
    return zone


def _language(file: Reading) -> str:
    language, spoken = file.text("locale", "language").lower(), get_args(Language)
    if language and language not in spoken:
        file.fault(f"locale.language must be one of {', '.join(spoken)}")
    return language
