"""The slideshow when photos are erased, do not open, or are not there at all."""

import pytest

from frame.model import PhotoId, Verb
from frame.slideshow.cards import CardKind
from frame.slideshow.events import (
    Erased,
    Forget,
    LibraryChanged,
    Offered,
    Show,
)
from tests.slideshow.player_for_tests import Player
from tests.slideshow.slides_for_tests import slide


@pytest.mark.promise("P4")
def test_a_late_picture_leaves_the_one_before_on_the_glass() -> None:
    player = Player(["a", "b", "c"])
    player.slow = True
    player.wait(10.0)
    assert player.glass == ["b"]
    player.wait(30.0)
    assert player.glass == ["b"]
    player.catch_up()
    player.catch_up()
    assert player.glass == ["c"]


@pytest.mark.promise("P1")
def test_an_erased_photo_leaves_the_glass_at_once_and_without_a_fade() -> None:
    player = Player(["a", "b"])
    player.hear(Erased(photos=frozenset({PhotoId("a")})))
    assert player.glass == ["b"]
    shows = [effect.scene for effect in player.effects if isinstance(effect, Show)]
    assert shows[-1].fade_s == 0.0
    assert Forget(photos=(PhotoId("a"),)) in player.effects


@pytest.mark.promise("P1")
def test_an_erased_photo_leaves_even_if_no_other_is_ready() -> None:
    player = Player(["a", "b"])
    player.slow = True
    player.press(Verb.NEXT)
    player.hear(Erased(photos=frozenset({PhotoId("b")})))
    assert player.glass == []
    assert player.scene.fade_s == 0.0
    assert min(player.scene.background) > 0


@pytest.mark.promise("P1")
def test_a_photo_erased_while_it_fades_out_is_gone_at_once() -> None:
    player = Player(["a", "b", "c"])
    player.press(Verb.NEXT)
    player.wait(0.3)
    player.hear(Erased(photos=frozenset({PhotoId("a")})))
    assert player.glass == ["b"]
    assert player.scene.fade_s == 0.0


@pytest.mark.promise("P1")
def test_an_erased_photo_comes_back_through_no_door() -> None:
    player = Player(["a", "b", "c", "d", "e"])
    player.press(Verb.NEXT, Verb.NEXT)
    gone = frozenset({PhotoId("b"), PhotoId("d")})
    player.hear(Erased(photos=gone))
    seen = set(player.glass)
    for verb in [Verb.BACK] * 4 + [Verb.NEXT] * 6:
        player.press(verb)
        seen |= set(player.glass)
    assert seen == {"a", "c", "e"}


@pytest.mark.promise("P1")
def test_pixels_and_offers_that_arrive_after_the_erasure_are_refused() -> None:
    player = Player(["a"])
    player.slow = True
    player.hear(Offered(slide=slide("b")))
    player.hear(Erased(photos=frozenset({PhotoId("b")})))
    player.catch_up()
    player.hear(Offered(slide=slide("b")))
    player.catch_up()
    player.press(Verb.NEXT)
    player.wait(60.0)
    assert player.glass == ["a"]
    assert player.state.coming is None


def test_pictures_that_do_not_open_are_skipped() -> None:
    player = Player(["a", "x", "y", "b"], broken={"x", "y"})
    player.wait(10.0)
    assert player.glass == ["b"]
    assert player.marked() == ["a", "b"]


@pytest.mark.promise("P4")
def test_when_nothing_opens_a_card_says_so_and_the_frame_tries_again_later() -> None:
    player = Player(["x", "y", "z", "b"], broken={"x", "y", "z"})
    assert player.state.card is CardKind.UNREADABLE
    assert "frame doctor" in player.words
    player.wait(11.0)
    assert player.glass == ["b"]


@pytest.mark.promise("P4")
def test_when_nothing_opens_any_more_the_last_picture_stays() -> None:
    player = Player(["a", *"xyz" * 20], broken=set("xyz"))
    for _ in range(5):
        player.wait(10.0)
        assert player.glass == ["a"]


@pytest.mark.promise("P4")
@pytest.mark.parametrize("kind", [CardKind.EMPTY, CardKind.RESTING, CardKind.WELCOME])
def test_without_photos_there_is_a_card_until_the_first_one_arrives(kind: CardKind) -> None:
    player = Player([], otherwise=kind)
    assert player.state.card is kind
    assert player.glass == []
    player.names.append("a")
    player.hear(LibraryChanged())
    assert player.glass == ["a"]


def test_an_empty_playlist_is_not_asked_all_the_time() -> None:
    player = Player([])
    asked = player.asked()
    for _ in range(50):
        player.wait(0.1)
    assert player.asked() == asked


@pytest.mark.parametrize("verb", [verb for verb in Verb if verb is not Verb.QUIT])
def test_a_key_pressed_before_the_first_photo_does_no_harm(verb: Verb) -> None:
    player = Player([])
    player.press(verb)
    assert player.state.card is CardKind.EMPTY
