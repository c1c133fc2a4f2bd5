"""Withdrawal: a signed no becomes erased photos and a signed receipt (docs/protocol.md §8.4).

Rule 1: the line, the debt and the tombstones are one transaction; a power cut anywhere leaves
        it done or to be finished before the first slide.
Rule 2: the receipt is written when nothing is left to erase, and not before.
Rule 3: what was taken back before this frame knew of its grant is acknowledged all the same.
Rule 4: purposes that are taken back erase photos only where `display` is among them and no grant
        that was heard has it left. A lease that was shortened, or that ended, takes no photo.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from frame.model import PhotoId
from frame.post.books import Books
from frame.post.correspondence import Correspondence, in_ms
from frame.post.draft import Draft
from frame.post.rows import Expiring, Forwarded, Owed, Shared
from frame.protocol.facts import Withdraw
from frame.protocol.lines import (
    Line,
    Purpose,
    Receipt,
    Revocation,
    RevokeFrame,
    RevokePhotos,
    RevokePurposes,
)
from frame.protocol.notes import Note
from frame.services.network import permits
from frame.store.records import Erase


def owe(books: Books, album: bytes, asked: Withdraw, draft: Draft, now: datetime) -> None:
    """Add to a draft everything a revocation takes from this frame, and the receipt it owes."""
    if not _is_asked(books, asked.says):
        return
    match asked.says:
        case RevokePhotos(photos=photos):
            count = _take_photos(books, album, photos, asked.sender, draft)
        case RevokePurposes() if not _takes_display(books, album, asked.says):
            count = 0
        case _:
            count = take_album(books, album, draft)
    if _is_granted(books, album):
        draft.add.append(Owed(album=album, answers=asked.answers, photos=count, at_ms=in_ms(now)))


def owe_what_came_before(books: Books, album: bytes, draft: Draft, now: datetime) -> None:
    """Owe a receipt for every revocation that was heard before the grant it concerns."""
    if not _is_granted(books, album):
        return
    owed = {row.answers for row in (*books.of(Owed), *draft.add) if isinstance(row, Owed)}
    receipts = books.ledgers[album].receipts
    for line in _revocations(books, album):
        if line.digest not in owed and (line.digest, books.me.name) not in receipts:
            row = Owed(album=album, answers=line.digest, photos=0, at_ms=in_ms(now))
            draft.add.append(row)


def owe_for_rest(books: Books, album: bytes, draft: Draft, now: datetime) -> None:
    """Add to a draft what goes because nobody renewed the lease for 90 days."""
    count = take_album(books, album, draft)
    if count:
        answers = permits.last_grant(books, album)
        draft.drop |= {n for n, row in books.all(Expiring) if row.album == album}
        draft.add.append(Owed(album=album, answers=answers, photos=count, at_ms=in_ms(now)))


def _is_asked(books: Books, says: Revocation) -> bool:
    """Say whether a revocation asks anything of this frame."""
    if isinstance(says, RevokeFrame | RevokePurposes):
        return says.frame == books.me.name
    return True


def _takes_display(books: Books, album: bytes, says: RevokePurposes) -> bool:
    """Say whether it takes `display`, and nothing that was granted beside or after it is left."""
    left = books.ledgers[album].is_left(books.me.name, Purpose.DISPLAY)
    return Purpose.DISPLAY in says.purposes and not left


def _is_granted(books: Books, album: bytes) -> bool:
    return any(one.says.frame == books.me.name for one in books.ledgers[album].granted)


def _revocations(books: Books, album: bytes) -> Iterator[Line]:
    for chain in books.lines[album].values():
        for lines in chain.values():
            for line in lines:
                if isinstance(line.says, Revocation) and _is_asked(books, line.says):
                    yield line


def _take_photos(
    books: Books, album: bytes, names: Iterable[bytes], sender: bytes | None, draft: Draft
) -> int:
    """Erase the photos of these names that are held here; `sender` None means anybody's."""
    shared, gone, others = books.albums().get(album), set(names), set[bytes]()
    before = len(draft.erase)
    for name in gone:
        photo = books.vault.named(name)
        if photo is None or shared is None or books.vault.photo(photo).album != shared.here:
            continue
        origin = books.vault.origin(photo)
        if origin is not None and sender in {None, origin.sender}:
            draft.erase.append(Erase("photo", photo))
        else:
            others.add(name)

    def goes(note: Note) -> bool:
        return note.album == album and note.photo in gone - others

    books.forget_notes(goes, draft)
    draft.drop |= {n for n, row in books.all(Forwarded) if row.photo in gone - others}
    return len(draft.erase) - before


def take_album(books: Books, album: bytes, draft: Draft) -> int:
    """Erase an album as it is held here, with keys and notes, and return how many photos go."""
    held = _held(books, album)
    names = {one.name for photo in held if (one := books.vault.origin(photo)) is not None}
    draft.drop |= {n for n, row in books.all(Forwarded) if row.photo in names}
    books.forget_album(album, draft)
    for number, shared in books.all(Shared):
        if shared.album == album and shared.here:
            draft.erase.append(Erase("album", shared.here))
            draft.replace[number] = msgspec.structs.replace(shared, here="")
            draft.renew = True
    return len(held)


def _held(books: Books, album: bytes) -> list[PhotoId]:
    shared = books.albums().get(album)
    here = shared.here if shared else ""
    return [photo.id for photo in books.vault.photos() if here and photo.album == here]


def taken(books: Books, draft: Draft) -> frozenset[PhotoId]:
    """Return the photos that a draft erases: they leave the glass first."""
    ids = {one.id for one in draft.erase}
    return frozenset(
        photo.id
        for photo in books.vault.photos()
        if not ids.isdisjoint({photo.id, photo.album, photo.owner})
    )


def acknowledge(correspondence: Correspondence, now: datetime) -> None:
    """Sign a receipt for every debt that is paid, and tell everybody whom it concerns.

    Raises:
        DiskFull: something is left to erase; nothing was signed.
    """
    books, draft = correspondence.books, Draft()
    debts = tuple(books.all(Owed))
    if not debts:
        return
    books.vault.pay()
    for number, debt in debts:
        draft.drop.add(number)
        receipt = Receipt(
            answers=debt.answers,
            photos=debt.photos,
            generation=books.vault.generation,
            erased_at=debt.at_ms,
        )
        correspondence.sign(debt.album, receipt, draft, now)
    correspondence.finish(draft, now)
