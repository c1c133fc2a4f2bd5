"""The night and how bright the glass is."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frame.model import PhotoId, Verb
from frame.scene import Fill, Picture, Scene, Words
from frame.slideshow.events import (
    Changed,
    Connection,
    Erased,
    LibraryChanged,
    Notice,
    OpenPairing,
    Pairing,
    Show,
    Stop,
)
from frame.slideshow.lettering import width_of
from frame.slideshow.motion import frame_at
from frame.slideshow.night import AWAKE_S, is_dark, night_scene, veil_for
from frame.slideshow.pairing_card import PairingView
from frame.slideshow.slide import Night, Settings
from frame.slideshow.view import Sort, view_of
from tests.slideshow.player_for_tests import MORNING, Player
from tests.slideshow.slides_for_tests import SCREENS, WALL

_HOUR = 60
_LATE = Night(22 * _HOUR + 30, 7 * _HOUR)
_NOON = Night(9 * _HOUR + 10, 9 * _HOUR + 40)
"""From ten past nine: the player begins at nine."""
_CARD = PairingView(qr=("1",), address="frame.local", role="owner", until_s=1e9)

minutes = st.integers(0, 1_439)
nights = st.tuples(minutes, minutes).filter(lambda two: two[0] != two[1]).map(lambda x: Night(*x))


def _at_night(*names: str) -> Player:
    player = Player(list(names), settings=Settings(seconds=3600.0, night=_NOON))
    player.wait(5.0)
    player.wait(600.0)
    return player


def _is_night(player: Player) -> bool:
    return view_of(player.state).sort is Sort.NIGHT


def test_a_night_goes_across_midnight() -> None:
    day = MORNING.replace(hour=0)
    dark = [minute for minute in range(1_440) if is_dark(_LATE, day + timedelta(minutes=minute))]
    assert dark == [*range(420), *range(1_350, 1_440)]
    assert not any(is_dark(None, day + timedelta(minutes=minute)) for minute in range(1_440))


@given(nights, st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]))
@settings(deadline=None, max_examples=40)
def test_it_is_never_night_outside_its_hours_whatever_summer_time_does(
    night: Night, zone: str
) -> None:
    for begin in (datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 10, 24, tzinfo=UTC)):
        for step in range(0, 9 * 24 * 60, 7):
            now = (begin + timedelta(minutes=step)).astimezone(ZoneInfo(zone))
            told = f"{now:%H:%M}"
            ends = [f"{m // 60:02}:{m % 60:02}" for m in (night.from_minute, night.until_minute)]
            inside = ends[0] <= told < ends[1]
            across = ends[0] > ends[1] and (told >= ends[0] or told < ends[1])
            assert is_dark(night, now) == (inside or across)


@given(nights, st.lists(st.integers(1, 400), max_size=30))
@settings(deadline=None, max_examples=40)
def test_the_glass_is_dark_in_the_hours_of_the_night_and_at_no_other_time(
    night: Night, passing: list[int]
) -> None:
    player = Player(list("abcdefgh"), settings=Settings(seconds=60.0, night=night))
    for passed in passing:
        player.wait(60.0 * passed)
        assert player.state.now is not None
        assert _is_night(player) == is_dark(night, player.state.now)
        assert player.glass == [] or not _is_night(player)


def test_night_falls_slowly_and_shows_the_time_and_nothing_else() -> None:
    player = _at_night("a", "b")
    assert player.glass == []
    assert player.words == ["09:10"]
    assert player.scene.fade_s > 1.0
    assert all(isinstance(layer, Words) for layer in player.scene.layers)
    player.wait(60.0)
    assert player.words == ["09:11"]


def test_the_slide_of_the_evening_is_there_again_in_the_morning() -> None:
    player = _at_night("a", "b", "c")
    shown = player.marked()
    player.wait(1_700.0)
    assert _is_night(player)
    assert player.marked() == shown
    player.wait(100.0)
    assert player.glass != []
    assert set(player.marked()) >= set(shown)


def test_the_first_wish_wakes_the_glass_and_nothing_else() -> None:
    player = _at_night("a", "b", "c")
    before = player.marked()
    player.press(Verb.HIDE)
    assert player.glass == ["a"]
    assert player.marked() == before
    assert not player.state.asked.notice
    player.wait(AWAKE_S - 1.0)
    assert player.glass != []
    player.wait(2.0)
    assert player.glass == []


def test_who_goes_on_asking_keeps_it_awake() -> None:
    player = _at_night("a", "b", "c")
    player.press(Verb.NEXT)
    player.wait(AWAKE_S - 1.0)
    player.press(Verb.FAVOURITE)
    player.wait(AWAKE_S - 1.0)
    assert player.glass != []
    player.wait(2.0)
    assert player.glass == []


def test_by_night_a_phone_is_still_added_and_the_glass_still_put_out() -> None:
    player = _at_night("a", "b")
    player.press(Verb.PAIR)
    assert any(isinstance(effect, OpenPairing) for effect in player.effects)
    player.hear(Pairing(view=_CARD))
    assert player.scene.dim == 0.0
    assert "frame.local" in " ".join(player.words)
    player.press(Verb.NO)
    assert player.words == ["09:10"]
    player.press(Verb.QUIT)
    assert any(isinstance(effect, Stop) for effect in player.effects)


def test_a_notice_wakes_the_glass_for_as_long_as_it_stands() -> None:
    player = _at_night("a", "b")
    player.hear(Notice(words="Certificate", seconds=60.0))
    assert "Certificate" in player.words
    assert player.glass == ["a"]
    player.wait(61.0)
    assert player.glass == []
    assert "Certificate" not in player.words


@pytest.mark.promise("P1")
def test_what_is_erased_by_night_is_not_there_when_it_ends() -> None:
    player = _at_night("a", "b")
    player.hear(Erased(photos=frozenset({PhotoId("a")})))
    assert player.glass == []
    assert player.scene.fade_s == 0.0
    player.press(Verb.NEXT)
    assert player.glass == ["b"]


@pytest.mark.promise("P4")
@pytest.mark.parametrize("screen", SCREENS)
def test_the_night_is_dark_but_never_black(screen: object) -> None:
    scene = night_scene(WALL if screen is None else screen, MORNING)  # type: ignore[arg-type]  # parametrized
    assert 0 < max(scene.background) <= 10
    (clock,) = scene.layers
    assert isinstance(clock, Words)
    half = width_of(clock.text, clock.size_px, clock.weight) / 2
    assert half < clock.left < scene.size.width_px - half
    assert clock.size_px < clock.baseline < scene.size.height_px
    assert 30 < max(clock.colour) < 130


def test_other_hours_count_at_once() -> None:
    player = Player(["a", "b"], settings=Settings(seconds=60.0))
    now = Settings(seconds=60.0, night=Night(9 * _HOUR, 10 * _HOUR))
    player.hear(Changed(settings=now))
    assert player.glass == []
    player.hear(Changed(settings=Settings(seconds=60.0)))
    assert player.glass == ["a"]
    count = len(player.effects)
    player.hear(Changed(settings=Settings(seconds=60.0)))
    assert len(player.effects) == count


def _veil_over(scene: Scene) -> float:
    *_, last = frame_at(scene, 1.0).layers
    assert isinstance(last, Fill)
    assert (last.at.width, last.at.height) == (scene.size.width_px, scene.size.height_px)
    return last.alpha


@pytest.mark.parametrize("names", [["a", "b"], []])
def test_slides_and_cards_are_as_bright_as_somebody_likes_it(names: list[str]) -> None:
    player = Player(list(names), settings=Settings(seconds=60.0))
    assert player.scene.dim == 0.0
    player.hear(Changed(settings=Settings(seconds=60.0, brightness=25)))
    assert _veil_over(player.scene) == pytest.approx(veil_for(25))
    assert player.glass == names[:1]


@pytest.mark.promise("P4")
def test_the_darkest_glass_still_shows_its_picture() -> None:
    veils = [veil_for(percent) for percent in range(10, 101)]
    assert veils[-1] == 0.0
    assert veils == sorted(veils, reverse=True)
    assert max(veils) < 0.66


def test_a_photo_stays_as_long_as_somebody_says() -> None:
    player = Player(["a", "b"], settings=Settings(seconds=60.0))
    player.wait(10.0)
    player.hear(Changed(settings=Settings(seconds=5.0)))
    player.wait(0.5)
    assert player.glass == ["b"]


_EVENTS = st.one_of(
    st.sampled_from([verb for verb in Verb if verb is not Verb.QUIT]),
    st.sampled_from([0.2, 5.0, 70.0, 130.0, 600.0, 2_000.0]),
    st.sampled_from("abcdef").map(lambda name: Erased(photos=frozenset({PhotoId(name)}))),
    st.sampled_from([None, _CARD]).map(lambda view: Pairing(view=view)),
    st.sampled_from([None, _NOON, _LATE]).map(
        lambda night: Changed(settings=Settings(seconds=60.0, night=night, brightness=30))
    ),
    st.just(Notice(words="Something", seconds=60.0)),
    st.just(Connection(trouble="Nothing comes in.")),
    st.just(LibraryChanged()),
)


@pytest.mark.promise("P1")
@given(st.lists(_EVENTS, max_size=30))
@settings(deadline=None, max_examples=150)
def test_whatever_happens_no_photo_is_seen_by_night_and_no_erased_one_ever(
    told: list[object],
) -> None:
    player = Player(list("abcdef"), settings=Settings(seconds=60.0, night=_NOON))
    gone: set[str] = set()
    for event in told:
        if isinstance(event, Verb):
            player.press(event)
        elif isinstance(event, float):
            player.wait(event)
        else:
            player.hear(event)  # type: ignore[arg-type]  # what is left are events
            gone |= set(event.photos) if isinstance(event, Erased) else set()
        assert player.scene.layers
        assert not gone & set(player.glass)
        asleep = player.state.night and player.state.cover <= 1
        assert asleep == (view_of(player.state).sort is Sort.NIGHT)
        if player.state.night:
            assert player.glass == []


def test_every_scene_that_is_sent_by_night_holds_no_photo() -> None:
    player = _at_night("a", "b", "c")
    count = len(player.effects)
    for _ in range(40):
        player.wait(30.0)
    shows = [one for one in player.effects[count:] if isinstance(one, Show)]
    assert shows
    assert not any(isinstance(layer, Picture) for one in shows for layer in one.scene.layers)
