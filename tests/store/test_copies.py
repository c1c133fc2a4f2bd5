"""A photo filed into another album, too: its own pictures, its own seal."""

from pathlib import Path

import pytest

from frame.errors import BadRequest, DiskFull
from frame.model import PhotoState
from frame.store.rows import Origin
from tests.store.storekit import (
    NOW,
    FullDisk,
    add,
    digest,
    files_of,
    looks,
    make,
    picture,
    reopen,
    with_album,
)

ORIGIN = Origin(name=b"n" * 16, sender=b"s" * 32)


@pytest.mark.promise("P1")
def test_a_copy_outlives_its_photo_and_the_album_it_came_from(work: Path) -> None:
    with make(work) as vault:
        sea, hills = with_album(vault), with_album(vault, "Hills")
        photo = add(vault, sea, 1)
        copy = vault.copy_photo(photo.id, hills.id, NOW, origin=ORIGIN)
        assert (copy.album, copy.owner) == (hills.id, hills.owner)
        assert copy.stored_bytes == photo.stored_bytes
        assert vault.known(hills.id, digest(1)) is None
        vault.erase_album(sea.id, NOW)
    with reopen(work) as vault:
        assert vault.photos() == (copy,)
        assert vault.master(copy.id) == picture(1)
        assert vault.named(ORIGIN.name) == copy.id
        assert vault.origin(copy.id) == ORIGIN


def test_what_people_said_goes_along_and_what_models_saw_and_notes_said_does_not(
    work: Path,
) -> None:
    with make(work) as vault:
        sea, hills = with_album(vault), with_album(vault, "Hills")
        photo = add(vault, sea, 1)
        said = {"hidden": True, "private": True, "favourite": True, "approved": True}
        vault.change(photo.id, caption="Sand", state=PhotoState.RESTING, **said)  # type: ignore[arg-type]  # flags
        vault.note(photo.id, looks(1))
        copy = vault.copy_photo(photo.id, hills.id, NOW, origin=ORIGIN)
    with reopen(work) as vault:
        kept = vault.photo(copy.id)
        assert all(getattr(kept, name) for name in said)
        assert (kept.caption, kept.state) == ("", PhotoState.READY)
        assert kept.taken_at == photo.taken_at
        assert copy.id not in vault.looks()
        assert vault.embedding(copy.id) == b""


def test_a_copy_that_does_not_fit_or_has_a_name_that_is_taken_changes_nothing(
    work: Path,
) -> None:
    disk = FullDisk()
    with make(work, disk) as vault:
        sea, hills = with_album(vault), with_album(vault, "Hills")
        photo = add(vault, sea, 1)
        names = [path.name for path in files_of(work)]
        for disk.room in range(3):
            with pytest.raises(DiskFull):
                vault.copy_photo(photo.id, hills.id, NOW, origin=ORIGIN)
            assert [path.name for path in files_of(work)] == names
        disk.room = None
        copy = vault.copy_photo(photo.id, hills.id, NOW, origin=ORIGIN)
        with pytest.raises(BadRequest, match="of that name"):
            vault.copy_photo(photo.id, hills.id, NOW, origin=ORIGIN)
        assert vault.photos() == (photo, copy)
