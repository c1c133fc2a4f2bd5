"""The light of a screen, over the twin of a panel and the twin of a screen."""

from dataclasses import dataclass, field, replace

import pytest

from frame.devices.sim.panel import SimPanel
from frame.devices.sim.screen import SimScreen
from frame.model import Size, Verb
from frame.scene import Scene
from frame.services.lamp import AGAIN_S, FIND_S, Lamp
from frame.slideshow.night import off_scene, veil_for

SIZE = Size(width_px=16, height_px=8)
LIT = Scene(size=SIZE, background=(200, 200, 200), layers=(), fade_s=2.0)
DARK = replace(off_scene(SIZE), fade_s=2.0)


@dataclass
class House:
    """A display process, its panel and its time."""

    panel: SimPanel = field(default_factory=SimPanel)
    at_s: float = 50.0
    found: int = 0

    def __post_init__(self) -> None:
        self.screen = SimScreen(SIZE, lambda: self.at_s)
        self.lamp = Lamp(self.screen, self._find, lambda: self.at_s)

    def _find(self) -> SimPanel:
        self.found += 1
        return self.panel

    def show(self, scene: Scene) -> None:
        self.lamp.show(scene, {})

    def wait(self, seconds: float) -> None:
        for _ in range(round(seconds * 20)):
            self.at_s += 0.05
            self.lamp.step()

    def grey(self) -> int:
        return self.lamp.capture().rgb[0]


@pytest.fixture
def house() -> House:
    one = House()
    one.show(LIT)
    one.wait(FIND_S + 0.2)
    return one


def test_the_first_picture_does_not_wait_for_the_panel() -> None:
    house = House()
    house.show(LIT)
    house.wait(1.0)
    assert house.found == 0
    house.wait(FIND_S)
    assert house.found == 1


def test_a_panel_that_was_left_dark_is_lit_when_it_is_found() -> None:
    house = House(panel=SimPanel())
    house.panel.on = False
    house.show(LIT)
    house.wait(FIND_S + 0.2)
    assert house.panel.on


def test_it_goes_out_once_the_black_picture_is_there_and_not_before(house: House) -> None:
    house.show(DARK)
    house.wait(1.0)
    assert house.panel.on
    house.wait(1.2)
    assert not house.panel.on


def test_it_comes_on_before_the_next_picture_is_drawn(house: House) -> None:
    house.show(DARK)
    house.wait(3.0)
    house.show(LIT)
    assert house.panel.on


def test_a_panel_that_dims_takes_the_place_of_the_veil(house: House) -> None:
    house.show(replace(LIT, dim=veil_for(40)))
    house.wait(1.0)
    assert 50 < house.panel.percent < 90
    house.wait(1.5)
    assert house.panel.percent == 40
    assert house.grey() == 200


def test_a_panel_that_does_not_dim_leaves_the_veil_where_it_is() -> None:
    house = House(panel=SimPanel(dims=False))
    house.show(LIT)
    house.wait(FIND_S + 0.2)
    house.show(replace(LIT, dim=0.5))
    house.wait(3.0)
    assert house.panel.percent == 100
    assert house.grey() == pytest.approx(100, abs=3)


@pytest.mark.promise("P4")
def test_a_panel_that_fails_to_come_on_is_asked_until_it_does(house: House) -> None:
    house.show(DARK)
    house.wait(3.0)
    house.panel.fails = True
    house.show(LIT)
    house.wait(AGAIN_S + 1)
    assert not house.panel.on
    house.panel.fails = False
    house.wait(AGAIN_S + 1)
    assert house.panel.on


@pytest.mark.promise("P4")
def test_a_display_that_ends_leaves_its_panel_lit(house: House) -> None:
    house.show(DARK)
    house.wait(3.0)
    house.lamp.close()
    assert house.panel.on


def test_the_light_is_written_only_while_it_changes(house: House) -> None:
    writes: list[int] = []
    shine = house.panel.shine

    def noted(percent: int) -> bool:
        writes.append(percent)
        return shine(percent)

    house.panel.shine = noted  # type: ignore[method-assign]
    house.wait(10.0)
    assert writes == []
    house.show(replace(LIT, dim=veil_for(50)))
    house.wait(10.0)
    assert writes == sorted(set(writes), reverse=True)


def test_what_people_press_comes_through(house: House) -> None:
    house.screen.press(Verb.NEXT)
    assert [one.verb for one in house.lamp.step()] == [Verb.NEXT]
