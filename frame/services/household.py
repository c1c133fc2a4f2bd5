"""One state folder: the settings, the device key and the store of one frame.

STATE/frame.toml    settings (see `frame config`)
STATE/device.key    the key that opens the store, unless it is kept elsewhere (`services.keys`)
STATE/store/        everything sealed
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from frame import config
from frame.config import Config
from frame.devices.clock import KernelEntropy, WallClock
from frame.devices.privilege import check_entry
from frame.errors import BadRequest, DiskFull
from frame.model import Album, AlbumId, Owner, OwnerId, PhotoId, Receipt
from frame.services import keys, wiping
from frame.services.keys import NOTHING, Given
from frame.services.network.permits import settle_all
from frame.store.catalogue import FILE as CATALOGUE
from frame.store.device_key import Found, holds_device_key, make_device_key
from frame.store.disk import Disk
from frame.store.key_move import tidy_after
from frame.store.keyring import holds_keyring
from frame.store.vault import Vault
from frame.upkeep.keys_ladder import Tier

OWNER_NAME = "Family"


@dataclass(slots=True, kw_only=True)
class Household:
    """An opened state folder; `found` is the device key that opened it."""

    folder: Path
    config: Config
    vault: Vault
    key_tier: str
    key_warning: str
    found: Found | None = field(default=None, repr=False)

    def key_moved(self, tier: Tier) -> None:
        """Note that the device key is kept in another tier from now on."""
        self.key_tier, self.key_warning = tier.known_as, ""
        if self.found is not None:
            self.found = Found(key=self.found.key, tier=tier.known_as, kept=tier)


def exists(folder: Path) -> bool:
    """Say whether a frame lives in this folder; raise NoAccess."""
    check_entry(folder)
    store = folder / "store"
    return holds_keyring(store) or (store / CATALOGUE).exists()


def make(folder: Path) -> None:
    """Make a new frame: settings, device key, an empty store and its first owner.

    Raises:
        BadRequest: there is one already, or the folder cannot be made.
    """
    if exists(folder):
        raise BadRequest(
            f"there is a frame in {folder} already",
            hint="Choose another folder with --state.",
        )
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = _first_key(folder)
        _write_settings(folder)
    except OSError as problem:
        raise _cannot_make(folder, problem) from problem
    clock = WallClock()
    with Vault.create(folder / "store", key.key, KernelEntropy(), clock.now()) as vault:
        vault.add_owner(OWNER_NAME, clock.now())


def begin_anew(folder: Path) -> None:
    """Finish a wipe that was begun, and make a new frame; a power cut never leaves none.

    Raises:
        StoreBusy: another process wipes it.
    """
    wiping.finish(folder, KernelEntropy(), lambda: _after_wipe(folder))
    if not exists(folder):
        make(folder)


def _after_wipe(folder: Path) -> None:
    """Make the new frame; the steward is told by whoever can wait for it (`parting`)."""
    make(folder)
    if wiping.is_of_machine(folder):
        wiping.owe_reset(folder)


@contextmanager
def opened(folder: Path, given: Given = NOTHING) -> Iterator[Household]:
    """Open the frame in this folder, for one process at a time; one that is wiped begins anew.

    Raises:
        BadRequest: there is no frame.
        NoAccess: the folder belongs to another user.
        Locked: a person or a phone has to open the device key, and it is not in `given`.
        StoreBusy, WrongKey, StoreDamaged, BadConfig: as they say.
    """
    if wiping.is_begun(folder):
        begin_anew(folder)
    if not exists(folder):
        raise BadRequest(
            f"there is no frame in {folder}",
            hint="Make one with `frame init`, or name another folder with --state.",
        )
    settings = config.load(folder)
    key = keys.found(folder, given)
    with Vault.open(folder / "store", key.key, KernelEntropy()) as vault:
        tidy_after(folder, key, Disk(), KernelEntropy().fresh)
        settle_all(vault, KernelEntropy(), WallClock().now())
        yield Household(
            folder=folder,
            config=settings,
            vault=vault,
            key_tier=key.tier,
            key_warning=key.warning,
            found=key,
        )


def target_of(vault: Vault, scope: str, name: str) -> str:
    """Return the id of the photo, album or owner that is meant by a name or an id.

    Raises:
        BadRequest: there is no album or owner of that name, or more than one.
    """
    if scope == "photo":
        return name
    if scope == "album":
        return _only(
            [one.id for one in vault.albums() if name in {one.title, one.id}], scope, name
        )
    return _only([one.id for one in vault.owners() if name in {one.name, one.id}], scope, name)


def photos_of(vault: Vault, target: str) -> frozenset[PhotoId]:
    """Return the photos that erasing this photo, album or owner takes."""
    return frozenset(
        photo.id for photo in vault.photos() if target in {photo.id, photo.album, photo.owner}
    )


def erase(vault: Vault, scope: str, target: str, now: datetime) -> Receipt:
    """Erase a photo, an album or an owner by its id.

    Raises:
        BadRequest: there is none.
    """
    if scope == "photo":
        return vault.erase_photo(PhotoId(target), now)
    if scope == "album":
        return vault.erase_album(AlbumId(target), now)
    return vault.erase_owner(OwnerId(target), now)


def check_title(title: str) -> None:
    """Raise BadRequest where nobody could find an album by this title."""
    if not title.strip():
        raise BadRequest("the album has no name", hint="Give it one, such as Summer.")


def album_called(vault: Vault, title: str) -> Album:
    """Return the first owner's album with this title; make it if there is none."""
    for album in vault.albums():
        if album.title == title:
            return album
    return vault.add_album(_first_owner(vault).id, title)


def _first_owner(vault: Vault) -> Owner:
    """Return the owner that `frame init` made, or a new one where all were erased."""
    if not vault.owners():
        return vault.add_owner(OWNER_NAME, WallClock().now())
    return min(vault.owners(), key=lambda owner: owner.paired_at)


def _only(found: Sequence[str], what: str, name: str) -> str:
    if len(found) != 1:
        trouble = "is no" if not found else "is more than one"
        raise BadRequest(
            f"there {trouble} {what} {name!r}",
            hint=f"`frame {what}s --json` lists them with their ids.",
        )
    return found[0]


def _first_key(folder: Path) -> Found:
    """Return the key of a frame that is being made: a new one, unless there is one already."""
    if keys.handed_in() is None and not holds_device_key(folder):
        return make_device_key(folder, KernelEntropy().fresh)
    return keys.found(folder)


def _write_settings(folder: Path) -> None:
    path = folder / config.FILE_NAME
    if not path.exists():
        path.write_text(config.render(Config()), encoding="utf-8")


def _cannot_make(folder: Path, problem: OSError) -> Exception:
    if problem.errno == 28:
        return DiskFull(f"there is no room to make a frame in {folder}")
    return BadRequest(
        f"a frame cannot be made in {folder}: {problem.strerror}",
        hint="Choose a folder you may write to with --state.",
    )
