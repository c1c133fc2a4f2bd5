"""The glass as phones see it: what is told to whom, and what they may ask of it."""

from dataclasses import replace

import pytest

from frame.devices.jpeg import plain_size
from frame.model import Verb
from frame.protocol.envelope import Rank
from frame.protocol.frame_views import Act, AskGlass, Deed, Glass, GlassKind
from frame.protocol.lines import Dismiss, Role
from frame.protocol.notes import About
from tests.services.network.kit import Family, House, Phone, Village, photo


def ask(village: Village, phone: Phone, house: House, tag: bytes | None = None) -> Glass:
    """Ask what is on the glass and return the answer."""
    before = len(phone.heard(Glass))
    phone.say(house, AskGlass(tag=tag))
    village.settle(1.0)
    (*_, told) = phone.heard(Glass)[before:]
    assert isinstance(told, Glass)
    return told


def with_a_slide(village: Village, caption: str = "") -> Family:
    """A family whose first photo is on the glass and stays there."""
    family = Family(village)
    for name in family.names if caption else ():
        family.anna.note(family.album, name, About.CAPTION, caption)
    village.settle(1.0)
    family.hall.look()
    for _ in range(40):
        village.settle(0.5)
        if any(family.hall.on_glass(one) for one in family.photos):
            family.hall.core.press(Verb.PAUSE)
            return family
    raise AssertionError("no photo came onto the glass")


def test_its_owner_sees_the_glass_and_why_a_photo_is_there(village: Village) -> None:
    family = with_a_slide(village, "At the sea")
    told = ask(village, family.anna, family.hall)
    assert told.kind is GlassKind.SLIDE
    assert {one.album for one in told.photos} == {family.album}
    assert {one.photo for one in told.photos} <= set(family.names)
    assert told.because
    assert told.caption == "At the sea"
    assert told.paused
    assert told.picture is not None
    assert plain_size(told.picture).width_px == 160


def test_what_is_known_already_is_not_sent_again(village: Village) -> None:
    family = with_a_slide(village)
    told = ask(village, family.anna, family.hall)
    again = ask(village, family.anna, family.hall, told.tag)
    assert again == replace(told, picture=None)
    family.hall.core.press(Verb.ORIGINAL)
    other = ask(village, family.anna, family.hall, told.tag)
    assert other.tag != told.tag
    assert other.original
    assert other.picture is not None


def test_a_picture_is_made_once_however_often_it_is_asked_for(village: Village) -> None:
    family = with_a_slide(village)
    ask(village, family.anna, family.hall)
    heard = len(family.anna.heard(Glass))
    for _ in range(300):
        family.anna.say(family.hall, AskGlass())
    village.settle(2.0)
    assert family.hall.pictures == 1
    assert 1 <= len(family.anna.heard(Glass)) - heard <= 6


@pytest.mark.promise("P6")
def test_whom_an_album_does_not_concern_sees_neither_picture_nor_words(village: Village) -> None:
    family = with_a_slide(village)
    hall = family.hall
    village.wait(181)
    ben = village.phone("Ben")
    village.paired(hall, ben, Rank.CONTRIBUTOR)
    village.settle(6.0)
    told = ask(village, ben, hall)
    assert told.kind is GlassKind.SLIDE
    assert (told.photos, told.because, told.caption, told.picture) == ((), "", "", None)
    assert told.tag != ask(village, family.anna, hall).tag
    family.anna.admit(family.album, ben.name, Role.CONTRIBUTOR)
    village.settle()
    assert ask(village, ben, hall, told.tag).picture is not None
    family.anna.sign(family.album, Dismiss(key=ben.name))
    village.settle()
    assert ask(village, ben, hall).picture is None


def test_what_the_household_put_in_itself_only_its_owners_see(village: Village) -> None:
    hall, anna, ben = village.house(glass=True), village.phone(), village.phone("Ben")
    village.paired(hall, anna)
    village.wait(181)
    village.paired(hall, ben, Rank.VIEWER)
    album = hall.vault.add_album(hall.vault.owners()[0].id, "Attic")
    hall.vault.add_photo(album.id, hall.decoder.clean(photo(1)), bytes(32), village.now)
    hall.core.library_changed()
    village.settle(20.0)
    told = ask(village, anna, hall)
    assert told.kind is GlassKind.SLIDE
    assert told.photos == ()
    assert told.picture is not None
    assert ask(village, ben, hall).picture is None


def test_a_card_that_lets_somebody_in_is_never_sent(village: Village) -> None:
    family = with_a_slide(village)
    family.hall.node.open_pairing()
    village.settle(1.0)
    told = ask(village, family.anna, family.hall)
    assert told.kind is GlassKind.CARD
    assert told.picture is None
    assert family.hall.pictures == 0


def test_a_frame_without_a_display_tells_how_it_is_without_a_picture(village: Village) -> None:
    family = Family(village)
    told = ask(village, family.anna, family.hall)
    assert (told.kind, told.picture) == (GlassKind.CARD, None)


@pytest.mark.promise("P1")
def test_the_picture_of_an_erased_photo_is_gone_with_it(village: Village) -> None:
    family = with_a_slide(village)
    told = ask(village, family.anna, family.hall)
    gone = family.id_of(told.photos[0].photo)
    family.hall.core.erase(
        frozenset({gone}), lambda: family.hall.vault.erase_photo(gone, village.now)
    )
    front = family.hall.node._front
    front.tick(village.now)
    assert front._glass._picture is None
    after = ask(village, family.anna, family.hall)
    assert told.photos[0] not in after.photos
    assert after.tag != told.tag


def test_a_wish_counts_only_for_what_is_still_there(village: Village) -> None:
    family = with_a_slide(village)
    told = ask(village, family.anna, family.hall)
    family.anna.say(family.hall, Act(verb=Deed.FAVOURITE, tag=bytes(16)))
    village.settle(1.0)
    assert not ask(village, family.anna, family.hall).favourite
    family.anna.say(family.hall, Act(verb=Deed.FAVOURITE, tag=told.tag))
    village.settle(1.0)
    assert ask(village, family.anna, family.hall).favourite


def test_only_owners_hide(village: Village) -> None:
    family = with_a_slide(village)
    hall = family.hall
    village.wait(181)
    ben = village.phone("Ben")
    village.paired(hall, ben, Rank.VIEWER)
    village.settle(6.0)
    ben.say(hall, Act(verb=Deed.HIDE))
    village.settle(1.0)
    assert not any(one.hidden for one in hall.vault.photos())
    family.anna.say(hall, Act(verb=Deed.HIDE))
    village.settle(1.0)
    assert sum(one.hidden for one in hall.vault.photos()) == 1


def test_the_certificate_is_said_on_the_glass_for_a_minute(village: Village) -> None:
    hall, anna = village.house(), village.phone()
    village.paired(hall, anna)
    said: list[tuple[str, float]] = []
    hall.core.say = lambda *told: said.append(told)  # type: ignore[method-assign]
    anna.say(hall, Act(verb=Deed.CERTIFICATE))
    village.settle(1.0)
    hall.node._front._glass._certificate = lambda: "AB12 CD34"
    anna.say(hall, Act(verb=Deed.CERTIFICATE))
    village.settle(1.0)
    assert said == [
        ("This frame has no certificate of its own", 60.0),
        ("Certificate of this frame: AB12 CD34", 60.0),
    ]
