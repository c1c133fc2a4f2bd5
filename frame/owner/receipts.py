"""What was taken back, and which frames have answered that with a signed receipt.

Rule: every frame that was granted the album before is named, whether it answered or not. A
receipt is a line: its signature was checked when it came (docs/protocol.md §8.4).
"""

from dataclasses import dataclass

from frame.owner.names import label_of, title_of
from frame.owner.words import purpose_names
from frame.post.books import Books
from frame.post.rows import Forgotten, Parting
from frame.protocol.lines import (
    Line,
    Receipt,
    Revocation,
    RevokeAlbum,
    RevokeFrame,
    RevokePhotos,
    RevokePurposes,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one frame said to a revocation; None: nothing yet.

    parted        where it was left
    is_forgotten  nobody waits for it any more
    """

    frame: bytes
    label: str
    receipt: Receipt | None
    parted: Parting | None = None
    is_forgotten: bool = False

    @property
    def is_pending(self) -> bool:
        """Whether this frame has yet to answer."""
        return self.receipt is None and self.parted is None and not self.is_forgotten


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """One revocation and every answer to it."""

    line: Line
    title: str
    what: str
    answers: tuple[Answer, ...]

    @property
    def is_pending(self) -> bool:
        """Whether any frame has yet to answer."""
        return any(one.is_pending for one in self.answers)


def withdrawals(books: Books) -> tuple[Withdrawal, ...]:
    """Return everything that was taken back, oldest first."""
    found = [
        _withdrawal(books, line)
        for chains in books.lines.values()
        for chain in chains.values()
        for lines in chain.values()
        for line in lines
        if isinstance(line.says, Revocation)
    ]
    return tuple(sorted(found, key=lambda one: (one.line.at_ms, one.line.digest)))


def withdrawal(books: Books, album: bytes, digest: bytes) -> Withdrawal:
    """Return one of them as it stands now."""
    return next(
        one for one in withdrawals(books) if one.line.album == album and one.line.digest == digest
    )


def _withdrawal(books: Books, line: Line) -> Withdrawal:
    ledger = books.ledgers[line.album]
    partings = {row.frame: row for row in books.of(Parting)}
    forgotten = {row.frame for row in books.of(Forgotten)} - set(books.devices())
    answers = tuple(
        Answer(
            frame=frame,
            label=label_of(books, frame),
            receipt=ledger.receipts.get((line.digest, frame)),
            parted=partings.get(frame) if frame not in books.devices() else None,
            is_forgotten=frame in forgotten,
        )
        for frame in _asked(books, line)
    )
    return Withdrawal(
        line=line, title=title_of(books, line.album), what=_what(books, line), answers=answers
    )


def _asked(books: Books, line: Line) -> tuple[bytes, ...]:
    """Return the frames a revocation asks something of: those it was granted to before."""
    if isinstance(line.says, RevokeFrame | RevokePurposes):
        return (line.says.frame,)
    chains = books.lines[line.album]
    before = {
        one.says.frame
        for one in books.ledgers[line.album].granted
        if any(each.at_ms <= line.at_ms for each in chains[one.by][one.number])
    }
    return tuple(sorted(before))


def _what(books: Books, line: Line) -> str:
    match line.says:
        case RevokePhotos(photos=photos):
            return f"{len(photos)} photo(s)"
        case RevokePurposes(frame=frame, purposes=purposes):
            return f"{purpose_names(purposes)} from {label_of(books, frame)}"
        case RevokeFrame(frame=frame):
            return f"everything from {label_of(books, frame)}"
        case RevokeAlbum():
            return "the whole album"
        case _:
            return "nothing"
