"""Leases: what was granted to which frame, given, renewed and taken back.

Rule 1: a grant is for at most 30 days. One that was given for the whole 30 is renewed when fewer
        than 20 are left, with the same serial and the same words; a shorter one never is.
Rule 2: nothing that ended, or was taken back, is renewed by itself.
Rule 3: whenever a frame gains or loses an album, photos are sealed with a new key from then on.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from frame.errors import BadRequest
from frame.owner.names import label_of, title_of
from frame.owner.words import Agreement, notice_of
from frame.post.books import Books
from frame.post.correspondence import Correspondence
from frame.post.draft import Draft
from frame.post.rows import Words
from frame.protocol.consent import Ledger
from frame.protocol.envelope import Rank
from frame.protocol.facts import Standing
from frame.protocol.gossip import BYTES, LINES
from frame.protocol.lines import (
    ADMISSION_S,
    LEASE_S,
    Admit,
    Grant,
    Purpose,
    Revocation,
    RevokeAlbum,
    RevokeFrame,
    RevokePhotos,
    RevokePurposes,
    Role,
    Term,
)
from frame.protocol.messages import Lines, NewKey

RENEW_S = 20 * 86_400
DAY_S = 86_400
SKEW_S = 300
"""A grant begins this much earlier, for a frame whose clock is a little slow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """What a frame may do with an album now; `until_s` in seconds since 1970, 0 for nothing."""

    album: bytes
    frame: bytes
    purposes: tuple[Purpose, ...]
    until_s: int
    is_final: bool


def leases(books: Books, album: bytes, now: datetime) -> tuple[Lease, ...]:
    """Return one lease for each frame that was ever granted an album."""
    ledger, now_s = books.ledgers[album], int(now.timestamp())
    found = []
    for frame in granted(ledger):
        standing = ledger.standing(frame, now_s)
        found.append(
            Lease(
                album=album,
                frame=frame,
                purposes=tuple(sorted(standing.purposes)),
                until_s=standing.until_s,
                is_final=ledger.revoked or frame in ledger.frames,
            )
        )
    return tuple(found)


def granted(ledger: Ledger) -> tuple[bytes, ...]:
    """Return every frame an album was ever granted to."""
    return tuple(sorted({one.says.frame for one in ledger.granted}))


def check_open(books: Books, album: bytes, frame: bytes | None = None) -> None:
    """Raise BadRequest where an album, or a frame's part in it, was taken back for good."""
    ledger = books.ledgers[album]
    if ledger.revoked or (frame is not None and frame in ledger.frames):
        raise BadRequest(
            "this album was taken back for good, and that cannot be undone",
            hint="Begin a new one with `frame owner album TITLE` and send the photos again.",
        )


def check_shown(books: Books, album: bytes, frame: bytes, now: datetime) -> None:
    """Raise BadRequest where a frame may not show an album."""
    standing = books.ledgers[album].standing(frame, int(now.timestamp()))
    if Purpose.DISPLAY not in standing.purposes:
        title = title_of(books, album)
        raise BadRequest(
            f"{label_of(books, frame)} may not show the album {title!r}",
            hint=f"Allow it first: `frame owner grant {title!r}`.",
        )


def give(
    mail: Correspondence, album: bytes, frame: bytes, agreed: Agreement, draft: Draft
) -> None:
    """Sign a grant of exactly what was agreed to, and keep the words.

    It takes the place of earlier ones: what they allow beyond it, or longer, is taken back, and
    only after it: whoever hears one of the two lines without the other has lost nothing.
    """
    books = mail.books
    check_open(books, album, frame)
    text, is_new = agreed.text, not _before(books, album, frame, agreed).purposes
    beyond = beyond_it(books, album, frame, agreed)
    back = taking_back(books, album, frame, beyond) if beyond else None
    if all(row.text != text for row in books.of(Words)):
        draft.add.append(Words(text=text))
    says = Grant(
        frame=frame,
        purposes=agreed.purposes,
        from_s=int(agreed.begins.timestamp()) - SKEW_S,
        until_s=int(agreed.until.timestamp()),
        notice=notice_of(text),
        serial=last_serial(books.ledgers[album], frame) + 1,
        terms=(Term.STRANGERS_BLURRED,) if agreed.blurred else (),
    )
    mail.sign(album, says, draft, agreed.begins)
    if back is not None:
        mail.sign(album, back, draft, agreed.begins)
    _say_together(draft)
    if is_new:
        begin_epoch(mail, album, draft, agreed.begins)


def beyond_it(books: Books, album: bytes, frame: bytes, agreed: Agreement) -> tuple[Purpose, ...]:
    """Return what a frame may do now beyond what was agreed to, or for longer."""
    before = _before(books, album, frame, agreed)
    lasts = before.until_s <= int(agreed.until.timestamp())
    return tuple(sorted(before.purposes - frozenset(agreed.purposes if lasts else ())))


def _before(books: Books, album: bytes, frame: bytes, agreed: Agreement) -> Standing:
    return books.ledgers[album].standing(frame, int(agreed.begins.timestamp()))


def _say_together(draft: Draft) -> None:
    """Put lines for one device into one message: a frame then sees only what holds at the end."""
    lines: dict[bytes, tuple[bytes, ...]] = {}
    for device, message in draft.outbox:
        if isinstance(message, Lines):
            lines[device] = (*lines.get(device, ()), *message.lines)
    if any(len(told) > LINES or sum(map(len, told)) > BYTES for told in lines.values()):
        return
    others = [one for one in draft.outbox if not isinstance(one[1], Lines)]
    draft.outbox[:] = [(device, Lines(lines=told)) for device, told in lines.items()] + others


def admission(key: bytes, role: str, now: datetime) -> Admit:
    """Return what lets another device write in an album, for 400 days."""
    until_s = int(now.timestamp()) + ADMISSION_S - SKEW_S
    return Admit(key=key, role=Role[role.upper()], until_s=until_s)


def ends(now: datetime, days: int) -> datetime:
    """Return when a lease of so many days that begins now is over; it begins a little earlier."""
    return now + timedelta(days=days) - timedelta(seconds=SKEW_S)


def last_serial(ledger: Ledger, frame: bytes) -> int:
    """Return the greatest serial of grants and revocations for a frame; -1 where there is none."""
    serials = [one.says.serial for one in ledger.granted if one.says.frame == frame]
    floors = [serial for (name, _), serial in ledger.floors.items() if name == frame]
    return max(serials + floors, default=-1)


def begin_epoch(mail: Correspondence, album: bytes, draft: Draft, now: datetime) -> None:
    """Begin a new epoch and tell its key to every paired frame that may display."""
    row, ledger = mail.going.new_epoch(album, draft), mail.books.ledgers[album]
    told = NewKey(album=album, epoch=row.epoch, key=row.key)
    for device in mail.books.devices().values():
        standing = ledger.standing(device.name, int(now.timestamp()))
        if device.rank == Rank.FRAME and Purpose.DISPLAY in standing.purposes:
            draft.tell(device.name, told)


def renew(mail: Correspondence, draft: Draft, now: datetime, *, ended: bool = False) -> int:
    """Renew what has fewer than 20 days left, with `ended` also what is over; return how many."""
    due = [
        (album, grant)
        for album in tuple(mail.books.ledgers)
        for grant in _due(mail.books, album, now, ended=ended)
    ]
    for album, grant in due:
        mail.sign(album, grant, draft, now)
    return len(due)


def _due(books: Books, album: bytes, now: datetime, *, ended: bool) -> list[Grant]:
    """Return the renewals an album needs, one for each frame at most."""
    ledger, now_s, me = books.ledgers[album], int(now.timestamp()), books.me.name
    due = []
    for frame in granted(ledger) if ledger.may_grant(me, now_s) and not ledger.revoked else ():
        mine = [one.says for one in ledger.granted if one.by == me and one.says.frame == frame]
        newest = max(mine, key=lambda one: (one.serial, one.until_s), default=None)
        if newest is None or frame in ledger.frames or newest.until_s - newest.from_s < LEASE_S:
            continue
        left = newest.until_s - now_s
        purposes = tuple(
            one for one in newest.purposes if newest.serial > ledger.floors.get((frame, one), -1)
        )
        if purposes and left < RENEW_S and (left > 0 or ended):
            due.append(_renewed(newest, purposes, now_s))
    return due


def _renewed(grant: Grant, purposes: tuple[Purpose, ...], now_s: int) -> Grant:
    return Grant(
        frame=grant.frame,
        purposes=purposes,
        from_s=now_s - SKEW_S,
        until_s=now_s - SKEW_S + LEASE_S,
        notice=grant.notice,
        serial=grant.serial,
        terms=grant.terms,
    )


def taking_back(
    books: Books, album: bytes, frame: bytes, purposes: tuple[Purpose, ...]
) -> RevokeFrame | RevokePurposes:
    """Return what takes purposes from a frame; with none named, everything and for good."""
    check_open(books, album, frame)
    if not purposes:
        return RevokeFrame(frame=frame)
    serial = last_serial(books.ledgers[album], frame)
    return RevokePurposes(frame=frame, purposes=purposes, serial=max(serial, 0))


def take_back(
    mail: Correspondence, album: bytes, says: Revocation, draft: Draft, now: datetime
) -> bytes:
    """Sign a revocation, let new photos have a new key, and return the line's digest."""
    mail.sign(album, says, draft, now)
    if not isinstance(says, RevokePhotos | RevokeAlbum):
        begin_epoch(mail, album, draft, now)
    chain = mail.books.lines[album][mail.books.me.name]
    return chain[max(chain)][0].digest
