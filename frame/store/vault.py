"""The vault: everything the frame keeps, behind one door.

Rule 1: what a method returned from is on the disk; what it raised from changed nothing that was
        stored before.
Rule 2: an erased photo is never shown again: its tombstone is durable before anything else, and
        a store that was cut off finishes erasing before `open` returns.
Rule 3: one thread uses a vault. Only `master` and `thumbnail` may be called from another one.
Rule 4: entropy and time are arguments.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self, TypedDict, Unpack

import msgspec

from frame.crypto.keys import DeviceKey, recognise
from frame.crypto.sign import Signer
from frame.errors import BadRequest, StoreDamaged
from frame.model import (
    AlbumId,
    CleanPhoto,
    Looks,
    OwnerId,
    Photo,
    PhotoId,
    PhotoState,
    Receipt,
)
from frame.ports import Entropy
from frame.store import erasure, opening, rows
from frame.store.blobs import Kind, file_size
from frame.store.catalogue import FILE, LOG
from frame.store.checkup import Checked, check_pictures
from frame.store.disk import Disk
from frame.store.household import Household
from frame.store.inside import aware, check_words
from frame.store.intake import Arrival
from frame.store.keyring import SLOTS
from frame.store.memory import Memory
from frame.store.opening import Site
from frame.store.origins import Origins
from frame.store.parcels import Parcels
from frame.store.people import People
from frame.store.records import Change, Records
from frame.store.rows import Origin, PhotoRow
from frame.store.shelf import Entry
from frame.store.unlooking import Unlooking

CAPTION_LETTERS = 2000
PLACE_LETTERS = 64
_DIGEST_BYTES = 32
_LIVING = frozenset({PhotoState.ARRIVING, PhotoState.READY, PhotoState.RESTING})


class PhotoChanges(TypedDict, total=False):
    """What may be changed about a photo that is stored."""

    favourite: bool
    hidden: bool
    private: bool
    approved: bool
    caption: str
    place: str
    state: PhotoState


class Vault(Household, People, Memory, Origins, Records, Unlooking):
    """An open store; make one with `create` or `open`."""

    @classmethod
    def create(
        cls,
        folder: Path,
        device_key: DeviceKey,
        entropy: Entropy,
        now: datetime,
        *,
        disk: Disk | None = None,
    ) -> Self:
        """Make a new, empty store in `folder`.

        Raises:
            BadRequest: there is already a store.
            DiskFull, StoreBusy
        """
        site = Site(folder, device_key, entropy, disk or Disk())
        return cls(opening.make(site, aware(now)), entropy)

    @classmethod
    def open(
        cls,
        folder: Path,
        device_key: DeviceKey,
        entropy: Entropy,
        *,
        disk: Disk | None = None,
        anchor: int = 0,
    ) -> Self:
        """Open the store in `folder`, and finish what a power cut left half done.

        `anchor` is the highest generation this store is known to have reached.

        Raises:
            BadRequest: there is no store.
            WrongKey: another device key made it.
            StoreDamaged: keyring or catalogue are damaged, missing or older than `anchor`.
            StoreBusy: another process has it open.
            DiskFull: an erasure that was cut off cannot be finished.
        """
        site = Site(folder, device_key, entropy, disk or Disk())
        return cls(opening.reopen(site, anchor), entropy)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the files and let another process in; a second call does nothing."""
        with ExitStack() as last:
            last.callback(self._opened.lock.release)
            last.callback(self._parts.catalogue.close)
            if self._intake.untidy:
                self._intake.untidy = False
                opening.tidy(self._opened)

    @property
    def generation(self) -> int:
        """How often the keyring changed; the `anchor` to hand to `open` next time."""
        return self._parts.keyring.generation

    @property
    def public_key(self) -> str:
        """The frame's Ed25519 public key, 64 hex digits."""
        return Signer(self._parts.keyring.seed).public.hex()

    @property
    def parcels(self) -> Parcels:
        """The chunks of photos that are still arriving."""
        return Parcels(self._parts.folder, self._parts.disk)

    @property
    def made_at(self) -> datetime:
        """When this store was made."""
        return self._parts.keyring.made_at

    def photos(self) -> tuple[Photo, ...]:
        """Return all photos that can be opened, oldest first."""
        return self._shelf.all_photos()

    def photo(self, photo_id: PhotoId) -> Photo:
        """Return a photo; raise BadRequest, or StoreDamaged if its row does not open."""
        return self._shelf.entry(photo_id).row.photo

    def known(self, album_id: AlbumId, source_sha256: bytes) -> PhotoId | None:
        """Return the photo an album already has from this very file."""
        return self._shelf.sources.get((album_id, self._source(album_id, source_sha256)))

    def add_photo(  # noqa: PLR0913  # a photo comes with all of this, or not at all
        self,
        album_id: AlbumId,
        clean: CleanPhoto,
        source_sha256: bytes,
        now: datetime,
        caption: str = "",
        *,
        origin: Origin | None = None,
        change: Change | None = None,
    ) -> Photo:
        """Seal and store a photo; `source_sha256` is of the file it came from.

        `origin` is what it is called between devices, and `change` becomes durable with it.

        Raises:
            BadRequest: there is a photo of that origin, or the change cannot be made.
            DiskFull: it was not added, and nothing was changed.
        """
        check_words(caption, CAPTION_LETTERS)
        self._check_origin(origin)
        album = self._shelf.album(album_id)
        photo = Photo(
            id=PhotoId(self._new_id()),
            owner=album.owner,
            album=album.id,
            taken_at=clean.taken_at,
            received_at=aware(now),
            width_px=clean.size.width_px,
            height_px=clean.size.height_px,
            stored_bytes=file_size(len(clean.master)) + file_size(len(clean.thumbnail)),
            caption=caption,
        )
        source = self._source(album_id, source_sha256)
        arrival = Arrival(photo=photo, source=source, origin=origin)
        self._take_in(arrival, {"master": clean.master, "thumbnail": clean.thumbnail}, change)
        return photo

    def copy_photo(
        self, photo_id: PhotoId, album_id: AlbumId, now: datetime, *, origin: Origin
    ) -> Photo:
        """File a photo into another album, too: the same pictures, sealed anew, of that origin.

        What people said of it at the frame is true from the first moment: hidden, private,
        favourite, approved. Its caption, which a note says, and what was seen in it stay behind.

        Raises:
            BadRequest: there is no such photo or album, or there is a photo of that origin.
            StoreDamaged: its row or one of its pictures does not open.
            DiskFull: it was not added, and nothing was changed.
        """
        self._check_origin(origin)
        album, before = self._shelf.album(album_id), self.photo(photo_id)
        jpegs: dict[Kind, bytes] = {
            "master": self.master(photo_id),
            "thumbnail": self.thumbnail(photo_id),
        }
        photo = replace(
            before,
            id=PhotoId(self._new_id()),
            owner=album.owner,
            album=album.id,
            received_at=aware(now),
            stored_bytes=sum(file_size(len(one)) for one in jpegs.values()),
            caption="",
            place="",
            state=PhotoState.READY,
        )
        source = self._source(album_id, hashlib.sha256(jpegs["master"]).digest())
        self._take_in(Arrival(photo=photo, source=source, origin=origin), jpegs)
        return photo

    def _take_in(
        self, arrival: Arrival, jpegs: Mapping[Kind, bytes], change: Change | None = None
    ) -> None:
        self._takedown.finish()
        prepared = self._prepared(change or Change())
        self._intake.add(arrival, jpegs, lambda: prepared.write(self._parts))
        self._keep_change(prepared)

    def note(self, photo_id: PhotoId, looks: Looks) -> None:
        """Keep what was seen in a photo; where its faces changed, who they are is due again."""
        sealed = self._sealed(rows.LOOKS, photo_id, rows.encode_looks(looks))
        embedding = self._sealed(rows.EMBEDDING, photo_id, looks.embedding)
        stale = self._stale_who(photo_id, looks)
        row = self._sealed_who(photo_id, stale) if stale is not None else None
        with self._parts.catalogue.change():
            self._parts.catalogue.put_looks(photo_id, sealed)
            self._parts.catalogue.put_embedding(photo_id, embedding)
            if row is not None:
                self._parts.catalogue.put_who(*row)
        self._shelf.looks.put(photo_id, replace(looks, embedding=b""))
        if stale is not None:
            self._shelf.who[photo_id] = stale

    def looks(self) -> Mapping[PhotoId, Looks]:
        """Return what was seen in the photos, without embeddings."""
        return self._shelf.looks

    def embedding(self, photo_id: PhotoId) -> bytes:
        """Return a photo's embedding, empty if it is not known."""
        entry = self._shelf.entry(photo_id)
        sealed = self._parts.catalogue.embedding(photo_id)
        whose = rows.whose_photo(photo_id, entry.row.photo.album)
        if sealed is not None:
            with suppress(StoreDamaged):
                return self._parts.sealer.open(rows.EMBEDDING, entry.sheet, whose, sealed)
        return b""

    def change(self, photo_id: PhotoId, **wanted: Unpack[PhotoChanges]) -> Photo:
        """Change what is given and return the photo as it is now."""
        entry = self._shelf.entry(photo_id)
        if wanted.get("state", PhotoState.READY) not in _LIVING:
            raise BadRequest("a photo is erased with `erase_photo`, not by changing its state")
        check_words(wanted.get("caption", ""), CAPTION_LETTERS)
        check_words(wanted.get("place", ""), PLACE_LETTERS)
        photo = replace(entry.row.photo, **wanted)
        if photo != entry.row.photo:
            self._replace_row(entry, msgspec.structs.replace(entry.row, photo=photo))
        return photo

    def master(self, photo_id: PhotoId) -> bytes:
        """Return the screen master as JPEG; raise StoreDamaged. May be called from any thread."""
        return self._picture(photo_id, "master")

    def thumbnail(self, photo_id: PhotoId) -> bytes:
        """Return the thumbnail as JPEG; raise StoreDamaged. May be called from any thread."""
        return self._picture(photo_id, "thumbnail")

    def erase_photo(self, photo_id: PhotoId, now: datetime) -> Receipt:
        """Erase a photo and return the frame's signed word that it is gone."""
        return self._takedown.erase("photo", [photo_id], aware(now))[0]

    def erase_photos(self, photo_ids: Sequence[PhotoId], now: datetime) -> tuple[Receipt, ...]:
        """Erase many photos together, each with its own receipt: all of them, or none."""
        return self._takedown.erase("photo", photo_ids, aware(now))

    def erase_album(self, album_id: AlbumId, now: datetime) -> Receipt:
        """Erase an album and its photos."""
        return self._takedown.erase("album", [album_id], aware(now))[0]

    def erase_owner(self, owner_id: OwnerId, now: datetime) -> Receipt:
        """Erase an owner, their albums and photos."""
        return self._takedown.erase("owner", [owner_id], aware(now))[0]

    def receipts(self) -> tuple[Receipt, ...]:
        """Return every receipt this frame ever signed."""
        return tuple(erasure.receipts(self._parts))

    def stored_bytes(self) -> int:
        """Return how much of the disk this store takes."""
        photos = sum(photo.stored_bytes for photo in self.photos())
        files = (self._parts.folder / name for name in (FILE, LOG, *SLOTS))
        kept = sum(path.stat().st_size for path in files if path.exists())
        return photos + kept + self.parcels.stored_bytes()

    def thumbnail_bytes(self) -> int:
        """Return how much of `stored_bytes` is thumbnails."""
        return sum(file_size(one.row.thumbnail.size) for one in self._shelf.entries.values())

    def damaged(self) -> tuple[PhotoId, ...]:
        """Return the photos whose row or picture did not open; each can still be erased."""
        return (*self._shelf.damaged, *sorted(self._torn & self._shelf.entries.keys()))

    def check(self) -> Iterator[Checked]:
        """Open every row and picture, one photo a step; raise StoreDamaged for the catalogue."""
        self._parts.catalogue.check()
        return check_pictures(self, (*self._shelf.damaged, *self._shelf.entries))

    def _picture(self, photo_id: PhotoId, kind: Kind) -> bytes:
        row = self._shelf.entry(photo_id).row
        blob = row.master if kind == "master" else row.thumbnail
        try:
            picture = self._parts.blobs.open(photo_id, kind, blob)
        except StoreDamaged:
            # Another thread may have erased it between the two lines above.
            self._shelf.entry(photo_id)
            self._torn.add(photo_id)
            raise
        return picture

    def _replace_row(self, entry: Entry, row: PhotoRow) -> None:
        sealed = self._sealed(rows.PHOTO, row.photo.id, msgspec.msgpack.encode(row))
        with self._parts.catalogue.change():
            self._parts.catalogue.put_sealed(row.photo.id, sealed)
        entry.row = row

    def _source(self, album_id: AlbumId, digest: bytes) -> bytes:
        if len(digest) != _DIGEST_BYTES:
            raise ValueError("a SHA-256 digest has 32 bytes")
        album = self._shelf.album(album_id)
        return recognise(self._parts.keyring.album_key(album.id), digest)
