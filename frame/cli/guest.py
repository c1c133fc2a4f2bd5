"""Verbs for when guests are here: what they do not see."""

import argparse
from typing import TYPE_CHECKING

from frame.cli.output import as_json, printable
from frame.cli.verbs import add_verb

if TYPE_CHECKING:
    from frame.cli.verbs import Verbs
    from frame.services.wish import KeepPrivate


def add_verbs(verbs: "Verbs") -> None:
    """Add the verbs of this file."""
    guest = add_verb(verbs, "guest", "say that guests are here, or what they do not see", tell)
    acts = guest.add_subparsers(metavar="WHAT", required=True)
    for name, about in (
        ("on", "guests are here: private photos rest"),
        ("off", "guests left: everything is shown again"),
        ("status", "say whether guests are here"),
    ):
        add_verb(acts, name, about, tell, json=True).set_defaults(act=name)
    hide = add_verb(acts, "hide", "keep something from guests", hide_from_guests, json=True)
    what = hide.add_mutually_exclusive_group(required=True)
    what.add_argument("--photo", metavar="ID")
    what.add_argument("--album", metavar="TITLE")
    what.add_argument("--person", metavar="NAME")
    hide.add_argument("--undo", action="store_true", help="show it to guests again")


def tell(args: argparse.Namespace) -> int:
    """Handle `frame guest on|off|status`."""
    from frame.services.wish import Guests
    from frame.services.wishes import ask

    answer = ask(args.state, Guests(here=None if args.act == "status" else args.act == "on"))
    if args.json:
        as_json(answer)
    elif answer["guests"]:
        print(f"guests are here; {answer['kept_back']} photo(s) are kept from them")
    else:
        print(f"no guests are here; {answer['kept_back']} photo(s) would be kept from them")
    return 0


def hide_from_guests(args: argparse.Namespace) -> int:
    """Handle `frame guest hide`."""
    from frame.services.wishes import ask

    wish = _wish(args)
    answer = ask(args.state, wish)
    if args.json:
        as_json(answer)
    else:
        becomes = "not shown" if wish.private else "shown"
        print(f"{printable(wish.name)} is {becomes} while guests are here")
    return 0


def _wish(args: argparse.Namespace) -> "KeepPrivate":
    from frame.services.wish import KeepPrivate

    private = not args.undo
    if args.photo:
        return KeepPrivate(scope="photo", name=args.photo, private=private)
    if args.album:
        return KeepPrivate(scope="album", name=args.album, private=private)
    return KeepPrivate(scope="person", name=args.person, private=private)
