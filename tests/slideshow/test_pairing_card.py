"""The pairing card on every glass: nothing overlaps, nothing is cut off, the code is free."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frame.model import Size, Verb
from frame.scene import Fill, Matrix, Progress, Rect, Scene, Shape, Words
from frame.slideshow.overlay import words_on
from frame.slideshow.pairing_card import Moment, PairingView, left_of, pairing_card
from frame.slideshow.phrases import Phrases
from frame.slideshow.places import meets
from frame.slideshow.stationery import Foot
from frame.slideshow.words import ENGLISH, LANGUAGES

SCREENS = tuple(
    Size(width_px=wide, height_px=high)
    for wide, high in (
        (1920, 1080), (1280, 720), (1280, 800), (800, 480), (1024, 600), (1024, 768),
        (3840, 2160), (2560, 1080), (1080, 1920), (480, 800), (600, 1024), (720, 720),
    )
)  # fmt: skip
TROUBLE = "Phones cannot reach this frame: the broker does not answer."
LONG = "Wolfeschlegelsteinhausenbergerdorff " * 5


def qr(count: int) -> tuple[str, ...]:
    return ("1" * count,) * count


def drawn(
    view: PairingView,
    screen: Size,
    *,
    answered: bool = False,
    trouble: str = "",
    phrases: Phrases = ENGLISH,
) -> Scene:
    moment, foot = (
        Moment(at_s=20.0, answered=answered),
        Foot(name="Grandma's frame", trouble=trouble),
    )
    return pairing_card(view, moment, screen, foot, phrases)


languages = st.sampled_from(list(LANGUAGES.values()))


views = st.builds(
    PairingView,
    qr=st.sampled_from([41, 57]).map(qr),
    address=st.sampled_from(["", "frame.local", "kitchen.frame.example:8443"]),
    role=st.sampled_from(["owner", "contributor", "viewer", "frame", "something new"]),
    digits=st.sampled_from([None, "048 217", "444 444"]),
    who=st.sampled_from(["", "Oma \u00b7 Oma's phone", LONG, "\u706b" * 90]),
    until_s=st.sampled_from([0.0, 21.0, 200.0]),
    invited=st.booleans(),
    done=st.sampled_from(["", "", "Oma's phone", LONG]),
)


@given(
    view=views,
    screen=st.sampled_from(SCREENS),
    answered=st.booleans(),
    trouble=st.sampled_from(["", TROUBLE]),
    phrases=languages,
)
@settings(deadline=None, max_examples=400)
def test_words_stay_inside_and_never_overlap(
    *, view: PairingView, screen: Size, answered: bool, trouble: str, phrases: Phrases
) -> None:
    scene = drawn(view, screen, answered=answered, trouble=trouble, phrases=phrases)
    margin = 0.05 * min(screen.width_px, screen.height_px)
    lines = words_on(scene.layers)
    for line in lines:
        assert line.left >= margin
        assert line.left + line.width <= screen.width_px - margin + 1.5
        assert line.top >= margin
        assert line.top + line.height <= screen.height_px - margin
    for one, other in combinations(lines, 2):
        assert not meets(_core(one), _core(other)), (one, other)


def _core(line: Rect) -> Rect:
    """What letters surely fill: `max_width` of two neighbours may touch."""
    return Rect(left=line.left, top=line.top, width=line.width - 2.0, height=line.height)


@given(views, st.sampled_from(SCREENS), st.sampled_from(["", TROUBLE]), languages)
@settings(deadline=None, max_examples=200)
def test_nothing_lies_on_the_code_or_its_quiet_zone(
    view: PairingView, screen: Size, trouble: str, phrases: Phrases
) -> None:
    scene = drawn(view, screen, trouble=trouble, phrases=phrases)
    for code in (layer for layer in scene.layers if isinstance(layer, Matrix)):
        assert code.square_px >= 2
        inset = 4 * code.square_px
        quiet = Rect(
            left=code.fitted.left - inset, top=code.fitted.top - inset,
            width=code.fitted.width + 2 * inset, height=code.fitted.height + 2 * inset,
        )  # fmt: skip
        place = scene.layers.index(code)
        (paper,) = [
            layer
            for layer in scene.layers[:place]
            if isinstance(layer, Fill) and layer.colour == (255, 253, 250)
        ]
        assert paper.at == quiet
        assert 0 <= quiet.left <= quiet.left + quiet.width <= screen.width_px
        assert 0 <= quiet.top <= quiet.top + quiet.height <= screen.height_px
        others = [layer for layer in scene.layers[place + 1 :] if not isinstance(layer, Words)]
        assert not any(meets(layer.at, quiet) for layer in others)
        assert not any(meets(line, quiet) for line in words_on(scene.layers))


@given(view=views, screen=st.sampled_from(SCREENS), answered=st.booleans(), phrases=languages)
@settings(deadline=None, max_examples=200)
def test_buttons_lie_apart_on_the_glass_and_no_other_words_lie_on_them(
    *, view: PairingView, screen: Size, answered: bool, phrases: Phrases
) -> None:
    scene = drawn(view, screen, answered=answered, phrases=phrases)
    places = [target.at for target in scene.targets]
    for at in places:
        assert 0 <= at.left <= at.left + at.width <= screen.width_px
        assert 0 <= at.top <= at.top + at.height <= screen.height_px
        for line in words_on(scene.layers):
            inside = at.left <= line.left <= at.left + at.width
            assert not meets(at, line) or (inside and at.top <= line.top <= at.top + at.height)
    assert not any(meets(one, other) for one, other in combinations(places, 2))
    marks = [layer for layer in scene.layers if isinstance(layer, Shape | Progress)]
    assert not any(meets(mark.at, at) for mark in marks for at in places)


def verbs(scene: Scene) -> list[Verb]:
    return [target.verb for target in scene.targets]


def test_each_state_offers_what_can_be_answered() -> None:
    scan = PairingView(qr=qr(41), until_s=200.0)
    digits = PairingView(qr=qr(41), digits="048 217", until_s=200.0)
    done = PairingView(done="Oma's phone", until_s=200.0)
    assert verbs(drawn(scan, SCREENS[0])) == [Verb.NO]
    assert verbs(drawn(digits, SCREENS[0])) == [Verb.YES, Verb.NO]
    assert verbs(drawn(digits, SCREENS[0], answered=True)) == [Verb.NO]
    assert verbs(drawn(done, SCREENS[0])) == []
    assert drawn(scan, SCREENS[0]).asks
    assert not drawn(done, SCREENS[0]).asks


@pytest.mark.parametrize("screen", SCREENS, ids=lambda size: f"{size.width_px}x{size.height_px}")
def test_the_digits_are_the_largest_thing_on_the_card(screen: Size) -> None:
    view = PairingView(digits="048 217", who="Oma", until_s=200.0)
    words = [layer for layer in drawn(view, screen).layers if isinstance(layer, Words)]
    digits = next(layer for layer in words if layer.text == "048 217")
    assert digits.size_px >= 3 * max(one.size_px for one in words if one is not digits)


@pytest.mark.parametrize("screen", SCREENS, ids=lambda size: f"{size.width_px}x{size.height_px}")
def test_the_code_is_as_large_as_the_glass_allows(screen: Size) -> None:
    view = PairingView(qr=qr(41), address="frame.local", until_s=200.0)
    (code,) = (one for one in drawn(view, screen).layers if isinstance(one, Matrix))
    short = min(screen.width_px, screen.height_px)
    near_square = max(screen.width_px, screen.height_px) < 1.2 * short
    assert code.fitted.width + 8 * code.square_px >= (0.30 if near_square else 0.60) * short


@pytest.mark.parametrize(
    ("at_s", "told"), [(0.0, "3:00"), (0.4, "3:00"), (1.0, "2:59"), (179.5, "0:01"), (190, "0:00")]
)
def test_the_time_left_is_told_in_minutes_and_seconds(at_s: float, told: str) -> None:
    assert left_of(PairingView(until_s=180.0), at_s) == told


def test_a_stranger_cannot_write_more_than_one_line() -> None:
    view = PairingView(digits="048 217", who=LONG, until_s=200.0)
    words = [layer for layer in drawn(view, SCREENS[0]).layers if isinstance(layer, Words)]
    assert [layer for layer in words if "Wolfe" in layer.text] == [
        layer for layer in words if layer.text == LONG
    ]
