"""Which models there are, and whether bytes are the ones that were meant.

Rule 1: `check` comes before the interpreter, always: it kills the process on a malformed file.
Rule 2: a file name in a manifest is a plain name, never a path.
"""

import hashlib
import hmac
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from frame.errors import ModelRefused

_FILE = re.compile(r"[a-z0-9_]{1,64}\.tflite")
_SHA256 = re.compile(r"[0-9a-f]{64}")
LARGEST_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the manifest.

    `source` is the package and version the weights came from; `inputs` and `outputs` say
    shape and number type in words.
    """

    name: str
    file: str
    sha256: str
    bytes: int
    source: str
    licence: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


def parse(manifest: bytes) -> Mapping[str, Entry]:
    """Return name to entry; raise ModelRefused when the manifest makes no sense."""
    try:
        rows = tomllib.loads(manifest.decode())["model"]
        entries = {str(name): _entry(str(name), row) for name, row in rows.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise ModelRefused("the list of models is damaged") from problem
    if not entries:
        raise ModelRefused("the list of models is empty")
    return entries


def check(entry: Entry, data: bytes) -> None:
    """Return when `data` is the file the manifest means; raise ModelRefused otherwise."""
    if len(data) != entry.bytes:
        raise ModelRefused(
            f"the model {entry.name} has {len(data)} bytes where {entry.bytes} are expected"
        )
    if not hmac.compare_digest(hashlib.sha256(data).hexdigest(), entry.sha256):
        raise ModelRefused(f"the model {entry.name} is not the file that was released")


def _entry(name: str, row: Mapping[str, Any]) -> Entry:
    entry = Entry(
        name=name,
        file=_word(row["file"], _FILE),
        sha256=_word(row["sha256"], _SHA256),
        bytes=_count(row["bytes"]),
        source=_word(row["source"]),
        licence=_word(row["licence"]),
        inputs=tuple(_word(text) for text in row["inputs"]),
        outputs=tuple(_word(text) for text in row["outputs"]),
    )
    if entry.file != f"{name}.tflite":
        raise ValueError("a model's file is named like the model")
    return entry


def _word(value: object, form: re.Pattern[str] | None = None) -> str:
    if not isinstance(value, str) or (form and not form.fullmatch(value)):
        raise ValueError("a word in the list of models is malformed")
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or not 0 < value <= LARGEST_BYTES:
        raise ValueError("a size in the list of models is malformed")
    return value
