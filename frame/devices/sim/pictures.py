"""Pictures made up on the spot, for benchmarks: as heavy as photos, showing nothing.

Detail at every scale (octaves of noise, after Perlin 1985) makes a JPEG about as large, and as
slow to decode, as a photo of the same size from a telephone: 2 bits per pixel at quality 92.
"""

import io
import random

from PIL import Image, ImageChops, ImageEnhance

_OCTAVES = ((256, 90), (64, 60), (16, 36), (4, 12), (1, 3))


def photo_like(width_px: int, height_px: int, seed: int, quality: int = 92) -> bytes:
    """Return a JPEG (4:2:0) of this size; the same seed gives the same kind of picture."""
    rng = random.Random(seed)  # noqa: S311  # pictures, not secrets
    bands = [_noise(width_px, height_px, rng) for _ in range(3)]
    grey = _noise(width_px, height_px, rng)
    picture = Image.merge("RGB", [Image.blend(grey, band, 0.25) for band in bands])
    return _jpeg(picture, quality)


def variation(photo: bytes, seed: int) -> bytes:
    """Return the same photo cropped, mirrored, and lit a little differently."""
    rng = random.Random(seed)  # noqa: S311  # pictures, not secrets
    with Image.open(io.BytesIO(photo)) as opened:
        picture = opened.convert("RGB")
    width, height = picture.size
    left, top = rng.uniform(0, 0.3) * width, rng.uniform(0, 0.3) * height
    share = rng.uniform(0.55, 0.7)
    right, bottom = left + share * width, top + share * height
    part = picture.crop((int(left), int(top), int(right), int(bottom)))
    if rng.random() < 0.5:
        part = part.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    lit = ImageEnhance.Brightness(part).enhance(rng.uniform(0.8, 1.2))
    return _jpeg(ImageEnhance.Color(lit).enhance(rng.uniform(0.7, 1.3)), 88)


def whole_then_lanczos(jpeg: bytes, width_px: int, height_px: int) -> bytes:
    """Return a JPEG as RGB pixels of this size, made the plain way: decode all of it, resize.

    What does not fit the shape is cut off on both sides alike. Decoders are measured by this.
    """
    with Image.open(io.BytesIO(jpeg)) as opened:
        picture = opened.convert("RGB")
    scale = min(picture.width / width_px, picture.height / height_px)
    left = max(0.0, (picture.width - scale * width_px) / 2)
    top = max(0.0, (picture.height - scale * height_px) / 2)
    part = (left, top, left + scale * width_px, top + scale * height_px)
    return picture.resize((width_px, height_px), Image.Resampling.LANCZOS, box=part).tobytes()


def _noise(width: int, height: int, rng: random.Random) -> Image.Image:
    total = Image.new("L", (width, height), rng.randrange(96, 160))
    for step, strength in _OCTAVES:
        size = (max(2, width // step), max(2, height // step))
        layer = Image.effect_noise(size, strength)
        if step > 1:
            layer = layer.resize((width, height), Image.Resampling.BICUBIC)
        total = ImageChops.add(total, layer, scale=1, offset=-128)
    return total


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, subsampling=2)
    return out.getvalue()
