"""The audit journal: lines that are only ever added, each signed, each holding the one before.

    STATE/journal    one line of canonical JSON after the other, readable without any key

A line says what happened in counts and words of this program's own, and may name the digest of a
document it is about. Its hash is SHA-256 over the line as it stands, signature included; the next
line begins from it.

Rule 1: nothing in it is of anybody: no name, no caption, no id of a photo.
Rule 2: a line is on the disk before it counts. One that was cut off while being written was never
        said, and is taken off; a whole line never is.
Rule 3: where the file does not hold what the store remembers of it, that is never mended: the next
        line goes on from what is remembered, and every later check finds the gap.

Whoever has the signing key (root on the running frame) can write another journal from the first
line on. It would end in another hash than those that were written down elsewhere (`Head`).
"""

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from frame.crypto.sign import Signer, Statement, canonical, is_signed_by
from frame.store.disk import Disk, speaking_plainly

FILE: Final = "journal"
NOTHING: Final = "0" * 64
_PURPOSE: Final = "hearthframe/journal/v1"
_LARGEST_BYTES: Final = 64 * 1024 * 1024
_Hash = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
_Digest = Annotated[str, Meta(pattern=r"^([0-9a-f]{64})?\Z")]
Kind = Literal["begun", "audit", "heads", "update", "wipe", "gap"]


class Head(msgspec.Struct, frozen=True):
    """How a journal ends: the number of its last line, and that line's hash."""

    number: int
    hash: str


BEFORE: Final = Head(-1, NOTHING)
"""The head of a journal without a line."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What a line is to say.

    says    a sentence in words of this program
    digest  SHA-256 of a document it is about, or empty
    """

    kind: Kind
    says: Annotated[str, Meta(max_length=300)]
    digest: _Digest = ""


class Line(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line as it stands in the file; `at_s` is seconds since 1970."""

    number: Annotated[int, Meta(ge=0)]
    at_s: int
    kind: Kind
    says: Annotated[str, Meta(max_length=300)]
    digest: _Digest
    previous: _Hash
    signature: Annotated[str, Meta(pattern=r"^[0-9a-f]{128}\Z")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What came of reading a journal.

    lines   those that are whole, in order
    head    how it ends
    faults  what is wrong, a sentence each, in the order of the file; empty when all is well
    """

    lines: tuple[Line, ...]
    head: Head
    faults: tuple[str, ...]


def examine(text: bytes, public: bytes, known: Sequence[Head] = ()) -> Finding:
    """Check a whole journal: each line, each signature, each link, and heads known otherwise.

    `public` is the key of the frame that signed it.
    """
    lines: list[Line] = []
    faults: list[str] = []
    ends = {BEFORE.number: BEFORE.hash}
    head = BEFORE
    for place, raw in enumerate(_whole_lines(text), 1):
        line = _read(raw)
        if line is None:
            faults.append(f"line {place} of the file is no line of a journal")
            continue
        faults += _line_faults(line, head, public)
        lines.append(line)
        head = Head(line.number, _hash(raw))
        ends[head.number] = head.hash
    for one in known:
        if ends.get(one.number) != one.hash:
            faults.append(f"line {one.number} is not the one that was written")
    return Finding(lines=tuple(lines), head=head, faults=tuple(faults))


def links(text: bytes) -> dict[int, str]:
    """Return the hashes of the lines by their numbers, the last line's last.

    They go back from the end for as long as each line holds the hash of the one before it. No
    signature is checked: `examine` does that.
    """
    found: dict[int, str] = {}
    head = BEFORE
    for raw in _whole_lines(text):
        line = _read(raw)
        if line is None or line.previous != head.hash or line.number != head.number + 1:
            found.clear()
        if line is not None:
            head = Head(line.number, _hash(raw))
            found[head.number] = head.hash
    return found


class Journal:
    """The journal of one state folder; only the process that holds the store writes it."""

    def __init__(self, folder: Path, disk: Disk | None = None) -> None:
        self._path = folder / FILE
        self._disk = disk or Disk()

    def read(self) -> bytes:
        """Return the file, empty where there is none; raise StoreDamaged, Ours."""
        with speaking_plainly():
            try:
                return self._disk.read(self._path, _LARGEST_BYTES)
            except FileNotFoundError:
                return b""

    def append(self, entry: Entry, signer: Signer, at_s: int, known: Head) -> Head:
        """Add a line and return how the journal ends then; durable on return.

        `known` is the head that was remembered, BEFORE where there was none. Lines that a power
        cut left behind it count when this signer wrote them. Where the file does not hold it, a
        line says so first.

        Raises:
            DiskFull, Ours: the disk refused, and no line counts.
        """
        text = self._without_torn_line()
        last = _reached(text, signer.public, known)
        if last is None:
            gap = Entry(kind="gap", says="the journal did not hold what was remembered of it")
            last = self._add(gap, signer, at_s, known)
        return self._add(entry, signer, at_s, last)

    def _without_torn_line(self) -> bytes:
        """Take off what was being written when the power went, and return the rest."""
        text = self.read()
        whole = text[: text.rfind(b"\n") + 1]
        if whole != text:
            with speaking_plainly():
                os.truncate(self._path, len(whole))
        return whole

    def _add(self, entry: Entry, signer: Signer, at_s: int, last: Head) -> Head:
        unsigned = Line(
            number=last.number + 1,
            at_s=at_s,
            kind=entry.kind,
            says=entry.says,
            digest=entry.digest,
            previous=last.hash,
            signature="0" * 128,
        )
        words = _statement(unsigned)
        signature = signer.sign(canonical(words)).hex()
        raw = canonical({**words, "signature": signature})
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
        with speaking_plainly():
            number = os.open(self._path, flags, 0o600)
            try:
                self._disk.write(number, raw + b"\n")
                self._disk.sync(number)
            finally:
                os.close(number)
            self._disk.sync_dir(self._path.parent)
        return Head(unsigned.number, _hash(raw))


def _reached(text: bytes, public: bytes, known: Head) -> Head | None:
    """Return the head after what follows `known` in the file; None where `known` is not there."""
    head = known if known == BEFORE else None
    for raw in _whole_lines(text):
        line = _read(raw)
        if head is None:
            is_known = line is not None and line.number == known.number
            head = known if is_known and _hash(raw) == known.hash else None
        elif line is None or _line_faults(line, head, public):
            return None
        else:
            head = Head(line.number, _hash(raw))
    return head


def _line_faults(line: Line, before: Head, public: bytes) -> list[str]:
    faults = []
    if line.number != before.number + 1:
        faults.append(f"line {line.number} follows line {before.number}: some are missing")
    elif line.previous != before.hash:
        faults.append(f"line {line.number} does not follow from the one before it")
    if not is_signed_by(public, canonical(_statement(line)), bytes.fromhex(line.signature)):
        faults.append(f"line {line.number} was not signed by this frame")
    if line.kind == "gap":
        faults.append(f"line {line.number} says that a part of the journal was lost before it")
    return faults


def _statement(line: Line) -> Statement:
    return {
        "purpose": _PURPOSE,
        "number": line.number,
        "at_s": line.at_s,
        "kind": line.kind,
        "says": line.says,
        "digest": line.digest,
        "previous": line.previous,
    }


def _read(raw: bytes) -> Line | None:
    """Return a line in its one spelling; None for anything else."""
    try:
        words = json.loads(raw)
        if not isinstance(words, dict) or words.pop("purpose", None) != _PURPOSE:
            return None
        line = msgspec.convert(words, Line)
    except (ValueError, RecursionError, msgspec.ValidationError):
        return None
    spelled = canonical({**_statement(line), "signature": line.signature})
    return line if spelled == raw else None


def _whole_lines(text: bytes) -> list[bytes]:
    """Return the lines that end; what stands after the last end was never said."""
    return text.split(b"\n")[:-1]


def _hash(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
