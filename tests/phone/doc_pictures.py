"""The pictures of docs/phone.md, made anew: python -m tests.phone.doc_pictures.

Rule: they show the page itself with the twin's made-up family, and are small enough for git.
"""

import io
import tempfile
from pathlib import Path
from typing import Final

from PIL import Image

from tests.phone.browser import Look, Screen, Size, browser, context, served, twin_page

OUT: Final = Path(__file__).parents[2] / "docs" / "pictures"
MOST_BYTES: Final = 150_000
_PHONE: Final = (390, 780)
_SIDEWAYS: Final = (1024, 720)
_COLOURS: Final = 256
_PICTURES: Final[tuple[tuple[str, str, Size, Look], ...]] = (
    ("phone-frame", "frame", _SIDEWAYS, "dark"),
    ("phone-pair", "pair-comparing", _PHONE, "light"),
    ("phone-send", "send-inspection", _PHONE, "light"),
    ("phone-consent", "consent-faces", _PHONE, "light"),
    ("phone-proof", "album-erased", _PHONE, "dark"),
    ("phone-privacy", "privacy", _PHONE, "dark"),
)


def draw(out: Path = OUT) -> None:
    """Put the pictures into `out`."""
    out.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as built,
        served(twin_page(Path(built))) as address,
        browser() as started,
    ):
        for name, scene, size, look in _PICTURES:
            with context(started, size, look) as device:
                screen = Screen(device.new_page(), address)
                screen.show(scene, painted="yes")
                (out / f"{name}.png").write_bytes(small(screen.page.screenshot()))


def small(png: bytes) -> bytes:
    """Return the same picture in few colours, dithered so that its gradients stay smooth.

    Raises:
        ValueError: it is too large for git even so.
    """
    made = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        whole = picture.convert("RGB")
    few = whole.quantize(_COLOURS, Image.Quantize.MAXCOVERAGE)
    whole.quantize(palette=few, dither=Image.Dither.FLOYDSTEINBERG).save(
        made, "PNG", optimize=True
    )
    if made.tell() > MOST_BYTES:
        raise ValueError(f"a picture has {made.tell()} bytes")
    return made.getvalue()


if __name__ == "__main__":
    draw()
