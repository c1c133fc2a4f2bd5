"""What is on the glass, in words: for whoever looks at it from elsewhere.

Rule: two views are equal when nothing that can be seen differs, but for the time on the glass
and how far a photo has moved.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from frame.model import Language
from frame.slideshow.cards import CardKind
from frame.slideshow.slide import Slide
from frame.slideshow.state import State

_ASKS_NOTHING = frozenset({None, CardKind.INTERLUDE, CardKind.RESTING})
_NO_PHOTO = frozenset({CardKind.WELCOME, CardKind.EMPTY, CardKind.RESTING, CardKind.FULL})


class Sort(StrEnum):
    """What kind of thing is on the glass."""

    SLIDE = "slide"
    CARD = "card"
    NIGHT = "night"


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What is on the glass; `slide` is None unless it is a slide, and `words` stand over it.

    asks     a card asks somebody for something, be it beneath the dark
    settled  a photo was opened and laid out, be it beneath the night, or there is none and a card
             says why
    testing  the self-test has the glass; corners is how many were touched in the last one
    """

    sort: Sort
    slide: Slide | None = None
    paused: bool = False
    original: bool = False
    words: tuple[str, ...] = ()
    language: Language = "en"
    settled: bool = field(default=False, compare=False)
    asks: bool = field(default=False, compare=False)
    testing: bool = field(default=False, compare=False)
    corners: int = field(default=0, compare=False)

    @property
    def favourite(self) -> bool:
        """Whether every photo of the slide is a favourite."""
        return self.slide is not None and all(shot.favourite for shot in self.slide.shots)

    @property
    def caption(self) -> str:
        """What the family wrote under the photos, each once."""
        shots = self.slide.shots if self.slide is not None else ()
        return "\n".join(dict.fromkeys(shot.title for shot in shots if shot.title))


def view_of(state: State) -> View:
    """Return what a state of the slideshow shows."""
    return replace(
        _seen(state),
        language=state.settings.language,
        testing=state.trial is not None,
        corners=state.corners,
    )


def _seen(state: State) -> View:
    asked = state.asked
    settled = _has_photo(state) or state.card in _NO_PHOTO
    asks = _asks(state)
    over = state.cover > 1
    if not over and state.dark:
        return View(sort=Sort.NIGHT, settled=settled, asks=asks)
    if over or state.current is None:
        words = (state.card or "", asked.notice)
        return View(sort=Sort.CARD, words=words, settled=settled, asks=asks)
    slide = state.current.slide
    return View(
        sort=Sort.SLIDE,
        slide=slide,
        paused=asked.paused,
        original=asked.original,
        words=(slide.because if asked.why else "", asked.notice, state.troubles),
        settled=settled,
    )


def _asks(state: State) -> bool:
    """Say whether there is a card that waits for somebody: for an answer, photos, a network."""
    if state.cover > 1 or state.current is not None:
        return state.cover > 1
    setting_up = state.setup is not None and state.setup.kind is not None
    return setting_up or state.card not in _ASKS_NOTHING


def _has_photo(state: State) -> bool:
    """Say whether a photo was opened and laid out, though it may wait beneath the dark."""
    waits = state.dark and state.coming is not None and state.coming.ready
    return state.current is not None or waits
