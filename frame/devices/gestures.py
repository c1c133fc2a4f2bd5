"""What keys, a mouse and a finger mean.

Rule 1: only translation lives here; what a wish does is decided by `slideshow.show`.
Rule 2: while the glass asks for a yes or a no, keys and fingers answer, and nothing else.
"""

from dataclasses import dataclass

from frame.model import Command, Size, Verb
from frame.scene import Target

LONG_PRESS_S = 0.6
_SWIPE = 0.09
_STILL = 0.03
_THIRD = 1 / 3
_CORNER = 0.15

KEYS = {
    "right": Verb.NEXT,
    "page down": Verb.NEXT,
    "n": Verb.NEXT,
    "left": Verb.BACK,
    "page up": Verb.BACK,
    "backspace": Verb.BACK,
    "space": Verb.PAUSE,
    "p": Verb.PAIR,
    "h": Verb.HIDE,
    "f": Verb.FAVOURITE,
    "o": Verb.ORIGINAL,
    "w": Verb.WHY,
    "escape": Verb.QUIT,
    "q": Verb.QUIT,
}
ANSWERS = {
    "y": Verb.YES,
    "return": Verb.YES,
    "enter": Verb.YES,
    "n": Verb.NO,
    "escape": Verb.NO,
    "q": Verb.QUIT,
}


def meaning_of(key: str, *, asked: bool) -> tuple[Command, ...]:
    """Return what a key asks for; `asked` while the glass waits for a yes or a no."""
    verb = (ANSWERS if asked else KEYS).get(key)
    return () if verb is None else (Command(verb=verb),)


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
        self._targets: tuple[Target, ...] = ()

    def aim(self, targets: tuple[Target, ...]) -> None:
        """Take other places to touch; a finger that is down already touches none of them."""
        if targets != self._targets:
            self._targets = targets
            self._touch = None

    def press(self, x: float, y: float, at_s: float) -> None:
        """Note where and when the glass was touched."""
        self._touch = _Touch(x, y, at_s)

    def move(self, x: float, y: float) -> None:
        """Note that the finger travels: then it is no long press."""
        touch = self._touch
        if touch is not None and max(map(abs, self._way(touch, x, y))) > _STILL:
            self._touch = _Touch(touch.x, touch.y, touch.at_s, moved=True)

    def held(self, now_s: float) -> tuple[Command, ...]:
        """Return WHY, in a corner PAIR, once, as soon as a finger has rested long enough."""
        touch = self._touch
        if self._targets or touch is None or touch.moved or now_s - touch.at_s < LONG_PRESS_S:
            return ()
        self._touch = None
        return (Command(verb=Verb.PAIR if self._in_corner(touch) else Verb.WHY),)

    def release(self, x: float, y: float) -> tuple[Command, ...]:
        """Return what the touch meant."""
        touch, self._touch = self._touch, None
        if touch is None:
            return ()
        if self._targets:
            return self._hit(touch, x, y)
        across, down = self._way(touch, x, y)
        if max(abs(across), abs(down)) >= _SWIPE:
            return (Command(verb=_swiped(across, down)),)
        return (Command(verb=self._tapped(x)),)

    def _hit(self, touch: _Touch, x: float, y: float) -> tuple[Command, ...]:
        """Return what was touched; a finger that slid in from elsewhere touched nothing."""
        return tuple(
            Command(verb=target.verb)
            for target in self._targets
            if _holds(target, touch.x, touch.y) and _holds(target, x, y)
        )[:1]

    def _in_corner(self, touch: _Touch) -> bool:
        reach = _CORNER * min(self._screen.width_px, self._screen.height_px)
        across = min(touch.x, self._screen.width_px - touch.x)
        down = min(touch.y, self._screen.height_px - touch.y)
        return across < reach and down < reach

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


def _holds(target: Target, x: float, y: float) -> bool:
    at = target.at
    return at.left <= x <= at.left + at.width and at.top <= y <= at.top + at.height
