"""Makes a photo look better the way a remedy says, at the moment it is shown.

Rule 1: nothing is decided here: a remedy is numbers, and the default one gives the picture back.
Rule 2: nothing stored changes; the original is the same picture without its remedy.
Rule 3: Pillow's own loops only, band by band, so that no more than one picture is held besides
        the one that came in.

Noise: shrinkage of a two-scale undecimated wavelet (M. Holschneider et al., "algorithme à trous",
1989) with the non-negative garrote (H.-Y. Gao, 1998), colour more strongly than lightness.
Light: gains in linear light with a soft shoulder. Shadows and highlights follow the light of the
surroundings, an edge-aware mean (K. He, J. Sun, X. Tang, "Guided Image Filtering", 2010), so that
a dark part becomes lighter as a whole and keeps its own contrast.
"""

from math import cos, radians, sin
from typing import NamedTuple

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from frame.devices import tonecurves
from frame.devices.surroundings import Surroundings
from frame.model import UNTOUCHED, Remedy, Size
from frame.slideshow.level import levelled

_BAND_ROWS = 256
# further than any filter below reaches
_REACH = 16
_SMOOTH_1 = ImageFilter.Kernel((3, 3), (1, 2, 1, 2, 4, 2, 1, 2, 1))
_SMOOTH_2 = ImageFilter.BoxBlur(2)
# share of white noise in each layer: in what the first filter takes away, then the second
_IN_LAYER_1, _IN_LAYER_2 = 0.80, 0.30
_SHRINK, _SHRINK_COLOUR = 1.5, 3.0
# pictures are studied at this size; larger ones hold more noise per pixel
_STUDY_PX = 1024.0
_UNSHARP_PERCENT, _UNSHARP_LEAST = 90, 2
_SHARP_AT_PX = 1600.0


def retouched(image: Image.Image, remedy: Remedy) -> Image.Image:
    """Return an RGB image with its remedy applied; the one given may be drawn on.

    It comes back in its own size, or smaller where it is turned (`slideshow.level.levelled`).
    """
    if remedy == UNTOUCHED:
        return image
    for circle in remedy.red_eyes:
        _calm_eye(image, circle)
    if remedy != Remedy(tilt=remedy.tilt, red_eyes=remedy.red_eyes):
        image = _in_bands(image, remedy)
    return _turned(image, remedy.tilt) if remedy.tilt else image


def _in_bands(image: Image.Image, remedy: Remedy) -> Image.Image:
    bench = _Workbench.of(image, remedy)
    out = Image.new("RGB", image.size)
    for top in range(0, image.height, _BAND_ROWS):
        first, last = max(0, top - _REACH), min(image.height, top + _BAND_ROWS + _REACH)
        band = bench.work(image.crop((0, first, image.width, last)), first)
        bottom = min(image.height, top + _BAND_ROWS)
        out.paste(band.crop((0, top - first, image.width, bottom - first)), (0, top))
    return out


class _Workbench(NamedTuple):
    """What is the same for every band of a picture."""

    remedy: Remedy
    light: list[int] | None
    spread: list[int] | None
    surroundings: Surroundings | None
    shrink: tuple[list[int], list[int]] | None
    unsharp: ImageFilter.UnsharpMask | None

    @classmethod
    def of(cls, image: Image.Image, remedy: Remedy) -> "_Workbench":
        light = None
        if remedy.exposure or remedy.balance != UNTOUCHED.balance:
            light = tonecurves.light(remedy.exposure, remedy.balance)
        local = remedy.shadows > 0 or remedy.highlights > 0
        return cls(
            remedy=remedy,
            light=light,
            spread=tonecurves.contrast(remedy.contrast) if remedy.contrast else None,
            surroundings=Surroundings(image, light) if local else None,
            shrink=_shrinkage(remedy.noise, image.size) if remedy.noise > 0 else None,
            unsharp=_unsharp(remedy.sharpen, image.size) if remedy.sharpen > 0 else None,
        )

    def work(self, band: Image.Image, top: int) -> Image.Image:
        """Return a band of full width whose first row is number `top`, done."""
        if self.shrink:
            band = _calmed(band, *self.shrink)
        if self.light:
            band = band.point(self.light)
        if self.surroundings:
            band = self._by_surroundings(band, self.surroundings.around(band, top))
        if self.spread:
            band = band.point(self.spread)
        return band.filter(self.unsharp) if self.unsharp else band

    def _by_surroundings(self, band: Image.Image, around: Image.Image) -> Image.Image:
        if self.remedy.shadows > 0:
            lifted = band.point(tonecurves.lift(self.remedy.shadows))
            band = Image.composite(lifted, band, around.point(tonecurves.WHERE_DARK))
        if self.remedy.highlights > 0:
            held = band.point(tonecurves.hold(self.remedy.highlights))
            band = Image.composite(held, band, around.point(tonecurves.WHERE_BRIGHT))
        return band


def _shrinkage(noise: float, size: tuple[int, int]) -> tuple[list[int], list[int]]:
    """Return the tables for both layers, each for lightness, blue and red difference."""
    larger = max(1.0, max(size) / _STUDY_PX)
    sigma = noise * min(2.0, larger) ** 0.5

    def tables(share: float) -> list[int]:
        lightness = tonecurves.shrink(_SHRINK * share * sigma)
        colour = tonecurves.shrink(_SHRINK_COLOUR * share * sigma)
        return lightness + colour + colour

    return tables(_IN_LAYER_1), tables(_IN_LAYER_2)


def _calmed(band: Image.Image, fine: list[int], coarse: list[int]) -> Image.Image:
    """Return the band with weak detail taken away and strong detail kept."""
    # filters know no YCbCr; its three channels are as good as any
    whole = Image.merge("RGB", band.convert("YCbCr").split())
    once = whole.filter(_SMOOTH_1)
    twice = once.filter(_SMOOTH_2)
    detail_1 = ImageChops.subtract(whole, once, 1, 128).point(fine)
    detail_2 = ImageChops.subtract(once, twice, 1, 128).point(coarse)
    smooth = ImageChops.add(twice, detail_2, 1, -128)
    calm = ImageChops.add(smooth, detail_1, 1, -128)
    return Image.merge("YCbCr", calm.split()).convert("RGB")


def _unsharp(amount: float, size: tuple[int, int]) -> ImageFilter.UnsharpMask:
    radius = min(2.0, max(0.8, max(size) / _SHARP_AT_PX))
    percent = round(_UNSHARP_PERCENT * min(1.0, amount))
    return ImageFilter.UnsharpMask(radius, percent, _UNSHARP_LEAST)


def _calm_eye(image: Image.Image, circle: tuple[float, float, float]) -> None:
    """Take the red of a flash out of a pupil, and nothing out of what is outside the circle.

    What is too red becomes the grey of its own green and blue, which a lit pupil has little of:
    no pixel gets greener than it was, and the white of the flash in the middle stays.
    """
    x, y, radius = circle[0] * image.width, circle[1] * image.height, circle[2] * image.width
    box = (
        max(0, int(x - radius)),
        max(0, int(y - radius)),
        min(image.width, int(x + radius) + 1),
        min(image.height, int(y + radius) + 1),
    )
    if box[2] <= box[0] or box[3] <= box[1]:
        return
    part = image.crop(box)
    red, green, blue = part.split()
    too_red = ImageChops.subtract(red, ImageChops.lighter(green, blue)).point(tonecurves.TOO_RED)
    disc = Image.new("L", part.size, 0)
    oval = (x - radius - box[0], y - radius - box[1], x + radius - box[0], y + radius - box[1])
    ImageDraw.Draw(disc).ellipse(oval, fill=255)
    where = ImageChops.multiply(disc, too_red).filter(ImageFilter.GaussianBlur(radius / 12))
    grey = ImageChops.blend(green, blue, 0.5)
    calm = Image.merge("RGB", (grey, grey, grey))
    image.paste(calm, box[:2], ImageChops.multiply(where, disc))


def _turned(image: Image.Image, tilt: float) -> Image.Image:
    """Turn clockwise around the middle and keep the largest part without empty corners."""
    size = levelled(Size(width_px=image.width, height_px=image.height), tilt)
    upright, across = cos(radians(tilt)), sin(radians(tilt))
    half_w, half_h = size.width_px / 2, size.height_px / 2
    back = (
        upright,
        across,
        image.width / 2 - upright * half_w - across * half_h,
        -across,
        upright,
        image.height / 2 + across * half_w - upright * half_h,
    )
    return image.transform(
        (size.width_px, size.height_px),
        Image.Transform.AFFINE,
        back,
        Image.Resampling.BICUBIC,
    )
