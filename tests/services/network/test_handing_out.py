"""Whole pictures a phone asks for, part by part."""

import pytest

from frame.crypto.box import Suite
from frame.errors import Ours
from frame.model import AlbumId, PhotoId
from frame.protocol.envelope import SIZES, Rank
from frame.protocol.frame_pictures import PART_BYTES, AskPart, PicturePart
from frame.protocol.lines import Dismiss, RevokePhotos, Role
from frame.services.network.handing_out import OPEN_BYTES, PACE, HandingOut
from tests.services.network.kit import Family, House, Phone, Village


def parts(phone: Phone) -> list[PicturePart]:
    return [one for one in phone.heard(PicturePart) if isinstance(one, PicturePart)]


def asking(family: Family, place: int = 0, photo: int = 0) -> AskPart:
    return AskPart(album=family.album, photo=family.names[photo], offset=place * PART_BYTES)


def room(house: House) -> HandingOut:
    return house.node._front._handing_out


class Large:
    """Every picture of the frame is this long; how often one was opened is counted."""

    def __init__(
        self, house: House, monkeypatch: pytest.MonkeyPatch, size: int = 3 * PART_BYTES + 5
    ) -> None:
        self.opened, self.size = 0, size
        monkeypatch.setattr(house.vault, "master", self.open)

    def open(self, photo: PhotoId) -> bytes:
        self.opened += 1
        seed = bytes.fromhex(photo)
        return (seed * (self.size // len(seed) + 1))[: self.size]


def test_a_small_picture_comes_in_one_part_and_is_not_kept_open(village: Village) -> None:
    family = Family(village)
    family.anna.say(family.hall, asking(family))
    village.settle(1.0)
    (part,) = parts(family.anna)
    assert part.data == family.hall.vault.master(family.photos[0])
    assert part.size == len(part.data)
    assert room(family.hall)._open == {}


def test_a_large_picture_is_opened_once_for_all_its_parts(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    family = Family(village)
    large = Large(family.hall, monkeypatch)
    for place in range(4):
        family.anna.say(family.hall, asking(family, place))
    village.settle(1.0)
    told = sorted(parts(family.anna), key=lambda one: one.offset)
    assert b"".join(one.data for one in told) == large.open(family.photos[0])
    assert {one.size for one in told} == {large.size}
    assert large.opened == 2, "once for the frame, once for this test"
    assert room(family.hall)._open == {}, "the last part closes it"


def test_a_part_fits_into_the_largest_envelope(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    family = Family(village)
    Large(family.hall, monkeypatch)
    said = len(village.brokers.said)
    family.anna.say(family.hall, asking(family, 1))
    village.settle(1.0)
    sizes = [len(payload) for _, payload in village.brokers.said[said:]]
    assert max(sizes) == SIZES[-1] + 2 + Suite.HYBRID.overhead_bytes


def test_beyond_the_end_there_is_silence(village: Village) -> None:
    family = Family(village)
    family.anna.say(family.hall, asking(family, 1))
    village.settle(1.0)
    assert parts(family.anna) == []


def test_a_picture_is_closed_a_few_seconds_after_somebody_stopped_asking(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    family = Family(village)
    Large(family.hall, monkeypatch)
    family.anna.say(family.hall, asking(family))
    village.settle(1.0)
    assert len(room(family.hall)._open) == 1
    village.settle(6.0)
    assert room(family.hall)._open == {}


@pytest.mark.promise("P8")
def test_an_erased_picture_is_closed_at_once_and_no_part_of_it_comes(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    family = Family(village)
    Large(family.hall, monkeypatch)
    family.anna.say(family.hall, asking(family))
    village.settle(0.5)
    assert len(room(family.hall)._open) == 1
    now_s = village.clock.monotonic_s()
    family.anna.sign(family.album, RevokePhotos(photos=(family.names[0],)))
    village.brokers.settle()
    family.hall._take()
    assert village.clock.monotonic_s() == now_s
    assert room(family.hall)._open == {}
    before = len(parts(family.anna))
    family.anna.say(family.hall, asking(family, 1))
    village.settle(1.0)
    assert len(parts(family.anna)) == before


def test_what_somebody_erased_at_the_frame_is_closed_within_a_moment(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    family = Family(village)
    Large(family.hall, monkeypatch)
    family.anna.say(family.hall, asking(family))
    village.settle(0.5)
    family.hall.vault.erase_photo(family.photos[0], village.now)
    village.settle(0.5)
    assert room(family.hall)._open == {}


@pytest.mark.promise("P6")
def test_who_may_not_look_any_more_gets_no_further_part(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    family = Family(village)
    hall, ben = family.hall, village.phone("Ben")
    Large(hall, monkeypatch)
    village.wait(181)
    village.paired(hall, ben, Rank.OWNER)
    ben.say(hall, asking(family))
    village.settle(1.0)
    assert parts(ben) == [], "the album does not concern him"
    family.anna.admit(family.album, ben.name, Role.CONTRIBUTOR)
    village.settle(1.0)
    ben.say(hall, asking(family))
    village.settle(0.5)
    assert len(parts(ben)) == 1
    family.anna.sign(family.album, Dismiss(key=ben.name))
    ben.say(hall, asking(family, 1))
    village.settle(1.0)
    assert len(parts(ben)) == 1
    assert room(hall)._open == {}


@pytest.mark.promise("P6")
def test_a_photo_of_another_album_is_not_there(village: Village) -> None:
    family = Family(village)
    other = family.anna.album(family.hall, "Hills")
    family.anna.grant(other, family.hall.name)
    village.settle(1.0)
    family.anna.say(family.hall, AskPart(album=other, photo=family.names[0], offset=0))
    family.anna.say(family.hall, AskPart(album=b"?" * 32, photo=family.names[0], offset=0))
    village.settle(1.0)
    assert parts(family.anna) == []
    here = AlbumId(family.hall.books.albums()[other].here)
    assert all(one.album != here for one in family.hall.vault.photos())


def test_a_viewer_is_not_answered(village: Village) -> None:
    family = Family(village)
    vera = village.phone("Vera")
    village.wait(181)
    village.paired(family.hall, vera, Rank.VIEWER)
    vera.say(family.hall, asking(family))
    village.settle(1.0)
    assert parts(vera) == []


def test_one_picture_stays_open_for_a_device_and_few_megabytes_in_all(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    family = Family(village)
    hall, phones = family.hall, [family.anna]
    for name in ("Ben", "Cleo"):
        phone = village.phone(name)
        village.wait(181)
        village.paired(hall, phone)
        family.anna.admit(family.album, phone.name)
        phones.append(phone)
    village.settle(1.0)
    Large(hall, monkeypatch, OPEN_BYTES // 2)
    for photo in (0, 1):
        for phone in phones:
            phone.say(hall, asking(family, 0, photo))
            village.settle(0.2)
    kept = room(hall)._open
    assert len(kept) == 2
    assert family.anna.name not in kept, "who asked longest ago has it opened again"
    assert {one.photo for one in kept.values()} == {family.photos[1]}
    assert sum(len(one.picture) for one in kept.values()) <= OPEN_BYTES
    Large(hall, monkeypatch, OPEN_BYTES + 1)
    village.settle(6.0)
    family.anna.say(hall, asking(family))
    village.settle(0.5)
    assert room(hall)._open == {}


def test_a_damaged_picture_is_passed_over_in_silence(village: Village) -> None:
    family = Family(village)
    for path in family.hall.folder.rglob(f"*{family.photos[0]}*"):
        path.write_bytes(bytes(path.stat().st_size))
    for photo in (0, 1):
        family.anna.say(family.hall, asking(family, 0, photo))
    village.settle(1.0)
    assert [one.photo for one in parts(family.anna)] == [family.names[1]]


def test_who_asks_too_much_waits(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    family = Family(village)
    Large(family.hall, monkeypatch, 200 * PART_BYTES)
    for place in range(200):
        family.anna.say(family.hall, asking(family, place))
    village.brokers.settle()
    while family.hall._take():
        pass
    (line,) = room(family.hall)._serving._lines.values()
    assert len(line.questions) <= PACE.questions
    village.settle(1.0)
    assert len(parts(family.anna)) <= PACE.steps_at_once + 2 * PACE.steps_a_second


def test_a_bad_sector_under_a_picture_ends_nothing_but_that_question(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_photo: PhotoId) -> bytes:
        raise Ours("the disk refused to work: input/output error")

    family = Family(village)
    with monkeypatch.context() as broken:
        broken.setattr(family.hall.vault, "master", refuse)
        family.anna.say(family.hall, asking(family))
        village.settle(1.0)
    assert parts(family.anna) == []
    family.anna.say(family.hall, asking(family))
    village.settle(1.0)
    assert len(parts(family.anna)) == 1
