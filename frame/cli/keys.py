"""The verb for where the device key comes from, and what that keeps out."""

import argparse
import sys
from getpass import getpass
from textwrap import fill
from typing import TYPE_CHECKING

from frame.cli.output import as_json, remark
from frame.cli.verbs import add_verb
from frame.errors import BadRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from frame.cli.verbs import Verbs
    from frame.upkeep.keys_ladder import Tier

_WIDTH = 96
_TIERS = ("file", "credential", "tpm2", "firmware", "passphrase", "phones")


def add_verbs(verbs: "Verbs") -> None:
    """Add the verb of this file."""
    top = add_verb(
        verbs, "keys", "say how the device key is kept, and what that keeps out", status
    )
    top.add_argument("--json", action="store_true", help="print one JSON document")
    acts = top.add_subparsers(metavar="ACT")
    add_verb(acts, "status", "how it is kept, and how it could be kept here", status, json=True)
    moving = add_verb(acts, "move", "keep it in another way from now on", move, json=True)
    moving.add_argument("tier", choices=_TIERS)
    moving.add_argument("--confirm", default="", metavar="WORDS", help="for what stays for ever")
    add_verb(acts, "unlock", "give the passphrase to a frame that waits", unlock, json=True)
    handing = add_verb(
        acts, "hand-over", "as root: fetch what opens the key for a core that may not", hand_over
    )
    handing.set_defaults(json=False)


def status(args: argparse.Namespace) -> int:
    """Handle `frame keys status`."""
    from frame.services.key_desk import status_of

    _print(status_of(args.state), json=args.json)
    return 0


def _print(document: "Mapping[str, object]", *, json: bool) -> None:
    if json:
        as_json(document)
        return
    print(f"the device key is kept in: {document['key_tier']}")
    if document["splitting"]:
        print(f"  {document['splitting']}")
    tiers = document["tiers"]
    for rung in tiers if isinstance(tiers, list) else ():
        _print_rung(rung)


def _print_rung(rung: "Mapping[str, object]") -> None:
    how = "active" if rung["active"] else "possible" if rung["possible"] else "not here"
    print(f"\n{rung['tier']:<11} {rung['key_tier']} ({how})")
    if rung["because"] and not rung["active"]:
        _print_words("why not", f"{rung['because']}.")
    _print_words("keeps out", rung["against"])
    _print_words("does not", rung["not_against"])
    _print_words("asks", rung["asks"])


def _print_words(about: str, words: object) -> None:
    print(fill(str(words), _WIDTH, initial_indent=f"  {about:<10}", subsequent_indent=" " * 12))


def move(args: argparse.Namespace) -> int:
    """Handle `frame keys move`."""
    from frame.services.key_desk import move_key
    from frame.services.key_moving import Wanted
    from frame.upkeep.keys_ladder import Tier

    tier = Tier(args.tier)
    passphrase = _new_passphrase() if tier is Tier.PASSPHRASE else ""
    burn = tier is Tier.FIRMWARE and _burns(args.confirm)
    document = move_key(args.state, Wanted(to=tier, passphrase=passphrase, burn=burn))
    if args.json:
        as_json(document)
    elif document["splitting"]:
        print(document["splitting"])
    else:
        print(f"the device key is kept in: {document['key_tier']}")
    _advise(tier)
    return 0


def _advise(tier: "Tier") -> None:
    from frame.upkeep.keys_ladder import WORTH, Tier

    remark(f"Does not keep out: {WORTH[tier].not_against}")
    if tier is not Tier.FILE:
        remark("Old copies of the key may lie in worn cells of the card: docs/keys.md.")


def _new_passphrase() -> str:
    """Ask for one twice, or read one line where nobody types; raise BadRequest."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    remark("Four or more words that do not belong together make a good one. Write it down:")
    remark("without it nobody opens these photos again.")
    typed = getpass("passphrase: ", stream=sys.stderr)
    if getpass("once more: ", stream=sys.stderr) != typed:
        raise BadRequest("the two are not the same", hint="Nothing was changed; try again.")
    return typed


def _burns(confirmed: str) -> bool:
    """Say whether somebody typed that a key may be burnt into the board."""
    from frame.services.key_moving import CANNOT_BE_UNDONE

    if confirmed or not sys.stdin.isatty():
        return confirmed == CANNOT_BE_UNDONE
    remark("A board without a key of its own gets one burnt into its one-time memory, for ever.")
    remark("No program can take it back, and no other use of that memory is possible afterwards.")
    remark("This was never tried on a board by those who wrote it; see docs/keys.md.")
    remark(f"Type {CANNOT_BE_UNDONE} to allow that, or nothing to use a key that is there:")
    return sys.stdin.readline().strip() == CANNOT_BE_UNDONE


def unlock(args: argparse.Namespace) -> int:
    """Handle `frame keys unlock`."""
    from frame.services import key_desk

    if sys.stdin.isatty():
        typed = getpass("passphrase of this frame: ", stream=sys.stderr)
    else:
        typed = sys.stdin.readline().rstrip("\n")
    document = key_desk.unlock(args.state, typed)
    if args.json:
        as_json(document)
    else:
        print("the frame is open")
    return 0


def hand_over(args: argparse.Namespace) -> int:
    """Handle `frame keys hand-over`."""
    from frame.services.keys import hand_over as fetch
    from frame.services.keys import real_kit

    if fetch(args.state, real_kit()):
        print("what opens the device key was handed over")
    else:
        print("this frame's key needs nothing from root")
    return 0
