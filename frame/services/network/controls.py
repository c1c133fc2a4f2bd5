"""The frame's settings, as owners' phones read and change them (docs/protocol.md §7, 23 and 24).

Rule 1: what was said last counts, whole; of many in a moment, only the last is written.
Rule 2: whoever changed something, here or on a phone, every owner's device is told.
"""

from dataclasses import replace

from frame.post.draft import Draft
from frame.post.rows import Paired
from frame.protocol.envelope import Rank
from frame.protocol.frame_views import AskSettings, Settings
from frame.protocol.messages import Message
from frame.services import guests
from frame.services.network.stage import Grounds
from frame.services.preferences import (
    prefer,
    preferences_of,
    seconds_as_told,
    with_seconds,
)
from frame.slideshow.slide import Night


class Controls:
    """Answers about the settings of one frame."""

    def __init__(self, grounds: Grounds) -> None:
        self._books, self._stage, self._say = grounds.books, grounds.stage, grounds.say
        self._wanted: Settings | None = None
        self._asked_by: set[bytes] = set()
        self._told = self._settings()

    def answer(self, message: Message, device: Paired, draft: Draft) -> bool:
        """Take a message if it is about the settings; say whether it was."""
        match message:
            case AskSettings():
                draft.tell(device.name, self._settings())
            case Settings():
                if device.rank == Rank.OWNER:
                    self._wanted = message
                    self._asked_by.add(device.name)
            case _:
                return False
        return True

    def tick(self) -> None:
        """Set what was asked for, and tell owners what is set now."""
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self._set(wanted)
        now, asked = self._settings(), set(self._asked_by)
        self._asked_by.clear()
        owners = {name for name, row in self._books.devices().items() if row.rank == Rank.OWNER}
        for name in owners if now != self._told else asked:
            self._say(name, now)
        self._told = now

    def _settings(self) -> Settings:
        wanted = preferences_of(self._books.vault)
        night = wanted.night
        return Settings(
            brightness=wanted.brightness,
            night_from=night.from_minute if night else None,
            night_until=night.until_minute if night else None,
            guests=guests.are_here(self._books.vault),
            seconds=seconds_as_told(self._stage.config, wanted),
            arranged=wanted.arranged,
        )

    def _set(self, wanted: Settings) -> None:
        vault = self._books.vault
        night = None
        if wanted.night_from is not None and wanted.night_until is not None:
            night = Night(wanted.night_from, wanted.night_until)
        asked = replace(
            preferences_of(vault),
            brightness=wanted.brightness,
            night=night,
            arranged=wanted.arranged,
        )
        asked = with_seconds(self._stage.config, asked, wanted.seconds)
        self._stage.adjust(lambda: prefer(vault, asked))
        if wanted.guests != guests.are_here(vault):
            self._stage.carry_out(lambda: guests.set_here(vault, here=wanted.guests))
