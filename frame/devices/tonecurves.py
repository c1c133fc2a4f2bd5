"""Tables of 256 steps that change the light of a picture, in linear light (IEC 61966-2-1).

A table is a list of 256 bytes for one channel, or 768 for red, green and blue.
"""

from collections.abc import Callable, Iterable
from math import exp

# above this share of full light, more light is squeezed in softly instead of being cut off
_SHOULDER = 0.8
_LIFT_STOPS, _HOLD = 2.0, 0.8
_STEPS = range(256)


def light(exposure: float, balance: tuple[float, float, float]) -> list[int]:
    """Return 768 steps: `exposure` stops more light, and a gain for each channel.

    White keeps its colour whatever the gains are, because a clipped white has none to correct.
    """
    white = 2.0 ** min(0.0, exposure)
    curves = [_gained(gain * 2.0**exposure, white) for gain in balance]
    return [_encoded(curve(_linear(step))) for curve in curves for step in _STEPS]


def lift(amount: float) -> list[int]:
    """Return 768 steps that add up to two stops, the fewer the lighter a pixel is already."""
    return _same(
        _encoded(_lifted(_linear(step), 2.0 ** (_LIFT_STOPS * amount))) for step in _STEPS
    )


def hold(amount: float) -> list[int]:
    """Return 768 steps that take some light away, the less the nearer to black or white."""

    def held(linear: float) -> float:
        return float(linear ** (1.0 + _HOLD * amount * (1.0 - linear)))

    return _same(_encoded(held(_linear(step))) for step in _STEPS)


def contrast(amount: float) -> list[int]:
    """Return 768 steps that spread the middle tones; black, middle grey and white stay."""

    def spread(share: float) -> float:
        curve = share * share * (3.0 - 2.0 * share)
        return share + amount * (curve - share)

    return _same(_byte(spread(step / 255)) for step in _STEPS)


def shrink(threshold: float) -> list[int]:
    """Return 256 steps around 128: the non-negative garrote, d - t * t / d, else nothing."""

    def kept(detail: float) -> float:
        return detail - threshold**2 / detail if abs(detail) > threshold else 0.0

    return [_byte((128 + kept(step - 128.0)) / 255) for step in _STEPS]


def ramp(first: int, last: int) -> list[int]:
    """Return 256 steps from 0 at `first` smoothly to 255 at `last`; backwards if last is less."""

    def smooth(share: float) -> float:
        inside = min(1.0, max(0.0, share))
        return inside * inside * (3.0 - 2.0 * inside)

    return [_byte(smooth((step - first) / (last - first))) for step in _STEPS]


def _linear(step: int) -> float:
    share = step / 255
    return float(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4)


def _encoded(linear: float) -> int:
    curve = 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
    return _byte(curve)


def _gained(gain: float, white: float) -> Callable[[float], float]:
    """Return the curve that multiplies light by `gain` and takes full light to `white`."""
    if gain <= white:
        return lambda linear: linear * (gain + (white - gain) * linear**4)
    knee = _SHOULDER * white
    bend = _bend(gain - knee, white - knee)

    def shouldered(linear: float) -> float:
        bright = linear * gain
        if bright <= knee:
            return bright
        reached = (1.0 - exp((knee - bright) / bend)) / (1.0 - exp((knee - gain) / bend))
        return knee + (white - knee) * reached

    return shouldered


def _bend(length: float, room: float) -> float:
    """Return how bent a shoulder is that squeezes `length` into `room` and begins straight."""
    low, high = room / 2, 1000.0 * room
    for _ in range(60):
        middle = (low + high) / 2
        if room > middle * (1.0 - exp(-length / middle)):
            low = middle
        else:
            high = middle
    return high


def _lifted(linear: float, gain: float) -> float:
    return linear * gain / (1.0 + linear * (gain - 1.0))


def _byte(share: float) -> int:
    return min(255, max(0, round(255 * share)))


def _same(steps: Iterable[int]) -> list[int]:
    return 3 * list(steps)


WHERE_DARK = ramp(135, 25)
WHERE_BRIGHT = ramp(150, 235)
TOO_RED = ramp(20, 60)
