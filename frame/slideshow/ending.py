"""The end at the glass: a key that is held long enough erases everything.

Rule 1: the display says again and again that the key is down. Silence for LET_GO_S is a hand that
        let go: neither a display that died nor a core that slept can erase anything.
Rule 2: any other wish while it counts stops it.
Rule 3: it stands over everything else, the pairing card and the night included.
"""

import math
from dataclasses import replace
from typing import Final

from frame.model import Verb
from frame.slideshow.ending_card import EndingKind, EndingView
from frame.slideshow.events import Effect, Ending, EraseAll, Stop
from frame.slideshow.glass import scene_for
from frame.slideshow.state import State

HOLD_S: Final = 9.0
"""For how long it is counted; the display waits a second before it says anything."""
LET_GO_S: Final = 1.0
SHOWN_S: Final = 60.0
_COUNT_FADE_S: Final = 0.2
_CARD_FADE_S: Final = 0.6
Step = tuple[State, tuple[Effect, ...]]


def told(state: State, news: Ending) -> Step:
    """Say that the frame is empty, for a minute; None takes whatever card of the end away."""
    state = replace(state, held_since_s=None, ending=news.view, ending_until_s=None)
    return state, () if news.view is None else (scene_for(state, _CARD_FADE_S),)


def held(state: State) -> Step:
    """Hear that the key is down."""
    if state.held_since_s is not None:
        return replace(state, held_at_s=state.at_s), ()
    if state.ending is not None and state.ending.kind is EndingKind.ERASING:
        return state, ()
    state = replace(state, held_since_s=state.at_s, held_at_s=state.at_s, ending=_left(HOLD_S))
    return state, (scene_for(state, _COUNT_FADE_S),)


def pressed(state: State, verb: Verb) -> Step:
    """Return what any other wish means while a card of the end is there."""
    if verb is Verb.QUIT:
        return state, (Stop(),)
    if state.ending is not None and state.ending.kind is EndingKind.ERASING:
        return state, ()
    return _away(state), ()


def counted(result: Step) -> Step:
    """Let the time of this tick count."""
    state, effects = result
    if state.held_since_s is not None:
        state, more = _counted(state, state.held_since_s)
        return state, (*more, *effects)
    if state.ending is None or state.ending.kind is not EndingKind.EMPTY:
        return state, effects
    if state.ending_until_s is None:
        return replace(state, ending_until_s=state.at_s + SHOWN_S), effects
    return (_away(state) if state.at_s >= state.ending_until_s else state), effects


def _counted(state: State, since_s: float) -> Step:
    if state.at_s - state.held_at_s > LET_GO_S:
        return _away(state), ()
    left_s = HOLD_S - (state.at_s - since_s)
    if left_s <= 0:
        state = replace(state, held_since_s=None, ending=EndingView(kind=EndingKind.ERASING))
        return state, (scene_for(state, _CARD_FADE_S), EraseAll())
    view = _left(left_s)
    if view == state.ending:
        return state, ()
    state = replace(state, ending=view)
    return state, (scene_for(state, _COUNT_FADE_S),)


def _left(seconds: float) -> EndingView:
    whole_s = math.ceil(HOLD_S)
    return EndingView(kind=EndingKind.HOLDING, left_s=math.ceil(seconds), whole_s=whole_s)


def _away(state: State) -> State:
    return replace(state, held_since_s=None, ending=None, ending_until_s=None)
