"""The slideshow as a family sees it."""

from dataclasses import replace

import pytest

from frame.model import WHOLE, PhotoId, Verb
from frame.scene import Picture
from frame.slideshow.events import (
    Favourite,
    Hide,
    Prepare,
    Skipped,
    Stop,
)
from frame.slideshow.motion import moves
from frame.slideshow.show import HISTORY
from frame.slideshow.slide import Settings
from tests.slideshow.player_for_tests import SETTINGS, Player


def test_the_first_photo_is_shown_as_soon_as_it_is_there() -> None:
    player = Player(["a", "b"])
    assert player.glass == ["a"]
    assert player.marked() == ["a"]


def test_the_next_photo_is_prepared_while_the_first_is_shown() -> None:
    player = Player(["a", "b"])
    prepared = [effect for effect in player.effects if isinstance(effect, Prepare)]
    assert [effect.needs[0].photo for effect in prepared] == ["a", "b"]


def test_after_its_time_a_photo_gives_way_to_the_next_with_a_fade() -> None:
    player = Player(["a", "b", "c"])
    player.wait(9.0)
    assert player.glass == ["a"]
    player.wait(1.0)
    assert player.glass == ["b"]
    assert player.scene.fade_s == 1.0
    assert player.marked() == ["a", "b"]


def test_next_does_not_wait_for_the_time_to_be_over() -> None:
    player = Player(["a", "b", "c"])
    player.press(Verb.NEXT)
    assert player.glass == ["b"]


def _skipped(player: Player) -> list[str]:
    found = (effect.photos for effect in player.effects if isinstance(effect, Skipped))
    return [photo for photos in found for photo in photos]


def test_a_photo_that_is_sent_away_soon_was_skipped() -> None:
    player = Player(["a", "b", "c"])
    player.wait(1.0)
    player.press(Verb.NEXT)
    assert _skipped(player) == ["a"]


def test_a_photo_that_was_looked_at_for_a_while_was_not_skipped() -> None:
    player = Player(["a", "b", "c"])
    player.wait(6.0)
    player.press(Verb.NEXT)
    assert _skipped(player) == []


def test_leafing_through_what_was_shown_skips_nothing() -> None:
    player = Player(["a", "b", "c", "d"])
    player.wait(10.0)
    player.wait(10.0)
    player.press(Verb.BACK, Verb.BACK, Verb.NEXT, Verb.NEXT)
    assert _skipped(player) == []


def test_looking_at_a_paused_photo_and_going_on_is_not_skipping() -> None:
    player = Player(["a", "b", "c"])
    player.press(Verb.PAUSE)
    player.wait(5.0)
    player.press(Verb.NEXT)
    assert _skipped(player) == []


def test_back_and_forth_shows_the_same_photos_again_and_counts_them_once() -> None:
    player = Player(["a", "b", "c", "d"])
    player.press(Verb.NEXT, Verb.NEXT)
    assert player.glass == ["c"]
    player.press(Verb.BACK)
    assert player.glass == ["b"]
    player.press(Verb.BACK)
    assert player.glass == ["a"]
    player.press(Verb.BACK)
    assert player.glass == ["a"]
    player.press(Verb.NEXT, Verb.NEXT, Verb.NEXT)
    assert player.glass == ["d"]
    assert player.marked() == ["a", "b", "c", "d"]


def test_back_goes_through_at_least_twenty_slides() -> None:
    names = [f"p{number}" for number in range(40)]
    player = Player(list(names))
    player.press(*[Verb.NEXT] * 30)
    assert player.glass == ["p30"]
    player.press(*[Verb.BACK] * 20)
    assert player.glass == ["p10"]
    assert HISTORY >= 20


def test_next_takes_back_a_step_back_that_is_not_finished() -> None:
    player = Player(["a", "b", "c", "d"])
    player.press(Verb.NEXT)
    player.slow = True
    player.press(Verb.BACK, Verb.NEXT)
    assert player.glass == ["b"]
    player.slow = False
    player.catch_up()
    player.press(Verb.NEXT)
    assert player.glass == ["c"]
    player.press(Verb.BACK, Verb.BACK)
    assert player.glass == ["a"]


def test_going_back_to_a_photo_that_no_longer_opens_stays_where_it_is() -> None:
    player = Player(["a", "b", "c", "d"])
    player.press(Verb.NEXT)
    player.broken.add("a")
    player.press(Verb.BACK)
    assert player.glass == ["b"]
    player.press(Verb.NEXT)
    assert player.glass == ["c"]


def test_pause_stops_the_clock_of_the_slide_and_its_movement() -> None:
    player = Player(["a", "b"])
    player.wait(4.0)
    player.press(Verb.PAUSE)
    assert not moves(player.scene)
    player.wait(100.0)
    assert player.glass == ["a"]
    player.press(Verb.PAUSE)
    assert player.scene.begin_s == pytest.approx(4.0)
    player.wait(5.0)
    assert player.glass == ["a"]
    player.wait(1.0)
    assert player.glass == ["b"]


@pytest.mark.promise("P5")
def test_original_shows_the_whole_photo_at_rest_without_decoding_again() -> None:
    player = Player(["a", "b"])
    player.wait(3.0)
    before = len([effect for effect in player.effects if isinstance(effect, Prepare)])
    (cropped,) = (layer for layer in player.scene.layers if isinstance(layer, Picture))
    player.press(Verb.ORIGINAL)
    (picture,) = (layer for layer in player.scene.layers if isinstance(layer, Picture))
    assert picture.start == picture.end == WHOLE
    assert picture.texture == cropped.texture
    assert picture.at.width / picture.at.height == pytest.approx(1.5, abs=0.005)
    player.press(Verb.ORIGINAL)
    (again,) = (layer for layer in player.scene.layers if isinstance(layer, Picture))
    assert again == cropped
    assert before == len([effect for effect in player.effects if isinstance(effect, Prepare)])


@pytest.mark.promise("P5")
def test_why_tells_the_reason_and_takes_it_away_again() -> None:
    player = Player(["a", "b"])
    player.press(Verb.WHY)
    assert "Because of a." in player.words
    player.press(Verb.WHY)
    assert "Because of a." not in player.words


def test_favourite_is_remembered_and_can_be_taken_back() -> None:
    player = Player(["a", "b"])
    player.press(Verb.FAVOURITE)
    assert player.effects[-2] == Favourite(photos=(PhotoId("a"),), yes=True)
    assert "Favourite" in player.words
    player.wait(4.0)
    assert "Favourite" not in player.words
    player.press(Verb.FAVOURITE)
    assert player.effects[-2] == Favourite(photos=(PhotoId("a"),), yes=False)


def test_a_hidden_photo_leaves_at_once_and_does_not_come_back() -> None:
    player = Player(["a", "b", "c", "d"])
    player.press(Verb.NEXT, Verb.HIDE)
    assert Hide(photos=(PhotoId("b"),)) in player.effects
    assert player.glass == ["c"]
    assert "Hidden. It rests and will not be shown again." in player.words
    player.press(Verb.BACK)
    assert player.glass == ["a"]


def test_a_new_minute_changes_the_clock_and_nothing_else() -> None:
    player = Player(["a", "b"], settings=replace(SETTINGS, seconds=300.0))
    assert "09:00" in player.words
    player.wait(61.0)
    assert "09:01" in player.words
    assert player.glass == ["a"]
    assert player.scene.begin_s == pytest.approx(61.0)


def test_a_minute_that_passes_during_a_fade_lets_the_fade_finish() -> None:
    player = Player(["a", "b", "c"], settings=replace(SETTINGS, seconds=59.5))
    player.wait(59.5)
    player.wait(0.6)
    assert player.glass == ["b"]
    assert "09:01" in player.words
    assert player.scene.fade_s == pytest.approx(0.4)


def test_a_paused_slideshow_stays_paused_when_somebody_leafs_through_it() -> None:
    player = Player(["a", "b", "c"])
    player.press(Verb.PAUSE, Verb.NEXT)
    player.wait(100.0)
    assert player.glass == ["b"]
    assert not moves(player.scene)


def test_with_everything_turned_off_only_the_photo_is_there() -> None:
    bare = Settings(motion=False, clock=False, captions=False)
    player = Player(["a", "b"], settings=bare)
    assert player.words == []
    assert not moves(player.scene)


def test_quit_ends_the_slideshow() -> None:
    player = Player(["a"])
    player.press(Verb.QUIT)
    assert player.effects[-1] == Stop()
