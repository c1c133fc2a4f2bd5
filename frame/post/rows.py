"""What is kept about other devices, one kind of record each (docs/storage.md, Records).

Rule 1: every row is sealed in the store; a device on the other side never chooses its number.
Rule 2: `name` is a device's signing public key, 32 bytes, and is compared, never printed.
"""

from typing import ClassVar

import msgspec


class Me(msgspec.Struct, frozen=True):
    """The secrets of this device, 32 bytes each; `suite` is that of its sealing key."""

    kind: ClassVar = "me"

    signing: bytes
    sealing: bytes
    static: bytes
    presence: bytes
    suite: int


class Paired(msgspec.Struct, frozen=True, kw_only=True):
    """One device this one is paired with.

    rank      what it is here (protocol.envelope.Rank)
    owner     16 bytes: whose device it is; at an owner's device, who that owner is at the frame
    presence  the presence secret, where the other side is a frame
    broker    where it is met, where the other side told
    role      what this device is to it (protocol.envelope.Rank), at an owner's device
    sent      the number of the last letter sent to it; `taken`, none up to this is taken again
    """

    kind: ClassVar = "device"

    name: bytes
    suite: int
    seal_key: bytes
    static: bytes
    secret: bytes
    rank: int
    gadget: int
    owner: bytes
    person: str
    label: str
    added_ms: int
    presence: bytes = b""
    broker: str = ""
    role: int = 0
    sent: int = -1
    taken: int = -1


class Shared(msgspec.Struct, frozen=True, kw_only=True):
    """An album both sides know: its name between devices, and what it is called here.

    source  the device that brought it, or this one
    """

    kind: ClassVar = "album"

    album: bytes
    here: str
    source: bytes


class LineRow(msgspec.Struct, frozen=True):
    """A signed line of consent as it came."""

    kind: ClassVar = "line"

    told: bytes


class NoteRow(msgspec.Struct, frozen=True):
    """A signed note as it came."""

    kind: ClassVar = "note"

    told: bytes


class EpochRow(msgspec.Struct, frozen=True, kw_only=True):
    """The key of one epoch of an album, as one sender draws them."""

    kind: ClassVar = "epoch"

    album: bytes
    sender: bytes
    epoch: int
    key: bytes


class Incoming(msgspec.Struct, frozen=True, kw_only=True):
    """A photo that is on its way here; its chunks lie in a parcel."""

    kind: ClassVar = "incoming"

    peer: bytes
    offer: bytes
    parcel: str


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    """A photo that is on its way to somebody; what is sent lies sealed in a parcel.

    photo   its id here (frame) or the digest of its file (owner's device)
    """

    kind: ClassVar = "outgoing"

    peer: bytes
    offer: bytes
    parcel: str
    photo: str


class Owed(msgspec.Struct, frozen=True, kw_only=True):
    """A withdrawal whose receipt is not written yet: what is erased, and what it answers."""

    kind: ClassVar = "owed"

    album: bytes
    answers: bytes
    photos: int
    at_ms: int


class Expiring(msgspec.Struct, frozen=True, kw_only=True):
    """An album whose rest is nearly over, and since when this device knows that."""

    kind: ClassVar = "expiring"

    album: bytes
    since_ms: int


class Leaving(msgspec.Struct, frozen=True, kw_only=True):
    """An owner who leaves this frame: erased already, and to be told once more.

    owner    16 bytes; `photos` is how many were erased, and `told_ms` when that was said, or 0
    """

    kind: ClassVar = "leaving"

    owner: bytes
    photos: int
    at_ms: int
    told_ms: int = 0


class Ending(msgspec.Struct, frozen=True):
    """The end of the whole household was asked for; `photos` is how many there were then.

    `machine` says that the machine's own settings go too.
    """

    kind: ClassVar = "ending"

    photos: int
    machine: bool = False


class Words(msgspec.Struct, frozen=True):
    """The words that were on the screen when somebody agreed; their digest is in the grant."""

    kind: ClassVar = "words"

    text: str


class SentPhoto(msgspec.Struct, frozen=True, kw_only=True):
    """A photo this device sent: its name between devices, and how it went with one frame.

    state    0 waiting, a `Result` of protocol.messages, or 255: it had it once
    """

    kind: ClassVar = "sent"

    album: bytes
    photo: bytes
    frame: bytes
    digest: bytes
    file: str
    removed: tuple[str, ...] = ()
    state: int = 0


class Forwarded(msgspec.Struct, frozen=True, kw_only=True):
    """A photo that another frame got from this one, or brought here."""

    kind: ClassVar = "forwarded"

    photo: bytes
    frame: bytes


class Neighbour(msgspec.Struct, frozen=True, kw_only=True):
    """A frame that a paired frame knows, so that an owner can name it; `via` is the paired one."""

    kind: ClassVar = "neighbour"

    name: bytes
    label: str
    via: bytes


class Parting(msgspec.Struct, frozen=True, kw_only=True):
    """A frame its owner left, and what it said it erased then."""

    kind: ClassVar = "parting"

    frame: bytes
    label: str
    photos: int
    generation: int
    at_ms: int


class Forgotten(msgspec.Struct, frozen=True, kw_only=True):
    """A frame that was forgotten because it never answered any more, and what it was called."""

    kind: ClassVar = "forgotten"

    frame: bytes
    label: str
    at_ms: int


class JournalEnd(msgspec.Struct, frozen=True, kw_only=True):
    """How the audit journal of a frame ended when it was last asked; `hash` has 32 bytes."""

    kind: ClassVar = "journal"

    frame: bytes
    line: int
    hash: bytes
    at_ms: int


class Split(msgspec.Struct, frozen=True, kw_only=True):
    """The device key of this frame, split with the phones of its owners (docs/protocol.md §13).

    share, signing, meeting   what lies beside the wrapped key, too (`store.sealed_key.ByPhones`)
    secret   what phones keep
    asker    the public key of `signing`; it names this part
    told     devices it was said to: each may keep it, whatever it answers
    held_by  devices that said they keep it
    live     whether the device key lies wrapped so
    """

    kind: ClassVar = "split"

    share: bytes
    signing: bytes
    meeting: bytes
    secret: bytes
    asker: bytes
    told: tuple[bytes, ...] = ()
    held_by: tuple[bytes, ...] = ()
    live: bool = False


class KeyPart(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a frame's device key that this owner's device keeps for it."""

    kind: ClassVar = "part"

    frame: bytes
    asker: bytes
    meeting: bytes
    secret: bytes


Row = (
    Me
    | Paired
    | Shared
    | LineRow
    | NoteRow
    | EpochRow
    | Incoming
    | Outgoing
    | Owed
    | Expiring
    | Leaving
    | Ending
    | Words
    | SentPhoto
    | Forwarded
    | Neighbour
    | Parting
    | Forgotten
    | JournalEnd
    | Split
    | KeyPart
)
ALL: tuple[type[Row], ...] = (
    Me,
    Paired,
    Shared,
    LineRow,
    NoteRow,
    EpochRow,
    Incoming,
    Outgoing,
    Owed,
    Expiring,
    Leaving,
    Ending,
    Words,
    SentPhoto,
    Forwarded,
    Neighbour,
    Parting,
    Forgotten,
    JournalEnd,
    Split,
    KeyPart,
)
