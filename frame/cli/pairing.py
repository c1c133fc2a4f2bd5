"""Verbs about devices, at the frame's own keyboard: pair, devices."""

import argparse
import sys
import time
from typing import TYPE_CHECKING, cast

from frame.cli import numbers
from frame.cli.output import as_json, printable, remark, table
from frame.cli.verbs import add_verb
from frame.errors import BadRequest, Offline

if TYPE_CHECKING:
    from collections.abc import Mapping

    from frame.cli.verbs import Verbs
_NOT_THESE = "these are not the digits; pairing was ended"
_PAIRED = "the frames are paired"
_LOOK_S = 0.3
_VALID_S = 180.0


def add_verbs(verbs: "Verbs") -> None:
    """Add the verbs of this file."""
    pair = add_verb(
        verbs, "pair", "show the pairing card of a running frame, and answer it", pair_device,
        json=True,
    )  # fmt: skip
    pair.add_argument(
        "--role", default="contributor", choices=("owner", "contributor", "viewer", "frame"),
        help="what the device may do; the first one becomes owner",
    )  # fmt: skip
    pair.add_argument(
        "--confirm", type=numbers.digits, metavar="DIGITS",
        help="say yes to these digits, and no more",
    )  # fmt: skip
    devices = add_verb(verbs, "devices", "list the paired devices", list_devices, json=True)
    devices.add_argument("--remove", default="", metavar="DEVICE", help="forget one for good")

    join = add_verb(
        verbs, "join", "answer the pairing card of another frame", join_frame, json=True
    )
    join.add_argument("url", metavar="URL", help="the address on the other frame's card")
    join.add_argument(
        "--confirm", type=numbers.digits, metavar="DIGITS",
        help="say yes to these digits, and no more",
    )  # fmt: skip


def join_frame(args: argparse.Namespace) -> int:
    """Handle `frame join`."""
    if args.confirm:
        return _tell_joined(args, args.confirm)
    answer = _ask(args, "join", args.url)
    if args.json:
        as_json(answer)
        return 0
    answer = _wait_for(args, "joining", "the other frame did not answer")
    print(f"{printable(str(answer['who']))} shows a number. Here it is {answer['digits']}.")
    yes = sys.stdin.isatty() and input("Is it the same on both? [y/N] ").strip().lower() == "y"
    if not yes:
        remark(f"say yes with: frame join URL --confirm '{answer['digits']}'")
        return 1
    return _tell_joined(args, str(answer["digits"]))


def _tell_joined(args: argparse.Namespace, digits: str) -> int:
    """Say yes to digits of another frame, and how it stands then; return the exit code."""
    answer = _ask(args, "joining", digits)
    is_agreed = bool(answer.get("done") or (answer.get("agreed") and not answer.get("because")))
    if args.json:
        as_json(answer)
    elif not is_agreed:
        remark(_why_not(answer, digits))
    else:
        print(_PAIRED if answer.get("done") else "agreed; now say yes on the other frame too")
    return 0 if is_agreed else 1


def _why_not(answer: "Mapping[str, object]", digits: str) -> str:
    shown = str(answer.get("digits") or digits)
    if numbers.digits(shown) != numbers.digits(digits):
        return _NOT_THESE
    return str(answer.get("because") or "nobody asks")


def pair_device(args: argparse.Namespace) -> int:
    """Handle `frame pair`."""
    if args.confirm:
        return _tell_confirmed(args, args.confirm)
    card = _ask(args, "pair", args.role)
    if args.json:
        as_json(card)
        return 0
    print(f"scan the card on the glass, or type on the other device:\n  {card['card']}")
    digits = _wait_for(args, "pairing", "nobody answered the card")
    print(f"{printable(str(digits['who']))} shows a number. Here it is {digits['digits']}.")
    yes = sys.stdin.isatty() and input("Is it the same on both? [y/N] ").strip().lower() == "y"
    if not yes:
        remark(f"say yes with: frame pair --confirm '{digits['digits']}'")
        return 1
    return _tell_confirmed(args, str(digits["digits"]))


def _tell_confirmed(args: argparse.Namespace, digits: str) -> int:
    """Say yes to the digits of a device, and how it stands then; return the exit code."""
    answer = _ask(args, "confirm", digits)
    is_agreed = bool(answer.get("agreed"))
    if args.json:
        as_json(answer)
    elif not is_agreed:
        remark("no card is open" if answer.get("card") is None else _NOT_THESE)
    else:
        print("agreed; now say yes on the other device too")
    return 0 if is_agreed else 1


def list_devices(args: argparse.Namespace) -> int:
    """Handle `frame devices`."""
    answer = _ask(args, "devices", args.remove)
    rows = cast("list[Mapping[str, str]]", answer["devices"])
    if args.json:
        as_json(answer)
        return 0
    cells = [
        (printable(row["label"]), printable(row["person"]), row["role"], row["since"][:10])
        for row in rows
    ]
    table([("DEVICE", "WHOSE", "ROLE", "SINCE"), *cells])
    return 0


def _wait_for(args: argparse.Namespace, what: str, otherwise: str) -> "Mapping[str, object]":
    """Return how it stands once there are digits; raise Offline where none came."""
    until = time.monotonic() + _VALID_S
    while time.monotonic() < until:
        answer = _ask(args, what, "")
        if answer.get("digits"):
            return answer
        if answer.get("because"):
            raise Offline(otherwise, hint=str(answer["because"]))
        if answer.get("card", answer.get("frame")) is None:
            break
        time.sleep(_LOOK_S)
    raise Offline(otherwise, hint="Show a new card with `frame pair` and begin anew.")


def _ask(args: argparse.Namespace, what: str, name: str) -> "Mapping[str, object]":
    from frame.services.ipc import Request
    from frame.services.status import ask_core

    answer = ask_core(args.state, Request(what=what, name=name))  # type: ignore[arg-type]  # one of its words
    if answer is None:
        raise Offline("the frame is not running", hint="Start it with `frame run core`.")
    if "error" in answer:
        raise BadRequest(str(answer["error"]), hint=str(answer["hint"]))
    return answer
