"""State diagrams drawn from the tables by which the code moves."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

S = TypeVar("S", bound=StrEnum)
E = TypeVar("E", bound=StrEnum)


def diagram(moves: Mapping[tuple[S, E], S], begin: S) -> str:
    """Return a table as a Mermaid stateDiagram-v2, in the order of its rows."""
    states = list(dict.fromkeys([begin, *(one for row in moves.items() for one in _ends(row))]))
    lines = [f"[*] --> {_id(begin)}"]
    lines += [f"{_id(one)}: {one}" for one in states if _id(one) != one]
    lines += [f"{_id(now)} --> {_id(then)}: {event}" for (now, event), then in moves.items()]
    leaving = {now for now, _ in moves}
    lines += [f"{_id(one)} --> [*]" for one in states if one not in leaving]
    return "\n".join(["stateDiagram-v2", *(f"    {line}" for line in lines)]) + "\n"


def drawn(document: str, heading: str) -> list[str]:
    """Return the diagrams under a heading, up to the next one."""
    section = document.split(f"{heading}\n", 1)[1].split("\n#", 1)[0]
    return [part.split("```", 1)[0] for part in section.split("```mermaid\n")[1:]]


def _ends(row: tuple[tuple[S, E], S]) -> tuple[S, S]:
    (now, _), then = row
    return now, then


def _id(state: StrEnum) -> str:
    return "".join(word.title() for word in state.name.split("_"))
