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
_CLOSE: Final = 0.1
_LARGE_FACE: Final = 0.03
"""Share of the picture from which a face makes it a photo of somebody before some text..."""
_SURE: Final = 0.75
"""...unless it is surely a page: a passport shows a face, too."""


def rests_alone(looks: Looks | None, *, wanted: bool) -> Rest | None:
    """Return why a photo rests by itself, or None; one that is wanted by its owner does not."""
    if looks is None or wanted:
        return None
    if looks.nudity >= LIKELY:
        return _NUDITY
    least = _SURE if _shows_somebody(looks) else LIKELY
    return _page(looks) if max(looks.document, looks.screenshot) >= least else None


def _page(looks: Looks) -> Rest:
    ahead = looks.document - looks.screenshot
    if abs(ahead) < _CLOSE:
        return _EITHER
    return _DOCUMENT if ahead > 0 else _SCREENSHOT


def _shows_somebody(looks: Looks) -> bool:
    return any(face.box.width * face.box.height >= _LARGE_FACE for face in looks.faces)
