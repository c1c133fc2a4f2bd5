"""A frame forgets everybody: erased, told, signed, and only then without keys (P13)."""

import pytest

from frame.crypto.sign import is_signed_by
from frame.post.draft import Draft
from frame.post.rows import Ending
from frame.protocol.envelope import Rank
from frame.protocol.frame_privacy import Wipe, Wiped
from frame.store.rows import Template
from tests.services.network.kit import ALL, Family, House, Phone, Village, photo
from tests.services.network.test_power_cut import Stage, first_durable
from tests.store.storekit import FullDisk, PowerCut
from tests.store.test_people import code

pytestmark = [pytest.mark.promise("P13")]


def word(house: House, phone: Phone) -> Wiped:
    """Return the last word a phone heard, which the frame signed."""
    told = phone.heard(Wiped)[-1]
    assert isinstance(told, Wiped)
    assert is_signed_by(house.name, told.signed_words, told.signature)
    return told


def enrol(family: Family) -> None:
    family.hall.vault.add_person("Mia", [Template(code=code(1))], "0" * 64, family.village.now)


def is_empty(house: House) -> bool:
    vault = house.vault
    return not (vault.photos() or vault.albums() or vault.owners() or vault.persons())


def end(house: House) -> Wiped:
    """End it as somebody at the frame does."""
    draft, now = Draft(), house.village.now
    assert house.bureau is not None
    house.bureau.wipe(draft)
    house.node.correspondence.finish(draft, now)
    return house.bureau.last_word(now)


def another(family: Family, role: Rank = Rank.CONTRIBUTOR) -> tuple[Phone, bytes]:
    """Pair another person, who keeps an album of their own on the frame, with a photo in it."""
    ben, hall, village = family.village.phone("Ben"), family.hall, family.village
    village.wait(181)
    village.paired(hall, ben, role)
    album = ben.album(hall, "Hills")
    ben.grant(album, hall.name)
    village.settle()
    ben.send(hall, album, photo(9))
    village.settle()
    assert len(hall.photos()) == len(family.photos) + 1
    return ben, album


def test_everything_of_everybody_goes_and_everybody_is_told_by_a_signature(
    village: Village,
) -> None:
    family = Family(village, ALL, bureau=True)
    hall, anna = family.hall, family.anna
    ben, _ = another(family)
    enrol(family)
    anna.say(hall, Wipe(frame=hall.name))
    village.settle(1.0)
    assert is_empty(hall)
    assert [word(hall, phone).photos for phone in (anna, ben)] == [3, 3]
    assert word(hall, anna) == word(hall, ben)
    assert word(hall, anna).generation == hall.vault.generation
    assert hall.ended == 0
    village.settle(4.0)
    assert hall.ended > 0
    assert len(anna.heard(Wiped)) == 1


def test_a_photo_leaves_the_glass_before_anything_of_it_is_erased(village: Village) -> None:
    family = Family(village, ALL, bureau=True, glass=True)
    hall = family.hall
    while not hall.on_glass(family.photos[0]):
        village.settle(0.5)
    first = len(hall.scenes)
    family.anna.say(hall, Wipe(frame=hall.name))
    village.settle(10.0)
    assert len(hall.scenes) > first
    assert not any(hall.was_shown(one, first) for one in family.photos)


def test_nobody_wipes_a_frame_they_did_not_name(village: Village) -> None:
    family = Family(village, bureau=True)
    family.anna.say(family.hall, Wipe(frame=bytes(32)))
    village.settle(10.0)
    assert family.hall.photos() == set(family.photos)
    assert family.hall.ended == 0


@pytest.mark.parametrize("role", [Rank.CONTRIBUTOR, Rank.VIEWER])
def test_only_an_owner_wipes(village: Village, role: Rank) -> None:
    family = Family(village, bureau=True)
    village.wait(181)
    ben = village.phone("Ben")
    village.paired(family.hall, ben, role)
    ben.say(family.hall, Wipe(frame=family.hall.name))
    village.settle(10.0)
    assert family.hall.photos() == set(family.photos)
    assert family.hall.ended == 0


def test_asking_again_changes_nothing(village: Village) -> None:
    family = Family(village, bureau=True)
    hall, anna = family.hall, family.anna
    for _ in range(3):
        anna.say(hall, Wipe(frame=hall.name))
        village.settle(1.0)
    assert word(hall, anna).photos == 2
    assert len(anna.heard(Wiped)) == len(hall.books.of(Ending)) == 1


def test_what_is_sent_after_it_is_not_taken(village: Village) -> None:
    family = Family(village, bureau=True)
    hall, anna = family.hall, family.anna
    anna.say(hall, Wipe(frame=hall.name))
    village.settle(0.5)
    anna.send(hall, family.album, photo(7))
    anna.grant(family.album, hall.name, serial=2)
    village.settle(2.0)
    assert is_empty(hall)


def test_whoever_pairs_meanwhile_is_told_as_well(village: Village) -> None:
    family = Family(village, bureau=True)
    hall, cleo = family.hall, village.phone("Cleo")
    village.wait(181)
    family.anna.say(hall, Wipe(frame=hall.name))
    village.settle(0.5)
    village.paired(hall, cleo)
    village.settle(4.0)
    assert word(hall, cleo) == word(hall, family.anna)
    assert hall.ended > 0


def test_a_person_at_the_frame_ends_it_without_a_phone(village: Village) -> None:
    family = Family(village, bureau=True)
    hall = family.hall
    enrol(family)
    told = end(hall)
    assert is_empty(hall)
    village.settle(4.0)
    assert word(hall, family.anna) == told
    assert told.photos == 2


def test_who_cannot_be_reached_is_waited_for_a_little(village: Village) -> None:
    family = Family(village, bureau=True)
    hall, anna = family.hall, family.anna
    village.brokers.at(hall.url).kill()
    village.settle(1.0)
    end(hall)
    village.settle(10.0)
    assert hall.ended == 0
    village.brokers.at(hall.url).start()
    village.settle(4.0)
    assert word(hall, anna).photos == 2
    assert hall.ended > 0


def test_a_frame_whose_broker_stays_away_ends_without_a_word(village: Village) -> None:
    family = Family(village, bureau=True)
    hall = family.hall
    village.brokers.at(hall.url).kill()
    village.settle(1.0)
    end(hall)
    village.settle(16.0)
    assert hall.ended > 0
    assert is_empty(hall)


def test_on_a_full_disk_nobody_is_told_before_it_was_erased(village: Village) -> None:
    disk = FullDisk()
    family = Family(village, bureau=True, disk=disk)
    hall, anna = family.hall, family.anna
    disk.room = 0
    anna.say(hall, Wipe(frame=hall.name))
    village.settle(5.0)
    assert anna.heard(Wiped) == []
    disk.room = None
    village.settle(5.0)
    assert word(hall, anna).photos == 2
    assert is_empty(hall)


def test_a_disk_that_stays_full_does_not_keep_the_keys_alive(village: Village) -> None:
    disk = FullDisk()
    family = Family(village, bureau=True, disk=disk)
    hall, anna = family.hall, family.anna
    disk.room = 0
    anna.say(hall, Wipe(frame=hall.name))
    village.settle(25.0)
    assert hall.ended > 0
    assert hall.photos() == set()
    assert anna.heard(Wiped) == []


def test_it_is_taken_up_again_whatever_step_is_cut(village: Village) -> None:
    def wipe(family: Family) -> None:
        family.anna.say(family.hall, Wipe(frame=family.hall.name))

    stage, steps = Stage(village, wipe, enrol, bureau=True), set[str]()
    for at in range(1, 600, 3):
        house, disk, left = stage.begin(at)
        try:
            stage.hear(house)
            for _ in range(3):
                village.clock.pass_time(0.3)
                house.work()
        except PowerCut as cut:
            steps.add(str(cut))
            house.pull_the_plug()
        else:
            disk._at = -1
            stage.end(house, stage.phone)
            break
        house, phone = stage.go_on(left)
        if not house.books.of(Ending):
            assert at <= first_durable(disk), at
            assert len(house.photos()) == 2
            phone.say(house, Wipe(frame=house.name))
        else:
            assert not house.photos(), at
        village.settle(6.0)
        assert is_empty(house), at
        assert word(house, phone).photos == 2
        assert house.ended > 0
        stage.end(house, phone)
    else:
        pytest.fail("there is no end to the steps")
    assert len(steps) > 3
