"""Comparing faces in the background, for people who agreed to it and nobody else."""

from dataclasses import replace
from pathlib import Path

import pytest

from frame.devices.heat import Warmth
from frame.devices.sim.decoder import SimDecoder
from frame.devices.sim.seer import SimSeer
from frame.services.calm import Calm
from frame.services.household import Household
from frame.services.indexing import Indexer
from frame.services.ingest import Importer
from frame.services.recognition import due
from tests.services.people_kit import Album, Never
from tests.services.portraits import ANA, BEN


class Cool:
    def read(self) -> Warmth:
        return Warmth(celsius=30.0, throttled=False, load=0.0)


class Closing:
    """A twin that can be put away."""

    def __init__(self, seer: SimSeer) -> None:
        self.look = seer.look
        self.codes = seer.codes
        self.closed = 0

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def album(home: Household, importer: Importer, tmp_path: Path) -> Album:
    (tmp_path / "photos").mkdir()
    return Album(home, replace(importer, workers=1), tmp_path / "photos")


def _indexer(album: Album, seer: SimSeer) -> Indexer:
    return Indexer(
        vault=album.vault,
        decoder=SimDecoder(),
        seer=Closing(seer),
        thermometer=Cool(),
        told=lambda: None,
        calm=Calm(hottest_c=70.0),
        monotonic_s=lambda: 0.0,
    )


@pytest.mark.promise("P11")
def test_the_background_compares_no_face_while_nobody_is_enrolled(album: Album) -> None:
    album.bring(ANA, BEN)
    assert list(_indexer(album, Never()).steps()) == []
    assert album.vault.who() == {}


def test_the_background_finds_people_once_somebody_is_enrolled(album: Album) -> None:
    one, _other = album.bring(ANA, BEN)
    ana = album.enrol("Ana", ANA)
    for _ in _indexer(album, album.seer).steps():
        pass
    assert {photo: who[0].person for photo, who in album.vault.who().items()} == {one: ana.id}
    assert due(album.vault) == ()


def test_a_person_forgotten_meanwhile_is_found_nowhere(album: Album) -> None:
    album.bring(ANA, ANA)
    ana = album.enrol("Ana", ANA)
    steps = _indexer(album, album.seer).steps()
    next(steps)
    album.vault.erase_person(ana.id, album.now)
    for _ in steps:
        pass
    assert album.vault.who() == {}


def test_a_photo_erased_while_it_is_compared_stops_nothing(album: Album) -> None:
    first, second = album.bring(ANA, ANA)
    album.enrol("Ana", ANA)
    steps = _indexer(album, album.seer).steps()
    next(steps)
    album.vault.erase_photo(first, album.now)
    for _ in steps:
        pass
    assert set(album.vault.who()) == {second}
