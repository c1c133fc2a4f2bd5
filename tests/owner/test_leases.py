from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from frame.devices.clock import KernelEntropy, WallClock
from frame.owner import albums, leases, place
from frame.owner.client import Client
from frame.owner.words import USUAL, Agreement
from frame.ports import Link
from frame.post.books import Books
from frame.post.draft import Draft
from frame.post.rows import EpochRow, Words
from frame.protocol.lines import Grant, Purpose, RevokeAlbum

_FRAME, _OTHER = b"f" * 32, b"g" * 32


@dataclass
class Later(WallClock):
    """The wall clock, some days later."""

    days: float = 0.0

    def now(self) -> datetime:
        return super().now() + timedelta(days=self.days)


def _nobody(*_: object) -> Link:
    raise AssertionError("there is nobody to connect to")


class Terminal:
    """An owner's device without any frame; `open` is a command, `days` after the first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = Later()
        self.album = b""

    def renewed(self, days: float) -> int:
        """Return how many leases a command renews by itself after so many days."""
        self.clock.days = days
        with self.books() as books, Client(books, _nobody, self.clock, KernelEntropy()) as one:
            return one.renewed

    def books(self) -> AbstractContextManager[Books]:
        return place.opened(self.folder, self.clock, KernelEntropy(), make=True)

    def grant(self, frame: bytes = _FRAME, days: int = 30, renews: bool = True) -> None:  # noqa: FBT001, FBT002
        with self.books() as books, Client(books, _nobody, self.clock, KernelEntropy()) as one:
            self.album = self.album or albums.found(one, "Summer", bytes(16))
            now, draft = self.clock.now(), Draft()
            agreed = Agreement(
                title="Summer",
                frame="Kitchen",
                purposes=USUAL,
                begins=now,
                until=leases.ends(now, days),
                renews=renews,
            )
            leases.give(one.mail, self.album, frame, agreed, draft)
            one.finish(draft)

    def purposes(self, days: float, frame: bytes = _FRAME) -> frozenset[Purpose]:
        """Return what a frame may do after so many days, if nobody renews anything."""
        now_s = int((WallClock().now() + timedelta(days=days)).timestamp())
        with self.books() as books:
            return books.ledgers[self.album].standing(frame, now_s).purposes

    def take(self, *purposes: Purpose, frame: bytes = _FRAME) -> None:
        with self.books() as books, Client(books, _nobody, self.clock, KernelEntropy()) as one:
            says = leases.taking_back(books, self.album, frame, purposes)
            draft = Draft()
            leases.take_back(one.mail, self.album, says, draft, self.clock.now())
            one.finish(draft)


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path / "owner")


def test_a_lease_ends_after_thirty_days_if_nobody_renews_it(terminal: Terminal) -> None:
    terminal.grant()
    assert terminal.purposes(29.9) == frozenset(USUAL)
    assert terminal.purposes(30.1) == frozenset()


def test_a_lease_is_renewed_when_fewer_than_twenty_days_are_left(terminal: Terminal) -> None:
    terminal.grant()
    assert terminal.renewed(9) == 0
    assert terminal.renewed(11) == 1
    assert terminal.renewed(11.1) == 0
    assert terminal.purposes(40) == frozenset(USUAL)


def test_a_renewal_repeats_serial_and_words(terminal: Terminal) -> None:
    terminal.grant()
    terminal.renewed(15)
    with terminal.books() as books:
        one, two = (
            each.says
            for each in sorted(
                books.ledgers[terminal.album].granted, key=lambda each: each.says.from_s
            )
        )
        assert isinstance(one, Grant)
        assert (one.serial, one.notice, one.purposes) == (two.serial, two.notice, two.purposes)
        assert len(books.of(Words)) == 1


def test_what_has_ended_is_renewed_only_when_somebody_asks(terminal: Terminal) -> None:
    terminal.grant()
    assert terminal.renewed(31) == 0
    assert terminal.purposes(31) == frozenset()
    with terminal.books() as books, Client(books, _nobody, terminal.clock, KernelEntropy()) as one:
        draft = Draft()
        assert leases.renew(one.mail, draft, terminal.clock.now(), ended=True) == 1
        one.finish(draft)
    assert terminal.purposes(32) == frozenset(USUAL)


def test_a_grant_for_some_days_is_never_renewed(terminal: Terminal) -> None:
    terminal.grant(days=29, renews=False)
    assert terminal.renewed(15) == 0
    assert terminal.renewed(28.9) == 0


def test_a_purpose_that_was_taken_back_is_not_renewed(terminal: Terminal) -> None:
    terminal.grant()
    terminal.take(Purpose.SCORE)
    assert terminal.renewed(15) == 1
    assert terminal.purposes(16) == {Purpose.DISPLAY, Purpose.ENHANCE}
    terminal.grant()
    assert terminal.purposes(16) == frozenset(USUAL)


def test_what_was_taken_back_for_good_is_not_renewed(terminal: Terminal) -> None:
    terminal.grant()
    terminal.grant(_OTHER)
    terminal.take()
    assert terminal.renewed(15) == 1
    assert terminal.purposes(16) == frozenset()
    assert terminal.purposes(16, _OTHER) == frozenset(USUAL)
    terminal.take(frame=_OTHER)
    assert terminal.renewed(16) == 0


def test_an_album_that_was_revoked_is_not_renewed(terminal: Terminal) -> None:
    terminal.grant()
    with terminal.books() as books, Client(books, _nobody, terminal.clock, KernelEntropy()) as one:
        draft = Draft()
        leases.take_back(one.mail, terminal.album, RevokeAlbum(), draft, terminal.clock.now())
        one.finish(draft)
    assert terminal.renewed(15) == 0


def test_photos_get_a_new_key_when_a_frame_comes_or_goes(terminal: Terminal) -> None:
    def epochs() -> int:
        with terminal.books() as books:
            return max((row.epoch for row in books.of(EpochRow)), default=0)

    terminal.grant()
    first = epochs()
    terminal.grant(_OTHER)
    assert epochs() == first + 1
    terminal.take(frame=_OTHER)
    assert epochs() == first + 2
    terminal.renewed(15)
    assert epochs() == first + 2


def test_a_shorter_grant_takes_the_place_of_a_longer_one(terminal: Terminal) -> None:
    terminal.grant()
    terminal.grant(days=5, renews=False)
    assert terminal.purposes(4.9) == frozenset(USUAL)
    assert terminal.purposes(5.1) == frozenset()


def test_a_longer_grant_takes_nothing_back(terminal: Terminal) -> None:
    terminal.grant(days=5, renews=False)
    terminal.grant()
    assert terminal.purposes(29.9) == frozenset(USUAL)
    with terminal.books() as books:
        assert not books.ledgers[terminal.album].floors
