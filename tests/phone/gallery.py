"""Pictures of every screen of the phone page, to be looked at: python -m tests.phone.gallery OUT.

Rule: it photographs the scenes that the tests play, by day and by night, on a phone and a tablet.
"""

import sys
import tempfile
from collections.abc import Sequence
from itertools import product
from pathlib import Path

from tests.phone.browser import (
    PHONE_SIZE,
    SCENES,
    TABLET_SIZE,
    Look,
    Screen,
    browser,
    context,
    served,
    twin_page,
)

_TONGUES = ("en", "de", "zh")
_LOOKS: tuple[Look, ...] = ("light", "dark")


def gallery(out: Path, scenes: Sequence[str] = SCENES) -> None:
    """Put into `out` a picture of each scene for each device, look and language."""
    with (
        tempfile.TemporaryDirectory() as built,
        served(twin_page(Path(built))) as address,
        browser() as started,
    ):
        for size, look in product((PHONE_SIZE, TABLET_SIZE), _LOOKS):
            folder = out / f"{size[0]}x{size[1]}" / look
            with context(started, size, look) as device:
                _photograph(Screen(device.new_page(), address), folder, scenes)


def _photograph(screen: Screen, folder: Path, scenes: Sequence[str]) -> None:
    for tongue, scene in product(_TONGUES, scenes):
        (folder / tongue).mkdir(parents=True, exist_ok=True)
        screen.show(scene, tongue=tongue, painted="yes")
        screen.page.screenshot(path=folder / tongue / f"{scene}.png")


if __name__ == "__main__":
    if not sys.argv[1:]:
        raise SystemExit("usage: python -m tests.phone.gallery OUT [SCENE …]")
    gallery(Path(sys.argv[1]), sys.argv[2:] or SCENES)
