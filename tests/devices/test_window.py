"""The window, drawn into memory with the real fonts."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest

from frame.devices.gestures import ANSWERS, KEYS, Gestures, meaning_of
from frame.devices.window import Window, WindowOptions
from frame.errors import DeviceFailed
from frame.model import Command, Pixels, Size, Verb
from frame.scene import (
    Fill,
    Layer,
    Matrix,
    Progress,
    Rect,
    Scene,
    Target,
    Weight,
    Words,
)
from frame.slideshow.cards import CardKind, card
from frame.slideshow.lettering import width_of
from frame.slideshow.marks import flame

SIZE = Size(width_px=320, height_px=200)
GREEN = (20, 160, 40)


class Hands:
    """A clock that moves when somebody sleeps."""

    def __init__(self) -> None:
        self.at_s = 50.0
        self.naps: list[float] = []

    def now(self) -> float:
        return self.at_s

    def nap(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.at_s += seconds


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def window(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    opened = Window(WindowOptions(size=SIZE, headless=True), clock=hands.now, nap=hands.nap)
    yield opened
    opened.close()


def words(text: str, *, max_width: float | None = None, shadow: bool = False) -> Words:
    return Words(
        text=text, left=20.0, baseline=120.0, size_px=40.0, max_width=max_width, shadow=shadow
    )


def shown(window: Window, *layers: Layer) -> Pixels:
    window.show(Scene(size=SIZE, background=(0, 0, 0), layers=layers), {})
    return window.capture()


def lit(pixels: Pixels) -> tuple[int, int, int, int]:
    """The box around everything that is not black: left, top, right, bottom."""
    wide = pixels.size.width_px
    places = [
        (index // 3 % wide, index // 3 // wide)
        for index, value in enumerate(bytes(pixels.rgb))
        if value > 24
    ]
    assert places, "nothing was drawn"
    columns, rows = [x for x, _ in places], [y for _, y in places]
    return min(columns), min(rows), max(columns), max(rows)


def test_words_stand_on_their_baseline(window: Window) -> None:
    left, top, _, bottom = lit(shown(window, words("HEARTH")))
    assert 20 <= left <= 26
    assert bottom in {118, 119, 120}
    assert 120 - top == pytest.approx(0.66 * 40, abs=2)


@pytest.mark.parametrize("weight", ["light", "regular", "semibold", "bold"])
def test_words_are_no_wider_than_they_were_measured(window: Window, weight: Weight) -> None:
    from frame.devices.fonts import Fonts

    fonts = Fonts()
    for text in (
        "June 2019 · Garden",
        "10:24",
        "WHY this photo?",
        "frame import PATH --album NAME",
    ):
        line = Words(text=text, left=0, baseline=50, size_px=36, weight=weight)
        real = fonts.width_of(line)
        assert 0.93 * width_of(text, 36, weight) <= real <= width_of(text, 36, weight) + 1.5
    assert window.software


def test_digits_are_equally_wide_so_the_clock_does_not_jump(window: Window) -> None:
    from frame.devices.fonts import Fonts

    fonts = Fonts()
    assert window.software
    widths = {
        fonts.width_of(Words(text=f"{a}{b}:00", left=0, baseline=0, size_px=88, weight="light"))
        for a, b in ("11", "18", "04", "23", "59")
    }
    assert len(widths) == 1


def test_words_that_are_too_long_end_in_an_ellipsis_inside_their_limit(window: Window) -> None:
    _, _, right, _ = lit(shown(window, words("A very long caption indeed", max_width=120.0)))
    assert right <= 20 + 120


def test_a_letter_no_font_has_leaves_no_empty_box(window: Window) -> None:
    plain = shown(window, words("ab"))
    strange = shown(window, words("\U0010fffd a\U0010fffdb"))
    assert plain.rgb == strange.rgb


def test_a_line_without_a_single_known_letter_draws_nothing(window: Window) -> None:
    assert not any(bytes(shown(window, words("\U0010fffd"), Fill(at=Rect(
        left=0, top=0, width=1, height=1), colour=(0, 0, 0))).rgb))  # fmt: skip


def test_a_shadow_darkens_what_lies_around_the_words(window: Window) -> None:
    ground = Fill(at=Rect(left=0, top=0, width=320, height=200), colour=(255, 255, 255))
    plain = sum(shown(window, ground, words("HEARTH")).rgb)
    shadowed = sum(shown(window, ground, words("HEARTH", shadow=True)).rgb)
    assert shadowed < plain - 20000


def test_round_corners_are_round(window: Window) -> None:
    at = Rect(left=40, top=40, width=80, height=60)
    pixels = shown(window, Fill(at=at, colour=GREEN, radius=20))
    assert colour_at(pixels, 41, 41) == (0, 0, 0)
    assert colour_at(pixels, 80, 41) == GREEN
    assert colour_at(pixels, 80, 70) == GREEN
    assert colour_at(pixels, 118, 98) == (0, 0, 0)


def test_a_mark_is_drawn_where_it_belongs(window: Window) -> None:
    at = Rect(left=60, top=50, width=30, height=40)
    left, top, right, bottom = lit(shown(window, flame(at, (255, 255, 255))))
    assert left >= 59
    assert top >= 49
    assert right <= 91
    assert bottom <= 91


def test_a_code_is_drawn_in_sharp_squares_of_whole_pixels(window: Window) -> None:
    at = Rect(left=40.4, top=20.2, width=50, height=47)
    code = Matrix(at=at, rows=("110", "001", "101"), colour=GREEN)
    pixels = shown(window, code)
    assert (code.square_px, code.fitted) == (15, Rect(left=43, top=21, width=45, height=45))
    seen = [[colour_at(pixels, 43 + x, 21 + y) == GREEN for x in range(45)] for y in range(45)]
    assert seen == [[code.rows[y // 15][x // 15] == "1" for x in range(45)] for y in range(45)]
    assert colour_at(pixels, 42, 21) == colour_at(pixels, 88, 65) == (0, 0, 0)


def test_a_bar_shrinks_evenly_and_between_two_pixels_fades(window: Window, hands: Hands) -> None:
    at = Rect(left=20, top=30, width=100, height=4)
    bar = Progress(at=at, colour=(200, 200, 200), start=1.0, end=0.0)
    window.show(Scene(size=SIZE, background=(0, 0, 0), layers=(bar,), seconds=10.0), {})
    assert colour_at(window.capture(), 119, 31) == (200, 200, 200)
    hands.at_s += 2.05
    pixels = window.capture()
    assert colour_at(pixels, 98, 31) == (200, 200, 200)
    assert colour_at(pixels, 99, 31)[0] == pytest.approx(100, abs=2)
    assert colour_at(pixels, 100, 31) == (0, 0, 0)
    hands.at_s += 8.0
    assert not any(bytes(window.capture().rgb))


def colour_at(pixels: Pixels, x: int, y: int) -> tuple[int, int, int]:
    first = 3 * (y * pixels.size.width_px + x)
    red, green, blue = pixels.rgb[first : first + 3]
    return red, green, blue


@pytest.mark.promise("P4")
def test_every_card_can_be_drawn(window: Window) -> None:
    for kind in CardKind:
        window.show(card(kind, SIZE), {})
        assert len(set(bytes(window.capture().rgb))) > 4


def test_a_still_scene_is_drawn_once_and_then_only_listened_to(
    window: Window, hands: Hands
) -> None:
    window.show(Scene(size=SIZE, background=GREEN, layers=()), {})
    window.step()
    hands.naps.clear()
    window.step()
    assert hands.naps == [0.05]


def test_a_scene_that_fades_keeps_to_its_frame_rate(window: Window, hands: Hands) -> None:
    window.show(Scene(size=SIZE, background=(0, 0, 0), layers=()), {})
    window.step()
    window.show(Scene(size=SIZE, background=GREEN, layers=(), fade_s=1.0), {})
    began = hands.at_s
    for _ in range(16):
        window.step()
    assert hands.at_s - began == pytest.approx(15.5 / 30, abs=0.04)


def test_pixels_that_are_not_as_many_as_they_claim_are_refused(window: Window) -> None:
    from frame.model import Box
    from frame.scene import Picture, TextureId

    whole = Box(left=0, top=0, width=1, height=1)
    at = Rect(left=0, top=0, width=320, height=200)
    photo = Picture(texture=TextureId("t"), at=at, start=whole, end=whole)
    short = Pixels(size=Size(width_px=100, height_px=100), rgb=bytes(30))
    with pytest.raises(DeviceFailed):
        window.show(Scene(size=SIZE, background=GREEN, layers=(photo,)), {TextureId("t"): short})


def test_closing_the_window_means_quit(window: Window) -> None:
    import pygame

    pygame.event.post(pygame.event.Event(pygame.QUIT))
    assert Command(verb=Verb.QUIT) in window.step()


def test_without_a_display_one_sentence_names_the_way_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SDL_VIDEODRIVER", "x11")
    with pytest.raises(DeviceFailed, match="no display"):
        Window(WindowOptions(size=SIZE))


_UNTIL_QUIT = """
import sys
from frame.devices.window import Window, WindowOptions
from frame.model import Size, Verb
window = Window(WindowOptions(size=Size(width_px=64, height_px=48), headless=True))
print("open", flush=True)
while Verb.QUIT not in {wish.verb for wish in window.step()}:
    pass
window.close()
print("closed")
"""


def test_sigterm_ends_the_show_in_order_and_pygame_prints_no_banner() -> None:
    environment = {**os.environ, "SDL_VIDEODRIVER": "dummy"}
    with subprocess.Popen(
        [sys.executable, "-c", _UNTIL_QUIT], stdout=subprocess.PIPE, text=True, env=environment
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "open\n"
        child.send_signal(signal.SIGTERM)
        rest, _ = child.communicate(timeout=30)
    assert rest == "closed\n"
    assert child.returncode == 0


def test_every_verb_has_a_key_but_the_one_that_settings_choose() -> None:
    assert {*KEYS.values(), *ANSWERS.values(), Verb.HOLD} == set(Verb)
    assert Verb.HOLD not in {*KEYS.values(), *ANSWERS.values()}


def test_a_key_that_is_held_is_told_while_it_is_down(hands: Hands) -> None:
    import pygame

    options = WindowOptions(size=SIZE, headless=True, held_key="power")
    window = Window(options, clock=hands.now, nap=hands.nap)
    try:
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_POWER))
        told = [command for _ in range(60) for command in window.step()]
        assert told.count(Command(verb=Verb.HOLD)) == len(told) > 4
        pygame.event.post(pygame.event.Event(pygame.KEYUP, key=pygame.K_POWER))
        assert [command for _ in range(60) for command in window.step()] == []
    finally:
        window.close()


def test_keys_are_answers_only_while_the_glass_asks() -> None:
    assert meaning_of("n", asked=False) == (Command(verb=Verb.NEXT),)
    assert meaning_of("escape", asked=False) == (Command(verb=Verb.QUIT),)
    assert meaning_of("y", asked=False) == meaning_of("return", asked=False) == ()
    assert meaning_of("n", asked=True) == (Command(verb=Verb.NO),)
    assert meaning_of("escape", asked=True) == (Command(verb=Verb.NO),)
    assert meaning_of("return", asked=True) == (Command(verb=Verb.YES),)
    assert meaning_of("q", asked=True) == (Command(verb=Verb.QUIT),)
    assert meaning_of("right", asked=True) == ()


def test_while_a_scene_asks_the_window_hears_answers(window: Window) -> None:
    import pygame

    def typed(key: int) -> tuple[Command, ...]:
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key))
        return window.step()

    at = Rect(left=10, top=10, width=50, height=20)
    calm = Scene(size=SIZE, background=GREEN, layers=())
    asking = replace(calm, targets=(Target(at=at, verb=Verb.NO),))
    window.show(calm, {})
    assert typed(pygame.K_ESCAPE) == (Command(verb=Verb.QUIT),)
    window.show(asking, {})
    assert typed(pygame.K_ESCAPE) == (Command(verb=Verb.NO),)
    window.show(calm, {})
    assert typed(pygame.K_ESCAPE) == (Command(verb=Verb.QUIT),)


def touch(start: tuple[float, float], end: tuple[float, float]) -> tuple[Command, ...]:
    gestures = Gestures(Size(width_px=900, height_px=600))
    gestures.press(*start, 0.0)
    gestures.move(*end)
    return gestures.release(*end)


@pytest.mark.parametrize(
    ("start", "end", "verb"),
    [
        ((100, 300), (100, 300), Verb.BACK),
        ((450, 300), (452, 301), Verb.PAUSE),
        ((800, 300), (800, 300), Verb.NEXT),
        ((700, 300), (300, 320), Verb.NEXT),
        ((300, 300), (700, 280), Verb.BACK),
        ((450, 500), (460, 200), Verb.FAVOURITE),
        ((450, 200), (440, 500), Verb.ORIGINAL),
    ],
)
def test_a_touch_means_what_the_handbook_says(
    start: tuple[float, float], end: tuple[float, float], verb: Verb
) -> None:
    assert touch(start, end) == (Command(verb=verb),)


def test_a_long_press_asks_why_once_before_the_finger_lifts() -> None:
    gestures = Gestures(SIZE)
    gestures.press(100, 100, 10.0)
    assert gestures.held(10.3) == ()
    assert gestures.held(10.7) == (Command(verb=Verb.WHY),)
    assert gestures.held(11.0) == ()
    assert gestures.release(100, 100) == ()


def test_a_finger_that_travels_is_no_long_press() -> None:
    gestures = Gestures(SIZE)
    gestures.press(100, 100, 10.0)
    gestures.move(200, 100)
    assert gestures.held(12.0) == ()


def test_what_can_be_touched_is_touched_and_nothing_else_is() -> None:
    gestures = Gestures(Size(width_px=900, height_px=600))
    yes = Target(at=Rect(left=100, top=400, width=200, height=60), verb=Verb.YES)
    no = Target(at=Rect(left=400, top=400, width=200, height=60), verb=Verb.NO)
    gestures.aim((yes, no))

    def touched(start: tuple[float, float], end: tuple[float, float]) -> tuple[Command, ...]:
        gestures.press(*start, 0.0)
        assert gestures.held(5.0) == ()
        gestures.move(*end)
        return gestures.release(*end)

    assert touched((150, 430), (160, 440)) == (Command(verb=Verb.YES),)
    assert touched((590, 455), (590, 455)) == (Command(verb=Verb.NO),)
    assert touched((150, 430), (450, 430)) == ()
    assert touched((450, 100), (450, 100)) == ()


def test_a_finger_that_was_down_before_the_question_answers_nothing() -> None:
    gestures = Gestures(SIZE)
    gestures.press(50, 50, 0.0)
    whole = Rect(left=0, top=0, width=320, height=200)
    gestures.aim((Target(at=whole, verb=Verb.YES),))
    assert gestures.release(50, 50) == ()


def test_pressing_and_holding_a_corner_adds_a_phone() -> None:
    gestures = Gestures(SIZE)
    gestures.press(310, 190, 10.0)
    assert gestures.held(10.7) == (Command(verb=Verb.PAIR),)
