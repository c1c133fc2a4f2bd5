"""Where the device key comes from, said honestly: a key on the same card protects little.

Rule: the key's bytes go into a `DeviceKey` and nowhere else.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from frame.crypto.keys import KEY_BYTES, DeviceKey, Fresh
from frame.errors import BadRequest, WrongKey
from frame.store.disk import Disk, speaking_plainly

FILE = "device.key"
PLAIN_FILE = "plain file"
CREDENTIAL = "systemd credential"
_OTHERS = 0o077


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A device key, the tier it was kept in, and what its owner should be told, if anything."""

    key: DeviceKey
    tier: str
    warning: str = ""


def make_device_key(folder: Path, fresh: Fresh, disk: Disk | None = None) -> Found:
    """Make `device.key` in `folder`, readable by its owner only.

    Raises:
        BadRequest: there is one; it is never overwritten.
        DiskFull
    """
    path = folder / FILE
    if path.exists():
        raise BadRequest("there is already a device key in this folder")
    key = DeviceKey.made(fresh)
    with speaking_plainly():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (disk or Disk()).write_whole(path, key.secret)
    return Found(key=key, tier=PLAIN_FILE)


def read_device_key(folder: Path, credential: Path | None = None) -> Found:
    """Read the key from a systemd credential if one is given, else from `device.key`.

    Raises:
        WrongKey: there is none, or it is not a device key.
    """
    if credential is not None:
        return Found(key=_read(credential), tier=CREDENTIAL)
    path = folder / FILE
    key = _read(path)
    return Found(key=key, tier=PLAIN_FILE, warning=_warning(path))


def _read(path: Path) -> DeviceKey:
    try:
        with path.open("rb") as file:
            held = file.read(KEY_BYTES + 1)
    except FileNotFoundError:
        raise WrongKey("there is no device key here", hint="Make one: `frame init`.") from None
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
