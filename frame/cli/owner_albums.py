"""Albums of an owner's device: begin one, allow a frame to show it, renew, take it back."""

import argparse
from datetime import datetime
from typing import TYPE_CHECKING

from frame.cli import numbers
from frame.cli.output import as_json, remark, table
from frame.cli.owner_desk import add_act, agreed, all_heard, books, client
from frame.errors import BadRequest

if TYPE_CHECKING:
    from frame.cli.verbs import Verbs
    from frame.owner.client import Client
    from frame.owner.receipts import Answer, Withdrawal
    from frame.owner.words import Agreement
    from frame.protocol.lines import Purpose, Revocation

_DAYS = 30
_TITLE = 200


def add_acts(acts: "Verbs") -> None:
    """Add the verbs of this file."""
    add_act(acts, "albums", "list albums, and what each frame may do with them", list_albums)
    new = add_act(acts, "album", "begin an album", begin, to="whose owner you are in it")
    new.add_argument("title", metavar="TITLE")
    giving = add_act(acts, "grant", "allow a frame to show an album", grant, to="which frame")
    giving.add_argument("album", metavar="ALBUM")
    giving.add_argument(
        "--purposes",
        metavar="P,P…",
        help="display, enhance, score, faces, share (default: the first three)",
    )
    giving.add_argument(
        "--days", type=numbers.whole, metavar="N", help="1 to 30; then it ends by itself"
    )
    giving.add_argument(
        "--blur-strangers", action="store_true", help="blur strangers in what is sent on"
    )
    giving.add_argument("--yes", action="store_true", help="these words were read and agreed to")
    add_act(acts, "renew", "renew what soon ends, and what has ended", renew)
    taking = add_act(acts, "revoke", "take an album back from a frame", revoke, to="which frame")
    taking.add_argument("album", metavar="ALBUM")
    taking.add_argument(
        "--purpose", action="append", metavar="P", help="take back only this; may be repeated"
    )
    taking.add_argument("--yes", action="store_true", help="do not ask")


def list_albums(args: argparse.Namespace) -> int:
    """Handle `frame owner albums`."""
    from frame.devices.clock import WallClock
    from frame.owner.leases import leases
    from frame.owner.names import label_of, title_of

    now = WallClock().now()
    with books(args) as known:
        rows = [
            {
                "album": album.hex(),
                "title": title_of(known, album),
                "revoked": ledger.revoked,
                "frames": [
                    {
                        "frame": label_of(known, one.frame),
                        "purposes": [purpose.name.lower() for purpose in one.purposes],
                        "until": _iso(one.until_s, now) if one.until_s else None,
                        "revoked": one.is_final,
                    }
                    for one in leases(known, album, now)
                ],
            }
            for album, ledger in sorted(known.ledgers.items())
        ]
    if args.json:
        as_json({"albums": rows})
        return 0
    if not rows:
        print("there is no album yet; begin one with `frame owner album TITLE`")
        return 0
    table(
        [("ALBUM", "ID", "FRAME", "MAY", "UNTIL")] + [line for row in rows for line in _lines(row)]
    )
    return 0


def _lines(row: dict[str, object]) -> list[tuple[str, str, str, str, str]]:
    title, short = str(row["title"]), str(row["album"])[:8]
    frames = row["frames"]
    if not isinstance(frames, list) or not frames:
        state = "taken back" if row["revoked"] else "-"
        return [(title, short, "-", state, "-")]
    return [
        (
            title,
            short,
            one["frame"],
            "taken back" if one["revoked"] else ", ".join(one["purposes"]) or "nothing (ended)",
            (one["until"] or "-")[:10],
        )
        for one in frames
    ]


def begin(args: argparse.Namespace) -> int:
    """Handle `frame owner album`."""
    from frame.owner.albums import found
    from frame.owner.names import the_frame
    from frame.protocol.turns import typed

    title = typed(args.title)
    if not 0 < len(title) <= _TITLE:
        raise BadRequest(f"a title has 1 to {_TITLE} characters", hint="Choose another one.")
    with client(args) as speaking:
        album = found(speaking, title, the_frame(speaking.books, args.frame).owner)
    if args.json:
        as_json({"album": album.hex(), "title": title})
    else:
        print(f"began the album {title!r} ({album.hex()[:8]})")
        remark(f"let a frame show it: `frame owner grant {title!r}`")
    return 0


def grant(args: argparse.Namespace) -> int:
    """Handle `frame owner grant`."""
    from frame.owner.leases import check_open, give
    from frame.owner.names import the_album
    from frame.post.draft import Draft

    with client(args) as speaking:
        album = the_album(speaking.books, args.album)
        frame, label = _any_frame(speaking, args.frame)
        check_open(speaking.books, album, frame)
        agreement = _agreement(args, speaking, album, label)
        remark(agreement.text)
        _tell_beyond(speaking, album, (frame, label), agreement)
        if not agreed("Do you agree?", yes=args.yes):
            remark("nothing was allowed")
            return 1
        draft = Draft()
        give(speaking.mail, album, frame, agreement, draft)
        speaking.finish(draft)
        told = _tell(speaking, frame)
    purposes = [one.name.lower() for one in agreement.purposes]
    until = agreement.until.isoformat(timespec="seconds")
    if args.json:
        as_json({"album": album.hex(), "frame": label, "purposes": purposes, "until": until,
                 "heard": told})  # fmt: skip
    else:
        print(f"{label!r} may: {', '.join(purposes)}; until {until[:10]}")
    return 0


def _tell_beyond(
    speaking: "Client", album: bytes, frame: tuple[bytes, str], agreement: "Agreement"
) -> None:
    """Say what becomes of a lease that allows more, or lasts longer, than what is agreed to."""
    from frame.owner.leases import beyond_it
    from frame.protocol.lines import Purpose

    name, label = frame
    over = beyond_it(speaking.books, album, name, agreement)
    if Purpose.DISPLAY in over and Purpose.DISPLAY not in agreement.purposes:
        remark(f"{label!r} may not display this album any more, and erases its photos.")
    elif over:
        remark(f"This takes the place of what {label!r} may do now: more, or for longer.")
        remark("No photo is erased by that.")


def _agreement(
    args: argparse.Namespace, speaking: "Client", album: bytes, label: str
) -> "Agreement":
    from frame.owner.leases import ends
    from frame.owner.names import title_of
    from frame.owner.words import USUAL, Agreement
    from frame.protocol.lines import Purpose

    days = _DAYS if args.days is None else args.days
    if not 0 < days <= _DAYS:
        raise BadRequest("a lease lasts for 1 to 30 days", hint="Choose --days from 1 to 30.")
    purposes = USUAL if args.purposes is None else _purposes(args.purposes.split(","))
    if args.blur_strangers and Purpose.SHARE not in purposes:
        raise BadRequest(
            "--blur-strangers is about photos that are sent on", hint="Add share to --purposes."
        )
    now = speaking.clock.now()
    return Agreement(
        title=title_of(speaking.books, album),
        frame=label,
        purposes=purposes,
        begins=now,
        until=ends(now, days),
        renews=args.days is None,
        blurred=args.blur_strangers,
    )


def _purposes(words: list[str]) -> "tuple[Purpose, ...]":
    from frame.protocol.lines import Purpose

    known = {one.name.lower(): one for one in Purpose}
    wrong = [word for word in words if word.strip().lower() not in known]
    if wrong:
        raise BadRequest(
            f"there is no purpose {wrong[0]!r}", hint=f"They are: {', '.join(known)}."
        )
    return tuple(sorted({known[word.strip().lower()] for word in words}))


def _any_frame(speaking: "Client", wanted: str | None) -> tuple[bytes, str]:
    """Return a frame by name; where nobody is called so, ask the paired ones whom they know."""
    from frame.cli.owner_desk import devices_of
    from frame.owner.names import any_frame, frames

    try:
        return any_frame(speaking.books, wanted)
    except BadRequest:
        if wanted is None or not frames(speaking.books):
            raise
    for frame in frames(speaking.books):
        devices_of(speaking, frame)
    return any_frame(speaking.books, wanted)


def _tell(speaking: "Client", frame: bytes) -> bool:
    """Wait until a frame heard of it, or every paired one where it is not paired itself."""
    from frame.owner.names import frames

    paired = [row for row in frames(speaking.books) if row.name == frame]
    return all_heard(speaking, paired or frames(speaking.books))


def renew(args: argparse.Namespace) -> int:
    """Handle `frame owner renew`: what ended too, because somebody asks for it."""
    from frame.owner import leases
    from frame.owner.names import frames
    from frame.post.draft import Draft

    with client(args) as speaking:
        draft = Draft()
        count = leases.renew(speaking.mail, draft, speaking.clock.now(), ended=True)
        speaking.finish(draft)
        count += speaking.renewed
        told = all_heard(speaking, frames(speaking.books) if count else ())
    if args.json:
        as_json({"renewed": count, "heard": told})
    else:
        print(f"renewed {count} lease(s) for 30 days" if count else "nothing has to be renewed")
    return 0


def revoke(args: argparse.Namespace) -> int:
    """Handle `frame owner revoke`."""
    from frame.owner.leases import check_open, taking_back
    from frame.owner.names import the_album, title_of

    with client(args) as speaking:
        album = the_album(speaking.books, args.album)
        frame, label = _any_frame(speaking, args.frame)
        check_open(speaking.books, album, frame)
        purposes = _purposes(args.purpose) if args.purpose else ()
        says = taking_back(speaking.books, album, frame, purposes)
        title = title_of(speaking.books, album)
        if purposes:
            names = ", ".join(one.name.lower() for one in purposes)
            remark(f"{label!r} may not {names} the album {title!r} any more; photos that may not")
            remark("be displayed leave its screen, and what was computed for the rest is erased.")
        else:
            remark(f"{label!r} erases every photo of the album {title!r} for good, and never gets")
            remark("this album again. You keep your own files.")
        if not agreed("Take it back?", yes=args.yes):
            remark("nothing was taken back")
            return 1
        found = take_back(speaking, album, says)
    tell_withdrawals([found], json=args.json)
    return 0


def take_back(speaking: "Client", album: bytes, says: "Revocation") -> "Withdrawal":
    """Sign a revocation, and wait a while for the receipts of the frames that are there."""
    from frame.owner import leases
    from frame.owner.receipts import withdrawal
    from frame.post.draft import Draft

    draft = Draft()
    digest = leases.take_back(speaking.mail, album, says, draft, speaking.clock.now())
    speaking.finish(draft)
    speaking.run(lambda: not withdrawal(speaking.books, album, digest).is_pending)
    return withdrawal(speaking.books, album, digest)


def tell_withdrawals(found: "list[Withdrawal]", *, json: bool) -> None:
    """Print what was taken back and who answered."""
    if json:
        as_json({"withdrawals": [describe(one) for one in found]})
        return
    for one in found:
        print(f"{_at(one.line.at_ms)}  {one.title!r}: took back {one.what}")
        for answer in one.answers:
            print(f"    {answer.label}: {_answer(answer, one)}")
        if not one.answers:
            print("    no frame was ever allowed to show it")
    if any(one.is_pending for one in found):
        remark("what is pending counts already; a frame that is away answers when it hears of it:")
        remark("`frame owner sync` looks again")


def describe(one: "Withdrawal") -> dict[str, object]:
    """Return a withdrawal as JSON."""
    return {
        "album": one.line.album.hex(),
        "title": one.title,
        "what": one.what,
        "at": _at(one.line.at_ms),
        "line": one.line.digest.hex(),
        "pending": one.is_pending,
        "frames": [
            {
                "frame": answer.label,
                "key": answer.frame.hex(),
                "pending": answer.is_pending,
                "forgotten": answer.is_forgotten,
                "photos": answer.receipt.photos if answer.receipt else None,
                "erased_at": _at(answer.receipt.erased_at) if answer.receipt else None,
                "generation": answer.receipt.generation if answer.receipt else None,
            }
            for answer in one.answers
        ],
    }


def _answer(answer: "Answer", one: "Withdrawal") -> str:
    from frame.protocol.lines import RevokePurposes

    if answer.receipt is not None:
        told = answer.receipt
        what = f"erased {told.photos} photo(s)"
        if isinstance(one.line.says, RevokePurposes) and not told.photos:
            what = "erased no photo, only what it had computed for this,"
        return f"{what} at {_at(told.erased_at)}, signed at generation {told.generation}"
    if answer.parted is not None:
        return f"was left, and erased {answer.parted.photos} photo(s) then"
    if answer.is_forgotten:
        return "was forgotten before it answered"
    return "pending"


def _at(at_ms: int) -> str:
    try:
        return datetime.fromtimestamp(at_ms / 1000).astimezone().isoformat(timespec="seconds")
    except (OverflowError, ValueError, OSError):
        return f"{at_ms} ms"


def _iso(at_s: int, now: datetime) -> str:
    return datetime.fromtimestamp(at_s, now.tzinfo).isoformat(timespec="seconds")
