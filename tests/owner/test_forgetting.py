"""Forgetting a frame that never comes back, and what happens when it does all the same (P8)."""

from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from frame.devices.clock import KernelEntropy, WallClock
from frame.devices.sim.link import SimBroker
from frame.owner import place, reach
from frame.owner.client import Client
from frame.owner.forgetting import Loss, forget, loss_of
from frame.owner.names import the_frame
from frame.post.books import Books
from frame.post.draft import Draft
from frame.post.rows import KeyPart, Paired
from frame.protocol.messages import AskHolding
from tests.owner.conftest import Owner
from tests.owner.frame_for_tests import FrameForTests
from tests.owner.test_neighbours import _introduce as introduce


def _books(folder: Path) -> AbstractContextManager[Books]:
    return place.opened(folder / "owner", WallClock(), KernelEntropy())


def test_a_frame_that_answers_is_not_forgotten(owner: Owner, granted: FrameForTests) -> None:
    said = owner("forget", "--yes")
    assert said.code == 2
    assert "Kitchen answers" in said.err
    assert "frame owner leave" in said.err
    assert owner("frames", "--json").json["frames"]
    assert granted.photos() == 0


@pytest.mark.promise("P8")
def test_it_says_what_is_lost_and_takes_consent_back_first(
    owner: Owner, granted: FrameForTests, broker: SimBroker, tmp_path: Path
) -> None:
    assert granted.answers
    broker.kill()
    said = owner("forget", typed="n\n", wait="0.3")
    assert said.code == 1
    assert "1 album(s) are taken back from it first" in said.err
    assert "It does not hear that while it is away" in said.err
    assert "part of its key" not in said.err
    assert owner("frames", "--json").json["frames"]
    said = owner("forget", "--yes", "--json", wait="0.3")
    assert said.json["albums"] == 1
    assert owner("frames", "--json").json == {"frames": []}
    (taken,) = owner("receipts", "--json").json["withdrawals"]
    assert taken["what"] == "everything from Kitchen"
    assert [(one["forgotten"], one["pending"]) for one in taken["frames"]] == [(True, False)]
    assert "was forgotten before it answered" in owner("receipts").out
    (lease,) = owner("albums", "--json").json["albums"][0]["frames"]
    assert lease["frame"] == "Kitchen"
    assert lease["purposes"] == []
    owner("export", tmp_path / "out")
    assert "Kitchen was forgotten" in (tmp_path / "out" / "consents.txt").read_text()


@pytest.mark.promise("P8")
def test_a_frame_that_comes_back_hears_of_it_from_another_frame_and_erases(
    owner: Owner, granted: FrameForTests, broker: SimBroker, tmp_path: Path, stick: Path
) -> None:
    with FrameForTests(tmp_path / "hall", broker, "Hall") as hall:
        introduce(granted, hall)
        assert owner("pair", hall.card(), "--yes").code == 0
        assert owner("grant", "Summer", "--frame", "Hall", "--yes").code == 0
        for name in ("Kitchen", "Hall"):
            assert owner("send", stick, "--album", "Summer", "--frame", name).code == 0
        hall.until(lambda: len(hall.vault.photos()) == 3)
        key = hall.do(lambda: hall.node.books.me.name)
    assert granted.photos() == 3
    said = owner("forget", "--frame", "Hall", "--yes", wait="0.5")
    assert said.code == 0, said.err
    assert "Your other frames hear it now" in said.err
    with FrameForTests(tmp_path / "hall", broker, "Hall again") as hall:  # nothing waited for it
        hall.until(lambda: not hall.vault.photos())
    assert owner("sync", wait="2").code == 0
    (taken,) = owner("receipts", "--json").json["withdrawals"]
    (answer,) = taken["frames"]
    assert (answer["key"], answer["photos"]) == (key.hex(), 3), "its receipt came by the other"
    assert granted.photos() == 3


def test_what_a_forgotten_frame_says_is_from_nobody(
    owner: Owner, granted: FrameForTests, broker: SimBroker, tmp_path: Path
) -> None:
    now = WallClock().now()
    with _books(tmp_path) as books:
        row = the_frame(books, None)
        with Client(books, reach.dial, WallClock(), KernelEntropy()) as one:
            topics = [topic for heard in one.mail.topics(now).values() for topic in heard]
            broker.kill()
            forget(one, row)
            broker.start()
            assert one.mail.topics(now) == {}
            assert [one.mail.hear(topic.replace("+", "m"), b"x", now) for topic in topics] == [
                None for _ in topics
            ]
            assert not one.mail.say(row.name, AskHolding())
    assert owner("frames", "--json").json == {"frames": []}
    assert granted.photos() == 0


def test_a_part_of_its_key_goes_too_and_is_given_to_nobody_meanwhile(
    owner: Owner, granted: FrameForTests, broker: SimBroker, tmp_path: Path
) -> None:
    assert granted.answers
    with _books(tmp_path) as books:
        row = the_frame(books, None)
        part = KeyPart(frame=row.name, asker=b"a" * 32, meeting=b"m" * 32, secret=b"s" * 32)
        books.commit(Draft(add=[part]), None)
        now = WallClock().now()
        loss = loss_of(books, row, now)
        assert loss == Loss(albums=1, until_s=loss.until_s, keeps_part=True, has_others=False)
        assert 29 * 86_400 < loss.until_s - now.timestamp() < 30 * 86_400
        one = Client(books, reach.dial, WallClock(), KernelEntropy())
        assert one.helping.topics(now) != {}
        one.helping.rest()
        assert one.helping.topics(now) == {}
    broker.kill()
    said = owner("forget", "--yes", wait="0.3")
    assert "its photos can never be opened again" in said.err
    with _books(tmp_path) as books:
        assert (books.of(KeyPart), books.of(Paired)) == ((), ())
