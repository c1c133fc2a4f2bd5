"""News that changes words or light and no picture: troubles, setting up, notices, settings.

Rule: what stands on the glass is drawn again where it stands; only the dark may take it away.
"""

from dataclasses import replace

from frame.slideshow.asking import noticed
from frame.slideshow.events import Changed, Connection, Effect, Lit, Notice, Setup
from frame.slideshow.glass import scene_for
from frame.slideshow.night import NIGHT_FADE_S, with_the_hour, woken
from frame.slideshow.state import State

WORDS_FADE_S = 0.35
LIGHT_FADE_S = 1.6
Step = tuple[State, tuple[Effect, ...]]


def told(state: State, event: Connection | Setup | Notice | Changed | Lit) -> Step:
    """Return the state after the news, and what is drawn because of it."""
    match event:
        case Notice(words=words, seconds=seconds):
            after = noticed(woken(state, seconds), state.phrases.say(words), seconds)
            return after, () if _dawns(state, after) else again(after)
        case Connection(trouble=trouble):
            after = replace(state, trouble=trouble)
        case Setup(view=view):
            after = replace(state, setup=view)
        case Lit(on=on, share=share):
            after = with_the_hour(replace(state, unlit=not on, share=share))
            return after, _relit(state, after)
        case _:
            after = with_the_hour(replace(state, settings=event.settings))
    if after == state or _dawns(state, after):
        return after, ()
    if after.dark and not state.dark:
        return after, nightfall(after)
    return after, (scene_for(after, words_fade(after)),)


def _relit(before: State, after: State) -> tuple[Effect, ...]:
    """Return what is drawn because of other light; a slide that comes back does so by itself."""
    if after.dark:
        return darkened(before, after)
    if before.dark or after.share == before.share or after.cover:
        return ()
    return (scene_for(after, max(LIGHT_FADE_S, words_fade(after))),)


def darkened(before: State, after: State) -> tuple[Effect, ...]:
    """Return the dark as it comes, or changes: from a clock to nothing, and back."""
    same = (before.night, before.off) == (after.night, after.off)
    return () if same or not after.dark else nightfall(after)


def _dawns(before: State, after: State) -> bool:
    """Say whether the night is over: then the slide beneath comes back by itself."""
    return before.dark and not after.dark


def nightfall(state: State) -> tuple[Effect, ...]:
    """Return the dark as it comes, unless a card stands over it."""
    return () if state.cover > 1 else (scene_for(state, NIGHT_FADE_S),)


def again(state: State) -> tuple[Effect, ...]:
    """Return what is there drawn again where it stands: other words, same picture.

    A slide that is still fading in goes on doing so for the rest of its fade.
    """
    return () if state.cover > 1 else (scene_for(state, words_fade(state)),)


def words_fade(state: State) -> float:
    """Return how long other words take to come."""
    if state.current is None or state.cover:
        return WORDS_FADE_S
    return max(WORDS_FADE_S, state.settings.fade_s - state.spent_s)
