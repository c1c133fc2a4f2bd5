"""Core's side of the steward's door: ask for one deed, hear one sentence.

Rule: a deed may take minutes (an update is written to a card), so ask on a thread of your own and
      never on core's.
"""

from pathlib import Path
from typing import Final

from frame import errors
from frame.devices.channel import Channel
from frame.errors import BadRequest, DeviceFailed, FrameError, Offline
from frame.services import deeds
from frame.services.deeds import Deed, Told
from frame.services.steward import SOCKET

PATIENCE_S: Final = 900.0


def is_there(path: Path = SOCKET) -> bool:
    """Say whether this machine is a frame's own, whose steward can change it."""
    return path.is_socket()


def ask(deed: Deed, path: Path = SOCKET, patience_s: float = PATIENCE_S) -> str:
    """Have a deed done, and return what the steward says about it.

    Raises:
        BadRequest: this machine has no steward, or the deed makes no sense.
        Offline: the steward is busy, does not let this user in, or went away.
        FrameError: of the kind that the steward named, when the deed failed.
    """
    channel = _connected(path)
    try:
        channel.send(deeds.write(deed))
        header, _ = channel.receive(patience_s)
    except TimeoutError as problem:
        raise DeviceFailed("the steward did not answer in time") from problem
    finally:
        channel.close()
    return _heard(deeds.read_told(header))


def _connected(path: Path) -> Channel:
    try:
        return Channel.called_at(path)
    except FileNotFoundError as problem:
        raise BadRequest(
            "this machine has no steward, so the frame cannot change it",
            hint="That works on a frame that was flashed; elsewhere, change the machine yourself.",
        ) from problem
    except OSError as problem:
        raise Offline(
            "the steward of this machine does not answer",
            hint="`systemctl status hearthframe-steward.socket` says why.",
        ) from problem


def _heard(told: Told) -> str:
    if not told.fault:
        return told.words
    kind = getattr(errors, told.fault, None)
    if not (isinstance(kind, type) and issubclass(kind, FrameError)):
        kind = DeviceFailed
    raise kind(told.words, hint=told.hint)
