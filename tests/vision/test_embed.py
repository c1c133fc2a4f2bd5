from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageEnhance

from frame.curate.alike import SAME_PICTURE_BITS
from frame.vision import embed
from tests.vision.vision_photos import astronaut, cat, eyes, photo, pixels, texture


def _print(picture: Image.Image) -> int:
    return eyes().look(pixels(picture)).fingerprint


def _again(picture: Image.Image) -> Image.Image:
    """The same scene a moment later: moved a little, turned a little, another exposure."""
    width, height = picture.size
    moved = picture.crop((width * 6 // 100, height * 4 // 100, width, height)).rotate(2)
    return ImageEnhance.Brightness(moved).enhance(1.15)


def _brighter(picture: Image.Image) -> Image.Image:
    return ImageEnhance.Brightness(picture).enhance(1.3)


def _bits(one: int, other: int) -> int:
    return (one ^ other).bit_count()


@pytest.mark.parametrize("change", [_again, _brighter])
def test_the_same_scene_stays_near(change: Callable[[Image.Image], Image.Image]) -> None:
    for picture in (astronaut(), cat()):
        assert _bits(_print(picture), _print(change(picture))) <= SAME_PICTURE_BITS


def test_a_mirrored_photo_stays_near() -> None:
    picture = cat()
    mirrored = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    assert _bits(_print(picture), _print(mirrored)) <= SAME_PICTURE_BITS


def test_different_photos_are_far() -> None:
    prints = [_print(astronaut()), _print(cat()), _print(texture(640, 480))]
    for number, one in enumerate(prints):
        for other in prints[:number]:
            assert _bits(one, other) > SAME_PICTURE_BITS + 20


def test_real_photos_are_near_themselves_and_far_from_others(testdata: Path) -> None:
    paths = sorted((testdata / "photos").glob("0*.jpg"))
    prints = [_print(photo(path)) for path in paths]
    again = [_print(_again(photo(path))) for path in paths]
    near = sorted(_bits(one, other) for one, other in zip(prints, again, strict=True))
    far = [_bits(a, b) for number, a in enumerate(prints) for b in prints[:number]]
    assert near[-2] <= SAME_PICTURE_BITS
    assert min(far) > SAME_PICTURE_BITS


def test_an_embedding_is_signed_bytes_of_unit_length() -> None:
    embedding = eyes().look(pixels(cat())).embedding
    values = np.frombuffer(embedding, np.int8).astype(float)
    assert len(embedding) == embed.LENGTH
    assert np.linalg.norm(values) == pytest.approx(127, rel=0.05)


def test_nothing_seen_is_no_error() -> None:
    embedding = embed.as_bytes(np.zeros(embed.LENGTH, np.float32))
    assert embedding == bytes(embed.LENGTH)
    assert embed.fingerprint(embedding) == 0


def test_a_fingerprint_of_today_is_the_one_of_next_year() -> None:
    vector = np.sin(np.arange(embed.LENGTH, dtype=np.float32))
    printed = embed.fingerprint(embed.as_bytes(vector))
    assert f"{printed:064x}" == _SINE


@given(angle=st.floats(0, np.pi))
def test_the_share_of_differing_bits_is_the_angle(angle: float) -> None:
    chance = np.random.default_rng(5)
    one, other = chance.standard_normal((2, embed.LENGTH)).astype(np.float32)
    one /= np.linalg.norm(one)
    other -= (other @ one) * one
    turned = np.cos(angle) * one + np.sin(angle) * other / np.linalg.norm(other)
    prints = [
        embed.fingerprint(embed.as_bytes(vector.astype(np.float32))) for vector in (one, turned)
    ]
    assert _bits(*prints) / embed.BITS == pytest.approx(angle / np.pi, abs=0.13)


_SINE = "28ae4aff56ad79b29455a31526111bcc80a30ffc25e9ab9e05a27fce6f71560f"
