"""The wrapped device key: `device.key.sealed`, and beside it what systemd or a TPM sealed.

    device.key.sealed       JSON: version, the folder it is for, how it is opened, the wrapped key
    device.key.host         the wrapping key as `systemd-creds` sealed it (tier credential)
    device.key.tpm2         the same, sealed by the TPM (tier tpm2)

Rule 1: everything that says how it is opened is bound into the wrapping (`crypto.wrapping`).
Rule 2: the file is read with bounds: whoever writes to the card can make the frame refuse a key,
        and cannot make it run out of memory.
"""

from pathlib import Path
from typing import Annotated, ClassVar, Final, TypeAlias

import msgspec
from msgspec import Meta

from frame.crypto.keys import DeviceKey, Fresh
from frame.crypto.wrapping import FOLDER_BYTES, WrappingKey, folder_of, unwrap, wrap
from frame.errors import StoreDamaged, WrongKey
from frame.store.disk import Disk, speaking_plainly
from frame.upkeep.keys_ladder import Tier

FILE: Final = "device.key.sealed"
BLOBS: Final = {Tier.CREDENTIAL: "device.key.host", Tier.TPM2: "device.key.tpm2"}
"""Where the wrapping key lies that somebody else sealed; systemd hands it in by this name too."""
LIMIT_BYTES: Final = 16 * 1024
_VERSION: Final = 1

_Salt: TypeAlias = Annotated[bytes, Meta(min_length=16, max_length=64)]
_Secret: TypeAlias = Annotated[bytes, Meta(min_length=32, max_length=32)]


class ByCredential(msgspec.Struct, frozen=True, tag="credential"):
    """The wrapping key is a systemd credential, sealed with the system's own key."""

    tier: ClassVar = Tier.CREDENTIAL


class ByTpm(msgspec.Struct, frozen=True, tag="tpm2"):
    """The wrapping key is a systemd credential, sealed by the TPM."""

    tier: ClassVar = Tier.TPM2


class ByBoard(msgspec.Struct, frozen=True, tag="firmware"):
    """The wrapping key comes from what the board's own key answers to `question`."""

    tier: ClassVar = Tier.FIRMWARE

    question: _Salt


class ByPassphrase(msgspec.Struct, frozen=True, tag="passphrase"):
    """The wrapping key comes from a passphrase (Argon2id)."""

    tier: ClassVar = Tier.PASSPHRASE

    salt: _Salt
    memory_kib: Annotated[int, Meta(ge=8 * 1024, le=512 * 1024)]
    passes: Annotated[int, Meta(ge=1, le=16)]


class ByPhones(msgspec.Struct, frozen=True, tag="phones"):
    """The wrapping key takes this share and the secret that phones hold.

    share    the frame's part
    signing  seed of the key with which the locked frame asks; phones know its public part
    meeting  names the topics where it asks (docs/protocol.md §13)
    user, password  how the locked frame logs on to its own broker; empty where settings say it
    """

    tier: ClassVar = Tier.PHONES

    share: _Secret
    signing: _Secret
    meeting: _Secret
    user: Annotated[str, Meta(max_length=64)] = ""
    password: Annotated[str, Meta(max_length=64)] = ""


Opening: TypeAlias = ByCredential | ByTpm | ByBoard | ByPassphrase | ByPhones


class Sealed(msgspec.Struct, frozen=True, kw_only=True):
    """A wrapped device key as it lies on the disk."""

    version: Annotated[int, Meta(ge=_VERSION, le=_VERSION)] = _VERSION
    folder: Annotated[bytes, Meta(min_length=FOLDER_BYTES, max_length=FOLDER_BYTES)]
    opening: Opening
    wrapped: Annotated[bytes, Meta(min_length=60, max_length=60)]

    @property
    def tier(self) -> Tier:
        """How it is kept."""
        return self.opening.tier

    def opened(self, under: WrappingKey) -> DeviceKey:
        """Return the device key; raise WrongKey."""
        try:
            return unwrap(self.wrapped, under, _bound(self.opening), self.folder)
        except WrongKey as problem:
            hint = "Type it again." if isinstance(self.opening, ByPassphrase) else problem.hint
            raise WrongKey(str(problem), hint=hint) from None


def sealed(key: DeviceKey, opening: Opening, under: WrappingKey, fresh: Fresh) -> Sealed:
    """Wrap a device key."""
    wrapped = wrap(key, under, _bound(opening), fresh)
    return Sealed(folder=folder_of(key), opening=opening, wrapped=wrapped)


def _bound(opening: Opening) -> bytes:
    return msgspec.json.encode(opening)


def holds(folder: Path) -> bool:
    """Say whether there is a wrapped key."""
    return (folder / FILE).exists()


def read(folder: Path, name: str = FILE) -> Sealed | None:
    """Return the wrapped key, None where there is none.

    Raises:
        StoreDamaged: what lies there is none.
    """
    try:
        with speaking_plainly():
            held = Disk().read(folder / name, LIMIT_BYTES) if (folder / name).exists() else None
        return None if held is None else msgspec.json.decode(held, type=Sealed)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise StoreDamaged("the wrapped device key is damaged") from None


def write(folder: Path, what: Sealed, name: str, disk: Disk) -> None:
    """Write a wrapped key under a name; durable on return."""
    disk.write_whole(folder / name, msgspec.json.encode(what))
