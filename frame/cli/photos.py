"""Verbs about what the frame holds: init, import, photos, albums, owners, erase."""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from frame.cli import numbers, paths
from frame.cli.output import Progress, as_json, printable, remark, table
from frame.cli.verbs import add_verb
from frame.errors import BadRequest

if TYPE_CHECKING:
    from frame.cli.verbs import Verbs
    from frame.services.household import Household
    from frame.services.ingest import Report


def add_verbs(verbs: "Verbs") -> None:
    """Add the verbs of this file."""
    add_verb(verbs, "init", "make a new frame: settings, keys and an empty store", make_frame)
    bring = add_verb(
        verbs, "import", "add photos from folders, files or USB sticks", import_photos, json=True
    )
    bring.add_argument("paths", nargs="+", type=paths.path, metavar="PATH")
    bring.add_argument("--album", required=True, metavar="NAME", help="the album they go into")
    bring.add_argument(
        "--workers", type=numbers.workers, metavar="N", help="files worked on side by side"
    )
    add_verb(verbs, "photos", "list the photos the frame holds", list_photos, json=True)
    add_verb(verbs, "albums", "list the albums the frame holds", list_albums, json=True)
    add_verb(verbs, "owners", "list whose photos the frame holds", list_owners, json=True)
    erase = add_verb(
        verbs, "erase", "erase photos for good and print the receipt", erase_photos, json=True
    )
    what = erase.add_mutually_exclusive_group(required=True)
    what.add_argument("photo", nargs="?", metavar="PHOTO", help="a photo's id")
    what.add_argument("--album", metavar="NAME")
    what.add_argument("--owner", metavar="NAME")


def make_frame(args: argparse.Namespace) -> int:
    """Handle `frame init`."""
    from frame.services import household

    household.make(args.state)
    print(f"made a new frame in {args.state}")
    remark("next: frame import PATH --album NAME")
    return 0


def import_photos(args: argparse.Namespace) -> int:
    """Handle `frame import`: exit 1 where every file was refused."""
    from frame.services import household
    from frame.services.ingest import Report, find_files

    household.check_title(args.album)
    report = Report()
    files = find_files(args.paths, report)
    if not household.exists(args.state):
        household.make(args.state)
        remark(f"made a new frame in {args.state}")
    with household.opened(args.state) as home:
        try:
            _bring(home, args, files, report)
        finally:
            _tell(report, as_document=args.json)
    return 0 if report.added + report.already or not report.refused else 1


def list_photos(args: argparse.Namespace) -> int:
    """Handle `frame photos`."""
    from frame.services.wish import ListPhotos
    from frame.services.wishes import ask

    answer = ask(args.state, ListPhotos())
    rows = cast("list[dict[str, str]]", answer["photos"])
    if args.json:
        as_json(answer)
    else:
        table(
            [("PHOTO", "ALBUM", "TAKEN", "NOW", "WHY")]
            + [
                (row["id"], row["album"], row["taken_at"] or "—", _fate(row), row["because"])
                for row in rows
            ]
        )
    return 0


def list_albums(args: argparse.Namespace) -> int:
    """Handle `frame albums`."""
    from frame.services.wish import ListAlbums
    from frame.services.wishes import ask

    answer = ask(args.state, ListAlbums())
    rows = cast("list[dict[str, str]]", answer["albums"])
    if args.json:
        as_json(answer)
    else:
        table(
            [("ALBUM", "OWNER", "PHOTOS")]
            + [(row["title"], row["owner"], str(row["photos"])) for row in rows]
        )
    return 0


def list_owners(args: argparse.Namespace) -> int:
    """Handle `frame owners`."""
    from frame.services.wish import ListOwners
    from frame.services.wishes import ask

    answer = ask(args.state, ListOwners())
    rows = cast("list[dict[str, str]]", answer["owners"])
    if args.json:
        as_json(answer)
    else:
        table([("OWNER", "SINCE")] + [(row["name"], row["paired_at"][:10]) for row in rows])
    return 0


def erase_photos(args: argparse.Namespace) -> int:
    """Handle `frame erase`: the running core does it if there is one, else this process."""
    from frame.services.ipc import Request
    from frame.services.status import ask_core

    scope, name = _scope(args)
    answer = ask_core(args.state, Request(what="erase", scope=scope, name=name))
    receipt = answer if answer is not None else _erase_here(args, scope, name)
    if "error" in receipt:
        raise BadRequest(str(receipt["error"]), hint=str(receipt["hint"]))
    if args.json:
        as_json({"receipt": receipt})
    else:
        print(f"erased {receipt['photos']} photo(s) for good")
        print(f"receipt signed by {receipt['signer']}: {receipt['signature']}")
    return 0


def _scope(args: argparse.Namespace) -> "tuple[Literal['photo', 'album', 'owner'], str]":
    if args.album is not None:
        return "album", args.album
    return ("owner", args.owner) if args.owner is not None else ("photo", args.photo)


def _erase_here(args: argparse.Namespace, scope: str, name: str) -> dict[str, object]:
    from frame.devices.clock import WallClock
    from frame.services import household
    from frame.services.status import receipt_document

    with household.opened(args.state) as home:
        target = household.target_of(home.vault, scope, name)
        return receipt_document(household.erase(home.vault, scope, target, WallClock().now()))


def _bring(
    home: "Household", args: argparse.Namespace, files: Sequence[Path], report: "Report"
) -> None:
    from frame.services import household
    from frame.services.tools import importer

    album = household.album_called(home.vault, args.album)
    with importer(home, args.workers) as work:
        work.look_again()
        progress = Progress()
        for done, path in work.steps(album.id, files, report):
            progress(done, len(files), path)


def _tell(report: "Report", *, as_document: bool) -> None:
    refused = [{"file": one.file, "because": one.because} for one in report.refused]
    if as_document:
        as_json({"added": report.added, "already": report.already, "refused": refused})
        return
    print(f"added {report.added}, already there {report.already}, refused {len(refused)}")
    for one in refused:
        print(f"  {printable(one['file'])}: {one['because']}")


def _fate(row: "Mapping[str, object]") -> str:
    """Return in one word whether a photo is shown."""
    if row["hidden"]:
        return "hidden"
    if row["held"]:
        return "held"
    return "shown" if row["keep"] else "rests"
