"""How a scene moves: slow zoom and pan from rest to rest, and the fade from the scene before.

Rule 1: a movement runs straight between two boxes of one shape. Each of its edges is then a
        weighted mean of two edges, so whatever both boxes hold, every box between them holds.
Rule 2: it is eased with Perlin's smootherstep ("Improving noise", SIGGRAPH 2002), whose speed
        and acceleration are zero at both ends.
Rule 3: it ends on the subject, and never enlarges a photo so far that its pixels show.
"""

import math
from dataclasses import dataclass, replace

from frame.model import Box, Face, Size
from frame.scene import Fill, Layer, Picture, Progress, Rect, Scene
from frame.slideshow.fit import Sights, around, enlargement, heads_in, keep, with_room

MOST_ENLARGED = 1.5
_AMPLITUDE = 0.09
_SLACK_ENLARGED = 1.6
_KINDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A crop of a photo that fills `width_px` pixels of the screen."""

    crop: Box
    size: Size
    faces: tuple[Face, ...]
    focus: Box | None
    width_px: float
    people: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What is drawn at one moment.

    shown    how much of the new scene is visible over the one before (0 to 1)
    layers   in the order they are painted; pictures stand still
    moving   whether the next moment looks different
    """

    shown: float
    layers: tuple[Layer, ...]
    moving: bool


def smootherstep(share: float) -> float:
    """Return the eased share of a movement; both in 0 to 1."""
    x = min(max(share, 0.0), 1.0)
    return x * x * x * (x * (x * 6.0 - 15.0) + 10.0)


def between(start: Box, end: Box, share: float) -> Box:
    """Return the box at a share of the way from `start` to `end`."""
    rest = 1.0 - share
    return Box(
        left=rest * start.left + share * end.left,
        top=rest * start.top + share * end.top,
        width=rest * start.width + share * end.width,
        height=rest * start.height + share * end.height,
    )


def path_for(view: View, seed: int, amplitude: float = _AMPLITUDE) -> tuple[Box, Box]:
    """Return where a movement begins and ends; the same seed gives the same movement.

    `amplitude` is the most it zooms, and the most it travels, as a share of the crop.
    """
    tight = _closest(view, amplitude)
    if tight is None:
        return view.crop, view.crop
    kind = seed % _KINDS
    if kind == 0:
        return view.crop, tight
    if kind == 1:
        return tight, view.crop
    start = _aside(view, tight, (seed // _KINDS) % 360, amplitude)
    if math.hypot(start.left - tight.left, start.top - tight.top) < amplitude / 4:
        return view.crop, tight
    return start, tight


def frame_at(scene: Scene, seconds: float) -> Drawing:
    """Return what is drawn `seconds` after the scene was first shown."""
    shown = _smoothstep(seconds / scene.fade_s) if scene.fade_s > 0 else 1.0
    done = (scene.begin_s + seconds) / scene.seconds if scene.seconds > 0 else 1.0
    layers = (*(_frozen(layer, done) for layer in scene.layers), *_veil(scene))
    return Drawing(shown=shown, layers=layers, moving=shown < 1.0 or (done < 1.0 and moves(scene)))


def _veil(scene: Scene) -> tuple[Layer, ...]:
    """Return what dims the scene, over everything else."""
    if scene.dim <= 0.0:
        return ()
    wide, high = scene.size.width_px, scene.size.height_px
    at = Rect(left=0.0, top=0.0, width=wide, height=high)
    return (Fill(at=at, colour=(0, 0, 0), alpha=scene.dim),)


def moves(scene: Scene) -> bool:
    """Return whether anything in the scene moves by itself."""
    return any(
        isinstance(layer, Picture | Progress) and layer.start != layer.end
        for layer in scene.layers
    )


def held_at(scene: Scene, seconds: float) -> tuple[Layer, ...]:
    """Return the scene's layers as they stand that many seconds into its motion, at rest."""
    done = seconds / scene.seconds if scene.seconds > 0 else 1.0
    return tuple(_frozen(layer, done) for layer in scene.layers)


def _frozen(layer: Layer, done: float) -> Layer:
    """Return a layer at a share of the scene's time: pictures are eased, time is not."""
    if isinstance(layer, Picture) and layer.start != layer.end:
        now = between(layer.start, layer.end, smootherstep(done))
        return replace(layer, start=now, end=now)
    if isinstance(layer, Progress) and layer.start != layer.end:
        full = layer.start + (layer.end - layer.start) * min(max(done, 0.0), 1.0)
        return replace(layer, start=full, end=full)
    return layer


def _smoothstep(share: float) -> float:
    x = min(max(share, 0.0), 1.0)
    return x * x * (3.0 - 2.0 * x)


def _closest(view: View, amplitude: float) -> Box | None:
    """Return the nearest the movement comes to the subject; None if it may not come nearer."""
    allowed = _SLACK_ENLARGED / enlargement(view.crop, view.size, view.width_px)
    heads = _heads(view)
    zoom = min(1.0 + amplitude, allowed)
    if heads is not None:
        zoom = min(zoom, view.crop.width / heads.width, view.crop.height / heads.height)
    if zoom < 1.01:
        return None
    width, height = view.crop.width / zoom, view.crop.height / zoom
    x, y = _subject(view)
    near = Box(left=x - width / 2, top=y - height * 0.45, width=width, height=height)
    return keep(near, _wanted(view, near))


def _heads(view: View) -> Box | None:
    """Return every head with room around it, or None without any."""
    heads = around(heads_in(Sights(size=view.size, faces=view.faces, people=view.people)))
    return heads and with_room(heads, view.crop.width, view.crop.height)


def _subject(view: View) -> tuple[float, float]:
    seen = _heads(view) or view.focus or view.crop
    return seen.left + seen.width / 2, seen.top + seen.height / 2


def _wanted(view: View, near: Box) -> Box:
    """Return what every box of a movement holds: the heads, and as much else as fits.

    People come first, the largest of them before others, then what else the eye goes to; of
    each one what the crop shows. The subject's middle is held whatever its size.
    """
    wanted = _heads(view)
    if wanted is None:
        x, y = _subject(view)
        left, top = min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)
        wanted = Box(left=left, top=top, width=0.0, height=0.0)
    people = sorted(view.people, key=lambda box: -box.width * box.height)
    for box in (*people, *([view.focus] if view.focus else [])):
        seen = _shared(box, view.crop)
        both = around((wanted, seen)) if seen else None
        if both and both.width <= near.width and both.height <= near.height:
            wanted = both
    return wanted


def _shared(one: Box, other: Box) -> Box | None:
    left, top = max(one.left, other.left), max(one.top, other.top)
    width = min(one.left + one.width, other.left + other.width) - left
    height = min(one.top + one.height, other.top + other.height) - top
    if width <= 0.0 or height <= 0.0:
        return None
    return Box(left=left, top=top, width=width, height=height)


def _aside(view: View, tight: Box, degrees: int, amplitude: float) -> Box:
    """Return the closest box moved away from the subject, still holding every head."""
    angle = math.radians(degrees)
    moved = replace(
        tight,
        left=tight.left + math.cos(angle) * amplitude * tight.width,
        top=tight.top + math.sin(angle) * amplitude * tight.height,
    )
    return keep(moved, _wanted(view, tight))
