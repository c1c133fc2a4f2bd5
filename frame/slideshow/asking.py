"""What people asked the glass for: marks and notices that stay for a while."""

from dataclasses import replace

from frame.model import Verb
from frame.slideshow.events import Asked, Skipped
from frame.slideshow.state import State

NOTICE_S = 3.0
SKIPPED_WITHIN = 0.4
"""Share of a slide's time within which asking for the next one counts as skipping it."""


def toggled(asked: Asked, verb: Verb) -> Asked:
    """Return what is asked for after a wish that is taken back by its repetition."""
    if verb is Verb.PAUSE:
        return replace(asked, paused=not asked.paused)
    if verb is Verb.ORIGINAL:
        return replace(asked, original=not asked.original)
    return replace(asked, why=not asked.why)


def noticed(state: State, words: str, seconds: float = NOTICE_S) -> State:
    """Return the state with a sentence on the glass for a while."""
    asked = replace(state.asked, notice=words, notice_until_s=state.at_s + seconds)
    return replace(state, asked=asked)


def skipped(state: State) -> tuple[Skipped, ...]:
    """Say which photos somebody did not want to see, if that is why they asked for the next."""
    leafing = bool(state.future) or (state.coming is not None and state.coming.entry.seen)
    if state.current is None or state.due or state.asked.paused or leafing:
        return ()
    if state.spent_s >= SKIPPED_WITHIN * state.settings.seconds:
        return ()
    return (Skipped(photos=state.current.slide.photos),)
