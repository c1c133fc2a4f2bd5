"""Numbers of letters, and clocks that were wrong; tests/desk.test.ts of the page says the same."""

from pathlib import Path

import msgspec
import pytest

from frame.errors import BadMessage
from frame.post.correspondence import in_ms
from frame.post.desk import Desk
from frame.post.draft import Draft
from frame.post.rows import Paired
from frame.protocol.messages import AskHolding, Heads
from tests.post.parties import Air, Party, pair

_NOW = 1_780_000_000_000
_HOUR, _DAY, _MARGIN = 3_600_000, 86_400_000, 120_000


@pytest.fixture
def two(tmp_path: Path) -> tuple[Air, Party, Party]:
    air = Air()
    owner, kitchen = (Party(tmp_path / str(n), n, air) for n in range(2))
    pair(owner, kitchen)
    return air, owner, kitchen


def _written(desk: Desk) -> int:
    """Return the number that would be written down now."""
    draft = Draft()
    desk.note_numbers(draft)
    (row,) = draft.replace.values()
    assert isinstance(row, Paired)
    return row.sent


_CASES = (
    (-1, -1, _NOW),
    (_NOW - 5, _NOW - _HOUR, _NOW),
    (_NOW + 23 * _HOUR, -1, _NOW + 23 * _HOUR + _MARGIN + 1),
    (_NOW + 365 * _DAY, -1, _NOW + 1),
    (_NOW + 365 * _DAY, _NOW - _HOUR, _NOW + 1),
    (_NOW + 30 * _DAY, _NOW + 30 * _DAY - 9, _NOW + 30 * _DAY + _MARGIN + 1),
    (_NOW + 365 * _DAY, _NOW + 2 * _DAY, _NOW + 2 * _DAY + _MARGIN + 1),
)
"""The last number sent, the newest one heard, and the number of the next letter."""


def test_counting_goes_on_where_the_other_side_would_take_it(
    two: tuple[Air, Party, Party],
) -> None:
    _, owner, kitchen = two
    for sent, heard, number in _CASES:
        ((at, row),) = owner.books.all(Paired)
        changed = msgspec.structs.replace(row, sent=sent, taken=heard)
        owner.books.commit(Draft(replace={at: changed}), None)
        desk = Desk(owner.books)
        desk.topics(_NOW // 1000)
        desk.write(kitchen.name, AskHolding(), _NOW)
        assert _written(desk) == number


def test_a_device_whose_clock_was_a_year_ahead_is_heard_again(
    two: tuple[Air, Party, Party],
) -> None:
    air, owner, kitchen = two
    now_ms = in_ms(air.clock.now())
    owner.mail.desk.write(kitchen.name, AskHolding(), now_ms + 365 * _DAY)
    owner.mail.close(air.clock.now())
    owner.reopen()
    for _ in range(3):
        assert owner.mail.say(kitchen.name, AskHolding())
    air.deliver()
    assert kitchen.ways.said_by_others == [AskHolding()] * 3
    owner.reopen()
    air.clock.pass_time(1)
    owner.mail.say(kitchen.name, AskHolding())
    air.deliver()
    assert len(kitchen.ways.said_by_others) == 4


def test_a_device_whose_clock_is_weeks_behind_is_heard_all_the_same(
    two: tuple[Air, Party, Party],
) -> None:
    air, owner, kitchen = two
    now_ms = in_ms(air.clock.now())
    for one, other in ((owner, kitchen), (kitchen, owner)):
        other.mail.desk.read(*one.mail.desk.write(other.name, Heads(albums=()), now_ms), now_ms)
    late = owner.mail.desk.write(kitchen.name, AskHolding(), now_ms - 20 * _DAY)
    assert kitchen.mail.desk.read(*late, now_ms).what == AskHolding()
    with pytest.raises(BadMessage):
        kitchen.mail.desk.read(*late, now_ms)
