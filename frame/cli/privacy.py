"""Verbs about trust: what the frame keeps, computes and sends, its audit, and its end."""

import argparse
import sys
from typing import TYPE_CHECKING

from frame.cli.output import as_json, printable, remark, table
from frame.cli.verbs import add_verb
from frame.errors import BadRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from frame.cli.verbs import Verbs

_WIPE = "wipe"


def add_verbs(verbs: "Verbs") -> None:
    """Add the verbs of this file."""
    add_verb(
        verbs, "privacy", "say what is kept, computed and sent, and to whom", privacy, json=True
    )
    add_verb(verbs, "audit", "check what protects this frame, now", audit, json=True)
    wipe_verb = add_verb(
        verbs, "wipe", "erase everything of everybody: back to first boot", wipe, json=True
    )
    wipe_verb.add_argument("--yes", action="store_true", help="do not ask")


def privacy(args: argparse.Namespace) -> int:
    """Handle `frame privacy`."""
    from frame.services.trust import privacy_of

    document = privacy_of(args.state)
    if args.json:
        as_json(document)
        return 0
    for title in ("stores", "computes", "connections"):
        print(title)
        _print_rows(document[title])
    print(f"the key lies in: {document['key_tier']}")
    return 0


def _print_rows(rows: object) -> None:
    if isinstance(rows, list) and rows:
        table([tuple(f"  {_in_words(value)}" for value in row.values()) for row in rows])
    else:
        print("  nothing")


def _in_words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return printable(str(value))


def audit(args: argparse.Namespace) -> int:
    """Handle `frame audit`: exit 1 where something grave was found."""
    from frame.services.trust import audit_of

    document = audit_of(args.state)
    if args.json:
        as_json(document)
    else:
        _print_findings(document)
    return 1 if any(one["severity"] == "high" for one in _findings(document)) else 0


def _findings(document: "Mapping[str, object]") -> list[dict[str, str]]:
    found = document["findings"]
    return found if isinstance(found, list) else []


def _print_findings(document: "Mapping[str, object]") -> None:
    found = _findings(document)
    for one in found:
        print(f"{one['severity']:<6} {one['check']}: {one['means']}")
        print(f"       {one['do']}")
    print(f"{document['checks']} checks, {len(found)} finding(s)")


def wipe(args: argparse.Namespace) -> int:
    """Handle `frame wipe`."""
    from frame.services.trust import wipe_frame

    if not args.yes and not _typed():
        remark("nothing was erased")
        return 1
    document = wipe_frame(args.state)
    if args.json:
        as_json(document)
    elif document["signature"] is None:
        print("every key and all that was left were erased; nobody can sign for it any more")
    else:
        print(f"{document['photos']} photo(s) and every key were erased; this frame is new again")
        print(f"signed by {document['signer']}: {document['signature']}")
    return 0


def _typed() -> bool:
    """Ask on the terminal; raise BadRequest where there is nobody to ask."""
    if not sys.stdin.isatty():
        raise BadRequest("this erases everything, and nobody is here to ask", hint="Add --yes.")
    remark("This erases all photos, consents, people and phones of this frame, for good.")
    remark(f"Type {_WIPE} to go on:")
    return sys.stdin.readline().strip() == _WIPE
