"""Shots: a stored photo as the slideshow lays it out, level, with what may not be seen."""

from dataclasses import replace

from frame.model import UNTOUCHED, Box, Face, Looks, Photo, Size
from frame.slideshow.level import level_box, level_point, levelled
from frame.slideshow.slide import Shot


def shot_of(
    photo: Photo, looks: Looks | None, *, album: str = "", veil: tuple[Box, ...] = ()
) -> Shot:
    """Return a photo with everything its layout needs; `veil` are heads as they are stored."""
    bare = Shot(
        photo=photo.id,
        size=Size(width_px=photo.width_px, height_px=photo.height_px),
        veil=veil,
        taken_at=photo.taken_at,
        title=photo.caption,
        album=album,
        favourite=photo.favourite,
    )
    return bare if looks is None else as_seen(bare, looks)


def as_seen(bare: Shot, looks: Looks) -> Shot:
    """Return a shot with what the models saw, where it lies once the remedy was applied."""
    seen = replace(
        bare,
        faces=looks.faces,
        focus=looks.focus,
        people=looks.people,
        horizon=looks.horizon,
        remedy=looks.remedy,
        colour=looks.colour,
    )
    return seen if looks.remedy.tilt == UNTOUCHED.tilt else _stood_level(seen)


def _stood_level(shot: Shot) -> Shot:
    """Return the shot with everything where it lies once the picture stands level."""
    size, tilt = shot.size, shot.remedy.tilt

    def level(box: Box) -> Box:
        return level_box(box, size, tilt)

    def level_face(face: Face) -> Face:
        points = tuple(level_point(point, size, tilt) for point in face.points)
        return replace(face, box=level(face.box), points=points)

    return replace(
        shot,
        size=levelled(size, tilt),
        unlevelled=size,
        faces=tuple(map(level_face, shot.faces)),
        focus=shot.focus and level(shot.focus),
        people=tuple(map(level, shot.people)),
        horizon=None if shot.horizon is None else level_point((0.5, shot.horizon), size, tilt)[1],
    )
