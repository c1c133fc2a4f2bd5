"""The diagrams in the documents are those of the tables by which the code moves."""

from enum import StrEnum
from pathlib import Path

import pytest

from frame.protocol.steps import GUEST_MOVES, HOST_MOVES, GuestState, HostState
from frame.protocol.transfers import STEPS, Phase
from tests.house.diagrams import diagram, drawn

_PROTOCOL = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text(encoding="utf-8")
_DRAWN = {
    "### 4.3 What each side does": [
        diagram(HOST_MOVES, HostState.OFFERING),
        diagram(GUEST_MOVES, GuestState.WAITING),
    ],
    "## 9. Photos": [diagram(STEPS, Phase.NONE)],
}


class _Light(StrEnum):
    RED = "Red"
    GREEN = "Green"
    NOT_LIT = "Off for good"


class _Press(StrEnum):
    BUTTON = "a button"
    SWITCH = "the switch"


@pytest.mark.parametrize("heading", _DRAWN)
def test_a_diagram_in_the_protocol_is_the_table_of_the_code(heading: str) -> None:
    assert drawn(_PROTOCOL, heading) == _DRAWN[heading]


def test_no_diagram_is_drawn_by_hand() -> None:
    assert _PROTOCOL.count("```mermaid") == sum(map(len, _DRAWN.values()))


def test_a_diagram_shows_every_row_and_where_it_begins_and_ends() -> None:
    moves = {
        (_Light.RED, _Press.BUTTON): _Light.GREEN,
        (_Light.GREEN, _Press.BUTTON): _Light.RED,
        (_Light.GREEN, _Press.SWITCH): _Light.NOT_LIT,
    }
    assert diagram(moves, _Light.RED) == (
        "stateDiagram-v2\n"
        "    [*] --> Red\n"
        "    NotLit: Off for good\n"
        "    Red --> Green: a button\n"
        "    Green --> Red: a button\n"
        "    Green --> NotLit: the switch\n"
        "    NotLit --> [*]\n"
    )


def test_diagrams_are_found_under_their_own_heading_only() -> None:
    text = "## A\n```mermaid\none\n```\n## B\n```mermaid\ntwo\n```\nand\n```mermaid\nthree\n```\n"
    assert drawn(text, "## A") == ["one\n"]
    assert drawn(text, "## B") == ["two\n", "three\n"]
