"""Requests about what is written down: the audit that is due, the journal, its head, the scrub.

Answered by the core that runs, or here where none does; the documents are the same.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from frame.devices.clock import KernelEntropy, WallClock
from frame.errors import BadRequest
from frame.post.books import Books
from frame.services import auditing, heads, household, trust
from frame.services.household import Household
from frame.services.ipc import Request
from frame.services.scrubbing import Scrubber
from frame.services.status import ask_core

Document = Mapping[str, object]
DUE = Request(what="audit", name="due")
JOURNAL = Request(what="journal")
HEADS = Request(what="heads")
CHECK = Request(what="check")


class RecordDesk:
    """Answers for an opened frame; only the thread that owns the store calls it."""

    def __init__(self, home: Household, books: Books) -> None:
        self._home, self._books = home, books
        self._scrubber = Scrubber(home.vault)

    def answer(self, request: Request) -> Document:
        """Return the document that was asked for; raise BadRequest where it is none of these."""
        now = WallClock().now()
        match request.what:
            case "audit":
                return self._audit(only_due=request.name == DUE.name)
            case "journal":
                return heads.journal_document(heads.checked(self._home, self._books.me.signer))
            case "heads":
                return heads.heads_document(heads.write_heads(self._home, self._books, now))
            case "check":
                return self._scrubber.step(now)
            case _:
                raise BadRequest("nobody writes that down")

    def _audit(self, *, only_due: bool) -> Document:
        vault = self._home.vault
        kept = auditing.last(vault)
        if only_due and kept is not None and not auditing.is_due(vault, WallClock().now()):
            return auditing.document(kept)
        return trust.audit_document(self._home, self._books)


def asked(folder: Path, request: Request) -> Document:
    """Have a request answered; raise as `household.opened` does where no core runs."""
    answer = ask_core(folder, request)
    if answer is not None:
        return answer
    with household.opened(folder) as home:
        return RecordDesk(home, Books(home.vault, KernelEntropy())).answer(request)


def check_all(folder: Path, heard: Callable[[Document], object]) -> Document:
    """Open every stored picture, `heard` hearing of each step; return the last step.

    A core that runs does a step whenever it is asked; if it ends meanwhile, it is gone on here.
    """
    while (answer := ask_core(folder, CHECK)) is not None:
        if not answer["left"]:
            return answer
        heard(answer)
    with household.opened(folder) as home:
        desk = RecordDesk(home, Books(home.vault, KernelEntropy()))
        while (step := desk.answer(CHECK))["left"]:
            heard(step)
    return step
