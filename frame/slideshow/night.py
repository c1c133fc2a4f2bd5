"""The dark: nights, in which a clock stands on the glass, and a glass that is switched off.

Rule 1: it is night by the clock on the wall and at no other time; what the hours say counts,
        whatever summer time does to them.
Rule 2: no photo is seen by night. The slide beneath rests; what is erased meanwhile is gone.
Rule 3: the first wish only wakes the glass, so nobody hides a photo they do not see. It stays
        awake for AWAKE_S after the last one.
Rule 4: not even the night is black: a clock says that the frame is well. Black is only a glass
        that is switched off, because its hours are over or nobody is there; it wakes as the night
        does.
"""

import math
from dataclasses import replace
from datetime import datetime

from frame.model import Size
from frame.scene import Colour, Scene, Words
from frame.slideshow.compose import short_side
from frame.slideshow.lettering import width_of
from frame.slideshow.slide import Night
from frame.slideshow.state import State

AWAKE_S = 120.0
NIGHT_FADE_S = 2.4
_PAPER: Colour = (7, 5, 4)
_DIGITS: Colour = (104, 62, 38)
_CLOCK = 0.235
_GAMMA = 2.2
_DRIFTS = ((0.0, 0.0), (0.6, 0.4), (-0.5, 0.7), (-0.8, -0.3), (0.3, -0.8), (0.8, -0.1))
_DRIFT = 0.050


def is_dark(night: Night | None, now: datetime) -> bool:
    """Say whether the hours of the night have begun and are not over; `now` is local time."""
    if night is None:
        return False
    minute = 60 * now.hour + now.minute
    if night.from_minute <= night.until_minute:
        return night.from_minute <= minute < night.until_minute
    return minute >= night.from_minute or minute < night.until_minute


def veil_for(brightness: float) -> float:
    """Return how dense a veil leaves so many percent of the light (sRGB, about 2.2)."""
    return 1.0 - math.pow(brightness / 100, 1 / _GAMMA)


def with_the_hour(state: State) -> State:
    """Return the state with the dark come or gone, as the time says."""
    sleepy = state.at_s >= state.awake_until_s
    return replace(state, night=_is_night(state) and sleepy, off=state.unlit and sleepy)


def woken(state: State, seconds: float = AWAKE_S) -> State:
    """Return the state awake for so long from now on, if it is dark."""
    if not (state.unlit or _is_night(state)):
        return state
    until_s = max(state.awake_until_s, state.at_s + seconds)
    return replace(state, night=False, off=False, awake_until_s=until_s)


def _is_night(state: State) -> bool:
    return state.now is not None and is_dark(state.settings.night, state.now)


def off_scene(screen: Size) -> Scene:
    """Return nothing at all, for a glass that is switched off once it is there."""
    return Scene(size=screen, background=(0, 0, 0), layers=(), lit=False)


def night_scene(screen: Size, now: datetime | None) -> Scene:
    """Return the night: the time, dim and warm, and nothing else.

    It stands in the middle, a little elsewhere each minute, so that no pixel wears out.
    """
    return Scene(
        size=screen, background=_PAPER, layers=() if now is None else (_clock(screen, now),)
    )


def _clock(screen: Size, now: datetime) -> Words:
    unit = short_side(screen)
    size = min(_CLOCK * unit, 0.8 * screen.width_px / width_of("00:00", 1.0, "light"))
    right, down = _DRIFTS[now.minute % len(_DRIFTS)]
    return Words(
        text=f"{now:%H:%M}",
        left=screen.width_px / 2 + right * _DRIFT * unit,
        baseline=screen.height_px / 2 + 0.33 * size + down * _DRIFT * unit,
        size_px=size,
        weight="light",
        colour=_DIGITS,
        anchor="centre",
    )
