"""The pairing card over the slideshow: when it comes, what answers it, when it goes.

Rule 1: while the card is there, the slide beneath rests: it does not move, age or give way, and
        no wish but an answer or quitting is heard.
Rule 2: a yes counts only for digits that are on the glass, and only once.
Rule 3: a card never outlives its time; whoever opened it is told that it is over.
"""

from dataclasses import replace

from frame.model import Verb
from frame.slideshow.events import (
    AnswerPairing,
    ClosePairing,
    Effect,
    OpenPairing,
    Stop,
)
from frame.slideshow.glass import scene_for
from frame.slideshow.pairing_card import CARD_FADE_S, PairingView, left_of
from frame.slideshow.state import State

DONE_S = 4.0
Step = tuple[State, tuple[Effect, ...]]


def placed(state: State, view: PairingView | None) -> Step:
    """Put the card on the glass, change what it says, or (None) let it go."""
    before = state.pairing
    if view is None or view == before:
        return replace(state, pairing=view), ()
    same = before is not None and before.digits == view.digits
    state = replace(
        state,
        pairing=view,
        pairing_since_s=state.at_s,
        answered=state.answered and same,
    )
    return state, (scene_for(state, CARD_FADE_S),)


def pressed(state: State, verb: Verb) -> Step:
    """Return what a key means to the card; leave `pairing` empty where it goes."""
    view = state.pairing
    match verb:
        case Verb.QUIT:
            return state, (Stop(),)
        case Verb.PAIR if view is None:
            return state, (OpenPairing(),)
        case Verb.YES | Verb.NO if view is not None and not view.done:
            return _answered(state, view, yes=verb is Verb.YES)
        case _:
            return state, ()


def _answered(state: State, view: PairingView, *, yes: bool) -> Step:
    away = replace(state, pairing=None)
    if view.digits is None:
        return (state, ()) if yes else (away, (ClosePairing(),))
    if not yes:
        return away, (AnswerPairing(yes=False),)
    if state.answered:
        return state, ()
    state = replace(state, answered=True)
    return state, (AnswerPairing(yes=True), scene_for(state, CARD_FADE_S))


def ticked(state: State, view: PairingView, before_s: float) -> Step:
    """Let the card's time go by; `before_s` is when that happened last."""
    since_s = state.at_s - state.pairing_since_s
    if view.done:
        return (replace(state, pairing=None) if since_s >= DONE_S else state), ()
    if state.at_s >= view.until_s:
        return replace(state, pairing=None), (ClosePairing(),)
    if left_of(view, state.at_s) == left_of(view, before_s) or view.digits is not None:
        return state, ()
    # A card that is still fading in goes on doing so for the rest of its fade.
    return state, (scene_for(state, max(0.0, CARD_FADE_S - since_s)),)
