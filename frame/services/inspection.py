"""Inspect: what the frame would see in a file and decide about it, without storing anything."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from frame.curate.inspect import Candidate, Inspection, inspect_all
from frame.errors import NotAPhoto
from frame.model import UNTOUCHED, Box, Face, Looks, Size
from frame.ports import Decoder, Seer
from frame.services.ingest import Refusal, read_photo, taken_at_of
from frame.slideshow.fit import crop_for

ASPECTS = {"16:9": 16 / 9, "9:16": 9 / 16}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One file, what the models saw in it and what the curator makes of it."""

    path: Path
    size: Size
    looks: Looks
    finding: Inspection


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    path: Path
    size: Size
    looks: Looks
    entry: Candidate


def inspect_files(
    files: Sequence[Path],
    decoder: Decoder,
    seer: Seer,
    progress: Callable[[int, int, Path], None],
) -> tuple[list[Seen], list[Refusal]]:
    """Return what is seen in each file, and the files that cannot be opened, with reasons."""
    opened: list[_Opened] = []
    refused: list[Refusal] = []
    for done, path in enumerate(files, 1):
        try:
            opened.append(_open(path, decoder, seer))
        except NotAPhoto as problem:
            refused.append(Refusal(file=str(path), because=str(problem)))
        progress(done, len(files), path)
    findings = inspect_all([one.entry for one in opened])
    return [
        Seen(path=one.path, size=one.size, looks=one.looks, finding=finding)
        for one, finding in zip(opened, findings, strict=True)
    ], refused


def describe(seen: Seen) -> dict[str, object]:
    """Return the JSON of one picture; boxes are [x, y, w, h] in pixels of the upright picture."""
    looks, finding = seen.looks, seen.finding
    return {
        "file": str(seen.path),
        "width_px": seen.size.width_px,
        "height_px": seen.size.height_px,
        "faces": [_face(face, seen.size) for face in looks.faces],
        "people": [in_pixels(box, seen.size) for box in looks.people],
        "sharpness": round(looks.sharpness, 3),
        "exposure": round(looks.exposure, 3),
        "clipped": {"dark": round(looks.dark, 3), "bright": round(looks.bright, 3)},
        "subjects": [
            {"name": subject.name, "score": round(subject.score, 3)} for subject in looks.subjects
        ],
        "sensitive": {
            "nudity": round(looks.nudity, 3),
            "document": round(looks.document, 3),
            "screenshot": round(looks.screenshot, 3),
        },
        "aesthetics": round(looks.aesthetics, 3),
        "horizon": _rounded(looks.horizon),
        "remedy": {} if looks.remedy == UNTOUCHED else asdict(looks.remedy),
        "moment": finding.moment,
        "duplicate_of": finding.duplicate_of,
        "keep": finding.keep,
        "because": finding.because,
        "crop": {name: _crop(seen, aspect) for name, aspect in ASPECTS.items()},
    }


def _face(face: Face, size: Size) -> dict[str, object]:
    return {
        "box": in_pixels(face.box, size),
        "score": round(face.score, 3),
        "eyes": _rounded(face.eyes),
        "smile": _rounded(face.smile),
        "facing": _rounded(face.facing),
        "sharpness": _rounded(face.sharpness),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def in_pixels(box: Box, size: Size) -> list[int]:
    """Return [x, y, w, h] of a box in a picture of this size."""
    return [
        round(box.left * size.width_px),
        round(box.top * size.height_px),
        round(box.width * size.width_px),
        round(box.height * size.height_px),
    ]


def _crop(seen: Seen, aspect: float) -> list[int] | None:
    looks = seen.looks
    box = crop_for(aspect, seen.size, looks.faces, looks.focus, looks.people, looks.horizon)
    return in_pixels(box, seen.size) if box else None


def _open(path: Path, decoder: Decoder, seer: Seer) -> _Opened:
    clean = decoder.clean(read_photo(path))
    looks = seer.look(clean.study)
    entry = Candidate(
        key=str(path), taken_at=taken_at_of(clean, path), size=clean.original, looks=looks
    )
    return _Opened(path=path, size=clean.original, looks=looks, entry=entry)
