"""The audit: gathers what is to be checked, keeps the last report, and runs by itself once a week.

Rule 1: gathering takes milliseconds on core's thread, with a tenth of one for each line of the
        journal: nothing is decoded and nothing is waited for. Models are read whole, so that is
        done beside it. `frame doctor` tries the slow things.
Rule 2: a report holds counts and advice; no name, caption or address of anybody is in it.
"""

import hashlib
import json
import logging
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from frame.audit.checks import Report, examine
from frame.audit.facts import Facts
from frame.config import Config
from frame.devices import model_files
from frame.devices.clock import is_set
from frame.errors import DiskFull, FrameError
from frame.log import event
from frame.model import PhotoState
from frame.post.books import Books
from frame.post.rows import Owed, Paired, Shared
from frame.protocol.envelope import Rank
from frame.protocol.lines import Purpose
from frame.services import heads, scrubbing
from frame.services.household import Household
from frame.store.journal import Entry
from frame.store.vault import Vault

EVERY: Final = timedelta(days=7)
_SETTING: Final = "audit"
_IDLE_MS: Final = 183 * 86_400_000
_LOG = logging.getLogger("frame.audit")


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """The last report and when it was made (seconds since 1970)."""

    at_s: int
    report: Report


def audit(home: Household, books: Books, now: datetime, altered: int) -> Kept:
    """Examine a frame, keep the report in place of the one before, and return it.

    `altered` is what `altered_models` said. On a full disk the report is returned all the same.
    """
    kept = Kept(at_s=int(now.timestamp()), report=examine(facts_of(home, books, now, altered)))
    with suppress(DiskFull):
        home.vault.remember(_SETTING, msgspec.msgpack.encode(kept))
    heads.note(home, books.me.signer, _entry(kept), now)
    event(_LOG, "audit.done", count=len(kept.report.findings))
    return kept


def _entry(kept: Kept) -> Entry:
    """Return what the journal says of a report: counts, names of checks, and its hash."""
    found = ", ".join(f"{one.check} ({one.severity})" for one in kept.report.findings)
    says = f"{kept.report.checks} checks: {found or 'nothing found'}"[:300]
    told = json.dumps(document(kept), sort_keys=True, separators=(",", ":"))
    return Entry(kind="audit", says=says, digest=hashlib.sha256(told.encode()).hexdigest())


def last(vault: Vault) -> Kept | None:
    """Return the last report, or None where there is none yet."""
    return vault.recall_as(_SETTING, Kept)


def is_due(vault: Vault, now: datetime) -> bool:
    """Say whether a week went by since the last report, or the clock was set back behind it."""
    kept = last(vault)
    if kept is None:
        return True
    passed_s = now.timestamp() - kept.at_s
    return not 0 <= passed_s < EVERY.total_seconds()


def facts_of(home: Household, books: Books, now: datetime, altered: int) -> Facts:
    """Return how a frame stands; raises nothing for what is not well: that is a fact."""
    devices = books.of(Paired)
    return Facts(
        key_tier=home.key_tier,
        key_warning=home.key_warning,
        folder_mode=home.folder.stat().st_mode & 0o777,
        broker=home.config.network.broker,
        has_users=_has_users(home.config),
        page=home.config.network.page,
        without_consent=_without_consent(books, now),
        owed=len(books.of(Owed)),
        damaged=len(scrubbing.damaged(home.vault)),
        split=sum(bool(ledger.split) for ledger in books.ledgers.values()),
        devices=len(devices),
        owners=sum(one.rank == Rank.OWNER for one in devices),
        idle=sum(_is_idle(one, now) for one in devices),
        journal_faults=_journal_faults(home, books),
        altered_models=altered,
        free_bytes=home.vault.parcels.disk.free_bytes(home.vault.parcels.folder),
        is_dated=is_set(now),
    )


def _journal_faults(home: Household, books: Books) -> int:
    try:
        return len(heads.checked(home, books.me.signer).faults)
    except FrameError:
        return 1  # it cannot be read


def _has_users(config: Config) -> bool:
    network = config.network
    return bool(network.access_folder or network.user or network.cert_file)


def _without_consent(books: Books, now: datetime) -> int:
    """Return how many photos of shared albums could be shown though nobody says they may."""
    now_s, me = int(now.timestamp()), books.me.name
    closed = set()
    for shared in books.of(Shared):
        ledger = books.ledgers.get(shared.album)
        purposes = ledger.standing(me, now_s).purposes if ledger is not None else ()
        if shared.here and Purpose.DISPLAY not in purposes:
            closed.add(shared.here)
    return sum(
        photo.album in closed and photo.state is PhotoState.READY for photo in books.vault.photos()
    )


def _is_idle(device: Paired, now: datetime) -> bool:
    heard_ms = max(device.taken, device.added_ms)
    return now.timestamp() * 1000 - heard_ms > _IDLE_MS


def altered_models() -> int:
    """Return how many models are not as they were released: 25 MB are read; from any thread."""
    try:
        return sum(bool(one.problem) for one in model_files.verify(model_files.find()))
    except FrameError:
        return 1  # the list of them cannot be read


def document(kept: Kept) -> dict[str, object]:
    """Return a report as the JSON of `frame audit`."""
    return {
        "at": datetime.fromtimestamp(kept.at_s, UTC).isoformat(),
        "checks": kept.report.checks,
        "findings": [msgspec.to_builtins(one) for one in kept.report.findings],
    }
