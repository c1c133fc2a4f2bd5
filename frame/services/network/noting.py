"""Notes at the frame: captions, favourites, hidden photos and places that devices say."""

from contextlib import suppress

from frame.errors import BadRequest, StoreDamaged
from frame.model import AlbumId, PhotoId
from frame.post.books import Books
from frame.post.draft import Draft
from frame.protocol.envelope import Rank
from frame.protocol.lines import Role
from frame.protocol.notes import About, Note, Said
from frame.store.vault import PhotoChanges

_OWN = frozenset({About.CAPTION, About.HIDDEN, About.PRIVATE, About.PLACE})
_TITLE = "Shared album"


def may_note(books: Books, note: Note) -> bool:
    """Say whether a note's author may say this (docs/protocol.md §3).

    Owners say anything; contributors, what is about photos they sent, and what they like;
    viewers, what they like. About what was taken back nobody says anything any more.
    """
    if _is_gone(books, note):
        return False
    rank = _rank(books, note.album, note.author)
    if rank is Rank.OWNER:
        return True
    if rank is None or note.photo is None:
        return False
    if note.about is About.FAVOURITE:
        return True
    return rank is Rank.CONTRIBUTOR and note.about in _OWN and _is_senders(books, note)


def _is_gone(books: Books, note: Note) -> bool:
    """Say whether the photo of a note, or its album, was taken back here."""
    ledger = books.ledgers[note.album]
    if ledger.revoked or books.me.name in ledger.frames:
        return True
    if note.photo is None or note.photo not in ledger.photos:
        return False
    photo = books.vault.named(note.photo)
    origin = books.vault.origin(photo) if photo is not None else None
    return origin is None or ledger.is_revoked(note.photo, origin.sender)


def _rank(books: Books, album: bytes, author: bytes) -> Rank | None:
    ledger = books.ledgers[album]
    if ledger.has_role(author, Role.OWNER):
        return Rank.OWNER
    if ledger.has_role(author, Role.CONTRIBUTOR):
        return Rank.CONTRIBUTOR
    device = books.devices().get(author)
    return Rank.VIEWER if device is not None and device.rank == Rank.VIEWER else None


def _is_senders(books: Books, note: Note) -> bool:
    """Say whether the author sent the photo; of one that is not here yet, whether it may be."""
    photo = books.vault.named(note.photo) if note.photo else None
    if photo is None:
        return books.board.holding(note) is None
    origin = books.vault.origin(photo)
    return origin is not None and origin.sender == note.author


def apply(books: Books, note: Note) -> None:
    """Let a note count in the store."""
    if note.photo is None:
        _apply_to_album(books, note)
        return
    photo = books.vault.named(note.photo)
    if photo is not None:
        _apply_to_photo(books, photo, note.about, note.value)


def apply_all(books: Books, album: bytes, name: bytes, draft: Draft) -> None:
    """Let everything count that was said about a photo before it was here.

    Now it is known who sent it: what somebody else said who may not is dropped.
    """
    said = [note for note in books.board.about(album) if note.photo == name]
    unfit = [note for note in said if not may_note(books, note)]
    books.forget_notes(lambda note: note in unfit, draft)
    for note in said:
        if note not in unfit:
            apply(books, note)


def apply_places(books: Books) -> None:
    """Let every place in an album count that holds; one that counts already changes nothing."""
    for album in books.board.albums:
        for note in books.board.about(album):
            if note.about is About.PLACE:
                apply(books, note)


def title_of(books: Books, album: bytes) -> str:
    """Return what an album is called."""
    title = books.board.value(album, None, About.TITLE)
    return title if isinstance(title, str) and title.strip() else _TITLE


def _apply_to_album(books: Books, note: Note) -> None:
    shared = books.albums().get(note.album)
    if shared is None or not shared.here:
        return
    here = AlbumId(shared.here)
    with suppress(BadRequest):
        if note.about is About.TITLE:
            books.vault.change_album(here, title=title_of(books, note.album))
        elif note.about is About.PRIVATE:
            books.vault.change_album(here, private=bool(note.value))


def _apply_to_photo(books: Books, photo: PhotoId, about: About, value: Said) -> None:
    wanted: PhotoChanges = {}
    if about is About.CAPTION and isinstance(value, str):
        wanted["caption"] = value
    elif about is About.FAVOURITE:
        wanted["favourite"] = bool(value)
    elif about is About.HIDDEN:
        wanted["hidden"] = bool(value)
    elif about is About.PRIVATE:
        wanted["private"] = bool(value)
    elif about is About.PLACE and isinstance(value, str):
        wanted["place"] = value
    with suppress(BadRequest, StoreDamaged):
        if wanted:
            books.vault.change(photo, **wanted)
