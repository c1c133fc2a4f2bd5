"""How much light the glass gives: by the hour, by who is there, and by how light the room is.

Rule 1: whoever touches a key or the glass, or asks from a phone, sees it, whatever else is so.
Rule 2: a card that asks somebody for something is never switched off, and never hard to read.
Rule 3: somebody who comes has light in the same step. Nobody loses it in two: first less, so that
        who sits still may stir, then none.
Rule 4: light follows the room slowly and in few steps (`_STEP`), so nobody sees it hunting.
Rule 5: without a camera, or while it is not known yet, somebody is there: only the hours count.
"""

from dataclasses import dataclass
from typing import Final

FULL: Final = 100
AWAKE_S: Final = 120.0
"""How long the glass stays lit after somebody touched it, though its hours are over."""
FADING_S: Final = 60.0
"""How long it is dimmed before it goes out."""
ABSENT_SHARE: Final = 30
DARK_ROOM_SHARE: Final = 35
_BRIGHT_ROOM: Final = 65
"""From which light of the room on the glass gives all it may: about 90 lux."""
_STEP: Final = 12
LEAST: Final = 8
"""Percent of all light below which nobody reads a glass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What is known.

    lit_hours    the schedule says that the screen is lit
    someone      whether somebody is there; None without a camera
    absent_s     for how long nobody has been there
    away_s       after how long that dims the glass; None where it never does
    light        how light the room is, 0 to 100; None where nobody knows
    brightness   percent that the family likes
    untouched_s  how long nobody touched or asked for anything; None where nobody did
    asks         a card on the glass asks somebody for something
    """

    lit_hours: bool = True
    someone: bool | None = None
    absent_s: float = 0.0
    away_s: float | None = None
    light: int | None = None
    brightness: int = FULL
    untouched_s: float | None = None
    asks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """Whether the glass is lit, and with how many percent of the light the family likes."""

    on: bool = True
    share: int = FULL


def decide(before: Level, now: Situation) -> Level:
    """Return how the glass is to be lit from now on."""
    awake = now.untouched_s is not None and now.untouched_s < AWAKE_S
    if awake or now.asks:
        return Level(share=_readable(_by_room(before, now), now))
    if not now.lit_hours or _absent_for(now, FADING_S):
        return Level(on=False, share=before.share)
    share = ABSENT_SHARE if _absent_for(now, 0.0) else _by_room(before, now)
    return Level(share=_readable(share, now))


def _absent_for(now: Situation, seconds: float) -> bool:
    """Say whether nobody has been there for that much longer than is waited for."""
    if now.someone is not False or now.away_s is None:
        return False
    since_s = now.absent_s
    if now.untouched_s is not None:
        since_s = min(since_s, now.untouched_s)
    return since_s >= now.away_s + seconds


def _by_room(before: Level, now: Situation) -> int:
    """Return the share that suits the room; the one from before where it is near enough."""
    if now.light is None:
        return FULL
    bright = min(1.0, now.light / _BRIGHT_ROOM)
    wanted = round(DARK_ROOM_SHARE + (FULL - DARK_ROOM_SHARE) * bright)
    near = before.on and abs(wanted - before.share) < _STEP
    return before.share if near and wanted not in {DARK_ROOM_SHARE, FULL} else wanted


def _readable(share: int, now: Situation) -> int:
    """Return a share that leaves some light of the brightness that is liked."""
    return min(FULL, max(share, -(-LEAST * FULL // max(1, now.brightness))))
