"""The words a person agrees to: one sentence for each purpose, which frame, until when, how back.

Rule: what is shown is what is hashed into the grant, byte for byte, and kept (docs/protocol.md
§8.1). Changing a sentence here changes nothing that was agreed to before.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from frame.protocol.lines import Purpose

USUAL: Final = (Purpose.DISPLAY, Purpose.ENHANCE, Purpose.SCORE)
_SENTENCES: Final = {
    Purpose.DISPLAY: "show them on its screen to whoever stands before it",
    Purpose.ENHANCE: "mend light, colour and red eyes in what it shows; "
    "the photos stay as they are",
    Purpose.SCORE: "look at them with its own models, to choose what to show; "
    "what it sees stays on the frame",
    Purpose.FACES: "compare faces in them with people who agreed to be recognised; "
    "nothing of that leaves the frame",
    Purpose.SHARE: "send them on to other frames that you grant this album too",
}
_BLURRED: Final = "Faces of strangers are blurred in what it sends on."

_BACK: Final = (
    "You can take it back at any time with `frame owner revoke`: the frame then erases "
    "these photos and sends a signed receipt."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What is agreed to, from when until when (aware); `renews`: this device renews it."""

    title: str
    frame: str
    purposes: tuple[Purpose, ...]
    begins: datetime
    until: datetime
    renews: bool
    blurred: bool = False

    @property
    def text(self) -> str:
        """The words, exactly as they are shown."""
        purposes = "\n".join(f"  - {_SENTENCES[one]}" for one in self.purposes)
        others = [_SENTENCES[one].split(";")[0] for one in Purpose if one not in self.purposes]
        parts = [
            f"With the photos of the album “{self.title}” the frame “{self.frame}” may:",
            purposes,
            *([_BLURRED] if self.blurred else []),
            *([f"It may not: {'; '.join(others)}."] if others else []),
            f"This ends on {self.until:%d %B %Y at %H:%M %Z}.".replace(" .", "."),
            "This device renews it, for 30 days at a time, until you take it back."
            if self.renews
            else "It is not renewed by itself.",
            _BACK,
        ]
        return "\n".join(parts)


def notice_of(text: str) -> bytes:
    """Return the digest of the words that were shown, 32 bytes."""
    return hashlib.sha256(text.encode()).digest()


def purpose_names(purposes: Iterable[Purpose]) -> str:
    """Return purposes as the command line names them."""
    return ", ".join(one.name.lower() for one in purposes) or "nothing"
