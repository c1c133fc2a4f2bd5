"""The words on the glass, in one place, so that another language is another `Phrases`."""

from dataclasses import dataclass
from datetime import datetime

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """One language's words for the glass."""

    months: tuple[str, ...]
    why: str
    hidden: str
    both_hidden: str
    liked: str
    unliked: str
    paused: str
    original: str

    def day(self, when: datetime) -> str:
        """Return "12 June 2019"."""
        return f"{when.day} {self.months[when.month - 1]} {when.year}"

    def month(self, when: datetime) -> str:
        """Return "June 2019"."""
        return f"{self.months[when.month - 1]} {when.year}"


ENGLISH = Phrases(
    months=_MONTHS,
    why="Why this photo?",
    hidden="Hidden. It rests and will not be shown again.",
    both_hidden="Hidden. Both rest and will not be shown again.",
    liked="Favourite",
    unliked="No longer a favourite",
    paused="Paused",
    original="The whole photo",
)
