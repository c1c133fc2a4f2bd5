"""P5 through the whole slideshow: a mended photo, and the untouched one behind one key."""

from dataclasses import replace
from datetime import datetime

import pytest

from frame.model import UNTOUCHED, Box, Remedy, Size, Verb
from frame.scene import Picture
from frame.slideshow import show
from frame.slideshow.events import Offered, Prepare, Pressed, Ready, Show, Tick
from frame.slideshow.slide import Need, Settings, Shot, Slide
from tests.slideshow.slides_for_tests import WALL, shot

STORED = Size(width_px=6000, height_px=4000)
MENDED = replace(
    shot(wide=5600, high=3733),
    remedy=Remedy(exposure=0.6, tilt=2.0),
    unlevelled=STORED,
    veil=(Box(left=0.1, top=0.1, width=0.1, height=0.1),),
)


def on_the_glass(*shots: Shot, original: bool) -> tuple[Show, dict[str, Need]]:
    state, _ = show.start(WALL, Settings(), "Hearthframe")
    state, _ = show.step(state, Tick(now=datetime(2026, 6, 1, 9, 5), at_s=0.0))
    state, offered = show.step(state, Offered(slide=Slide(shots=shots)))
    (order,) = (effect for effect in offered if isinstance(effect, Prepare))
    state, effects = show.step(state, Ready(key=order.key))
    if original:
        state, effects = show.step(state, Pressed(verb=Verb.ORIGINAL))
    shown = [effect for effect in effects if isinstance(effect, Show)][-1]
    return shown, {need.texture: need for need in order.needs}


def drawn(shown: Show, needs: dict[str, Need]) -> list[Need]:
    return [needs[layer.texture] for layer in shown.scene.layers if isinstance(layer, Picture)]


def test_a_mended_photo_is_on_the_glass_with_its_remedy() -> None:
    (need,) = drawn(*on_the_glass(MENDED, original=False))
    assert need.remedy == MENDED.remedy
    assert need.veil == MENDED.veil


@pytest.mark.promise("P5")
def test_the_original_is_drawn_at_once_from_a_texture_that_was_prepared() -> None:
    shown, needs = on_the_glass(MENDED, original=True)
    (need,) = drawn(shown, needs)
    assert need.remedy == UNTOUCHED
    assert need.veil == MENDED.veil
    assert need.wanted.width_px / need.wanted.height_px == pytest.approx(1.5, abs=0.005)
    assert need.texture in shown.textures


@pytest.mark.promise("P5")
def test_in_a_pair_each_photo_has_its_own_original() -> None:
    plain, mended = shot("b", 3000, 3600), replace(shot("a", 3000, 3600), remedy=MENDED.remedy)
    for pair in ((plain, mended), (mended, plain), (mended, replace(mended, photo=plain.photo))):
        found = drawn(*on_the_glass(*pair, original=True))
        assert [need.photo for need in found] == [one.photo for one in pair]
        assert all(need.remedy == UNTOUCHED for need in found)
