"""A no that was signed: off the glass, gone from everywhere, and acknowledged (P1, P8)."""

import pytest

from frame.model import Likeness, PersonId, PhotoId
from frame.post.rows import EpochRow, Forwarded, Incoming, NoteRow
from frame.protocol.envelope import Rank
from frame.protocol.lines import (
    RevokeAlbum,
    RevokeFrame,
    RevokePhotos,
    RevokePurposes,
    Role,
    Says,
    recall_line,
)
from frame.protocol.messages import Invite, Leave, Left, Lines, Result
from frame.protocol.notes import About, recall_note
from frame.store.rows import Template
from tests.services.network.kit import ALL, Family, House, Phone, Village, photo
from tests.store.storekit import files_of
from tests.store.test_people import code

pytestmark = [pytest.mark.promise("P1"), pytest.mark.promise("P8")]


def enrol(family: Family) -> PersonId:
    """Look at every photo and enrol somebody who learned from the first one."""
    hall = family.hall
    hall.index()
    learned = Template(code=code(2), photo=family.photos[0])
    person = hall.vault.add_person(
        "Mia", (Template(code=code(1)), learned), "0" * 64, family.village.now
    )
    for one in family.photos:
        hall.vault.note_who(one, [Likeness(person=person.id, face=0, score=0.9, sure=True)])
    return person.id


def is_gone(house: House, photo_id: PhotoId, name: bytes, person: PersonId) -> None:
    vault = house.vault
    assert photo_id not in house.photos()
    assert vault.named(name) is None
    assert photo_id not in vault.looks()
    assert photo_id not in vault.who()
    assert photo_id not in vault.learned_from(person)
    assert vault.receipt(photo_id) is not None or vault.receipts()
    assert not [path for path in files_of(house.folder) if photo_id in path.name]
    notes = [recall_note(row.told) for row in house.books.of(NoteRow)]
    assert not [note for note in notes if note.photo == name]
    assert name not in {row.photo for row in house.books.of(Forwarded)}
    board = house.books.board
    assert board.where(lambda note: note.photo == name).albums == {}
    assert house.owed() == ()


def receipt_of(family: Family, phone: Phone | None = None) -> int:
    """Return how many photos the frame says it erased, to the phone's last revocation."""
    phone = phone or family.anna
    answers = family.anna.last_line(family.album).digest
    ledger = phone.books.ledgers[family.album]
    return ledger.receipts[answers, family.hall.name].photos


def test_a_photo_leaves_the_glass_in_the_same_step_and_everything_of_it_goes(
    village: Village,
) -> None:
    family = Family(village, ALL, glass=True)
    hall, anna = family.hall, family.anna
    person = enrol(family)
    anna.note(family.album, family.names[0], About.CAPTION, "Sand everywhere")
    for _ in range(100):
        village.settle(0.5)
        if hall.on_glass(family.photos[0]):
            break
    assert hall.on_glass(family.photos[0])
    first = len(hall.scenes)
    anna.sign(family.album, RevokePhotos(photos=(family.names[0],)))
    hall.core._take(hall.core.inbox.get_nowait())
    hall.see()
    assert len(hall.scenes) > first
    village.settle(30.0)
    assert not hall.was_shown(family.photos[0], first)
    assert hall.was_shown(family.photos[1], first)
    is_gone(hall, family.photos[0], family.names[0], person)
    assert hall.photos() == {family.photos[1]}
    assert receipt_of(family) == 1


@pytest.mark.parametrize("whole", ["frame", "album"])
def test_everything_of_an_album_goes_with_its_keys(village: Village, whole: str) -> None:
    family = Family(village, ALL)
    hall, anna = family.hall, family.anna
    person = enrol(family)
    anna.note(family.album, None, About.TITLE, "Sea")
    anna.note(family.album, family.names[0], About.CAPTION, "Sand everywhere")
    village.settle()
    assert hall.books.of(EpochRow)
    says: Says = RevokeFrame(frame=hall.name) if whole == "frame" else RevokeAlbum()
    anna.sign(family.album, says)
    village.settle()
    for number in (0, 1):
        is_gone(hall, family.photos[number], family.names[number], person)
    assert hall.vault.albums() == ()
    assert not hall.books.of(EpochRow)
    assert not hall.books.of(NoteRow)
    assert receipt_of(family) == 2
    anna.tell_key(hall, family.album)
    anna.note(family.album, family.names[0], About.CAPTION, "Sand again")
    name = anna.send(hall, family.album, photo(7))
    village.settle()
    assert not hall.books.of(EpochRow)
    assert not hall.books.of(NoteRow)
    assert anna.result(hall, name) in {None, Result.NO_CONSENT}
    assert hall.photos() == set()


def test_a_receipt_is_signed_by_the_frame_and_reaches_every_owner_of_the_album(
    village: Village,
) -> None:
    family = Family(village)
    ben = village.phone("Ben")
    village.wait(181)
    village.paired(family.hall, ben)
    family.anna.admit(family.album, ben.name, Role.OWNER)
    village.settle()
    family.anna.sign(family.album, RevokePhotos(photos=(family.names[1],)))
    village.settle()
    for phone in (family.anna, ben):
        assert receipt_of(family, phone) == 1
        (line,) = phone.books.lines[family.album][family.hall.name][0]
        assert line.author == family.hall.name
        assert recall_line(line.told) == line


def test_an_admitted_owner_takes_back_what_another_one_sent(village: Village) -> None:
    family = Family(village)
    ben = village.phone("Ben")
    village.wait(181)
    village.paired(family.hall, ben)
    family.anna.admit(family.album, ben.name, Role.OWNER)
    village.settle()
    ben.sign(family.album, RevokePhotos(photos=(family.names[0],)))
    village.settle()
    assert family.hall.photos() == {family.photos[1]}


def test_a_contributor_takes_back_their_own_photos_and_nobody_elses(village: Village) -> None:
    family = Family(village)
    hall, ben = family.hall, village.phone("Ben")
    village.wait(181)
    village.paired(hall, ben)
    family.anna.admit(family.album, ben.name)
    family.anna.note(family.album, family.names[0], About.CAPTION, "Anna's words")
    village.settle()
    mine = ben.send(hall, family.album, photo(9))
    village.settle()
    assert len(hall.photos()) == 3
    ben.sign(family.album, RevokePhotos(photos=tuple(sorted((mine, family.names[0])))))
    village.settle()
    assert hall.photos() == set(family.photos)
    assert hall.vault.photo(family.photos[0]).caption == "Anna's words"
    assert family.names[0] in {recall_note(row.told).photo for row in hall.books.of(NoteRow)}
    answers = ben.last_line(family.album).digest
    assert ben.receipts(family.album, hall)[answers].photos == 1


def test_a_revocation_that_comes_before_the_photo_keeps_it_out(village: Village) -> None:
    family = Family(village)
    hall, anna = family.hall, family.anna
    name = bytes(range(16))
    anna.note(family.album, name, About.CAPTION, "Never to be seen")
    anna.sign(family.album, RevokePhotos(photos=(name,)))
    village.settle()
    anna.ways.going = None
    anna.send(hall, family.album, photo(8), name)
    village.settle()
    assert anna.result(hall, name) is Result.NO_CONSENT
    assert hall.called(name) is None
    assert name not in {recall_note(row.told).photo for row in hall.books.of(NoteRow)}
    assert receipt_of(family) == 0


def test_a_revocation_that_comes_before_the_grant_is_acknowledged_all_the_same(
    village: Village,
) -> None:
    hall, anna = village.house(), village.phone()
    village.paired(hall, anna)
    album = anna.album(hall)
    name = bytes(range(16))
    anna.grant(album, hall.name)
    granted = anna.last_line(album)
    anna.sign(album, RevokePhotos(photos=(name,)))
    revoked = anna.last_line(album)
    while anna.work() or hall.work():
        pass
    fresh = village.house("Den")
    village.wait(181)
    village.paired(fresh, anna)
    village.settle()
    first = anna.books.lines[album][anna.name][0][0]
    anna.say(fresh, Lines(lines=(first.told, revoked.told)))
    village.settle()
    assert fresh.books.ledgers[album].photos
    assert not anna.receipts(album, fresh)
    anna.grant(album, fresh.name)
    village.settle()
    assert anna.receipts(album, fresh)[revoked.digest].photos == 0
    assert granted.digest != revoked.digest


def hold_in_the_air(house: House) -> None:
    """Have photos that are whole wait before they are stored."""
    held: list[object] = []
    arriving = house.node._arriving
    arriving._store = lambda *told: held.append(told)  # type: ignore[method-assign]
    house.held = held  # type: ignore[attr-defined]


def let_go(house: House) -> None:
    arriving = house.node._arriving
    del arriving._store
    for told in house.held:  # type: ignore[attr-defined]
        arriving._store(*told)


@pytest.mark.parametrize("whole", ["photo", "frame", "album"])
def test_a_revocation_between_the_last_chunk_and_the_store_keeps_the_photo_out(
    village: Village, whole: str
) -> None:
    family = Family(village)
    hall, anna = family.hall, family.anna
    hold_in_the_air(hall)
    name = anna.send(hall, family.album, photo(8))
    village.settle()
    assert hall.held  # type: ignore[attr-defined]
    says: Says = RevokePhotos(photos=(name,))
    if whole != "photo":
        says = RevokeFrame(frame=hall.name) if whole == "frame" else RevokeAlbum()
    anna.sign(family.album, says)
    village.settle()
    let_go(hall)
    village.settle()
    assert hall.called(name) is None
    assert hall.books.of(Incoming) == ()
    assert not list(hall.vault.parcels._files())
    assert receipt_of(family) == (0 if whole == "photo" else 2)


@pytest.mark.parametrize("rebooted", [False, True])
def test_a_revocation_during_the_transfer_ends_it(village: Village, *, rebooted: bool) -> None:
    family = Family(village)
    hall, anna = family.hall, family.anna
    sent = anna.mail.going._send
    anna.mail.going._send = lambda *_: True  # chunks are lost
    name = anna.send(hall, family.album, photo(8))
    village.settle()
    assert len(hall.books.of(Incoming)) == 1
    assert len(list(hall.vault.parcels._files())) == 1
    anna.mail.going._send = sent
    anna.sign(family.album, RevokePhotos(photos=(name,)))
    if rebooted:
        hall._take()
        hall.pull_the_plug()
        village.houses.remove(hall)
        hall = village.house("Hall", folder=hall.folder)
        assert hall.books.of(Incoming) == ()
    village.settle()
    assert hall.books.of(Incoming) == ()
    assert not list(hall.vault.parcels._files())
    assert hall.called(name) is None


def test_an_owner_who_leaves_takes_everything_and_nobody_elses(village: Village) -> None:
    family = Family(village)
    hall, anna, ben = family.hall, family.anna, village.phone("Ben")
    village.wait(181)
    village.paired(hall, ben)
    album = ben.album(hall, "Hills")
    ben.grant(album, hall.name)
    village.settle()
    theirs = ben.send(hall, album, photo(9))
    anna.note(family.album, family.names[0], About.CAPTION, "Sand")
    village.settle()
    kept = hall.called(theirs)
    anna.say(hall, Leave())
    village.settle(8.0)
    assert [one.name for one in hall.vault.owners()] == ["Family", "Ben"]
    assert hall.photos() == {kept}
    assert set(hall.books.devices()) == {ben.name}
    assert not [one for one in hall.books.of(NoteRow) if recall_note(one.told).album != album]
    assert {row.album for row in hall.books.of(EpochRow)} == {album}
    (left,) = anna.heard(Left)
    assert isinstance(left, Left)
    assert left.photos == 2
    assert hall.name not in anna.books.devices()
    hall = hall.again()
    village.settle(8.0)
    assert hall.photos() == {kept}


def test_a_power_cut_while_an_owner_leaves_still_tells_them(village: Village) -> None:
    family = Family(village)
    hall, anna = family.hall, family.anna
    anna.say(hall, Leave())
    hall.node.answers.say_goodbye = lambda _: None  # type: ignore[method-assign, assignment]
    while hall._take():
        pass
    assert hall.photos() == set()
    hall.pull_the_plug()
    village.houses.remove(hall)
    village.house("Hall", folder=hall.folder)
    village.settle(8.0)
    (left,) = anna.heard(Left)
    assert isinstance(left, Left)
    assert left.photos == 2


def test_only_an_owner_may_leave(village: Village) -> None:
    family = Family(village)
    hall, ben = family.hall, village.phone("Ben")
    village.wait(181)
    village.paired(hall, ben)
    album = ben.album(hall, "Hills")
    ben.grant(album, hall.name)
    village.settle()
    name = ben.send(hall, album, photo(9))
    village.settle()
    ben.say(hall, Leave())
    ben.say(hall, Invite(role=Rank.OWNER))
    village.settle(8.0)
    assert hall.called(name) is not None
    assert ben.name in hall.books.devices()


def test_what_the_keyboard_erased_is_not_taken_again_and_ends_nothing(village: Village) -> None:
    family = Family(village)
    hall, anna = family.hall, family.anna
    hold_in_the_air(hall)
    first = anna.send(hall, family.album, photo(7))
    village.settle()
    (album,) = hall.vault.albums()
    hall.vault.erase_album(album.id, village.now)
    let_go(hall)
    second = anna.send(hall, family.album, photo(8))
    village.settle()
    assert anna.result(hall, first) is Result.NO_CONSENT
    assert anna.result(hall, second) is Result.NO_CONSENT
    assert hall.photos() == set()


def test_revoking_purposes_of_another_frame_changes_nothing_here(village: Village) -> None:
    family = Family(village)
    other = bytes(range(32))
    family.anna.grant(family.album, other)
    family.anna.sign(family.album, RevokePurposes(frame=other, purposes=ALL, serial=1))
    family.anna.sign(family.album, RevokeFrame(frame=other))
    village.settle()
    assert family.hall.photos() == set(family.photos)
    assert family.anna.receipts(family.album, family.hall) == {}
