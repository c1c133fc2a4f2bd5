"""What rests although no other photo is better: pages, screens, and what the owner decides.

These are the only photos that rest by themselves, for what they are and not for how well they
came out. Nothing is deleted, and the owner has the last word: a favourite is never held back,
and neither is a photo that was looked at and approved.
"""

from dataclasses import dataclass
from typing import Final

from frame.model import Looks

LIKELY: Final = 0.5
"""From this probability on; the models are calibrated so that it means "rather yes than no"."""


@dataclass(frozen=True, slots=True)
class Rest:
    """Why a photo rests by itself; one that is `held` waits for its owner's decision."""

    because: str
    held: bool = False


_NUDITY: Final = Rest("Held for you to decide: it may show nudity", held=True)
_DOCUMENT: Final = Rest("It looks like a document")
_SCREENSHOT: Final = Rest("It looks like a screenshot")
_EITHER: Final = Rest("It looks like a document or a screenshot")
_LARGE_FACE: Final = 0.03
"""Share of the picture from which a face makes it a photo of somebody, whatever else is there."""


def rests_alone(looks: Looks | None, *, wanted: bool) -> Rest | None:
    """Return why a photo rests by itself, or None; one that is wanted by its owner does not."""
    if looks is None or wanted:
        return None
    if looks.nudity >= LIKELY:
        return _NUDITY
    return None if _shows_somebody(looks) else _page(looks)


def _page(looks: Looks) -> Rest | None:
    document, screenshot = looks.document >= LIKELY, looks.screenshot >= LIKELY
    if document and screenshot:
        return _EITHER
    if document:
        return _DOCUMENT
    return _SCREENSHOT if screenshot else None


def _shows_somebody(looks: Looks) -> bool:
    return any(face.box.width * face.box.height >= _LARGE_FACE for face in looks.faces)
