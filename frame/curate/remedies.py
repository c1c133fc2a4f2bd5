"""What was done to a photo so that it looks better, in words."""

from collections.abc import Iterator

from frame.model import Remedy

_BARELY = 0.02


def in_words(remedy: Remedy) -> tuple[str, ...]:
    """Return each thing a remedy does, in the past tense; empty where it does nothing."""
    return tuple(_told(remedy))


def _told(remedy: Remedy) -> Iterator[str]:
    yield from _light(remedy)
    if cast := _cast(remedy.balance):
        yield f"took away most of a {cast} cast"
    if remedy.noise > 0:
        yield "calmed the grain"
    if remedy.tilt:
        yield f"turned it {abs(remedy.tilt):.1f}° {_side(remedy.tilt)} to stand level"
    if remedy.sharpen > 0:
        yield "sharpened it a little"
    if remedy.red_eyes:
        yield "took the red out of the eyes"


def _light(remedy: Remedy) -> Iterator[str]:
    if remedy.exposure:
        yield "brightened it" if remedy.exposure > 0 else "darkened it"
    if remedy.shadows > 0:
        yield "lifted the shadows"
    if remedy.highlights > 0:
        yield "held back the highlights"
    if remedy.contrast > 0:
        yield "gave it more contrast"


def _side(tilt: float) -> str:
    return "clockwise" if tilt > 0 else "anticlockwise"


def _cast(gains: tuple[float, float, float]) -> str:
    """Name the colour that the gains take away: the light that they turn grey."""
    red, green, blue = (1.0 / max(gain, 1e-6) for gain in gains)
    strongest, weakest = max(red, green, blue), min(red, green, blue)
    if strongest - weakest < _BARELY:
        return ""
    middle = sorted((red, green, blue))[1]
    two = middle - weakest > strongest - middle
    if weakest == blue and two:
        return "yellow"
    if weakest == red and two:
        return "cyan"
    if weakest == green and two:
        return "purple"
    return {red: "red", green: "green", blue: "blue"}[strongest]
