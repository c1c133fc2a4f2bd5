from pathlib import Path

import pytest
from PIL import Image

from frame.curate.inspect import Inspection
from frame.devices.sheet import HIGHEST_PX, WIDTH_PX
from frame.devices.sim.decoder import SimDecoder
from frame.errors import BadRequest, NotAPhoto
from frame.model import Box, Face, Looks, Remedy, Size
from frame.services.contact import write_sheet
from frame.services.inspection import Seen
from tests.picture_kit import Corners, corners, saved

NOTHING_SEEN = {
    "subjects": (), "sharpness": 0.5, "exposure": 0.5, "dark": 0.0, "bright": 0.0,
    "colour": (90, 90, 90), "focus": None, "fingerprint": 0, "embedding": b"",
}  # fmt: skip


def seen(
    folder: Path, number: int = 1, *, keep: bool = True, remedy: Remedy | None = None
) -> Seen:
    path = folder / f"photo {number}.jpg"
    path.write_bytes(saved(corners(Corners(width=600, height=400))))
    face = Face(box=Box(left=0.4, top=0.3, width=0.1, height=0.15), score=0.9)
    looks = Looks(faces=(face,), remedy=remedy or Remedy(), **NOTHING_SEEN)  # type: ignore[arg-type]
    finding = Inspection(
        key=str(path), moment=number, duplicate_of=None, keep=keep, because="It is the only one"
    )
    return Seen(path=path, size=Size(width_px=600, height_px=400), looks=looks, finding=finding)


def test_a_sheet_is_a_png_with_every_picture(tmp_path: Path) -> None:
    out = tmp_path / "new folder" / "sheet.png"
    assert write_sheet(out, [seen(tmp_path, 1), seen(tmp_path, 2)], SimDecoder()) == (out,)
    with Image.open(out) as page:
        assert page.format == "PNG"
        assert page.width == WIDTH_PX
        assert not page.info.get("exif")


def test_a_remedy_is_shown_beside_what_came(tmp_path: Path) -> None:
    plain, mended = tmp_path / "plain.png", tmp_path / "mended.png"
    write_sheet(plain, [seen(tmp_path)], SimDecoder())
    write_sheet(mended, [seen(tmp_path, remedy=Remedy(exposure=1.0, tilt=2.0))], SimDecoder())
    assert plain.read_bytes() != mended.read_bytes()


def test_many_pictures_are_written_on_numbered_pages(tmp_path: Path) -> None:
    several = [seen(tmp_path, number) for number in range(1, 45)]
    written = write_sheet(tmp_path / "sheet.png", several, SimDecoder())
    assert [path.name for path in written] == ["sheet.png", "sheet-2.png"]
    for path in written:
        with Image.open(path) as page:
            assert page.height <= HIGHEST_PX


def test_what_is_kept_comes_first_in_its_moment(tmp_path: Path) -> None:
    one, other = seen(tmp_path, 1, keep=False), seen(tmp_path, 1)
    first, second = tmp_path / "a.png", tmp_path / "b.png"
    write_sheet(first, [one, other], SimDecoder())
    write_sheet(second, [other, one], SimDecoder())
    assert first.read_bytes() == second.read_bytes()


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BadRequest, match="cannot be written"):
        write_sheet(tmp_path / "file" / "sheet.png", [seen(tmp_path)], SimDecoder())


def test_a_file_that_went_away_meanwhile_is_an_error_that_says_so(tmp_path: Path) -> None:
    gone = seen(tmp_path)
    gone.path.unlink()
    with pytest.raises(NotAPhoto):
        write_sheet(tmp_path / "sheet.png", [gone], SimDecoder())
