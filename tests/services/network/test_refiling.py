"""Photos a phone moves: the frame files its own pictures into another album."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from frame.model import PhotoState
from frame.protocol.arrivals import BYTES_A_DAY, DayQuota
from frame.protocol.envelope import Rank
from frame.protocol.frame_pictures import Copied, Copy, CopyResult, NewName
from frame.protocol.lines import Purpose, RevokeAlbum, RevokePhotos, RevokePurposes, Role
from frame.protocol.notes import About
from frame.services.indexing import unseen
from tests.services.network.kit import DAY_S, Family, House, Phone, Village, photo
from tests.store.storekit import CutDisk, PowerCut

_NEW = [b"n" * 16, b"o" * 16]


class Moving:
    """A family with a second album, and what became of copies into it."""

    def __init__(self, village: Village, **more: object) -> None:
        self.family = Family(village, **more)  # type: ignore[arg-type]
        self.village, self.hall, self.anna = village, self.family.hall, self.family.anna
        self.names = self.family.names
        self.hills = self.anna.album(self.hall, "Hills")
        self.anna.grant(self.hills, self.hall.name)
        village.settle(1.0)

    def wish(self, *names: bytes, new: list[bytes] | None = None) -> Copy:
        pairs = zip(names or self.names, new or _NEW, strict=False)
        photos = sorted((NewName(photo=one, name=name) for one, name in pairs), key=_by_photo)
        return Copy(from_album=self.family.album, to_album=self.hills, photos=tuple(photos))

    def ask(self, wish: Copy | None = None, who: Phone | None = None) -> list[CopyResult]:
        """Ask, and return what became of each photo, in the order of new names."""
        phone = who or self.anna
        before = len(phone.heard(Copied))
        phone.say(self.hall, wish or self.wish())
        self.village.settle(2.0)
        told = phone.heard(Copied)[before:]
        assert len(told) <= 1
        return [one.result for said in told for one in said.outcomes]  # type: ignore[union-attr]

    def copies(self) -> list[object]:
        return [one for one in map(self.hall.called, _NEW) if one is not None]


def _by_photo(one: NewName) -> bytes:
    return one.photo


def test_a_copy_is_the_same_picture_and_nothing_is_decoded(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    moving = Moving(village)
    hall, vault = moving.hall, moving.hall.vault
    monkeypatch.setattr(hall.decoder, "clean", lambda _: pytest.fail("it was decoded"))
    assert moving.ask() == [CopyResult.KEPT] * 2
    for name, old in zip(_NEW, moving.family.photos, strict=True):
        copy = hall.called(name)
        assert copy is not None
        assert vault.master(copy) == vault.master(old)
        assert vault.thumbnail(copy) == vault.thumbnail(old)
        assert vault.photo(copy).album == hall.books.albums()[moving.hills].here
        assert vault.photo(copy).taken_at == vault.photo(old).taken_at
        origin = vault.origin(copy)
        assert origin is not None
        assert origin.sender == moving.anna.name
    assert len(hall.photos()) == 4, "the old ones stay until they are taken back"


@pytest.mark.promise("P8")
def test_the_old_name_taken_back_takes_the_old_photo_only(village: Village) -> None:
    moving = Moving(village)
    moving.ask()
    moving.anna.sign(moving.family.album, RevokePhotos(photos=tuple(sorted(moving.names))))
    village.settle(2.0)
    assert moving.hall.photos() == set(moving.copies())
    line = moving.anna.last_line(moving.family.album)
    receipts = moving.anna.receipts(moving.family.album, moving.hall)
    assert receipts[line.digest].photos == 2


def test_asked_again_it_is_the_same_copy_also_when_the_old_photo_is_gone(
    village: Village,
) -> None:
    moving = Moving(village)
    assert moving.ask() == [CopyResult.KEPT] * 2
    before = moving.copies()
    assert moving.ask() == [CopyResult.KEPT] * 2
    moving.anna.sign(moving.family.album, RevokePhotos(photos=tuple(sorted(moving.names))))
    village.settle(1.0)
    assert moving.ask() == [CopyResult.KEPT] * 2
    assert moving.copies() == before
    assert len(moving.hall.photos()) == 2


def test_a_question_that_waits_already_is_answered_once(village: Village) -> None:
    moving = Moving(village)
    for _ in range(30):
        moving.anna.say(moving.hall, moving.wish())
    village.settle(4.0)
    assert len(moving.anna.heard(Copied)) < 30
    assert len(moving.hall.photos()) == 4


@pytest.mark.promise("P7")
def test_without_a_live_grant_to_display_nothing_is_filed(village: Village) -> None:
    moving = Moving(village)
    says = RevokePurposes(frame=moving.hall.name, purposes=(Purpose.DISPLAY,), serial=1)
    moving.anna.sign(moving.hills, says)
    village.settle(1.0)
    assert moving.ask() == [CopyResult.NOT_ALLOWED] * 2
    moving.anna.grant(moving.hills, moving.hall.name, serial=2)
    village.settle(1.0)
    assert moving.ask() == [CopyResult.KEPT] * 2
    moving.anna.sign(moving.hills, RevokeAlbum())
    village.settle(1.0)
    assert moving.copies() == []
    assert moving.ask() == [CopyResult.NOT_ALLOWED] * 2


@pytest.mark.promise("P7")
def test_a_copy_is_looked_at_as_the_new_album_allows(village: Village) -> None:
    moving = Moving(village)
    moving.hall.index()
    moving.anna.sign(
        moving.hills,
        RevokePurposes(frame=moving.hall.name, purposes=(Purpose.SCORE,), serial=1),
    )
    village.settle(1.0)
    moving.ask()
    assert not set(unseen(moving.hall.vault)) & set(moving.copies())
    assert not moving.hall.vault.looks().keys() & set(moving.copies())
    moving.anna.grant(moving.hills, moving.hall.name, serial=2)
    village.settle(4.0)
    assert set(unseen(moving.hall.vault)) == set(moving.copies())


@pytest.mark.promise("P8")
def test_a_new_name_that_was_taken_back_already_never_comes(village: Village) -> None:
    moving = Moving(village)
    moving.anna.sign(moving.hills, RevokePhotos(photos=(_NEW[0],)))
    village.settle(1.0)
    assert moving.ask() == [CopyResult.NOT_ALLOWED, CopyResult.KEPT]
    assert moving.hall.called(_NEW[0]) is None


@pytest.mark.promise("P8")
def test_a_photo_that_was_taken_back_is_not_here_any_more(village: Village) -> None:
    moving = Moving(village)
    moving.anna.sign(moving.family.album, RevokePhotos(photos=(moving.names[0],)))
    village.settle(1.0)
    assert sorted(moving.ask()) == [CopyResult.KEPT, CopyResult.NO_PHOTO]
    assert moving.ask(moving.wish(b"x" * 16, new=[b"y" * 16])) == [CopyResult.NO_PHOTO]


@pytest.mark.promise("P6")
def test_nobody_copies_what_they_could_not_take_back_or_bring(village: Village) -> None:
    moving = Moving(village)
    hall, ben = moving.hall, village.phone("Ben")
    village.wait(181)
    village.paired(hall, ben, Rank.CONTRIBUTOR)
    mine = ben.album(hall, "Woods")
    ben.grant(mine, hall.name)
    village.settle(1.0)
    to_mine = replace(moving.wish(), to_album=mine)
    assert moving.ask(to_mine, ben) == [CopyResult.NO_PHOTO] * 2, "he may not even look"
    moving.anna.admit(moving.family.album, ben.name, Role.CONTRIBUTOR)
    village.settle(1.0)
    assert moving.ask(to_mine, ben) == [CopyResult.NOT_ALLOWED] * 2, "they are Anna's"
    own = ben.send(hall, moving.family.album, photo(7))
    village.settle(1.0)
    assert moving.ask(moving.wish(own), ben) == [CopyResult.NOT_ALLOWED], "not his album"
    wish = replace(moving.wish(own), to_album=mine)
    assert moving.ask(wish, ben) == [CopyResult.KEPT]
    assert moving.ask(moving.wish(own)) == [CopyResult.NOT_ALLOWED], "the name is Ben's photo's"
    assert moving.ask(moving.wish(own, new=[b"z" * 16])) == [CopyResult.KEPT], "Anna owns it"
    moving.anna.admit(moving.family.album, ben.name, Role.OWNER)
    village.settle(1.0)
    anew = replace(moving.wish(new=[b"u" * 16, b"v" * 16]), to_album=mine)
    assert moving.ask(anew, ben) == [CopyResult.KEPT] * 2


def test_a_viewer_and_a_stranger_are_not_answered(village: Village) -> None:
    moving = Moving(village)
    vera = village.phone("Vera")
    village.wait(181)
    village.paired(moving.hall, vera, Rank.VIEWER)
    assert moving.ask(who=vera) == []
    assert moving.copies() == []


def test_what_people_said_at_the_frame_goes_along_and_captions_come_by_notes(
    village: Village,
) -> None:
    moving = Moving(village)
    vault, (first, second) = moving.hall.vault, moving.family.photos
    moving.anna.note(moving.family.album, moving.names[0], About.CAPTION, "At the sea")
    village.settle(1.0)
    vault.change(first, hidden=True, favourite=True)
    vault.change(second, private=True, approved=True)
    moving.anna.note(moving.hills, _NEW[1], About.CAPTION, "In the hills")
    village.settle(1.0)
    moving.ask()
    one, other = (vault.photo(copy) for copy in moving.copies())  # type: ignore[arg-type]
    assert (one.hidden, one.private, one.favourite, one.approved) == (True, False, True, False)
    assert (other.hidden, other.private, other.favourite, other.approved) == (
        *(False, True, False, True),
    )
    assert (one.caption, other.caption) == ("", "In the hills")


def test_a_note_of_who_may_not_say_it_is_dropped_once_the_copy_has_a_sender(
    village: Village,
) -> None:
    moving = Moving(village)
    hall, ben = moving.hall, village.phone("Ben")
    village.wait(181)
    village.paired(hall, ben)
    moving.anna.admit(moving.hills, ben.name)
    village.settle(1.0)
    ben.note(moving.hills, _NEW[0], About.CAPTION, "mine!")
    village.settle(1.0)
    moving.ask()
    (copy, _) = moving.copies()
    assert hall.vault.photo(copy).caption == ""  # type: ignore[arg-type]
    assert hall.books.board.value(moving.hills, _NEW[0], About.CAPTION) is None


def test_a_resting_photo_is_shown_again_where_consent_lives(village: Village) -> None:
    moving = Moving(village)
    village.wait(20 * DAY_S)
    moving.anna.grant(moving.hills, moving.hall.name, serial=2)
    village.wait(11 * DAY_S)
    vault = moving.hall.vault
    states = [vault.photo(one).state for one in moving.family.photos]
    assert states == [PhotoState.RESTING] * 2
    assert moving.ask() == [CopyResult.KEPT] * 2
    states = [vault.photo(one).state for one in moving.copies()]  # type: ignore[arg-type]
    assert states == [PhotoState.READY] * 2


def test_where_there_is_no_room_it_says_so_and_nothing_is_there(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    moving = Moving(village)
    monkeypatch.setattr(moving.hall.disk, "free_bytes", lambda _: 0)
    assert moving.ask() == [CopyResult.NO_ROOM] * 2
    assert moving.copies() == []


def test_one_device_does_not_fill_the_frame_on_one_day(village: Village) -> None:
    moving = Moving(village)
    refiling = moving.hall.node._front._refiling
    now_ms = int(village.now.timestamp() * 1000)
    refiling._quotas[moving.anna.name] = DayQuota().take(BYTES_A_DAY, now_ms)[0]
    assert moving.ask() == [CopyResult.NO_ROOM] * 2
    village.wait(86_400)
    assert moving.ask() == [CopyResult.KEPT] * 2


def test_a_damaged_picture_is_not_here(village: Village) -> None:
    moving = Moving(village)
    broken = moving.family.photos[0]
    for path in moving.hall.folder.rglob(f"*{broken}*"):
        path.write_bytes(bytes(path.stat().st_size))
    assert sorted(moving.ask()) == [CopyResult.KEPT, CopyResult.NO_PHOTO]
    assert moving.hall.is_on


def test_other_work_has_its_turn_between_two_photos(village: Village) -> None:
    moving = Moving(village)
    names = [moving.anna.send(moving.hall, moving.family.album, photo(n)) for n in range(3, 8)]
    village.settle(2.0)
    moving.anna.say(moving.hall, moving.wish(*names, new=[bytes([n]) * 16 for n in range(5)]))
    village.brokers.settle()
    order: list[int] = []
    for _ in range(5):
        moving.hall.core._take(moving.hall.core.inbox.get_nowait())
        moving.hall.core.post(lambda: order.append(len(moving.hall.photos())))
    while moving.hall._take():
        pass
    assert len(set(order)) > 1


@pytest.mark.promise("P14")
def test_whatever_step_is_cut_asking_again_ends_with_one_copy(village: Village) -> None:
    moving = Moving(village)
    moving.hall.off()
    before = village.folder / "before"
    shutil.copytree(moving.hall.folder, before)
    village.houses.clear()
    steps = set[str]()
    for at in range(1, 200):
        folder, left = village.folder / f"hall-{at}", village.folder / f"left-{at}"
        house, disk = _begin(village, before, folder, left)
        disk._at = at
        copied = len(moving.anna.heard(Copied))
        try:
            moving.hall = house
            moving.anna.say(house, moving.wish(moving.names[0]))
            village.brokers.settle()
            for _ in range(8):
                house._take()
        except PowerCut as cut:
            steps.add(str(cut))
            house.pull_the_plug()
        else:
            disk._at = -1
            house.close()
            break
        assert len(moving.anna.heard(Copied)) == copied, "nothing was said before it is durable"
        village.houses.clear()
        moving.hall = village.house("Hall", folder=left, broker="mqtt://hall")
        village.settle(1.0)
        assert len(moving.hall.photos()) in {2, 3}
        assert moving.ask(moving.wish(moving.names[0])) == [CopyResult.KEPT]
        assert len(moving.hall.photos()) == 3
        moving.hall.off()
        village.houses.clear()
    else:
        pytest.fail("there is no end to the steps")
    assert {"create", "torn write", "sync", "torn commit"} <= steps


def _begin(village: Village, before: Path, folder: Path, left: Path) -> tuple[House, CutDisk]:
    shutil.copytree(before, folder)
    disk = CutDisk(folder, left, -1)
    house = village.house("Hall", folder=folder, disk=disk, broker="mqtt://hall")
    village.settle(1.0)
    disk.steps.clear()
    return house, disk
