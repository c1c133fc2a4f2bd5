"""First boot: what stands in rpi-preseed.toml becomes settings of the device, then the file goes.

A file called rpi-preseed.toml.txt, as editors and Windows make it, is taken as if it were it.

Runs as root before core, each time the file is there. Where what is written:

SETUP/hostname              one line
SETUP/localtime             a link to the time zone; /etc/localtime leads here
SETUP/country               two letters
SETUP/language              two letters, of the words on the glass
SETUP/iwd/main.conf         the country for iwd; /etc/iwd/main.conf leads here
SETUP/ssh/authorized_keys   keys of the user `installer`; SSH runs only where this file is there
/var/lib/iwd/NAME.psk       the Wi-Fi network

Rule 1: each is written whole and durable, all of them before the file is touched. Cut anywhere,
        the next start does it again, or finishes erasing.
Rule 2: with a fault nothing is used, the file stays, and the glass says what is wrong. That there
        are two of them is a fault: nobody but who wrote them knows which one is meant.
Rule 3: what is reported names settings and never holds one.
"""

import json
import logging
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from frame.devices.iwd import FOLDER
from frame.devices.system_files import SETUP, SystemFiles, speaking_plainly
from frame.errors import FrameError
from frame.log import event
from frame.services.wifi import Radio, know
from frame.upkeep.preseed import FILE_NAME, LARGEST_BYTES, BadPreseed, Known, Preseed, read_preseed

DONE: Final = "rpi-preseed.done"
_MISNAMED: Final = f"{FILE_NAME}.txt"
_NAMES: Final = frozenset({FILE_NAME, _MISNAMED})
_TWO: Final = f"there are two of them, {FILE_NAME} and {_MISNAMED}: take one away"
_LOG = logging.getLogger("frame.first_boot")
_REPORT_BYTES: Final = 65_536
_COUNTRIES: Final = "iso3166.tab"


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where everything is on the device."""

    card: Path
    setup: Path
    networks: Path
    zones: Path
    report: Path

    @classmethod
    def under(cls, root: Path) -> "Places":
        """Return the places of a machine whose root folder is here."""
        return cls(
            card=root / "boot/config",
            setup=root / SETUP.relative_to("/"),
            networks=root / FOLDER.relative_to("/"),
            zones=root / "usr/share/zoneinfo",
            report=root / "run/hearthframe-first-boot/report.json",
        )


DEVICE: Final = Places.under(Path("/"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of it, in words without a value: what was set, left out, and what is wrong."""

    found: bool = False
    applied: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


@dataclass(slots=True)
class _Work:
    places: Places
    files: SystemFiles
    applied: list[str] = field(default_factory=list)


def run(places: Places = DEVICE, files: SystemFiles | None = None) -> Report:
    """Use the file if there is one, and report; it is gone where the report has no faults."""
    work = _Work(places, files or SystemFiles())
    report = _run(work)
    if report.found:
        work.files.make_folder(places.report.parent, 0o755)
        work.files.write_whole(places.report, json.dumps(as_document(report)).encode("ascii"))
        event(_LOG, "first_boot.done", count=len(report.applied), refused=len(report.faults))
    return report


def as_document(report: Report) -> dict[str, object]:
    """Return a report as JSON has it."""
    return {
        "found": report.found,
        "applied": list(report.applied),
        "remarks": list(report.remarks),
        "faults": list(report.faults),
    }


def faults_found(path: Path = DEVICE.report) -> tuple[str, ...]:
    """Return the faults of the last report, none where there is no report."""
    try:
        held = SystemFiles().read(path, _REPORT_BYTES)
        faults = json.loads(held or b"{}").get("faults", [])
    except (FrameError, ValueError, AttributeError):
        return ()
    return tuple(str(fault) for fault in faults) if isinstance(faults, list) else ()


def _run(work: _Work) -> Report:
    card, files = work.places.card, work.files
    try:
        if (card / DONE).exists():
            files.erase(card / DONE)
        there = _on_card(card)
        if not there:
            return Report()
        if len(there) > 1:
            return Report(found=True, faults=(_TWO,))
        held = files.read(there[0], LARGEST_BYTES) or b""
        preseed = parse(held, known_names(work.places.zones)) if held.strip(b"\0") else Preseed()
        _apply(preseed, work)
        files.move(there[0], card / DONE)
        files.erase(card / DONE)
    except BadPreseed as problem:
        return Report(found=True, faults=problem.faults)
    except FrameError as problem:
        return Report(found=True, applied=tuple(work.applied), faults=(str(problem),))
    return Report(found=True, applied=tuple(work.applied), remarks=preseed.remarks)


def _on_card(card: Path) -> list[Path]:
    """Return the files that may be meant; FAT has names in the case in which they were written."""
    with speaking_plainly("the card could not be read"):
        found = sorted(card.iterdir()) if card.is_dir() else ()
        return [path for path in found if path.name.lower() in _NAMES]


def parse(held: bytes, known: Known) -> Preseed:
    """Return what a file asks for; raise BadPreseed where it is not one."""
    if len(held) > LARGEST_BYTES:
        raise BadPreseed(f"it is larger than {LARGEST_BYTES // 1024} KiB")
    try:
        text = held.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadPreseed("it is not saved as UTF-8") from None
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise BadPreseed(_where(problem)) from None
    except (ValueError, RecursionError):
        raise BadPreseed("it is not valid TOML") from None
    return read_preseed(tables, known)


def _where(problem: tomllib.TOMLDecodeError) -> str:
    """Return where TOML breaks off, without a word of what stands there."""
    _, _, place = str(problem).rpartition("(at ")
    numbers = [word.strip("),") for word in place.split() if word.strip("),").isdigit()]
    return f"line {numbers[0]} is not valid TOML" if numbers else "it ends too early to be TOML"


def known_names(zones: Path) -> Known:
    """Return the time zones and countries that the machine's time zone database has."""
    found = (path.relative_to(zones) for path in zones.rglob("[A-Z]*") if path.is_file())
    names = {path.as_posix() for path in found if path.parts[0][:1].isupper()}
    try:
        lines = (zones / _COUNTRIES).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        lines = []
    return Known(zones=names, countries={line[:2] for line in lines if line[:1].isalpha()})


def _apply(preseed: Preseed, work: _Work) -> None:
    """Write everything that is asked for, the network last."""
    steps: Mapping[str, Callable[[Preseed, _Work], bool]] = {
        "the frame's name": _name,
        "the time zone": _timezone,
        "the language": _language,
        "the Wi-Fi country": _country,
        "SSH with a key": _keys,
        "Wi-Fi": _wifi,
    }
    work.files.make_folder(work.places.setup, 0o755)
    for words, step in steps.items():
        if step(preseed, work):
            work.applied.append(words)


def _name(preseed: Preseed, work: _Work) -> bool:
    if preseed.hostname:
        _line(work, "hostname", preseed.hostname)
    return bool(preseed.hostname)


def _timezone(preseed: Preseed, work: _Work) -> bool:
    if preseed.timezone:
        target = Path("/usr/share/zoneinfo") / preseed.timezone
        work.files.link_whole(work.places.setup / "localtime", target)
    return bool(preseed.timezone)


def _language(preseed: Preseed, work: _Work) -> bool:
    if preseed.language:
        _line(work, "language", preseed.language)
    return bool(preseed.language)


def _country(preseed: Preseed, work: _Work) -> bool:
    if preseed.country:
        _line(work, "country", preseed.country)
        folder = work.places.setup / "iwd"
        work.files.make_folder(folder, 0o755)
        settings = f"[General]\nCountry={preseed.country}\n"
        work.files.write_whole(folder / "main.conf", settings.encode("ascii"))
    return bool(preseed.country)


def _keys(preseed: Preseed, work: _Work) -> bool:
    """Let the installer in; sshd reads the file as that user, so it is readable to all."""
    if preseed.login_keys:
        folder = work.places.setup / "ssh"
        work.files.make_folder(folder, 0o755)
        lines = "".join(f"{key}\n" for key in preseed.login_keys)
        work.files.write_whole(folder / "authorized_keys", lines.encode("ascii"))
    return bool(preseed.login_keys)


def _wifi(preseed: Preseed, work: _Work) -> bool:
    if preseed.wifi is not None:
        places = work.places
        know(preseed.wifi, Radio(networks=places.networks, setup=places.setup, files=work.files))
    return preseed.wifi is not None


def _line(work: _Work, name: str, value: str) -> None:
    work.files.write_whole(work.places.setup / name, f"{value}\n".encode("ascii"))
