"""Verbs about single photos: what an owner says about them, and what waits for a decision."""

import argparse
from typing import TYPE_CHECKING

from frame.cli.output import as_json, remark, table
from frame.cli.verbs import add_verb

if TYPE_CHECKING:
    from frame.cli.verbs import Verbs


def add_verbs(verbs: "Verbs") -> None:
    """Add the verbs of this file."""
    mark = add_verb(verbs, "mark", "say something about photos", mark_photos, json=True)
    mark.add_argument("photos", nargs="+", metavar="PHOTO", help="a photo's id")
    switch = argparse.BooleanOptionalAction
    mark.add_argument("--favourite", action=switch, help="it comes up more often")
    mark.add_argument("--private", action=switch, help="it is not shown while guests are here")
    mark.add_argument("--approve", action=switch, help="it is shown though the frame held it back")
    seen = mark.add_mutually_exclusive_group()
    seen.add_argument("--hide", dest="hidden", action="store_true", default=None)
    seen.add_argument("--show", dest="hidden", action="store_false", default=None)
    add_verb(verbs, "held", "list the photos that wait for your decision", list_held, json=True)


def mark_photos(args: argparse.Namespace) -> int:
    """Handle `frame mark`."""
    from frame.services.wish import Mark
    from frame.services.wishes import ask

    wish = Mark(
        photos=tuple(args.photos),
        favourite=args.favourite,
        hidden=args.hidden,
        private=args.private,
        approved=args.approve,
    )
    answer = ask(args.state, wish)
    if args.json:
        as_json(answer)
    else:
        print("remembered")
    return 0


def list_held(args: argparse.Namespace) -> int:
    """Handle `frame held`."""
    from frame.services.wish import ListHeld
    from frame.services.wishes import ask

    answer = ask(args.state, ListHeld())
    rows = answer["held"]
    if args.json:
        as_json(answer)
    elif isinstance(rows, list) and rows:
        table([("PHOTO", "WHY"), *((row["photo"], row["because"]) for row in rows)])
        remark("`frame mark PHOTO --approve` shows one; `frame erase PHOTO` erases it for good")
    else:
        print("no photo waits for a decision")
    return 0
