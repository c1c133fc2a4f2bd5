"""A machine for tests that can keep keys in every way, and one that can in none."""

from pathlib import Path

from frame.devices.sim.board import SimBoard, SimSealer
from frame.devices.sim.clock import SimEntropy
from frame.services.keys import Kit
from frame.store.sealed_key import BLOBS
from frame.upkeep.keys_ladder import BoardKey, Tier
from tests.store.storekit import QuickDisk


def machine(folder: Path, *, typed: str | None = None, missing: str = "", seed: int = 11) -> Kit:
    """A machine; `typed` is what somebody at it types, and another `seed` is another machine."""
    entropy = SimEntropy(seed)
    state = BoardKey.ABSENT if missing else BoardKey.BLANK
    return Kit(
        sealers={tier: SimSealer(BLOBS[tier], entropy, missing) for tier in BLOBS},
        board=SimBoard(entropy, state),
        fresh=entropy.fresh,
        disk=QuickDisk(),
        handed_over=folder / "handed-over",
        ask=lambda _question: typed,
    )


BY_ROOT = (Tier.CREDENTIAL, Tier.TPM2, Tier.FIRMWARE)
PASSPHRASE = "correct horse battery staple"
