import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from frame.cli.main import parser
from frame.curate.taste import Taste
from frame.devices.sim.clock import SimClock
from frame.errors import BadRequest
from frame.model import PhotoId, Shown
from frame.services.choosing import read_library
from frame.services.household import Household, album_called
from frame.services.ingest import Importer, Report, find_files
from frame.services.marks import mark
from frame.services.taste import forget, likings, opinions_of, summarise, taste_of

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def photos(home: Household, importer: Importer, stick: Path) -> list[PhotoId]:
    """Import six photos that were looked at."""
    report = Report()
    album = album_called(home.vault, "Garden")
    for _ in importer.steps(album.id, find_files([stick], report), report):
        pass
    assert report.added == 6
    return [photo.id for photo in home.vault.photos()]


def learnt(home: Household) -> Taste:
    return taste_of(home.vault, read_library(home.vault))


def _likings(home: Household) -> Mapping[PhotoId, float]:
    library = read_library(home.vault)
    return likings(taste_of(home.vault, library), library)


def skip(home: Household, photo: PhotoId, times: int) -> None:
    for _ in range(times):
        home.vault.mark_skipped([photo])


def test_nobody_said_anything_so_everything_is_as_likely_as_not(
    home: Household, photos: list[PhotoId]
) -> None:
    assert _likings(home) == dict.fromkeys(photos, 0.5)


def test_favourites_hidden_and_skipped_photos_are_opinions(
    home: Household, photos: list[PhotoId]
) -> None:
    home.vault.change(photos[0], favourite=True)
    home.vault.change(photos[1], hidden=True)
    home.vault.change(photos[2], favourite=True, hidden=True)
    skip(home, photos[3], 2)
    skip(home, photos[0], 2)
    heard = {one.photo: one.about() for one in learnt(home).opinions}
    assert heard == {
        photos[0]: "liked",
        photos[1]: "hid",
        photos[2]: "hid",
        photos[3]: "skipped",
    }


def test_a_favourite_is_liked_more_and_a_hidden_photo_less(
    home: Household, photos: list[PhotoId]
) -> None:
    home.vault.change(photos[0], favourite=True)
    home.vault.change(photos[1], hidden=True)
    found = _likings(home)
    assert found[photos[0]] > 0.5 > found[photos[1]]
    assert set(found) == set(photos)


def test_forgetting_erases_skips_and_stops_learning_from_the_past(
    home: Household, photos: list[PhotoId]
) -> None:
    home.vault.change(photos[0], favourite=True)
    home.vault.change(photos[1], hidden=True)
    skip(home, photos[2], 3)
    forget(home.vault)
    assert learnt(home).opinions == ()
    assert all(shown.skips == 0 for shown in home.vault.shown().values())
    assert home.vault.photo(photos[0]).favourite
    assert home.vault.photo(photos[1]).hidden


def test_after_forgetting_the_frame_learns_from_what_is_new(
    home: Household, photos: list[PhotoId]
) -> None:
    home.vault.change(photos[0], favourite=True)
    home.vault.change(photos[1], favourite=True)
    forget(home.vault)
    home.vault.change(photos[2], favourite=True)
    home.vault.change(photos[1], hidden=True)
    skip(home, photos[3], 1)
    assert {one.photo for one in learnt(home).opinions} == {photos[1], photos[2], photos[3]}


def test_what_was_forgotten_stays_forgotten_when_the_frame_starts_again(
    home: Household, photos: list[PhotoId]
) -> None:
    home.vault.change(photos[0], favourite=True)
    forget(home.vault)
    forget(home.vault)
    assert home.vault.recall("taste.forgotten") == bytes.fromhex(photos[0]) + b"\1"
    assert learnt(home).opinions == ()


def test_erasing_a_photo_forgets_the_opinion_about_it(
    home: Household, photos: list[PhotoId], clock: SimClock
) -> None:
    before = _likings(home)
    home.vault.change(photos[0], favourite=True)
    home.vault.erase_photo(photos[0], clock.now())
    assert learnt(home).opinions == ()
    after = _likings(home)
    assert after == {photo: before[photo] for photo in photos[1:]}


def test_the_most_recent_opinion_comes_first(home: Household, photos: list[PhotoId]) -> None:
    for photo in photos:
        home.vault.change(photo, favourite=True)
    later = {photos[4]: NOON + timedelta(days=9), photos[2]: NOON + timedelta(days=5)}
    shown = {photo: Shown(round=1, at=at) for photo, at in later.items()}
    heard = [one.photo for one in opinions_of(read_library(home.vault), shown)]
    assert heard[:2] == [photos[4], photos[2]]


def test_a_summary_offers_photos_nobody_judged_yet(home: Household, photos: list[PhotoId]) -> None:
    home.vault.change(photos[0], favourite=True)
    home.vault.change(photos[1], hidden=True)
    summary = summarise(home.vault, read_library(home.vault))
    assert {photo.id for photo, _ in summary.likely} <= set(photos[2:])
    assert all(liking > summary.taste.usual for _, liking in summary.likely)


def test_before_the_fifth_opinion_nothing_is_foretold(
    home: Household, photos: list[PhotoId]
) -> None:
    for photo in photos[:4]:
        home.vault.change(photo, favourite=True)
    assert summarise(home.vault, read_library(home.vault)).likely == ()
    home.vault.change(photos[4], favourite=True)
    summary = summarise(home.vault, read_library(home.vault))
    assert [photo.id for photo, _ in summary.likely] == [photos[5]]
    assert summary.likely[0][1] > 0.55


def test_a_photo_that_is_hardly_likely_is_not_offered(
    home: Household, photos: list[PhotoId]
) -> None:
    for photo in photos[:5]:
        home.vault.change(photo, hidden=True)
    assert summarise(home.vault, read_library(home.vault)).likely == ()


def test_a_photo_cannot_be_marked_a_favourite_and_hidden_at_once(
    home: Household, photos: list[PhotoId]
) -> None:
    with pytest.raises(BadRequest, match="cannot be both"):
        mark(home.vault, photos[:2], {"favourite": True, "hidden": True})
    assert not any(photo.favourite or photo.hidden for photo in home.vault.photos())
    (marked,) = mark(home.vault, photos[:1], {"favourite": True, "hidden": False})
    assert marked.favourite


def run(home: Household, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Run `frame taste` on a household that is closed first."""
    home.vault.close()
    args = parser().parse_args(["--state", str(home.folder), "taste", *words])
    assert args.handle(args) == 0
    return capsys.readouterr().out


def test_the_command_says_in_words_what_was_learnt_and_no_caption(
    home: Household, photos: list[PhotoId], capsys: pytest.CaptureFixture[str]
) -> None:
    for photo in photos[:4]:
        home.vault.change(photo, favourite=True, caption="our secret")
    out = run(home, capsys)
    assert "learnt from 4 photo(s): 4 favourites, 0 hidden, 0 skipped" in out
    assert "You often like photos" in out
    assert "Garden" in out
    assert "secret" not in out


def test_the_command_answers_in_json_and_forgets_when_asked(
    home: Household, photos: list[PhotoId], capsys: pytest.CaptureFixture[str]
) -> None:
    home.vault.change(photos[0], favourite=True)
    answer = json.loads(run(home, capsys, "--json"))
    assert answer["opinions"] == {"favourites": 1, "hidden": 0, "skipped": 0}
    assert answer["usual"] > 0.5
    assert "hidden photos stay hidden" in run(home, capsys, "forget")
    assert "nothing is learnt yet" in run(home, capsys)
