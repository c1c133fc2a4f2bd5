from pathlib import Path
from typing import Any

import numpy as np
import pytest

from frame.model import Box
from frame.vision.nudity import Nudity, undress
from frame.vision.resize import Picture
from frame.vision.runtime import Floats, Model, installed
from tests.vision.vision_photos import astronaut, models, photo, pixels, plain

_DRAWING, _HENTAI, _NEUTRAL, _PORN, _SEXY = range(5)


class Answers:
    """A network that gives these probabilities in turn and remembers what it saw."""

    shape = (1, 8, 8, 3)

    def __init__(self, *answers: dict[int, float]) -> None:
        self._answers = list(answers)
        self.seen: list[Any] = []

    def __call__(self, view: Any) -> tuple[Floats]:
        self.seen.append(view)
        chances = np.full((1, 5), 1e-6, np.float32)
        for kind, chance in self._answers.pop(0).items():
            chances[0, kind] = chance
        return (np.log(chances),)


def _score(model: Answers, people: tuple[Box, ...] = ()) -> float:
    half = plain(40, 20, (255, 0, 0))
    half.paste((0, 0, 255), (20, 0, 40, 20))
    return Nudity(model).score(Picture(pixels(half)), people)  # type: ignore[arg-type]


def test_swimwear_alone_is_never_held() -> None:
    assert _score(Answers({_SEXY: 1.0}, {_SEXY: 1.0})) < 0.4


def test_what_looks_undressed_twice_is_held() -> None:
    assert _score(Answers({_PORN: 0.9, _NEUTRAL: 0.1}, {_PORN: 0.8, _NEUTRAL: 0.2})) > 0.5


def test_one_strange_answer_does_not_hold_a_photo() -> None:
    model = Answers({_PORN: 0.7, _NEUTRAL: 0.3}, {_PORN: 0.1, _NEUTRAL: 0.9})
    assert _score(model) == pytest.approx(0.5 * 0.4 / 0.65, abs=0.01)
    first, again = model.seen
    assert np.array_equal(first[:, :, ::-1], again)


def test_the_network_has_to_be_surer_than_not_before_a_photo_is_held() -> None:
    scores = []
    for chance in (0.64, 0.66, 0.99):
        answer = {_PORN: chance, _NEUTRAL: 1.0 - chance}
        scores.append(_score(Answers(answer, answer)))
    assert scores[0] < 0.5 < scores[1] < scores[2]


def test_an_ordinary_photo_costs_one_look() -> None:
    model = Answers({_NEUTRAL: 0.99, _DRAWING: 0.01})
    assert _score(model) < 0.01
    assert len(model.seen) == 1


def test_a_person_who_is_small_in_the_picture_is_looked_at_by_themselves() -> None:
    person = Box(left=0.6, top=0.2, width=0.2, height=0.6)
    model = Answers({_NEUTRAL: 1.0}, {_PORN: 0.9}, {_PORN: 0.9})
    assert _score(model, (person,)) > 0.5
    assert model.seen[1][0, :, :, 2].min() == 255


def test_a_person_who_fills_the_picture_is_not_looked_at_twice() -> None:
    model = Answers({_NEUTRAL: 1.0})
    _score(model, (Box(left=0.0, top=0.0, width=1.0, height=0.9),))
    assert len(model.seen) == 1


def test_drawn_and_photographed_count_alike() -> None:
    one, other = (np.full(5, -20.0, np.float32) for _ in range(2))
    one[_HENTAI], other[_PORN] = 20.0, 20.0
    assert undress(one) == undress(other) == pytest.approx(1.0)


@pytest.mark.skipif(not installed(), reason="no TFLite interpreter is installed")
def test_ordinary_photos_are_not_held(testdata: Path) -> None:
    nudity = Nudity(Model(models()["nudity"]))
    names = ("000000000165.jpg", "000000000544.jpg", "000000000599.jpg", "12.png", "04.png")
    found = [path for name in names if (path := testdata / "photos" / name).exists()]
    assert len(found) >= 4
    pictures = [astronaut(), *(photo(path) for path in found)]
    assert max(nudity.score(Picture(pixels(picture))) for picture in pictures) < 0.4
