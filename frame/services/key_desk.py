"""`frame keys`: what is said about the device key, and what a person has done with it.

Rule 1: a core that runs does it where it may; what takes root is done with the frame stopped.
Rule 2: root acts as the owner of the state folder, and leaves no file of its own there.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import msgspec

from frame.crypto.keys import DeviceKey
from frame.devices.privilege import as_owner_of
from frame.errors import BadRequest, FrameError, Locked, Offline
from frame.post.rows import Paired, Split
from frame.protocol.envelope import Rank
from frame.services import household, keys
from frame.services.household import Household
from frame.services.ipc import Request
from frame.services.key_moving import Wanted, check, move
from frame.services.keys import Kit, real_kit
from frame.services.status import ask_core
from frame.store.records import Change
from frame.store.vault import Vault
from frame.upkeep.keys_ladder import Rung, Tier, ladder

Document = Mapping[str, object]
_BY_CORE = frozenset({Tier.FILE, Tier.PASSPHRASE, Tier.PHONES})


class Splitting(Protocol):
    """Who splits the key with phones, on a frame that runs."""

    def begin(self) -> None:
        """Have owners' phones take their part; raise BadRequest."""

    def give_up(self) -> None:
        """Forget the phones' part: the key is kept in another way."""

    @property
    def standing(self) -> str:
        """How far that came, in words; empty where nothing was begun."""


def status_of(folder: Path) -> Document:
    """Return how the key of a frame is kept, and how it could be."""
    try:
        answer = ask_core(folder, Request(what="keys"))
    except (Locked, Offline):
        return document(keys.tier_of(folder), real_kit(), owners=None)
    if answer is not None:
        return answer
    if not household.exists(folder):
        raise BadRequest(f"there is no frame in {folder}", hint="Make one with `frame init`.")
    try:
        with household.opened(folder) as home:
            return document(keys.tier_of(folder), real_kit(), owners_of(home.vault))
    except FrameError:
        return document(keys.tier_of(folder), real_kit(), owners=None)


def owners_of(vault: Vault) -> int:
    """Return how many paired phones own this frame."""
    decoder = msgspec.msgpack.Decoder(Paired)
    rows = [decoder.decode(row) for row in vault.records(Paired.kind).values()]
    return sum(row.rank == Rank.OWNER for row in rows)


def document(active: Tier, kit: Kit, owners: int | None, splitting: str = "") -> Document:
    """Return what `frame keys status` prints; without `owners`, that is not known."""
    board = keys.board_of(kit, 1 if owners is None else owners)
    return {
        "tier": active.value,
        "key_tier": active.known_as,
        "splitting": splitting,
        "tiers": [_rung(one) for one in ladder(active, board)],
    }


def _rung(rung: Rung) -> Document:
    return {
        "tier": rung.tier.value,
        "key_tier": rung.tier.known_as,
        "active": rung.active,
        "possible": rung.possible,
        "because": rung.because,
        "against": rung.worth.against,
        "not_against": rung.worth.not_against,
        "asks": rung.worth.asks,
    }


def move_key(folder: Path, wanted: Wanted) -> Document:
    """Move the key of a frame, by the core that runs where it may.

    Raises:
        BadRequest, DeviceFailed, Locked, StoreBusy: nothing was changed.
    """
    request = Request(what="keys-move", name=wanted.to.value, secret=wanted.passphrase)
    if wanted.to in _BY_CORE:
        answer = ask_core(folder, request)
        if answer is not None:
            return _said(answer)
        if wanted.to is Tier.PHONES:
            raise Offline(
                "the frame has to run to split its key with phones",
                hint="Start it with `frame run core`.",
            )
    elif ask_core(folder, Request(what="keys")) is not None:
        raise BadRequest(
            "a frame that runs may not ask a chip for keys",
            hint="Stop its service, run this as root, and start it again.",
        )
    return _move_here(folder, wanted)


def _said(answer: Document) -> Document:
    if "error" in answer:
        raise BadRequest(str(answer["error"]), hint=str(answer["hint"]))
    return answer


def _move_here(folder: Path, wanted: Wanted) -> Document:
    kit = real_kit()
    with as_owner_of(folder), household.opened(folder) as home:
        key, now = _movable(home)
        check(wanted.to, now, kit, owners_of(home.vault))
        move(folder, key, wanted, kit)
        owners = owners_of(home.vault)
        _forget_parts(home.vault)
    keys.hand_over_again(folder, kit)
    return document(wanted.to, kit, owners)


def _forget_parts(vault: Vault) -> None:
    """Forget what phones were to keep: whoever moves the key wants it there, and not with them."""
    parts = vault.records(Split.kind)
    if parts:
        vault.commit(Change(drop=tuple(parts), renew=True))
        vault.pay()


def move_in_core(home: Household, to: str, passphrase: str, splitting: Splitting) -> Document:
    """Move the key of an opened frame, as somebody at it asked.

    Raises:
        BadRequest, Ours, DiskFull: nothing was changed.
    """
    kit, tier, owners = real_kit(), _tier_called(to), owners_of(home.vault)
    if tier not in _BY_CORE:
        raise BadRequest("a frame that runs may not ask a chip for keys")
    key, now = _movable(home)
    check(tier, now, kit, owners)
    if tier is Tier.PHONES:
        splitting.begin()
    else:
        move(home.folder, key, Wanted(to=tier, passphrase=passphrase), kit)
        home.key_moved(tier)
        splitting.give_up()
    return document(keys.tier_of(home.folder), kit, owners, splitting.standing)


def answered(home: Household, request: Request, splitting: Splitting) -> Document:
    """Return what a core that runs says to a person who asks about its key; raise BadRequest."""
    if request.what == "keys-move":
        return move_in_core(home, request.name, request.secret, splitting)
    if request.what == "unlock":
        return {"unlocked": True}
    tier, owners = keys.tier_of(home.folder), owners_of(home.vault)
    return document(tier, real_kit(), owners, splitting.standing)


def _tier_called(name: str) -> Tier:
    try:
        return Tier(name)
    except ValueError:
        raise BadRequest(f"there is no tier {name!r}", hint="See `frame keys status`.") from None


def _movable(home: Household) -> tuple[DeviceKey, Tier]:
    """Return the key that opened the store and where it lies now."""
    if home.found is None or home.found.kept is None:
        raise BadRequest(
            "systemd hands in the device key itself, so it is not this frame's to move",
            hint="Put it into STATE/device.key (mode 600), and take the credential away.",
        )
    return home.found.key, keys.tier_of(home.folder)


def unlock(folder: Path, passphrase: str) -> Document:
    """Open the key of a frame that waits for it.

    Raises:
        Offline: it does not run.
        BadRequest: that was not the passphrase.
    """
    try:
        answer = ask_core(folder, Request(what="unlock", secret=passphrase))
    except Locked as problem:
        raise BadRequest(str(problem), hint=problem.hint) from None
    if answer is None:
        raise Offline("the frame does not run", hint="Start it with `frame run core`.")
    return _said(answer)
