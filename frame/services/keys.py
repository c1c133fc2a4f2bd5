"""The device key of a state folder: how it is kept there, and what opens it.

    STATE/device.key, STATE/device.key.sealed      `store.device_key`
    /run/hearthframe-keys/wrapping.key             what root took out of systemd, a TPM or the
                                                   board for a core that may not ask them itself

Rule 1: what opens a key is asked where it is: systemd, a chip, a person, a phone. None of it is
        kept by the process that asked, but the device key itself.
Rule 2: nobody is asked twice for what was given: `Given` holds it for one attempt.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from frame.crypto.keys import KEY_BYTES, DeviceKey, Fresh
from frame.crypto.wrapping import WrappingKey, by_board, by_passphrase, by_shares, folder_of
from frame.devices.clock import KernelEntropy
from frame.devices.credential import HostSealer
from frame.devices.firmware_crypto import FirmwareCrypto
from frame.devices.privilege import as_owner_of
from frame.devices.terminal import ask_secret
from frame.devices.tpm import TpmSealer
from frame.errors import DeviceFailed, Locked, WrongKey
from frame.store.device_key import Found, find, read_device_key
from frame.store.disk import Disk
from frame.store.sealed_key import (
    BLOBS,
    ByBoard,
    ByCredential,
    ByPassphrase,
    ByPhones,
    ByTpm,
    Sealed,
)
from frame.upkeep.keys_ladder import Board, BoardKey, Tier

HANDED_OVER: Final = Path("/run/hearthframe-keys/wrapping.key")
CREDENTIAL_NAME: Final = "frame.key"
_BLOB_BYTES: Final = 16 * 1024
_BY_ROOT: Final = frozenset({Tier.CREDENTIAL, Tier.TPM2, Tier.FIRMWARE})
_QUESTION: Final = "passphrase of this frame: "


class Sealer(Protocol):
    """Seals a small secret so that it opens on this machine only."""

    def missing(self) -> str:
        """Return why it cannot work here; empty where it can."""

    def seal(self, secret: bytes) -> bytes:
        """Return a secret sealed; raise DeviceFailed."""

    def unseal(self, sealed: bytes) -> bytes:
        """Return what was sealed; raise DeviceFailed."""


class OwnKey(Protocol):
    """A key in a board's one-time memory."""

    def state(self) -> BoardKey:
        """Return how it stands."""

    def answer(self, question: bytes) -> bytes:
        """Return HMAC-SHA256 of at most 2,048 bytes under it; raise DeviceFailed."""

    def burn(self) -> None:
        """Make one, for ever; raise DeviceFailed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """What keys are opened and moved with; `ask` asks whoever sits at this process."""

    sealers: Mapping[Tier, Sealer]
    board: OwnKey
    fresh: Fresh
    disk: Disk
    handed_over: Path = HANDED_OVER
    ask: Callable[[str], str | None] = lambda _question: None


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a person typed, or a phone sent, for one attempt; or the key it opened."""

    passphrase: str | None = field(default=None, repr=False)
    secret: bytes | None = field(default=None, repr=False)
    key: DeviceKey | None = None


NOTHING: Final = Given()


def real_kit() -> Kit:
    """Return what this machine has."""
    return Kit(
        sealers={
            Tier.CREDENTIAL: HostSealer(BLOBS[Tier.CREDENTIAL]),
            Tier.TPM2: TpmSealer(BLOBS[Tier.TPM2]),
        },
        board=FirmwareCrypto(),
        fresh=KernelEntropy().fresh,
        disk=Disk(),
        ask=ask_secret,
    )


def board_of(kit: Kit, owners: int) -> Board:
    """Return what this machine can do; `owners` are paired phones that own the frame."""
    return Board(
        no_credential=kit.sealers[Tier.CREDENTIAL].missing(),
        no_tpm2=kit.sealers[Tier.TPM2].missing(),
        board_key=kit.board.state(),
        owners=owners,
    )


def handed_in() -> Path | None:
    """Return where systemd put the device key itself, None where it did not."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    path = Path(folder) / CREDENTIAL_NAME if folder else None
    return path if path is not None and path.exists() else None


def found(folder: Path, given: Given = NOTHING, kit: Kit | None = None) -> Found:
    """Return the device key of a state folder, asking whoever has to be asked.

    Raises:
        Locked: a person or a phone has to open it, and has not.
        WrongKey: there is none, or what was given does not open it.
        StoreDamaged, DeviceFailed
    """
    credential = handed_in()
    if credential is not None:
        return read_device_key(folder, credential)
    lies = find(folder)
    if isinstance(lies, Found):
        return lies
    if given.key is not None and folder_of(given.key) == lies.folder:
        return Found(key=given.key, tier=lies.tier.known_as, kept=lies.tier)
    key = opened(folder, lies, given, kit or real_kit())
    return Found(key=key, tier=lies.tier.known_as, kept=lies.tier)


def tier_of(folder: Path) -> Tier:
    """Return how the key is kept, without opening it; raise WrongKey, StoreDamaged."""
    if handed_in() is not None:
        return Tier.CREDENTIAL
    lies = find(folder)
    return Tier.FILE if isinstance(lies, Found) else lies.tier


def waits_for(folder: Path) -> Sealed | None:
    """Return the wrapped key where only a person or a phone opens it, else None.

    Raises:
        WrongKey, StoreDamaged: as `device_key.find`.
    """
    if handed_in() is not None:
        return None
    lies = find(folder)
    if isinstance(lies, Found) or lies.tier in _BY_ROOT:
        return None
    return lies


def opened(folder: Path, sealed: Sealed, given: Given, kit: Kit) -> DeviceKey:
    """Return the key in a wrapping; raise Locked, WrongKey or DeviceFailed."""
    return sealed.opened(wrapping_key(folder, sealed, given, kit))


def wrapping_key(folder: Path, sealed: Sealed, given: Given, kit: Kit) -> WrappingKey:
    """Return what opens a wrapping; raise Locked, WrongKey or DeviceFailed."""
    match sealed.opening:
        case ByCredential() | ByTpm() | ByBoard():
            return _by_root(folder, sealed, kit)
        case ByPassphrase():
            return _by_passphrase(sealed.opening, given, kit)
        case ByPhones(share=share):
            if given.secret is None:
                raise locked(Tier.PHONES)
            return by_shares(share, given.secret, sealed.folder)


def locked(tier: Tier) -> Locked:
    """Return what is said while a person or a phone is waited for."""
    if tier is Tier.PHONES:
        return Locked(
            "this frame waits for a phone of this home",
            hint="Open its page on a phone that owns it, or run `frame owner keep-unlocked`.",
        )
    return Locked("this frame waits for its passphrase")


def _by_passphrase(way: ByPassphrase, given: Given, kit: Kit) -> WrappingKey:
    typed = given.passphrase if given.passphrase is not None else kit.ask(_QUESTION)
    if typed is None:
        raise locked(Tier.PASSPHRASE)
    return by_passphrase(typed, way.salt, memory_kib=way.memory_kib, passes=way.passes)


def _by_root(folder: Path, sealed: Sealed, kit: Kit) -> WrappingKey:
    """Return what root handed over since this start, or ask the chip, if this process may."""
    try:
        held = kit.handed_over.read_bytes()[: KEY_BYTES + 1]
    except OSError:
        return _fetched_or_wrong(folder, sealed, kit)
    if len(held) != KEY_BYTES:
        raise WrongKey("what was handed over is no key", hint="Run `frame keys hand-over` again.")
    return WrappingKey(held)


def _fetched_or_wrong(folder: Path, sealed: Sealed, kit: Kit) -> WrappingKey:
    try:
        return fetched(folder, sealed, kit)
    except DeviceFailed as problem:
        raise WrongKey(f"the device key does not open: {problem}", hint=problem.hint) from None


def fetched(folder: Path, sealed: Sealed, kit: Kit) -> WrappingKey:
    """Return what systemd, the TPM or the board gives; raise DeviceFailed."""
    if isinstance(sealed.opening, ByBoard):
        return by_board(kit.board.answer(sealed.opening.question), sealed.folder)
    try:
        blob = (folder / BLOBS[sealed.tier]).read_bytes()[:_BLOB_BYTES]
    except OSError:
        raise DeviceFailed("what opens the device key is not in this folder") from None
    secret = kit.sealers[sealed.tier].unseal(blob)
    if len(secret) != KEY_BYTES:
        raise DeviceFailed("what opens the device key is damaged")
    return WrappingKey(secret)


def hand_over(folder: Path, kit: Kit) -> bool:
    """Fetch what only root may, and leave it in memory for the owner of the folder.

    What lies in the folder is read as its owner, who alone may enter it.
    Returns False where the key is kept in another way. Raises DeviceFailed, WrongKey.
    """
    with as_owner_of(folder):
        under = _fetched_for_core(folder, kit)
    if under is None:
        kit.handed_over.unlink(missing_ok=True)
        return False
    kit.disk.write_whole(kit.handed_over, under.secret)
    owner = folder.stat()
    os.chown(kit.handed_over, owner.st_uid, owner.st_gid)
    return True


def hand_over_again(folder: Path, kit: Kit) -> None:
    """Have what this start handed over be what opens the key now, after root moved it."""
    if os.access(kit.handed_over.parent, os.W_OK):
        hand_over(folder, kit)


def _fetched_for_core(folder: Path, kit: Kit) -> WrappingKey | None:
    lies = find(folder)
    if isinstance(lies, Found) or lies.tier not in _BY_ROOT:
        return None
    under = fetched(folder, lies, kit)
    lies.opened(under)
    return under
