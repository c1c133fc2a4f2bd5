"""frame.toml → Config: strict, every fault at once, with the setting that was probably meant.

Only `services` and `cli` read it; rooms get plain values. Secrets never stand in it.
"""

import difflib
import re
import tomllib
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlsplit

import msgspec

from frame.errors import BadConfig

FILE_NAME: Final = "frame.toml"


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """[frame]: who this frame is."""

    name: str = "Hearthframe"


class Screen(msgspec.Struct, frozen=True, kw_only=True):
    """[screen]: the glass. 0 means: as large as the screen is."""

    width_px: int = 0
    height_px: int = 0
    renderer: Literal["auto", "gpu", "software"] = "auto"


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
    page: str = "http://frame.local"
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

    @property
    def host(self) -> str:
        """What the frame is called in its network: `web.host`, else the host of its page."""
        return self.web.host or urlsplit(self.network.page).hostname or ""


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
}
_ORIGIN: Final = re.compile(r"https?://[a-z0-9.:\[\]-]+")


def parse(text: str) -> Config:
    """Return the settings in `text`.

    Raises:
        BadConfig: names every fault, each with what was probably meant.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise BadConfig(f"{FILE_NAME} is not valid TOML: {problem}") from problem
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


def load(folder: Path) -> Config:
    """Return the settings of a state folder; a folder without the file has the defaults."""
    try:
        text = (folder / FILE_NAME).read_text(encoding="utf-8")
    except FileNotFoundError:
        return Config()
    except (OSError, UnicodeDecodeError) as problem:
        raise BadConfig(f"{FILE_NAME} cannot be read: {problem}") from problem
    return parse(text)


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
    except msgspec.ValidationError as problem:
        faults.append(f"{name}: {str(problem)[:1].lower()}{str(problem)[1:]}")
        return value
    low, high = _LIMITS.get(name, (0, 0))
    if name in _LIMITS and not low <= float(read) <= high:
        faults.append(f"{name} must be from {low:g} to {high:g}, not {read}")
    if name == "web.allow_origins" and not all(map(_ORIGIN.fullmatch, read)):
        faults.append(f"{name} holds places such as https://photos.example, without a path")
    return read


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
