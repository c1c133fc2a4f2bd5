"""What an open store is made of."""

from dataclasses import dataclass
from pathlib import Path

from frame.store.blobs import Blobs
from frame.store.catalogue import Catalogue
from frame.store.disk import Disk
from frame.store.keyring import HOUSEHOLD, PEOPLE, Keyring
from frame.store.rows import Sealer


@dataclass(frozen=True, slots=True)
class Parts:
    """The files of one open store and the keys that open them."""

    folder: Path
    disk: Disk
    keyring: Keyring
    catalogue: Catalogue
    blobs: Blobs
    sealer: Sealer

    @property
    def household(self) -> int:
        """The sheet new rows of the household are sealed under."""
        return max(self.keyring.sheets_of(HOUSEHOLD))

    @property
    def people(self) -> int:
        """The sheet that says who was recognised; made when it is first needed."""
        sheets = self.keyring.sheets_of(PEOPLE) or self.keyring.add_sheets((PEOPLE,))
        return max(sheets)
