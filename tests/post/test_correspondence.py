import random
from pathlib import Path

import pytest

from frame.devices.sim.clock import SimEntropy
from frame.errors import BadMessage, DiskFull
from frame.post.correspondence import Noting
from frame.post.desk import LETTERS_A_SECOND, LETTERS_AT_ONCE
from frame.post.draft import Draft
from frame.post.rows import Incoming, LineRow, NoteRow, Outgoing
from frame.protocol.envelope import Rank
from frame.protocol.facts import Withdraw
from frame.protocol.lines import RevokeFrame, RevokePhotos
from frame.protocol.messages import AskHolding, Left, Result
from frame.protocol.notes import About
from tests.post.parties import Air, Party, PowerCutError, pair

_PICTURE = random.Random(5).randbytes(700_000)


def _three(tmp_path: Path, weather: SimEntropy | None = None) -> tuple[Air, Party, Party, Party]:
    """An owner, a frame the owner is paired with, and a frame that frame is paired with."""
    air = Air(weather)
    owner, kitchen, hall = (Party(tmp_path / str(n), n, air) for n in range(3))
    pair(owner, kitchen)
    pair(kitchen, hall, (Rank.FRAME, Rank.FRAME))
    return air, owner, kitchen, hall


def _two(tmp_path: Path) -> tuple[Air, Party, Party, bytes]:
    """An owner with an album that a frame may show."""
    air = Air()
    owner, kitchen = (Party(tmp_path / str(n), n, air) for n in range(2))
    pair(owner, kitchen)
    album = owner.found()
    owner.grant(album, kitchen.name)
    air.deliver()
    return air, owner, kitchen, album


def test_a_frame_that_is_granted_an_album_hears_all_of_it_at_once(tmp_path: Path) -> None:
    _, owner, kitchen, album = _two(tmp_path)
    assert kitchen.books.ledgers[album] == owner.books.ledgers[album]


@pytest.mark.parametrize("seed", range(4))
def test_lines_reach_everybody_through_any_weather_and_ledgers_become_equal(
    tmp_path: Path, seed: int
) -> None:
    air, owner, kitchen, hall = _three(tmp_path, SimEntropy(100 + seed))
    album = owner.found()
    owner.grant(album, kitchen.name)
    owner.grant(album, hall.name)
    air.deliver(3)
    owner.sign(album, RevokePhotos(photos=(bytes(16),)))
    owner.grant(album, kitchen.name, serial=1)

    def are_equal() -> bool:
        ledgers = [one.books.ledgers.get(album) for one in (owner, kitchen, hall)]
        return ledgers[0] == ledgers[1] == ledgers[2]

    air.rest(are_equal)
    withdrawn = [one for one in hall.ways.effects if isinstance(one, Withdraw)]
    assert len(withdrawn) == 1


@pytest.mark.parametrize("seed", range(3))
def test_a_photo_goes_over_intact_through_any_weather(tmp_path: Path, seed: int) -> None:
    air, owner, kitchen, _ = _three(tmp_path, SimEntropy(200 + seed))
    album = owner.found()
    owner.grant(album, kitchen.name)
    photo = owner.send(album, _PICTURE, kitchen)
    air.rest(lambda: bool(owner.ways.ended))
    assert kitchen.ways.pictures == {photo: _PICTURE}
    assert owner.ways.ended in ([("one", Result.KEPT)], [("one", Result.HAD_IT)])
    for party in (owner, kitchen):
        assert not party.books.of(Incoming)
        assert not party.books.of(Outgoing)
        assert party.vault.parcels.stored_bytes() == 0


@pytest.mark.promise("P14")
def test_a_transfer_goes_on_after_both_sides_were_switched_off_in_the_middle(
    tmp_path: Path,
) -> None:
    air, owner, kitchen, album = _two(tmp_path)
    photo = owner.send(album, _PICTURE, kitchen)
    air.deliver(6)
    (row,) = kitchen.books.of(Incoming)
    before = len([one for one in air.carried if one[0].endswith("/c")])
    assert before > 0
    owner.reopen(tidy=False)
    kitchen.reopen(tidy=False)
    assert kitchen.books.of(Incoming) == (row,)
    air.rest(lambda: bool(owner.ways.ended))
    assert kitchen.ways.pictures == {photo: _PICTURE}
    chunks = -(-len(_PICTURE) // 131_072)
    assert len([one for one in air.carried if one[0].endswith("/c")]) < 2 * chunks


def test_what_was_written_before_a_power_cut_repeats_harmlessly(tmp_path: Path) -> None:
    air, owner, kitchen, album = _two(tmp_path)
    photo = owner.send(album, _PICTURE, kitchen)
    air.take = lambda *_: True  # type: ignore[method-assign]  # lost on the way
    air.deliver()
    kitchen.work()
    del air.take
    kitchen.reopen(tidy=False)
    owner.greet()
    air.rest(lambda: bool(owner.ways.ended))
    assert kitchen.ways.pictures == {photo: _PICTURE}


def test_what_could_not_be_written_is_as_if_it_had_not_come(tmp_path: Path) -> None:
    air, owner, kitchen, album = _two(tmp_path)
    before = len(kitchen.books.of(LineRow))
    kitchen.ways.commits_to_fail = 1
    owner.sign(album, RevokePhotos(photos=(bytes(16),)))
    with pytest.raises(PowerCutError):
        air.deliver()
    kitchen.reopen(tidy=False)
    assert len(kitchen.books.of(LineRow)) == before
    air.rest(lambda: kitchen.books.ledgers[album] == owner.books.ledgers[album])
    assert len(kitchen.books.of(LineRow)) == before + 1


def test_a_full_disk_forgets_what_was_heard_so_that_it_is_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    air, owner, kitchen, album = _two(tmp_path)

    def full(*_: object) -> None:
        raise DiskFull("there is no room")

    monkeypatch.setattr(kitchen.ways, "commit", full)
    owner.sign(album, RevokeFrame(frame=kitchen.name))
    with pytest.raises(DiskFull):
        air.deliver()
    monkeypatch.undo()
    assert not kitchen.books.ledgers[album].frames
    kitchen.greet()
    air.rest(lambda: kitchen.books.ledgers[album] == owner.books.ledgers[album])


def test_a_full_disk_while_something_is_heard_forgets_it_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    air, owner, kitchen, album = _two(tmp_path)

    def full(*_: object) -> None:
        raise DiskFull("there is no room")

    monkeypatch.setattr(kitchen.ways, "changed", full)
    owner.sign(album, RevokeFrame(frame=kitchen.name))
    with pytest.raises(DiskFull):
        air.deliver()
    monkeypatch.undo()
    assert not kitchen.books.ledgers[album].frames
    kitchen.greet()
    air.rest(lambda: kitchen.books.ledgers[album] == owner.books.ledgers[album])
    assert any(isinstance(one, Withdraw) for one in kitchen.ways.effects)


def test_a_photo_that_may_not_go_any_more_waits_until_it_may(tmp_path: Path) -> None:
    air, owner, kitchen, album = _two(tmp_path)
    photo = owner.send(album, _PICTURE, kitchen)
    owner.ways.withheld.add(photo)
    for _ in range(20):
        air.deliver()
        kitchen.mail.tick(air.clock.now())
        air.clock.pass_time(3)
    assert not any(topic.endswith("/c") for topic, _ in air.carried), "no chunk went"
    owner.ways.withheld.clear()
    air.rest(lambda: bool(owner.ways.ended))
    assert kitchen.ways.pictures == {photo: _PICTURE}


def test_a_disk_without_room_for_a_photo_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    air, owner, kitchen, album = _two(tmp_path)

    def full(*_: object) -> None:
        raise DiskFull("there is no room")

    monkeypatch.setattr("frame.store.parcels.Parcels.room_for", lambda *_: True)
    owner.send(album, _PICTURE, kitchen)
    monkeypatch.setattr("frame.store.parcels.Parcels.reserve", full)
    air.rest(lambda: bool(owner.ways.ended))
    assert owner.ways.ended == [("one", Result.NO_ROOM)]
    assert kitchen.ways.pictures == {}


def test_packets_of_strangers_are_dropped_before_anything_is_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, owner, kitchen, _ = _two(tmp_path)

    def parsed(*_: object) -> None:
        pytest.fail("a stranger's packet was parsed")

    monkeypatch.setattr("frame.post.desk.open_envelope", parsed)
    monkeypatch.setattr("frame.post.desk.read_chunk", parsed)
    for lane in "mcs":
        topic = f"hf1/{'a' * 16}/in/{'b' * 16}/{lane}"
        assert kitchen.hear(topic, b"x" * 2000) is None
    assert kitchen.hear("anything/else", b"") is None
    assert kitchen.mail.desk.dropped == 4
    assert owner.mail.desk.dropped == 0


def test_a_device_that_was_removed_is_a_stranger(tmp_path: Path) -> None:
    air, owner, kitchen, _ = _two(tmp_path)
    gone = Draft(drop={kitchen.books.device_number(owner.name)})
    filters = list(kitchen.filters)
    kitchen.mail.finish(gone, air.clock.now())
    kitchen.listen()
    assert kitchen.filters == []
    kitchen.filters = filters
    before = kitchen.mail.desk.dropped
    owner.mail.say(kitchen.name, AskHolding())
    air.deliver()
    assert kitchen.mail.desk.dropped == before + 1
    assert kitchen.ways.said_by_others == []


def test_a_flood_is_not_listened_to_for_a_while(tmp_path: Path) -> None:
    air, owner, kitchen, _ = _two(tmp_path)
    for _ in range(LETTERS_AT_ONCE + 40):
        owner.mail.say(kitchen.name, AskHolding())
    air.deliver()
    heard = len(kitchen.ways.said_by_others)
    assert LETTERS_AT_ONCE - 20 <= heard <= LETTERS_AT_ONCE
    air.clock.pass_time(1.0)
    for _ in range(2 * LETTERS_A_SECOND):
        owner.mail.say(kitchen.name, AskHolding())
    air.deliver()
    assert len(kitchen.ways.said_by_others) == heard + LETTERS_A_SECOND


def test_what_came_before_a_restart_is_not_taken_twice(tmp_path: Path) -> None:
    air, owner, kitchen, _ = _two(tmp_path)
    owner.mail.say(kitchen.name, AskHolding())
    letter = air.carried[-1]
    air.deliver()
    assert kitchen.ways.said_by_others == [AskHolding()]
    kitchen.reopen()
    kitchen.hear(*letter)
    assert kitchen.ways.said_by_others == []


def test_what_a_role_does_not_allow_is_dropped(tmp_path: Path) -> None:
    air = Air()
    viewer, kitchen = (Party(tmp_path / str(n), n, air) for n in range(2))
    pair(viewer, kitchen, (Rank.VIEWER, Rank.FRAME))
    album = viewer.found()
    viewer.grant(album, kitchen.name)
    air.deliver()
    assert album not in kitchen.books.ledgers


@pytest.mark.parametrize("seed", range(3))
def test_notes_converge_through_any_weather(tmp_path: Path, seed: int) -> None:
    air, owner, kitchen, hall = _three(tmp_path, SimEntropy(300 + seed))
    album, photo = owner.found(), bytes(16)
    owner.grant(album, kitchen.name)
    owner.grant(album, hall.name)
    for party, text in ((owner, "one"), (owner, "two"), (owner, "three")):
        draft, now = Draft(), air.clock.now()
        wanted = Noting(album=album, photo=photo, about=About.CAPTION, value=text)
        party.mail.note(wanted, draft, now)
        party.mail.finish(draft, now)

    def agree() -> bool:
        boards = [one.books.board.value(album, photo, About.CAPTION) for one in air.parties]
        return boards == ["three"] * 3

    air.rest(agree)
    for party in air.parties:
        assert len(party.books.of(NoteRow)) == 1
        party.reopen()
        assert party.books.board.value(album, photo, About.CAPTION) == "three"


def test_a_note_that_was_written_while_nobody_was_there_is_heard_at_the_next_greeting(
    tmp_path: Path,
) -> None:
    air, owner, kitchen, album = _two(tmp_path)
    air.take = lambda *_: False  # type: ignore[method-assign]
    draft, now = Draft(), air.clock.now()
    title = Noting(album=album, photo=None, about=About.TITLE, value="Summer")
    owner.mail.note(title, draft, now)
    owner.mail.finish(draft, now)
    del air.take
    air.clock.pass_time(120)
    owner.greet()
    air.deliver()
    assert kitchen.books.board.value(album, None, About.TITLE) == "Summer"


def test_two_devices_that_will_not_agree_do_not_talk_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    air, owner, kitchen, album = _two(tmp_path)
    monkeypatch.setattr(kitchen.ways, "may_note", lambda *_: False)
    draft, now = Draft(), air.clock.now()
    title = Noting(album=album, photo=None, about=About.TITLE, value="Summer")
    owner.mail.note(title, draft, now)
    owner.mail.finish(draft, now)
    air.clock.pass_time(120)
    owner.greet()
    assert air.deliver(1000) < 20


def test_what_is_said_to_a_device_that_goes_at_the_same_moment_is_not_said(
    tmp_path: Path,
) -> None:
    air, owner, kitchen, _ = _two(tmp_path)
    draft = Draft(drop={kitchen.books.device_number(owner.name)})
    draft.tell(owner.name, Left(photos=1, generation=2, at_ms=3))
    kitchen.mail.finish(draft, air.clock.now())
    air.deliver()
    assert owner.ways.said_by_others == []
    with pytest.raises(BadMessage):
        kitchen.books.device_number(owner.name)


def test_a_caption_of_a_photo_that_was_taken_back_is_not_taken_in_again(tmp_path: Path) -> None:
    air, owner, kitchen, album = _two(tmp_path)
    photo = bytes(16)
    owner.sign(album, RevokePhotos(photos=(photo,)))
    draft, now = Draft(), air.clock.now()
    caption = Noting(album=album, photo=photo, about=About.CAPTION, value="At the lake")
    owner.mail.note(caption, draft, now)
    owner.mail.finish(draft, now)
    air.deliver()
    assert kitchen.books.of(NoteRow) == ()
