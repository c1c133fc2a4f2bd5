"""The side of a vault that remembers: when photos were shown and skipped, and small settings."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar

import msgspec

from frame.errors import BadRequest
from frame.model import PhotoId, Shown
from frame.store import rows
from frame.store.inside import Inside
from frame.store.tables import SettingSealed

_Shape = TypeVar("_Shape")
_SETTING = re.compile(r"[a-z][a-z0-9_.-]{0,39}")


class Memory(Inside):
    """What a vault remembers about showing photos, and about itself."""

    def mark_shown(self, photo_ids: Iterable[PhotoId], shown: Shown) -> None:
        """Remember when photos were on the glass, and in which round; skips stay counted."""
        held = self._shelf.shown
        self._keep(
            {
                photo: replace(shown, skips=held[photo].skips) if photo in held else shown
                for photo in photo_ids
            }
        )

    def mark_skipped(self, photo_ids: Iterable[PhotoId]) -> None:
        """Remember that somebody did not wait for the end of these photos."""
        never = Shown(round=0, at=self._parts.keyring.made_at)
        before = {photo: self._shelf.shown.get(photo, never) for photo in photo_ids}
        self._keep({photo: replace(old, skips=old.skips + 1) for photo, old in before.items()})

    def forget_skips(self) -> None:
        """Forget that any photo was ever skipped."""
        self._keep(
            {photo: replace(old, skips=0) for photo, old in self._shelf.shown.items() if old.skips}
        )

    def shown(self) -> Mapping[PhotoId, Shown]:
        """Return when each photo was last on the glass."""
        return MappingProxyType(self._shelf.shown)

    def remember(self, name: str, value: bytes) -> None:
        """Keep a small value under a name of this program's own, such as "playlist.seed"."""
        if not _SETTING.fullmatch(name):
            raise BadRequest("a remembered value has a plain lower-case name")
        sheet = self._household()
        sealed = self._parts.sealer.seal(rows.SETTING, sheet, name, value)
        with self._parts.catalogue.change():
            self._parts.catalogue.put_setting(SettingSealed(name, sheet, sealed))
        self._shelf.settings[name] = bytes(value)

    def recall(self, name: str) -> bytes | None:
        """Return what was remembered."""
        return self._shelf.settings.get(name)

    def recall_as(self, name: str, shape: type[_Shape]) -> _Shape | None:
        """Return what was remembered in this shape; None if nothing, or another version's."""
        held = self.recall(name)
        if held is None:
            return None
        try:
            return msgspec.msgpack.decode(held, type=shape)
        except msgspec.MsgspecError:
            return None

    def _keep(self, shown: Mapping[PhotoId, Shown]) -> None:
        sealed = {
            photo: self._sealed(rows.MEMORY, photo, msgspec.msgpack.encode(one))
            for photo, one in shown.items()
        }
        with self._parts.catalogue.change():
            for photo, memory in sealed.items():
                self._parts.catalogue.put_memory(photo, memory)
        self._shelf.shown.update(shown)
