"""The vault: everything the frame keeps, behind one door.

Rule 1: what a method returned from is on the disk; what it raised from changed nothing that was
        stored before.
Rule 2: an erased photo is never shown again: its tombstone is durable before anything else, and
        a store that was cut off finishes erasing before `open` returns.
Rule 3: one thread uses a vault. Only `master` and `thumbnail` may be called from another one.
Rule 4: entropy and time are arguments.
"""

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
    Album,
    AlbumId,
    CleanPhoto,
    Looks,
    Owner,
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
from frame.store.inside import NAME_LETTERS, aware, check_words
from frame.store.keyring import SLOTS
from frame.store.memory import Memory
from frame.store.opening import Site
from frame.store.people import People
from frame.store.rows import PhotoRow
from frame.store.shelf import Entry
from frame.store.tables import AlbumSealed, OwnerSealed

CAPTION_LETTERS = 2000
_DIGEST_BYTES = 32
_LIVING = frozenset({PhotoState.ARRIVING, PhotoState.READY, PhotoState.RESTING})


class PhotoChanges(TypedDict, total=False):
    """What may be changed about a photo that is stored."""

    favourite: bool
    hidden: bool
    private: bool
    approved: bool
    caption: str
    state: PhotoState


class Vault(People, Memory):
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
    def made_at(self) -> datetime:
        """When this store was made."""
        return self._parts.keyring.made_at

    def add_owner(self, name: str, now: datetime) -> Owner:
        """Add a person whose photos the frame holds."""
        check_words(name, NAME_LETTERS)
        owner = Owner(id=OwnerId(self._new_id()), name=name, paired_at=aware(now))
        sheet = self._household()
        plain = msgspec.msgpack.encode(owner)
        sealed = self._parts.sealer.seal(rows.OWNER, sheet, owner.id, plain)
        with self._parts.catalogue.change():
            self._parts.catalogue.put_owner(OwnerSealed(owner.id, sheet, sealed))
        self._shelf.owners[owner.id] = owner
        return owner

    def owners(self) -> tuple[Owner, ...]:
        """Return all owners, oldest first."""
        return tuple(self._shelf.owners.values())

    def add_album(self, owner_id: OwnerId, title: str) -> Album:
        """Add an empty album."""
        check_words(title, NAME_LETTERS)
        owner = self._shelf.owner(owner_id)
        album = Album(id=AlbumId(self._new_id()), owner=owner.id, title=title)
        self._parts.keyring.add_album(album.id)
        self._put_album(album)
        return album

    def change_album(self, album_id: AlbumId, *, private: bool) -> Album:
        """Say whether an album is shown while guests are here, and return it as it is now."""
        album = replace(self._shelf.album(album_id), private=private)
        self._put_album(album)
        return album

    def albums(self) -> tuple[Album, ...]:
        """Return all albums, oldest first."""
        return tuple(self._shelf.albums.values())

    def photos(self) -> tuple[Photo, ...]:
        """Return all photos that can be opened, oldest first."""
        return self._shelf.all_photos()

    def photo(self, photo_id: PhotoId) -> Photo:
        """Return a photo; raise BadRequest, or StoreDamaged if its row does not open."""
        return self._shelf.entry(photo_id).row.photo

    def known(self, album_id: AlbumId, source_sha256: bytes) -> PhotoId | None:
        """Return the photo an album already has from this very file."""
        return self._shelf.sources.get((album_id, self._source(album_id, source_sha256)))

    def add_photo(
        self,
        album_id: AlbumId,
        clean: CleanPhoto,
        source_sha256: bytes,
        now: datetime,
        caption: str = "",
    ) -> Photo:
        """Seal and store a photo; `source_sha256` is of the file it came from.

        Raises:
            DiskFull: it was not added.
        """
        check_words(caption, CAPTION_LETTERS)
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
        self._takedown.finish()
        self._intake.add(photo, clean, source)
        return photo

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
        return photos + sum(path.stat().st_size for path in files if path.exists())

    def damaged(self) -> tuple[PhotoId, ...]:
        """Return the photos whose row or picture did not open; each can still be erased."""
        return (*self._shelf.damaged, *sorted(self._torn - self._shelf.damaged.keys()))

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

    def _put_album(self, album: Album) -> None:
        sheet = self._household()
        plain = msgspec.msgpack.encode(album)
        whose = rows.whose_album(album.id, album.owner)
        sealed = self._parts.sealer.seal(rows.ALBUM, sheet, whose, plain)
        with self._parts.catalogue.change():
            self._parts.catalogue.put_album(AlbumSealed(album.id, album.owner, sheet, sealed))
        self._shelf.albums[album.id] = album

    def _source(self, album_id: AlbumId, digest: bytes) -> bytes:
        if len(digest) != _DIGEST_BYTES:
            raise ValueError("a SHA-256 digest has 32 bytes")
        album = self._shelf.album(album_id)
        return recognise(self._parts.keyring.album_key(album.id), digest)
