"""The front of a frame: everything that phones see of it and set on it, in one place.

Rule: each room takes what it knows and leaves the rest; what nobody takes is dropped.
"""

from collections.abc import Callable
from datetime import datetime

from frame.post.draft import Draft
from frame.post.rows import Paired
from frame.protocol.messages import Message
from frame.services.network.controls import Controls
from frame.services.network.gallery import Gallery
from frame.services.network.glass_view import GlassView
from frame.services.network.handing_out import HandingOut
from frame.services.network.refiling import Refiling
from frame.services.network.stage import Grounds


class Front:
    """The glass, the settings and the photos of one frame."""

    def __init__(
        self, grounds: Grounds, *, salt: bytes, certificate: Callable[[], str | None]
    ) -> None:
        self._glass = GlassView(grounds, salt=salt, certificate=certificate)
        self._controls = Controls(grounds)
        self._gallery = Gallery(grounds)
        self._refiling = Refiling(grounds)
        self._handing_out = HandingOut(grounds)

    def answer(self, message: Message, device: Paired, draft: Draft) -> bool:
        """Take a message if it is about the front; say whether it was."""
        seen = (self._glass, self._controls, self._gallery)
        rooms = (*seen, self._refiling, self._handing_out)
        return any(room.answer(message, device, draft) for room in rooms)

    def tick(self, now: datetime) -> None:
        """Let time pass."""
        self._glass.tick(now)
        self._controls.tick()
        self._gallery.tick()
        self._refiling.tick()
        self._handing_out.tick()

    def review(self) -> None:
        """Let go of what somebody may not see any more: photos went, or consent did."""
        self._handing_out.review()
