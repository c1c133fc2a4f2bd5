from collections.abc import Iterator
from dataclasses import replace

import pytest

from frame.devices.imaging import image_of
from frame.devices.sheet import CELL, HIGHEST_PX, WIDTH_PX, Mark, Print, pages
from frame.model import Box, Pixels, Size

GREY, RED = (120, 120, 120), (200, 40, 40)
EMBER = (240, 150, 92)
GREEN = (138, 190, 128)


def plain(colour: tuple[int, int, int], wide: int = 728, high: int = 546) -> Pixels:
    return Pixels(size=Size(width_px=wide, height_px=high), rgb=bytes(colour) * (wide * high))


KEPT = Print(
    picture=plain(GREY),
    before=None,
    name="IMG_1.jpg",
    about="2 faces, beach or coast",
    because="The only photo of this moment",
    keep=True,
    moment=1,
)
RESTING = replace(KEPT, keep=False, because="Sharper ones of this moment are shown")


def colours(page: Pixels) -> set[tuple[int, ...]]:
    found = image_of(page).getcolors(1 << 24)
    assert found is not None
    return {colour for _, colour in found if isinstance(colour, tuple)}


def page_of(*prints: Print) -> Pixels:
    (page,) = pages(prints, "1 picture")
    return page


def test_a_sheet_of_nothing_has_no_pages() -> None:
    assert list(pages([], "0 pictures")) == []


def test_what_is_kept_wears_a_frame_and_what_rests_does_not() -> None:
    assert GREEN in colours(page_of(KEPT))
    assert GREEN not in colours(page_of(RESTING))


def test_what_rests_is_dimmed() -> None:
    assert GREY in colours(page_of(KEPT))
    assert GREY not in colours(page_of(RESTING))


def test_a_kept_picture_is_whole_and_undimmed_in_its_cell() -> None:
    image = image_of(page_of(KEPT))
    shown = sum(image.getpixel((x, 300)) == GREY for x in range(WIDTH_PX))
    assert shown >= CELL.width_px - 8


def test_a_picture_that_is_made_better_shows_both_halves() -> None:
    both = page_of(replace(KEPT, picture=plain(RED), before=plain(GREY)))
    assert {GREY, RED} <= colours(both)
    image = image_of(both)
    greys = [x for x in range(WIDTH_PX) if image.getpixel((x, 300)) == GREY]
    reds = [x for x in range(WIDTH_PX) if image.getpixel((x, 300)) == RED]
    assert max(greys) < min(reds)
    assert abs(len(greys) - len(reds)) <= 4


def test_the_reason_of_what_rests_is_longer_than_nothing_and_changes_the_page() -> None:
    assert page_of(RESTING).rgb != page_of(replace(RESTING, because="Hidden")).rgb


def test_a_cut_is_drawn_where_it_is() -> None:
    half = Box(left=0.5, top=0.2, width=0.4, height=0.6)
    image = image_of(page_of(replace(KEPT, outlines=((Mark.WIDE, half),))))
    line = [x for x in range(64, 64 + CELL.width_px) if image.getpixel((x, 300)) == EMBER]
    assert min(line) == pytest.approx(64 + 0.5 * CELL.width_px, abs=3)
    assert max(line) == pytest.approx(64 + 0.9 * CELL.width_px, abs=3)


@pytest.mark.parametrize(
    "box",
    [
        Box(left=0.0, top=0.0, width=1.0, height=1.0),
        Box(left=0.999, top=0.999, width=0.001, height=0.001),
        Box(left=-0.2, top=-0.2, width=1.6, height=1.6),
        Box(left=0.99, top=0.1, width=0.01, height=0.5),
    ],
)
def test_boxes_at_and_over_the_edge_are_drawn_or_left_out(box: Box) -> None:
    outlines = tuple((mark, box) for mark in Mark)
    assert page_of(replace(KEPT, outlines=outlines)).size.width_px == WIDTH_PX


@pytest.mark.parametrize(("wide", "high"), [(1, 4000), (4000, 1), (5, 5), (300, 2000)])
def test_pictures_of_any_shape_fit_their_cell(wide: int, high: int) -> None:
    page = page_of(replace(KEPT, picture=plain(GREY, wide, high)))
    assert page.size.height_px <= 150 + 34 + CELL.height_px + 150


@pytest.mark.parametrize(
    "name", ["a\nb\t\x1b[31mc.jpg", "相片.jpg", "\u202egpj.exe", "x" * 5000 + ".jpg", "", "🏖.jpg"]
)
def test_a_file_may_be_called_anything(name: str) -> None:
    page = page_of(replace(KEPT, name=name, because=name, about=name))
    assert page.size.width_px == WIDTH_PX


def test_letters_no_font_has_are_left_out_and_not_drawn_as_boxes() -> None:
    assert page_of(replace(KEPT, name="相片.jpg")).rgb == page_of(replace(KEPT, name=".jpg")).rgb


def test_many_pictures_go_on_further_pages_none_too_high_and_none_missing() -> None:
    marked = [replace(KEPT, picture=plain((200, 40, 255 - number), 40, 30), moment=number)
              for number in range(40)]  # fmt: skip
    sheet = list(pages(marked, "40 pictures"))
    assert len(sheet) > 1
    assert all(page.size.height_px <= HIGHEST_PX for page in sheet)
    seen = {colour for page in sheet for colour in colours(page)}
    assert all((200, 40, 255 - number) in seen for number in range(40))


def test_pictures_are_asked_for_as_pages_are_drawn() -> None:
    asked = []

    def prints() -> Iterator[Print]:
        for number in range(200):
            asked.append(number)
            yield replace(KEPT, moment=number)

    next(iter(pages(prints(), "200 pictures")))
    assert len(asked) < 100
