"""Core's hand on the light: hours, nights, presence, and hands."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from frame.config import Config, parse
from frame.devices.sim.clock import SimClock
from frame.services.lights import LOOK_S, Habits, Lights, habits_of
from frame.services.preferences import Preferences
from frame.slideshow.events import Lit
from frame.slideshow.slide import Night
from frame.slideshow.view import Sort, View
from frame.upkeep.dimming import ABSENT_SHARE, AWAKE_S, FADING_S

EVENING = datetime(2027, 6, 7, 22, 29, 30, tzinfo=UTC)  # a Monday
HOURS = "mon-fri 07:00-22:30, sat-sun 08:00-23:30"


@dataclass
class House:
    """The glass, the room and the family of one frame."""

    clock: SimClock
    idle_s: float | None = None
    light: int | None = None
    someone: bool | None = None
    absent_s: float = 0.0
    asks: bool = False
    settled: bool = True
    liked: Preferences = field(default_factory=Preferences)
    told: list[Lit] = field(default_factory=list)

    def view(self) -> View | None:
        return View(sort=Sort.SLIDE, asks=self.asks, settled=self.settled)

    def stand(self, news: Lit) -> None:
        self.told.append(news)

    def lights(self, habits: Habits) -> Lights:
        return Lights(self, self, lambda: self.liked, self.clock, habits)

    def wait(self, lights: Lights, seconds: float) -> None:
        for _ in range(round(seconds)):
            self.clock.pass_time(1.0)
            self.absent_s += self.someone is False
            self.idle_s = None if self.idle_s is None else self.idle_s + 1.0
            lights.step()


@pytest.fixture
def house() -> House:
    return House(SimClock(EVENING))


def test_when_the_hours_are_over_the_glass_goes_out_and_in_the_morning_comes_back(
    house: House,
) -> None:
    lights = house.lights(Habits(hours=HOURS))
    house.wait(lights, 29)
    assert house.told == []
    house.wait(lights, 2)
    assert [one.on for one in house.told] == [False]
    house.clock.pass_time(8.5 * 3600 - 60)
    lights.step()
    assert len(house.told) == 1
    house.wait(lights, 61)
    assert [one.on for one in house.told] == [False, True]


def test_a_night_of_the_phone_counts_instead_of_the_hours_of_the_file(house: House) -> None:
    house.liked = replace(house.liked, night=Night(23 * 60, 7 * 60))
    lights = house.lights(Habits(hours=HOURS))
    house.wait(lights, 3600)
    assert house.told == []
    house.liked = replace(house.liked, night=None)
    house.wait(lights, LOOK_S + 1)
    assert [one.on for one in house.told] == [False]


def test_whoever_presses_a_key_after_hours_has_light_for_a_while(house: House) -> None:
    lights = house.lights(Habits(hours=HOURS))
    house.wait(lights, 60)
    house.idle_s = 0.0
    lights.step()
    assert [one.on for one in house.told] == [False, True]
    house.wait(lights, AWAKE_S + 1)
    assert [one.on for one in house.told] == [False, True, False]


@pytest.mark.promise("P4")
def test_a_clock_that_is_not_set_switches_nothing_off() -> None:
    house = House(SimClock(datetime(2000, 1, 1, 3, tzinfo=UTC)))
    lights = house.lights(Habits(hours=HOURS))
    house.wait(lights, 600)
    assert house.told == []


def test_nobody_for_long_dims_it_then_switches_it_off_and_somebody_has_it_back_at_once(
    house: House,
) -> None:
    house.someone = False
    lights = house.lights(Habits(away_s=300.0))
    house.wait(lights, 301)
    assert house.told == [Lit(share=ABSENT_SHARE)]
    house.wait(lights, FADING_S)
    assert not house.told[-1].on
    house.someone, house.absent_s = True, 0.0
    lights.step()
    assert house.told[-1] == Lit(on=True, share=100)


@pytest.mark.promise("P4")
def test_a_card_that_asks_stays_lit_whoever_is_away_and_whatever_the_hour(house: House) -> None:
    house.asks, house.someone, house.absent_s = True, False, 1e6
    lights = house.lights(Habits(hours=HOURS, away_s=60.0))
    house.wait(lights, 3600)
    assert all(one.on for one in house.told)


def test_a_frame_that_starts_after_hours_shows_its_first_photo_before_it_goes_out(
    house: House,
) -> None:
    house.settled = False
    lights = house.lights(Habits(hours=HOURS))
    house.wait(lights, 600)
    assert house.told == []
    house.settled = True
    house.wait(lights, 1)
    assert [one.on for one in house.told] == [False]


def test_where_it_may_not_go_out_it_is_only_dimmed(house: House) -> None:
    house.someone, house.absent_s = False, 1e6
    lights = house.lights(Habits(away_s=60.0, goes_out=False))
    house.wait(lights, 10)
    assert house.told == [Lit(share=ABSENT_SHARE)]


def test_what_frame_toml_says_is_what_is_done() -> None:
    assert habits_of(Config()) == Habits(away_s=900.0)
    config = parse(f'[screen]\nhours = "{HOURS}"\n[camera]\naway_minutes = 0')
    assert habits_of(config) == Habits(hours=HOURS, away_s=None)
