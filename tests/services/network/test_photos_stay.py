"""Photos go only when somebody took them back: not with a shorter lease, nor with another purpose.

What is asked is judged once the whole message was heard. A lease that ended is one that may be
renewed: its photos rest (docs/protocol.md §8.2).
"""

from datetime import timedelta

import pytest

from frame.model import PhotoState
from frame.owner.leases import ends, give
from frame.owner.words import Agreement
from frame.post.draft import Draft
from frame.post.rows import Expiring
from frame.protocol.lines import Dismiss, Grant, Purpose, RevokeAlbum, RevokePurposes, Role, Says
from frame.protocol.messages import Lines
from tests.services.network.kit import DAY_S, USUAL, Family, House, Village

pytestmark = [pytest.mark.promise("P7"), pytest.mark.promise("P8")]


def back(family: Family, *purposes: Purpose, serial: int = 1) -> RevokePurposes:
    return RevokePurposes(frame=family.hall.name, purposes=purposes, serial=serial)


def lease(family: Family, days: float = 7, serial: int = 2) -> Grant:
    now_s = int(family.village.now.timestamp())
    return Grant(
        frame=family.hall.name,
        purposes=USUAL,
        from_s=now_s,
        until_s=now_s + int(days * DAY_S),
        notice=bytes(32),
        serial=serial,
    )


def signed(family: Family, *all_of_it: Says) -> list[bytes]:
    """Sign lines that nobody is told yet, and return them as they are told."""
    anna, draft = family.anna, Draft()
    for says in all_of_it:
        anna.mail.sign(family.album, says, draft, family.village.now)
    draft.outbox.clear()
    anna.mail.finish(draft, family.village.now)
    chain = anna.books.lines[family.album][anna.name]
    return [chain[number][0].told for number in sorted(chain)][-len(all_of_it) :]


def hear(family: Family, *messages: list[bytes]) -> None:
    for lines in messages:
        family.anna.say(family.hall, Lines(lines=tuple(lines)))
        while family.hall._take():
            pass


def states(house: House) -> set[PhotoState]:
    return {house.vault.photo(one).state for one in house.photos()}


def receipts(family: Family, house: House | None = None) -> list[int]:
    told = family.anna.receipts(family.album, house or family.hall)
    return [one.photos for one in told.values()]


@pytest.mark.parametrize("order", ["back first", "grant first", "grant apart"])
def test_a_shorter_lease_takes_no_photo_in_whatever_order_it_is_told(
    village: Village, order: str
) -> None:
    family = Family(village)
    if order == "back first":
        hear(family, signed(family, back(family, *USUAL), lease(family)))
    elif order == "grant first":
        hear(family, signed(family, lease(family), back(family, *USUAL)))
    else:
        one, two = signed(family, lease(family), back(family, *USUAL))
        hear(family, [one], [two])
    village.settle()
    assert family.hall.photos() == set(family.photos)
    assert states(family.hall) == {PhotoState.READY}
    assert receipts(family) == [0], "a receipt counts what was erased"
    village.wait(7 * DAY_S + 60)
    assert states(family.hall) == {PhotoState.RESTING}, "and the longer lease is over"


def test_what_an_owner_signs_for_a_shorter_lease_is_never_heard_without_the_new_one(
    village: Village,
) -> None:
    family = Family(village)
    now, draft = village.now, Draft()
    agreed = Agreement(
        title="Sea", frame="Hall", purposes=USUAL, begins=now, until=ends(now, 7), renews=False
    )
    give(family.anna.mail, family.album, family.hall.name, agreed, draft)
    draft.outbox.clear()
    family.anna.mail.finish(draft, now)
    chain = family.anna.books.lines[family.album][family.anna.name]
    told = [chain[number][0] for number in sorted(chain)][-2:]
    assert [type(one.says) for one in told] == [Grant, RevokePurposes]
    hear(family, [told[0].told], [told[1].told])
    village.settle()
    assert states(family.hall) == {PhotoState.READY}
    standing = family.hall.books.ledgers[family.album].standing(
        family.hall.name, int((now + timedelta(days=8)).timestamp())
    )
    assert not standing.purposes


def test_a_frame_that_was_away_when_another_purpose_was_taken_back_keeps_the_photos(
    village: Village,
) -> None:
    family = Family(village)
    hall, anna = family.hall, family.anna
    hall.off()
    village.houses.remove(hall)
    village.wait(11 * DAY_S)
    anna.sign(family.album, back(family, Purpose.SCORE))
    anna.grant(family.album, hall.name, (Purpose.DISPLAY, Purpose.ENHANCE), serial=2)
    village.wait(20.5 * DAY_S)  # the first grant is over, the second is not
    again = village.house("Hall", folder=hall.folder, broker=hall.url)
    village.settle(10.0)
    assert again.photos() == set(family.photos)
    assert states(again) == {PhotoState.READY}
    assert receipts(family, again) == [0]


def test_taking_back_another_purpose_after_the_lease_ended_takes_no_photo(
    village: Village,
) -> None:
    family = Family(village)
    village.wait(31 * DAY_S)
    family.anna.sign(family.album, back(family, Purpose.SCORE))
    village.settle()
    assert states(family.hall) == {PhotoState.RESTING}
    assert receipts(family) == [0]
    family.anna.grant(family.album, family.hall.name, (Purpose.DISPLAY,))
    village.settle()
    assert states(family.hall) == {PhotoState.READY}


def test_a_shorter_lease_that_ended_unheard_leaves_photos_that_rest(village: Village) -> None:
    family = Family(village)
    told = signed(family, back(family, *USUAL), lease(family))
    village.wait(50 * DAY_S)
    hear(family, told)
    village.settle()
    assert states(family.hall) == {PhotoState.RESTING}
    assert len(family.hall.photos()) == 2


def test_photos_rest_where_the_new_lease_waits_for_what_was_said_before_it(
    village: Village,
) -> None:
    family = Family(village)
    of_another = RevokePurposes(frame=bytes(range(32)), purposes=USUAL, serial=1)
    takes, between, grants = signed(family, back(family, *USUAL), of_another, lease(family))
    hear(family, [takes, grants])
    assert states(family.hall) == {PhotoState.RESTING}
    hear(family, [between])
    village.settle()
    assert states(family.hall) == {PhotoState.READY}
    assert family.hall.photos() == set(family.photos)


def test_display_that_is_taken_back_with_all_its_grants_takes_the_photos_even_beside_others(
    village: Village,
) -> None:
    family = Family(village)
    old = lease(family, serial=2)
    more = back(family, Purpose.DISPLAY, serial=2)
    hear(family, signed(family, old, back(family, *USUAL, serial=2), more))
    assert family.hall.photos() == set()
    village.settle()
    assert receipts(family) == [2, 2]
    assert family.hall.owed() == ()


def test_an_album_that_is_taken_back_goes_whatever_is_granted_in_the_same_message(
    village: Village,
) -> None:
    family = Family(village)
    hear(family, signed(family, RevokeAlbum(), lease(family)))
    assert family.hall.photos() == set()
    village.settle()
    assert receipts(family) == [2]


def test_a_grant_of_somebody_who_was_dismissed_keeps_no_photo(village: Village) -> None:
    family = Family(village)
    ben = village.phone("Ben")
    village.wait(181)
    village.paired(family.hall, ben)
    family.anna.admit(family.album, ben.name, Role.OWNER)
    village.settle()
    ben.grant(family.album, family.hall.name, serial=9)
    village.settle()
    family.anna.sign(family.album, Dismiss(key=ben.name))
    family.anna.sign(family.album, back(family, Purpose.DISPLAY, serial=1))
    village.settle()
    assert family.hall.photos() == set()


def test_a_frame_that_was_off_for_months_first_hears_who_renewed_meanwhile(
    village: Village,
) -> None:
    family = Family(village)
    family.hall.off()
    village.houses.remove(family.hall)
    for _ in range(5):
        village.wait(27 * DAY_S)
        family.anna.grant(family.album, family.hall.name)
    hall = village.house("Hall", folder=family.hall.folder, broker=family.hall.url)
    village.settle(10.0)
    assert hall.photos() == set(family.photos)
    assert hall.books.of(Expiring) == ()
    assert states(hall) == {PhotoState.READY}


def test_a_frame_that_was_off_for_months_erases_a_day_later_what_nobody_renewed(
    village: Village,
) -> None:
    family = Family(village)
    family.hall.off()
    village.clock.pass_time(130 * DAY_S)
    hall = family.hall.again()
    village.settle()
    assert states(hall) == {PhotoState.RESTING}
    village.wait(DAY_S / 2)
    hall = hall.again()
    village.wait(DAY_S / 2 - 60)
    assert len(hall.photos()) == 2
    village.wait(120)
    assert hall.photos() == set()
    assert hall.books.of(Expiring) == ()


def test_a_clock_that_was_a_year_ahead_for_an_hour_costs_no_photo(village: Village) -> None:
    family = Family(village)
    village.wait(365 * DAY_S)
    village.wait(3600)
    assert family.hall.books.of(Expiring)
    family.hall.off()
    village.clock.pass_time(-365 * DAY_S - 3600)
    hall = family.hall.again()
    village.settle(20.0)
    assert hall.photos() == set(family.photos)
    assert states(hall) == {PhotoState.READY}
    assert hall.books.of(Expiring) == ()
