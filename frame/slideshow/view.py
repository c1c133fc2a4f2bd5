"""What is on the glass, in words: for whoever looks at it from elsewhere.

Rule: two views are equal when nothing that can be seen differs, but for the time on the glass
and how far a photo has moved.
"""

from dataclasses import dataclass
from enum import StrEnum

from frame.slideshow.slide import Slide
from frame.slideshow.state import State


class Sort(StrEnum):
    """What kind of thing is on the glass."""

    SLIDE = "slide"
    CARD = "card"
    NIGHT = "night"


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What is on the glass; `slide` is None unless it is a slide, and `words` stand over it."""

    sort: Sort
    slide: Slide | None = None
    paused: bool = False
    original: bool = False
    words: tuple[str, ...] = ()

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
    asked = state.asked
    if state.pairing is None and state.night:
        return View(sort=Sort.NIGHT)
    if state.pairing is not None or state.current is None:
        return View(sort=Sort.CARD, words=(state.card or "", asked.notice))
    slide = state.current.slide
    return View(
        sort=Sort.SLIDE,
        slide=slide,
        paused=asked.paused,
        original=asked.original,
        words=(slide.because if asked.why else "", asked.notice, state.trouble),
    )
