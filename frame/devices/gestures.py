"""What keys, a mouse and a finger mean.

Rule: only translation lives here; what a wish does is decided by `slideshow.show`.
"""

from dataclasses import dataclass

from frame.model import Command, Size, Verb

LONG_PRESS_S = 0.6
_SWIPE = 0.09
_STILL = 0.03
_THIRD = 1 / 3

KEYS = {
    "right": Verb.NEXT,
    "page down": Verb.NEXT,
    "n": Verb.NEXT,
    "left": Verb.BACK,
    "page up": Verb.BACK,
    "backspace": Verb.BACK,
    "space": Verb.PAUSE,
    "p": Verb.PAUSE,
    "h": Verb.HIDE,
    "f": Verb.FAVOURITE,
    "o": Verb.ORIGINAL,
    "w": Verb.WHY,
    "escape": Verb.QUIT,
    "q": Verb.QUIT,
}


@dataclass(frozen=True, slots=True)
class _Touch:
    x: float
    y: float
    at_s: float
    moved: bool = False


class Gestures:
    """Turns a pressed and released finger or mouse button into a wish."""

    def __init__(self, screen: Size) -> None:
        self._screen = screen
        self._touch: _Touch | None = None

    def press(self, x: float, y: float, at_s: float) -> None:
        """Note where and when the glass was touched."""
        self._touch = _Touch(x, y, at_s)

    def move(self, x: float, y: float) -> None:
        """Note that the finger travels: then it is no long press."""
        touch = self._touch
        if touch is not None and max(map(abs, self._way(touch, x, y))) > _STILL:
            self._touch = _Touch(touch.x, touch.y, touch.at_s, moved=True)

    def held(self, now_s: float) -> tuple[Command, ...]:
        """Return WHY once, as soon as a finger has rested long enough."""
        touch = self._touch
        if touch is None or touch.moved or now_s - touch.at_s < LONG_PRESS_S:
            return ()
        self._touch = None
        return (Command(verb=Verb.WHY),)

    def release(self, x: float, y: float) -> tuple[Command, ...]:
        """Return what the touch meant."""
        touch, self._touch = self._touch, None
        if touch is None:
            return ()
        across, down = self._way(touch, x, y)
        if max(abs(across), abs(down)) >= _SWIPE:
            return (Command(verb=_swiped(across, down)),)
        return (Command(verb=self._tapped(x)),)

    def _way(self, touch: _Touch, x: float, y: float) -> tuple[float, float]:
        """Return how far the finger went, as shares of the screen."""
        return (x - touch.x) / self._screen.width_px, (y - touch.y) / self._screen.height_px

    def _tapped(self, x: float) -> Verb:
        share = x / self._screen.width_px
        if share < _THIRD:
            return Verb.BACK
        return Verb.NEXT if share > 1 - _THIRD else Verb.PAUSE


def _swiped(across: float, down: float) -> Verb:
    if abs(across) >= abs(down):
        return Verb.NEXT if across < 0 else Verb.BACK
    return Verb.FAVOURITE if down < 0 else Verb.ORIGINAL
