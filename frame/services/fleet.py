"""A fleet as files: for each frame its rpi-preseed.toml and its claim card, and one manifest.

    DIR/001-kitchen/rpi-preseed.toml   0600; goes on the card's part `bootconfig`
    DIR/001-kitchen/claim-card.pdf     goes beside the frame
    DIR/manifest.json                  what was planned, without anything secret

Rule 1: nothing is written over. The manifest comes last: a folder without one was cut off.
Rule 2: what a frame tells about itself is what the network says it tells: `read_certificates`.
"""

import hashlib
import http.client
import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from frame.devices.ordinary_files import open_ordinary, read_ordinary
from frame.errors import BadRequest
from frame.services.claiming import claim_of, write_card
from frame.services.first_boot import DEVICE, known_names
from frame.upkeep.fleet import LARGEST_BYTES, BadFleet, Planned, read_fleet
from frame.upkeep.hostnames import is_label
from frame.upkeep.preseed import FILE_NAME

MANIFEST: Final = "manifest.json"
_VERSION: Final = 1
_FINGERPRINT: Final = re.compile(r"([0-9A-F]{4} ){7}[0-9A-F]{4}")
_PATIENCE_S: Final = 5.0
_ANSWER_BYTES: Final = 4096
Document = dict[str, object]
Fetch = Callable[[str], bytes]
"""Returns what the page of a host says about its authority; raises OSError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How a fleet is to be written; `image` is what will be flashed, if that is known.

    cards  the ending of the claim cards: pdf, svg or png
    """

    out: Path
    image: Path | None = None
    cards: str = "pdf"
    installer: str = ""
    until: str = ""
    contact: str = ""


def read_table(path: Path) -> tuple[Planned, ...]:
    """Return the frames of a table; raise BadFleet, or BadRequest where it cannot be read."""
    held = _held(path, "table", "frame fleet plan FRAMES.csv --out DIR")
    if len(held) > LARGEST_BYTES:
        raise BadFleet(f"it is larger than {LARGEST_BYTES // 1024} KiB")
    try:
        text = held.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadFleet("it is not saved as UTF-8") from None
    return read_fleet(text, known_names(DEVICE.zones))


def _held(path: Path, what: str, hint: str) -> bytes:
    """Return a file, one byte more than is taken at most; raise BadRequest."""
    try:
        return read_ordinary(path, LARGEST_BYTES)
    except OSError as problem:
        why = (problem.strerror or "no reason").lower()
        raise BadRequest(f"the {what} cannot be read: {why}", hint=hint) from problem


def write_fleet(frames: tuple[Planned, ...], order: Order) -> Iterator[Planned]:
    """Write all files, and yield each frame whose files are there.

    Raises:
        BadRequest: the folder is there and not empty, or cannot be written to; or the image
            cannot be read.
    """
    image = _image(order.image)
    try:
        _make(order.out)
        for one in frames:
            _write_one(one, order)
            yield one
        manifest = {"version": _VERSION, "image": image, "frames": [_row(one) for one in frames]}
        _write(order.out / MANIFEST, _json(manifest), 0o644)
    except OSError as problem:
        raise BadRequest(
            f"the fleet cannot be written: {(problem.strerror or 'no reason').lower()}",
            hint="Name a folder that is not there yet with --out.",
        ) from problem


def _make(out: Path) -> None:
    if out.is_dir() and any(out.iterdir()):
        raise BadRequest(
            "that folder is not empty, and nothing is written over",
            hint="Name a folder that is not there yet with --out.",
        )
    out.mkdir(mode=0o700, parents=True, exist_ok=True)


def _write_one(one: Planned, order: Order) -> None:
    folder = order.out / one.folder
    folder.mkdir(mode=0o700)
    _write(folder / FILE_NAME, one.preseed.encode(), 0o600)
    claim = claim_of(
        one.name,
        one.page,
        ready=one.ready,
        installer=order.installer,
        until=order.until,
        contact=order.contact,
        language=one.language or "en",
    )
    write_card(folder / f"claim-card.{order.cards}", claim)


def _write(path: Path, data: bytes, mode: int) -> None:
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    with os.fdopen(number, "wb") as file:
        file.write(data)


def _image(path: Path | None) -> Document | None:
    """Return what an image is told by: its name, its size and its SHA-256."""
    if path is None:
        return None
    try:
        with open_ordinary(path) as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
    except OSError as problem:
        raise BadRequest(
            f"the image cannot be read: {(problem.strerror or 'no reason').lower()}",
            hint="Name with --image the file that will be flashed, or leave it out.",
        ) from problem
    return {"file": path.name, "bytes": size, "sha256": digest}


def _row(one: Planned) -> Document:
    return {
        "number": one.number,
        "name": one.name,
        "host": one.host,
        "room": one.room,
        "page": one.page,
        "folder": one.folder,
        "certificate": None,
    }


def _json(document: object) -> bytes:
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode(
        errors="backslashreplace"
    )


def read_certificates(path: Path, fetch: Fetch | None = None) -> Document:
    """Ask each frame of a manifest for the fingerprint of its certificate, and write them down.

    It came by http: whoever is in that network could have answered. It is compared on the glass
    (`frame owner press certificate`). A frame that does not answer keeps what was known of it.

    Raises:
        BadRequest: that is no manifest, or it cannot be written.
    """
    document, rows = _manifest(path)
    for row in rows:
        found = _asked(str(row["host"]), fetch or _fetch)
        row["answers"] = found is not None
        row["certificate"] = found or row.get("certificate")
    kept = {**document, "frames": [_without(row, "answers") for row in rows]}
    new = path.with_name(f".{path.name}.new")
    try:
        new.write_bytes(_json(kept))
        new.replace(path)
    except OSError as problem:
        raise BadRequest(f"the manifest cannot be written: {problem.strerror}") from problem
    return {**document, "frames": rows}


def _manifest(path: Path) -> tuple[Document, list[Document]]:
    document = _decoded(path)
    found = document.get("frames")
    rows = found if isinstance(found, list) else []
    if document.get("version") != _VERSION or not rows or not all(map(_is_row, rows)):
        raise BadRequest("that is no manifest of a fleet", hint="`frame fleet plan` writes one.")
    return document, [dict(row) for row in rows]


def _decoded(path: Path) -> Document:
    """Return what a file holds as JSON; empty where that is none."""
    held = _held(path, "manifest", "frame fleet read DIR/manifest.json")
    try:
        document = json.loads(held) if len(held) <= LARGEST_BYTES else None
    except (ValueError, RecursionError):
        document = None
    return document if isinstance(document, dict) else {}


def _is_row(row: object) -> bool:
    """Say whether this is one frame of a manifest, as far as anything here relies on it."""
    if not isinstance(row, dict):
        return False
    host, name, known = row.get("host"), row.get("name"), row.get("certificate")
    return (
        isinstance(host, str)
        and is_label(host)
        and isinstance(name, str)
        and (known is None or (isinstance(known, str) and bool(_FINGERPRINT.fullmatch(known))))
    )


def _without(row: Document, name: str) -> Document:
    return {key: value for key, value in row.items() if key != name}


def _asked(host: str, fetch: Fetch) -> str | None:
    try:
        told = json.loads(fetch(f"{host}.local"))
        found = told["fingerprint"]
    except (OSError, ValueError, KeyError, TypeError, http.client.HTTPException):
        return None
    return found if isinstance(found, str) and _FINGERPRINT.fullmatch(found) else None


def _fetch(host: str) -> bytes:
    connection = http.client.HTTPConnection(host, timeout=_PATIENCE_S)
    try:
        connection.request("GET", "/ca.json")
        return connection.getresponse().read(_ANSWER_BYTES)
    finally:
        connection.close()
