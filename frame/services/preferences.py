"""How the family likes its frame: what is set while it runs, from a phone or at the keyboard.

Rule 1: what was never set is as `frame.toml` says, or as it always was.
Rule 2: it is kept in the store, so it survives restarts and goes with everything else.
"""

import re
from dataclasses import dataclass, replace
from typing import Final, cast, get_args

import msgspec

from frame.config import Config
from frame.errors import BadRequest
from frame.model import Language
from frame.protocol.frame_views import BRIGHTEST, DARKEST, LONGEST_S, MINUTES, SHORTEST_S
from frame.slideshow.slide import Night
from frame.store.vault import Vault

_SETTING: Final = "preferences"
_HOURS = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)-([01]?\d|2[0-3])[:.]([0-5]\d)", re.ASCII)
_HINT = "Say it as 22:30-07:00, or off."


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """What can be set while the frame runs.

    brightness  percent, 10 to 100
    night       None where there is none
    seconds     how long a photo stays, 5 to 3,600; None leaves it to frame.toml
    arranged    albums come one after the other, each in its order
    language    of the words on the glass; None leaves it to frame.toml
    """

    brightness: int = BRIGHTEST
    night: Night | None = None
    seconds: int | None = None
    arranged: bool = False
    language: Language | None = None


def preferences_of(vault: Vault) -> Preferences:
    """Return what was set."""
    held = vault.recall(_SETTING)
    return Preferences() if held is None else msgspec.msgpack.decode(held, type=Preferences)


def prefer(vault: Vault, wanted: Preferences) -> None:
    """Keep what was set; raise BadRequest for what cannot be."""
    _check("brightness", wanted.brightness, DARKEST, BRIGHTEST)
    if wanted.seconds is not None:
        _check("seconds", wanted.seconds, SHORTEST_S, LONGEST_S)
    if wanted.night is not None:
        _check_night(wanted.night)
    if wanted != preferences_of(vault):
        vault.remember(_SETTING, msgspec.msgpack.encode(wanted))


def seconds_of(config: Config, wanted: Preferences) -> float:
    """Return how long a photo stays."""
    return config.show.seconds if wanted.seconds is None else wanted.seconds


def seconds_as_told(config: Config, wanted: Preferences) -> int:
    """Return how long a photo stays as a phone is told: whole seconds, 5 to 3,600."""
    return min(LONGEST_S, max(SHORTEST_S, round(seconds_of(config, wanted))))


def with_seconds(config: Config, wanted: Preferences, seconds: int) -> Preferences:
    """Return the preferences with what a phone said; what frame.toml says too stays there."""
    said = None if seconds == seconds_as_told(config, Preferences()) else seconds
    return replace(wanted, seconds=said)


def language_of(config: Config, wanted: Preferences) -> Language:
    """Return the language of the words on the glass."""
    return wanted.language or config.language


def read_language(text: str) -> Language:
    """Return a language; raise BadRequest where the glass does not speak it."""
    for language in get_args(Language):
        if text == language:
            return cast("Language", language)
    raise BadRequest(
        f"the glass does not speak {text!r}", hint=f"One of {', '.join(get_args(Language))}."
    )


def read_hours(text: str) -> Night | None:
    """Return the night of "22:30-07:00", None for "off"; raise BadRequest."""
    if text == "off":
        return None
    told = _HOURS.fullmatch(text)
    if told is None:
        raise BadRequest(f"{text!r} are no hours of a night", hint=_HINT)
    hours = [int(one) for one in told.groups()]
    night = Night(60 * hours[0] + hours[1], 60 * hours[2] + hours[3])
    _check_night(night)
    return night


def write_hours(night: Night | None) -> str | None:
    """Return "22:30-07:00", or None."""
    if night is None:
        return None
    ends = (night.from_minute, night.until_minute)
    return "-".join(f"{minute // 60:02}:{minute % 60:02}" for minute in ends)


def _check(what: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise BadRequest(f"{what} is from {least} to {most}", hint="Choose a number between.")


def _check_night(night: Night) -> None:
    ends = (night.from_minute, night.until_minute)
    if ends[0] == ends[1] or not all(0 <= minute < MINUTES for minute in ends):
        raise BadRequest("a night has a beginning and another end", hint=_HINT)
