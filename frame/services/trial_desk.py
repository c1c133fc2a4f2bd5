"""The self-test's place at core's door: it shows a card of its own, and hears of touched corners.

    {"kind": "pattern" | "touch" | "report", "outcomes": [[check, verdict, do], …]}

Rule: a command may show its own words here only because it is this frame's own user (`listen`);
they are cut to their lines by the card.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from frame.errors import BadMessage, FrameError
from frame.services.core import Core
from frame.services.ipc import Request
from frame.services.status import ask_core
from frame.slideshow.events import Trial
from frame.slideshow.trial_card import Outcome, TrialKind, TrialView

MOST: Final = 40
_Word = Annotated[str, Meta(max_length=400)]


class _Shown(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: TrialKind
    outcomes: Annotated[tuple[tuple[_Word, _Word, _Word], ...], Meta(max_length=MOST)] = ()


def answered(core: Core, request: Request) -> Mapping[str, object]:
    """Show what is asked for, if anything, and return how it stands; core's thread calls it."""
    if request.name:
        try:
            shown = msgspec.json.decode(request.name.encode(), type=_Shown)
        except (msgspec.MsgspecError, UnicodeError) as problem:
            raise BadMessage("that is no card of a self-test") from problem
        outcomes = tuple(Outcome(check=a, verdict=b, do=c) for a, b, c in shown.outcomes)
        core.tell(Trial(view=TrialView(kind=shown.kind, outcomes=outcomes)))
    view = core.view()
    if view is None:
        return {"glass": False, "testing": False, "corners": 0}
    return {"glass": True, "testing": view.testing, "corners": view.corners}


def show(
    folder: Path, kind: TrialKind | None, outcomes: tuple[Outcome, ...] = ()
) -> dict[str, object]:
    """Have the running core show a card, or (None) say how it stands; nothing where none runs."""
    name = ""
    if kind is not None:
        rows = tuple((one.check, one.verdict, one.do) for one in outcomes[:MOST])
        name = msgspec.json.encode(_Shown(kind=kind, outcomes=rows)).decode()
    try:
        return ask_core(folder, Request(what="trial", name=name)) or {}
    except FrameError:
        return {}
