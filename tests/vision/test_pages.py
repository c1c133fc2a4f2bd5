import functools
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from frame.vision.pages import Pages, PageSigns
from frame.vision.resize import Picture
from frame.vision.runtime import Model, installed
from tests.vision.test_text import shown
from tests.vision.vision_photos import models, photo, pixels, plain, texture

# Ordinary photos, some with signs, lettering or a book: all must pass.
_NOT_PAGES = ("book-beside-flowers.jpg", "japanese-shop.jpg", "craft-beer.jpg", "10.png", "12.png")


@functools.cache
def _pages() -> Pages:
    if not installed():
        pytest.skip("no interpreter of TFLite is installed")
    return Pages(Model(models()["text"]))


def _judged(picture: Image.Image) -> PageSigns:
    return _pages().judge(Picture(pixels(picture)))


def _either(signs: PageSigns) -> float:
    return max(signs.document, signs.screenshot)


def _receipt(lines: int) -> Image.Image:
    """A sheet on a table, in uneven light, as a camera sees it."""
    table = texture(768, 1024)
    draw = ImageDraw.Draw(table)
    draw.rectangle((200, 60, 560, 960), fill=(226, 224, 216))
    font = ImageFont.load_default(size=22)
    for row in range(lines):
        draw.text(
            (230, 100 + 40 * row), f"Item {row}  x 2   {row}.50", fill=(60, 60, 66), font=font
        )
    light = np.linspace(0.6, 1.0, 1024)[:, None, None]
    noise = np.random.default_rng(3).normal(0, 3, (1024, 768, 3))
    seen = np.asarray(table.filter(ImageFilter.GaussianBlur(0.7))) * light + noise
    return Image.fromarray(np.clip(seen, 0, 255).astype(np.uint8))


def _window(ground: tuple[int, int, int], ink: tuple[int, int, int]) -> Image.Image:
    """A list of settings, drawn."""
    screen = plain(540, 960, ground)
    draw = ImageDraw.Draw(screen)
    font = ImageFont.load_default(size=26)
    for row in range(9):
        draw.text((40, 60 + 100 * row), f"Setting number {row}", fill=ink, font=font)
        draw.line((0, 120 + 100 * row, 540, 120 + 100 * row), fill=ink)
    return screen


def _compressed(picture: Image.Image, quality: int) -> Image.Image:
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=quality)
    return Image.open(stream).convert("RGB")


def test_a_receipt_on_a_table_is_a_document_and_no_screenshot() -> None:
    signs = _judged(_receipt(lines=20))
    assert signs.document >= 0.5
    assert signs.screenshot < 0.5


def test_more_lines_are_more_of_a_document() -> None:
    few, more, many = (_judged(_receipt(lines)).document for lines in (2, 8, 20))
    assert few < 0.5
    assert few < more < many


def test_a_sign_with_four_lines_is_part_of_a_photo() -> None:
    assert _either(_judged(_receipt(lines=4))) < 0.5


def test_the_scanned_page_of_scikit_image_is_a_document() -> None:
    assert _pages().judge(shown("page")).document >= 0.5


@pytest.mark.parametrize(
    "colours", [((255, 255, 255), (20, 20, 20)), ((24, 26, 30), (230, 230, 230))]
)
def test_a_window_is_a_screenshot_light_or_dark_and_compressed(
    colours: tuple[tuple[int, int, int], tuple[int, int, int]],
) -> None:
    assert _judged(_window(*colours)).screenshot >= 0.5
    assert _judged(_compressed(_window(*colours), 70)).screenshot >= 0.5


def test_a_photo_in_an_even_border_is_no_screenshot() -> None:
    framed = plain(900, 900, (255, 255, 255))
    framed.paste(texture(700, 500), (100, 200))
    assert _either(_judged(framed)) < 0.5


@pytest.mark.parametrize("name", ["astronaut", "chelsea", "coffee", "rocket"])
def test_packaged_photos_pass(name: str) -> None:
    assert _either(_pages().judge(shown(name))) < 0.5


def test_every_screenshot_is_recognized(testdata: Path) -> None:
    for path in sorted((testdata / "screens").iterdir()):
        assert _judged(photo(path)).screenshot >= 0.5, path.name


@pytest.mark.parametrize("name", _NOT_PAGES)
def test_photos_with_lettering_pass(testdata: Path, name: str) -> None:
    assert _either(_judged(photo(testdata / "photos" / name))) < 0.5


@pytest.mark.parametrize("size", [(1, 1), (1, 400), (400, 1), (9, 9)])
def test_the_smallest_picture_is_neither(size: tuple[int, int]) -> None:
    assert _either(_judged(plain(*size, (255, 255, 255)))) < 0.5


def test_the_logits_only_decide_whether_to_go_nearer() -> None:
    menu = np.zeros(1000, np.float32)
    menu[922] = 20
    picture = Picture(pixels(texture(640, 480)))
    assert _either(_pages().judge(picture, menu)) < 0.5
