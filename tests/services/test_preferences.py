"""What is set while the frame runs, and how the command line says it."""

from datetime import UTC, datetime

import pytest

from frame.config import parse
from frame.errors import BadRequest
from frame.services.household import Household
from frame.services.preferences import (
    Preferences,
    prefer,
    preferences_of,
    read_hours,
    seconds_as_told,
    seconds_of,
    with_seconds,
    write_hours,
)
from frame.services.settings import settings_of
from frame.services.wish import Adjust
from frame.services.wishes import perform
from frame.slideshow.slide import Night

_FILE = parse("[show]\nseconds = 2.4\n")
_NOW = datetime(2026, 6, 1, tzinfo=UTC)


def test_what_was_never_set_is_as_the_file_says(home: Household) -> None:
    wanted = preferences_of(home.vault)
    assert wanted == Preferences(brightness=100, night=None, seconds=None)
    settings = settings_of(_FILE, wanted)
    assert (settings.seconds, settings.brightness, settings.night) == (2.4, 100, None)


def test_what_was_set_is_kept_and_counts(home: Household) -> None:
    wanted = Preferences(brightness=40, night=Night(1_350, 420), seconds=60, arranged=True)
    prefer(home.vault, wanted)
    assert preferences_of(home.vault) == wanted
    settings = settings_of(_FILE, wanted)
    assert (settings.seconds, settings.brightness) == (60, 40)
    assert settings.night == Night(1_350, 420)


def test_the_language_is_that_of_the_file_until_another_one_is_set(home: Household) -> None:
    file = parse('[screen]\nlanguage = "fr"\n')
    assert settings_of(_FILE, Preferences()).language == "en"
    assert settings_of(file, preferences_of(home.vault)).language == "fr"
    perform(home.vault, Adjust(language="zh"), _NOW)
    perform(home.vault, Adjust(brightness=40), _NOW)
    assert settings_of(file, preferences_of(home.vault)).language == "zh"
    with pytest.raises(BadRequest, match="does not speak"):
        perform(home.vault, Adjust(language="tlh"), _NOW)


@pytest.mark.parametrize(
    "wrong",
    [
        Preferences(brightness=9),
        Preferences(brightness=101),
        Preferences(seconds=4),
        Preferences(seconds=3_601),
        Preferences(night=Night(60, 60)),
        Preferences(night=Night(0, 1_440)),
        Preferences(night=Night(-1, 60)),
    ],
)
def test_what_makes_no_sense_is_not_kept(home: Household, wrong: Preferences) -> None:
    with pytest.raises(BadRequest):
        prefer(home.vault, wrong)
    assert preferences_of(home.vault) == Preferences()


def test_phones_are_told_whole_seconds_within_bounds() -> None:
    assert seconds_as_told(_FILE, Preferences()) == 5
    assert seconds_as_told(parse("[show]\nseconds = 86400\n"), Preferences()) == 3_600
    assert with_seconds(_FILE, Preferences(brightness=30), 5) == Preferences(brightness=30)
    assert seconds_of(_FILE, with_seconds(_FILE, Preferences(), 6)) == 6


@pytest.mark.parametrize(
    ("told", "night"),
    [
        ("22:30-07:00", Night(1_350, 420)),
        ("0:00-23:59", Night(0, 1_439)),
        ("7.05-6.00", Night(425, 360)),
        ("off", None),
    ],
)
def test_hours_are_read_as_people_write_them(told: str, night: Night | None) -> None:
    assert read_hours(told) == night
    assert read_hours(write_hours(night) or "off") == night


@pytest.mark.parametrize("told", ["", "22:30", "24:00-7:00", "22:60-7:00", "7:00-07:00", "22-7"])
def test_what_are_no_hours_is_explained(told: str) -> None:
    with pytest.raises(BadRequest) as problem:
        read_hours(told)
    assert problem.value.hint
