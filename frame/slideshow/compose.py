"""A slide laid out for one screen: full-bleed, on a mat, or as a pair.

Rule 1: a photo fills the screen only if no head and not too much else is lost, and if it has
        pixels enough; otherwise it hangs whole on a mat.
Rule 2: every size is a share of the screen's shorter side, so all screens look alike.
Rule 3: textures hold whole photos, so the uncropped picture is there without decoding again;
        where a photo is shown with a remedy, its untouched picture is asked for as well.
"""

import hashlib
from dataclasses import dataclass, replace

from frame.model import UNTOUCHED, WHOLE, Box, Size
from frame.scene import Colour, Fill, Layer, Picture, Rect, Shade, TextureId
from frame.slideshow.colour import Mat, blend, mat_for
from frame.slideshow.fit import MOST_LOST, Sights, crop_for, enlargement, heads_in
from frame.slideshow.motion import MOST_ENLARGED, View, path_for
from frame.slideshow.slide import Cell, Composition, Need, Shot, Slide

LARGEST_TEXTURE_PX = 4096
_WORTH_ENLARGING = 1.2
_MOST_ENLARGED_PIXELS = 4_000_000
_SIDE, _TOP, _BOTTOM = 0.085, 0.075, 0.145
_BETWEEN_PRINTS = 0.06
_BETWEEN_HALVES = 0.006
_BEVEL = 0.0032
_HALF_LOSES_MOST = 0.24
# A print may be softer than a photo that fills the screen: small ones would look lost.
_PRINT_ENLARGED = 2.2
_PAIR_AMPLITUDE = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """One photo on the screen: where, and which parts of it at the start and the end."""

    shot: Shot
    at: Rect
    start: Box
    end: Box


def compose(slide: Slide, screen: Size, *, motion: bool = True) -> Composition:
    """Return the most beautiful layout that loses nobody's head."""
    if len(slide.shots) == 1:
        full = _filling(slide.shots[0], _whole_screen(screen), MOST_LOST)
        if full is None:
            return _with_originals(_on_mat(slide, screen), slide)
        alone = _moving(full, slide.seed, motion=motion)
        return _with_originals(_bled(slide, (alone,), screen), slide)
    halves = tuple(
        _filling(shot, at, _HALF_LOSES_MOST)
        for shot, at in zip(slide.shots, _halves(screen), strict=True)
    )
    sides = tuple(half for half in halves if half is not None)
    if len(sides) < len(halves):
        return _with_originals(_on_mat(slide, screen), slide)
    # Both halves move alike, inwards: two pictures with wills of their own make one seasick.
    pair = tuple(_moving(side, 0, _PAIR_AMPLITUDE, motion=motion) for side in sides)
    return _with_originals(_bled(slide, pair, screen), slide)


def compose_whole(slide: Slide, screen: Size) -> Composition:
    """Return every photo of the slide whole and untouched, on a common mat, at rest."""
    stored = replace(slide, shots=tuple(shot.as_stored() for shot in slide.shots))
    whole = _on_mat(stored, screen)
    again = tuple(
        need for need, shot in zip(whole.needs, slide.shots, strict=True) if _has_original(shot)
    )
    return replace(whole, needs=(*whole.needs, *again))


def _with_originals(shown: Composition, slide: Slide) -> Composition:
    """Return the composition with the needs of its untouched pictures behind its own."""
    if not any(_has_original(shot) for shot in slide.shots):
        return shown
    whole = compose_whole(slide, shown.size).needs
    return replace(shown, needs=(*shown.needs, *whole[len(slide.shots) :]))


def _has_original(shot: Shot) -> bool:
    return shot.remedy != UNTOUCHED


def _on_mat(slide: Slide, screen: Size) -> Composition:
    mat = mat_for(blend(tuple(shot.colour for shot in slide.shots)))
    placed = tuple(
        _Placed(shot=shot, at=at, start=WHOLE, end=WHOLE)
        for shot, at in zip(slide.shots, _prints(slide.shots, screen), strict=True)
    )
    layers: list[Layer] = list(_board(screen, mat))
    for one in placed:
        layers += _window(one, mat, screen)
    return Composition(
        size=screen,
        background=mat.board,
        layers=tuple(layers),
        needs=tuple(_need(one) for one in placed),
        cells=tuple(_cell(one) for one in placed),
        ink=mat.ink,
        story=slide.story,
    )


def texture_of(shot: Shot, wanted: Size) -> TextureId:
    """Return the name of a photo's texture at one size; what is done to it is part of it."""
    plain = f"{shot.photo}@{wanted.width_px}x{wanted.height_px}"
    if shot.remedy == UNTOUCHED and not shot.veil:
        return TextureId(plain)
    done = hashlib.blake2b(repr((shot.remedy, shot.veil)).encode(), digest_size=8)
    return TextureId(f"{plain}+{done.hexdigest()}")


def short_side(screen: Size) -> int:
    """Return the length every other length is a share of."""
    return min(screen.width_px, screen.height_px)


def _whole_screen(screen: Size) -> Rect:
    return Rect(left=0.0, top=0.0, width=screen.width_px, height=screen.height_px)


def _halves(screen: Size) -> tuple[Rect, Rect]:
    """Return two equal parts along the longer side, a hairline apart."""
    wide, high = screen.width_px, screen.height_px
    gap = max(2, round(_BETWEEN_HALVES * short_side(screen) / 2) * 2)
    if wide >= high:
        half = (wide - gap) // 2
        return (
            Rect(left=0.0, top=0.0, width=half, height=high),
            Rect(left=wide - half, top=0.0, width=half, height=high),
        )
    half = (high - gap) // 2
    return (
        Rect(left=0.0, top=0.0, width=wide, height=half),
        Rect(left=0.0, top=high - half, width=wide, height=half),
    )


def _filling(shot: Shot, at: Rect, most_lost: float) -> _Placed | None:
    """Return the photo filling `at`, or None if it would lose too much or be blown up."""
    crop = crop_for(
        at.width / at.height, shot.size, shot.faces, shot.focus, shot.people, shot.horizon
    )
    if crop is None or 1.0 - crop.width * crop.height > most_lost:
        return None
    if enlargement(crop, shot.size, at.width) > MOST_ENLARGED:
        return None
    return _Placed(shot=shot, at=at, start=crop, end=crop)


def _moving(
    placed: _Placed, seed: int, amplitude: float | None = None, *, motion: bool
) -> _Placed:
    if not motion:
        return placed
    shot = placed.shot
    view = View(
        crop=placed.start,
        size=shot.size,
        faces=shot.faces,
        focus=shot.focus,
        people=shot.people,
        width_px=placed.at.width,
    )
    start, end = path_for(view, seed) if amplitude is None else path_for(view, seed, amplitude)
    return _Placed(shot=shot, at=placed.at, start=start, end=end)


def _bled(slide: Slide, placed: tuple[_Placed, ...], screen: Size) -> Composition:
    return Composition(
        size=screen,
        background=mat_for(blend(tuple(one.shot.colour for one in placed))).board,
        layers=tuple(_picture(one) for one in placed),
        needs=tuple(_need(one) for one in placed),
        cells=tuple(_cell(one) for one in placed),
        ink=None,
        story=slide.story,
    )


def _prints(shots: tuple[Shot, ...], screen: Size) -> tuple[Rect, ...]:
    """Return where whole photos hang: side by side at one height, or stacked at one width."""
    unit = short_side(screen)
    wide = screen.width_px - 2 * _SIDE * unit
    high = screen.height_px - (_TOP + _BOTTOM) * unit
    gap = _BETWEEN_PRINTS * unit
    beside = screen.width_px >= screen.height_px or len(shots) == 1
    ratios = [shot.size.width_px / shot.size.height_px for shot in shots]
    if beside:
        height = min(high, (wide - gap * (len(shots) - 1)) / sum(ratios), _tallest(shots))
        sizes = [(height * ratio, height) for ratio in ratios]
    else:
        gap = (_BOTTOM + 0.01) * unit
        width = min(wide, (high - gap) / sum(1 / ratio for ratio in ratios), _widest(shots))
        sizes = [(width, width / ratio) for ratio in ratios]
    area = Rect(left=_SIDE * unit, top=_TOP * unit, width=wide, height=high)
    return _hung(area, sizes, gap, beside=beside)


def _hung(
    area: Rect, sizes: list[tuple[float, float]], gap: float, *, beside: bool
) -> tuple[Rect, ...]:
    """Return rectangles of these sizes in a row or a column, centred, on whole pixels."""
    gaps = gap * (len(sizes) - 1)
    total = sum(size[0 if beside else 1] for size in sizes) + gaps
    x = area.left + (area.width - total) / 2
    y = area.top + (area.height - total) / 2
    places = []
    for width, height in sizes:
        left = x if beside else area.left + (area.width - width) / 2
        top = area.top + (area.height - height) / 2 if beside else y
        places.append(
            Rect(left=round(left), top=round(top), width=round(width), height=round(height))
        )
        x += width + gap
        y += height + gap
    return tuple(places)


def _tallest(shots: tuple[Shot, ...]) -> float:
    return min(shot.size.height_px for shot in shots) * _PRINT_ENLARGED


def _widest(shots: tuple[Shot, ...]) -> float:
    return min(shot.size.width_px for shot in shots) * _PRINT_ENLARGED


def _board(screen: Size, mat: Mat) -> tuple[Layer, ...]:
    """Return light from above on the board: a plain colour looks like plastic."""
    at = _whole_screen(screen)
    white: Colour = (255, 255, 255)
    black: Colour = (0, 0, 0)
    dark = sum(mat.board) < 384
    return (
        Shade(at=at, colour=white, top=0.045 if dark else 0.25, bottom=0.0),
        Shade(at=at, colour=black, top=0.0, bottom=0.16 if dark else 0.05),
    )


def _window(placed: _Placed, mat: Mat, screen: Size) -> tuple[Layer, ...]:
    """Return a photo behind a cut in the board: bevelled edge, and its shadow on the print."""
    at = placed.at
    edge = max(2, round(_BEVEL * short_side(screen)))
    right, bottom = at.left + at.width, at.top + at.height
    wide = at.width + 2 * edge
    rim: tuple[Layer, ...] = (
        Fill(at=Rect(left=at.left - edge, top=at.top - edge, width=wide, height=edge),
             colour=mat.shade),
        Fill(at=Rect(left=at.left - edge, top=at.top, width=edge, height=at.height),
             colour=mat.shade),
        Fill(at=Rect(left=right, top=at.top, width=edge, height=at.height), colour=mat.gleam),
        Fill(at=Rect(left=at.left - edge, top=bottom, width=wide, height=edge),
             colour=mat.gleam),
    )  # fmt: skip
    fall = Rect(left=at.left, top=at.top, width=at.width, height=round(4.5 * edge))
    return (*rim, _picture(placed), Shade(at=fall, colour=(0, 0, 0), top=0.30, bottom=0.0))


def _picture(placed: _Placed) -> Picture:
    return Picture(texture=_need(placed).texture, at=placed.at, start=placed.start, end=placed.end)


def _need(placed: _Placed) -> Need:
    shot = placed.shot
    nearest = min(placed.start, placed.end, key=lambda box: box.width)
    scale = enlargement(nearest, shot.size, placed.at.width)
    grows = _is_small(shot.size, scale)
    if not grows:
        scale = min(scale, 1.0, LARGEST_TEXTURE_PX / max(shot.size.width_px, shot.size.height_px))
    wanted = Size(
        width_px=max(1, round(shot.size.width_px * scale)),
        height_px=max(1, round(shot.size.height_px * scale)),
    )
    return Need(
        exact=grows,
        texture=texture_of(shot, wanted),
        photo=shot.photo,
        part=WHOLE,
        wanted=wanted,
        remedy=shot.remedy,
        veil=shot.veil,
    )


def _is_small(size: Size, scale: float) -> bool:
    """Say whether a photo has so few pixels that the decoder enlarges it better than the GPU."""
    pixels = size.width_px * size.height_px * scale * scale
    return scale >= _WORTH_ENLARGING and pixels <= _MOST_ENLARGED_PIXELS


def _cell(placed: _Placed) -> Cell:
    """Return where the heads are during the whole movement.

    Their way across the screen is monotonic: both ends of it enclose every place between.
    """
    shot = placed.shot
    heads = []
    for head in heads_in(Sights(size=shot.size, faces=shot.faces, people=shot.people)):
        ways = [_on_screen(head, part, placed.at) for part in (placed.start, placed.end)]
        heads.append(_around(ways))
    return Cell(shot=shot, at=placed.at, heads=tuple(heads))


def _on_screen(box: Box, part: Box, at: Rect) -> Rect:
    return Rect(
        left=at.left + (box.left - part.left) / part.width * at.width,
        top=at.top + (box.top - part.top) / part.height * at.height,
        width=box.width / part.width * at.width,
        height=box.height / part.height * at.height,
    )


def _around(rects: list[Rect]) -> Rect:
    left = min(rect.left for rect in rects)
    top = min(rect.top for rect in rects)
    right = max(rect.left + rect.width for rect in rects)
    bottom = max(rect.top + rect.height for rect in rects)
    return Rect(left=left, top=top, width=right - left, height=bottom - top)
