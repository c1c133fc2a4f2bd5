"""The code on the pairing card, read back from the glass as a phone's camera would."""

import os
from typing import Any

import pytest

from frame.devices.fonts import Fonts
from frame.devices.qr import QUIET_ZONE, modules
from frame.devices.sim.screen import SimScreen
from frame.devices.window import Window, WindowOptions
from frame.errors import BadRequest
from frame.model import Pixels, Size
from frame.ports import Screen
from frame.protocol.card import Card, read_card, write_card
from frame.scene import Scene, Words
from frame.slideshow.pairing_card import Moment, PairingView, pairing_card
from frame.slideshow.stationery import Foot

CARD = Card(frame=bytes(range(32)), token=b"\xfe" * 16)
TEXT = write_card(CARD, "https://frame.local")
LONG = write_card(Card(frame=CARD.frame, token=CARD.token, broker="wss://" + "b" * 114),
                  "https://kitchen.frame.example:8443")  # fmt: skip
WALL, SMALL = Size(width_px=1920, height_px=1080), Size(width_px=800, height_px=480)


def test_a_card_of_a_frame_is_41_squares_wide() -> None:
    rows = modules(TEXT)
    assert {len(row) for row in rows} == {len(rows)} == {41}
    assert set("".join(rows)) == {"0", "1"}
    assert rows[0].startswith("1111111")


def test_the_quiet_zone_is_left_to_whoever_draws_the_code() -> None:
    assert QUIET_ZONE == 4
    rows = modules("hearth")
    assert "1" in rows[0]
    assert any(row[0] == "1" for row in rows)


@pytest.mark.parametrize("text", ["x" * 2400, "é" * 1200])
def test_a_text_that_fits_into_no_code_is_one_clear_error(text: str) -> None:
    with pytest.raises(BadRequest, match="QR code"):
        modules(text)


def _reader() -> Any:
    try:
        import zxingcpp
    except ImportError:
        if os.environ.get("CI"):
            raise
        pytest.skip("zxing-cpp is not installed: pip install zxing-cpp")
    return zxingcpp


def _read(pixels: Pixels) -> list[str]:
    reader = _reader()
    wide, high = pixels.size.width_px, pixels.size.height_px
    grey = bytes(bytes(pixels.rgb)[1::3])
    picture = memoryview(grey).cast("B", shape=[high, wide])
    return [found.text for found in reader.read_barcodes(picture)]


def _scene(text: str, screen: Size) -> Scene:
    view = PairingView(qr=modules(text), address="frame.local", until_s=180.0)
    return pairing_card(view, Moment(at_s=20.0), screen, Foot(name="Oma's kitchen"))


def _window(size: Size, driver: str, monkeypatch: pytest.MonkeyPatch) -> Window:
    monkeypatch.setenv("SDL_VIDEODRIVER", driver)
    return Window(WindowOptions(size=size, headless=True))


@pytest.mark.parametrize("text", [TEXT, LONG], ids=["short", "with a broker"])
@pytest.mark.parametrize("screen", [WALL, SMALL], ids=["1080p", "800x480"])
@pytest.mark.parametrize("driver", ["dummy", "offscreen"], ids=["software", "gpu"])
def test_the_code_is_read_back_from_the_glass(
    driver: str, screen: Size, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = _window(screen, driver, monkeypatch)
    try:
        if driver == "offscreen" and window.software:
            pytest.skip("there is no GPU renderer here")
        _shown_and_read(window, screen, text)
    finally:
        window.close()


def test_the_code_is_read_back_from_the_simulated_glass() -> None:
    _shown_and_read(SimScreen(SMALL, lambda: 0.0), SMALL, TEXT)


def _shown_and_read(glass: Screen, screen: Size, text: str) -> None:
    glass.show(_scene(text, screen), {})
    (said,) = _read(glass.capture())
    assert said == text
    assert read_card(said).frame == CARD.frame


@pytest.mark.parametrize("screen", [
    WALL, SMALL, Size(width_px=1280, height_px=720), Size(width_px=1080, height_px=1920),
    Size(width_px=480, height_px=800), Size(width_px=720, height_px=720),
    Size(width_px=1024, height_px=768),
], ids=lambda size: f"{size.width_px}x{size.height_px}")  # fmt: skip
@pytest.mark.parametrize("state", ["scan", "digits", "answered", "done"])
def test_no_word_of_ours_is_cut_off_on_any_glass(
    state: str, screen: Size, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = _window(SMALL, "dummy", monkeypatch)
    try:
        fonts = Fonts()
        for role in ("owner", "contributor", "viewer", "frame"):
            for words in _words(state, role, screen):
                assert words.max_width is None or fonts.width_of(words) <= words.max_width, words
    finally:
        window.close()


def _words(state: str, role: str, screen: Size) -> list[Words]:
    view = PairingView(
        qr=modules(TEXT), address="frame.local", role=role, until_s=180.0, invited=True,
        digits="048 217" if state in {"digits", "answered"} else None, who="Oma · Oma's phone",
        done="Oma's phone" if state == "done" else "",
    )  # fmt: skip
    moment = Moment(at_s=20.0, answered=state == "answered")
    layers = pairing_card(view, moment, screen, Foot(name="Ours")).layers
    return [layer for layer in layers if isinstance(layer, Words)]


def test_what_is_on_the_card_stays_out_of_any_repr() -> None:
    assert repr(PairingView(qr=modules(TEXT), digits="048 217")) == "<PairingView>"
