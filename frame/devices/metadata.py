"""What a photo file tells besides its pixels: when it was taken, and what else it gives away.

Nothing of it survives: a clean picture is encoded anew from pixels alone. This file only says in
words what was left behind, and keeps the one thing a family wants, the capture time.

Sources: EXIF 3.0 (CIPA DC-008), TIFF 6, XMP part 1 and 2, IPTC-IIM 4.2, Adobe Photoshop image
resources, Google Motion Photo and Ultra HDR, MWG regions.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from frame.devices.capture_time import read_iptc, read_moment


class Trace(StrEnum):
    """Something in a file that identifies somebody or something, in the words a person reads."""

    LOCATION = "location"
    CAMERA = "camera make and model"
    CAMERA_SERIAL = "camera serial number"
    LENS_SERIAL = "lens serial number"
    NAMES = "names of owner, artist or copyright holder"
    FACES = "face regions and names of people"
    VIDEO = "embedded video"
    THUMBNAIL = "embedded thumbnail"
    PICTURES = "gain map, depth map or further pictures"
    MAKER_NOTES = "maker notes"
    WORDS = "comments, keywords or captions"
    SOFTWARE = "software and computer names"
    HISTORY = "edit history"
    IDENTIFIERS = "identifiers of the picture"
    SETTINGS = "camera settings"
    PROFILE = "colour profile (converted)"


Tags = Mapping[int, object]
Records = Mapping[tuple[int, int], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the readers of a file found.

    main, camera, place   EXIF: the first directory, the photo's and the GPS directory
    xmp                   the XMP packet as text
    iptc                  IPTC-IIM records by (record, data set), the first of each
    traces                what the container itself shows, such as a second picture
    """

    main: Tags = field(default_factory=dict)
    camera: Tags = field(default_factory=dict)
    place: Tags = field(default_factory=dict)
    xmp: str = ""
    iptc: Records = field(default_factory=dict)
    traces: frozenset[Trace] = frozenset()


_DATE_TIME, _ORIGINAL, _DIGITIZED = 0x0132, 0x9003, 0x9004
_XMP_DATES = ("exif:DateTimeOriginal", "photoshop:DateCreated", "xmp:CreateDate")
_IPTC_DATES = (((2, 55), (2, 60)), ((2, 62), (2, 63)))

_MAIN: Mapping[Trace, tuple[int, ...]] = {
    Trace.CAMERA: (0x010F, 0x0110, 0xC614),
    Trace.CAMERA_SERIAL: (0xC62F,),
    Trace.NAMES: (0x013B, 0x8298, 0x9C9D),
    Trace.WORDS: (0x010D, 0x010E, 0x9C9B, 0x9C9C, 0x9C9E, 0x9C9F),
    Trace.SOFTWARE: (0x0131, 0x013C, 0x000B),
    Trace.HISTORY: (0x9213, 0xC6F2),
}
_CAMERA: Mapping[Trace, tuple[int, ...]] = {
    Trace.CAMERA_SERIAL: (0xA431,),
    Trace.LENS_SERIAL: (0xA435,),
    Trace.NAMES: (0xA430,),
    Trace.MAKER_NOTES: (0x927C,),
    Trace.WORDS: (0x9286,),
    Trace.IDENTIFIERS: (0xA420,),
    Trace.SETTINGS: (0x829A, 0x829D, 0x8827, 0x9201, 0x9202, 0x920A, 0xA433, 0xA434),
}
_IPTC: Mapping[Trace, tuple[int, ...]] = {
    Trace.LOCATION: (26, 27, 90, 92, 95, 100, 101),
    Trace.NAMES: (80, 85, 110, 115, 116, 118),
    Trace.WORDS: (5, 25, 40, 103, 105, 120, 122),
    Trace.SOFTWARE: (65, 70),
    Trace.IDENTIFIERS: (22,),
}
_XMP: Mapping[Trace, re.Pattern[str]] = {
    trace: re.compile(names)
    for trace, names in {
        Trace.LOCATION: r"exif:GPS|photoshop:(?:City|State|Country)"
        r"|Iptc4xmp(?:Core|Ext):\w*Location",
        Trace.CAMERA: r"tiff:(?:Make|Model)",
        Trace.CAMERA_SERIAL: r"(?:aux:|exifEX:Body)SerialNumber",
        Trace.LENS_SERIAL: r"LensSerialNumber",
        Trace.NAMES: r"dc:(?:creator|rights)|xmpRights:|plus:"
        r"|photoshop:(?:Credit|AuthorsPosition)",
        Trace.FACES: r"mwg-rs:|MP:RegionInfo|MPReg:|apple-fi:|PersonInImage"
        r"|Iptc4xmpExt:ImageRegion",
        Trace.VIDEO: r"MicroVideo|MotionPhoto",
        Trace.THUMBNAIL: r"xmp:Thumbnails|xmpGImg:",
        Trace.PICTURES: r"hdrgm:|HDRGainMap|GDepth:|GImage:|Container:Directory",
        Trace.WORDS: r"dc:(?:description|subject|title)|photoshop:(?:Headline|Instructions)"
        r"|lr:hierarchicalSubject|digiKam:|xmp:(?:Rating|Label)",
        Trace.SOFTWARE: r"xmp:CreatorTool|xmptk",
        Trace.HISTORY: r"xmpMM:(?:History|DerivedFrom)|photoshop:History|crs:|stEvt:",
        Trace.IDENTIFIERS: r"xmpMM:(?:\w*DocumentID|InstanceID)|exif:ImageUniqueID",
        Trace.SETTINGS: r"exif:(?:ExposureTime|FNumber|ISOSpeed|FocalLength)",
    }.items()
}
_IPTC_RESOURCE_START = b"\x1c"


def find_moment(told: Told) -> datetime | None:
    """Return when the photo was taken: EXIF before XMP before IPTC, original before changed."""
    return next((moment for moment in _moments(told) if moment is not None), None)


def find_traces(told: Told) -> tuple[Trace, ...]:
    """Return what the file gives away, each once, in the order of `Trace`."""
    found = set(told.traces)
    found |= {trace for trace, tags in _MAIN.items() if _any_set(told.main, tags)}
    found |= {trace for trace, tags in _CAMERA.items() if _any_set(told.camera, tags)}
    found |= {trace for trace, names in _XMP.items() if names.search(told.xmp)}
    found |= {
        trace for trace, sets in _IPTC.items() if any(told.iptc.get((2, one)) for one in sets)
    }
    if _names_a_place(told.place):
        found.add(Trace.LOCATION)
    return tuple(trace for trace in Trace if trace in found)


def read_iptc_records(data: bytes) -> Records:
    """Return the first of each data set in an IPTC-IIM block; what is broken ends the reading."""
    records: dict[tuple[int, int], str] = {}
    at = data.find(_IPTC_RESOURCE_START)
    while 0 <= at <= len(data) - 5 and data[at] == 0x1C:
        length = int.from_bytes(data[at + 3 : at + 5], "big")
        value = data[at + 5 : at + 5 + length]
        records.setdefault((data[at + 1], data[at + 2]), value.decode("utf-8", "replace"))
        at += 5 + length
    return records


def _moments(told: Told) -> Iterator[datetime | None]:
    for tags, tag in (
        (told.camera, _ORIGINAL),
        (told.camera, _DIGITIZED),
        (told.main, _ORIGINAL),
        (told.main, _DATE_TIME),
    ):
        yield read_moment(str(tags.get(tag, "")))
    for name in _XMP_DATES:
        found = re.search(rf"{name}(?:\s*=\s*[\"']|>\s*)([^\"'<]+)", told.xmp)
        yield read_moment(found[1]) if found else None
    for day, clock in _IPTC_DATES:
        yield read_iptc(told.iptc.get(day, ""), told.iptc.get(clock, ""))


def _any_set(tags: Tags, wanted: tuple[int, ...]) -> bool:
    return any(_says_something(tags.get(tag)) for tag in wanted)


def _says_something(value: object) -> bool:
    if isinstance(value, str):
        return bool(value.strip(" \0"))
    if isinstance(value, bytes):
        return bool(value.strip(b" \0"))
    return value is not None


def _names_a_place(place: Tags) -> bool:
    """Tell a position from the empty directory some cameras write (tag 0 is its version)."""
    return any(tag != 0 and _says_something(value) for tag, value in place.items())
