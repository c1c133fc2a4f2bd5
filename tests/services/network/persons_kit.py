"""Phones that ask a frame about people, and photos of people it can tell apart."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from frame.devices.sim.seer import SimSeer
from frame.protocol.frame_people import (
    Agreed,
    AskFaces,
    AskPeople,
    Enrol,
    Enrolled,
    Faces,
    Known,
    People,
    Sample,
)
from frame.protocol.lines import Purpose
from tests.services.network.kit import ALL, Family, Phone, Village
from tests.services.portraits import ANA, BEN, portrait

NOTICE = bytes(range(32))


def portraits(folder: Path, *shades: int | None, **how: int) -> list[bytes]:
    return [
        portrait(folder / f"{number}.jpg", shade, ground=number, **how).read_bytes()
        for number, shade in enumerate(shades)
    ]


def family(
    village: Village,
    shades: Iterable[int | None] = (ANA, ANA, BEN, None),
    purposes: Iterable[Purpose] = ALL,
    seer: SimSeer | None = None,
) -> Family:
    """Return a frame that looked at portraits, and its owner's phone."""
    pictures = portraits(village.folder, *shades)
    found = Family(village, purposes, pictures=pictures, bureau=True, seer=seer)
    found.hall.index()
    return found


def guest(family: Family, name: str = "Ben", *, admitted: bool = True) -> Phone:
    """Return another phone of the frame, which may write in the album."""
    ben = family.village.phone(name)
    family.village.wait(181)
    family.village.paired(family.hall, ben)
    if admitted:
        family.anna.admit(family.album, ben.name)
    family.village.settle()
    return ben


def enrolment(family: Family, *places: tuple[int, int], **other: Any) -> Enrol:
    """Ask for Ana by faces: which photo, and which face in it."""
    asked = Enrol(
        name="Ana",
        samples=tuple(
            Sample(album=family.album, photo=family.names[place], face=face)
            for place, face in places or ((0, 0), (1, 0))
        ),
        agreed=Agreed.NOTE,
        signed="Ana Lindholm",
        adult=True,
        guardian="",
        notice=NOTICE,
    )
    return replace(asked, **other)


def results(phone: Phone) -> list[int]:
    return [one.result for one in phone.heard(Enrolled) if isinstance(one, Enrolled)]


def ask(family: Family, asked: Enrol, phone: Phone | None = None) -> int:
    """Ask for an enrolment and return what became of it."""
    phone = phone or family.anna
    before = len(results(phone))
    phone.say(family.hall, asked)
    family.village.settle(1.0)
    (result,) = results(phone)[before:]
    return result


def known(family: Family, phone: Phone | None = None) -> tuple[Known, ...]:
    """Return whom a phone is told about."""
    phone = phone or family.anna
    phone.say(family.hall, AskPeople())
    family.village.settle(1.0)
    told = phone.heard(People)[-1]
    assert isinstance(told, People)
    return told.people


def faces(family: Family, place: int, phone: Phone | None = None) -> list[Faces]:
    phone = phone or family.anna
    phone.say(family.hall, AskFaces(album=family.album, photo=family.names[place]))
    family.village.settle(1.0)
    return [one for one in phone.heard(Faces) if isinstance(one, Faces)]
