"""Forgetting a frame that is gone for good: `frame owner forget`.

Rule 1: it says what is lost and what is not, with dates, before it asks.
Rule 2: a frame that answers is never forgotten so: it can be left, and erases everything then.
Rule 3: meanwhile no frame is given its part of a key: the one that asks may be stolen.
"""

import argparse
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from frame.cli.output import as_json, remark
from frame.cli.owner_desk import add_act, agreed, all_heard, client
from frame.errors import BadRequest

if TYPE_CHECKING:
    from frame.cli.verbs import Verbs
    from frame.owner.forgetting import Loss

_ERASED: Final = timedelta(days=90)


def add_acts(acts: "Verbs") -> None:
    """Add the verb of this file."""
    forgetting = add_act(
        acts, "forget", "forget a frame that never comes back", forget_lost, to="which frame"
    )
    forgetting.add_argument("--yes", action="store_true", help="do not ask")


def forget_lost(args: argparse.Namespace) -> int:
    """Handle `frame owner forget`."""
    from frame.owner.forgetting import forget, loss_of
    from frame.owner.names import frames, label_of, the_frame

    with client(args, helps=False) as speaking:
        frame = the_frame(speaking.books, args.frame)
        label = label_of(speaking.books, frame.name)
        if speaking.holding(frame) is not None:
            raise BadRequest(
                f"{label} answers",
                hint="Use `frame owner leave`: then it erases everything of yours and says so.",
            )
        loss = loss_of(speaking.books, frame, speaking.clock.now())
        _tell(label, loss)
        if not agreed("Forget it?", yes=args.yes):
            remark("nothing was changed")
            return 1
        forget(speaking, frame)
        if loss.albums:
            all_heard(speaking, frames(speaking.books))
    if args.json:
        as_json({"frame": label, "albums": loss.albums, "until": _day(loss.until_s)})
    else:
        print(f"{label} is forgotten; {loss.albums} album(s) were taken back from it")
    return 0


def _tell(label: str, loss: "Loss") -> None:
    """Say what is lost and what is not."""
    remark(f"Forget {label!r} only if it never comes back: broken, sold or lost.")
    if loss.albums:
        remark(f"{loss.albums} album(s) are taken back from it first. That is signed and final:")
        remark("paired again, it needs new ones.")
    if loss.until_s:
        remark("It does not hear that while it is away. If it runs, it can show what it holds")
        remark(f"until {_day(loss.until_s)}, and erases it by {_day(loss.until_s, _ERASED)}.")
    if loss.albums and loss.has_others:
        remark("Your other frames hear it now, and tell it if they meet it.")
    remark("This device forgets its keys, so no receipt comes here from it any more. Photos that")
    remark("were only there are lost to you; files on this machine and other frames keep theirs.")
    if loss.keeps_part:
        remark("This device keeps a part of its key, which goes too. If no other device has one,")
        remark("its photos can never be opened again.")


def _day(at_s: int, later: timedelta = timedelta()) -> str | None:
    if not at_s:
        return None
    return (datetime.fromtimestamp(at_s, UTC) + later).astimezone().date().isoformat()
