"""An owner's device that sends made-up photos until all are there; may be killed at any moment.

`python -m tests.integration.sending FOLDER FIRST COUNT` goes on where it was. Each chunk that is
handed to the broker's connection adds one byte to FOLDER/chunks.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from frame.devices.clock import KernelEntropy, WallClock
from frame.owner.client import Client
from frame.owner.reach import dial
from frame.ports import Link
from frame.post.draft import Draft
from frame.post.going import Picture
from frame.post.links import Reach
from frame.post.rows import SentPhoto
from frame.protocol.messages import Result
from tests.integration.devices_kit import books_in
from tests.integration.photos_kit import name_of, picture

AT_ONCE = 8


def counting(chunks: Path) -> Callable[..., Link]:
    """Return a way to connect that counts the chunks it is given."""

    def connect(
        reach: Reach, heard: Callable[[str, bytes], None], turned: Callable[[bool], None]
    ) -> Link:
        link = dial(reach, heard, turned)
        tell = link.tell

        def counted(topic: str, payload: bytes, **how: object) -> bool:
            taken = tell(topic, payload, **how)  # type: ignore[arg-type]  # as it was said
            if taken and topic.endswith("/c"):
                with chunks.open("ab") as file:
                    file.write(b".")
            return taken

        link.tell = counted  # type: ignore[method-assign]
        return link

    return connect


def main(folder: Path, numbers: range) -> None:
    """Send until the frame has every photo."""
    clock, entropy = WallClock(), KernelEntropy()
    books = books_in(folder, clock.now(), entropy)
    album, frame = next(iter(books.ledgers)), next(iter(books.devices().values()))
    todo = [
        one for one in numbers if name_of(one) not in {row.photo for row in books.of(SentPhoto)}
    ]
    with Client(books, counting(folder / "chunks"), clock, entropy, patience_s=60) as client:

        def step() -> bool:
            while todo and client.mail.going.waiting(frame.name) < AT_ONCE:
                _offer(client, album, todo.pop(0))
            return not todo and not client.mail.going.waiting(frame.name)

        while not client.run(step):
            pass
    ends = {row.state for row in books.of(SentPhoto)}
    assert ends <= {Result.KEPT, Result.HAD_IT}, ends
    books.vault.close()


def _offer(client: Client, album: bytes, number: int) -> None:
    draft, now = Draft(), client.clock.now()
    me, frame = client.books.me.name, next(iter(client.books.devices().values()))
    data, name = picture(number), name_of(number)
    made = Picture(album=album, photo=name, data=data, taken=None, sender=me, source=name.hex())
    client.mail.going.send(made, frame, draft, now)
    draft.add.append(
        SentPhoto(album=album, photo=name, frame=frame.name, digest=name, file=name.hex())
    )
    client.finish(draft)


if __name__ == "__main__":
    begin, count = int(sys.argv[2]), int(sys.argv[3])
    main(Path(sys.argv[1]), range(begin, begin + count))
