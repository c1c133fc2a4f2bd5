"""Households, libraries and photos made up on the spot, the same ones every time."""

import os
import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from frame import config
from frame.config import Config, Screen, Show
from frame.curate.library import Library
from frame.devices.sim.decoder import SimDecoder
from frame.devices.sim.pictures import photo_like
from frame.model import AlbumId, CleanPhoto, Looks, OwnerId, Photo, PhotoId, Pixels, Size
from frame.services import household
from frame.store.vault import Vault

Seen = tuple[datetime | None, Looks]

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
GLASS = Size(width_px=1920, height_px=1080)
MASTER = Size(width_px=2560, height_px=1920)
_WAYS = ((2560, 1920), (1920, 2560))
_TINY = Size(width_px=1, height_px=1)
_COMMENT = b"\xff\xfe"


def random_photo(master_bytes: int, thumbnail_bytes: int = 30_000) -> CleanPhoto:
    """Return a photo of random bytes: the store does not look inside."""
    return CleanPhoto(
        master=os.urandom(master_bytes),
        thumbnail=os.urandom(thumbnail_bytes),
        study=Pixels(size=_TINY, rgb=b"\0\0\0"),
        size=MASTER,
        original=MASTER,
        taken_at=None,
        removed=(),
    )


def photo_files(folder: Path, count: int, size: Size) -> list[Path]:
    """Write JPEGs of one size that all differ: two pictures, each with comments of its own."""
    pictures = [photo_like(size.width_px, size.height_px, seed) for seed in range(min(2, count))]
    paths = [folder / f"{number:04}.jpg" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_bytes(_remarked(pictures[number % len(pictures)], number))
    return paths


def add_household(folder: Path, count: int, show: Show | None = None) -> None:
    """Make a frame with `count` photos of screen size, half of them portraits."""
    household.make(folder)
    settings = Config(
        screen=Screen(width_px=GLASS.width_px, height_px=GLASS.height_px), show=show or Show()
    )
    (folder / config.FILE_NAME).write_text(config.render(settings), encoding="utf-8")
    clean = [SimDecoder().clean(photo_like(*way, seed=1)) for way in _WAYS[:count]]
    with household.opened(folder) as home:
        album = household.album_called(home.vault, "Bench").id
        fill(home.vault, album, clean, made_up_sights(count))


def fill(vault: Vault, album: AlbumId, photos: Sequence[CleanPhoto], seen: Iterable[Seen]) -> None:
    """Add one photo for each of `seen`, taking turns among `photos`."""
    for number, (taken_at, looks) in enumerate(seen):
        clean = replace(photos[number % len(photos)], taken_at=taken_at)
        photo = vault.add_photo(album, clean, os.urandom(32), NOW)
        vault.note(photo.id, replace(looks, embedding=os.urandom(1280)))


def made_up_sights(count: int) -> list[Seen]:
    """Return when the photos of a made-up library were taken, and what is seen in them."""
    library = made_up_library(count)
    return [(photo.taken_at, library.looks[photo.id]) for photo in library.photos.values()]


def made_up_library(count: int, seed: int = 1) -> Library:
    """Return a library of `count` photos in 12 albums over 15 years, a third of them in bursts."""
    rng = random.Random(seed)  # noqa: S311  # a made-up library, not a secret
    albums = [AlbumId(f"{number:032x}") for number in range(12)]
    taken = datetime(2011, 1, 1)
    print_ = rng.getrandbits(256)
    photos, looks = [], {}
    for number in range(count):
        burst = rng.random() < 0.33
        taken += timedelta(seconds=2) if burst else timedelta(hours=rng.expovariate(1 / 8))
        print_ = print_ ^ (1 << rng.randrange(256)) if burst else rng.getrandbits(256)
        photo = _photo(number, rng.choice(albums), taken)
        photos.append(photo)
        looks[photo.id] = made_up_looks(print_, rng)
    return Library.of(photos, looks)


def made_up_looks(fingerprint: int, rng: random.Random) -> Looks:
    """Return looks of a photo that is neither very good nor very bad."""
    return Looks(
        faces=(),
        subjects=(),
        sharpness=rng.random(),
        exposure=rng.uniform(0.2, 0.8),
        dark=0.02,
        bright=0.02,
        colour=(90, 100, 110),
        focus=None,
        fingerprint=fingerprint,
        embedding=b"",
    )


def _photo(number: int, album: AlbumId, taken: datetime) -> Photo:
    portrait = number % 4 == 0
    return Photo(
        id=PhotoId(f"{number:032x}"),
        owner=OwnerId("0" * 32),
        album=album,
        taken_at=taken,
        received_at=NOW - timedelta(days=60),
        width_px=1512 if portrait else 2016,
        height_px=2016 if portrait else 1512,
        stored_bytes=600_000,
    )


def _remarked(jpeg: bytes, number: int) -> bytes:
    """Return a JPEG with a comment of its own behind its start (ITU-T T.81, B.2.4.5)."""
    words = f"bench {number}".encode()
    return jpeg[:2] + _COMMENT + (len(words) + 2).to_bytes(2, "big") + words + jpeg[2:]
