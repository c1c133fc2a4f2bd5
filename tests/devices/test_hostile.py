"""Files made to break decoders: each leaves the decoder alive, in bounded memory and time."""

import io
import random
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from frame.devices.decoder import ChildDecoder
from frame.errors import NotAPhoto
from tests.picture_kit import FORMATS, Corners, bomb_png, corners, png_chunk, png_of, saved

_CHILD_BYTES = 300_000_000
_SECONDS = 10.0


@pytest.fixture(scope="module")
def decoder() -> Iterator[ChildDecoder]:
    with ChildDecoder(seconds=_SECONDS) as children:
        yield children


def _opens(decoder: ChildDecoder, data: bytes) -> bool:
    """Say whether the file opened; fail when it cost more than a child may cost."""
    started = time.monotonic()
    try:
        decoder.clean(data)
        opened = True
    except NotAPhoto:
        opened = False
    assert time.monotonic() - started < _SECONDS + 2
    assert decoder.usage.peak_bytes <= _CHILD_BYTES
    return opened


def _still_works(decoder: ChildDecoder) -> bool:
    return _opens(decoder, saved(corners()))


def test_no_hostile_file_harms_the_decoder(decoder: ChildDecoder, testdata: Path) -> None:
    server = decoder._server
    files = sorted(path for path in (testdata / "hostile").rglob("*") if path.is_file())
    assert len(files) > 300

    opened = [path.name for path in files if _opens(decoder, path.read_bytes())]

    assert 0 < len(opened) < len(files)
    assert decoder._server is server
    assert _still_works(decoder)


def test_valid_pngs_open_and_broken_ones_do_not(decoder: ChildDecoder, testdata: Path) -> None:
    files = sorted((testdata / "hostile" / "pngsuite").glob("*.png"))
    assert len(files) > 170
    wrong = [
        path.name
        for path in files
        if _opens(decoder, path.read_bytes()) == path.name.startswith("x")
    ]
    assert wrong == []


def test_bombs_are_refused_in_little_memory(decoder: ChildDecoder) -> None:
    zeros = zlib.compress(bytes(50_000_000), 9)
    for bomb in (
        bomb_png(30_000),
        png_of(60_000, 60_000, png_chunk(b"IDAT", zeros)),
        png_of(8, 8, png_chunk(b"zTXt", b"Comment\0\0" + zeros), png_chunk(b"IDAT", b"")),
        png_of(8, 8, png_chunk(b"iCCP", b"profile\0\0" + zeros), png_chunk(b"IDAT", b"")),
    ):
        assert not _opens(decoder, bomb)
        assert decoder.usage.peak_bytes < 150_000_000


def test_a_gif_of_many_frames_costs_its_first(decoder: ChildDecoder) -> None:
    frames = [Image.new("P", (400, 300), number % 256) for number in range(300)]
    file = io.BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])

    assert _opens(decoder, file.getvalue())
    assert decoder.usage.peak_bytes < 100_000_000


def test_an_enormous_jpeg_header_is_refused(decoder: ChildDecoder) -> None:
    small = bytearray(saved(corners()))
    frame = small.index(b"\xff\xc0")
    small[frame + 5 : frame + 9] = b"\xff\xdc\xff\xdc"
    with pytest.raises(NotAPhoto, match="4290 megapixels"):
        decoder.clean(bytes(small))


@pytest.mark.parametrize("kind", FORMATS)
def test_cut_off_and_damaged_files_harm_nothing(decoder: ChildDecoder, kind: str) -> None:
    rng = random.Random(kind)
    whole = saved(corners(Corners(width=96, height=64)), kind)
    for _ in range(12):
        damaged = bytearray(whole)
        for _ in range(rng.randrange(1, 30)):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        _opens(decoder, bytes(damaged))
        _opens(decoder, whole[: rng.randrange(len(whole))])
    assert _still_works(decoder)


def test_nothing_follows_a_picture_into_the_next_one(decoder: ChildDecoder) -> None:
    before = decoder.clean(saved(corners())).master
    for data in (bomb_png(30_000), saved(corners())[:200], b"\xff\xd8\xff" + bytes(5000)):
        _opens(decoder, data)
    assert decoder.clean(saved(corners())).master == before
