from collections.abc import Callable

import pytest

from frame.errors import BadMessage
from frame.protocol.consent import AUTHORS, WAITING, Ledger
from frame.protocol.facts import Acknowledge, Ask, Head, Keep, Split, Standing, Withdraw
from frame.protocol.lines import (
    Admit,
    Dismiss,
    Line,
    Purpose,
    Receipt,
    Revocation,
    RevokeAlbum,
    RevokeFrame,
    RevokePhotos,
    RevokePurposes,
    Role,
    Says,
    Term,
)
from tests.protocol.people import DAY, NOW, OTHER, PHOTO, Author, Family, admit, grant, hear

D, E, F, S = Purpose.DISPLAY, Purpose.ENHANCE, Purpose.FACES, Purpose.SHARE


def _shows(ledger: Ledger, frame: Author, now: int = NOW, photo: bytes = PHOTO) -> bool:
    return ledger.allows(frame.key, D, now, photo, b"sender")


def _withdrawn(line: Line, sender: Author | None = None) -> Withdraw:
    assert isinstance(line.says, Revocation)
    return Withdraw(line.digest, line.says, sender.key if sender else None)


def test_nothing_is_allowed_before_somebody_grants_it() -> None:
    home = Family()
    assert home.ledger().standing(home.frame.key, NOW) == Standing()
    ledger = home.ledger(home.mother.says(grant(home.frame, D, E)))
    assert ledger.standing(home.frame.key, NOW).purposes == {D, E}
    assert _shows(ledger, home.frame)
    assert not _shows(ledger, home.grandparents)
    assert not ledger.allows(home.frame.key, F, NOW, PHOTO, b"sender")


def test_a_grant_counts_from_its_beginning_until_just_before_its_end() -> None:
    home = Family()
    ledger = home.ledger(home.son.says(grant(home.frame, begins=NOW, days=30)))
    times = (NOW - 1, NOW, NOW + 30 * DAY - 1, NOW + 30 * DAY)
    assert [_shows(ledger, home.frame, now) for now in times] == [False, True, True, False]
    assert ledger.standing(home.frame.key, NOW).until_s == NOW + 30 * DAY


def test_only_owners_grant() -> None:
    home = Family()
    ledger = home.ledger(
        home.guest.says(grant(home.frame)),
        home.stranger.says(grant(home.frame)),
        home.frame.says(grant(home.frame)),
    )
    assert not _shows(ledger, home.frame)
    assert not ledger.granted


@pytest.mark.promise("P8")
@pytest.mark.parametrize(
    "revocation",
    [
        lambda _: RevokeAlbum(),
        lambda home: RevokeFrame(frame=home.frame.key),
        lambda _: RevokePhotos(photos=(PHOTO,)),
        lambda home: RevokePurposes(frame=home.frame.key, purposes=(D,), serial=9),
    ],
)
def test_a_revocation_wins_over_grants_before_and_after_it(
    revocation: Callable[[Family], Says],
) -> None:
    home = Family()
    first = home.mother.says(grant(home.frame))
    taken = home.father.says(revocation(home))
    again = home.son.says(grant(home.frame, serial=9), seen=(home.father,))
    for order in ((first, taken, again), (taken, first, again), (again, first, taken)):
        ledger, effects = hear(home.ledger(), *order)
        assert not _shows(ledger, home.frame)
        assert _withdrawn(taken) in effects
    assert not _shows(home.ledger(again), home.frame)  # what its author had seen is missing


def test_a_revoked_photo_takes_no_other_with_it() -> None:
    home = Family()
    ledger = home.ledger(
        home.mother.says(grant(home.frame)), home.mother.says(RevokePhotos(photos=(PHOTO,)))
    )
    assert not _shows(ledger, home.frame)
    assert _shows(ledger, home.frame, photo=OTHER)


def test_a_purpose_that_was_taken_back_can_be_granted_again_with_a_higher_serial() -> None:
    home = Family()
    gone = RevokePurposes(frame=home.frame.key, purposes=(F,), serial=1)
    ledger = home.ledger(home.mother.says(grant(home.frame, D, F)), home.mother.says(gone))
    assert ledger.standing(home.frame.key, NOW).purposes == {D}
    ledger, _ = hear(ledger, home.mother.says(grant(home.frame, F, serial=2)))
    assert ledger.standing(home.frame.key, NOW).purposes == {D, F}


def test_of_two_withdrawals_of_a_purpose_the_one_that_reaches_further_holds() -> None:
    home = Family()
    given = home.mother.says(grant(home.frame, D, F, serial=4))
    near, far = (
        home.mother.says(RevokePurposes(frame=home.frame.key, purposes=(F,), serial=serial))
        for serial in (2, 4)
    )
    for order in ((near, far), (far, near)):
        ledger = home.ledger(given, *order)
        assert ledger.standing(home.frame.key, NOW).purposes == {D}


def test_a_grant_has_left_what_nobody_took_back_whether_it_counts_or_not() -> None:
    home = Family()
    frame = home.frame.key
    first = home.mother.says(grant(home.frame, D, F, serial=1))
    gone = home.mother.says(RevokePurposes(frame=frame, purposes=(D,), serial=1))
    ledger = home.ledger(first, gone)
    assert not ledger.is_left(frame, D)
    assert ledger.is_left(frame, F)
    assert not ledger.is_left(home.mother.key, F)
    home.mother.says(RevokePhotos(photos=(OTHER,)))
    later = home.mother.says(grant(home.frame, D, serial=2))
    ledger, _ = hear(ledger, later)
    assert ledger.standing(frame, NOW).purposes == {F}, "what comes before it is missing"
    assert ledger.is_left(frame, D)


def test_a_contributor_takes_back_their_own_photos_only() -> None:
    home = Family()
    taken = home.guest.says(RevokePhotos(photos=(PHOTO,)))
    ledger, effects = hear(home.ledger(home.mother.says(grant(home.frame))), taken)
    assert effects[-1] == _withdrawn(taken, home.guest)
    assert not ledger.allows(home.frame.key, D, NOW, PHOTO, home.guest.key)
    assert ledger.allows(home.frame.key, D, NOW, PHOTO, home.mother.key)
    ledger, effects = hear(ledger, home.mother.says(admit(home.guest, Role.OWNER)))
    assert _withdrawn(taken) in effects
    assert not ledger.allows(home.frame.key, D, NOW, PHOTO, home.mother.key)


def test_a_withheld_line_stops_every_renewal_made_after_it() -> None:
    home = Family()
    home.mother.says(RevokeFrame(frame=home.frame.key))
    own = home.mother.says(grant(home.frame))
    other = home.son.says(grant(home.frame), seen=(home.mother,))
    ledger, effects = hear(home.ledger(), own, other)
    assert not _shows(ledger, home.frame)
    assert effects.count(Ask(home.mother.key, 3)) == 2
    assert Keep(own) in effects


def test_what_somebody_did_not_know_does_not_hold_up_what_they_grant() -> None:
    home = Family()
    home.mother.says(RevokePhotos(photos=(PHOTO,)))
    ledger = home.ledger(home.son.says(grant(home.frame)))
    assert _shows(ledger, home.frame)


def test_a_line_that_fills_a_gap_makes_what_waited_count() -> None:
    home = Family()
    first = home.son.says(RevokePhotos(photos=(OTHER,)))
    second = home.son.says(grant(home.frame))
    ledger, effects = hear(home.ledger(), second)
    assert effects == [Keep(second), Ask(home.son.key, 0)]
    assert not _shows(ledger, home.frame)
    ledger, _ = hear(ledger, first)
    assert _shows(ledger, home.frame)
    assert ledger.heads[home.son.key] == Head(1, second.digest)


def test_a_split_chain_grants_nothing_and_still_revokes() -> None:
    home = Family()
    one = home.son.says(grant(home.frame))
    two = home.son.says(RevokePhotos(photos=(PHOTO,)), number=0)
    for order in ((one, two), (two, one)):
        ledger, effects = hear(home.ledger(), *order)
        assert effects.count(Split(home.son.key)) == 1
        assert not _shows(ledger, home.frame)
        assert ledger.is_revoked(PHOTO, b"anybody")
        assert home.son.key not in ledger.heads


def test_a_split_is_proved_by_asking_for_the_line_that_differs() -> None:
    home = Family()
    one = home.son.says(grant(home.frame))
    two = home.son.says(RevokePhotos(photos=(PHOTO,)), number=0)
    here, there = home.ledger(one), home.ledger(two)
    assert here.missing(there.heads) == (Ask(home.son.key, 0),)
    proved, _ = hear(here, two)
    assert proved.unwarned(there.heads) == (home.son.key,)
    assert proved.unwarned(proved.heads) == ()
    assert proved.missing(there.heads) == ()


def test_a_line_that_does_not_follow_has_the_one_before_it_asked_for() -> None:
    home, away = Family(), Family()
    home.son.says(grant(home.frame))
    other = away.son.says(grant(home.frame, serial=2))
    next_one = away.son.says(grant(home.frame, serial=3))
    ledger, effects = hear(home.ledger(home.son.lines[0]), next_one)
    assert effects == [Keep(next_one), Ask(home.son.key, 0)]
    assert ledger.missing({home.son.key: Head(1, next_one.digest)}) == (Ask(home.son.key, 0),)
    ledger, effects = hear(ledger, other)
    assert Split(home.son.key) in effects
    late = home.father.says(grant(home.frame), seen=(away.son,))
    assert _shows(hear(ledger, late)[0], home.frame)


def test_what_somebody_saw_and_we_saw_otherwise_is_asked_for() -> None:
    home, away = Family(), Family()
    ours = home.son.says(grant(home.grandparents))
    theirs = away.son.says(grant(home.grandparents, serial=2))
    late = home.father.says(grant(home.frame), seen=(away.son,))
    ledger, effects = hear(home.ledger(ours), late)
    assert effects == [Keep(late), Ask(home.son.key, 0)]
    assert not _shows(ledger, home.frame)
    assert _shows(hear(ledger, theirs)[0], home.frame)


def test_a_dismissed_device_grants_nothing_and_comes_never_back() -> None:
    home = Family()
    given = home.son.says(grant(home.frame))
    out = home.father.says(Dismiss(key=home.son.key))
    back = home.mother.says(admit(home.son, Role.OWNER))
    ledger = home.ledger(back, out, given)
    assert not _shows(ledger, home.frame)
    photo_gone = home.son.says(RevokePhotos(photos=(PHOTO,)))
    assert hear(ledger, photo_gone)[0].is_revoked(PHOTO, b"anybody")


def test_an_admission_ends_with_its_time_and_with_its_keeper() -> None:
    home = Family()
    late = NOW + 320 * DAY
    given = home.son.says(grant(home.frame, begins=late), at=late)
    assert not _shows(home.ledger(given), home.frame, late)
    renewed = home.father.says(admit(home.son, Role.OWNER, late + DAY), at=late)
    ledger = home.ledger(given, renewed)
    assert _shows(ledger, home.frame, late)
    gone = home.father.says(Dismiss(key=home.father.key))
    assert not _shows(hear(ledger, gone)[0], home.frame, late)


@pytest.mark.parametrize(
    "says",
    [
        lambda home: admit(home.stranger, Role.OWNER),
        lambda home: Dismiss(key=home.mother.key),
        lambda home: Dismiss(key=home.guest.key),
    ],
)
def test_only_keepers_admit_and_dismiss(says: Callable[[Family], Says]) -> None:
    home = Family()
    with pytest.raises(BadMessage, match="keepers"):
        home.ledger(home.son.says(says(home)))
    early = home.stranger.says(says(home))
    waiting, effects = hear(Ledger(album=home.found.album), early)
    assert effects == []
    assert hear(waiting, *home.begin)[0] == home.ledger()


@pytest.mark.parametrize(
    "says",
    [lambda home: admit(home.mother, Role.CONTRIBUTOR), lambda home: Dismiss(key=home.mother.key)],
)
def test_keepers_leave_each_other_alone(says: Callable[[Family], Says]) -> None:
    home = Family()
    with pytest.raises(BadMessage, match="never each other"):
        home.ledger(home.father.says(says(home)))


def test_a_line_about_another_album_is_refused() -> None:
    home, away = Family(), Ledger(album=bytes(32))
    with pytest.raises(BadMessage, match="another album"):
        away.hear(home.found)


def test_strangers_are_blurred_as_soon_as_one_grant_says_so() -> None:
    home = Family()
    blur = grant(home.frame, S, terms=(Term.STRANGERS_BLURRED,))
    ledger = home.ledger(home.mother.says(blur), home.son.says(grant(home.frame, D, S)))
    assert ledger.standing(home.frame.key, NOW) == Standing(
        frozenset({D, S}), blurred=True, until_s=NOW + 29 * DAY
    )


def test_a_receipt_of_a_frame_that_was_granted_something_iskept() -> None:
    home = Family()
    given, taken = home.mother.says(grant(home.frame)), home.mother.says(RevokeAlbum())
    receipt = Receipt(answers=taken.digest, photos=7, generation=3, erased_at=NOW * 1000)
    told, forged = home.frame.says(receipt), home.stranger.says(receipt)
    for order in ((told, forged, given, taken), (given, taken, forged, told)):
        ledger, effects = hear(home.ledger(), *order)
        assert dict(ledger.receipts) == {(taken.digest, home.frame.key): receipt}
        assert Acknowledge(home.frame.key, receipt) in effects


def test_of_two_receipts_the_later_one_stays() -> None:
    home = Family()
    given, taken = home.mother.says(grant(home.frame)), home.mother.says(RevokeAlbum())
    one, two = (
        home.frame.says(Receipt(answers=taken.digest, photos=n, generation=n, erased_at=n))
        for n in (1, 2)
    )
    for order in ((one, two), (two, one)):
        ledger = home.ledger(given, taken, *order)
        assert ledger.receipts[taken.digest, home.frame.key] == two.says


def test_lines_of_people_nobody_knows_take_little_room() -> None:
    home = Family()
    lines = [home.stranger.says(grant(home.frame, serial=n)) for n in range(WAITING + 5)]
    ledger = home.ledger(*lines)
    assert len(ledger.waiting) == WAITING
    known, _ = hear(ledger, home.mother.says(admit(home.stranger, Role.OWNER)))
    assert not known.waiting
    assert known.missing({home.stranger.key: Head(WAITING + 4, lines[-1].digest)}) == (
        Ask(home.stranger.key, WAITING),
    )


def test_an_album_has_so_many_writers_and_no_more() -> None:
    home = Family()
    keys = [n.to_bytes(32, "big") for n in range(AUTHORS)]
    admits = [Admit(key=key, role=Role.CONTRIBUTOR, until_s=NOW + DAY) for key in keys]
    lines = [home.mother.says(one) for one in admits]
    ledger = home.ledger(*lines[: AUTHORS - 2])
    with pytest.raises(BadMessage, match="64 devices"):
        ledger.hear(lines[AUTHORS - 2])


def test_what_is_missing_is_asked_for_by_heads() -> None:
    home = Family()
    lines = [home.son.says(RevokePhotos(photos=(bytes([n]) * 16,))) for n in range(3)]
    there, here = home.ledger(*lines), home.ledger(lines[0])
    assert here.missing(there.heads) == (Ask(home.son.key, 1),)
    assert there.missing(here.heads) == ()
    assert Ledger(album=home.found.album).missing(here.heads) == tuple(
        Ask(key, 0) for key in sorted((home.mother.key, home.son.key))
    )
