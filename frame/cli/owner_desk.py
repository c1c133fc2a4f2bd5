"""What all verbs of `frame owner` share: the state folder, the connection, yes and no.

Rule: the person is asked on stderr, so that stdout stays what was asked for.
"""

import argparse
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from frame.cli import paths
from frame.cli.output import printable, remark
from frame.cli.verbs import add_verb
from frame.errors import BadRequest

if TYPE_CHECKING:
    from frame.cli.verbs import Handle, Verbs
    from frame.owner.client import Client
    from frame.post.books import Books
    from frame.post.rows import Paired
    from frame.protocol.messages import Devices, Listed

WAIT_S = 20.0
_YES = frozenset({"y", "yes"})
_NO = frozenset({"n", "no", ""})


def default_state() -> Path:
    """Return where an owner's device keeps everything, if nobody says otherwise."""
    named = os.environ.get("FRAME_OWNER_STATE")
    if named:
        return Path(named)
    home = os.environ.get("XDG_DATA_HOME")
    return (Path(home) if home else Path.home() / ".local" / "share") / "hearthframe-owner"


def seconds(text: str) -> float:
    """Return how long to wait, as somebody typed it."""
    value = float(text)
    if not 0 <= value <= 86_400:
        raise argparse.ArgumentTypeError("from 0 to 86400 seconds")
    return value


def add_act(
    acts: "Verbs", name: str, about: str, handle: "Handle", *, to: str = ""
) -> argparse.ArgumentParser:
    """Add one verb of `frame owner`; `to` says what `--frame` chooses, if it does."""
    act = add_verb(acts, name, about, handle, json=True)
    act.add_argument("--owner-state", type=paths.path, default=argparse.SUPPRESS, metavar="DIR")
    act.add_argument("--wait", type=seconds, default=argparse.SUPPRESS, metavar="SECONDS")
    if to:
        act.add_argument("--frame", metavar="NAME", help=to)
    return act


@contextmanager
def books(args: argparse.Namespace, *, make: bool = False) -> "Iterator[Books]":
    """Open what this device knows, without speaking to anybody."""
    from frame.devices.clock import KernelEntropy, WallClock
    from frame.owner import place

    if warning := place.warning(args.owner_state):
        remark(warning)
    with place.opened(args.owner_state, WallClock(), KernelEntropy(), make=make) as found:
        yield found


@contextmanager
def client(args: argparse.Namespace, *, helps: bool = True) -> "Iterator[Client]":
    """Open what this device knows and connect to the frames; give locked ones their part."""
    from frame.devices.clock import KernelEntropy, WallClock
    from frame.owner import reach
    from frame.owner.client import Client

    with ExitStack() as stack:
        found = stack.enter_context(books(args))
        speaking = Client(found, reach.dial, WallClock(), KernelEntropy(), args.wait)
        if not helps:
            speaking.helping.rest()
        stack.enter_context(speaking)
        if speaking.renewed:
            remark(f"renewed {speaking.renewed} lease(s) that would soon have ended")
        yield speaking
        for one in speaking.ways.parted:
            remark(f"{printable(one.label)!r} erased everything of yours and forgot this device")
        if speaking.ways.split:
            remark(
                "somebody else writes with the key of a device of yours (a restored backup does "
                "that too): what it granted does not count any more; found the album anew"
            )


def all_heard(speaking: "Client", frames: "Iterable[Paired]") -> bool:
    """Wait for each of these frames in turn, and say which have not heard it."""
    told = [heard(speaking, one) for one in frames]
    return all(told)


def heard(speaking: "Client", frame: "Paired") -> bool:
    """Wait until a frame has heard what was signed; say so where it has not."""
    if speaking.holding(frame) is not None:
        return True
    problem = speaking.offline(frame)
    remark(f"{problem}; {problem.hint[:1].lower()}{problem.hint[1:]}")
    remark(
        "it is signed and counts; the frame has not heard it yet, and will when "
        "`frame owner sync` (or any other command) reaches it"
    )
    return False


def devices_of(speaking: "Client", frame: "Paired") -> "Devices":
    """Ask a frame for its devices, and remember the frames among them; raise Offline."""
    from frame.owner.neighbours import remember
    from frame.protocol.messages import AskDevices, Devices

    told = speaking.ask(frame, AskDevices(), Devices)
    if told is None:
        raise speaking.offline(frame)
    remember(speaking, frame, told)
    return told


def device_of(told: "Devices", wanted: str) -> "Listed":
    """Return the device a person meant by its name or key; raise BadRequest."""
    begins = wanted.lower()
    found = [
        one
        for one in told.devices
        if wanted.casefold() in {one.label.casefold(), one.label.rpartition(", ")[2].casefold()}
        or (len(begins) >= 8 and one.key.hex().startswith(begins))
    ]
    if len(found) != 1:
        trouble = "no device" if not found else "more than one device"
        raise BadRequest(
            f"the frame has {trouble} {wanted!r}", hint="`frame owner devices` lists them."
        )
    return found[0]


def agreed(question: str, *, yes: bool) -> bool:
    """Ask for a yes on the terminal, unless it was given; raise BadRequest where nobody can."""
    if yes:
        return True
    while True:
        print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
        typed = sys.stdin.readline()
        if not typed:
            raise BadRequest("nobody was there to answer", hint="Say so with --yes.")
        if typed.strip().casefold() in _YES | _NO:
            return typed.strip().casefold() in _YES
