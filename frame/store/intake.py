"""Taking in: a photo's two files first, then the row that makes it one of ours."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

import msgspec

from frame.errors import DiskFull, FrameError
from frame.model import AlbumId, Photo
from frame.store import rows
from frame.store.blobs import Kind
from frame.store.parts import Parts
from frame.store.rows import Origin, PhotoRow
from frame.store.shelf import Shelf
from frame.store.tables import PhotoSealed


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A photo that is on its way in; `source` recognises the file it came from."""

    photo: Photo
    source: bytes
    origin: Origin | None


class Intake:
    """Adds photos to an open store; `untidy` once files without a row may lie about."""

    def __init__(self, parts: Parts, shelf: Shelf) -> None:
        self._parts = parts
        self._shelf = shelf
        self.untidy = False

    def add(self, arrival: Arrival, jpegs: Mapping[Kind, bytes], also: Callable[[], None]) -> None:
        """Store a photo, durable on return; raise DiskFull.

        `also` is called inside the transaction that makes it one of ours.
        """
        photo = arrival.photo
        sheet = self._sheet_with_room(photo.album)
        try:
            row = self._write_files(arrival, jpegs)
            self._commit(row, sheet, also)
        except BaseException as problem:
            self.untidy = True
            if isinstance(problem, DiskFull):
                with suppress(FrameError):
                    self._parts.blobs.remove([photo.id])
            raise
        self._shelf.add(row, sheet)

    def _write_files(self, arrival: Arrival, jpegs: Mapping[Kind, bytes]) -> PhotoRow:
        blobs = self._parts.blobs.write(arrival.photo.id, jpegs)
        return PhotoRow(
            photo=arrival.photo,
            master=blobs["master"],
            thumbnail=blobs["thumbnail"],
            source=arrival.source,
            origin=arrival.origin,
        )

    def _commit(self, row: PhotoRow, sheet: int, also: Callable[[], None]) -> None:
        photo, plain = row.photo, msgspec.msgpack.encode(row)
        whose = rows.whose_photo(photo.id, photo.album)
        sealed = self._parts.sealer.seal(rows.PHOTO, sheet, whose, plain)
        with self._parts.catalogue.change():
            self._parts.catalogue.put_photo(
                PhotoSealed(photo.id, photo.album, sheet, sealed, None, None)
            )
            also()

    def _sheet_with_room(self, album: AlbumId) -> int:
        for sheet in reversed(self._parts.keyring.sheets_of(album)):
            if self._shelf.has_room(sheet):
                return sheet
        (sheet,) = self._parts.keyring.add_sheets((album,))
        return sheet
