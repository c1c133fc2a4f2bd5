"""Where an owner's device keeps its keys and everything it signed.

    DIR/device.key   opens the store
    DIR/store        the sealed store: devices, lines, notes, what was sent

Rule 1: one process at a time; the store's lock sees to it.
Rule 2: a folder is only made by pairing; every other verb says how to begin.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from frame.crypto.keys import DeviceKey
from frame.devices.privilege import check_entry
from frame.errors import BadRequest
from frame.ports import Clock, Entropy
from frame.post.books import Books
from frame.store.device_key import FILE, make_device_key, read_device_key
from frame.store.disk import Disk
from frame.store.vault import Vault

STORE = "store"
_FREE_SHARE = 0.01


@contextmanager
def opened(folder: Path, clock: Clock, entropy: Entropy, *, make: bool = False) -> Iterator[Books]:
    """Open the books of this device; with `make`, begin them where there are none.

    Raises:
        BadRequest: there are none.
        StoreBusy, WrongKey, StoreDamaged, DiskFull, NoAccess
    """
    check_entry(folder)
    if not (folder / FILE).exists():
        if not make:
            raise BadRequest(
                "this device is not paired with any frame yet",
                hint="Show the card on the frame and run `frame owner pair URL` with its address.",
            )
        make_device_key(folder, entropy.fresh)
    with _vault(folder / STORE, read_device_key(folder).key, clock, entropy) as vault:
        yield Books(vault, entropy)


def warning(folder: Path) -> str:
    """Return what the person should be told about the device key, or nothing."""
    check_entry(folder)
    return read_device_key(folder).warning if (folder / FILE).exists() else ""


def _vault(folder: Path, key: DeviceKey, clock: Clock, entropy: Entropy) -> Vault:
    """Open the store, or make it where a first pairing was cut off."""
    disk = Disk()
    disk.free_share = _FREE_SHARE
    if folder.is_dir() and any(folder.iterdir()):
        return Vault.open(folder, key, entropy, disk=disk)
    return Vault.create(folder, key, entropy, clock.now(), disk=disk)
