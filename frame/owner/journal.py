"""How a frame's audit journal ended when it was last asked, and whether it still holds that.

Rule: what was kept stays where the journal differs from it: it is said again each time, until the
      frame is paired anew.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from frame.post.books import Books
from frame.post.correspondence import in_ms
from frame.post.draft import Draft
from frame.post.rows import JournalEnd, Paired
from frame.protocol.frame_privacy import AskPrivacy, Chain, Privacy

if TYPE_CHECKING:
    from frame.owner.client import Client


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a journal is found to be; `line` was kept at `at_ms`."""

    state: Literal["begun", "holds", "differs"]
    line: int
    at_ms: int


def ask(client: "Client", frame: Paired) -> tuple[Privacy, Judged | None] | None:
    """Ask a frame what it keeps and does, and judge its journal; None where it does not answer.

    The second is None where the frame has no journal yet.
    """
    kept = kept_of(client.books, frame.name)
    line = kept.line if kept is not None else 0
    question = AskPrivacy(line=line)

    def fits(told: Privacy) -> bool:
        return told.chain is not None and told.chain.asked == line

    told = client.ask(frame, question, Privacy, fits)
    if told is None or told.chain is None:
        return None
    draft = Draft()
    judged = judge(client.books, frame.name, told.chain, draft, in_ms(client.clock.now()))
    if draft.changes:
        client.finish(draft)
    return told, judged


def kept_of(books: Books, frame: bytes) -> JournalEnd | None:
    """Return what is kept of a frame's journal."""
    return next((row for row in books.of(JournalEnd) if row.frame == frame), None)


def judge(books: Books, frame: bytes, told: Chain, draft: Draft, now_ms: int) -> Judged | None:
    """Compare what a frame says with what was kept, and keep its new end; None: it has none."""
    kept = kept_of(books, frame)
    if kept is not None and told.held != kept.hash:
        return Judged(state="differs", line=kept.line, at_ms=kept.at_ms)
    if not told.end:
        return None
    if kept is None or kept.line < told.line:
        forget(books, frame, draft)
        draft.add.append(JournalEnd(frame=frame, line=told.line, hash=told.end, at_ms=now_ms))
    if kept is None:
        return Judged(state="begun", line=told.line, at_ms=now_ms)
    return Judged(state="holds", line=kept.line, at_ms=kept.at_ms)


def forget(books: Books, frame: bytes, draft: Draft) -> None:
    """Drop what was kept of a frame."""
    draft.drop |= {number for number, row in books.all(JournalEnd) if row.frame == frame}
