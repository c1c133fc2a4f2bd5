"""The contact sheet of `frame inspect --sheet`: every picture, the verdict, and what is cut.

Rule: pictures are opened by the decoder only, one after the other; nothing but the sheet is kept.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from frame.devices.sheet import CELL, Mark, Print, pages
from frame.model import UNTOUCHED, WHOLE, Box, PhotoId, Size
from frame.ports import Decoder
from frame.services.exhibition import write_png
from frame.services.ingest import read_photo
from frame.services.inspection import ASPECTS, Seen
from frame.services.shots import as_seen
from frame.slideshow.fit import crop_for
from frame.slideshow.slide import Shot

_MARKS = {"16:9": Mark.WIDE, "9:16": Mark.TALL}
_SHARP_ENOUGH = 2


def write_sheet(path: Path, seen: Sequence[Seen], decoder: Decoder) -> tuple[Path, ...]:
    """Write the sheet as PNG, further pages beside it as NAME-2.png, and return where.

    Raises:
        NotAPhoto: a file does not open any more.
        BadRequest: the place cannot be written.
    """
    written = []
    for number, page in enumerate(pages(_prints(seen, decoder), _heading(seen)), start=1):
        place = path if number == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
        write_png(place, page)
        written.append(place)
    return tuple(written)


def _heading(seen: Sequence[Seen]) -> str:
    verdicts = Counter(one.finding.keep for one in seen)
    moments = len({one.finding.moment for one in seen})
    return (
        f"{_counted(len(seen), 'picture')} of {_counted(moments, 'moment')}:"
        f" {verdicts[True]} shown, {verdicts[False]} resting"
    )


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _prints(seen: Sequence[Seen], decoder: Decoder) -> Iterator[Print]:
    """Yield the prints moment by moment, what is kept first."""
    for one in sorted(seen, key=lambda one: (one.finding.moment, not one.finding.keep)):
        yield _print(one, decoder)


def _print(one: Seen, decoder: Decoder) -> Print:
    clean = decoder.clean(read_photo(one.path))
    wanted = Size(width_px=_SHARP_ENOUGH * CELL.width_px, height_px=_SHARP_ENOUGH * CELL.height_px)
    before = decoder.pixels(clean.master, WHOLE, wanted)
    remedy = one.looks.remedy
    after = before
    if remedy != UNTOUCHED:
        after = decoder.pixels(clean.master, WHOLE, wanted, remedy=remedy)
    return Print(
        picture=after,
        before=before if remedy != UNTOUCHED else None,
        name=one.path.name,
        about=_about(one),
        because=one.finding.because,
        keep=one.finding.keep,
        moment=one.finding.moment,
        outlines=tuple(_outlines(one)),
    )


def _about(one: Seen) -> str:
    faces = len(one.looks.faces)
    words = [_counted(faces, "face")] if faces else []
    return ", ".join([*words, *(subject.name for subject in one.looks.subjects[:3])])


def _outlines(one: Seen) -> Iterator[tuple[Mark, Box]]:
    """Yield what is cut on each screen, and the faces, as they lie in the picture shown."""
    shot = as_seen(Shot(photo=PhotoId(one.path.name), size=one.size), one.looks)
    for name, aspect in ASPECTS.items():
        crop = crop_for(aspect, shot.size, shot.faces, shot.focus, shot.people, shot.horizon)
        if crop is not None:
            yield _MARKS[name], crop
    for face in shot.faces:
        yield Mark.FACE, face.box
