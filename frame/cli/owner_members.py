"""Who writes in an album: let another device of the frame in, or put one out."""

import argparse
from typing import TYPE_CHECKING

from frame.cli.output import as_json, printable, remark
from frame.cli.owner_desk import add_act, agreed, client, device_of, devices_of, heard
from frame.errors import BadMessage, BadRequest

if TYPE_CHECKING:
    from frame.cli.verbs import Verbs
    from frame.owner.client import Client
    from frame.protocol.lines import Says
    from frame.protocol.messages import Listed

_ROLES = ("owner", "contributor")
_KEEPERS = "Only the device that began an album lets others in."


def add_acts(acts: "Verbs") -> None:
    """Add the verbs of this file."""
    inside = add_act(
        acts, "admit", "let another device write in an album", admit, to="which frame knows it"
    )
    inside.add_argument("album", metavar="ALBUM")
    inside.add_argument("device", metavar="DEVICE", help="its name, or 8 digits of its key")
    inside.add_argument(
        "--role", choices=_ROLES, default="contributor",
        help="an owner also grants, renews and takes back; a contributor sends photos",
    )  # fmt: skip
    outside = add_act(
        acts,
        "dismiss",
        "put a device out of an album for good",
        dismiss,
        to="which frame knows it",
    )
    outside.add_argument("album", metavar="ALBUM")
    outside.add_argument("device", metavar="DEVICE", help="its name, or 8 digits of its key")
    outside.add_argument("--yes", action="store_true", help="do not ask")


def admit(args: argparse.Namespace) -> int:
    """Handle `frame owner admit`."""
    from frame.owner.leases import admission

    with client(args) as speaking:
        one = _one(speaking, args)
        says = admission(one.key, args.role, speaking.clock.now())
        _say(speaking, args, says)
    return _done(args, one, f"may write in {args.album!r} now")


def dismiss(args: argparse.Namespace) -> int:
    """Handle `frame owner dismiss`."""
    from frame.protocol.lines import Dismiss

    with client(args) as speaking:
        one = _one(speaking, args)
        remark(f"{printable(one.label)!r} can never write in this album again.")
        remark("Photos it sent stay; take those back with `frame owner delete`.")
        if not agreed("Put it out?", yes=args.yes):
            return 1
        _say(speaking, args, Dismiss(key=one.key))
    return _done(args, one, f"is out of {args.album!r}")


def _one(speaking: "Client", args: argparse.Namespace) -> "Listed":
    from frame.owner.names import the_frame

    frame = the_frame(speaking.books, args.frame)
    return device_of(devices_of(speaking, frame), args.device)


def _say(speaking: "Client", args: argparse.Namespace, says: "Says") -> None:
    """Sign it, begin a new epoch, and wait until the frame heard of both."""
    from frame.owner.leases import begin_epoch, check_open
    from frame.owner.names import the_album, the_frame
    from frame.post.draft import Draft

    album, draft = the_album(speaking.books, args.album), Draft()
    check_open(speaking.books, album)
    found = speaking.books.ledgers[album].found
    if found is None or speaking.books.me.name not in found.keepers:
        raise BadRequest("this device did not begin that album", hint=_KEEPERS)
    try:
        speaking.sign(album, says, draft)
    except BadMessage as problem:
        raise BadRequest(str(problem), hint=_KEEPERS) from problem
    begin_epoch(speaking.mail, album, draft, speaking.clock.now())
    speaking.finish(draft)
    heard(speaking, the_frame(speaking.books, args.frame))


def _done(args: argparse.Namespace, one: "Listed", sentence: str) -> int:
    if args.json:
        as_json({"device": printable(one.label), "key": one.key.hex()})
    else:
        print(f"{printable(one.label)!r} {sentence}")
    return 0
