"""Shots and slides that the tests of the slideshow start from."""

from datetime import datetime

from frame.model import Box, Face, PhotoId, Size
from frame.slideshow.slide import Shot, Slide

WALL = Size(width_px=1920, height_px=1080)
UPRIGHT = Size(width_px=1080, height_px=1920)
SCREENS = (
    Size(width_px=1280, height_px=800),
    WALL,
    Size(width_px=3840, height_px=2160),
    UPRIGHT,
)


def face(left: float, top: float, width: float, height: float) -> Face:
    return Face(box=Box(left=left, top=top, width=width, height=height), score=0.9)


def shot(
    name: str = "a",
    wide: int = 3000,
    high: int = 2000,
    faces: tuple[Face, ...] = (),
    *,
    album: str = "Garden",
) -> Shot:
    return Shot(
        photo=PhotoId(name),
        size=Size(width_px=wide, height_px=high),
        faces=faces,
        taken_at=datetime(2019, 6, 12, 15, 30),
        album=album,
    )


def slide(*names: str, seed: int = 0) -> Slide:
    shots = tuple(shot(name) for name in names)
    return Slide(shots=shots, because=f"Because of {names[0]}.", seed=seed)
