"""What frames say of themselves, and whether it holds together: `frame owner audit`."""

import argparse
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from frame.cli.output import as_json, printable, remark
from frame.cli.owner_desk import add_act, client

if TYPE_CHECKING:
    from frame.cli.verbs import Verbs
    from frame.owner.journal import Judged
    from frame.protocol.frame_privacy import Audit, Privacy


def add_acts(acts: "Verbs") -> None:
    """Add the verb of this file."""
    add_act(
        acts, "audit", "tell frames' last audits, and check their journals", audit, to="only this"
    )


def audit(args: argparse.Namespace) -> int:
    """Handle `frame owner audit`."""
    from frame.owner import journal
    from frame.owner.names import frames, label_of, the_frame

    told: list[dict[str, object]] = []
    code = 0
    with client(args) as speaking:
        books = speaking.books
        for frame in [the_frame(books, args.frame)] if args.frame else frames(books):
            label = label_of(books, frame.name)
            answer = journal.ask(speaking, frame)
            if answer is None:
                remark(f"{label} does not answer")
            elif not args.json:
                _print(label, answer[0].audit, answer[1])
            if answer is None or _differs(answer[1]):
                code = 1
            told.append(_document(label, answer))
    if args.json:
        as_json({"frames": told})
    return code


def _differs(judged: "Judged | None") -> bool:
    return judged is not None and judged.state == "differs"


def _print(label: str, found: "Audit | None", judged: "Judged | None") -> None:
    if found is None:
        print(f"{label}: there was no audit yet")
    else:
        print(f"{label}: {found.checks} checks on {_day(found.at_ms)}")
        for one in found.findings:
            print(f"    {printable(one.severity)}: {printable(one.means)}")
            print(f"        {printable(one.advice)}")
    print(f"    {_sentence(judged)}")


def _sentence(judged: "Judged | None") -> str:
    if judged is None:
        return "it has no journal yet"
    day = _day(judged.at_ms)
    if judged.state == "begun":
        return f"from now on this device keeps how its journal ends, at line {judged.line}"
    if judged.state == "holds":
        return f"its journal still holds line {judged.line}, kept here since {day}"
    return (
        f"ITS JOURNAL IS NOT THE ONE kept here since {day} (line {judged.line}): it was cut or "
        "written anew. Somebody restored the frame from a copy, its card lost it, or somebody "
        "else had its keys."
    )


def _document(label: str, answer: "tuple[Privacy, Judged | None] | None") -> dict[str, object]:
    if answer is None:
        return {"frame": label, "there": False}
    said, judged = answer
    return {
        "frame": label,
        "there": True,
        "audit": None if said.audit is None else msgspec.to_builtins(said.audit),
        "journal": None
        if judged is None
        else {"state": judged.state, "line": judged.line, "since": _day(judged.at_ms)},
    }


def _day(at_ms: int) -> str:
    try:
        return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone().date().isoformat()
    except (OverflowError, ValueError, OSError):
        return f"{at_ms} ms"
