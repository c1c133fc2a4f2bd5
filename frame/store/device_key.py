"""Where the device key lies: `device.key` as it is, or `device.key.sealed` wrapped.

    device.key              32 bytes; whoever reads it opens the store
    device.key.sealed       the same key, wrapped (`store.sealed_key`)

Rule 1: the key's bytes go into a `DeviceKey` and nowhere else.
Rule 2: while the key moves from one to the other, both may be there. The plain one counts as
        long as it is the key of that folder; one that was half overwritten does not.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from frame.crypto.keys import KEY_BYTES, DeviceKey, Fresh
from frame.crypto.wrapping import folder_of
from frame.errors import BadRequest, FrameError, WrongKey
from frame.store import sealed_key
from frame.store.disk import Disk, speaking_plainly
from frame.store.sealed_key import Sealed
from frame.upkeep.keys_ladder import Tier

FILE = "device.key"
PLAIN_FILE = Tier.FILE.known_as
CREDENTIAL = Tier.CREDENTIAL.known_as
_OTHERS = 0o077


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A device key, the tier it was kept in, and what its owner should be told, if anything.

    kept    how it lies in this folder; None where systemd handed the key itself in
    """

    key: DeviceKey
    tier: str
    warning: str = ""
    kept: Tier | None = None


def make_device_key(folder: Path, fresh: Fresh, disk: Disk | None = None) -> Found:
    """Make `device.key` in `folder`, readable by its owner only.

    Raises:
        BadRequest: there is one; it is never overwritten.
        DiskFull
    """
    if holds_device_key(folder):
        raise BadRequest("there is already a device key in this folder")
    key = DeviceKey.made(fresh)
    with speaking_plainly():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (disk or Disk()).write_whole(folder / FILE, key.secret)
    return Found(key=key, tier=PLAIN_FILE, kept=Tier.FILE)


def holds_device_key(folder: Path) -> bool:
    """Say whether there is a key, plain or wrapped."""
    return (folder / FILE).exists() or sealed_key.holds(folder)


def read_device_key(folder: Path, credential: Path | None = None) -> Found:
    """Read the key from a systemd credential if one is given, else from `device.key`.

    Raises:
        WrongKey: there is none, or it is not a device key.
    """
    if credential is not None:
        return Found(key=_read(credential), tier=CREDENTIAL)
    path = folder / FILE
    key = _read(path)
    return Found(key=key, tier=PLAIN_FILE, warning=_warning(path), kept=Tier.FILE)


def find(folder: Path) -> Found | Sealed:
    """Return the key where it lies open, or what it is wrapped in.

    Raises:
        WrongKey: there is neither, or the plain one is damaged and there is no other.
        StoreDamaged: the wrapped one is damaged and there is no other.
    """
    plain = _plain(folder)
    try:
        sealed = sealed_key.read(folder)
    except FrameError:
        if isinstance(plain, Found):
            return plain
        raise
    if sealed is None:
        if isinstance(plain, Found):
            return plain
        raise plain
    if isinstance(plain, Found) and folder_of(plain.key) == sealed.folder:
        return plain
    return sealed


def _plain(folder: Path) -> Found | WrongKey:
    try:
        return read_device_key(folder)
    except WrongKey as problem:
        return problem


def _read(path: Path) -> DeviceKey:
    try:
        with path.open("rb") as file:
            held = file.read(KEY_BYTES + 1)
    except FileNotFoundError:
        raise WrongKey("there is no device key here") from None
    except OSError:
        raise WrongKey("the device key cannot be read", hint="Check who may read it.") from None
    if len(held) != KEY_BYTES:
        raise WrongKey("the device key is damaged: it has to be 32 bytes long")
    return DeviceKey(held)


def _warning(path: Path) -> str:
    with speaking_plainly():
        status = path.stat()
    if status.st_mode & _OTHERS:
        return "other users of this machine can read the device key; run `chmod 600` on it"
    if status.st_uid not in {os.geteuid(), 0}:
        return "the device key belongs to another user"
    return ""
