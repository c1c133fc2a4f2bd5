"""What files tell besides their pixels, and that none of it comes out again."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from frame.devices.decoder import ChildDecoder
from frame.devices.metadata import Told, Trace, find_moment, find_traces, read_iptc_records
from frame.errors import NotAPhoto
from tests.picture_kit import Corners, corners, opened, quarters, same_colours, saved

# what exiftool says about any file or any JPEG: where it lies, how its pixels are coded
_STRUCTURAL = {
    "System",
    "File",
    "ExifTool",
    "Composite",
    "JFIF",
}


@pytest.fixture(scope="module")
def decoder() -> Iterator[ChildDecoder]:
    with ChildDecoder(seconds=30) as children:
        yield children


@pytest.fixture(scope="module")
def exiftool() -> str:
    found = shutil.which("exiftool")
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail("exiftool is missing: install libimage-exiftool-perl")
        pytest.skip("exiftool (libimage-exiftool-perl) is not installed")
    return found


def _left_in(exiftool: str, folder: Path) -> list[str]:
    """Return every tag an independent reader finds that is more than a JPEG's structure."""
    done = subprocess.run(
        [exiftool, "-j", "-G1", "-a", "-u", "-U", "-ee3", "-r", "-n", str(folder)],
        check=True,
        capture_output=True,
    )
    return [
        name
        for picture in json.loads(done.stdout)
        for name in picture
        if name != "SourceFile" and name.partition(":")[0] not in _STRUCTURAL
    ]


def _cleaned_into(decoder: ChildDecoder, paths: list[Path], folder: Path) -> int:
    opened_files = 0
    for number, path in enumerate(paths):
        try:
            photo = decoder.clean(path.read_bytes())
        except NotAPhoto:
            continue
        (folder / f"{number}-master.jpg").write_bytes(photo.master)
        (folder / f"{number}-thumbnail.jpg").write_bytes(photo.thumbnail)
        opened_files += 1
    return opened_files


@pytest.mark.promise("P9")
def test_no_metadata_survives_by_an_independent_reader(
    decoder: ChildDecoder, exiftool: str, testdata: Path, tmp_path: Path
) -> None:
    paths = sorted((testdata / "metadata").iterdir())
    assert _cleaned_into(decoder, paths, tmp_path) > 65
    assert _left_in(exiftool, tmp_path) == []


@pytest.mark.promise("P9")
def test_no_metadata_of_our_own_picture_survives(
    decoder: ChildDecoder, exiftool: str, tmp_path: Path
) -> None:
    from PIL import Image

    exif = Image.Exif()
    exif[0x010F], exif[0x8298] = "Maker", "a name"
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 8.0, 14.0)})
    loaded = tmp_path / "loaded"
    loaded.mkdir()
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:creator>a name</dc:creator></x:xmpmeta>'
    full = saved(corners(), exif=exif, comment=b"a comment", xmp=xmp) + b"MotionPhoto_Data"
    (loaded / "full.jpg").write_bytes(full)
    assert _left_in(exiftool, loaded) != []

    clean = tmp_path / "clean"
    clean.mkdir()
    assert _cleaned_into(decoder, [loaded / "full.jpg"], clean) == 1
    assert _left_in(exiftool, clean) == []


def test_all_orientations_show_the_same_picture(decoder: ChildDecoder, testdata: Path) -> None:
    files = sorted((testdata / "orientation").glob("Landscape_*.jpg"))
    assert len(files) == 9
    shown = [quarters(opened(decoder.clean(path.read_bytes()).thumbnail)) for path in files]
    assert all(same_colours(one, tuple(shown[0]), within=25) for one in shown)


@pytest.mark.parametrize(
    ("name", "moment", "removed"),
    [
        ("date-priority-test.jpg", datetime(2023, 2, 2, 2), {Trace.LOCATION}),
        ("samsung-one-ui-6.heic", datetime(2024, 1, 12, 21, 38, 53), {Trace.VIDEO}),
        ("apple_gainmap_new.jpg", datetime(2026, 1, 7, 15, 20, 14), {Trace.PICTURES}),
        ("issue-exifr-59.jpg", datetime(2015, 6, 12, 13, 40, 32), {Trace.FACES, Trace.NAMES}),
        ("Canon IXUS 400.jpg", datetime(2003, 9, 6, 14, 45, 48), {Trace.MAKER_NOTES}),
        ("png_with_exif_and_gps.png", datetime(2003, 12, 14, 12, 1, 44), {Trace.LOCATION}),
        ("Nikon Coolpix P7000.webp", datetime(2010, 10, 21, 11, 22, 48), {Trace.HISTORY}),
        ("Bush-dog.tif", datetime(2020, 10, 12, 16, 40, 47), {Trace.IDENTIFIERS}),
    ],
)
def test_real_files_tell_when_and_what(
    decoder: ChildDecoder, testdata: Path, name: str, moment: datetime, removed: set[Trace]
) -> None:
    photo = decoder.clean((testdata / "metadata" / name).read_bytes())
    assert photo.taken_at == moment
    assert removed <= set(photo.removed)


def test_dates_are_taken_in_order_of_trust() -> None:
    camera = {0x9003: "2001:01:01 01:01:01", 0x9004: "2002:01:01 01:01:01"}
    main = {0x0132: "2003:01:01 01:01:01"}
    xmp = '<a xmp:CreateDate="2005-01-01T01:01:01"><photoshop:DateCreated>2004-01-01</a>'
    iptc = {(2, 55): "20060101", (2, 60): "010101+0000"}
    everything = {"camera": camera, "main": main, "xmp": xmp, "iptc": iptc}

    found = []
    for left_out in ((), ("camera",), ("camera", "main"), ("camera", "main", "xmp")):
        told = {name: what for name, what in everything.items() if name not in left_out}
        moment = find_moment(Told(**told))  # type: ignore[arg-type]
        found.append(moment.year if moment else None)

    assert found == [2001, 2003, 2004, 2006]
    assert find_moment(Told()) is None


def test_a_date_that_cannot_be_is_passed_over_for_the_next() -> None:
    camera = {0x9003: "0000:00:00 00:00:00", 0x9004: "2002:01:01 01:01:01"}
    assert find_moment(Told(camera=camera)) == datetime(2002, 1, 1, 1, 1, 1)


def test_empty_fields_give_nothing_away() -> None:
    told = Told(main={0x010E: "   ", 0x013B: b"\0\0"}, place={0: b"\2\3\0\0"})
    assert find_traces(told) == ()


def test_iptc_records_are_read_up_to_what_is_broken() -> None:
    block = b"\x1c\x02\x50\x00\x04Anna\x1c\x02\x5a\x00\x06Berlin\x1c\x02\x05\xff"
    assert read_iptc_records(block) == {(2, 80): "Anna", (2, 90): "Berlin"}
    assert find_traces(Told(iptc=read_iptc_records(block))) == (Trace.LOCATION, Trace.NAMES)
    assert read_iptc_records(b"") == {}


def test_a_small_thumbnail_is_no_larger_than_its_picture(decoder: ChildDecoder) -> None:
    photo = decoder.clean(saved(corners(Corners(width=40, height=30))))
    assert opened(photo.thumbnail).size == (40, 30)
