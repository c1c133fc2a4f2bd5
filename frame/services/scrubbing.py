"""Opening every stored picture once in a while, to hear of a card that is wearing out in time.

A step opens pictures for a fraction of a second, so core shows and answers in between. How far it
came is remembered: what was cut off goes on from there.

Rule 1: nothing is decoded and nothing is mended. What does not open any more is counted, audited,
        and can be erased or sent again.
Rule 2: photos that came meanwhile are looked at too, as far as their ids come later.
"""

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

import msgspec
from msgspec.structs import replace

from frame.log import event
from frame.model import PhotoId
from frame.store.checkup import Checked, check_pictures
from frame.store.vault import Vault

STEP_S: Final = 0.2
_SETTING: Final = "scrub"
_MOST: Final = 1000
_WRITE_S: Final = 30.0
_LOG = logging.getLogger("frame.scrub")


class Scrub(msgspec.Struct, frozen=True, kw_only=True):
    """How far it came.

    after    the id of the last photo that was opened
    checked  how many were opened in this round
    found    photos that did not open in this round
    before   those of the round before
    done_s   when a round was last finished (seconds since 1970); 0 before the first
    """

    after: str = ""
    checked: int = 0
    found: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    done_s: int = 0


def state(vault: Vault) -> Scrub:
    """Return how far it came."""
    return vault.recall_as(_SETTING, Scrub) or Scrub()


def damaged(vault: Vault, just_found: Iterable[str] = ()) -> frozenset[PhotoId]:
    """Return the photos that do not open: by their rows, and by what was found so far."""
    seen, here = state(vault), {photo.id for photo in vault.photos()}
    found = {PhotoId(one) for one in (*just_found, *seen.found, *seen.before)}
    return frozenset(vault.damaged()) | (found & here)


class Scrubber:
    """Goes on with the round of one frame; it is written down how far it came twice a minute."""

    def __init__(self, vault: Vault, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._vault = vault
        self._clock_s = clock_s
        self._seen = state(vault)
        self._written_s = clock_s()

    def step(self, now: datetime) -> Mapping[str, object]:
        """Open the next pictures and return how far it is; "left" is 0 when the round is done.

        Raises:
            DiskFull: how far it came cannot be remembered.
        """
        seen = self._seen
        waiting = sorted(photo.id for photo in self._vault.photos() if photo.id > seen.after)
        opened = self._opened(waiting)
        found = (*seen.found, *(one.photo for one in opened if one.trouble))[:_MOST]
        after = opened[-1].photo if opened else ""
        left = sum(photo > after for photo in waiting) if after else 0
        checked = seen.checked + len(opened)
        self._seen = replace(seen, after=after, checked=checked, found=found)
        if not left:
            self._finish(now)
        elif self._clock_s() - self._written_s >= _WRITE_S:
            self._write()
        return {"checked": checked, "left": left, "damaged": len(damaged(self._vault, found))}

    def _opened(self, waiting: Sequence[PhotoId]) -> list[Checked]:
        until_s, opened = self._clock_s() + STEP_S, list[Checked]()
        for one in check_pictures(self._vault, waiting):
            opened.append(one)
            if self._clock_s() >= until_s:
                break
        return opened

    def _finish(self, now: datetime) -> None:
        seen = self._seen
        event(_LOG, "scrub.done", count=seen.checked, refused=len(seen.found))
        self._seen = Scrub(before=seen.found, done_s=int(now.timestamp()))
        self._write()

    def _write(self) -> None:
        self._written_s = self._clock_s()
        self._vault.remember(_SETTING, msgspec.msgpack.encode(self._seen))


def last_round(vault: Vault) -> str | None:
    """Return when the last round was finished, None before the first."""
    done_s = state(vault).done_s
    return datetime.fromtimestamp(done_s, UTC).isoformat() if done_s else None
