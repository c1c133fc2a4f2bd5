"""How large the glass is."""

from typing import Final

from frame.config import Config
from frame.model import Size

DEFAULT_SCREEN: Final = Size(width_px=1920, height_px=1080)


def screen_size(config: Config) -> Size | None:
    """Return the size the owner set for the screen, or None for as large as it is."""
    if config.screen.width_px and config.screen.height_px:
        return Size(width_px=config.screen.width_px, height_px=config.screen.height_px)
    return None
