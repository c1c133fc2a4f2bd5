"""Core's hand on the light of the glass: it asks `upkeep.dimming`, and tells the slideshow.

Rule 1: a night that was set on a phone or with `frame settings` counts instead of `screen.hours`:
        whoever asked for a clock by night gets a clock, whatever the installer wrote.
Rule 2: hours count only once the clock is set; until then the glass is lit.
Rule 3: it is lit until the first photo stood on it, or a card that says why there is none: whoever
        starts it sees that it works, and so does an update that has to prove itself at night.
"""

from dataclasses import dataclass
from typing import Final, Protocol

from frame.config import Config
from frame.devices.clock import is_set
from frame.ports import Clock
from frame.services.preferences import Preferences
from frame.slideshow.events import Lit
from frame.slideshow.view import View
from frame.upkeep import dimming
from frame.upkeep.dimming import Level, Situation
from frame.upkeep.hours import is_lit, read_hours

LOOK_S: Final = 2.0
"""How often what the family likes is read again."""


class Glass(Protocol):
    """Core, as far as its light goes."""

    @property
    def idle_s(self) -> float | None:
        """How long nobody asked for anything."""

    def view(self) -> View | None:
        """Return what is on the glass."""

    def stand(self, news: Lit) -> None:
        """Tell the glass how it is lit from now on."""


class InRoom(Protocol):
    """The room, as far as it is known."""

    light: int | None

    @property
    def someone(self) -> bool | None:
        """Whether somebody is there."""

    @property
    def absent_s(self) -> float:
        """How long nobody has been there."""


class Likes(Protocol):
    """Who knows what the family likes."""

    def __call__(self) -> Preferences:
        """Return it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How the glass is lit; `away_s` None never dims it, `goes_out` False leaves it lit."""

    hours: str = ""
    away_s: float | None = None
    goes_out: bool = True


def habits_of(config: Config) -> Habits:
    """Return what frame.toml says."""
    away_s = 60.0 * config.camera.away_minutes
    return Habits(hours=config.screen.hours, away_s=away_s or None)


class Lights:
    """Call `step` often, in core's thread."""

    def __init__(
        self, glass: Glass, room: InRoom, likes: Likes, clock: Clock, habits: Habits
    ) -> None:
        self._glass, self._room, self._likes, self._clock = glass, room, likes, clock
        self._habits, self._week = habits, read_hours(habits.hours)
        self._liked, self._read_s = Preferences(), float("-inf")
        self.level = Level()

    def step(self) -> None:
        """Light the glass as it is due."""
        at_s = self._clock.monotonic_s()
        if at_s - self._read_s >= LOOK_S:
            self._liked, self._read_s = self._likes(), at_s
        level = dimming.decide(self.level, self._situation())
        if not self._habits.goes_out and not level.on:
            level = Level(share=dimming.ABSENT_SHARE)
        if level != self.level:
            self.level = level
            self._glass.stand(Lit(on=level.on, share=level.share))

    def _situation(self) -> Situation:
        view, now = self._glass.view(), self._clock.now()
        hours_count = self._liked.night is None and is_set(now)
        return Situation(
            lit_hours=not hours_count or is_lit(self._week, now),
            someone=self._room.someone,
            absent_s=self._room.absent_s,
            away_s=self._habits.away_s,
            light=self._room.light,
            brightness=self._liked.brightness,
            untouched_s=self._glass.idle_s,
            asks=view is None or view.asks or not view.settled,
        )
