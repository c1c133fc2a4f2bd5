"""A household with portraits, and what it takes to enrol and recognise people in tests."""

from pathlib import Path

from frame.devices.sim.decoder import SimDecoder
from frame.devices.sim.seer import SimSeer
from frame.model import Face, Person, PhotoId, Pixels
from frame.services import household
from frame.services.household import Household
from frame.services.ingest import Importer, Report
from frame.services.people import Consent, Sample, enrol, portrait_of, sample_of
from frame.services.recognition import due, recognise_photos
from tests.services.portraits import portrait

ADULT = Consent(adult=True)


class Counting(SimSeer):
    """Counts the codes it was asked for."""

    def __init__(self) -> None:
        self.asked = 0

    def codes(self, study: Pixels, faces: tuple[Face, ...]) -> tuple[bytes, ...]:
        self.asked += len(faces)
        return super().codes(study, faces)


class Never(SimSeer):
    """Refuses to tell faces apart."""

    def codes(self, study: Pixels, faces: tuple[Face, ...]) -> tuple[bytes, ...]:
        raise AssertionError(f"nobody agreed to be told apart: {study.size}, {len(faces)}")


class Album:
    """A household with portraits of people, and what it takes to enrol and recognise them."""

    def __init__(self, home: Household, importer: Importer, folder: Path) -> None:
        self.vault = home.vault
        self.importer = importer
        self.folder = folder
        self.seer = Counting()
        self.now = importer.clock.now()

    def bring(self, *shades: int | None) -> list[PhotoId]:
        album = household.album_called(self.vault, "Test")
        for shade in shades:
            count = len(self.vault.photos())
            file = portrait(self.folder / f"{count}.jpg", shade, ground=count)
            for _ in self.importer.steps(album.id, [file], Report()):
                pass
        return [photo.id for photo in self.vault.photos()][-len(shades) :]

    def sample(self, photo: Path | str, seer: SimSeer | None = None) -> Sample:
        opened = portrait_of(self.vault, str(photo), SimDecoder())
        return sample_of(opened, seer or self.seer)

    def enrol(self, name: str, shade: int, consent: Consent = ADULT) -> Person:
        photo = portrait(self.folder / f"{name}.jpg", shade, ground=20)
        return enrol(self.vault, name, [self.sample(photo)], consent, self.now)

    def recognise(self, seer: SimSeer | None = None) -> int:
        steps = recognise_photos(self.vault, SimDecoder(), seer or self.seer, due(self.vault))
        return sum(1 for _ in steps)
