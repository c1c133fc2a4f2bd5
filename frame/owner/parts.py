"""Parts of frames' keys that this device keeps, and how it gives one to a frame that is locked.

Rule 1: a part is written down before it is said to be kept; older ones go when the frame says
        that it asks for them no more.
Rule 2: a question is believed only with the signature of the key the part came with; each is
        answered once.
Rule 3: what answers is the part, sealed to the key that this one start of the frame made.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Final

from frame.errors import BadMessage
from frame.post.books import Books
from frame.post.correspondence import in_ms
from frame.post.draft import Draft
from frame.post.rows import KeyPart, Paired
from frame.protocol import unlocking
from frame.protocol.envelope import Rank
from frame.protocol.unlocking import Keep, Kept, MeetingSecret

ANSWER_S: Final = 60
_REMEMBERED: Final = 64


def take(books: Books, part: Keep, device: Paired, draft: Draft) -> None:
    """Write down a part that a frame gave, and say so once it is written."""
    if device.rank != Rank.FRAME:
        return
    known = {row.asker for row in _of(books, device)}
    if part.asker not in known:
        row = KeyPart(
            frame=device.name, asker=part.asker, meeting=part.meeting, secret=part.secret
        )
        draft.add.append(row)
        draft.relisten = True
    gone = known - {part.asker, *part.still}
    if gone:
        rows = books.all(KeyPart)
        draft.drop |= {n for n, row in rows if row.frame == device.name and row.asker in gone}
        draft.renew = draft.relisten = True
    draft.tell(device.name, Kept(asker=part.asker))


def forget(books: Books, frame: bytes, draft: Draft) -> None:
    """Drop the parts of a frame that is forgotten."""
    draft.drop |= {number for number, row in books.all(KeyPart) if row.frame == frame}


def _of(books: Books, device: Paired) -> Iterator[KeyPart]:
    return (row for row in books.of(KeyPart) if row.frame == device.name)


class Helping:
    """Answers locked frames; `helped` counts how often, by frame."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._asked: dict[str, tuple[KeyPart, str]] = {}
        self._answered: list[bytes] = []
        self._rests = False
        self.helped: dict[bytes, int] = {}

    def rest(self) -> None:
        """Answer nobody from now on: what asks may have been stolen."""
        self._rests = True

    def topics(self, now: datetime) -> Mapping[bytes, tuple[str, ...]]:
        """Return what to listen to where each frame is met, from now on."""
        self._asked = {}
        heard: dict[bytes, tuple[str, ...]] = {}
        for row in self._books.of(KeyPart) if not self._rests else ():
            if row.frame in self._books.devices():
                at = unlocking.heard_by_phones(MeetingSecret(row.meeting), int(now.timestamp()))
                self._asked |= {asks: (row, answers) for asks, answers in at.items()}
                heard[row.frame] = (*heard.get(row.frame, ()), *at)
        return heard

    def hear(self, topic: str, told: bytes, now: datetime) -> tuple[Paired, str, bytes] | None:
        """Return whom to answer, on which topic and what; None where nothing is to be said."""
        if topic not in self._asked:
            return None
        row, answers = self._asked[topic]
        device = self._books.devices().get(row.frame)
        with suppress(BadMessage):
            question = unlocking.read_question(told, row.asker)
            if device is None or question.nonce in self._answered:
                return None
            answer = unlocking.answer(question, row.asker, row.secret, in_ms(now))
            self._answered = [*self._answered, question.nonce][-_REMEMBERED:]
            self.helped[row.frame] = self.helped.get(row.frame, 0) + 1
            return device, answers, answer
        return None
