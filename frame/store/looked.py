"""What was seen in the photos, kept packed until somebody asks for it.

Ten thousand unpacked looks take longer to make than everything else a start does, and four
times the memory.
"""

from collections.abc import Iterator, Mapping

from frame.model import Looks, PhotoId
from frame.store.rows import decode_looks


class Looked(Mapping[PhotoId, Looks]):
    """Looks by photo; one that was asked for stays unpacked."""

    def __init__(self) -> None:
        self._held: dict[PhotoId, bytes | Looks] = {}

    def __getitem__(self, photo: PhotoId) -> Looks:
        held = self._held[photo]
        if isinstance(held, bytes):
            held = self._held[photo] = decode_looks(held)
        return held

    def __iter__(self) -> Iterator[PhotoId]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def __contains__(self, photo: object) -> bool:
        return photo in self._held

    def put(self, photo: PhotoId, looks: bytes | Looks) -> None:
        """Add or replace a photo's looks, packed or not."""
        self._held[photo] = looks

    def forget(self, photo: PhotoId) -> None:
        """Remove a photo's looks."""
        self._held.pop(photo, None)
