"""Twins of what keeps keys outside the card: a TPM or systemd, and a board's own key."""

import hashlib
import hmac

from frame.crypto.keys import RowKey, RowSeal
from frame.errors import DeviceFailed, StoreDamaged
from frame.ports import Entropy
from frame.upkeep.keys_ladder import BoardKey


class SimSealer:
    """Seals with a key that lives as long as this object, under one name."""

    def __init__(self, name: str, entropy: Entropy, missing: str = "") -> None:
        self._name = name.encode()
        self._entropy = entropy
        self._seal = RowSeal(RowKey(entropy.fresh(32)))
        self._missing = missing

    def missing(self) -> str:
        """Return why it cannot work here; empty where it can."""
        return self._missing

    def seal(self, secret: bytes) -> bytes:
        """Return a secret sealed; raise DeviceFailed."""
        self._works()
        return self._seal.seal(secret, self._name, self._entropy.fresh)

    def unseal(self, sealed: bytes) -> bytes:
        """Return what was sealed here under this name; raise DeviceFailed."""
        self._works()
        try:
            return self._seal.open(sealed, self._name)
        except StoreDamaged:
            raise DeviceFailed("the system did not open or seal the key") from None

    def _works(self) -> None:
        if self._missing:
            raise DeviceFailed(self._missing)


class SimBoard:
    """A board with one-time memory."""

    def __init__(self, entropy: Entropy, state: BoardKey = BoardKey.BLANK) -> None:
        self._entropy = entropy
        self._state = state
        self._key = entropy.fresh(32)

    def state(self) -> BoardKey:
        """Return how the key stands."""
        return self._state

    def answer(self, question: bytes) -> bytes:
        """Return HMAC-SHA256 of at most 2,048 bytes under the board's key; raise DeviceFailed."""
        if self._state is not BoardKey.READY or len(question) > 2048:
            raise DeviceFailed("the board's firmware did not answer")
        return hmac.digest(self._key, question, hashlib.sha256)

    def burn(self) -> None:
        """Make a key, for ever; raise DeviceFailed."""
        if self._state is not BoardKey.BLANK:
            raise DeviceFailed("no key can be burnt into this board")
        self._state = BoardKey.READY
