"""What every screen promises: the real one, with and without a GPU, and its twin."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import pytest

from frame.devices.sim.screen import SimScreen
from frame.devices.window import Window, WindowOptions
from frame.errors import DeviceFailed
from frame.model import Box, Command, Pixels, Size, Verb
from frame.ports import Screen
from frame.scene import Colour, Fill, Picture, Rect, Scene, Shade, TextureId

SIZE = Size(width_px=64, height_px=48)
ALL = Rect(left=0, top=0, width=64, height=48)
WHOLE = Box(left=0, top=0, width=1, height=1)
RIGHT_HALF = Box(left=0.5, top=0, width=0.5, height=1)
RED: Colour = (200, 0, 0)
BLUE: Colour = (0, 0, 200)


@dataclass
class Rig:
    """A screen, its time, and a way to press a key."""

    screen: Screen
    press: Callable[[Verb], None]
    hands: list[float] = field(default_factory=lambda: [100.0])


def press_key(verb: Verb) -> None:
    import pygame

    key = {Verb.NEXT: pygame.K_RIGHT, Verb.WHY: pygame.K_w}[verb]
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key))


@pytest.fixture(params=["twin", "window", "gpu"])
def rig(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rig]:
    monkeypatch.setenv("SDL_VIDEODRIVER", "offscreen" if request.param == "gpu" else "dummy")
    hands = [100.0]
    if request.param == "twin":
        twin = SimScreen(SIZE, lambda: hands[0])
        yield Rig(screen=twin, press=twin.press, hands=hands)
        return
    options = WindowOptions(size=SIZE, headless=True)
    window = Window(options, clock=lambda: hands[0], nap=lambda _seconds: None)
    if request.param == "gpu" and window.software:
        window.close()
        pytest.skip("there is no OpenGL on this machine, not even an emulated one")
    yield Rig(screen=window, press=press_key, hands=hands)
    window.close()


def plain(colour: Colour, fade_s: float = 0.0) -> Scene:
    return Scene(size=SIZE, background=colour, layers=(), fade_s=fade_s)


def colour_at(rig: Rig, x: int, y: int) -> Colour:
    shot = rig.screen.capture()
    assert shot.size == SIZE
    first = 3 * (y * SIZE.width_px + x)
    red, green, blue = shot.rgb[first : first + 3]
    return red, green, blue


def near(one: Colour, other: Colour, by: int = 3) -> bool:
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))


def halves(name: str = "halves") -> tuple[TextureId, Pixels]:
    """A picture, its left half red and its right half blue."""
    row = bytes(RED) * 8 + bytes(BLUE) * 8
    return TextureId(name), Pixels(size=Size(width_px=16, height_px=4), rgb=row * 4)


def test_what_is_shown_is_what_is_captured(rig: Rig) -> None:
    half = Fill(at=Rect(left=32, top=0, width=32, height=48), colour=BLUE)
    rig.screen.show(Scene(size=SIZE, background=RED, layers=(half,)), {})
    rig.screen.step()
    assert near(colour_at(rig, 10, 20), RED)
    assert near(colour_at(rig, 50, 20), BLUE)


def test_a_fill_lets_through_what_its_alpha_says(rig: Rig) -> None:
    veil = Fill(at=ALL, colour=(0, 0, 0), alpha=0.5)
    rig.screen.show(Scene(size=SIZE, background=RED, layers=(veil,)), {})
    assert near(colour_at(rig, 10, 20), (100, 0, 0))


def test_a_shade_runs_from_its_top_to_its_bottom(rig: Rig) -> None:
    veil = Shade(at=ALL, colour=(0, 0, 0), top=0.0, bottom=1.0)
    rig.screen.show(Scene(size=SIZE, background=RED, layers=(veil,)), {})
    assert near(colour_at(rig, 10, 1), RED)
    assert near(colour_at(rig, 10, 24), (97, 0, 0), by=6)
    assert near(colour_at(rig, 10, 46), (0, 0, 0))


def test_a_fade_starts_at_the_old_scene_and_ends_at_the_new_one(rig: Rig) -> None:
    rig.screen.show(plain(RED), {})
    rig.screen.step()
    rig.screen.show(plain(BLUE, fade_s=2.0), {})
    assert near(colour_at(rig, 5, 5), RED)
    rig.hands[0] += 1.0
    assert near(colour_at(rig, 5, 5), (100, 0, 100))
    rig.hands[0] += 1.0
    assert near(colour_at(rig, 5, 5), BLUE)


def test_a_photo_fades_as_a_whole_with_its_mat(rig: Rig) -> None:
    name, pixels = halves()
    photo = Picture(texture=name, at=ALL, start=WHOLE, end=WHOLE)
    rig.screen.show(Scene(size=SIZE, background=RED, layers=(photo,)), {name: pixels})
    rig.screen.show(plain((0, 200, 0), fade_s=2.0), {})
    rig.hands[0] += 1.0
    assert near(colour_at(rig, 10, 20), (100, 100, 0))
    assert near(colour_at(rig, 54, 20), (0, 100, 100))


def test_a_scene_that_replaces_a_fade_goes_on_from_what_is_seen(rig: Rig) -> None:
    rig.screen.show(plain(RED), {})
    rig.screen.show(plain(BLUE, fade_s=2.0), {})
    rig.hands[0] += 1.0
    rig.screen.show(plain((0, 200, 0), fade_s=1.0), {})
    assert near(colour_at(rig, 5, 5), (100, 0, 100))


def test_a_scene_that_is_dimmed_is_darker_all_over(rig: Rig) -> None:
    half = Fill(at=Rect(left=32, top=0, width=32, height=48), colour=BLUE)
    rig.screen.show(Scene(size=SIZE, background=RED, layers=(half,), dim=0.5), {})
    assert near(colour_at(rig, 10, 20), (100, 0, 0))
    assert near(colour_at(rig, 50, 20), (0, 0, 100))


@pytest.mark.promise("P6")
def test_what_is_settled_holds_nothing_of_the_scene_before_and_is_not_dimmed(rig: Rig) -> None:
    rig.screen.show(plain(RED), {})
    rig.screen.step()
    rig.screen.show(replace(plain(BLUE, fade_s=2.0), dim=0.5), {})
    rig.screen.step()
    assert near(_first(rig.screen.capture(settled=True)), BLUE)
    assert near(colour_at(rig, 0, 0), RED)
    rig.hands[0] += 1.0
    rig.screen.step()
    assert near(_first(rig.screen.capture(settled=True)), BLUE)
    rig.screen.step()
    assert near(colour_at(rig, 0, 0), (100, 0, 50))


def _first(shot: Pixels) -> Colour:
    red, green, blue = shot.rgb[:3]
    return red, green, blue


@pytest.mark.promise("P1")
def test_a_scene_without_a_fade_leaves_nothing_of_the_one_before(rig: Rig) -> None:
    name, pixels = halves()
    photo = Picture(texture=name, at=ALL, start=WHOLE, end=WHOLE)
    rig.screen.show(Scene(size=SIZE, background=RED, layers=(photo,)), {name: pixels})
    rig.screen.step()
    rig.screen.show(plain((10, 200, 10)), {})
    assert set(bytes(rig.screen.capture().rgb)) == {10, 200}
    with pytest.raises(DeviceFailed):
        rig.screen.show(Scene(size=SIZE, background=RED, layers=(photo,)), {})


def test_a_picture_glides_from_its_start_to_its_end(rig: Rig) -> None:
    name, pixels = halves()
    left_half = Box(left=0, top=0, width=0.5, height=1)
    glide = Picture(texture=name, at=ALL, start=left_half, end=RIGHT_HALF)
    scene = Scene(size=SIZE, background=(0, 0, 0), layers=(glide,), seconds=10.0)
    rig.screen.show(scene, {name: pixels})
    assert near(colour_at(rig, 40, 20), RED)
    rig.hands[0] += 5.0
    assert near(colour_at(rig, 10, 20), RED)
    assert near(colour_at(rig, 54, 20), BLUE)
    rig.hands[0] += 5.0
    assert near(colour_at(rig, 20, 20), BLUE)


def test_a_scene_may_begin_in_the_middle_of_its_motion(rig: Rig) -> None:
    name, pixels = halves()
    glide = Picture(texture=name, at=ALL, start=WHOLE, end=RIGHT_HALF)
    scene = Scene(size=SIZE, background=RED, layers=(glide,), seconds=4.0, begin_s=4.0)
    rig.screen.show(scene, {name: pixels})
    assert near(colour_at(rig, 12, 20), BLUE)


def test_a_texture_on_the_glass_need_not_be_handed_over_again(rig: Rig) -> None:
    name, pixels = halves()
    photo = Picture(texture=name, at=ALL, start=WHOLE, end=WHOLE)
    scene = Scene(size=SIZE, background=(0, 0, 0), layers=(photo,))
    rig.screen.show(scene, {name: pixels})
    rig.screen.show(scene, {})
    assert near(colour_at(rig, 10, 20), RED)


def test_a_wish_comes_out_of_the_next_step_once(rig: Rig) -> None:
    rig.screen.show(plain(RED), {})
    rig.press(Verb.NEXT)
    rig.press(Verb.WHY)
    assert rig.screen.step() == (Command(verb=Verb.NEXT), Command(verb=Verb.WHY))
    assert rig.screen.step() == ()


def test_closing_twice_is_fine(rig: Rig) -> None:
    rig.screen.close()
    rig.screen.close()
