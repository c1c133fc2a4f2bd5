"""Many frames from one table: what each is to be told at its first boot, and what they are called.

    name,host,room,ssid,passphrase,hidden,country,timezone,ssh_key,language
    Kitchen,kitchen,Ground floor,Home,the passphrase,no,DE,Europe/Berlin,,de

Rule 1: all faults of all rows are said at once, each with its row, and none holds a value.
Rule 2: no text of the table becomes a path. A folder is called after the row's number and a host
        name that was checked.
Rule 3: a passphrase is written into the frame's own file, and nowhere else: a row has no repr.

Limits: those of `upkeep.preseed`, which reads every file that is written here. The table is CSV as
RFC 4180 has it, with commas, semicolons or tabs, in UTF-8.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from frame.errors import BadConfig
from frame.upkeep.preseed import BadPreseed, Known, Preseed, read_preseed
from frame.upkeep.reading import meant

COLUMNS: Final = (
    "name", "host", "room", "ssid", "passphrase", "hidden", "country", "timezone", "ssh_key",
    "language",
)  # fmt: skip
LARGEST_BYTES: Final = 1_048_576
MOST_FRAMES: Final = 999
_NAME_CHARACTERS: Final = 64
_NEEDED: Final = ("name", "host")
_YES: Final = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
_ESCAPES: Final = {'"': '\\"', "\\": "\\\\"}
Tables = Mapping[str, Mapping[str, object]]


class BadFleet(BadConfig):
    """The table has faults, all of them named in `faults`."""

    hint = "Correct the table, and run this again: nothing was written. docs/installer-kit.md."

    def __init__(self, *faults: str) -> None:
        count = "a fault" if len(faults) == 1 else f"{len(faults)} faults"
        super().__init__(f"the table has {count}: {'; '.join(faults)}")
        self.faults = faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One frame: what it is called, and the text of its rpi-preseed.toml.

    number    of its row, from 1
    ready     its Wi-Fi is in the file
    language  of its glass and its card, "" where the table has none
    """

    number: int
    name: str
    host: str
    room: str
    ready: bool
    preseed: str
    language: str = ""

    @property
    def folder(self) -> str:
        """What its folder is called."""
        return f"{self.number:03}-{self.host}"

    @property
    def page(self) -> str:
        """Where its page will be."""
        return f"http://{self.host}.local"

    def __repr__(self) -> str:
        return f"<Planned {self.number}>"


def read_fleet(text: str, known: Known) -> tuple[Planned, ...]:
    """Return the frames of a table; raise BadFleet with all of its faults."""
    lines = text.removeprefix("\ufeff").splitlines(keepends=True)
    faults: list[str] = []
    try:
        rows = [
            row for row in csv.reader(lines, delimiter=_delimiter(lines), strict=True) if any(row)
        ]
    except csv.Error:
        raise BadFleet("it is no CSV: a quotation mark is open, or a cell is endless") from None
    columns = _columns(rows[0] if rows else (), faults)
    if len(rows) < 2:  # the heading, and a frame
        faults.append("it has no frame")
    if len(rows) - 1 > MOST_FRAMES:
        faults.append(f"it has more than {MOST_FRAMES} frames")
    if faults:
        raise BadFleet(*faults)
    found = [_planned(at, columns, row, known, faults) for at, row in enumerate(rows[1:], 1)]
    _check_hosts(found, faults)
    if faults:
        raise BadFleet(*faults)
    return tuple(one for one in found if one is not None)


def _delimiter(lines: Sequence[str]) -> str:
    """Return what separates the columns: a spreadsheet of some countries writes semicolons."""
    heading = lines[0] if lines else ""
    return max(",;\t", key=heading.count)


def _columns(heading: Sequence[str], faults: list[str]) -> tuple[str, ...]:
    """Return which column is which."""
    names = tuple(cell.strip().lower() for cell in heading)
    for number, name in enumerate(names, 1):
        if name not in COLUMNS:
            nearest = meant(name, COLUMNS) if name.isascii() and name.isprintable() else ""
            faults.append(f"column {number} is none of {', '.join(COLUMNS)}{nearest}")
    missing = [name for name in _NEEDED if name not in names]
    if missing:
        faults.append(f"the first row must name the columns: {', '.join(missing)} is missing")
    if len(set(names)) < len(names):
        faults.append("two columns have the same name")
    return names


def _planned(  # a row, and what is known of all of them
    number: int, columns: Sequence[str], row: Sequence[str], known: Known, faults: list[str]
) -> Planned | None:
    if len(row) > len(columns):
        faults.append(f"row {number} has more cells than the first row")
        return None
    cells = dict(zip(columns, row, strict=False))
    tables, preseed = _tables(cells), Preseed()
    wrong = [*_name_faults(cells), *_flag_faults(cells)]
    try:
        preseed = read_preseed(tables, known)
    except BadPreseed as problem:
        wrong += problem.faults
    faults += [f"row {number}: {fault}" for fault in wrong]
    return (
        None
        if wrong
        else Planned(
            number=number,
            name=cells["name"].strip(),
            host=preseed.hostname,
            room=cells.get("room", "").strip(),
            ready=preseed.wifi is not None,
            preseed=written(tables),
            language=preseed.language,
        )
    )


def _name_faults(cells: Mapping[str, str]) -> list[str]:
    faults = [f"{one} is missing" for one in _NEEDED if not cells.get(one, "").strip()]
    for one in ("name", "room"):
        text = cells.get(one, "")
        if len(text) > _NAME_CHARACTERS or not text.isprintable():
            faults.append(f"{one} must have at most {_NAME_CHARACTERS} printable letters")
    return faults


def _flag_faults(cells: Mapping[str, str]) -> list[str]:
    hidden = cells.get("hidden", "").strip().lower()
    return [] if hidden in {"", *_YES} else ["hidden must be yes or no"]


def _tables(cells: Mapping[str, str]) -> dict[str, dict[str, object]]:
    """Return the settings of one frame as rpi-preseed.toml has them, without empty ones."""
    told: dict[str, dict[str, object]] = {
        "system": {"hostname": cells.get("host", "").strip().lower()},
        "wlan": {
            "ssid": cells.get("ssid", ""),
            "password": cells.get("passphrase", ""),
            "country": cells.get("country", "").strip(),
        },
        "locale": {
            "timezone": cells.get("timezone", "").strip(),
            "language": cells.get("language", "").strip().lower(),
        },
    }
    if _YES.get(cells.get("hidden", "").strip().lower(), False):
        told["wlan"]["hidden"] = True
    if cells.get("ssh_key", "").strip():
        told["ssh"] = {"enabled": True, "authorized_keys": [cells["ssh_key"].strip()]}
    kept = {
        section: {key: value for key, value in values.items() if value != ""}
        for section, values in told.items()
    }
    return {section: values for section, values in kept.items() if values}


def _check_hosts(found: Sequence[Planned | None], faults: list[str]) -> None:
    """Find frames of one name: in one network, the second is not found by it."""
    first: dict[str, int] = {}
    for one in found:
        if one is None:
            continue
        if one.host in first:
            faults.append(f"row {one.number}: host is that of row {first[one.host]}")
        first.setdefault(one.host, one.number)


def written(tables: Tables) -> str:
    """Return settings as TOML (1.0) that `read_preseed` reads back as the same."""
    lines = ['config_version = "1.0"']
    for section, values in tables.items():
        lines += ["", f"[{section}]"]
        lines += [f"{key} = {_toml(value)}" for key, value in values.items()]
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return f'"{"".join(map(_letter, str(value)))}"'


def _letter(letter: str) -> str:
    if letter in _ESCAPES:
        return _ESCAPES[letter]
    return letter if letter.isprintable() else f"\\U{ord(letter):08X}"
