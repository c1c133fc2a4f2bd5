"""What a picture is better or worse in than the others of its moment, in marks and in words.

Every mark is relative to the moment. What can only be compared within a moment (sharpness, the
amount of face, light) is divided by the best; what means the same everywhere (an open eye) is
taken as it is. What nobody can tell of a picture is the mean of what is known of the others, so
that it counts neither for nor against it.

The weights are a judgement, not a measurement; there is no set of family bursts with answers
here to fit them to. Their order is: people (sharp faces, open eyes, that everybody is in it, a
smile), then what no later step can repair (sharpness), what it can repair in part (light), how
the picture is framed, and last and least the aesthetics model.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from frame.curate.sight import Sight

Marks = dict[str, float]

_NO_DIFFERENCE = 0.01  # of a mark between 0 and 1
_NEVER_BETWEEN_COPIES = frozenset({"eyes", "smile", "facing", "whole"})
_SEEN: Mapping[str, Callable[[Sight], int]] = MappingProxyType(
    {"eyes": lambda sight: sight.eyes_seen, "smile": lambda sight: sight.smiles_seen}
)
_COUNTS: Mapping[int, str] = MappingProxyType({2: "two", 3: "three"})


@dataclass(frozen=True, slots=True)
class Aspect:
    """Something to compare: its weight, and what is said of one or of several that are ahead."""

    weight: float
    one: str
    several: str
    relative: bool = False


ASPECTS: Mapping[str, Aspect] = MappingProxyType(
    {
        "eyes": Aspect(0.25, "The eyes are wider open in {}", "The eyes are wider open in {}"),
        "face_focus": Aspect(
            0.25, "{} has the faces sharper", "{} have the faces sharper", relative=True
        ),
        "faces": Aspect(
            0.18, "{} shows the faces better", "{} show the faces better", relative=True
        ),
        "sharpness": Aspect(0.18, "{} is sharper", "{} are sharper", relative=True),
        "smile": Aspect(0.12, "There is more of a smile in {}", "There is more of a smile in {}"),
        "light": Aspect(0.12, "{} is better lit", "{} are better lit", relative=True),
        "detail": Aspect(
            0.08,
            "{} keeps more in shadows and highlights",
            "{} keep more in shadows and highlights",
            relative=True,
        ),
        "pixels": Aspect(0.08, "{} is larger", "{} are larger", relative=True),
        "facing": Aspect(0.06, "The faces look this way in {}", "The faces look this way in {}"),
        "whole": Aspect(0.06, "{} cuts nobody off", "{} cut nobody off"),
        "placing": Aspect(0.03, "{} is better framed", "{} are better framed"),
        "level": Aspect(0.02, "{} stands straighter", "{} stand straighter"),
        "aesthetics": Aspect(0.02, "{} is a little better", "{} are a little better"),
    }
)


def marks_of(moment: Sequence[Sight]) -> dict[str, Marks]:
    """Return each picture's marks by aspect, each between 0 and that aspect's weight."""
    marks: dict[str, Marks] = {sight.key: {} for sight in moment}
    most = {name: max(seen(sight) for sight in moment) for name, seen in _SEEN.items()}
    for name, aspect in ASPECTS.items():
        values = [_value(sight, name, most) for sight in moment]
        known = [value for value in values if value is not None]
        if not known:
            continue
        unit = aspect.weight / ((max(known) or 1.0) if aspect.relative else 1.0)
        neutral = sum(known) / len(known)
        for sight, value in zip(moment, values, strict=True):
            marks[sight.key][name] = unit * (neutral if value is None else value)
    return marks


def _value(sight: Sight, name: str, most: Mapping[str, int]) -> float | None:
    """Return an aspect of a picture; None where it cannot be compared with the others.

    A picture in which fewer faces could be read must not win because the shut eyes or the sullen
    face were missed.
    """
    if name in most and _SEEN[name](sight) < most[name]:
        return None
    value: float | None = getattr(sight, name)
    return value


def what_is_better(
    sight: Sight, winners: Sequence[Sight], marks: Mapping[str, Marks], *, copy: bool
) -> str | None:
    """Say in what these pictures are most ahead of this one; None if they hardly are.

    `copy` says that the winner is one, and the same picture as this one.
    """
    own = marks[sight.key]
    ahead = {name: max(marks[winner.key][name] for winner in winners) - own[name] for name in own}
    name = max(ahead, key=ahead.__getitem__)
    better = [one for one in winners if marks[one.key][name] - own[name] >= _NO_DIFFERENCE]
    if not better:
        return None
    return _sentence(name, sight, better, copy=copy)


def _sentence(name: str, sight: Sight, better: Sequence[Sight], *, copy: bool) -> str:
    aspect = ASPECTS[name]
    if copy and name not in _NEVER_BETWEEN_COPIES:
        said = aspect.one.format("another copy of this picture")
    elif len(better) == 1:
        said = _words(name, sight, better[0]).format("another photo of this moment")
    else:
        count = _COUNTS.get(len(better), str(len(better)))
        said = aspect.several.format(f"{count} photos of this moment")
    return said[:1].upper() + said[1:]


def _words(name: str, sight: Sight, winner: Sight) -> str:
    if name == "eyes" and sight.blinks and not winner.blinks:
        return "Everyone's eyes are open in {}" if winner.heads > 1 else "The eyes are open in {}"
    if name == "facing" and winner.heads == 1:
        return "The face looks this way in {}"
    if name == "face_focus" and winner.heads == 1:
        return "{} has the face sharper"
    return ASPECTS[name].one
