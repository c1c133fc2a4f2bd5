"""Codes that are held to a camera, drawn by the one library and read by the other."""

import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frame.devices.code_reader import LONGEST, codes_in
from frame.devices.qr import modules
from frame.devices.sim.camera import SimCamera, holding, room
from frame.errors import DeviceFailed
from frame.model import Peek, Size

SIZE = Size(width_px=640, height_px=480)
WIFI = "WIFI:T:WPA;S:Zu Hause;P:geheim geheim;;"


def shown(text: str, size: Size = SIZE, square_px: int = 6) -> Peek:
    return SimCamera([holding(modules(text), size, square_px)]).look()


@pytest.mark.parametrize("square_px", [3, 5, 8])
def test_a_code_is_read_at_any_distance(square_px: int) -> None:
    assert codes_in(shown(WIFI, square_px=square_px)) == (WIFI,)


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_code_that_is_held_askew_is_read(turns: int) -> None:
    picture = np.rot90(holding(modules(WIFI), SIZE), turns)
    assert codes_in(SimCamera([np.ascontiguousarray(picture)]).look()) == (WIFI,)


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF), min_size=1, max_size=60))
def test_any_text_comes_out_as_it_went_in(text: str) -> None:
    assert codes_in(shown(text)) == (text,)


def test_a_room_has_no_code() -> None:
    assert codes_in(SimCamera([room(SIZE)]).look()) == ()


def test_a_text_longer_than_any_network_is_left_alone() -> None:
    size = Size(width_px=900, height_px=900)
    assert codes_in(shown("x" * LONGEST, size, 5)) == ("x" * LONGEST,)
    assert codes_in(shown("x" * (LONGEST + 1), size, 5)) == ()


def test_without_the_library_the_fault_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "zxingcpp", None)
    with pytest.raises(DeviceFailed, match="zxing-cpp") as caught:
        codes_in(shown(WIFI))
    assert "hearthframe[camera]" in caught.value.hint
