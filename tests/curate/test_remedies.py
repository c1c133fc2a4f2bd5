from frame.curate.remedies import in_words
from frame.model import UNTOUCHED, Remedy


def test_a_photo_that_was_left_alone_needs_no_words() -> None:
    assert in_words(UNTOUCHED) == ()


def test_each_thing_that_was_done_is_said_once() -> None:
    remedy = Remedy(
        exposure=0.8,
        shadows=0.3,
        highlights=0.2,
        balance=(0.9, 1.0, 1.2),
        contrast=0.1,
        noise=3.0,
        tilt=-1.5,
        sharpen=0.5,
        red_eyes=((0.5, 0.5, 0.01),),
    )
    assert in_words(remedy) == (
        "brightened it",
        "lifted the shadows",
        "held back the highlights",
        "gave it more contrast",
        "took away most of a yellow cast",
        "calmed the grain",
        "turned it 1.5° anticlockwise to stand level",
        "sharpened it a little",
        "took the red out of the eyes",
    )
    assert in_words(Remedy(exposure=-0.5, tilt=2.0)) == (
        "darkened it",
        "turned it 2.0° clockwise to stand level",
    )


def test_a_cast_is_named_after_the_light_that_made_it() -> None:
    lights = {
        "red": (0.7, 1.0, 1.0),
        "green": (1.0, 0.7, 1.0),
        "blue": (1.0, 1.0, 0.7),
        "yellow": (1.0, 1.0, 1.3),
        "cyan": (1.3, 1.0, 1.0),
        "purple": (1.0, 1.3, 1.0),
    }
    for name, gains in lights.items():
        assert in_words(Remedy(balance=gains)) == (f"took away most of a {name} cast",)
    assert in_words(Remedy(balance=(1.0, 1.01, 1.0))) == ()
