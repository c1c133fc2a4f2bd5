"""How a frame's journal ended is kept here, and a frame with another one later is found out."""

from datetime import datetime

import pytest

from frame.post.draft import Draft
from frame.post.rows import Paired
from frame.protocol.frame_privacy import AskPrivacy, Audit, Finding, Privacy
from frame.protocol.messages import Message
from frame.services.disclosure import chain_at
from tests.owner.conftest import Owner
from tests.owner.frame_for_tests import FrameForTests

pytestmark = pytest.mark.promise("P15")

_FOUND = Finding(check="swap", severity="warning", means="Swap is on.", advice="Turn it off.")


class _Bureau:
    """Answers about a journal whose lines have these hashes, by number."""

    is_over = False

    def __init__(self) -> None:
        self.lines: dict[int, str] = {}

    def answer(self, message: Message, device: Paired, draft: Draft) -> bool:
        if not isinstance(message, AskPrivacy):
            return False
        audit = Audit(at_ms=1_800_000_000_000, checks=12, findings=(_FOUND,))
        chain = None if message.line is None else chain_at(self.lines, message.line)
        told = Privacy(
            stored=(), computed=(), wires=(), key_tier="plain file", audit=audit, chain=chain
        )
        draft.tell(device.name, told)
        return True

    def tick(self, now: datetime) -> None:
        pass

    def close(self) -> None:
        pass


@pytest.fixture
def bureau(paired: FrameForTests) -> _Bureau:
    found = _Bureau()
    paired.do(lambda: paired.node.consult(found))  # type: ignore[arg-type]  # as much as is asked
    return found


def _lines(last: int, seed: int = 0) -> dict[int, str]:
    return {number: f"{number + seed:064x}" for number in range(last + 1)}


def _journal(owner: Owner) -> dict[str, object] | None:
    (said,) = owner("audit", "--json", wait="5").json["frames"]
    journal: dict[str, object] | None = said["journal"]
    return journal and {key: journal[key] for key in ("state", "line")}


def test_the_end_is_kept_and_asked_for_the_next_time(owner: Owner, bureau: _Bureau) -> None:
    assert _journal(owner) is None
    bureau.lines = _lines(3)
    assert _journal(owner) == {"state": "begun", "line": 3}
    bureau.lines = _lines(9)
    assert _journal(owner) == {"state": "holds", "line": 3}
    assert _journal(owner) == {"state": "holds", "line": 9}


@pytest.mark.parametrize("lines", [_lines(12, 40), _lines(2), {}], ids=["anew", "cut", "gone"])
def test_another_journal_is_said_in_plain_words_each_time(
    owner: Owner, bureau: _Bureau, lines: dict[int, str]
) -> None:
    bureau.lines = _lines(5)
    said = owner("audit")
    assert said.code == 0
    assert "Kitchen: 12 checks" in said.out
    assert "warning: Swap is on." in said.out
    assert "from now on this device keeps how its journal ends, at line 5" in said.out
    bureau.lines = lines
    for _ in range(2):
        said = owner("audit")
        assert said.code == 1
        assert "ITS JOURNAL IS NOT THE ONE kept here" in said.out
    bureau.lines = _lines(6)
    assert owner("audit", "--frame", "Kitchen").code == 0


def test_a_frame_that_does_not_answer_is_named(owner: Owner, granted: FrameForTests) -> None:
    granted.mute()
    said = owner("audit", wait="0.3")
    assert said.code == 1
    assert "Kitchen does not answer" in said.err


def test_what_is_kept_goes_with_the_frame(
    owner: Owner, bureau: _Bureau, kitchen: FrameForTests
) -> None:
    bureau.lines = _lines(5)
    assert _journal(owner) == {"state": "begun", "line": 5}
    again = owner("pair", kitchen.card(), "--name", "Ana", "--label", "Laptop", typed="y\n")
    assert again.code == 0, again.err
    bureau.lines = _lines(7, 3)
    assert _journal(owner) == {"state": "begun", "line": 7}, "it was paired anew"
