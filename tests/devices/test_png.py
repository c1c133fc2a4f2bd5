import io

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from frame.devices import png
from frame.model import Pixels, Size


@given(st.integers(1, 40), st.integers(1, 40), st.randoms(use_true_random=False))
def test_what_is_written_is_read_back_to_the_last_bit(
    width: int, height: int, dice: object
) -> None:
    rgb = dice.randbytes(3 * width * height)  # type: ignore[attr-defined]  # hypothesis' own Random
    size = Size(width_px=width, height_px=height)
    told = png.written(Pixels(size=size, rgb=memoryview(rgb)))
    assert png.is_intact(told)
    with Image.open(io.BytesIO(told)) as picture:
        assert (picture.mode, picture.size, picture.tobytes()) == ("RGB", (width, height), rgb)


def test_one_flipped_bit_is_seen() -> None:
    size = Size(width_px=8, height_px=8)
    told = bytearray(png.written(Pixels(size=size, rgb=bytes(range(192)))))
    told[len(told) // 2] ^= 1
    assert not png.is_intact(bytes(told))
