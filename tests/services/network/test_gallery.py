"""Photos a frame holds, as phones page through them."""

import time
from dataclasses import replace

import pytest

from frame.crypto.box import Suite
from frame.protocol.envelope import SIZES, Rank
from frame.protocol.frame_views import AskPhotos, Look, Looks, Photos
from frame.protocol.lines import Role
from frame.services.network.gallery import PACE
from frame.store.rows import Origin
from tests.services.network.kit import Family, Phone, Village, photo


def pages(phone: Phone) -> list[Photos]:
    return [one for one in phone.heard(Photos) if isinstance(one, Photos)]


def looks(phone: Phone) -> list[Looks]:
    return [one for one in phone.heard(Looks) if isinstance(one, Looks)]


def many(family: Family, count: int) -> list[bytes]:
    """Put many photos into the album at once, and return their names."""
    vault, clean = family.hall.vault, family.hall.decoder.clean(photo(5))
    here = vault.photo(family.photos[0]).album
    names = [number.to_bytes(16, "big") for number in range(count)]
    for number, name in enumerate(names):
        origin = Origin(name=name, sender=family.anna.name)
        source = number.to_bytes(32, "big")
        vault.add_photo(here, clean, source, family.village.now, origin=origin)
    return names


def test_an_owner_reads_what_is_there_page_by_page(village: Village) -> None:
    family = Family(village)
    names = sorted([*many(family, 1_030), *family.names])
    anna, hall = family.anna, family.hall
    anna.say(hall, AskPhotos(album=family.album))
    village.settle(1.0)
    (first,) = pages(anna)
    assert [one.photo for one in first.photos] == names[:1_024]
    assert first.more
    anna.say(hall, AskPhotos(album=family.album, after=first.photos[-1].photo))
    village.settle(1.0)
    rest = pages(anna)[-1]
    assert [one.photo for one in rest.photos] == names[1_024:]
    assert not rest.more
    kept = {one.photo: one for one in (*first.photos, *rest.photos)}[family.names[0]]
    assert (kept.sender, kept.taken) == (anna.name, "2020-05-01T10:00:00")
    assert (kept.width, kept.height) == (96, 64)


def test_thumbnails_come_in_few_messages_and_wrong_names_are_passed_over(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    family = Family(village)
    monkeypatch.setattr(family.hall.vault, "thumbnail", lambda _: bytes(40_000))
    names = many(family, 8)
    asked = tuple(sorted((*names, b"z" * 16)))
    family.anna.say(family.hall, Look(album=family.album, photos=asked))
    village.settle(1.0)
    assert [len(one.looks) for one in looks(family.anna)] == [3, 3, 2]
    assert [one.photo for told in looks(family.anna) for one in told.looks] == names


def test_a_thumbnail_is_the_photo(village: Village) -> None:
    family = Family(village)
    family.anna.say(family.hall, Look(album=family.album, photos=(family.names[0],)))
    village.settle(1.0)
    (told,) = looks(family.anna)
    assert told.looks[0].picture == family.hall.vault.thumbnail(family.photos[0])


@pytest.mark.promise("P6")
def test_nobody_looks_into_an_album_that_does_not_concern_them(village: Village) -> None:
    family = Family(village)
    hall, ben = family.hall, village.phone("Ben")
    village.wait(181)
    village.paired(hall, ben, Rank.OWNER)
    mine = ben.album(hall, "Hills")
    ben.grant(mine, hall.name)
    village.settle(1.0)
    asked = tuple(sorted(family.names))
    questions = (
        AskPhotos(album=family.album),
        Look(album=family.album, photos=asked),
        Look(album=mine, photos=asked),
    )
    for one in questions:
        ben.say(hall, one)
    village.settle(1.0)
    assert pages(ben) == []
    assert [one.looks for one in looks(ben)] == [()]
    family.anna.admit(family.album, ben.name, Role.CONTRIBUTOR)
    village.settle(1.0)
    for one in questions[:2]:
        ben.say(hall, one)
    village.settle(1.0)
    assert [len(one.photos) for one in pages(ben)] == [2]
    assert [len(one.looks) for one in looks(ben)][-1] == 2


def test_who_asks_too_much_is_told_the_newest_and_slowly(village: Village) -> None:
    family = Family(village)
    for _ in range(500):
        family.anna.say(family.hall, Look(album=family.album, photos=tuple(sorted(family.names))))
    village.brokers.settle()
    while family.hall._take():
        pass
    line = next(iter(family.hall.node._front._gallery._serving._lines.values()))
    assert len(line.questions) <= PACE.questions
    village.settle(2.0)
    assert len(looks(family.anna)) < 150
    assert not line.questions


def test_ten_thousand_photos_take_well_under_a_second(village: Village) -> None:
    family = Family(village)
    gallery = family.hall.node._front._gallery
    vault = family.hall.vault
    base, origin = vault.photo(family.photos[0]), Origin(name=bytes(16), sender=family.anna.name)
    photos = [replace(base, id=f"{number:032x}") for number in range(10_000)]  # type: ignore[arg-type]  # ids
    vault.photos = lambda: tuple(photos)  # type: ignore[method-assign]
    vault.origins = lambda: {  # type: ignore[method-assign]
        one.id: Origin(name=bytes.fromhex(one.id), sender=origin.sender) for one in photos
    }
    after, told, began = None, 0, time.process_time()
    for _ in range(10):
        page = gallery._page(AskPhotos(album=family.album, after=after))
        after, told = page.photos[-1].photo, told + len(page.photos)
    assert told == 10_000
    assert time.process_time() - began < 2.0


def test_a_whole_page_and_full_looks_fit_into_one_envelope(village: Village) -> None:
    family = Family(village)
    many(family, 1_024)
    said = len(village.brokers.said)
    family.anna.say(family.hall, AskPhotos(album=family.album))
    village.settle(1.0)
    sizes = [len(payload) for _, payload in village.brokers.said[said:]]
    assert SIZES[-2] < max(sizes) <= SIZES[-1] + 2 + Suite.HYBRID.overhead_bytes
