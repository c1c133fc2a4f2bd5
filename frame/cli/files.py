"""Verbs about single files, which store nothing: inspect, clean, enhance, crop."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from frame.cli import numbers, paths
from frame.cli.output import Progress, as_json, printable, remark
from frame.cli.verbs import add_verb
from frame.errors import BadRequest

if TYPE_CHECKING:
    from frame.cli.verbs import Verbs
    from frame.services.inspection import Seen


def add_verbs(verbs: "Verbs") -> None:
    """Add the verbs of this file."""
    look = add_verb(
        verbs, "inspect", "say what the frame sees in pictures and decides", inspect, json=True
    )
    look.add_argument("paths", nargs="+", type=paths.path, metavar="PATH")
    look.add_argument(
        "--sheet", type=paths.path, metavar="OUT.png", help="draw a contact sheet too"
    )
    clean = add_verb(verbs, "clean", "write a picture without any metadata", clean_file)
    enhance = add_verb(
        verbs, "enhance", "write a picture as the frame would show it", enhance_file
    )
    crop = add_verb(verbs, "crop", "write the part a screen of that shape would show", crop_file)
    clean.add_argument("--blur-unknown", action="store_true", help="blur the faces of strangers")
    clean.add_argument(
        "--keep",
        action="append",
        default=[],
        metavar="NAME",
        help="an enrolled person who agreed to be seen in this copy",
    )
    for verb in (clean, enhance, crop):
        verb.add_argument("source", type=paths.path, metavar="IN")
        verb.add_argument("target", type=paths.path, metavar="OUT")
    crop.add_argument("--aspect", required=True, type=numbers.aspect, metavar="W:H")


def inspect(args: argparse.Namespace) -> int:
    """Handle `frame inspect`."""
    from frame.devices.decoder import ChildDecoder
    from frame.devices.seer import ChildSeer
    from frame.services.ingest import Report, find_files
    from frame.services.inspection import describe, inspect_files

    report = Report()
    files = find_files(args.paths, report)
    with ChildDecoder() as decoder, ChildSeer() as seer:
        seen, refused = inspect_files(files, decoder, seer, Progress())
        if args.sheet and seen:
            from frame.services.contact import write_sheet

            for page in write_sheet(args.sheet, seen, decoder):
                remark(f"wrote {page}")
    report.refused += refused
    if args.json:
        as_json(
            {
                "pictures": [describe(one) for one in seen],
                "refused": [{"file": one.file, "because": one.because} for one in report.refused],
            }
        )
    else:
        for one in seen:
            print(_line(one))
        for other in report.refused:
            print(f"{printable(other.file)}: refused: {other.because}")
    return 0 if seen or not report.refused else 1


def clean_file(args: argparse.Namespace) -> int:
    """Handle `frame clean`."""
    from contextlib import ExitStack

    from frame.devices.decoder import ChildDecoder
    from frame.devices.seer import ChildSeer
    from frame.services import household
    from frame.services.anonymity import Welcome, welcome_called, without_faces
    from frame.services.ingest import read_photo

    if args.keep and not args.blur_unknown:
        raise BadRequest(
            "--keep says who is not blurred", hint="Add --blur-unknown, or leave it out."
        )
    with ExitStack() as stack:
        welcome: Welcome | None = None
        if args.keep:
            home = stack.enter_context(household.opened(args.state))
            welcome = welcome_called(home.vault, args.keep)
        decoder = stack.enter_context(ChildDecoder(master_px=8192))
        seer = stack.enter_context(ChildSeer())
        clean = decoder.clean(read_photo(_there(args.source)))
        picture, count = clean.master, 0
        if args.blur_unknown:
            picture, count = without_faces(clean, decoder, seer, welcome)
    _write(args.target, picture)
    print(f"removed: {', '.join(clean.removed) or 'nothing, there was nothing to remove'}")
    if args.blur_unknown:
        print(f"blurred: {count} place(s) that are a face or may be one")
        remark("look at the copy before you hand it on: a face may have been missed")
    return 0


def enhance_file(args: argparse.Namespace) -> int:
    """Handle `frame enhance`."""
    from frame.devices.decoder import ChildDecoder
    from frame.devices.seer import ChildSeer
    from frame.services.enhancing import enhanced
    from frame.services.ingest import read_photo

    with ChildDecoder(master_px=8192) as decoder, ChildSeer() as seer:
        clean = decoder.clean(read_photo(_there(args.source)))
        picture, done = enhanced(clean, decoder, seer)
    _write(args.target, picture)
    remark("; ".join(done) or "the photo is good; it was left as it is")
    return 0


def crop_file(args: argparse.Namespace) -> int:
    """Handle `frame crop`."""
    from frame.devices.decoder import ChildDecoder
    from frame.devices.imaging import encode_jpeg
    from frame.devices.seer import ChildSeer
    from frame.services.ingest import read_photo
    from frame.slideshow.fit import crop_for

    with ChildDecoder(master_px=8192) as decoder, ChildSeer() as seer:
        clean = decoder.clean(read_photo(_there(args.source)))
        looks = seer.look(clean.study)
        part = crop_for(
            args.aspect, clean.size, looks.faces, looks.focus, looks.people, looks.horizon
        )
        if part is None:
            remark("nothing of that shape is safe to cut out of this picture")
            return 1
        _write(args.target, encode_jpeg(decoder.pixels(clean.master, part, clean.size), 90))
    return 0


def _line(seen: "Seen") -> str:
    looks = seen.looks
    subjects = ", ".join(subject.name for subject in looks.subjects[:2]) or "nothing named"
    verdict = "keep" if seen.finding.keep else "rest"
    return (
        f"{printable(str(seen.path))}: {verdict}: {seen.finding.because}\n"
        f"    {len(looks.faces)} face(s), {subjects}; "
        f"sharpness {looks.sharpness:.2f}, exposure {looks.exposure:.2f}"
    )


def _there(path: Path) -> Path:
    if not path.exists():
        raise BadRequest(f"there is no {path}", hint="Check the spelling.")
    return path


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as problem:
        raise BadRequest(
            f"{path} cannot be written: {problem.strerror}", hint="Choose another place."
        ) from problem
