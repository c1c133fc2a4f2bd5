"""`frame status`: how the frame is, asked of the core that runs or read from the store."""

import os
from dataclasses import asdict
from pathlib import Path

from frame.devices.privilege import check_entry
from frame.errors import BadMessage, Locked, Offline
from frame.model import Receipt
from frame.post.rows import Paired
from frame.services import household, listen
from frame.services.daemon import resident_bytes
from frame.services.household import Household
from frame.services.indexing import unseen
from frame.services.ipc import FromDisplay, Request, receive_answer, send_to_core

_PATIENCE_S = 30.0


def status_of(folder: Path) -> dict[str, object]:
    """Return the status of the frame in a folder, whether it is running or not."""
    answer = ask_core(folder, Request(what="status"))
    if answer is not None:
        return answer
    with household.opened(folder) as home:
        return describe(home, {})


def ask_core(folder: Path, request: Request) -> dict[str, object] | None:
    """Return what the running core answers, or None if none runs.

    Raises:
        Offline: it went away before it answered.
        Locked: its device key is not open yet.
        NoAccess: the folder belongs to another user.
    """
    check_entry(folder)
    try:
        channel = listen.knock(folder / listen.SOCKET)
    except Offline:
        return None
    try:
        send_to_core(channel, FromDisplay(request=request))
        answer = receive_answer(channel, _PATIENCE_S)
    except TimeoutError as problem:
        raise BadMessage("the frame's core did not answer") from problem
    finally:
        channel.close()
    if "locked" in answer:
        raise Locked(str(answer["locked"]), hint=str(answer["hint"]))
    return answer


def describe(home: Household, processes: dict[str, int | None]) -> dict[str, object]:
    """Return the status document; `processes` are the ids of those that run."""
    vault = home.vault
    running = {"core": os.getpid(), **processes} if processes else {}
    return {
        "photos": len(vault.photos()),
        "albums": len(vault.albums()),
        "owners": len(vault.owners()),
        "devices": len(vault.records(Paired.kind)),
        "damaged": len(vault.damaged()),
        "unseen": len(unseen(vault)),
        "stored_bytes": vault.stored_bytes(),
        "generation": vault.generation,
        "key_tier": home.key_tier,
        "running": bool(running),
        "memory_bytes": {
            name: _resident(running.get(name)) for name in ("core", "display", "vision")
        },
    }


def receipt_document(receipt: Receipt) -> dict[str, object]:
    """Return a receipt as the JSON that its signature covers, and the signature."""
    return {**asdict(receipt), "erased_at": receipt.erased_at.isoformat()}


def _resident(process: int | None) -> int | None:
    return resident_bytes(process) if process else None
