"""Which part of a photo a screen shows: a crop that keeps every head, or the whole on a mat.

Rule 1: a crop contains every head with room around it, or there is no crop. Where a person
        was seen but no face, head and shoulders are the upper part of that person.
Rule 2: a crop that would lose too much of the photo is no crop either, nor is one that slices
        a person lengthwise.
Rule 3: animals and things are kept whole where they fit, and as much of them as fits where not.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from frame.model import Box, Face, Size
from frame.slideshow.framing import Span, Track, settle

MOST_LOST = 0.36
_ROOM = 0.035
_HEADROOM = 0.06
_RESTING_CENTRE = 0.47
# A standing person is 7 to 8 heads tall and about 2 wide; sitting or near, wider for the height.
_BUST = 0.6
_MOST_SLICED = 0.25
_AIR, _PERSON, _FOCUS, _FOCUS_BESIDE_PEOPLE = 0.25, 1.0, 1.0, 0.4
# Whom the photo itself cuts off below loses little by being cut a little higher.
_CUT_ALREADY, _BOTTOM = 0.2, 0.98


@dataclass(frozen=True, slots=True, kw_only=True)
class Sights:
    """What is to be kept in a photo of this size (pixels); `horizon` is a height, 0 to 1."""

    size: Size
    faces: tuple[Face, ...] = ()
    focus: Box | None = None
    people: tuple[Box, ...] = ()
    horizon: float | None = None


def head_of(face: Face) -> Box:
    """Return the head around a face the detector saw from brow to chin: hair, ears, chin."""
    box = face.box
    left = max(0.0, box.left - 0.25 * box.width)
    top = max(0.0, box.top - 0.60 * box.height)
    right = min(1.0, box.left + 1.25 * box.width)
    bottom = min(1.0, box.top + 1.25 * box.height)
    return Box(left=left, top=top, width=max(0.0, right - left), height=max(0.0, bottom - top))


def bust_of(person: Box, size: Size) -> Box:
    """Return the part of a person that holds head and shoulders, whatever the pose.

    It is as wide as the person: where in that width the head is, nobody has seen.
    """
    upper = _BUST * person.width * size.width_px / size.height_px
    left, top = max(0.0, person.left), max(0.0, person.top)
    right = min(1.0, person.left + person.width)
    bottom = min(1.0, person.top + min(person.height, upper))
    return Box(left=left, top=top, width=max(0.0, right - left), height=max(0.0, bottom - top))


def heads_in(sights: Sights) -> tuple[Box, ...]:
    """Return what no crop may cut: heads of faces, and busts of people without a face."""
    heads = tuple(head_of(face) for face in sights.faces)
    busts = (bust_of(person, sights.size) for person in sights.people)
    return heads + tuple(bust for bust in busts if not any(_meet(bust, head) for head in heads))


def around(boxes: Iterable[Box]) -> Box | None:
    """Return the smallest box that holds all of them, or None if there are none."""
    some = tuple(boxes)
    if not some:
        return None
    left = min(box.left for box in some)
    top = min(box.top for box in some)
    right = max(box.left + box.width for box in some)
    bottom = max(box.top + box.height for box in some)
    return Box(left=left, top=top, width=right - left, height=bottom - top)


def crop_for(  # noqa: PLR0913, PLR0917 - what is known of a photo, in the order it was learnt
    aspect: float,
    size: Size,
    faces: tuple[Face, ...] = (),
    focus: Box | None = None,
    people: tuple[Box, ...] = (),
    horizon: float | None = None,
) -> Box | None:
    """Return the part of a photo that fills `aspect` (width / height), or None for a mat.

    It is the largest part of that shape, so it touches two opposite edges of the photo.
    """
    sights = Sights(size=size, faces=faces, focus=focus, people=people, horizon=horizon)
    width, height = _largest(aspect, size)
    if 1.0 - width * height > MOST_LOST:
        return None
    heads = around(heads_in(sights))
    if heads is not None:
        heads = with_room(heads, width, height)
        if heads.width > width or heads.height > height:
            return None
    crop = _settled(sights, heads, width, height)
    return None if _sliced(crop, people) else crop


def with_room(heads: Box, width: float, height: float) -> Box:
    """Return the heads and the air a crop of that size leaves around them."""
    left = max(0.0, heads.left - _ROOM * width)
    top = max(0.0, heads.top - _ROOM * height)
    right = min(1.0, heads.left + heads.width + _ROOM * width)
    bottom = min(1.0, heads.top + heads.height + _ROOM * height)
    return Box(left=left, top=top, width=right - left, height=bottom - top)


def keep(crop: Box, wanted: Box) -> Box:
    """Return the crop moved as little as needed to hold `wanted` and stay in the photo."""
    return Box(
        left=_slide(crop.left, crop.width, wanted.left, wanted.left + wanted.width),
        top=_slide(crop.top, crop.height, wanted.top, wanted.top + wanted.height),
        width=crop.width,
        height=crop.height,
    )


def enlargement(crop: Box, size: Size, width_px: float) -> float:
    """Return how many screen pixels one pixel of the photo covers, across."""
    return width_px / max(1e-9, crop.width * size.width_px)


def _largest(aspect: float, size: Size) -> tuple[float, float]:
    own = size.width_px / size.height_px
    return (aspect / own, 1.0) if own > aspect else (1.0, own / aspect)


def _settled(sights: Sights, heads: Box | None, width: float, height: float) -> Box:
    """Return the crop of that size at the position that costs least."""
    across = width < height
    length = width if across else height
    kept = heads or Box(left=0.5, top=0.5, width=0.0, height=0.0)
    first, last = (
        (kept.left, kept.left + kept.width) if across else (kept.top, kept.top + kept.height)
    )
    track = Track(
        length=length,
        lowest=max(0.0, last - length) if heads else 0.0,
        highest=max(0.0, min(first, 1.0 - length)) if heads else 1.0 - length,
        ideal=_ideal(sights, heads, length, across=across),
        spans=_spans(sights, heads, length, across=across),
        line=None if across else sights.horizon,
    )
    at = settle(track)
    return Box(left=at if across else 0.0, top=0.0 if across else at, width=width, height=height)


def _ideal(sights: Sights, heads: Box | None, length: float, *, across: bool) -> float:
    """Return where a crop starts that shows its subject best.

    Most photos hold more sky than ground; a little above the middle loses less. Heads do not
    change that, as long as there is air above them: bodies want room, too.
    """
    subject = heads or around(sights.people) or sights.focus
    resting = (1.0 - length) * (0.5 if across else _RESTING_CENTRE)
    if subject is None:
        return resting
    if across:
        return subject.left + subject.width / 2 - length / 2
    if heads is None:
        return subject.top + subject.height / 2 - length / 2
    return _slide(resting, length, heads.top - _HEADROOM * length, heads.top + heads.height)


def _spans(sights: Sights, heads: Box | None, length: float, *, across: bool) -> tuple[Span, ...]:
    """Return what is worth keeping; the largest person weighs most."""
    weighed = _weighed(sights.people, across=across)
    if sights.focus is not None:
        alone = not sights.people and not sights.faces
        weighed.append((sights.focus, _FOCUS if alone else _FOCUS_BESIDE_PEOPLE))
    spans = [_span(box, weight, length, across=across) for box, weight in weighed]
    if heads is not None and not across:
        top = max(0.0, heads.top - _HEADROOM * length)
        spans.append(Span(start=top, end=heads.top + heads.height, weight=_AIR))
    return tuple(spans)


def _weighed(people: tuple[Box, ...], *, across: bool) -> list[tuple[Box, float]]:
    """Return people and what losing all of one would cost, by size."""
    largest = max((_area(person) for person in people), default=0.0)
    weighed = []
    for person in people:
        cut = not across and person.top + person.height >= _BOTTOM
        share = _area(person) / largest if largest > 0.0 else 0.0
        weighed.append((person, _PERSON * share * (_CUT_ALREADY if cut else 1.0)))
    return weighed


def _span(box: Box, weight: float, length: float, *, across: bool) -> Span:
    start, whole = (box.left, box.width) if across else (box.top, box.height)
    air = _ROOM * length
    return Span(
        start=min(max(0.0, start - air), 1.0),
        end=max(min(1.0, start + whole + air), 0.0),
        weight=weight,
    )


def _sliced(crop: Box, people: tuple[Box, ...]) -> bool:
    """Return whether a crop takes too much of somebody's width away from one side."""
    right = crop.left + crop.width
    return any(
        max(crop.left - one.left, one.left + one.width - right) > _MOST_SLICED * one.width
        for one in people
    )


def _area(box: Box) -> float:
    return box.width * box.height


def _meet(one: Box, other: Box) -> bool:
    across = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    down = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    return across > 0.0 and down > 0.0


def _slide(start: float, length: float, lowest: float, highest: float) -> float:
    first = max(0.0, highest - length)
    last = min(lowest, 1.0 - length)
    return max(0.0, min(max(start, first), last))
