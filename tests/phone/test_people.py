"""Somebody agrees to be recognised, on the page: a real browser, a real frame, real faces."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from frame.devices.sim.pictures import photo_like
from frame.vision.runtime import installed
from tests.phone.browser import PHONE_SIZE, browser, context
from tests.phone.household import Frame, Phone, until
from tests.phone.page import prepared

_FACES = Path(__file__).parents[3] / "shared" / "testdata" / "faces"
_ONE_PERSON = ("obama.jpg", "obama2.jpg", "obama3.jpg")
_NAME, _SIGNED = "Sam", "Samuel Beispiel"
_CALM = """
import sys
from frame.devices.heat import Thermometer, Warmth
Thermometer.read = lambda self: Warmth(celsius=None, throttled=False, load=0.0)
from frame.cli.main import main
sys.exit(main())
"""


class _CalmFrame(Frame):
    """Looks at photos at once, however busy the machine is that runs the tests."""

    program = ("-c", _CALM)


@pytest.fixture(scope="module")
def pictures() -> list[Path]:
    """Three photos of a public figure, to be recognised and nothing else."""
    found = [_FACES / name for name in _ONE_PERSON]
    if not all(path.is_file() for path in found):
        _give_up("the photos of faces are not at hand (../shared/testdata/faces)")
    if not installed():
        _give_up("no TFLite interpreter is installed")
    if "CI" not in os.environ:
        pytest.importorskip("iotcore", reason="the embedded broker is not installed")
    return found


def _give_up(reason: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture
def phone() -> Iterator[Phone]:
    prepared()
    with browser() as started:
        yield Phone(context(started, PHONE_SIZE).new_page())


@pytest.mark.promise("P11")
def test_somebody_agrees_is_recognised_and_forgotten(
    pictures: list[Path], phone: Phone, tmp_path: Path
) -> None:
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / "one.jpg").write_bytes(photo_like(640, 480, seed=1))
    with _CalmFrame(tmp_path / "frame", photos=tmp_path / "stick") as frame:
        phone.pair(frame)
        phone.found("Family")
        phone.send(pictures)
        until(lambda: len(frame.run("photos", "--json")["photos"]) == 1 + len(pictures), 60.0)
        _go_to_people(phone)
        phone.sees("The frame recognises nobody")
        _agree(phone)
        phone.sees("In this album the frame may not compare faces.")
        _allow_faces(phone)
        _go_to_people(phone)
        _agree(phone)
        _show_the_face(phone)
        _be_listed(phone)
        assert [one["name"] for one in frame.run("people", "--json")["people"]] == [_NAME]
        _be_forgotten(phone)
        assert frame.run("people", "--json")["people"] == []
    said = "".join(one.read_text() for one in (tmp_path / "frame").glob("*.txt"))
    assert "Traceback" not in said
    assert _NAME not in said
    assert _SIGNED not in said


def _go_to_people(phone: Phone) -> None:
    phone.go("Privacy")
    phone.page.get_by_role("main").get_by_text("People", exact=True).first.click()


def _agree(phone: Phone) -> None:
    """Read the words on somebody else's phone, and put a name under them."""
    page = phone.page
    phone.press("Enrol somebody")
    page.get_by_label("Somebody beside me").check()
    page.get_by_label("Name on the frame").fill(_NAME)
    phone.press("Next")
    phone.sees("Please read this")
    expect(page.get_by_role("button", name="I agree")).to_be_disabled()
    page.get_by_label("I am 16 or older.").check()
    page.get_by_label("Your full name, as a signature").fill(_SIGNED)
    phone.press("I agree")
    phone.sees("Show the frame who it is")


def _allow_faces(phone: Phone) -> None:
    phone.open_album("Family")
    phone.page.get_by_text("What frames may do").first.click()
    wish = phone.page.get_by_role("switch", name="Recognise people who said yes")
    wish.click()
    phone.page.get_by_role("dialog").get_by_role("button", name="I agree").click()
    expect(wish).to_be_checked()


def _show_the_face(phone: Phone) -> None:
    """Choose a photo and tap the face in it; one that nobody looked at yet says so."""
    page = phone.page
    face = page.get_by_role("button", name="Face 1 of 1")

    def found() -> bool:
        page.get_by_role("gridcell").first.click()
        told: Locator = face.or_(page.get_by_text("The frame has not looked at it yet."))
        expect(told.first).to_be_visible()
        if face.count():
            return True
        phone.press("Choose another photo")
        return False

    until(found, 60.0, every_s=1.0)
    face.click()
    phone.sees("1 face chosen")
    phone.press(f"Enrol {_NAME}")
    phone.sees(f"{_NAME} is enrolled.")


def _be_listed(phone: Phone) -> None:
    """Be in the list, with the number of photos the frame is sure about."""
    count = phone.page.get_by_text(re.compile(r"^Recognised in [1-3] photos?"))

    def counted() -> bool:
        phone.go("Privacy")
        _go_to_people(phone)
        phone.sees("Agreed by a signed note")
        return count.count() == 1

    until(counted, 60.0, every_s=1.0)


def _be_forgotten(phone: Phone) -> None:
    phone.press(f"Forget {_NAME}")
    phone.page.get_by_role("dialog").get_by_role("button", name="Forget this person").click()
    phone.sees(f"{_NAME} is forgotten")
    phone.sees("The frame recognises nobody")
