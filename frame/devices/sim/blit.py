"""The plainest way to put a picture on a glass: copy its rows. Drawing is measured by this."""

import pygame

from frame.model import Pixels, Size


class Blit:
    """A picture as large as a glass, and memory that stands for that glass."""

    def __init__(self, picture: Pixels) -> None:
        size = _sides(picture.size)
        self._glass = pygame.Surface(size, depth=32)
        given = pygame.image.frombuffer(picture.rgb, size, "RGB")
        self._picture = given.convert(self._glass)

    def draw(self) -> None:
        """Copy the picture, without blending or scaling."""
        self._glass.blit(self._picture, (0, 0))


def _sides(size: Size) -> tuple[int, int]:
    return size.width_px, size.height_px
