from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frame.model import Size
from frame.scene import Fill, Layer, Rect, Shade, Shape, Words
from frame.slideshow.compose import compose
from frame.slideshow.lettering import width_of, wrapped
from frame.slideshow.overlay import Status, date_line, overlay, words_on
from frame.slideshow.phrases import Phrases
from frame.slideshow.places import meets
from frame.slideshow.slide import Composition, Shot, Slide
from frame.slideshow.trouble import trouble_mark
from frame.slideshow.words import LANGUAGES
from tests.slideshow.slides_for_tests import SCREENS, WALL, face, shot

NOW = datetime(2026, 6, 1, 9, 5)
AWAY = "Phones cannot reach this frame: its broker does not answer"


def laid_out(*shots: Shot) -> Composition:
    return compose(Slide(shots=shots), WALL)


def wide(**changes: Any) -> Shot:
    return replace(shot(wide=6000, high=4000), **changes)


def texts(layers: tuple[Layer, ...]) -> list[str]:
    return [layer.text for layer in layers if isinstance(layer, Words)]


def test_a_caption_names_month_and_album() -> None:
    assert date_line(wide()) == "June 2019 · Garden"


def test_without_an_album_a_caption_names_the_day() -> None:
    assert date_line(wide(album="")) == "12 June 2019"


def test_a_photo_without_a_date_is_named_by_its_album() -> None:
    assert date_line(wide(taken_at=None)) == "Garden"
    assert date_line(wide(taken_at=None, album="")) == ""


def test_the_clock_shows_hours_and_minutes() -> None:
    assert texts(overlay(laid_out(wide()), Status(now=NOW))) == ["09:05", "June 2019 · Garden"]


def test_clock_and_caption_can_be_turned_off() -> None:
    assert overlay(laid_out(wide()), Status(captions=False)) == ()


def test_a_favourite_wears_a_heart() -> None:
    plain = overlay(laid_out(wide()), Status())
    liked = overlay(laid_out(wide(favourite=True)), Status())
    assert not any(isinstance(layer, Shape) for layer in plain)
    assert sum(isinstance(layer, Shape) for layer in liked) == 1


def test_a_paused_slideshow_shows_two_bars() -> None:
    bars = overlay(laid_out(wide()), Status(captions=False, paused=True))
    assert sum(isinstance(layer, Shape) for layer in bars) == 2


def test_a_caption_moves_away_from_a_head_in_its_corner() -> None:
    (free,) = words_on(overlay(laid_out(wide()), Status()))
    (moved,) = words_on(overlay(laid_out(wide(faces=(face(0.05, 0.84, 0.1, 0.12),))), Status()))
    assert free.top > WALL.height_px / 2
    assert moved.top < WALL.height_px / 2


def test_where_every_corner_holds_a_head_there_is_no_caption() -> None:
    corners = tuple(face(x, y, 0.16, 0.10) for x in (0.04, 0.80) for y in (0.06, 0.84))
    crowded = laid_out(shot(wide=6400, high=3600, faces=corners))
    assert crowded.ink is None
    assert texts(overlay(crowded, Status(now=NOW))) == []


def test_words_on_a_photo_stand_on_a_shade_and_words_on_a_mat_do_not() -> None:
    on_photo = overlay(laid_out(wide()), Status())
    on_mat = overlay(laid_out(shot(wide=2000, high=4000)), Status())
    assert any(isinstance(layer, Shade) for layer in on_photo)
    assert not any(isinstance(layer, Shade) for layer in on_mat)
    assert texts(on_mat) == ["June 2019 · Garden"]


def test_a_pair_of_one_day_has_one_caption() -> None:
    tall = shot("a", 3000, 3600)
    pair = laid_out(tall, replace(tall, album="Garden"))
    assert texts(overlay(pair, Status())) == ["June 2019 · Garden"]
    other = laid_out(tall, replace(tall, album="Lisbon"))
    assert texts(overlay(other, Status())) == ["June 2019 · Garden", "June 2019 · Lisbon"]


def told(story: str, *shots: Shot) -> Composition:
    return compose(Slide(shots=shots, story=story), WALL)


def test_a_story_s_title_stands_above_the_caption() -> None:
    layers = overlay(told("Three days in Lisbon", wide(title="The harbour")), Status())
    assert texts(layers) == ["Three days in Lisbon", "The harbour", "June 2019 · Garden"]
    title, *below = words_on(layers)
    assert all(line.top > title.top and line.left == title.left for line in below)
    assert title.height > below[0].height


def test_a_story_s_title_goes_with_the_caption() -> None:
    assert overlay(told("Three days in Lisbon", wide()), Status(captions=False)) == ()


def test_a_story_is_told_once_on_a_pair() -> None:
    pair = told("Two of us", shot("a", 3000, 3600), shot("b", 3000, 3600, album="Lisbon"))
    assert texts(overlay(pair, Status())).count("Two of us") == 1


def test_a_story_s_title_without_room_leaves_the_caption_its_place() -> None:
    heads = tuple(face(x, y, 0.24, 0.09) for x, y in ((0.02, 0.72), (0.02, 0.2), (0.7, 0.2)))
    low = (*heads, face(0.72, 0.72, 0.24, 0.09))
    layers = overlay(told("Three days", shot(wide=6400, high=3600, faces=low)), Status())
    assert "Three days" not in texts(layers)
    assert "June 2019 · Garden" in texts(layers)


def test_on_a_mat_a_story_s_title_and_one_line_fit_below_the_print() -> None:
    for screen in SCREENS:
        odd = (
            shot(wide=9000, high=3000)
            if screen.height_px > screen.width_px
            else shot(wide=3000, high=9000)
        )
        slide = Slide(shots=(replace(odd, title="The harbour"),), story="Three days in Lisbon")
        layers = overlay(compose(slide, screen), Status())
        assert texts(layers) == ["Three days in Lisbon", "The harbour"]
        assert all(line.top + line.height < screen.height_px for line in words_on(layers))


def test_the_reason_is_told_in_full_and_inside_the_screen() -> None:
    why = "Taken on this day seven years ago. It is the sharpest of four similar photos. " * 2
    for screen in SCREENS:
        layers = overlay(compose(Slide(shots=(wide(),)), screen), Status(why=why, captions=False))
        title, *lines = texts(layers)
        assert title == "Why this photo?"
        assert " ".join(lines) == why.strip()
        (panel,) = (layer.at for layer in layers if isinstance(layer, Fill))
        for line in words_on(layers):
            assert panel.left < line.left
            assert line.left + line.width < panel.left + panel.width
            assert panel.top < line.top
            assert line.top + line.height < panel.top + panel.height


def test_a_notice_says_what_was_done_beside_the_reason_not_on_it() -> None:
    layers = overlay(laid_out(wide()), Status(notice="Favourite", why="Because.", captions=False))
    panel, pill = (layer.at for layer in layers if isinstance(layer, Fill))
    assert texts(layers)[-1] == "Favourite"
    assert pill.top + pill.height <= panel.top or pill.left >= panel.left + panel.width


def test_lines_break_between_words_and_fit() -> None:
    lines = wrapped("one two three four five six", 40.0, 200.0)
    assert " ".join(lines) == "one two three four five six"
    assert len(lines) > 1
    assert all(width_of(line, 40.0) <= 200.0 for line in lines)
    assert wrapped("", 40.0, 200.0) == ()


TROUBLE = "Phones cannot reach this frame: the broker does not answer."


def test_what_keeps_phones_away_stands_small_at_the_edge() -> None:
    (line,) = (
        layer
        for layer in overlay(laid_out(wide()), Status(now=NOW, trouble=TROUBLE))
        if isinstance(layer, Words) and layer.text == TROUBLE
    )
    assert line.baseline < 0.08 * WALL.height_px
    assert line.size_px < 0.03 * WALL.height_px


@pytest.mark.parametrize("screen", SCREENS, ids=lambda size: f"{size.width_px}x{size.height_px}")
@given(
    places=st.lists(st.tuples(*[st.floats(0.0, 0.85)] * 2), max_size=4),
    large=st.floats(0.05, 0.3),
    phrases=st.sampled_from(list(LANGUAGES.values())),
    mat=st.booleans(),
)
@settings(deadline=None, max_examples=80)
def test_what_keeps_phones_away_covers_no_head_no_print_and_no_words(
    screen: Size, places: list[tuple[float, float]], phrases: Phrases, *, large: float, mat: bool
) -> None:
    away = phrases.say(AWAY)
    faces = tuple(face(x, y, min(large, 1 - x), min(large, 1 - y)) for x, y in places)
    seen = replace(wide(faces=faces), title="A walk")
    small = replace(seen, size=Size(width_px=600, height_px=900))
    composition = compose(Slide(shots=(small if mat else seen,)), screen)
    status = Status(now=NOW, paused=True, why="Because.", notice=phrases.hidden, trouble=away)
    layers = overlay(composition, status, phrases)
    said = [layer for layer in layers if isinstance(layer, Words) and layer.text == away]
    for line in words_on(said):
        assert line.left >= 0
        assert line.left + line.width <= screen.width_px
        heads = [head for cell in composition.cells for head in cell.heads]
        prints = [cell.at for cell in composition.cells if composition.ink is not None]
        others = words_on(layer for layer in layers if layer not in said)
        assert not any(meets(line, other) for other in (*heads, *prints, *others))


def test_where_every_edge_is_taken_trouble_stays_away() -> None:
    everywhere = Rect(left=0.0, top=0.0, width=1920.0, height=1080.0)
    assert trouble_mark(TROUBLE, WALL, [everywhere]) == ()
    assert trouble_mark("", WALL, []) == ()
