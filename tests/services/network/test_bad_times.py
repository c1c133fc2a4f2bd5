"""Full disks, floods, strangers and brokers that are away: the slideshow goes on (P4)."""

from collections.abc import Callable

import pytest

from frame.errors import DiskFull
from frame.post.desk import LETTERS_AT_ONCE
from frame.post.rows import Incoming
from frame.protocol import envelope
from frame.protocol.addresses import PairSecret, device_id, month_of
from frame.protocol.envelope import Rank
from frame.protocol.lines import RevokePhotos
from frame.protocol.messages import AskHolding, Holding, Leave, Left, Result
from tests.services.network.kit import ALL, Family, Village, photo


def topic_of(family: Family) -> str:
    """The topic on which the frame hears its owner."""
    hall, anna = family.hall, family.anna
    secret = PairSecret(hall.books.devices()[anna.name].secret)
    month = month_of(int(family.village.now.timestamp()))
    mine, theirs = (device_id(secret, month, name) for name in (hall.name, anna.name))
    return f"hf1/{mine}/in/{theirs}/m"


@pytest.mark.promise("P14")
def test_a_photo_without_room_is_refused_and_comes_once_there_is_some(village: Village) -> None:
    family = Family(village)
    hall, anna = family.hall, family.anna
    free = hall.disk.free_bytes
    hall.disk.free_bytes = lambda folder: 0  # type: ignore[method-assign]  # noqa: ARG005
    name = anna.send(hall, family.album, photo(5))
    village.settle()
    assert anna.result(hall, name) is Result.NO_ROOM
    assert hall.photos() == set(family.photos)
    assert hall.books.of(Incoming) == ()
    hall.disk.free_bytes = free  # type: ignore[method-assign]
    name = anna.send(hall, family.album, photo(5))
    village.settle()
    assert anna.result(hall, name) is Result.KEPT


@pytest.mark.promise("P14")
@pytest.mark.parametrize("at", range(1, 7))
def test_a_disk_that_fills_at_any_commit_loses_nothing_and_ends_nothing(
    village: Village, at: int
) -> None:
    family = Family(village)
    hall, anna = family.hall, family.anna
    commit, left = hall.vault._parts.catalogue._disk.commit, [at]

    def full(database: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise OSError(28, "No space left on device")
        commit(database)  # type: ignore[arg-type]

    hall.vault._parts.catalogue._disk.commit = full  # type: ignore[method-assign]
    name = anna.send(hall, family.album, photo(5))
    village.settle(90.0)
    assert hall.photos() >= set(family.photos)
    anna.sign(family.album, RevokePhotos(photos=(family.names[0],)))
    village.settle(90.0)
    assert left[0] <= 0
    assert hall.called(family.names[0]) is None
    assert anna.receipts(family.album, hall)[anna.last_line(family.album).digest].photos == 1
    if hall.called(name) is None:
        assert anna.result(hall, name) is Result.NO_ROOM
    hall = hall.again()
    village.settle()
    assert hall.called(family.names[1]) is not None
    is_told = anna.result(hall, name) in {Result.KEPT, Result.HAD_IT}
    assert (hall.called(name) is not None) == is_told


@pytest.mark.promise("P1")
@pytest.mark.promise("P8")
def test_a_receipt_waits_until_there_is_nothing_left_to_erase(village: Village) -> None:
    family = Family(village)
    hall, anna = family.hall, family.anna
    pay = hall.vault.pay

    def fails() -> None:
        raise DiskFull("there is no room")

    hall.vault.pay = fails  # type: ignore[method-assign]
    anna.sign(family.album, RevokePhotos(photos=(family.names[0],)))
    village.settle(30.0)
    assert hall.called(family.names[0]) is None
    assert anna.receipts(family.album, hall) == {}
    assert len(hall.owed()) == 1
    hall.vault.pay = pay  # type: ignore[method-assign]
    village.settle(90.0)
    assert [one.photos for one in anna.receipts(family.album, hall).values()] == [1]


@pytest.mark.promise("P4")
@pytest.mark.parametrize("where", ["correspondence", "pairing"])
def test_whatever_comes_of_a_message_core_goes_on_and_what_was_missed_is_asked_for(
    village: Village, where: str
) -> None:
    family = Family(village)
    hall, anna = family.hall, family.anna
    room = getattr(hall.node, where)
    heard: Callable[..., object] = room.hear

    def breaks(*_: object) -> None:
        raise RuntimeError("a mistake nobody thought of")

    room.hear = breaks
    anna.sign(family.album, RevokePhotos(photos=(family.names[0],)))
    while hall._take():
        pass
    room.hear = heard
    assert hall.called(family.names[0]) is not None
    village.settle(20.0)
    assert hall.called(family.names[0]) is None


@pytest.mark.promise("P6")
def test_a_topic_nobody_knows_is_dropped_before_anything_is_parsed(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    family = Family(village)
    opened: list[object] = []
    monkeypatch.setattr("frame.post.desk.open_envelope", lambda *told: opened.append(told))
    topic = topic_of(family)
    dropped = family.hall.node.correspondence.desk.dropped
    wrong = topic.replace(topic.split("/")[3], "a" * 16)
    for strange in (wrong, topic[:-1] + "x", topic[:-1] + "s", "hf1", "", "hf1/+/in/#/m"):
        family.hall.node._hear(strange, bytes(1000))
    assert opened == []
    assert family.hall.node.correspondence.desk.dropped == dropped + 6


def test_a_flood_of_letters_is_throttled_before_it_is_opened(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    family = Family(village)
    village.wait(60)
    topic, opened = topic_of(family), [0]
    real = envelope.open_envelope

    def counted(*told: object) -> object:
        opened[0] += 1
        return real(*told)  # type: ignore[arg-type]

    monkeypatch.setattr("frame.post.desk.open_envelope", counted)
    for _ in range(4 * LETTERS_AT_ONCE):
        family.hall.node._hear(topic, bytes(1100))
    assert opened[0] <= LETTERS_AT_ONCE
    family.anna.say(family.hall, AskHolding())
    while family.hall._take():
        pass
    assert opened[0] <= LETTERS_AT_ONCE
    village.wait(10)
    family.anna.say(family.hall, AskHolding())
    village.settle()
    assert family.anna.heard(Holding)


@pytest.mark.promise("P4")
def test_half_a_minute_without_a_broker_is_said_and_taken_back_when_it_is_there_again(
    village: Village,
) -> None:
    family = Family(village, glass=True)
    hall, broker = family.hall, village.brokers.at(family.hall.url)
    village.settle(10.0)
    broker.kill()
    village.settle(28.0)
    assert hall.trouble == ""
    village.settle(4.0)
    assert "cannot reach" in hall.trouble
    first = len(hall.scenes)
    village.settle(30.0)
    assert any(hall.was_shown(one, first) for one in family.photos)
    broker.start()
    village.settle()
    assert hall.trouble == ""
    name = family.anna.send(hall, family.album, photo(6))
    village.settle(70.0)
    assert family.anna.result(hall, name) is Result.KEPT


@pytest.mark.promise("P4")
def test_a_frame_whose_broker_was_never_there_says_so_too(village: Village) -> None:
    village.brokers.at("mqtt://hall").running = False
    hall = village.house(glass=True)
    village.settle(29.0)
    assert hall.trouble == ""
    village.settle(2.0)
    assert "cannot reach" in hall.trouble


@pytest.mark.promise("P1")
def test_a_withdrawal_that_cannot_be_written_takes_the_photo_off_the_glass_all_the_same(
    village: Village,
) -> None:
    family = Family(village, glass=True)
    hall, gone = family.hall, family.photos[0]
    for _ in range(100):
        village.settle(0.5)
        if hall.on_glass(gone):
            break
    assert hall.on_glass(gone)
    disk = hall.vault._parts.catalogue._disk
    commit = disk.commit
    disk.commit = full  # type: ignore[method-assign, assignment]
    family.anna.sign(family.album, RevokePhotos(photos=(family.names[0],)))
    village.settle(2.0)
    first = len(hall.scenes)
    village.settle(40.0)
    assert hall.called(family.names[0]) is not None
    assert not hall.was_shown(gone, first)
    disk.commit = commit  # type: ignore[method-assign]
    village.settle(30.0)
    assert hall.called(family.names[0]) is None
    assert family.anna.receipts(family.album, hall)


def full(*_: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("side", ["host", "guest"])
def test_nobody_is_told_that_they_were_admitted_before_that_is_stored(
    village: Village, side: str
) -> None:
    hall, den = village.house("Hall"), village.house("Den")
    den.node.join(hall.node.open_pairing(Rank.FRAME).url)
    village.settle()
    full_one = hall if side == "host" else den
    full_one.books.commit = refuse  # type: ignore[method-assign, assignment]
    den.node.answer_pairing(yes=True)
    village.settle()
    hall.node._carefully(lambda: hall.node.answer_pairing(yes=True))
    village.settle(20.0)
    assert den.name not in full_one.books.devices()
    assert hall.name not in den.books.devices()
    del full_one.books.commit
    village.settle(200.0)
    assert not den.node.joining.is_open
    assert den.node.joining.attempt is not None
    assert den.node.joining.attempt.because
    den.node.join(hall.node.open_pairing(Rank.FRAME).url)
    village.settle()
    den.node.answer_pairing(yes=True)
    hall.node.answer_pairing(yes=True)
    village.settle()
    assert hall.name in den.books.devices()
    assert den.name in hall.books.devices()


def refuse(*_: object) -> None:
    raise DiskFull("there is no room")


@pytest.mark.promise("P7")
def test_what_a_grant_gives_is_not_given_before_the_grant_is_stored(village: Village) -> None:
    family = Family(village)
    hall = family.hall
    hall.books.commit = refuse  # type: ignore[method-assign, assignment]
    family.anna.grant(family.album, hall.name, ALL, serial=2)
    while hall._take():
        pass
    assert [one.faces for one in hall.vault.albums()] == [False]
    del hall.books.commit
    village.settle(30.0)
    assert [one.faces for one in hall.vault.albums()] == [True]


@pytest.mark.promise("P8")
def test_an_owner_who_leaves_is_told_when_nothing_is_left_to_erase(village: Village) -> None:
    family = Family(village)
    hall, anna = family.hall, family.anna
    pay = hall.vault.pay
    hall.vault.pay = refuse  # type: ignore[method-assign]
    anna.say(hall, Leave())
    village.settle(20.0)
    assert hall.photos() == set()
    assert not anna.heard(Left)
    hall.vault.pay = pay  # type: ignore[method-assign]
    village.settle(20.0)
    (left,) = anna.heard(Left)
    assert isinstance(left, Left)
    assert left.photos == 2
    assert not hall.books.devices()
