"""Moving the device key from one tier to another (`store.key_move` says in which order).

Rule 1: whoever moves holds the store open, and the key that is moved is the one that opened it.
Rule 2: a new way is proved by opening it as the next start will, from what the disk holds.
Rule 3: nothing that cannot be undone happens without a word that says so.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from frame.crypto.keys import KEY_BYTES, DeviceKey
from frame.crypto.wrapping import (
    MEMORY_KIB,
    PASSES,
    SALT_BYTES,
    WrappingKey,
    by_board,
    by_passphrase,
    folder_of,
)
from frame.errors import BadRequest
from frame.services.keys import NOTHING, Given, Kit, board_of, opened
from frame.store import key_move
from frame.store.sealed_key import (
    ByBoard,
    ByCredential,
    ByPassphrase,
    ByTpm,
    Opening,
    Sealed,
    sealed,
)
from frame.upkeep.keys_ladder import BoardKey, Tier, missing

LEAST_CHARACTERS: Final = 12
CANNOT_BE_UNDONE: Final = "this cannot be undone"
_QUESTION_BYTES: Final = 32


def check_passphrase(passphrase: str) -> None:
    """Raise BadRequest for one that could be guessed from a stolen card."""
    if len(passphrase) < LEAST_CHARACTERS or len(set(passphrase)) < LEAST_CHARACTERS // 2:
        raise BadRequest(
            f"a passphrase has at least {LEAST_CHARACTERS} characters",
            hint="Take four or more words that do not belong together.",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Where the key is to go; `burn` says that a key may be burnt into the board."""

    to: Tier
    passphrase: str = field(default="", repr=False)
    burn: bool = False


def move(folder: Path, key: DeviceKey, wanted: Wanted, kit: Kit) -> None:
    """Keep the device key in another tier from now on; the split with phones moves elsewhere.

    Raises:
        BadRequest: it is not possible here, with the reason.
        DeviceFailed, Ours, DiskFull: the old tier is as it was.
    """
    if wanted.to is Tier.FILE:
        key_move.move_to_file(folder, key, kit.disk, kit.fresh)
        return
    opening, under, given = _prepared(folder, key, wanted, kit)
    wrap_in(folder, sealed(key, opening, under, kit.fresh), kit, given)


def wrap_in(folder: Path, wrapping: Sealed, kit: Kit, given: Given) -> None:
    """Have a wrapping take the place of the one before, once `given` was seen to open it."""

    def prove(what: Sealed) -> DeviceKey:
        return opened(folder, what, given, _without_handed_over(kit))

    key_move.move_to_wrapping(folder, wrapping, prove, kit.disk, kit.fresh)
    with suppress(OSError):  # root's folder; it lies in memory, and opens nothing any more
        kit.handed_over.unlink()


def _prepared(
    folder: Path, key: DeviceKey, wanted: Wanted, kit: Kit
) -> tuple[Opening, WrappingKey, Given]:
    match wanted.to:
        case Tier.CREDENTIAL | Tier.TPM2:
            under = WrappingKey(kit.fresh(KEY_BYTES))
            blob = _sealed_elsewhere(wanted.to, under, kit)
            key_move.write_blobs(folder, {wanted.to: blob}, kit.disk)
            way = ByCredential() if wanted.to is Tier.CREDENTIAL else ByTpm()
            return way, under, NOTHING
        case Tier.FIRMWARE:
            _ready(kit, burn=wanted.burn)
            asked = kit.fresh(_QUESTION_BYTES)
            under = by_board(kit.board.answer(asked), folder_of(key))
            return ByBoard(question=asked), under, NOTHING
        case Tier.PASSPHRASE:
            check_passphrase(wanted.passphrase)
            salt = kit.fresh(SALT_BYTES)
            typed = ByPassphrase(salt=salt, memory_kib=MEMORY_KIB, passes=PASSES)
            under = by_passphrase(wanted.passphrase, salt)
            return typed, under, Given(passphrase=wanted.passphrase)
        case _:
            raise BadRequest(
                f"the key cannot be moved to {wanted.to} so", hint="Ask the frame that runs."
            )


def _sealed_elsewhere(to: Tier, under: WrappingKey, kit: Kit) -> bytes:
    sealer = kit.sealers[to]
    if sealer.missing():
        raise BadRequest(sealer.missing(), hint="`frame keys status` says what this board can do.")
    return sealer.seal(under.secret)


def _ready(kit: Kit, *, burn: bool) -> None:
    """Have the board have a key of its own; burn one only where that was said."""
    state = kit.board.state()
    if state is BoardKey.ABSENT:
        raise BadRequest(state.value, hint="It takes a Raspberry Pi 4 or 5, and rpi-fw-crypto.")
    if state is BoardKey.BLANK:
        if not burn:
            raise BadRequest(
                "this board has no key of its own, and one can be burnt into it only once",
                hint=f'Say so with --confirm "{CANNOT_BE_UNDONE}".',
            )
        kit.board.burn()


def _without_handed_over(kit: Kit) -> Kit:
    """Have the chip itself be asked, not what was fetched before."""
    return Kit(
        sealers=kit.sealers,
        board=kit.board,
        fresh=kit.fresh,
        disk=kit.disk,
        handed_over=kit.handed_over.with_name("nothing"),
    )


def check(to: Tier, now: Tier | None, kit: Kit, owners: int) -> None:
    """Raise BadRequest where a move makes no sense before anything is begun."""
    if to is now and to not in {Tier.PASSPHRASE, Tier.PHONES}:
        raise BadRequest(
            "the key is kept so already", hint="`frame keys status` shows the others."
        )
    because = missing(to, board_of(kit, owners))
    if because and to is not Tier.FIRMWARE:
        raise BadRequest(f"the key cannot be kept so: {because}", hint="See `frame keys status`.")
