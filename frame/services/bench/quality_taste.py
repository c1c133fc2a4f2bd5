"""What is learnt of the taste of made-up households, on real photos they did not judge.

A household likes one theme and dislikes another (what fills most of a photo by the boxes somebody
drew). It gives up to 16 opinions about the two, a tenth of them against its taste, and a few
about other photos by the toss of a coin. Its opinions of further photos are then foretold, and
compared with always foretelling the share of likes it has shown.

The kernel and its scale were chosen on COCO128's photos with even numbers, so only those with
odd numbers are measured; on other sets nothing was chosen.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from random import Random
from types import MappingProxyType
from typing import Final

from frame.curate.character import Character, character_of
from frame.curate.leanings import Opinion
from frame.curate.taste import learn
from frame.devices.decoder import ChildDecoder
from frame.devices.seer import ChildSeer
from frame.errors import NotAPhoto
from frame.model import PhotoId
from frame.services.bench.quality_crops import Known, area, known_photos
from frame.services.bench.timing import Result, at_least, at_most, missing, plain
from frame.services.ingest import read_photo

_NAME: Final = "quality.taste"
_HOUSEHOLDS: Final = 100
_OPINIONS: Final = 16
_NOISE: Final = 0.1
_LEAST_AREA: Final = 0.03
_FEWEST: Final = 5
_BINS: Final = 5

_THEMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "animals": "dog,cat,horse,elephant,zebra,giraffe,bear,cow,sheep,bird",
        "food": "pizza,bowl,donut,cake,broccoli,carrot,sandwich,orange,banana,apple,fork,spoon,"
        "knife,hot dog,dining table",
        "vehicles": "car,bus,train,truck,airplane,boat,motorcycle,bicycle",
        "home": "couch,bed,toilet,sink,refrigerator,oven,microwave,tv,laptop,chair,clock,vase",
        "people": "person",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A photo, what it is mostly of, and what taste may know of it."""

    photo: PhotoId
    theme: str
    character: Character


@dataclass(frozen=True, slots=True, kw_only=True)
class Foretold:
    """One answer about a photo without an opinion: the chance, the truth, and the base rate."""

    chance: float
    liked: bool
    usual: float
    theme: str


def rows(photos: Path) -> Iterator[Result]:
    """Yield the rows of this bench; `photos` is a folder with boxes, as for the crops."""
    samples = list(_samples(photos))
    counts = Counter(sample.theme for sample in samples)
    themes = sorted(name for name in _THEMES if counts[name] >= _FEWEST)
    if len(themes) < 2:
        yield missing(_NAME, f"{photos.name} has no two themes of {_FEWEST} photos with boxes")
        return
    note = f"{_HOUSEHOLDS} made-up households; n={len(samples)} photos, {len(themes)} themes"
    yield from judged(samples, themes, note)


def judged(samples: Sequence[Sample], themes: Sequence[str], note: str) -> Iterator[Result]:
    """Yield how well likes are foretold over all households."""
    chance = Random(1)  # noqa: S311 - households are drawn, not keys
    ranks, answers = [], []
    for _ in range(_HOUSEHOLDS):
        liked, disliked = chance.sample(themes, 2)
        foretold = list(_household(samples, (liked, disliked), chance))
        above = [one.chance for one in foretold if one.theme == liked]
        below = [one.chance for one in foretold if one.theme == disliked]
        if above and below:
            ranks.append(_ranked(above, below))
        answers.extend(foretold)
    base = sum((one.usual - one.liked) ** 2 for one in answers) / len(answers)
    brier = sum((one.chance - one.liked) ** 2 for one in answers) / len(answers)
    yield at_least(f"{_NAME}.auc", sum(ranks) / len(ranks), "share", 0.75, note)
    yield at_most(
        f"{_NAME}.brier", brier, "", round(base, 4), f"always the share of likes; {note}"
    )
    yield plain(f"{_NAME}.calibration_error", _calibration_error(answers), "share", note)


def _household(
    samples: Sequence[Sample], taste: tuple[str, str], chance: Random
) -> Iterator[Foretold]:
    likely = {taste[0]: 1.0 - _NOISE, taste[1]: _NOISE}
    liked = {one.photo: chance.random() < likely.get(one.theme, 0.5) for one in samples}
    mixed = chance.sample(samples, len(samples))
    about = [one for one in mixed if one.theme in taste]
    others = [one for one in mixed if one.theme not in taste]
    many = min(_OPINIONS, 2 * len(about) // 3)
    learnt = learn(
        Opinion(photo=one.photo, character=one.character, liked=liked[one.photo])
        for one in (*about[:many], *others[: many // 4])
    )
    for one in about[many:]:
        yield Foretold(
            chance=learnt.liking(one.character),
            liked=liked[one.photo],
            usual=learnt.usual,
            theme=one.theme,
        )


def _ranked(above: Sequence[float], below: Sequence[float]) -> float:
    """Return how often the first are above the second (Mann and Whitney 1947), ties half."""
    wins = sum((one > other) + 0.5 * (one == other) for one, other in product(above, below))
    return wins / (len(above) * len(below))


def _calibration_error(answers: Sequence[Foretold]) -> float:
    """Return the expected calibration error in five bins of equal width."""
    bins: dict[int, list[Foretold]] = defaultdict(list)
    for one in answers:
        bins[min(_BINS - 1, int(one.chance * _BINS))].append(one)
    return sum(abs(sum(one.chance - one.liked for one in its)) for its in bins.values()) / len(
        answers
    )


def _samples(photos: Path) -> Iterator[Sample]:
    known = [one for one in known_photos(photos) if _was_not_chosen_on(one.path)]
    if not known:
        return
    with ChildDecoder() as decoder, ChildSeer() as seer:
        for one in known:
            try:
                looks = seer.look(decoder.clean(read_photo(one.path)).study)
            except NotAPhoto:
                continue
            photo = PhotoId(one.path.name)
            yield Sample(photo=photo, theme=theme_of(one), character=character_of(looks))


def theme_of(known: Known) -> str:
    """Return what fills most of a photo; people where nothing else does, else nothing."""
    filled = {
        theme: sum(area(box) for name, box in known.boxes if name in names.split(","))
        for theme, names in _THEMES.items()
    }
    people = filled.pop("people")
    most = max(filled, key=filled.__getitem__)
    if filled[most] >= _LEAST_AREA:
        return most
    return "people" if people >= _LEAST_AREA else ""


def _was_not_chosen_on(path: Path) -> bool:
    return not path.stem.isdecimal() or int(path.stem) % 2 == 1
