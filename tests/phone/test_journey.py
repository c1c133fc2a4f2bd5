"""From the code on the glass to being shown out: everything an owner does, in a real browser.

Once before `frame demo` with its embedded broker, once before a frame's own processes with
mosquitto and its websockets.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import expect

from frame.devices.sim.pictures import photo_like
from tests.phone.browser import PHONE_SIZE, browser, context
from tests.phone.household import Frame, Phone, until
from tests.phone.page import prepared
from tests.phone.wall import Wall

_UNKNOWN = "does not know this phone any more"
_TESTDATA = Path(__file__).parents[3] / "shared" / "testdata"


@pytest.fixture
def phone() -> Iterator[Phone]:
    prepared()
    with browser() as started:
        page = context(started, PHONE_SIZE).new_page()
        yield Phone(page)


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Thirty files: photos, two HEIC where they are at hand, and one that is no photo."""
    folder = tmp_path_factory.mktemp("gallery")
    found = sorted(_TESTDATA.glob("metadata/*.heic"))[:2]
    for number in range(29 - len(found)):
        path = folder / f"IMG_{20190301 + number % 28}_10{number:02}11.jpg"
        path.write_bytes(photo_like(1200, 900, seed=number))
        found.append(path)
    hostile = folder / "hostile.jpg"
    hostile.write_bytes(b"\xff\xd8\xff\xe0" + b"\xff" * 5000)
    return [*found, hostile]


def _frame(kind: str, folder: Path) -> Frame:
    if kind == "demo":
        if "CI" not in os.environ:
            pytest.importorskip("iotcore", reason="the embedded broker is not installed")
        return Frame(folder)
    if shutil.which("mosquitto") is None and "CI" not in os.environ:
        pytest.skip("mosquitto is not installed")
    return Wall(folder, tunnel=kind == "tunnel")


@pytest.mark.parametrize("kind", ["demo", "mosquitto"])
def test_an_owner_pairs_sends_looks_consents_takes_back_and_is_shown_out(
    kind: str, phone: Phone, pictures: list[Path], tmp_path: Path
) -> None:
    with _frame(kind, tmp_path / "frame") as frame:
        phone.pair(frame)
        phone.found("Family")
        _send(phone, pictures)
        _look_at_the_glass(phone, frame)
        _hide_and_delete(phone, frame)
        _grant(phone)
        _take_back(phone, frame)
        _be_removed(phone, frame, "Not reachable" if kind == "demo" else _UNKNOWN)
    assert "Traceback" not in "".join(
        one.read_text() for one in (tmp_path / "frame").glob("*.txt")
    )


def _send(phone: Phone, pictures: list[Path]) -> None:
    phone.send(pictures)
    phone.sees("29 of 30 on the frame")
    phone.sees("1 photo did not arrive")
    phone.sees("This file is not a photo.")


def _look_at_the_glass(phone: Phone, frame: Frame) -> None:
    """What the page shows is what hangs on the wall."""
    phone.go("Frame")
    phone.sees("Connected")
    picture = phone.page.get_by_role("img", name="On the frame now").or_(
        phone.page.get_by_role("img", name="What the frame shows now")
    )

    def in_family() -> bool:
        phone.press("Why?")
        is_it = "Family" in phone.page.get_by_role("dialog").inner_text()
        phone.page.keyboard.press("Escape")
        if not is_it:
            phone.press("Next")
        return is_it

    until(in_family, 150.0, every_s=2.0)
    phone.press("Pause")
    phone.sees("Go on")
    expect(picture.first).to_be_visible()
    until(lambda: _resembles(phone, frame), 60.0, every_s=1.0)
    phone.press("Go on")


def _resembles(phone: Phone, frame: Frame) -> bool:
    glass = frame.glass()
    shot = frame.folder / "page.png"
    phone.page.locator(".bezel img").first.screenshot(path=shot)
    with Image.open(shot) as held:
        seen = held.convert("RGB").resize((64, 36))
    apart = ImageChops.difference(seen, glass.resize((64, 36)))
    return max(ImageStat.Stat(apart).mean) < 40


def _hide_and_delete(phone: Phone, frame: Frame) -> None:
    phone.open_album("Family")
    phone.page.get_by_role("gridcell").first.click()
    phone.press("Hide")
    until(lambda: any(one["hidden"] for one in frame.run("photos", "--json")["photos"]))
    before = len(frame.run("photos", "--json")["photos"])
    phone.press("Delete")
    phone.page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    phone.sees("Every frame has answered")
    phone.sees("erased 1 photo")
    until(lambda: len(frame.run("photos", "--json")["photos"]) == before - 1)
    phone.press("Done")


def _grant(phone: Phone) -> None:
    phone.open_album("Family")
    phone.page.get_by_text("What frames may do").first.click()
    wish = phone.page.get_by_role("switch", name="Recognise people who said yes")
    wish.click()
    phone.page.get_by_role("dialog").get_by_role("button", name="I agree").click()
    expect(wish).to_be_checked()


def _take_back(phone: Phone, frame: Frame) -> None:
    phone.page.get_by_text("Take the whole album back").first.click()
    phone.page.get_by_role("dialog").get_by_role("button", name="Take it back").click()
    phone.sees("Every frame has answered")
    phone.sees("erased 28 photos")
    phone.press("Done")
    albums = {one["album"] for one in frame.run("photos", "--json")["photos"]}
    assert "Family" not in albums


def _be_removed(phone: Phone, frame: Frame, told: str) -> None:
    """Be shown out: a broker with users refuses the phone, a frame without does not answer."""
    assert frame.say("devices", "--remove", phone.label).returncode == 0
    phone.go("Frame")
    phone.sees(told)
    assert frame.run("devices", "--json")["devices"] == []
