"""The self-test on the glass: what it shows, and what a finger or a key means meanwhile.

Rule 1: it stands over everything but the end, and goes by itself: nobody who walks away from a
        self-test leaves a frame without photos.
Rule 2: a corner counts for the corner that is asked for, one after the other.
"""

from dataclasses import replace
from typing import Final

from frame.model import Verb
from frame.slideshow.events import Effect, Stop, Trial
from frame.slideshow.glass import scene_for
from frame.slideshow.state import State
from frame.slideshow.trial_card import CORNERS, TrialKind

SHOWN_S: Final = 60.0
_FADE_S: Final = 0.3
Step = tuple[State, tuple[Effect, ...]]


def told(state: State, news: Trial) -> Step:
    """Show a card of the self-test for a minute; None takes it away."""
    state = replace(state, trial=news.view, trial_until_s=state.at_s + SHOWN_S, corners=0)
    return state, () if news.view is None else (scene_for(state, _FADE_S),)


def pressed(state: State, verb: Verb) -> Step:
    """Return what a wish means to the self-test: a corner, or that it is over."""
    view = state.trial
    if verb is Verb.QUIT:
        return state, (Stop(),)
    if view is None or view.kind is not TrialKind.TOUCH:
        return replace(state, trial=None), ()
    if verb is not Verb.YES:
        return (replace(state, trial=None), ()) if verb is Verb.NO else (state, ())
    if view.corners + 1 >= CORNERS:
        return replace(state, trial=None, corners=CORNERS), ()
    state = replace(state, trial=replace(view, corners=view.corners + 1))
    return state, (scene_for(state, _FADE_S),)


def counted(result: Step) -> Step:
    """Let the time of this tick count."""
    state, effects = result
    over = state.trial is not None and state.at_s >= state.trial_until_s
    return (replace(state, trial=None) if over else state), effects
