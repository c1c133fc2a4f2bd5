"""The shortest way to a picture: open a household, choose, decode, draw once, and tell.

Started as `python -I -m frame.services.bench.first STATE` by `beginning`; it prints one JSON
document. Only what a frame needs for its first picture is imported here.
"""

import os
import sys
import time
from pathlib import Path

import msgspec

from frame.devices.clock import KernelEntropy, WallClock
from frame.devices.decoder import ChildDecoder
from frame.devices.window import Window, WindowOptions
from frame.services import household
from frame.services.bench.processes import cpu_seconds, family, heavy_libraries
from frame.services.choosing import Chooser
from frame.services.household import Household
from frame.services.screen import DEFAULT_SCREEN, screen_size
from frame.services.settings import circumstances_of
from frame.services.snapshot import Studio, picture_of

HEAVY = (
    "numpy",
    "ai_edge_litert",
    "tflite_runtime",
    "paho",
    "pillow_heif",
    "PIL.Image",
    "PIL.ImageCms",
    "simplejpeg",
)


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What the program says about its first picture.

    at_s       when it was drawn, on the monotonic clock that all processes share
    cpu_s      of this process and the decoder's, since they were started
    modules    heavy modules that this process has loaded
    libraries  heavy libraries that the decoder's process has loaded
    pictures   of how many textures the picture was made; none is a card
    """

    at_s: float
    cpu_s: float
    modules: tuple[str, ...]
    libraries: tuple[str, ...]
    pictures: int


def main(state: Path) -> None:
    """Draw the first picture of this household and print what it took."""
    # The decoder loads its libraries while the store is opened.
    with ChildDecoder() as decoder, household.opened(state) as home:
        told = draw(home, decoder)
    sys.stdout.write(msgspec.json.encode(told).decode() + "\n")


def draw(home: Household, decoder: ChildDecoder) -> Told:
    """Draw the first picture on a window without a display."""
    size = screen_size(home.config) or DEFAULT_SCREEN
    now = WallClock().now()
    circumstances = circumstances_of(home.config, home.vault, KernelEntropy(), size)
    chooser = Chooser.of(home.vault, circumstances, now)
    window = Window(WindowOptions(size=size, headless=True, software=True))
    studio = Studio(vault=home.vault, decoder=decoder, config=home.config, size=size)
    still = studio.still_of(chooser.next_slide(now), chooser.card_for_nothing(), now)
    picture_of(still, window)
    told = Told(
        at_s=time.monotonic(),
        cpu_s=cpu_seconds(),
        modules=tuple(name for name in HEAVY if name in sys.modules),
        libraries=tuple(heavy_libraries(family(), pictures=True)),
        pictures=len(still.textures),
    )
    window.close()
    return told


if __name__ == "__main__":
    os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
    main(Path(sys.argv[1]))
