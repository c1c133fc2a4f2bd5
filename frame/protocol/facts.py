"""What is kept of lines of consent, and what follows from one: plain data.

Rule: an effect may be performed twice, and again after a power cut, and changes nothing more.
"""

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from frame.protocol.lines import Admit, Grant, Line, Purpose, Receipt, Revocation, Seen


class Slot(NamedTuple):
    """One line in its author's chain, without what it says."""

    digest: bytes
    previous: bytes | None
    seen: tuple[Seen, ...]


class Head(NamedTuple):
    """How far an author's chain is whole."""

    number: int
    digest: bytes


class Admitted(NamedTuple):
    """One admission, and the keeper it rests on."""

    says: Admit
    by: bytes


class Granted(NamedTuple):
    """One grant, and the place in its author's chain that it waits for."""

    says: Grant
    by: bytes
    number: int


@dataclass(frozen=True, slots=True)
class Keep:
    """Store this line: it counts, or will when what it rests on has come."""

    line: Line


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Do what a revocation asks; only for photos of one sender where `sender` is named."""

    answers: bytes
    says: Revocation
    sender: bytes | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """Lines of this author are missing, from this number on."""

    author: bytes
    number: int


@dataclass(frozen=True, slots=True)
class Split:
    """This author's chain was split: tell the owner."""

    author: bytes


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """A frame has done what a revocation asked."""

    frame: bytes
    receipt: Receipt


Effect: TypeAlias = Keep | Withdraw | Ask | Split | Acknowledge


@dataclass(frozen=True, slots=True)
class Standing:
    """What a frame may do with an album now, and until when that holds (seconds since 1970).

    `blurred` says that strangers are blurred in what is shared.
    """

    purposes: frozenset[Purpose] = frozenset()
    blurred: bool = False
    until_s: int = 0
