"""Draws moments of scenes with SDL's renderer: everything is a texture, uploaded once.

Rule 1: nothing here touches pixels while a scene runs; a moment is a few draw calls.
Rule 2: words, marks, rounded corners and veils become textures when a scene is first drawn, and
        are given back when it leaves.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace

import pygame
from pygame._sdl2 import video

from frame.devices.fonts import Fonts
from frame.errors import DeviceFailed
from frame.model import Box, Pixels, Size
from frame.scene import (
    Fill,
    Layer,
    Matrix,
    Picture,
    Progress,
    Rect,
    Scene,
    Shade,
    Shape,
    TextureId,
    Words,
)

_BLEND = pygame.BLENDMODE_BLEND
_OPAQUE = pygame.BLENDMODE_NONE
_FINE = 4
# SDL_BlendFactor and SDL_BlendOperation: zero, one, add.
_ZERO, _ONE, _ADD = 1, 2, 1
# Ordered dithering (Bayer, 1973) in a row of 8 columns hides the steps of a long, faint veil.
# One level of opacity is less than one level of most colours, hence the wider spread.
_SPREAD = 3.0
_BAYER = ((0, 8, 2, 10), (12, 4, 14, 6), (3, 11, 1, 9), (15, 7, 13, 5))


class Painter:
    """Holds the textures of what is on the glass, and draws them."""

    def __init__(self, renderer: video.Renderer, size: Size, *, software: bool) -> None:
        self._renderer = renderer
        self._size = size
        self._software = software
        self._fonts = Fonts()
        self._photos: dict[TextureId, video.Texture] = {}
        self._made: dict[Layer, tuple[video.Texture, pygame.Rect]] = {}
        self._cover = _OPAQUE if software else _colours_only()

    def take(self, scene: Scene, textures: Mapping[TextureId, Pixels]) -> None:
        """Upload what the scene needs and is not here yet; give back what it does not need.

        Raises:
            DeviceFailed: a texture the scene draws was not handed over.
        """
        needed = {layer.texture for layer in scene.layers if isinstance(layer, Picture)}
        missing = needed - self._photos.keys() - textures.keys()
        if missing:
            raise DeviceFailed("a scene came without the pictures it shows")
        for name in needed - self._photos.keys():
            self._photos[name] = self._uploaded(textures[name])
        self._photos = {name: self._photos[name] for name in needed}
        kept = set(scene.layers)
        self._made = {layer: made for layer, made in self._made.items() if layer in kept}

    def paint(self, background: tuple[int, int, int], layers: tuple[Layer, ...]) -> None:
        """Draw one moment."""
        self._renderer.draw_color = pygame.Color(*background)
        self._renderer.clear()
        for layer in layers:
            if isinstance(layer, Picture):
                self._paint_picture(layer)
            elif isinstance(layer, Fill) and layer.radius == 0:
                self._paint_fill(layer)
            elif isinstance(layer, Progress):
                self._paint_progress(layer)
            else:
                self._paint_made(layer)

    def snapshot(self, draw: Callable[[], object]) -> video.Texture:
        """Return what `draw` draws, as a texture without transparency of its own."""
        size = (self._size.width_px, self._size.height_px)
        if self._software:
            # Reading back is cheap without a GPU, and a picture without an alpha channel
            # fades eight times faster than a render target, which always has one.
            draw()
            surface = self._renderer.to_surface(pygame.Surface(size, depth=32))
            return video.Texture.from_surface(self._renderer, surface)
        target = video.Texture(self._renderer, size, target=True)
        self._renderer.target = target
        try:
            draw()
        finally:
            self._renderer.target = None
        return target

    def veil(self, texture: video.Texture, alpha: float) -> None:
        """Draw a full-screen texture over everything, `alpha` from 0 to 1."""
        level = round(255 * alpha)
        if level == 0:
            return
        # Blending what hides everything costs a processor ten times as much as copying it.
        texture.blend_mode = _OPAQUE if level == 255 else _BLEND
        texture.alpha = level
        texture.draw(None, pygame.Rect(0, 0, self._size.width_px, self._size.height_px))

    def _uploaded(self, pixels: Pixels) -> video.Texture:
        size = (pixels.size.width_px, pixels.size.height_px)
        try:
            surface = pygame.image.frombuffer(pixels.rgb, size, "RGB")
        except (ValueError, BufferError) as problem:
            raise DeviceFailed("a picture has not as many pixels as it claims") from problem
        return self._texture(surface, blend=self._cover)

    def _texture(self, surface: pygame.Surface, *, blend: int) -> video.Texture:
        texture = video.Texture.from_surface(self._renderer, surface)
        texture.blend_mode = blend
        return texture

    def _paint_picture(self, picture: Picture) -> None:
        texture = self._photos[picture.texture]
        if self._software:
            source = _in_pixels(picture.start, texture.width, texture.height)
            texture.draw(source, _rounded(picture.at))
        else:
            _paint_finely(texture, picture)

    def _paint_fill(self, fill: Fill) -> None:
        self._renderer.draw_blend_mode = _BLEND if fill.alpha < 1 else _OPAQUE
        self._renderer.draw_color = pygame.Color(*fill.colour, round(255 * fill.alpha))
        self._renderer.fill_rect(_rounded(fill.at))

    def _paint_progress(self, bar: Progress) -> None:
        """Draw a bar whose last pixel is as faint as the part of it that is filled.

        A bar that grows or shrinks by whole pixels would tick like a clock.
        """
        width = bar.start * bar.at.width
        whole = math.floor(width)
        solid = replace(bar.at, width=whole)
        tip = replace(bar.at, left=round(bar.at.left) + whole, width=1.0)
        # SDL takes a rectangle without width for the whole glass.
        if whole > 0:
            self._paint_fill(Fill(at=solid, colour=bar.colour, alpha=bar.alpha))
        self._paint_fill(Fill(at=tip, colour=bar.colour, alpha=bar.alpha * (width - whole)))

    def _paint_made(self, layer: Layer) -> None:
        made = self._made.get(layer)
        if made is None:
            surface, left, top = self._surface_of(layer)
            place = pygame.Rect((round(left), round(top)), surface.get_size())
            made = self._texture(surface, blend=_BLEND), place
            self._made[layer] = made
        texture, place = made
        texture.draw(None, place)

    def _surface_of(self, layer: Layer) -> tuple[pygame.Surface, float, float]:
        if isinstance(layer, Words):
            surface, left, top = self._fonts.picture_of(layer)
            return _faded(surface, layer.alpha), left, top
        if isinstance(layer, Shade):
            return _veil_of(layer), layer.at.left, layer.at.top
        if isinstance(layer, Shape):
            return _shape_of(layer)
        if isinstance(layer, Fill):
            return _plate_of(layer), layer.at.left, layer.at.top
        if isinstance(layer, Matrix):
            return _squares_of(layer), layer.fitted.left, layer.fitted.top
        raise DeviceFailed("a picture is not drawn from a made texture")


def _colours_only() -> int:
    """Return the blend mode that replaces colours and leaves the opacity that is there.

    A GPU keeps a photo's pixels with a fourth, empty channel; copied into a snapshot it would
    be a hole in it.
    """
    return video.Renderer.compose_custom_blend_mode((_ONE, _ZERO, _ADD), (_ZERO, _ONE, _ADD))


def _paint_finely(texture: video.Texture, picture: Picture) -> None:
    """Draw between pixels: a slow zoom that jumps from pixel to pixel would tremble."""
    at, part = picture.at, picture.start
    right, bottom = at.left + at.width, at.top + at.height
    end_u, end_v = part.left + part.width, part.top + part.height
    texture.draw_quad(
        (at.left, at.top), (right, at.top), (right, bottom), (at.left, bottom),
        (part.left, part.top), (end_u, part.top), (end_u, end_v), (part.left, end_v),
    )  # fmt: skip


def _in_pixels(part: Box, width: int, height: int) -> pygame.Rect:
    left, top = round(part.left * width), round(part.top * height)
    right = round((part.left + part.width) * width)
    bottom = round((part.top + part.height) * height)
    return pygame.Rect(left, top, max(1, right - left), max(1, bottom - top))


def _rounded(at: Rect) -> pygame.Rect:
    left, top = round(at.left), round(at.top)
    right, bottom = round(at.left + at.width), round(at.top + at.height)
    return pygame.Rect(left, top, right - left, bottom - top)


def _faded(surface: pygame.Surface, alpha: float) -> pygame.Surface:
    if alpha < 1:
        share = round(255 * alpha)
        surface.fill((255, 255, 255, share), special_flags=pygame.BLEND_RGBA_MULT)
    return surface


def _veil_of(shade: Shade) -> pygame.Surface:
    """Return a dithered vertical gradient, its ends eased so that no edge shows."""
    width, height = max(1, round(shade.at.width)), max(1, round(shade.at.height))
    veil = pygame.Surface((width, height), pygame.SRCALPHA)
    strip = len(_BAYER[0])
    for row in range(height):
        share = (row + 0.5) / height
        eased = share * share * (3 - 2 * share)
        level = 255 * (shade.top + (shade.bottom - shade.top) * eased)
        for column, rank in enumerate(_BAYER[row % strip]):
            alpha = int(level + _SPREAD * ((rank + 0.5) / 16 - 0.5) + 0.5)
            veil.set_at((column, row), (*shade.colour, min(max(alpha, 0), 255)))
    filled = strip
    while filled < width:
        veil.blit(veil, (filled, 0), (0, 0, filled, height), pygame.BLEND_RGBA_ADD)
        filled *= 2
    return veil


def _plate_of(fill: Fill) -> pygame.Surface:
    """Return a plate with round, smooth corners."""
    width, height = max(1, round(fill.at.width)), max(1, round(fill.at.height))
    radius = max(1, min(round(fill.radius), width // 2, height // 2))
    disc = pygame.Surface((2 * radius * _FINE, 2 * radius * _FINE), pygame.SRCALPHA)
    disc.fill((*fill.colour, 0))
    middle = radius * _FINE
    pygame.draw.circle(disc, fill.colour, (middle, middle), middle)
    disc = pygame.transform.smoothscale(disc, (2 * radius, 2 * radius))
    plate = pygame.Surface((width, height), pygame.SRCALPHA)
    plate.fill((*fill.colour, 255))
    for right, bottom in ((0, 0), (1, 0), (0, 1), (1, 1)):
        corner = pygame.Rect(right * radius, bottom * radius, radius, radius)
        place = (right * (width - radius), bottom * (height - radius))
        plate.fill((0, 0, 0, 0), (place, corner.size))
        plate.blit(disc, place, corner, pygame.BLEND_RGBA_ADD)
    return _faded(plate, fill.alpha)


def _squares_of(matrix: Matrix) -> pygame.Surface:
    """Return the squares in their final size, so that no renderer scales and blurs them."""
    small = pygame.Surface((len(matrix.rows[0]), len(matrix.rows)), pygame.SRCALPHA)
    for row, line in enumerate(matrix.rows):
        for column, square in enumerate(line):
            small.set_at((column, row), (*matrix.colour, 255 if square == "1" else 0))
    size = (round(matrix.fitted.width), round(matrix.fitted.height))
    return pygame.transform.scale(small, size)


def _shape_of(shape: Shape) -> tuple[pygame.Surface, float, float]:
    """Return a polygon with smooth edges, over its shadow if it has one."""
    pad = max(3, round(0.3 * min(shape.at.width, shape.at.height))) if shape.shadow else 1
    size = (round(shape.at.width) + 2 * pad, round(shape.at.height) + 2 * pad)
    solid = _polygon(shape, shape.colour, size, pad)
    if shape.shadow:
        dark = _polygon(shape, (0, 0, 0), size, pad)
        result = pygame.transform.gaussian_blur(_faded(dark, 0.6), max(1, pad // 2))
        result.blit(solid, (0, 0))
        solid = result
    return _faded(solid, shape.alpha), shape.at.left - pad, shape.at.top - pad


def _polygon(
    shape: Shape, colour: tuple[int, int, int], size: tuple[int, int], pad: int
) -> pygame.Surface:
    fine = pygame.Surface((size[0] * _FINE, size[1] * _FINE), pygame.SRCALPHA)
    fine.fill((*colour, 0))
    corners = [
        ((pad + x * shape.at.width) * _FINE, (pad + y * shape.at.height) * _FINE)
        for x, y in shape.points
    ]
    pygame.draw.polygon(fine, colour, corners)
    return pygame.transform.smoothscale(fine, size)
