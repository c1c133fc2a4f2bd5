"""The doors between deciding and doing: each is implemented by a device and by its twin.

Rule: a port has few methods and speaks the nouns of `model` and `scene`. The same contract
test runs against the real device and against the twin in `devices/sim.py`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from frame.errors import Offline
from frame.model import (
    UNTOUCHED,
    Box,
    CleanPhoto,
    Command,
    Face,
    Looks,
    Peek,
    Pixels,
    Remedy,
    Size,
)
from frame.scene import Scene, TextureId


class Decoder(Protocol):
    """Turns untrusted bytes into clean pictures, in a process that can do nothing else."""

    def clean(self, untrusted: bytes) -> CleanPhoto:
        """Return the clean picture; raise NotAPhoto with the reason in words."""

    def pixels(  # noqa: PLR0913  # what is shown, how large, and what is done to it
        self,
        jpeg: bytes,
        part: Box,
        wanted: Size,
        remedy: Remedy = UNTOUCHED,
        veil: Sequence[Box] = (),
        *,
        exact: bool = False,
    ) -> Pixels:
        """Return `part` of a stored JPEG, large enough to cover `wanted`; raise NotAPhoto.

        It is never enlarged, unless it is to be exactly as large as `wanted`. The remedy is
        applied first, and `part` is of what it leaves (`slideshow.level`). The heads in `veil`,
        boxes of the picture as it is stored, are blurred beyond recognition.
        """

    def small(self, pixels: Pixels, longest_px: int, most_bytes: int) -> bytes:
        """Return pixels as a JPEG of at most so many pixels a side and bytes in all.

        It is as large as fits, never larger than the pixels are, and holds nothing but them.
        Raises NotAPhoto where there is none so small.
        """


class Seer(Protocol):
    """Looks at pixels with the models of this device."""

    def look(self, study: Pixels) -> Looks:
        """Return what is seen; raise ModelRefused or DeviceFailed."""

    def codes(self, study: Pixels, faces: tuple[Face, ...]) -> tuple[bytes, ...]:
        """Return a code of 128 signed bytes for each face, in the order of `faces`.

        Only for people who agreed to be recognised, and for comparing with them. Raises
        ModelRefused or DeviceFailed.
        """


class Screen(Protocol):
    """The glass."""

    def show(self, scene: Scene, textures: Mapping[TextureId, Pixels]) -> None:
        """Replace what is on the glass; `textures` holds those the scene needs."""

    def step(self) -> tuple[Command, ...]:
        """Draw the picture that is due now and return what people asked for meanwhile."""

    def capture(self, *, settled: bool = False) -> Pixels:
        """Return what is on the glass; `settled`, without a fade and undimmed.

        What is settled holds nothing of the scene before it.
        """

    def close(self) -> None:
        """Give the glass back."""


class Camera(Protocol):
    """A camera that looks at the room; only the vision process has one."""

    def look(self) -> Peek:
        """Return what is there now, as soon as the camera has it; raise DeviceFailed."""

    def close(self) -> None:
        """Switch the camera off; safe to call twice."""


class Panel(Protocol):
    """What lights the glass."""

    def switch(self, *, on: bool) -> None:
        """Light the glass, or leave it dark; raise DeviceFailed."""

    def shine(self, percent: int) -> bool:
        """Give so much of all its light, 1 to 100; False where only a veil over the picture can.

        Raises DeviceFailed.
        """

    def close(self) -> None:
        """Light the glass for whoever has it next; safe to call twice."""


class Link(Protocol):
    """A connection to a broker that comes back by itself; every message at least once."""

    def hear(self, topics: Iterable[str]) -> None:
        """Listen to exactly these topics (filters), from now on and after every reconnect."""

    def tell(
        self, topic: str, payload: bytes, *, expires_s: int | None = None, retain: bool = False
    ) -> bool:
        """Send at least once; False when not connected: the message is then not kept.

        Also False when so much waits already that it had to be kept elsewhere. Raises ValueError
        for a message that no broker of this protocol has to take.
        """

    def pending(self) -> int:
        """Return how many messages the broker has not yet acknowledged."""

    @property
    def trouble(self) -> Offline | None:
        """What keeps the link from working, in a sentence with a hint; None when nothing does."""

    def close(self) -> None:
        """Send what waits, say the will, and go; safe to call twice."""


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
