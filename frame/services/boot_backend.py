"""What RAUC asks of the bootloader, answered from autoboot.txt and the book of updates.

Source: RAUC manual, "Custom bootloader backend interface": get-primary, set-primary SLOT,
get-state SLOT, set-state SLOT good|bad, get-current; answers on stdout, exit 0 where it was done.

Rule 1: RAUC calls a slot bad before it writes to it. A slot that runs, or that the next boot
        begins with, is never called bad: RAUC then stops before it wrote a byte.
Rule 2: to make a slot primary is to have it tried once. autoboot.txt is not touched here.
Rule 3: a slot becomes good by showing a photo (`services/marking_good`), not by being called so.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final, Literal

from msgspec.structs import replace

from frame.devices.autoboot_files import BootConfig, read_boot
from frame.errors import BadRequest
from frame.services.update_book import UpdateBook
from frame.upkeep.autoboot import Slot
from frame.upkeep.updating import (
    Boot,
    Heard,
    Phase,
    Progress,
    installing,
    is_good,
    moved,
    next_boot,
    spare,
)

_HINT: Final = "`frame update status` says which slot runs and what is being tried."


class BootBackend:
    """The bootloader of this machine, as RAUC sees it."""

    def __init__(
        self, book: UpdateBook, config: BootConfig | None = None, proc: Path = Path("/proc")
    ) -> None:
        self._book = book
        self._config = config or BootConfig()
        self._proc = proc

    def boot(self) -> Boot:
        """Return how this boot came about; raise DeviceFailed."""
        return read_boot(self._config, self._proc)

    def primary(self) -> Slot:
        """Return the slot that is to run next."""
        return next_boot(self._book.read().progress, self.boot())

    def state(self, slot: Slot) -> Literal["good", "bad"]:
        """Say whether a slot holds a whole system that is not known to fail."""
        return "good" if is_good(self._book.read().progress, self.boot(), slot) else "bad"

    def make_primary(self, slot: Slot) -> None:
        """Have a slot tried at the next restart, or, for the one that is kept, none.

        Raises:
            BadRequest: nothing was written to it.
        """
        boot = self.boot()
        heard = Heard.BROKEN if slot is boot.default else Heard.WRITTEN

        def move(progress: Progress) -> Progress:
            if slot is not boot.default and slot is not progress.slot:
                raise BadRequest("nothing was installed to that slot", hint=_HINT)
            if heard is Heard.BROKEN and progress.phase is not Phase.WRITTEN:
                return progress
            return moved(progress, heard)

        self._move(move)

    def set_state(self, slot: Slot, state: Literal["good", "bad"]) -> None:
        """Hear that a slot is about to be written ("bad"), or is said to be good.

        Raises:
            BadRequest: it is not the spare one, or nobody knows yet whether it is good.
        """
        boot = self.boot()
        if state == "good":
            if slot is not boot.default:
                raise BadRequest("a slot is good once it showed a photo, not before", hint=_HINT)
            return
        if slot is not spare(boot):
            raise BadRequest("that slot is in use, so it is not overwritten", hint=_HINT)
        self._move(lambda progress: installing(progress, boot))

    def _move(self, how: Callable[[Progress], Progress]) -> None:
        self._book.change(lambda book: replace(book, progress=how(book.progress)))
