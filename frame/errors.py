"""What can go wrong, and whose fault it is.

FrameError
├─ Ours               a bug, a broken disk or a broken installation
│  ├─ StoreDamaged    what lies on the disk is not what was written there
│  ├─ ModelRefused    a model file is missing or is not the one the manifest names
│  └─ DeviceFailed    the screen, camera or a child process did not do its work
├─ Theirs             somebody handed in something that cannot be used
│  ├─ NotAPhoto       a file that is no picture, is damaged, or is too large to open safely
│  ├─ BadMessage      bytes that break a protocol
│  ├─ BadConfig       a setting that makes no sense
│  └─ BadRequest      a command that asks for something that is not there
└─ Weather            will pass, or can be made to pass by a person
   ├─ StoreBusy       another process has this store open
   ├─ WrongKey        the device key does not open this store
   ├─ Locked          the device key waits for a passphrase or a phone
   ├─ DiskFull        no room left; nothing that was stored is lost
   ├─ NoAccess        a folder or file that belongs to another user
   └─ Offline         a peer or a process is not there right now

`str(error)` is one sentence for a person; `hint` says what to do about it.
"""


class FrameError(Exception):
    """Anything this project raises on purpose."""

    hint = "Run `frame doctor` to see what is wrong."

    def __init__(self, sentence: str, *, hint: str | None = None) -> None:
        super().__init__(sentence)
        if hint is not None:
            self.hint = hint


class Ours(FrameError):
    """A bug, a broken disk or a broken installation."""


class StoreDamaged(Ours):
    """Sealed data that does not open: torn, altered, swapped or rolled back."""

    hint = "Restore the state folder from a backup; photos that still open are not touched."


class ModelRefused(Ours):
    """A model file that is missing or not the one its manifest names."""

    hint = "Reinstall hearthframe, or run `frame models verify` to see which file differs."


class DeviceFailed(Ours):
    """A screen, camera or child process that did not do its work."""


class Theirs(FrameError):
    """Input that cannot be used."""


class NotAPhoto(Theirs):
    """A file that is no picture, is damaged, or is too large to open safely."""

    hint = "Open it on a computer and export it again as JPEG."


class BadMessage(Theirs):
    """Bytes that break a protocol."""


class BadConfig(Theirs):
    """A configuration file with one or more faults, all of them named."""

    hint = "`frame config` prints every setting with its default."


class BadRequest(Theirs):
    """A command that asks for something that is not there."""


class Weather(FrameError):
    """Something that will pass."""


class StoreBusy(Weather):
    """Another process has this store open."""

    hint = "Stop the other `frame` command, or the frame's service, and try again."


class WrongKey(Weather):
    """The device key does not open this store."""

    hint = "Use the device key this state folder was made with; without it nothing can be read."


class Locked(Weather):
    """The device key is there, and what opens it is not yet: a passphrase, or a phone."""

    hint = "Give it with `frame keys unlock`, on the frame."


class DiskFull(Weather):
    """No room left on the disk."""

    hint = "Free some space on this disk, then run the command again."


class NoAccess(Weather):
    """A folder or file that this user may not use."""

    hint = "Run it with sudo, or as the user it belongs to."


class Offline(Weather):
    """A peer or a process is not there right now."""
