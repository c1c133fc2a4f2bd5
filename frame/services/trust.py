"""Privacy, audit and wipe, asked of the core that runs, or done here where none does."""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

from frame.devices.clock import KernelEntropy, WallClock
from frame.errors import (
    BadRequest,
    DeviceFailed,
    DiskFull,
    Locked,
    Offline,
    Ours,
    StoreDamaged,
    WrongKey,
)
from frame.post.books import Books
from frame.post.draft import Draft
from frame.protocol.frame_privacy import Privacy, Reason, Store, Wiped, Work
from frame.services import asking_steward, auditing, deeds, household, wiping
from frame.services.disclosure import Reached, disclose
from frame.services.household import Household
from frame.services.ipc import Request
from frame.services.last_word import LastWord
from frame.services.network.farewell import statement
from frame.services.network.node import Node
from frame.services.status import ask_core
from frame.store.catalogue import FILE as CATALOGUE

Document = Mapping[str, object]
MACHINE: Final = "machine"
_NOWHERE = Reached(home=False, others={})
_PATIENCE_S: Final = 60.0
_STEP_S: Final = 0.05
_NO_WORD: Final[Document] = dict.fromkeys(
    ("photos", "generation", "erased_at", "signer", "signature", "code", "statement", "left")
)


def privacy_of(folder: Path) -> Document:
    """Return what a frame keeps, computes and connects to."""
    return _asked(folder, "privacy", lambda home, books: privacy_document(home, books, _NOWHERE))


def audit_of(folder: Path) -> Document:
    """Examine a frame now and return the report."""
    return _asked(folder, "audit", audit_document)


def wipe_frame(folder: Path, *, machine: bool = False) -> Document:
    """Erase everything of everybody, and return the signed statement once keys and store are gone.

    A store that does not open, or that was being wiped already, is wiped without a statement.
    `machine` takes Wi-Fi, host name and what else the machine was told along, with a restart.

    Raises:
        BadRequest: there is no frame, or this machine has no steward who could do that.
        StoreBusy: another process has the store open.
        Offline: the core that runs has not opened its store.
        Ours: the core that runs has not come to the end of it; it goes on.
    """
    if machine and not asking_steward.is_there():
        raise BadRequest(
            "this machine has no steward, so a frame cannot change it",
            hint="`frame wipe` without --machine erases the frame itself.",
        )
    if not wiping.is_begun(folder):
        with _held(folder / "store" / CATALOGUE) as held:
            answer = _asked_to_wipe(folder, machine=machine)
            if answer is not None:
                _wait(folder, held)
                return answer
        document = _last_word(folder, machine=machine)
    else:
        wiping.begin(folder, machine=machine)
        document = _NO_WORD
    wiping.finish(folder, KernelEntropy(), lambda: _pass_on_reset(folder))
    if machine:
        asking_steward.ask(deeds.Restart())
    return document


def _pass_on_reset(folder: Path) -> None:
    """Have the steward note that the machine begins anew too; until then the wipe is not over."""
    if wiping.is_of_machine(folder):
        asking_steward.ask(deeds.FactoryReset())


def _asked_to_wipe(folder: Path, *, machine: bool) -> Document | None:
    """Return what a core that runs answers, None where none does."""
    try:
        return ask_core(folder, Request(what="wipe", name=MACHINE if machine else ""))
    except (Offline, Locked) as problem:
        raise Offline(
            "the frame that runs cannot wipe itself: it did not open its store",
            hint="Stop the frame's service, and run this again.",
        ) from problem


def _last_word(folder: Path, *, machine: bool) -> Document:
    """Begin a wipe where no core runs, and return what is said of it."""
    try:
        with household.opened(folder) as home:
            books = Books(home.vault, KernelEntropy())
            told = statement(books, len(home.vault.photos()), WallClock().now())
            wiping.begin(folder, machine=machine)
            return wiped_document(told, books)
    except (WrongKey, Locked, DeviceFailed, StoreDamaged, DiskFull):
        wiping.begin(folder, machine=machine)
        return _NO_WORD


@contextmanager
def _held(path: Path) -> Iterator[int | None]:
    """Hold a file, to see when it is removed; None where there is none."""
    with ExitStack() as last:
        held = None
        with suppress(OSError):
            held = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            last.callback(os.close, held)
        yield held


def _wait(folder: Path, held: int | None) -> None:
    """Wait until a core that was asked has removed its store, and begun anew or ended."""
    until_s = time.monotonic() + _PATIENCE_S
    while wiping.is_begun(folder) or (held is not None and os.fstat(held).st_nlink):
        if time.monotonic() >= until_s:
            raise Ours(
                "everything was erased, but the frame still has its keys",
                hint="Restart it: it goes on by itself.",
            )
        time.sleep(_STEP_S)


def _asked(
    folder: Path,
    what: Literal["audit", "privacy"],
    otherwise: Callable[[Household, Books], Document],
) -> Document:
    answer = ask_core(folder, Request(what=what))
    if answer is not None:
        return answer
    with household.opened(folder) as home:
        return otherwise(home, Books(home.vault, KernelEntropy()))


def audit_document(home: Household, books: Books) -> Document:
    """Examine an opened frame now and return the report as `frame audit` prints it."""
    altered = auditing.altered_models()
    return auditing.document(auditing.audit(home, books, WallClock().now(), altered))


def privacy_document(home: Household, books: Books, reached: Reached) -> Document:
    """Return what `frame privacy` prints."""
    told = disclose(home, books, reached)
    kept = auditing.last(home.vault)
    return {
        "stores": [
            {"what": _word(Store(one.what)), "count": one.count, "bytes": one.bytes}
            for one in told.stored
        ],
        "computes": [
            {"what": _word(Work(one.what)), "on": one.on, "count": one.count}
            for one in told.computed
        ],
        "connections": _connections(told),
        "key_tier": told.key_tier,
        "audit": auditing.document(kept) if kept is not None else None,
    }


def _connections(told: Privacy) -> list[Document]:
    return [{"to": one.to, "why": _word(one.why), "up": one.up} for one in told.wires]


def _word(one: Store | Work | Reason) -> str:
    return one.name.lower().replace("_", " ")


def begin_wipe(node: Node, *, machine: bool) -> Document:
    """Have a frame that runs erase everything; return its statement. Core's thread calls it.

    Raises:
        BadRequest: this frame cannot end itself.
        DiskFull: there is no room for the last row.
    """
    if node.bureau is None:
        raise BadRequest("this frame cannot end itself", hint="Stop it, and ask once more.")
    draft, now = Draft(), WallClock().now()
    node.bureau.wipe(draft, machine=machine)
    node.correspondence.finish(draft, now)
    return wiped_document(node.bureau.last_word(now), node.books)


def wiped_document(told: Wiped, books: Books) -> Document:
    """Return a statement as `frame wipe` prints it."""
    last = LastWord(signer=books.me.name, word=told)
    return {
        "photos": told.photos,
        "generation": told.generation,
        "erased_at": datetime.fromtimestamp(told.at_ms / 1000, UTC).isoformat(),
        "signer": books.me.name.hex(),
        "signature": told.signature.hex(),
        "code": last.code,
        "statement": last.text,
        "left": list(wiping.out_of_reach()),
    }
