"""Verbs about trust: what the frame keeps, computes and sends, its audit, and its end."""

import argparse
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from frame.cli import paths
from frame.cli.output import as_json, printable, remark, table
from frame.cli.verbs import add_verb
from frame.errors import BadRequest, FrameError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from frame.cli.verbs import Verbs

_WIPE = "wipe"
_BREATH_S = 0.3


def add_verbs(verbs: "Verbs") -> None:
    """Add the verbs of this file."""
    add_verb(
        verbs, "privacy", "say what is kept, computed and sent, and to whom", privacy, json=True
    )
    audit_verb = add_verb(verbs, "audit", "check what protects this frame, now", audit, json=True)
    which = audit_verb.add_mutually_exclusive_group()
    which.add_argument("--due", action="store_true", help="only where none was made for a week")
    which.add_argument(
        "--journal", action="store_true", help="read the audit journal, and see that it is whole"
    )
    which.add_argument(
        "--heads", action="store_true", help="write down, and print, how the journal ends today"
    )
    add_verb(verbs, "check", "open every stored picture; goes on where it was cut off", check,
             json=True)  # fmt: skip
    wipe_verb = add_verb(
        verbs, "wipe", "erase everything of everybody: back to first boot", wipe, json=True
    )
    wipe_verb.add_argument("--yes", action="store_true", help="do not ask")
    wipe_verb.add_argument(
        "--machine", action="store_true", help="Wi-Fi, host name and settings too, and restart"
    )
    word = wipe_verb.add_mutually_exclusive_group()
    word.add_argument(
        "--statement",
        type=paths.path,
        metavar="FILE",
        help="write the signed statement there, too",
    )
    word.add_argument(
        "--check", metavar="LINE", help="say who signed a statement; nothing is erased"
    )


def privacy(args: argparse.Namespace) -> int:
    """Handle `frame privacy`."""
    from frame.services.trust import privacy_of
    from frame.upkeep.keys_ladder import in_short

    document = privacy_of(args.state)
    if args.json:
        as_json(document)
        return 0
    for title in ("stores", "computes", "connections"):
        print(title)
        _print_rows(document[title])
    print(f"the key lies in: {document['key_tier']}")
    print(f"  {in_short(str(document['key_tier']))}")
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
    from frame.services import record_desk
    from frame.services.trust import audit_of

    if args.journal:
        return _journal(record_desk.asked(args.state, record_desk.JOURNAL), json=args.json)
    if args.heads:
        return _heads(record_desk.asked(args.state, record_desk.HEADS), json=args.json)
    due = record_desk.DUE
    document = record_desk.asked(args.state, due) if args.due else audit_of(args.state)
    if args.json:
        as_json(document)
    else:
        _print_findings(document)
    return 1 if any(one["severity"] == "high" for one in _findings(document)) else 0


def _journal(document: "Mapping[str, object]", *, json: bool) -> int:
    """Print the audit journal; exit 1 where it is not what was written."""
    lines, faults = document["lines"], document["faults"]
    if json:
        as_json(document)
    else:
        for line in lines if isinstance(lines, list) else ():
            at = datetime.fromtimestamp(line["at_s"], UTC).isoformat(timespec="minutes")
            print(f"{line['number']:>5} {at} {line['kind']:<6} {printable(line['says'])}")
        for fault in faults if isinstance(faults, list) else ():
            print(f"CHANGED: {printable(fault)}")
    return 1 if faults else 0


def _heads(document: "Mapping[str, object]", *, json: bool) -> int:
    """Print how the journal ends, a number and a hash."""
    if json:
        as_json(document)
    else:
        print(f"journal {document['line']} {document['hash']}")
    return 0 if document["hash"] else 1


def check(args: argparse.Namespace) -> int:
    """Handle `frame check`: exit 1 where pictures do not open any more."""
    from frame.services import record_desk

    def opened(step: "Mapping[str, object]") -> None:
        remark(f"opened {step['checked']} photos, {step['left']} to go")
        time.sleep(_BREATH_S)

    document = record_desk.check_all(args.state, opened)
    if args.json:
        as_json({"checked": document["checked"], "damaged": document["damaged"]})
    else:
        print(f"{document['checked']} photos opened, {document['damaged']} damaged")
    return 1 if document["damaged"] else 0


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

    if args.check is not None:
        return _check_statement(args.check, json=args.json)
    if not args.yes and not _typed(machine=args.machine):
        remark("nothing was erased")
        return 1
    with _kept(args.statement) as keep:
        document = wipe_frame(args.state, machine=args.machine)
        keep(document["statement"])
    if args.json:
        as_json(document)
    elif document["signature"] is None:
        print("every key and all that was left were erased; nobody can sign for it any more")
    else:
        print(f"{document['photos']} photo(s) and every key were erased; this frame is new again")
        print(f"signed by {document['signer']}: {document['signature']}")
        print(f"in short: {document['code']}")
    left = document["left"]
    for sentence in left if isinstance(left, list) else ():
        remark(sentence)
    return 0


@contextmanager
def _kept(path: Path | None) -> "Iterator[Callable[[object], None]]":
    """Make the file before anything is erased, so that a wrong name costs no statement."""
    if path is None:
        yield lambda _line: None
        return
    try:
        file = path.open("x", encoding="ascii")
    except OSError as problem:
        raise BadRequest(
            f"the statement cannot be written: {(problem.strerror or 'no reason').lower()}",
            hint="Name a file that is not there yet, in a folder you may write to.",
        ) from problem
    try:
        with file:
            yield lambda line: print(line or "", file=file)
    except FrameError:
        path.unlink(missing_ok=True)
        raise


def _check_statement(line: str, *, json: bool) -> int:
    """Print what a statement says; raise BadRequest where nobody signed it."""
    from frame.services.last_word import read

    last = read(line)
    word = last.word
    at = datetime.fromtimestamp(word.at_ms / 1000, UTC).isoformat(timespec="seconds")
    signer = last.signer.hex()
    if json:
        as_json({"photos": word.photos, "erased_at": at, "signer": signer, "code": last.code})
    else:
        print(f"{word.photos} photo(s) and every key were erased, {at}")
        print(f"signed by {signer}, in short: {last.code}")
    return 0


def _typed(*, machine: bool) -> bool:
    """Ask on the terminal; raise BadRequest where there is nobody to ask."""
    if not sys.stdin.isatty():
        raise BadRequest("this erases everything, and nobody is here to ask", hint="Add --yes.")
    remark("This erases all photos, consents, people and phones of this frame, for good.")
    if machine:
        remark("Its Wi-Fi, host name and settings go too, and it restarts.")
    remark(f"Type {_WIPE} to go on:")
    return sys.stdin.readline().strip() == _WIPE
