"""Photos of an owner's device: send them, see how it went, say something, take them back."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from frame.cli import paths
from frame.cli.output import Progress, as_json, printable, remark, table
from frame.cli.owner_albums import describe, take_back, tell_withdrawals
from frame.cli.owner_desk import add_act, agreed, all_heard, client
from frame.errors import BadMessage, BadRequest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from frame.cli.verbs import Verbs
    from frame.owner.client import Client
    from frame.owner.receipts import Withdrawal
    from frame.owner.sending import Report
    from frame.post.rows import Paired, SentPhoto
    from frame.protocol.messages import Holding
    from frame.protocol.notes import About, Said

_AT_ONCE = 256


def add_acts(acts: "Verbs") -> None:
    """Add the verbs of this file."""
    sending = add_act(acts, "send", "send files or folders to a frame", send, to="which frame")
    sending.add_argument("paths", nargs="+", type=paths.path, metavar="PATH")
    sending.add_argument("--album", required=True, metavar="ALBUM")
    listing = add_act(
        acts, "photos", "list what was sent and what frames hold", photos, to="only this frame"
    )
    listing.add_argument("--album", metavar="ALBUM", help="only this album")
    saying = add_act(acts, "caption", "say what is written under a photo", caption)
    saying.add_argument("photo", metavar="PHOTO")
    saying.add_argument("text", metavar="TEXT")
    for name, about, handle in (
        ("favourite", "have a photo come up more often", favourite),
        ("hide", "have a photo rest on every frame", hide),
    ):
        act = add_act(acts, name, about, handle)
        act.add_argument("photo", metavar="PHOTO")
        act.add_argument("--off", action="store_true", help="take that back")
    moving = add_act(acts, "move", "have frames put photos into another album", move)
    moving.add_argument("photos", nargs="+", metavar="PHOTO")
    moving.add_argument("--to", required=True, metavar="ALBUM", help="into this album")
    deleting = add_act(acts, "delete", "erase photos, or an album, on every frame", delete)
    deleting.add_argument("photos", nargs="*", metavar="PHOTO")
    deleting.add_argument("--album", metavar="ALBUM", help="the whole album, for good")
    deleting.add_argument("--yes", action="store_true", help="do not ask")


def send(args: argparse.Namespace) -> int:
    """Handle `frame owner send`."""
    from frame.devices.decoder import ChildDecoder
    from frame.devices.photo_files import find_files
    from frame.owner.names import the_album, the_frame
    from frame.owner.sending import MASTER_PX, WORKERS, Report, Sender

    report = Report()
    files = find_files(args.paths, report.refused)
    with client(args) as speaking, ChildDecoder(workers=WORKERS, master_px=MASTER_PX) as decoder:
        album = the_album(speaking.books, args.album)
        frame = the_frame(speaking.books, args.frame)
        try:
            Sender(speaking, decoder, album, frame).send(files, report, Progress(50))
        finally:
            _tell_removed(report)
    _tell_sent(report, json=args.json)
    return 0 if report.kept + report.already or not report.refused else 1


def _tell_removed(report: "Report") -> None:
    """Say what did not leave this machine, also where the run was stopped."""
    if report.removed:
        kinds = ", ".join(f"{kind} ({count})" for kind, count in report.removed.most_common())
        remark(f"removed before sending, in so many photos: {kinds}")


def _tell_sent(report: "Report", *, json: bool) -> None:
    if json:
        as_json(
            {
                "kept": report.kept,
                "already": report.already,
                "removed": dict(report.removed.most_common()),
                "refused": [{"file": one.file, "because": one.because} for one in report.refused],
            }
        )
        return
    for one in report.refused:
        print(f"{printable(one.file)}: refused: {one.because}")
    print(
        f"{report.kept} photo(s) sent, {report.already} sent before, {len(report.refused)} refused"
    )


def photos(args: argparse.Namespace) -> int:
    """Handle `frame owner photos`."""
    from frame.owner.names import frames, label_of, the_album, the_frame, title_of

    with client(args) as speaking:
        known = speaking.books
        album = None if args.album is None else the_album(known, args.album)
        asked = (the_frame(known, args.frame),) if args.frame else frames(known)
        holding = []
        for frame in asked:
            told = speaking.holding(frame)
            if told is None:
                remark(f"{label_of(known, frame.name)}: {speaking.offline(frame)}")
            else:
                _compare(speaking, frame, told, album)
            holding += [
                {
                    "frame": label_of(known, frame.name),
                    "album": title_of(known, one.album),
                    "photos": one.photos,
                    "bytes": one.bytes,
                }
                for one in (told.albums if told else ())
                if album in {None, one.album}
            ]
        rows = [
            _row(speaking, row)
            for row in _sent(speaking)
            if album in {None, row.album} and row.frame in {one.name for one in asked}
        ]
    if args.json:
        as_json({"photos": rows, "holding": holding})
    else:
        _tell_photos(rows, holding)
    return 0


def _compare(speaking: "Client", frame: "Paired", told: "Holding", only: bytes | None) -> None:
    """Believe what a frame says it holds, and not what it said when the photos came."""
    from frame.owner.held import compare
    from frame.owner.names import label_of

    sent = {row.album for row in _sent(speaking) if row.frame == frame.name}
    for album in sorted(sent if only is None else sent & {only}):
        if not compare(speaking, frame, album, told):
            remark(f"{label_of(speaking.books, frame.name)}: {speaking.offline(frame)}")
            return


def _sent(speaking: "Client") -> "tuple[SentPhoto, ...]":
    from frame.post.rows import SentPhoto

    return speaking.books.of(SentPhoto)


def _row(speaking: "Client", row: "SentPhoto") -> dict[str, object]:
    from frame.owner.export import state_of
    from frame.owner.names import label_of, title_of
    from frame.protocol.notes import About

    caption = speaking.books.board.value(row.album, row.photo, About.CAPTION)
    return {
        "photo": row.photo.hex(),
        "album": title_of(speaking.books, row.album),
        "frame": label_of(speaking.books, row.frame),
        "file": row.file,
        "state": state_of(speaking.books, row),
        "caption": printable(caption) if isinstance(caption, str) else "",
        "removed": list(row.removed),
    }


def _tell_photos(rows: list[dict[str, object]], holding: list[dict[str, object]]) -> None:
    if rows:
        table(
            [("PHOTO", "ALBUM", "FRAME", "HOW IT WENT", "FILE")]
            + [
                (
                    str(row["photo"])[:8],
                    str(row["album"]),
                    str(row["frame"]),
                    str(row["state"]),
                    printable(Path(str(row["file"])).name),
                )
                for row in rows
            ]
        )
    else:
        print("this device has sent nothing")
    for one in holding:
        size = int(str(one["bytes"])) / 1e6
        print(f"{one['frame']} holds {one['photos']} photo(s) of {one['album']!r}, {size:.1f} MB")


def caption(args: argparse.Namespace) -> int:
    """Handle `frame owner caption`."""
    from frame.protocol.notes import About
    from frame.protocol.turns import typed

    return _note(args, About.CAPTION, typed(args.text), "the caption is written")


def favourite(args: argparse.Namespace) -> int:
    """Handle `frame owner favourite`."""
    from frame.protocol.notes import About

    sentence = "it comes up as usual" if args.off else "it comes up more often"
    return _note(args, About.FAVOURITE, not args.off, sentence)


def hide(args: argparse.Namespace) -> int:
    """Handle `frame owner hide`."""
    from frame.protocol.notes import About

    sentence = "it may be shown again" if args.off else "it rests on every frame"
    return _note(args, About.HIDDEN, not args.off, sentence)


def _note(args: argparse.Namespace, about: "About", value: "Said", sentence: str) -> int:
    from frame.owner.albums import note
    from frame.owner.names import frames, the_photo

    with client(args) as speaking:
        row = the_photo(speaking.books, args.photo)
        try:
            note(speaking, row.album, row.photo, about, value)
        except BadMessage as problem:
            raise BadRequest(str(problem), hint="Say it in fewer words.") from problem
        told = all_heard(speaking, frames(speaking.books))
    if args.json:
        as_json({"photo": row.photo.hex(), "heard": told})
    else:
        print(sentence)
    return 0


def move(args: argparse.Namespace) -> int:
    """Handle `frame owner move`."""
    from frame.owner.moving import Mover
    from frame.owner.names import the_album, the_photo, title_of

    with client(args) as speaking:
        album = the_album(speaking.books, args.to)
        rows = [the_photo(speaking.books, one) for one in args.photos]
        chosen = list({(row.album, row.photo): row for row in rows}.values())
        moved = Mover(speaking, album).copy(chosen, Progress(32))
        found = _take_back_photos(speaking, moved.safe)
        title = title_of(speaking.books, album)
    if args.json:
        as_json(
            {
                "moved": [one.photo.hex() for one in moved.safe],
                "refused": [{"file": one.file, "because": one.because} for one in moved.refused],
                "withdrawals": [describe(one) for one in found],
            }
        )
    else:
        for one in moved.refused:
            print(f"{printable(one.file)}: stays where it is: {one.because}")
        print(f"{len(moved.safe)} photo(s) moved to {title!r}")
        tell_withdrawals(found, json=False)
    return 1 if moved.refused else 0


def delete(args: argparse.Namespace) -> int:
    """Handle `frame owner delete`."""
    from frame.owner.leases import check_open
    from frame.owner.names import the_album, the_photo, title_of
    from frame.protocol.lines import RevokeAlbum

    if bool(args.photos) == bool(args.album):
        raise BadRequest("name photos, or an album", hint="`frame owner photos` lists them.")
    with client(args) as speaking:
        chosen = [the_photo(speaking.books, one) for one in args.photos]
        albums = [the_album(speaking.books, args.album)] if args.album else []
        for album in albums:
            check_open(speaking.books, album)
            remark(f"every frame erases the album {title_of(speaking.books, album)!r} for good.")
        if chosen:
            remark(f"every frame erases {len(chosen)} photo(s) for good.")
        remark("You keep your own files.")
        if not agreed("Delete?", yes=args.yes):
            remark("nothing was deleted")
            return 1
        found = [take_back(speaking, album, RevokeAlbum()) for album in albums]
        found += _take_back_photos(speaking, chosen)
    tell_withdrawals(found, json=args.json)
    return 0


def _take_back_photos(speaking: "Client", chosen: "Iterable[SentPhoto]") -> "list[Withdrawal]":
    from frame.protocol.lines import RevokePhotos

    albums: dict[bytes, set[bytes]] = {}
    for row in chosen:
        albums.setdefault(row.album, set()).add(row.photo)
    found = []
    for album, names in albums.items():
        ordered = sorted(names)
        for start in range(0, len(ordered), _AT_ONCE):
            some = tuple(ordered[start : start + _AT_ONCE])
            found.append(take_back(speaking, album, RevokePhotos(photos=some)))
    return found
