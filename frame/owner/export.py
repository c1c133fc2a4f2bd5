"""Everything out: photos, consents, receipts and the whole journal, as files a person can read.

    README.txt      what is what
    photos/         copies of the files that were sent, as they still lie on this machine
    pictures/       what the frames hold, where that was asked for (`owner.pictures`)
    photos.json     each photo: where it came from, what was left behind, caption, how it went
    consents.txt    who allowed what to whom, the words that were shown, what was taken back
    journal.json    every signed line and note, as bytes (hex) and in words
    devices.json    frames and devices

Rule 1: every path is made here: numbers, and letters of titles that are safe everywhere.
Rule 2: no key and no secret is written.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Final

from frame.devices.photo_files import read_photo
from frame.errors import BadRequest, DiskFull, NotAPhoto
from frame.owner.names import frames, label_of, title_of
from frame.owner.origins import path_of
from frame.owner.printable import printable
from frame.owner.receipts import withdrawals
from frame.owner.sending import REASONS
from frame.owner.words import notice_of, purpose_names
from frame.post.books import Books
from frame.post.rows import Forgotten, Neighbour, Parting, SentPhoto, Words
from frame.protocol.envelope import Rank
from frame.protocol.lines import Admit, Dismiss, Found, Grant, Line, Receipt, Revocation
from frame.protocol.notes import About

_ENDINGS: Final = frozenset(
    {".jpg", ".jpeg", ".png", ".webp", ".avif", ".heic", ".heif", ".tif", ".tiff", ".bmp", ".gif"}
)
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9]+")
_LETTERS: Final = 40
_README: Final = """This folder holds everything an owner's device of Hearthframe knows.

photos/        copies of the files that were sent and are still where they were
pictures/      the frames' own pictures of photos, where they were asked for; pictures.json
               names them
photos.json    every photo: its file, what was removed before it left, its caption, how it went
consents.txt   who allowed what to which frame, in the words that were shown; withdrawals, receipts
journal.json   every signed line and note: the bytes as hex, and what they say (docs/protocol.md)
devices.json   frames this device is paired with, knows, has left or forgotten
"""


@dataclass(slots=True)
class Exported:
    """What was written; `missing` names files that are gone or are not what was sent."""

    photos: int = 0
    missing: list[str] = field(default_factory=list)


def export(books: Books, folder: Path) -> Exported:
    """Write everything into a folder that is new or empty.

    Raises:
        BadRequest: the folder holds something, or cannot be written.
        DiskFull
    """
    with writing(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise BadRequest(
                f"{folder} is not empty", hint="Choose a new folder, so that nothing is lost."
            )
        return _write_all(books, folder)


def was_begun(books: Books, folder: Path) -> bool:
    """Say whether a folder holds an export of this device."""
    try:
        journal = json.loads((folder / "journal.json").read_bytes())
        return isinstance(journal, dict) and journal.get("signer") == books.me.name.hex()
    except (OSError, ValueError):
        return False


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Say plainly what keeps files from being written; raises BadRequest, DiskFull."""
    try:
        yield
    except OSError as problem:
        if problem.errno == _NO_SPACE:
            raise DiskFull("there is no room for the export") from problem
        raise BadRequest(
            f"{folder} cannot be written: {problem.strerror}", hint="Choose another place."
        ) from problem


_NO_SPACE: Final = 28


def _write_all(books: Books, folder: Path) -> Exported:
    done = Exported()
    (folder / "README.txt").write_text(_README, encoding="utf-8")
    write_json(folder / "photos.json", {"photos": list(_photos(books, folder, done))})
    text = "\n".join(_consents(books))
    (folder / "consents.txt").write_text(text + "\n", encoding="utf-8")
    write_json(folder / "journal.json", _journal(books))
    write_json(folder / "devices.json", _devices(books))
    return done


def write_json(path: Path, document: object) -> None:
    """Write a document so that every program reads it."""
    path.write_text(json.dumps(document, indent=2, ensure_ascii=True) + "\n", encoding="utf-8")


def safe_name(title: str) -> str:
    """Return a part of a path made of a title: letters, digits and dashes, never empty."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode("ascii")
    return _UNSAFE.sub("-", plain).strip("-").lower()[:_LETTERS].strip("-") or "album"


def _photos(books: Books, folder: Path, done: Exported) -> Iterator[dict[str, object]]:
    """Copy what is still there, and yield every photo that was sent."""
    albums = {name: number for number, name in enumerate(sorted(books.ledgers), 1)}
    numbers: dict[tuple[bytes, bytes], str] = {}
    for row in books.of(SentPhoto):
        at = (row.album, row.digest)
        if at not in numbers:
            place = f"{albums[row.album]:02}-{safe_name(title_of(books, row.album))}"
            numbers[at] = _copy(row, folder / "photos" / place, len(numbers) + 1, done)
        copy = numbers[at]
        yield {
            "photo": row.photo.hex(),
            "album": title_of(books, row.album),
            "frame": label_of(books, row.frame),
            "copy": f"photos/{copy}" if copy else None,
            "file": row.file,
            "sha256": row.digest.hex(),
            "removed": list(row.removed),
            "caption": books.board.value(row.album, row.photo, About.CAPTION),
            "favourite": bool(books.board.value(row.album, row.photo, About.FAVOURITE)),
            "hidden": bool(books.board.value(row.album, row.photo, About.HIDDEN)),
            "state": state_of(books, row),
        }


def state_of(books: Books, row: SentPhoto) -> str:
    """Return in words what became of a photo at a frame."""
    if books.ledgers[row.album].is_revoked(row.photo, books.me.name):
        return "taken back"
    return REASONS[row.state]


def _copy(row: SentPhoto, folder: Path, number: int, done: Exported) -> str:
    """Copy a file if it is still the one that was sent; return its place, or nothing."""
    source = path_of(row.file)
    try:
        data = read_photo(source)
    except NotAPhoto:
        data = b""
    if hashlib.sha256(data).digest() != row.digest:
        done.missing.append(row.file)
        return ""
    ending = source.suffix.lower()
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{number:05}{ending if ending in _ENDINGS else ''}"
    (folder / name).write_bytes(data)
    done.photos += 1
    return f"{folder.name}/{name}"


def _lines(books: Books) -> list[Line]:
    found = [
        line
        for chains in books.lines.values()
        for chain in chains.values()
        for lines in chain.values()
        for line in lines
    ]
    return sorted(found, key=lambda line: (line.at_ms, line.album, line.author, line.number))


def _consents(books: Books) -> Iterator[str]:
    """Yield what was agreed to and taken back, in the order of time."""
    shown = {notice_of(row.text): row.text for row in books.of(Words)}
    yield "Consents, withdrawals and receipts, oldest first. Times are UTC."
    for line in _lines(books):
        yield ""
        author = _who(books, line.author)
        title = title_of(books, line.album)
        yield f"{_time(line.at_ms)}  {author}, album “{title}” ({line.album.hex()[:8]}):"
        yield f"    {_sentence(books, line)}"
        if isinstance(line.says, Grant):
            words = shown.get(line.says.notice)
            yield f"    The words (SHA-256 {line.says.notice.hex()}):"
            known = words or "They were shown on another device, which keeps them."
            yield from (f"        {part}" for part in known.splitlines())
    for parting in books.of(Parting):
        yield ""
        yield f"{_time(parting.at_ms)}  {printable(parting.label) or 'A frame'} was left:"
        yield f"    it erased {parting.photos} photo(s), at generation {parting.generation}."
    for gone in books.of(Forgotten):
        yield ""
        yield f"{_time(gone.at_ms)}  {printable(gone.label) or 'A frame'} was forgotten:"
        yield "    it did not answer any more, and signed nothing."
    pending = [one for one in withdrawals(books) if one.is_pending]
    yield ""
    yield f"Withdrawals that some frame has yet to answer: {len(pending)}."


def _sentence(books: Books, line: Line) -> str:  # one sentence for each kind
    match line.says:
        case Found():
            return "founded the album."
        case Admit(key=key, role=role, until_s=until_s):
            named = _who(books, key)
            return f"admitted {named} as {role.name.lower()} until {_time(until_s * 1000)}."
        case Dismiss(key=key):
            return f"dismissed {_who(books, key)}."
        case Grant(frame=frame, purposes=purposes, from_s=from_s, until_s=until_s):
            return (
                f"allowed {label_of(books, frame)}: {purpose_names(purposes)}, "
                f"from {_time(from_s * 1000)} until {_time(until_s * 1000)}."
            )
        case Receipt(answers=answers, photos=photos, generation=generation, erased_at=at_ms):
            return (
                f"receipt for {answers.hex()[:8]}: {photos} photo(s) erased at {_time(at_ms)}, "
                f"generation {generation}."
            )
        case _:
            found = next(one for one in withdrawals(books) if one.line.digest == line.digest)
            return f"took back {found.what} (line {line.digest.hex()[:8]})."


def _who(books: Books, key: bytes) -> str:
    return "this device" if key == books.me.name else label_of(books, key)


def _time(at_ms: int) -> str:
    """Return a time as text; one that no calendar has is given as its number."""
    try:
        return f"{datetime.fromtimestamp(at_ms / 1000, UTC):%Y-%m-%d %H:%M:%S}"
    except (OverflowError, ValueError, OSError):
        return f"{at_ms} ms"


def _journal(books: Books) -> dict[str, object]:
    notes = [note for album in sorted(books.ledgers) for note in books.board.about(album)]
    return {
        "signer": books.me.name.hex(),
        "lines": [
            {
                "album": line.album.hex(),
                "author": line.author.hex(),
                "number": line.number,
                "time": _time(line.at_ms),
                "kind": _kind(line),
                "says": _plain(line.says),
                "digest": line.digest.hex(),
                "told": line.told.hex(),
            }
            for line in _lines(books)
        ],
        "notes": [
            {
                "album": note.album.hex(),
                "photo": note.photo.hex() if note.photo else None,
                "author": note.author.hex(),
                "about": note.about.name.lower(),
                "value": note.value,
                "told": note.told.hex(),
            }
            for note in notes
        ],
    }


def _kind(line: Line) -> str:
    return "revoke" if isinstance(line.says, Revocation) else type(line.says).__name__.lower()


def _plain(value: object) -> object:
    """Return what a line says as plain JSON."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Enum):
        return value.name.lower()
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    return value


def _devices(books: Books) -> dict[str, object]:
    return {
        "this_device": books.me.name.hex(),
        "frames": [
            {
                "key": row.name.hex(),
                "label": row.label,
                "role": Rank(row.role).name.lower() if row.role else None,
                "paired": _time(row.added_ms),
            }
            for row in frames(books)
        ],
        "known": [{"key": row.name.hex(), "label": row.label} for row in books.of(Neighbour)],
        "left": [
            {"key": row.frame.hex(), "label": row.label, "photos": row.photos}
            for row in books.of(Parting)
        ],
        "forgotten": [
            {"key": row.frame.hex(), "label": row.label, "at": _time(row.at_ms)}
            for row in books.of(Forgotten)
        ],
    }
