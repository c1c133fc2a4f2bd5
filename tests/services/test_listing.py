"""Listing: what the frame holds, what is shown of it, and why the rest is not."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from frame.errors import BadRequest
from frame.model import PhotoId
from frame.services import guests, household, listing
from frame.services.choosing import read_library
from frame.services.household import Household
from frame.services.ingest import Importer, Report, find_files
from frame.services.wish import AskWhy, ListAlbums, ListHeld, ListOwners, ListPhotos, only_asks
from frame.services.wishes import perform
from tests.services.conftest import NOON


@pytest.fixture
def photos(home: Household, importer: Importer, stick: Path) -> list[PhotoId]:
    album = household.album_called(home.vault, "Test")
    report = Report()
    for _ in importer.steps(album.id, find_files([stick], report), report):
        pass
    return [photo.id for photo in home.vault.photos()]


def _see(home: Household, photo: PhotoId, **seen: float) -> None:
    """Note what a model would have seen in a photo."""
    home.vault.note(photo, replace(home.vault.looks()[photo], faces=(), **seen))  # type: ignore[arg-type]  # only probabilities


def _row(home: Household, photo: PhotoId) -> listing.Row:
    (found,) = [row for row in listing.photos(home.vault) if row["id"] == photo]
    return found


def _why(home: Household, photo: str) -> Sequence[str]:
    return listing.why(home.vault, photo, NOON)


def test_every_photo_is_listed_with_a_verdict_and_a_reason(
    home: Household, photos: list[PhotoId]
) -> None:
    rows = listing.photos(home.vault)
    assert [row["id"] for row in rows] == photos
    for row in rows:
        assert {"keep", "because", "held", "private", "approved", "state", "album"} <= set(row)
        assert row["because"]
    assert any(row["keep"] for row in rows)


def test_a_hidden_photo_says_so_and_how_to_bring_it_back(
    home: Household, photos: list[PhotoId]
) -> None:
    home.vault.change(photos[0], hidden=True)
    assert _row(home, photos[0])["keep"] is False
    assert "hid" in str(_row(home, photos[0])["because"])
    assert f"frame mark {photos[0]} --show" in _why(home, photos[0])[-1]


@pytest.mark.parametrize(
    ("seen", "held"), [("document", False), ("screenshot", False), ("nudity", True)]
)
def test_what_rests_by_itself_says_how_to_show_it_and_that_shows_it(
    home: Household, photos: list[PhotoId], seen: str, *, held: bool
) -> None:
    _see(home, photos[1], **{seen: 0.99})
    row = _row(home, photos[1])
    assert (row["keep"], row["held"], row["approved"]) == (False, held, False)
    assert f"frame mark {photos[1]} --approve" in _why(home, photos[1])[-1]
    home.vault.change(photos[1], approved=True)
    row = _row(home, photos[1])
    assert (row["held"], row["approved"]) == (False, True)
    assert "--approve" not in " ".join(_why(home, photos[1]))


@pytest.mark.usefixtures("photos")
def test_a_photo_that_is_shown_needs_no_advice(home: Household) -> None:
    shown = [row for row in listing.photos(home.vault) if row["keep"]]
    assert "frame mark" not in " ".join(_why(home, str(shown[0]["id"])))


def test_while_guests_are_here_a_private_photo_says_that_it_comes_back(
    home: Household, photos: list[PhotoId]
) -> None:
    home.vault.change(photos[2], private=True)
    guests.set_here(home.vault, here=True)
    row = _row(home, photos[2])
    assert (row["keep"], row["private"], row["hidden"]) == (False, True, False)
    assert "frame guest off" in _why(home, photos[2])[-1]


def test_a_photo_that_is_not_there_has_no_reason(home: Household) -> None:
    for name in ("0" * 32, "", "../../etc/passwd"):
        with pytest.raises(BadRequest):
            _why(home, name)


def test_albums_and_owners_are_counted_and_named(home: Household, photos: list[PhotoId]) -> None:
    (album,) = listing.albums(home.vault)
    assert (album["title"], album["owner"], album["photos"]) == (
        "Test",
        household.OWNER_NAME,
        len(photos),
    )
    assert album["private"] is False
    (owner,) = listing.owners(home.vault)
    assert owner["name"] == household.OWNER_NAME


@pytest.mark.usefixtures("photos")
def test_asking_changes_nothing(home: Household) -> None:
    photo = home.vault.photos()[0].id
    before = [path.read_bytes() for path in sorted((home.folder / "store").glob("keyring.*"))]
    settings = home.vault.recall("playlist.seed")
    for wish in (ListPhotos(), ListAlbums(), ListOwners(), ListHeld(), AskWhy(photo=photo)):
        assert only_asks(wish)
        assert perform(home.vault, wish, NOON)
    after = [path.read_bytes() for path in sorted((home.folder / "store").glob("keyring.*"))]
    assert (before, settings) == (after, home.vault.recall("playlist.seed"))


def test_with_nothing_to_show_the_truth_is_told(
    home: Household, importer: Importer, stick: Path
) -> None:
    def said() -> str:
        return listing.nothing_to_show(read_library(home.vault))

    assert "frame import" in said()
    album = household.album_called(home.vault, "Test")
    report = Report()
    for _ in importer.steps(album.id, find_files([stick], report), report):
        pass
    home.vault.change_album(album.id, private=True)
    guests.set_here(home.vault, here=True)
    assert "frame guest off" in said()
    for photo in home.vault.photos():
        home.vault.change(photo.id, hidden=True)
    assert "frame photos" in said()
    guests.set_here(home.vault, here=False)
    assert "frame photos" in said()


def test_guests_are_not_blamed_for_a_page_that_rests_anyway(
    home: Household, photos: list[PhotoId]
) -> None:
    for photo in photos:
        _see(home, photo, document=0.99)
        home.vault.change(photo, private=True)
    guests.set_here(home.vault, here=True)
    assert "frame guest" not in listing.nothing_to_show(read_library(home.vault))
