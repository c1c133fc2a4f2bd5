"""What a frame keeps, computes and connects to, counted: for the phone page and `frame privacy`.

Rule 1: every number is counted when it is asked for; nothing is written down from memory.
Rule 2: counts, sizes and hosts only: no name of a photo, an album or a person.
Rule 3: it fits into one message, whatever is said: of a long audit the gravest findings come.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from frame.audit import checks
from frame.model import UNTOUCHED
from frame.post.books import Books
from frame.post.rows import Incoming, LineRow, NoteRow, Outgoing, Paired
from frame.protocol.envelope import BODY_BYTES
from frame.protocol.frame_privacy import (
    ADVICE_CHARACTERS,
    CHECK_CHARACTERS,
    SORTS,
    TIER_CHARACTERS,
    TO_CHARACTERS,
    Audit,
    Chain,
    Computed,
    Finding,
    Privacy,
    Reason,
    Store,
    Stored,
    Wire,
    Work,
)
from frame.services import auditing, taste
from frame.services.choosing import read_library
from frame.services.household import Household
from frame.store.people import CODE_BYTES
from frame.store.vault import Vault

_FINDINGS_BYTES = BODY_BYTES // 2
_HEAD_BYTES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """How the frame's connections stand: whether its own broker is up, and each other one."""

    home: bool
    others: dict[str, bool]


def disclose(home: Household, books: Books, reached: Reached) -> Privacy:
    """Return everything there is to say."""
    kept = auditing.last(home.vault)
    opinions = _opinions(home.vault)
    return Privacy(
        stored=_stored(home.vault, books, opinions),
        computed=_computed(home, opinions),
        wires=_wires(home, books, reached),
        key_tier=home.key_tier[:TIER_CHARACTERS],
        audit=_told(kept) if kept is not None else None,
    )


def chain_at(links: Mapping[int, str], line: int) -> Chain:
    """Return what is told of the journal to whoever kept this line of it."""
    last = max(links, default=0)
    held, end = links.get(line, ""), links.get(last, "")
    return Chain(asked=line, held=bytes.fromhex(held), line=last, end=bytes.fromhex(end))


def _stored(vault: Vault, books: Books, opinions: int) -> tuple[Stored, ...]:
    """Return what is kept; bytes are of files and records, 0 where it is a few in a row."""
    photos, thumbnails = vault.photos(), vault.thumbnail_bytes()
    lines, notes = books.of(LineRow), books.of(NoteRow)
    coming, devices = (*books.of(Incoming), *books.of(Outgoing)), vault.records(Paired.kind)
    codes = sum(len(vault.templates(person.id)) for person in vault.persons())
    sizes = {
        Store.PHOTOS: (len(photos), sum(one.stored_bytes for one in photos) - thumbnails),
        Store.THUMBNAILS: (len(photos), thumbnails),
        Store.SIGHT: (len(vault.looks()), 0),
        Store.FACE_CODES: (codes, codes * CODE_BYTES),
        Store.LINES: (len(lines), sum(len(one.told) for one in lines)),
        Store.NOTES: (len(notes), sum(len(one.told) for one in notes)),
        Store.ON_ITS_WAY: (len(coming), vault.parcels.stored_bytes()),
        Store.DEVICES: (len(devices), sum(map(len, devices.values()))),
        Store.TASTE: (opinions, 0),
    }
    return tuple(Stored(what=what, count=n, bytes=size) for what, (n, size) in sizes.items())


def _computed(home: Household, opinions: int) -> tuple[Computed, ...]:
    vault, camera = home.vault, home.config.camera
    albums, looked = vault.albums(), len(vault.looks())
    looks = any(one.score for one in albums)
    return (
        Computed(what=Work.LOOKING, on=looks, count=looked),
        Computed(what=Work.MENDING, on=any(one.enhance for one in albums), count=_mended(vault)),
        Computed(what=Work.COMPARING_FACES, on=bool(vault.persons()), count=len(vault.who())),
        Computed(what=Work.LEARNING, on=True, count=opinions),
        Computed(what=Work.NUDITY_AND_DOCUMENTS, on=looks, count=looked),
        Computed(what=Work.SOMEBODY_THERE, on=camera.enabled and camera.presence, count=0),
    )


def _mended(vault: Vault) -> int:
    """Return how many photos would be shown mended."""
    return sum(looks.remedy != UNTOUCHED for looks in vault.looks().values())


def _opinions(vault: Vault) -> int:
    """Return how many opinions of the household teach something."""
    return len(taste.taste_of(vault, read_library(vault)).opinions)


def _wires(home: Household, books: Books, reached: Reached) -> tuple[Wire, ...]:
    network = home.config.network
    wires = []
    if network.broker:
        wires.append(Wire(to=_host(network.broker), why=Reason.OWN_BROKER, up=reached.home))
    for broker in sorted({row.broker for row in books.of(Paired) if row.broker}):
        up = reached.others.get(broker, False)
        wires.append(Wire(to=_host(broker), why=Reason.OTHER_FRAME, up=up))
    if home.config.updates.feed:
        wires.append(Wire(to=_host(home.config.updates.feed), why=Reason.UPDATES, up=False))
    return tuple(wires[:SORTS])


def _host(url: str) -> str:
    """Return where a connection goes, without user and password; another device chose its text."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "?"
    return f"{parts.scheme}://{parts.hostname or ''}{port}"[:TO_CHARACTERS]


def _told(kept: auditing.Kept) -> Audit:
    return Audit(
        at_ms=kept.at_s * 1000,
        checks=kept.report.checks,
        findings=tuple(_as_fit(kept.report.findings)),
    )


def _as_fit(found: Iterable[checks.Finding]) -> Iterator[Finding]:
    """Yield findings, the gravest first, for as long as there is room in the message."""
    room = _FINDINGS_BYTES
    for one in (*found,)[:SORTS]:
        told = Finding(
            check=one.check[:CHECK_CHARACTERS],
            severity=one.severity,
            means=one.means[:ADVICE_CHARACTERS],
            advice=one.do[:ADVICE_CHARACTERS],
        )
        room -= _HEAD_BYTES + len(f"{told.check}{told.means}{told.advice}".encode())
        if room < 0:
            return
        yield told
