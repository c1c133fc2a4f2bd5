"""What every panel promises, each over a twin of what it talks to, and the twin of all."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from frame.devices.backlight import Backlight
from frame.devices.cec import Television
from frame.devices.compositor import Compositor
from frame.devices.connector import DPMS_ON, Connector
from frame.devices.panel import KINDS, Plain, find
from frame.devices.sim.panel import SimPanel
from frame.errors import DeviceFailed
from frame.ports import Panel
from tests.devices.panels_kit import (
    MadeUpCard,
    MadeUpTelevision,
    MadeUpTools,
    backlight_in,
    cec_in,
    files_in,
    number_in,
)


@dataclass
class Rig:
    """A panel, whether light comes out of it, and a way to break what is behind it."""

    panel: Panel
    is_lit: Callable[[], bool]
    break_it: Callable[[], object]
    percent: Callable[[], int] | None = None


def twin(_folder: Path) -> Rig:
    panel = SimPanel()
    return Rig(
        panel, lambda: panel.on, lambda: setattr(panel, "fails", True), lambda: panel.percent
    )


def backlight(folder: Path, *, power: bool = True) -> Rig:
    place = backlight_in(folder, power=power)

    def is_lit() -> bool:
        off = power and number_in(place / "bl_power") == 4
        return not off and number_in(place / "brightness") > 0

    def gone() -> None:
        for one in place.iterdir():
            one.unlink()

    def percent() -> int:
        return round(100 * number_in(place / "brightness") / 255)

    return Rig(Backlight(folder), is_lit, gone, percent)


def television(folder: Path) -> Rig:
    tv = MadeUpTelevision()
    panel = Television(cec_in(folder), tv)
    return Rig(panel, lambda: tv.on, lambda: setattr(tv, "breaks", True))


def card(folder: Path) -> Rig:
    made_up = MadeUpCard()
    panel = Connector(files_in(folder, "/dev/null", "/dev/dri/card1"), made_up)
    return Rig(
        panel,
        lambda: set(made_up.lit.values()) == {DPMS_ON},
        lambda: setattr(made_up, "breaks", True),
    )


def compositor(tool: str) -> Callable[[Path], Rig]:
    def made(_folder: Path) -> Rig:
        tools = MadeUpTools(tool)
        panel = Compositor(tools, tool)
        return Rig(panel, lambda: all(tools.lit.values()), lambda: setattr(tools, "breaks", True))

    return made


RIGS: dict[str, Callable[[Path], Rig]] = {
    "twin": twin,
    "backlight": backlight,
    "backlight that is not switched": lambda folder: backlight(folder, power=False),
    "television": television,
    "connector": card,
    "wlopm": compositor("wlopm"),
    "wlr-randr": compositor("wlr-randr"),
}


@pytest.fixture(params=RIGS)
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Rig:
    return RIGS[request.param](tmp_path / "place")


def test_a_panel_is_switched_off_and_on_again(rig: Rig) -> None:
    for on in (False, True, False, False, True, True):
        rig.panel.switch(on=on)
        assert rig.is_lit() == on


@pytest.mark.promise("P4")
def test_whoever_gives_a_panel_back_leaves_it_lit(rig: Rig) -> None:
    rig.panel.switch(on=False)
    rig.panel.close()
    assert rig.is_lit()
    rig.panel.close()


def test_a_panel_says_whether_it_can_be_dimmed_and_then_is(rig: Rig) -> None:
    dims = rig.panel.shine(40)
    assert dims == (rig.percent is not None)
    if rig.percent is not None:
        assert rig.percent() == 40
        rig.panel.shine(1)
        assert rig.is_lit()


def test_how_bright_it_was_is_kept_while_it_is_off(rig: Rig) -> None:
    rig.panel.switch(on=False)
    rig.panel.shine(30)
    assert not rig.is_lit()
    rig.panel.switch(on=True)
    assert rig.is_lit()
    assert rig.percent is None or rig.percent() == 30


def test_a_panel_that_breaks_says_so_and_closing_it_still_works(rig: Rig) -> None:
    rig.panel.switch(on=False)
    rig.break_it()
    with pytest.raises(DeviceFailed):
        rig.panel.switch(on=True)
    rig.panel.close()


def test_a_television_is_told_where_the_picture_comes_from(tmp_path: Path) -> None:
    tv = MadeUpTelevision(place=0x2300)
    Television(cec_in(tmp_path / "dev"), tv).switch(on=True)
    assert tv.source == 0x2300
    assert {len(one) for one in tv.heard} == {1, 2, 4}


@pytest.mark.parametrize(
    "tv",
    [MadeUpTelevision(there=False), MadeUpTelevision(place=0xFFFF), MadeUpTelevision(busy=True)],
)
def test_a_cable_with_nobody_who_answers_is_no_television(
    tv: MadeUpTelevision, tmp_path: Path
) -> None:
    with pytest.raises(DeviceFailed):
        Television(cec_in(tmp_path / "dev"), tv)


def test_a_machine_without_any_of_it_has_a_screen_that_shows_black(tmp_path: Path) -> None:
    for refused in (
        lambda: Backlight(tmp_path / "none"),
        lambda: Television(tmp_path / "none"),
        lambda: Connector(files_in(tmp_path / "fd", "/dev/null")),
        lambda: Connector(files_in(tmp_path / "fd2", "/dev/dri/card0"), MadeUpCard((b"EDID",))),
        lambda: Compositor(MadeUpTools("wlopm"), ""),
    ):
        with pytest.raises(DeviceFailed):
            refused()
    assert isinstance(find(()), Plain)


def test_the_first_that_works_is_taken(tmp_path: Path) -> None:
    def missing() -> Plain:
        raise DeviceFailed("there is none")

    place = tmp_path / "backlight"
    backlight_in(place)
    found = find((missing, lambda: Backlight(place), missing))
    assert found.means == Backlight.means


def test_a_session_with_a_compositor_is_asked_before_anything_else() -> None:
    assert list(KINDS) == [Compositor, Backlight, Television, Connector]


def test_the_structures_have_the_sizes_that_the_numbers_of_their_calls_say() -> None:
    import ctypes

    from frame.devices import cec, connector

    def size_in(number: int) -> int:
        return number >> 16 & 0x3FFF

    assert size_in(cec.TRANSMIT) == cec.MESSAGE.size
    assert size_in(cec.ADAP_S_LOG_ADDRS) == size_in(cec.ADAP_G_LOG_ADDRS) == cec.ADDRESSES.size
    assert size_in(connector.GET_RESOURCES) == ctypes.sizeof(connector.Resources)
    assert size_in(connector.GET_PROPERTIES) == ctypes.sizeof(connector.Properties)
    assert size_in(connector.GET_PROPERTY) == ctypes.sizeof(connector.Property)
    assert size_in(connector.SET_PROPERTY) == ctypes.sizeof(connector.Setting)
