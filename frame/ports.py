"""The doors between deciding and doing: each is implemented by a device and by its twin.

Rule: a port has few methods and speaks the nouns of `model` and `scene`. The same contract
test runs against the real device and against the twin in `devices/sim.py`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from frame.model import Box, CleanPhoto, Command, Looks, Pixels, Size
from frame.scene import Scene, TextureId


class Decoder(Protocol):
    """Turns untrusted bytes into clean pictures, in a process that can do nothing else."""

    def clean(self, untrusted: bytes) -> CleanPhoto:
        """Return the clean picture; raise NotAPhoto with the reason in words."""

    def pixels(self, jpeg: bytes, part: Box, wanted: Size) -> Pixels:
        """Return `part` of a stored JPEG, large enough to cover `wanted`; raise NotAPhoto."""


class Seer(Protocol):
    """Looks at pixels with the models of this device."""

    def look(self, study: Pixels) -> Looks:
        """Return what is seen; raise ModelRefused or DeviceFailed."""


class Screen(Protocol):
    """The glass."""

    def show(self, scene: Scene, textures: Mapping[TextureId, Pixels]) -> None:
        """Replace what is on the glass; `textures` holds those the scene needs."""

    def step(self) -> tuple[Command, ...]:
        """Draw the picture that is due now and return what people asked for meanwhile."""

    def capture(self) -> Pixels:
        """Return what is on the glass."""

    def close(self) -> None:
        """Give the glass back."""


class Clock(Protocol):
    """Time."""

    def now(self) -> datetime:
        """Return the aware local time."""

    def monotonic_s(self) -> float:
        """Return seconds that only ever grow."""


class Entropy(Protocol):
    """Randomness."""

    def fresh(self, count: int) -> bytes:
        """Return `count` unpredictable bytes."""
