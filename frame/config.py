"""frame.toml → Config: strict, every fault at once, with the setting that was probably meant.

Only `services` and `cli` read it; rooms get plain values. Secrets never stand in it. `{host}` in a
setting of `_NAMES_HOST` stands for the machine's host name, whoever gave it that name and when.
"""

import difflib
import re
import socket
import tomllib
from pathlib import Path
from typing import Any, Final, Literal, get_args
from urllib.parse import urlsplit

import msgspec

from frame.devices.holding import is_key
from frame.devices.ordinary_files import read_ordinary
from frame.devices.system_files import SETUP
from frame.errors import BadConfig, BadRequest, NoAccess
from frame.model import Language
from frame.upkeep.hostnames import is_label
from frame.upkeep.hours import read_hours

FILE_NAME: Final = "frame.toml"


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """[frame]: who this frame is."""

    name: str = "Hearthframe"


class Screen(msgspec.Struct, frozen=True, kw_only=True):
    """[screen]: the glass. 0 means: as large as the screen is; no hours: it is always lit.

    Without a language it speaks that of rpi-preseed.toml, else English.
    """

    width_px: int = 0
    height_px: int = 0
    renderer: Literal["auto", "gpu", "software"] = "auto"
    hours: str = ""
    language: Literal["", Language] = ""


class Show(msgspec.Struct, frozen=True, kw_only=True):
    """[show]: how the slideshow looks."""

    seconds: float = 20.0
    fade_seconds: float = 1.6
    motion: bool = True
    pairs: bool = True
    clock: bool = True
    captions: bool = True


class Photos(msgspec.Struct, frozen=True, kw_only=True):
    """[photos]: what is kept of each photo. Use master_px = 4096 for a 4K screen."""

    master_px: int = 2560


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """[work]: how hard the frame works. 0 workers means: as many as sensible."""

    workers: int = 0
    hottest_celsius: float = 70.0


class Guests(msgspec.Struct, frozen=True, kw_only=True):
    """[guests]: what else happens while guests are here: see `frame guest`."""

    blur_unknown: bool = False


class Network(msgspec.Struct, frozen=True, kw_only=True):
    """[network]: how phones reach this frame; without a broker it speaks to nobody."""

    broker: str = ""
    card_broker: str = ""
    page: str = "http://{host}.local"
    user: str = ""
    password_file: str = ""
    ca_file: str = ""
    cert_file: str = ""
    key_file: str = ""
    access_folder: str = ""


class Broker(msgspec.Struct, frozen=True, kw_only=True):
    """[broker]: where `frame run broker` listens; 0 means no websockets."""

    address: str = "127.0.0.1"
    port: int = 1883
    websocket_port: int = 9001
    cert_file: str = ""
    key_file: str = ""


class Web(msgspec.Struct, frozen=True, kw_only=True):
    """[web]: where `frame run web` serves the phone page; 0 means no https.

    It listens on this machine only until somebody says otherwise, as the broker does.
    """

    host: str = ""
    address: str = "127.0.0.1"
    port: int = 8080
    https_port: int = 0
    allow_origins: tuple[str, ...] = ()


class Updates(msgspec.Struct, frozen=True, kw_only=True):
    """[updates]: where this frame asks for updates, and when it may restart by itself.

    Without a feed it asks nobody; updates then come on a USB stick.
    """

    feed: str = ""
    hours: str = "02:00-05:00"


class Buttons(msgspec.Struct, frozen=True, kw_only=True):
    """[buttons]: a key that erases everything when it is held for ten seconds; none where empty.

    `erases` "machine" takes the machine's Wi-Fi and host name along.
    """

    erase_key: str = ""
    erases: Literal["family", "machine"] = "family"


class Camera(msgspec.Struct, frozen=True, kw_only=True):
    """[camera]: what a camera may be used for; no picture of it is ever kept or sent.

    The screen is dimmed and then switched off where nobody was there for so long; 0 is never.
    """

    enabled: bool = False
    presence: bool = True
    wifi_codes: bool = True
    away_minutes: float = 15.0


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """The whole file."""

    frame: Frame = Frame()
    screen: Screen = Screen()
    show: Show = Show()
    photos: Photos = Photos()
    work: Work = Work()
    guests: Guests = Guests()
    network: Network = Network()
    broker: Broker = Broker()
    web: Web = Web()
    updates: Updates = Updates()
    buttons: Buttons = Buttons()
    camera: Camera = Camera()

    @property
    def host(self) -> str:
        """What the frame is called in its network: `web.host`, else the host of its page."""
        return self.web.host or urlsplit(self.network.page).hostname or ""

    @property
    def language(self) -> Language:
        """What the glass speaks where nothing else was set since."""
        return self.screen.language or "en"


_LIMITS: Final[dict[str, tuple[float, float]]] = {
    "screen.width_px": (0, 16384),
    "screen.height_px": (0, 16384),
    "show.seconds": (2, 86400),
    "show.fade_seconds": (0, 30),
    "photos.master_px": (640, 8192),
    "work.workers": (0, 64),
    "broker.port": (1, 65535),
    "broker.websocket_port": (0, 65535),
    "web.port": (1, 65535),
    "web.https_port": (0, 65535),
    "work.hottest_celsius": (40, 95),
    "camera.away_minutes": (0, 1440),
}
_WRITTEN_AS: Final = {
    "updates.feed": (
        re.compile(r"(https://[!-~]{1,500})?"),
        "an address that begins with https://",
    ),
    "updates.hours": (
        re.compile(r"(?!(.{5})-\1)([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d", re.ASCII),
        "hours of the night such as 02:00-05:00",
    ),
}
_KINDS: Final[dict[object, str]] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text between quotation marks",
}
_LARGEST_BYTES: Final = 1_048_576
_ORIGIN: Final = re.compile(r"https?://[a-z0-9.:\[\]-]+")
_HOST: Final = "{host}"
_NAMES_HOST: Final = ("network.page", "network.card_broker", "web.host")
_NAMELESS: Final = ("localhost", "frame")
"""What a machine is called that has no name, and what its frame is called then."""


def parse(text: str) -> Config:
    """Return the settings in `text`.

    Raises:
        BadConfig: names every fault, each with what was probably meant.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise BadConfig(f"{FILE_NAME} is not valid TOML: {problem}") from problem
    except (ValueError, RecursionError) as problem:
        raise BadConfig(f"{FILE_NAME} has lists or numbers that never end") from problem
    faults: list[str] = []
    sections = {field.name: field.type for field in msgspec.structs.fields(Config)}
    read = {
        name: _section(name, sections[name], table, faults)
        for name, table in tables.items()
        if _known(name, sections, "section", faults)
    }
    if faults:
        raise BadConfig(f"{FILE_NAME} has {_count(faults)}: " + "; ".join(faults))
    return Config(**read)


def load(folder: Path, setup: Path = SETUP) -> Config:
    """Return the settings of a state folder on this machine; without the file, the defaults.

    Raises:
        BadConfig: the file cannot be read, or has faults.
        NoAccess: it belongs to another user.
    """
    try:
        text = read_ordinary(folder / FILE_NAME, _LARGEST_BYTES).decode()
    except FileNotFoundError:
        text = ""
    except PermissionError as problem:
        raise NoAccess(f"{FILE_NAME} belongs to another user") from problem
    except OSError as problem:
        why = (problem.strerror or "no reason").lower()
        raise BadConfig(f"{FILE_NAME} cannot be read: {why}") from problem
    except UnicodeDecodeError as problem:
        raise BadConfig(f"{FILE_NAME} cannot be read: it is not saved as UTF-8") from problem
    return in_language(on_host(parse(text), socket.gethostname()), _told_at_first_boot(setup))


def on_host(config: Config, machine: str) -> Config:
    """Return the settings with the first label of the machine's name (RFC 1123) for `{host}`.

    mDNS announces that label with `.local` (RFC 6762 §3), so a card that names it leads here.
    """
    label = machine.partition(".")[0].lower()
    nameless, otherwise = _NAMELESS
    if label == nameless or not is_label(label):
        label = otherwise
    network, web = config.network, config.web
    return msgspec.structs.replace(
        config,
        network=msgspec.structs.replace(
            network,
            page=network.page.replace(_HOST, label),
            card_broker=network.card_broker.replace(_HOST, label),
        ),
        web=msgspec.structs.replace(web, host=web.host.replace(_HOST, label)),
    )


def in_language(config: Config, told: str) -> Config:
    """Return the settings with the language told at first boot, where the file names none."""
    language = next((one for one in get_args(Language) if one == told), "")
    if config.screen.language or not language:
        return config
    return msgspec.structs.replace(
        config, screen=msgspec.structs.replace(config.screen, language=language)
    )


def _told_at_first_boot(setup: Path) -> str:
    try:
        return (setup / "language").read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def render(config: Config) -> str:
    """Return `config` as a commented TOML file that `parse` reads back."""
    lines: list[str] = []
    for section in msgspec.structs.fields(Config):
        part = getattr(config, section.name)
        about = (type(part).__doc__ or "").partition("\n")[0].partition(": ")[2].strip()
        lines += [f"# {about[:1].upper()}{about[1:]}", f"[{section.name}]"]
        lines += [f"{key} = {_toml(value)}" for key, value in msgspec.structs.asdict(part).items()]
        lines.append("")
    return "\n".join(lines)


def _section(name: str, kind: Any, table: object, faults: list[str]) -> Any:
    if not isinstance(table, dict):
        faults.append(f"{name} must be a section: [{name}]")
        return kind()
    fields = {field.name: field.type for field in msgspec.structs.fields(kind)}
    values = {
        key: _value(f"{name}.{key}", fields[key], value, faults)
        for key, value in table.items()
        if _known(key, fields, f"setting in [{name}]", faults)
    }
    return kind() if faults else kind(**values)


def _value(name: str, kind: Any, value: object, faults: list[str]) -> object:
    try:
        read = msgspec.convert(value, kind, strict=True)
    except msgspec.ValidationError:
        faults.append(f"{name} must be {_in_words(kind)}")
        return value
    low, high = _LIMITS.get(name, (0, 0))
    if name in _LIMITS and not low <= read <= high:
        faults.append(f"{name} must be from {low:g} to {high:g}")
    told = _WRITTEN_AS.get(name)
    if told is not None and not told[0].fullmatch(str(read)):
        faults.append(f"{name} is {told[1]}")
    if name in _NAMES_HOST and set("{}") & set(str(read).replace(_HOST, "")):
        faults.append(f"{name} may hold {_HOST}, and no other braces")
    if name == "screen.hours":
        faults += _faults_of_hours(name, str(read))
    if name == "web.allow_origins" and not all(map(_ORIGIN.fullmatch, read)):
        faults.append(f"{name} holds places such as https://photos.example, without a path")
    if name == "buttons.erase_key" and not is_key(read):
        faults.append(f"{name} names no key: power, for instance, or f12, in small letters")
    return read


def _in_words(kind: Any) -> str:
    """Return what a person writes for a value of this kind."""
    choices = [f'"{one}"' for one in get_args(kind) if one and isinstance(one, str)]
    if choices:
        return " or ".join(choices)
    return _KINDS.get(kind, 'a list such as ["one", "two"]')


def _faults_of_hours(name: str, text: str) -> list[str]:
    try:
        read_hours(text)
    except BadRequest as problem:
        return [f"{name}: {problem}"]
    return []


def _known(name: str, names: dict[str, Any], what: str, faults: list[str]) -> bool:
    if name in names:
        return True
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    meant = f", did you mean {near[0]}?" if near else ""
    faults.append(f"there is no {what} called {name}{meant}")
    return False


def _count(faults: list[str]) -> str:
    return "one fault" if len(faults) == 1 else f"{len(faults)} faults"


def _toml(value: float | str | tuple[str, ...]) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return str(value)
