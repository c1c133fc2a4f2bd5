"""Permits: what consent allows now, as the rest of the frame understands it.

A photo that may not be displayed rests. An album says whether its photos may be mended, looked
at by models, and compared with enrolled people.

Rule 1: what was given is what a live, signed grant names, and nothing else (P7).
Rule 2: what was computed under a consent goes with it: looks with `score`, who was recognised
        with `faces`.
Rule 3: what rested for 90 days without a new grant is erased. A frame that was off, or whose clock
        was wrong, knows of the end for a day before: whoever renewed meanwhile is heard first.
"""

from collections.abc import Iterable
from datetime import datetime
from math import inf

from frame.model import AlbumId, PhotoId, PhotoState
from frame.ports import Entropy
from frame.post.books import Books
from frame.post.draft import Draft
from frame.post.rows import Expiring, Paired, Shared
from frame.protocol.consent import Ledger
from frame.protocol.envelope import Rank
from frame.protocol.lines import Purpose, Role
from frame.store.vault import Vault

RESTS_S, NOTICE_S = 90 * 86_400, 86_400


def may_display(books: Books, album: bytes, now: datetime) -> bool:
    """Say whether a live grant lets this frame display an album."""
    ledger = books.ledgers.get(album)
    if ledger is None:
        return False
    return Purpose.DISPLAY in ledger.standing(books.me.name, int(now.timestamp())).purposes


def has_place(books: Books, album: bytes) -> bool:
    """Say whether an album has its place here; somebody at the frame may have erased it."""
    shared = books.albums().get(album)
    return shared is not None and any(one.id == shared.here for one in books.vault.albums())


def may_bring(ledger: Ledger, sender: bytes, device: Paired, now: datetime) -> bool:
    """Say whether a device may bring a photo: its own as a writer, others' where it shares."""
    now_s = int(now.timestamp())
    if device.rank == Rank.FRAME:
        return Purpose.SHARE in ledger.standing(device.name, now_s).purposes
    if sender != device.name or device.name in ledger.dismissed | ledger.split:
        return False
    if ledger.found is not None and device.name in ledger.found.keepers:
        return True
    return any(
        one.says.key == device.name and now_s < one.says.until_s and one.says.role in Role
        for one in ledger.admitted
    )


def settle(books: Books, album: bytes, draft: Draft, now: datetime, *, gives: bool = True) -> bool:
    """Have an album's photos rest or come back as its consent says; say whether any did.

    What may be computed is taken away at once, and given only where `gives`: once the lines that
    say so are stored.
    """
    shared, gone = books.albums().get(album), {one.id for one in draft.erase}
    if shared is None or not shared.here or shared.here in gone:
        return False
    here, vault = AlbumId(shared.here), books.vault
    photos = [photo for photo in _photos_of(vault, here) if photo not in gone]
    ledger = books.ledgers[album]
    purposes = ledger.standing(books.me.name, int(now.timestamp())).purposes
    _allow(vault, here, purposes, gives=gives)
    changed = dict(_states(books, ledger, photos, displayed=Purpose.DISPLAY in purposes))
    draft.photos |= changed
    return bool(changed)


def _states(
    books: Books, ledger: Ledger, photos: Iterable[PhotoId], *, displayed: bool
) -> Iterable[tuple[PhotoId, PhotoState]]:
    for photo in photos:
        origin = books.vault.origin(photo)
        if origin is None:
            continue
        shown = displayed and not ledger.is_revoked(origin.name, origin.sender)
        state = PhotoState.READY if shown else PhotoState.RESTING
        if books.vault.photo(photo).state != state:
            yield photo, state


def _allow(vault: Vault, here: AlbumId, purposes: frozenset[Purpose], *, gives: bool) -> None:
    album = next((one for one in vault.albums() if one.id == here), None)
    if album is None:
        return
    enhance, score, faces = (
        purpose in purposes and (gives or before)
        for purpose, before in (
            (Purpose.ENHANCE, album.enhance),
            (Purpose.SCORE, album.score),
            (Purpose.FACES, album.faces),
        )
    )
    if (album.enhance, album.score, album.faces) != (enhance, score, faces):
        vault.change_album(here, enhance=enhance, score=score, faces=faces)
    photos = _photos_of(vault, here)
    taught = [vault.learned_from(person.id) for person in vault.persons()]
    known = frozenset(vault.who()).union(*taught)
    recognised = [photo for photo in photos if photo in known]
    seen = [photo for photo in photos if photo in vault.looks()]
    if not score and (seen or recognised):
        vault.unlook((*seen, *recognised))
    elif not faces and recognised:
        vault.unrecognise(recognised)


def settle_all(vault: Vault, entropy: Entropy, now: datetime) -> None:
    """Have rest what must not be shown any more; a store may have been closed for long."""
    if not vault.records(Shared.kind):
        return
    books = Books(vault, entropy)
    for album in books.albums():
        draft = Draft()
        settle(books, album, draft, now)
        books.commit(draft, now)


def is_expiring(books: Books, album: bytes, now: datetime) -> bool:
    """Say whether fewer than 24 hours of an album's 90 days of rest are left, or none."""
    return now.timestamp() > _rests_until_s(books, album) - NOTICE_S


def is_overdue(books: Books, album: bytes, now: datetime) -> bool:
    """Say whether an album rested for 90 days, and this frame has known it would end for a day."""
    now_s = now.timestamp()
    known = [row.since_ms / 1000 for row in books.of(Expiring) if row.album == album]
    return now_s > _rests_until_s(books, album) and any(one <= now_s - NOTICE_S for one in known)


def _rests_until_s(books: Books, album: bytes) -> float:
    """Return when the rest after the last lease is over; never, where there was none."""
    ledger, me = books.ledgers[album], books.me.name
    ends = [one.says.until_s for one in ledger.granted if one.says.frame == me]
    return max(ends) + RESTS_S if ends else inf


def note_expiring(books: Books, album: bytes, draft: Draft, now: datetime) -> None:
    """Write down since when it is known that an album's rest ends, or that it does not."""
    now_ms = int(now.timestamp() * 1000)
    known = [(n, row.since_ms) for n, row in books.all(Expiring) if row.album == album]
    if is_expiring(books, album, now) and any(since <= now_ms for _, since in known):
        return
    draft.drop |= {number for number, _ in known}
    if is_expiring(books, album, now):
        draft.add.append(Expiring(album=album, since_ms=now_ms))


def last_grant(books: Books, album: bytes) -> bytes:
    """Return the digest of the grant to this frame that ended last."""
    ledger, me = books.ledgers[album], books.me.name
    grants = [one for one in ledger.granted if one.says.frame == me]
    newest = max(grants, key=lambda one: (one.says.until_s, one.by, one.number))
    return books.lines[album][newest.by][newest.number][0].digest


def _photos_of(vault: Vault, album: AlbumId) -> list[PhotoId]:
    return [photo.id for photo in vault.photos() if photo.album == album]
