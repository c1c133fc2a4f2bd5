"""Colour as it was meant: from the profile in a file to sRGB, through LittleCMS.

A profile that is broken, or for another kind of picture, is ignored: a photo in slightly wrong
colours is better than none. Source: ICC.1:2022; IEC 61966-2-1 (sRGB).
"""

import io

from PIL import Image, ImageCms

_SRGB = ImageCms.createProfile("sRGB")
_CONVERTED = frozenset({"RGB", "L", "CMYK", "LAB"})
_FAULTS = (ImageCms.PyCMSError, OSError, ValueError, TypeError)


def is_foreign(profile: bytes) -> bool:
    """Say whether this profile describes other colours than sRGB."""
    try:
        opened = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return "srgb" not in ImageCms.getProfileDescription(opened).lower()
    except _FAULTS:
        return False


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the picture (RGB, L, CMYK or LAB) as RGB in sRGB."""
    if profile and image.mode in _CONVERTED and is_foreign(profile):
        try:
            return _converted(image, profile)
        except _FAULTS:
            pass
    if image.mode == "LAB":
        return _converted(image, ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes())
    return image.convert("RGB")


def _converted(image: Image.Image, profile: bytes) -> Image.Image:
    transform = ImageCms.buildTransform(
        ImageCms.ImageCmsProfile(io.BytesIO(profile)),
        _SRGB,
        image.mode,
        "RGB",
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    done = ImageCms.applyTransform(image, transform)
    return image.convert("RGB") if done is None else done
