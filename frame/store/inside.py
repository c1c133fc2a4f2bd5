"""What every side of an open vault stands on: its parts, its shelf and how rows are sealed."""

from datetime import datetime

from frame.errors import BadRequest
from frame.model import PhotoId
from frame.ports import Entropy
from frame.store import rows
from frame.store.intake import Intake
from frame.store.opening import Opened
from frame.store.takedown import Takedown

NAME_LETTERS = 200
_ID_BYTES = 16


class Inside:
    """The part of a vault that nobody outside the store uses."""

    def __init__(self, opened: Opened, entropy: Entropy) -> None:
        self._opened = opened
        self._parts = opened.parts
        self._shelf = opened.shelf
        self._fresh = entropy.fresh
        self._intake = Intake(opened.parts, opened.shelf)
        self._takedown = Takedown(opened.parts, opened.shelf)
        self._torn: set[PhotoId] = set()

    def _sealed(self, column: str, photo_id: PhotoId, plain: bytes) -> bytes:
        entry = self._shelf.entry(photo_id)
        whose = rows.whose_photo(photo_id, entry.row.photo.album)
        return self._parts.sealer.seal(column, entry.sheet, whose, plain)

    def _household(self) -> int:
        self._takedown.finish()
        return self._parts.household

    def _new_id(self) -> str:
        return self._fresh(_ID_BYTES).hex()


def aware(now: datetime) -> datetime:
    """Return a time that has a zone; raise ValueError."""
    if now.tzinfo is None:
        raise ValueError("now needs a time zone")
    return now


def check_words(words: str, at_most: int) -> None:
    """Raise BadRequest for a name or caption that is too long."""
    if len(words) > at_most:
        raise BadRequest(
            f"a name or caption may have {at_most} characters at most",
            hint="Choose a shorter one.",
        )
