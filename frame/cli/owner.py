"""The verbs of an owner's device: pair, choose, invite, and what else is between it and frames."""

import argparse
import getpass
import platform
from contextlib import suppress
from typing import TYPE_CHECKING

from frame.cli import owner_albums, owner_members, owner_parts, owner_photos, owner_records
from frame.cli.output import as_json, printable, remark, table
from frame.cli.owner_desk import (
    WAIT_S,
    add_act,
    agreed,
    books,
    client,
    default_state,
    device_of,
    devices_of,
    seconds,
)
from frame.cli.verbs import add_verb
from frame.errors import BadRequest

if TYPE_CHECKING:
    from pathlib import Path

    from frame.cli.verbs import Verbs
    from frame.owner.client import Client
    from frame.post.rows import Paired
    from frame.protocol.messages import Listed

_ROLES = ("owner", "contributor", "viewer")
_TRIES = 6
_PRESSES = ("next", "back", "pause", "original", "hide", "favourite", "certificate")


def add_verbs(verbs: "Verbs") -> None:
    """Add `frame owner` and everything behind it."""
    owner = add_verb(
        verbs, "owner", "an owner's device: pair, send photos, consent", list_frames, json=True
    )
    owner.add_argument(
        "--owner-state",
        type=_path,
        default=default_state(),
        metavar="DIR",
        help="where this device keeps everything (also FRAME_OWNER_STATE; now: %(default)s)",
    )
    owner.add_argument(
        "--wait",
        type=seconds,
        default=WAIT_S,
        metavar="SECONDS",
        help="how long a frame may be silent before it counts as away (now: %(default)g)",
    )
    acts = owner.add_subparsers(metavar="WHAT")
    _add_pairing(acts)
    owner_albums.add_acts(acts)
    owner_members.add_acts(acts)
    owner_photos.add_acts(acts)
    owner_records.add_acts(acts)
    owner_parts.add_acts(acts)


def _path(text: str) -> "Path":
    from pathlib import Path

    return Path(text)


def _add_pairing(acts: "Verbs") -> None:
    pairing = add_act(acts, "pair", "pair with the frame whose card has this address", pair)
    pairing.add_argument("url", metavar="URL", help="as it stands on the frame's card")
    pairing.add_argument("--name", metavar="PERSON", help="whose device this is")
    pairing.add_argument("--label", metavar="DEVICE", help="what this device is called")
    pairing.add_argument(
        "--yes", action="store_true", help="do not compare the digits (only where nobody listens)"
    )
    add_act(acts, "frames", "list the frames this device is paired with", list_frames)
    add_act(acts, "devices", "list the devices of a frame", list_devices, to="which frame")
    inviting = add_act(
        acts, "invite", "have a frame show a card for another device", invite, to="which frame"
    )
    inviting.add_argument("--role", choices=_ROLES, default="contributor")
    approving = add_act(
        acts, "approve", "give the yes to a device by its six digits", approve, to="which frame"
    )
    approving.add_argument("digits", metavar="DIGITS", nargs="+")
    renaming = add_act(acts, "rename", "call a device by another name", rename, to="which frame")
    renaming.add_argument("device", metavar="DEVICE", help="its name, or 8 digits of its key")
    renaming.add_argument("label", metavar="LABEL")
    removing = add_act(acts, "remove", "have a frame forget a device", remove, to="which frame")
    removing.add_argument("device", metavar="DEVICE", help="its name, or 8 digits of its key")
    removing.add_argument("--yes", action="store_true", help="do not ask")
    pressing = add_act(acts, "press", "what a key at the frame does", press, to="which frame")
    pressing.add_argument("verb", choices=_PRESSES)


def pair(args: argparse.Namespace) -> int:
    """Handle `frame owner pair`."""
    from frame.devices.clock import KernelEntropy, WallClock
    from frame.owner import reach
    from frame.owner.meeting import Introduced, Meeting
    from frame.protocol.envelope import Rank

    def agree(digits: str, label: str) -> bool:
        remark(f"the frame {printable(label)!r} answers; this device shows  {digits}")
        return agreed("Do both show the same number?", yes=args.yes)

    with books(args, make=True) as known:
        meeting = Meeting(known, reach.dial, WallClock(), KernelEntropy(), agree, args.wait)
        me = Introduced(person=args.name or _user(), label=args.label or _machine())
        remark("answering the card; it is valid for three minutes")
        row = meeting.pair(args.url, me)
    label, role = printable(row.label), Rank(row.role).name.lower()
    if args.json:
        as_json({"frame": label, "key": row.name.hex(), "role": role})
    else:
        print(f"paired with {label!r}; this device is {role} there")
        if role != "viewer":
            remark("begin an album with `frame owner album TITLE`")
    return 0


def _user() -> str:
    with suppress(Exception):  # no user database, no environment: a name is only ever shown
        return getpass.getuser()
    return ""


def _machine() -> str:
    return (platform.node() or "terminal")[:64]


def list_frames(args: argparse.Namespace) -> int:
    """Handle `frame owner frames`."""
    from frame.owner.names import frames, label_of
    from frame.protocol.envelope import Rank

    with books(args) as known:
        rows: list[dict[str, str]] = [
            {
                "frame": label_of(known, row.name),
                "key": row.name.hex(),
                "role": Rank(row.role).name.lower() if row.role else "",
                "broker": printable(row.broker),
            }
            for row in frames(known)
        ]
    if args.json:
        as_json({"frames": rows})
    elif rows:
        table(
            [("FRAME", "THIS DEVICE IS", "KEY")]
            + [(row["frame"], row["role"], row["key"][:8]) for row in rows]
        )
    else:
        print("this device is not paired with any frame")
    return 0


def list_devices(args: argparse.Namespace) -> int:
    """Handle `frame owner devices`."""
    with client(args) as speaking:
        frame = _frame(speaking, args)
        told = devices_of(speaking, frame)
        mine = speaking.books.me.name
    rows = [
        {
            "device": printable(one.label),
            "role": one.rank.name.lower(),
            "key": one.key.hex(),
            "since": _day(one.at_ms),
            "this": one.key == mine,
        }
        for one in told.devices
    ]
    if args.json:
        as_json({"devices": rows})
        return 0
    table(
        [("DEVICE", "ROLE", "SINCE", "KEY")]
        + [
            (
                f"{row['device']}{' (this one)' if row['this'] else ''}",
                str(row["role"]),
                str(row["since"]),
                str(row["key"])[:8],
            )
            for row in rows
        ]
    )
    return 0


def invite(args: argparse.Namespace) -> int:
    """Handle `frame owner invite`."""
    from frame.protocol.envelope import Rank
    from frame.protocol.messages import Invite

    with client(args) as speaking:
        frame = _frame(speaking, args)
        _must_hear(speaking, frame)
        speaking.mail.say(frame.name, Invite(role=Rank[args.role.upper()]))
        _must_hear(speaking, frame)
    _done(args, f"the frame shows a card for a device that becomes {args.role}")
    remark(
        "give your yes with `frame owner approve DIGITS`, or at the frame, within three minutes"
    )
    return 0


def approve(args: argparse.Namespace) -> int:
    """Handle `frame owner approve`."""
    from frame.protocol.messages import Approve

    digits = "".join("".join(args.digits).split())
    if len(digits) != 6 or not (digits.isascii() and digits.isdigit()):
        raise BadRequest("there are six digits", hint="Type them as they are shown: 123 456.")
    with client(args) as speaking:
        frame = _frame(speaking, args)
        before = {one.key for one in devices_of(speaking, frame).devices}
        speaking.mail.say(frame.name, Approve(digits=int(digits)))
        came: list[Listed] = []
        for _ in range(_TRIES):
            speaking.run(lambda: False, 0.5)
            came = [one for one in devices_of(speaking, frame).devices if one.key not in before]
            if came:
                break
    if not came:
        remark("no device was let in: these are not the digits, or it did not agree yet")
        return 1
    _done(args, f"{printable(came[0].label)!r} is paired as {came[0].rank.name.lower()}")
    return 0


def rename(args: argparse.Namespace) -> int:
    """Handle `frame owner rename`."""
    from frame.protocol.messages import Rename
    from frame.protocol.turns import typed

    label = typed(args.label)
    if not 0 < len(label) <= 64:
        raise BadRequest("a device's name has 1 to 64 characters", hint="Choose another one.")
    with client(args) as speaking:
        frame = _frame(speaking, args)
        one = device_of(devices_of(speaking, frame), args.device)
        speaking.mail.say(frame.name, Rename(device=one.key, label=label))
        _must_hear(speaking, frame)
    _done(args, f"the frame calls it {label!r} now")
    return 0


def remove(args: argparse.Namespace) -> int:
    """Handle `frame owner remove`."""
    from frame.owner.neighbours import forget
    from frame.protocol.messages import Remove

    with client(args) as speaking:
        frame = _frame(speaking, args)
        one = device_of(devices_of(speaking, frame), args.device)
        remark(f"{printable(one.label)!r} will not be heard by the frame any more.")
        remark("Photos it sent stay; take those back with `frame owner revoke` or `delete`.")
        if not agreed("Remove it?", yes=args.yes):
            return 1
        speaking.mail.say(frame.name, Remove(device=one.key))
        if one.key != speaking.books.me.name:
            _must_hear(speaking, frame)
        else:
            speaking.run(lambda: not speaking.pending(), 1.0)
            forget(speaking, frame)
    _done(args, f"{printable(one.label)!r} was removed")
    return 0


def press(args: argparse.Namespace) -> int:
    """Handle `frame owner press`."""
    from frame.protocol.frame_views import Act, Deed

    with client(args) as speaking:
        frame = _frame(speaking, args)
        _must_hear(speaking, frame)
        speaking.mail.say(frame.name, Act(verb=Deed[args.verb.upper()]))
        _must_hear(speaking, frame)
    _done(args, f"pressed {args.verb}")
    return 0


def _frame(speaking: "Client", args: argparse.Namespace) -> "Paired":
    from frame.owner.names import the_frame

    return the_frame(speaking.books, args.frame)


def _must_hear(speaking: "Client", frame: "Paired") -> None:
    if speaking.holding(frame) is None:
        raise speaking.offline(frame)


def _done(args: argparse.Namespace, sentence: str) -> None:
    if args.json:
        as_json({"done": sentence})
    else:
        print(sentence)


def _day(at_ms: int) -> str:
    from datetime import datetime

    with suppress(OverflowError, ValueError, OSError):
        return f"{datetime.fromtimestamp(at_ms / 1000).astimezone():%Y-%m-%d}"
    return "-"
