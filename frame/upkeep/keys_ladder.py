"""The key ladder: where the device key can come from, and which thief each way keeps out.

Rule 1: a tier says what it protects from and what it does not, in the same breath.
Rule 2: a tier that is not possible on this board says why, and what would make it possible.
Rule 3: the words are said to people as they stand; nothing here is a promise about hardware
        that was not tried (docs/keys.md says what was).
"""

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Final


class Tier(StrEnum):
    """A way to keep the device key, as a person types it."""

    FILE = "file"
    CREDENTIAL = "credential"
    TPM2 = "tpm2"
    FIRMWARE = "firmware"
    PASSPHRASE = "passphrase"  # noqa: S105  # a word that is typed
    PHONES = "phones"

    @property
    def known_as(self) -> str:
        """What `frame status` calls it, and what phones are told (docs/protocol.md §7, 37)."""
        return _NAMES[self]


_NAMES: Final = {
    Tier.FILE: "plain file",
    Tier.CREDENTIAL: "systemd credential",
    Tier.TPM2: "TPM2",
    Tier.FIRMWARE: "board firmware",
    Tier.PASSPHRASE: "passphrase",
    Tier.PHONES: "split with phones",
}


class BoardKey(Enum):
    """How the key in a board's one-time memory stands."""

    ABSENT = "this board has no firmware that keeps keys"
    BLANK = "this board has no key of its own yet"
    READY = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """What a machine can do, as it was found.

    no_credential, no_tpm2   why systemd or a TPM cannot keep a key here; empty where it can
    board_key                how the key of a Raspberry Pi stands
    owners                   paired phones that own this frame
    """

    no_credential: str = ""
    no_tpm2: str = ""
    board_key: BoardKey = BoardKey.ABSENT
    owners: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What a tier is worth, in whole sentences."""

    against: str
    not_against: str
    asks: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One tier on one board; `because` says why it is not possible, empty where it is."""

    tier: Tier
    active: bool
    because: str
    worth: Worth

    @property
    def possible(self) -> bool:
        """Whether the key could be moved there, or lies there already."""
        return self.active or not self.because


WORTH: Final = {
    Tier.FILE: Worth(
        against="A backup or a disk that is read without the file device.key.",
        not_against="Whoever has the card: the key lies on it, beside the photos.",
        asks="Nothing. Any board can do it.",
    ),
    Tier.CREDENTIAL: Worth(
        against="A copy of the state folder alone, such as a backup of it.",
        not_against="Whoever has the whole card: the system's own key lies on it too.",
        asks="A system with systemd, which keeps a key of its own in /var/lib/systemd.",
    ),
    Tier.TPM2: Worth(
        against="Whoever has the card or the disk without this board.",
        not_against="Whoever takes the whole frame: its TPM gives the key to any software that"
        " starts the same way. A board that breaks takes the photos with it.",
        asks="A TPM 2.0 chip.",
    ),
    Tier.FIRMWARE: Worth(
        against="Whoever has the card without this board.",
        not_against="Whoever takes the whole frame, or is root on it: the firmware answers any"
        " software that starts, unless the board checks signatures at start.",
        asks="A Raspberry Pi 4 or 5, and a key burnt into it once, which cannot be undone.",
    ),
    Tier.PASSPHRASE: Worth(
        against="Whoever takes the card or the whole frame while it is switched off, as long as"
        " they cannot guess the passphrase.",
        not_against="Whoever takes it while it runs. A passphrase that is forgotten is lost with"
        " all photos.",
        asks="Somebody who types it after each start: until then the glass shows a card.",
    ),
    Tier.PHONES: Worth(
        against="Whoever takes the card or the whole frame away from home: without a phone of"
        " this home it does not open.",
        not_against="Whoever takes the frame and one of those phones; whoever starts it where a"
        " phone of this home can still be reached; whoever takes it while it runs.",
        asks="The page open on one phone that owns this frame, or `frame owner keep-unlocked` at"
        " home, after each start. With the last of them lost, the photos are lost.",
    ),
}
"""In the order in which they protect more."""


def ladder(active: Tier | None, board: Board) -> tuple[Rung, ...]:
    """Return every tier with how it stands on this board, the weakest first."""
    return tuple(
        Rung(tier=tier, active=tier is active, because=missing(tier, board), worth=worth)
        for tier, worth in WORTH.items()
    )


def missing(tier: Tier, board: Board) -> str:
    """Return why a key cannot be kept so on this board; empty where it can."""
    match tier:
        case Tier.CREDENTIAL:
            return board.no_credential
        case Tier.TPM2:
            return board.no_tpm2
        case Tier.FIRMWARE:
            return "" if board.board_key is BoardKey.BLANK else board.board_key.value
        case Tier.PHONES:
            return "" if board.owners else "no phone owns this frame yet: pair one first"
        case _:
            return ""


def tier_known_as(name: str) -> Tier | None:
    """Return the tier that `frame status` calls so, None where it is of a later version."""
    return next((tier for tier, known in _NAMES.items() if known == name), None)


def in_short(name: str) -> str:
    """Return what a tier (as `frame status` names it) keeps out, and what it does not."""
    tier = tier_known_as(name)
    if tier is None:
        return "this version does not know what that protects from"
    worth = WORTH[tier]
    return f"keeps out: {_begun(worth.against)} Does not keep out: {_begun(worth.not_against)}"


def _begun(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
