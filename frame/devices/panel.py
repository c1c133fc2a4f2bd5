"""What lights the glass on this machine: the first of these that works.

1. the compositor this session runs under (`devices/compositor.py`): it owns the screen then
2. the backlight of a panel (`devices/backlight.py`)
3. a television that answers by HDMI-CEC (`devices/cec.py`)
4. the connector of the screen, by DRM (`devices/connector.py`)
5. nothing: the glass shows black, and stays lit behind it

Rule: finding it tries the real thing. What cannot be opened, or does not answer, is not there.
"""

from collections.abc import Callable
from typing import Final, Protocol

from frame.devices.backlight import Backlight
from frame.devices.cec import Television
from frame.devices.compositor import Compositor
from frame.devices.connector import Connector
from frame.errors import DeviceFailed
from frame.ports import Panel


class Named(Panel, Protocol):
    """A panel that can say what it is."""

    @property
    def means(self) -> str:
        """What is switched, in words."""


class Plain:
    """A screen that only a black picture makes dark."""

    means = "nothing: the screen shows black and stays lit"

    def switch(self, *, on: bool) -> None:
        """Do nothing."""

    def shine(self, _percent: int) -> bool:
        """Return False."""
        return False

    def close(self) -> None:
        """Do nothing."""


KINDS: Final[tuple[Callable[[], Named], ...]] = (Compositor, Backlight, Television, Connector)


def find(kinds: tuple[Callable[[], Named], ...] = KINDS) -> Named:
    """Return what lights the glass here."""
    for kind in kinds:
        try:
            return kind()
        except DeviceFailed:
            continue
    return Plain()
