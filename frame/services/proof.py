"""What the core that runs can prove: that its display shows something, and that nobody is there.

Rule 1: a display proves it by a picture of what it drew; that core means to show something is no
        proof.
Rule 2: a core that is away, busy or mute has proved nothing, and is no error.
"""

from collections.abc import Mapping
from pathlib import Path

from frame.errors import FrameError
from frame.services.ipc import Request
from frame.services.status import ask_core


def is_shown(state: Path) -> bool:
    """Say whether a photo is on the glass, or a card that says why there is none."""
    return _asked(state).get("shown") is True


def idle_seconds(state: Path) -> float | None:
    """Return how long nobody asked the frame for anything; None where nobody did, or can say."""
    idle_s = _asked(state).get("idle_s")
    return float(idle_s) if isinstance(idle_s, int | float) else None


def _asked(state: Path) -> Mapping[str, object]:
    try:
        return ask_core(state, Request(what="shown")) or {}
    except FrameError:
        return {}
