"""What an owner's device has on record: receipts, everything as files, and saying goodbye."""

import argparse
from typing import TYPE_CHECKING

from frame.cli import paths
from frame.cli.output import Progress, as_json, printable, remark
from frame.cli.owner_albums import describe, tell_withdrawals
from frame.cli.owner_audit import add_acts as add_audit
from frame.cli.owner_desk import add_act, agreed, books, client
from frame.cli.owner_lost import add_acts as add_lost

if TYPE_CHECKING:
    from frame.cli.verbs import Verbs
    from frame.owner.client import Client


def add_acts(acts: "Verbs") -> None:
    """Add the verbs of this file."""
    add_act(acts, "receipts", "list what was taken back and who answered", receipts)
    exporting = add_act(acts, "export", "write everything as files a person can read", export)
    exporting.add_argument("folder", type=paths.path, metavar="DIR", help="new or empty")
    exporting.add_argument(
        "--photos", action="store_true", help="also the pictures frames hold; goes on if stopped"
    )
    leaving = add_act(
        acts, "leave", "have a frame erase everything of yours, and part", leave, to="which frame"
    )
    leaving.add_argument("--yes", action="store_true", help="do not ask")
    leaving.add_argument(
        "--anyway", action="store_true", help="forget the frame if it does not answer (`forget`)"
    )
    add_lost(acts)
    add_audit(acts)
    add_act(acts, "sync", "tell frames what they have not heard, and hear their receipts", sync)


def receipts(args: argparse.Namespace) -> int:
    """Handle `frame owner receipts`."""
    from frame.owner.receipts import withdrawals

    with books(args) as known:
        found = list(withdrawals(known))
    if not found and not args.json:
        print("nothing was taken back")
    else:
        tell_withdrawals(found, json=args.json)
    return 0


def export(args: argparse.Namespace) -> int:
    """Handle `frame owner export`."""
    from frame.owner.export import export as write

    if args.photos:
        return _export_with_pictures(args)
    with books(args) as known:
        done = write(known, args.folder)
    if args.json:
        as_json({"photos": done.photos, "missing": done.missing, "folder": str(args.folder)})
        return 0
    for file in done.missing:
        remark(f"{printable(file)}: not there any more, or changed since it was sent")
    print(f"wrote consents, journal, devices and {done.photos} photo(s) to {args.folder}")
    return 0


def _export_with_pictures(args: argparse.Namespace) -> int:
    """Write everything, and what frames hold; in a folder that was begun, what is missing."""
    from frame.owner.export import Exported, was_begun
    from frame.owner.export import export as write
    from frame.owner.pictures import Pictures

    with client(args) as speaking:
        begun = was_begun(speaking.books, args.folder)
        done = Exported() if begun else write(speaking.books, args.folder)
        fetched = Pictures(speaking, args.folder).fetch(Progress(50))
    if args.json:
        as_json(
            {
                "photos": done.photos,
                "missing": done.missing,
                "pictures": fetched.written,
                "pictures_already": fetched.already,
                "pictures_missing": fetched.missing,
                "away": fetched.away,
                "folder": str(args.folder),
            }
        )
    else:
        for file in done.missing:
            remark(f"{printable(file)}: not there any more, or changed since it was sent")
        for name in fetched.missing:
            remark(f"{name[:8]}: the picture did not come")
        for label in fetched.away:
            remark(f"{label} does not answer; run this again when it is there")
        print(
            f"wrote {fetched.written} picture(s) that frames hold to {args.folder}; "
            f"{fetched.already} were there"
        )
    return 1 if fetched.away or fetched.missing else 0


def leave(args: argparse.Namespace) -> int:
    """Handle `frame owner leave`."""
    from frame.owner.forgetting import forget
    from frame.owner.names import label_of, the_frame
    from frame.protocol.messages import Leave, Left

    with client(args) as speaking:
        frame = the_frame(speaking.books, args.frame)
        label = label_of(speaking.books, frame.name)
        remark(f"{label!r} erases everything of yours for good and forgets this device.")
        remark(
            "Other frames keep what you allowed them; take that back with `frame owner revoke`."
        )
        if not agreed("Leave?", yes=args.yes):
            remark("nothing was changed")
            return 1
        left = speaking.ask(frame, Leave(), Left)
        if left is None and not args.anyway:
            raise speaking.offline(frame)
        if left is None:
            forget(speaking, frame)
    if args.json:
        told = (left.photos, left.generation) if left else (None, None)
        as_json({"frame": label, "photos": told[0], "generation": told[1]})
    elif left is None:
        print(f"{label} did not answer; this device has forgotten it")
    else:
        print(f"{label} erased {left.photos} photo(s) at generation {left.generation}")
    return 0


def sync(args: argparse.Namespace) -> int:
    """Handle `frame owner sync`."""
    from frame.owner.names import frames, label_of
    from frame.owner.receipts import withdrawals

    with client(args) as speaking:
        known = speaking.books
        paired = frames(known)
        there = {row.name for row in paired if speaking.holding(row) is not None}
        away = [label_of(known, row.name) for row in paired if row.name not in there]
        speaking.run(lambda: _is_quiet(speaking, there))
        waiting = sum(speaking.mail.going.waiting(row.name) for row in paired)
        pending = [one for one in withdrawals(known) if one.is_pending]
    if args.json:
        as_json(
            {
                "reached": len(there),
                "away": away,
                "photos_waiting": waiting,
                "withdrawals_pending": [describe(one) for one in pending],
            }
        )
        return 0 if not away else 1
    print(f"reached {len(there)} of {len(paired)} frame(s)")
    for label in away:
        print(f"{label} does not answer; it hears everything later")
    if waiting:
        print(f"{waiting} photo(s) are on their way")
    if pending:
        tell_withdrawals(pending, json=False)
    return 0 if not away else 1


def _is_quiet(speaking: "Client", there: set[bytes]) -> bool:
    """Say whether the frames that are there have nothing left to hear or to answer."""
    from frame.owner.receipts import withdrawals

    sending = any(speaking.mail.going.waiting(name) for name in there)
    owed = any(
        answer.is_pending and answer.frame in there
        for one in withdrawals(speaking.books)
        for answer in one.answers
    )
    return not sending and not owed and not speaking.pending()
