"""What is written into the audit journal, and how its end is told to others.

The store remembers the head of the journal, sealed. `frame audit --heads` prints it once a day
into the journal of the system (systemd/system/hearthframe-journal-heads.service): whoever rewrites
one of the three has to rewrite all of them.

Rule 1: what is told of the ledgers is one hash over all of them: how each author's chain of
        consent ends, in every album. It changes with every line that anybody signs, and says
        nothing about who or what.
Rule 2: a line that cannot be written (a full disk) hinders nothing else; it is written down in the
        journal of the system that it is missing.
"""

import hashlib
import logging
from contextlib import suppress
from datetime import datetime
from typing import Final

import msgspec

from frame.crypto.sign import Signer
from frame.errors import DiskFull, FrameError
from frame.log import event
from frame.post.books import Books
from frame.services.household import Household
from frame.store.journal import BEFORE, Entry, Finding, Head, Journal, examine, links
from frame.store.vault import Vault

_SETTING: Final = "journal.head"
_SYSTEM: Final = "journal.system"
_LOG = logging.getLogger("frame.journal")


def note(home: Household, signer: Signer, entry: Entry, now: datetime) -> Head | None:
    """Add a line to the journal of a frame; None where it could not be written.

    A frame that has none yet begins one, and says so.
    """
    journal, known, at_s = Journal(home.folder), remembered(home.vault), int(now.timestamp())
    try:
        if known is None:
            begun = Entry(kind="begun", says="a new frame begins its journal")
            known = _kept(home.vault, journal.append(begun, signer, at_s, BEFORE))
        head = journal.append(entry, signer, at_s, known)
        return _kept(home.vault, head)
    except FrameError as problem:
        event(_LOG, "journal.missed", logging.ERROR, error=type(problem).__name__)
        return None


def _kept(vault: Vault, head: Head) -> Head:
    """Remember how the journal ends; on a full disk the line itself still says it."""
    with suppress(DiskFull):
        vault.remember(_SETTING, msgspec.msgpack.encode(head))
    return head


def remembered(vault: Vault) -> Head | None:
    """Return the head that the store remembers; None before the first line."""
    return vault.recall_as(_SETTING, Head)


def checked(home: Household, signer: Signer) -> Finding:
    """Read the whole journal of a frame and say whether it is what was written."""
    known = remembered(home.vault)
    return examine(Journal(home.folder).read(), signer.public, () if known is None else (known,))


def chain(home: Household) -> dict[int, str]:
    """Return the hashes of the journal's lines, for as far back as they hold; empty if none.

    A journal that cannot be read is none: whoever kept a line of it hears that it is not there.
    """
    with suppress(FrameError):
        return links(Journal(home.folder).read())
    return {}


def ledgers_digest(books: Books) -> str:
    """Return one hash of how every chain of consent ends."""
    told = hashlib.sha256(b"hearthframe/heads/v1")
    for album, ledger in sorted(books.ledgers.items()):
        for author, head in sorted(ledger.heads.items()):
            told.update(album + author + head.number.to_bytes(8, "big") + head.digest)
    return told.hexdigest()


def write_heads(home: Household, books: Books, now: datetime) -> Head | None:
    """Write down how the ledgers end today, and return how the journal ends then."""
    entry = Entry(
        kind="heads",
        says=f"{len(books.ledgers)} ledger(s), generation {home.vault.generation}",
        digest=ledgers_digest(books),
    )
    return note(home, books.me.signer, entry, now)


def note_system(home: Household, signer: Signer, version: str, now: datetime) -> None:
    """Write down that another version of the system runs than at the last start."""
    if home.vault.recall(_SYSTEM) == version.encode():
        return
    entry = Entry(kind="update", says=f"the system that runs is {version}")
    if note(home, signer, entry, now) is not None:
        with suppress(DiskFull):
            home.vault.remember(_SYSTEM, version.encode())


def heads_document(head: Head | None) -> dict[str, object]:
    """Return what `frame audit --heads` prints."""
    return {"line": head.number if head else None, "hash": head.hash if head else None}


def journal_document(finding: Finding) -> dict[str, object]:
    """Return what `frame audit --journal` prints."""
    return {
        "lines": [msgspec.to_builtins(line) for line in finding.lines],
        "head": heads_document(finding.head),
        "faults": list(finding.faults),
    }
