"""One line per event, and only fields that may ever be written down.

Rule: a field that is not on the allow-list raises in tests and is written as `?` in production,
so that no caption, name, key, path or payload can reach a log by mistake.
"""

import logging
import os
import sys
from typing import Final

ALLOWED: Final = frozenset(
    {
        "added",
        "album",
        "already",
        "because",
        "bytes",
        "count",
        "error",
        "fence",
        "generation",
        "height_px",
        "model",
        "photo",
        "photos",
        "process",
        "refused",
        "runtime",
        "seconds",
        "state",
        "took_ms",
        "verb",
        "width_px",
    }
)
_PRIORITY: Final = {
    logging.DEBUG: 7,
    logging.INFO: 6,
    logging.WARNING: 4,
    logging.ERROR: 3,
    logging.CRITICAL: 2,
}
STRICT = bool(os.environ.get("FRAME_STRICT_LOG"))


class FieldNotAllowedError(AssertionError):
    """A field that may not be logged; raised only where STRICT is on."""


def event(
    log: logging.Logger, name: str, level: int = logging.INFO, /, **fields: float | str
) -> None:
    """Write `name key=value …`; a value may hold no spaces of a sentence, only a word."""
    log.log(level, "%s", " ".join([name, *(_word(key, value) for key, value in fields.items())]))


def start(level: str | None = None) -> None:
    """Send events to stderr, with the journal's priorities when systemd reads it."""
    wanted = (level or os.environ.get("SYSTEMD_LOG_LEVEL") or "warning").upper()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines(journal="JOURNAL_STREAM" in os.environ))
    known = logging.getLevelNamesMapping()
    logging.basicConfig(level=known.get(wanted, logging.WARNING), handlers=[handler], force=True)


def _word(key: str, value: float | str) -> str:
    if key not in ALLOWED:
        if STRICT:
            raise FieldNotAllowedError(key)
        return f"{key}=?"
    return f"{key}={value}"


class _Lines(logging.Formatter):
    def __init__(self, *, journal: bool) -> None:
        super().__init__("%(name)s: %(message)s")
        self._journal = journal

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record).replace("\n", " | ")
        return f"<{_PRIORITY.get(record.levelno, 6)}>{line}" if self._journal else line
