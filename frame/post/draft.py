"""What one event changes: written in one transaction, then told to others.

Rule: nothing is sent and nobody is told before the draft is on the disk, so a power cut leaves
either all of an event or nothing of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from frame.model import PhotoId, PhotoState
from frame.post.rows import Row
from frame.protocol.facts import Withdraw
from frame.protocol.messages import Message
from frame.store.records import Erase


@dataclass(slots=True)
class Draft:
    """Changes that belong together.

    add      new rows; `replace` and `drop` name rows by their numbers
    erase    what the store owes from this commit on
    photos   photos that rest or come back
    renew    whether older copies of what is dropped become unreadable too
    relisten whether devices came or went, so that other topics are heard from now on
    asked    what revocations in the same message ask of which album; it is judged when all of
             the message was heard
    outbox   what is said to which device (its name) once the rest is written
    """

    add: list[Row] = field(default_factory=list)
    replace: dict[int, Row] = field(default_factory=dict)
    drop: set[int] = field(default_factory=set)
    erase: list[Erase] = field(default_factory=list)
    photos: dict[PhotoId, PhotoState] = field(default_factory=dict)
    renew: bool = False
    relisten: bool = False
    asked: list[tuple[bytes, Withdraw]] = field(default_factory=list)
    outbox: list[tuple[bytes, Message]] = field(default_factory=list)

    def tell(self, device: bytes, *messages: Message) -> None:
        """Say something to a device afterwards."""
        self.outbox.extend((device, message) for message in messages)

    def tell_all(self, devices: Iterable[bytes], *messages: Message) -> None:
        """Say the same to several devices afterwards."""
        for device in devices:
            self.tell(device, *messages)

    def take_asked(self, album: bytes) -> tuple[Withdraw, ...]:
        """Return what revocations ask of an album; it is asked once."""
        asked = tuple(one for at, one in self.asked if at == album)
        self.asked[:] = [(at, one) for at, one in self.asked if at != album]
        return asked

    @property
    def changes(self) -> bool:
        """Whether there is anything to write."""
        return bool(
            self.add or self.replace or self.drop or self.erase or self.photos or self.renew
        )
