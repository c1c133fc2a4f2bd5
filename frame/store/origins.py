"""The side of a vault that knows what photos are called between devices, and who sent them.

Rule: a name belongs to one photo, so what is said about it reaches the right one.
"""

from collections.abc import Mapping

from frame.errors import BadRequest
from frame.model import PhotoId
from frame.store.inside import Inside
from frame.store.rows import Origin

NAME_BYTES = 16
SENDER_BYTES = 32


class Origins(Inside):
    """Where the photos of a vault came from."""

    def origin(self, photo_id: PhotoId) -> Origin | None:
        """Return where a photo came from, None if it was put in at the frame.

        Raises:
            BadRequest: there is no such photo.
            StoreDamaged: its row does not open.
        """
        return self._shelf.entry(photo_id).row.origin

    def named(self, name: bytes) -> PhotoId | None:
        """Return the photo that devices call by this name."""
        return self._shelf.named.get(name)

    def origins(self) -> Mapping[PhotoId, Origin]:
        """Return where the photos that were sent came from, oldest first."""
        return {
            photo: entry.row.origin
            for photo, entry in self._shelf.entries.items()
            if entry.row.origin is not None
        }

    def _check_origin(self, origin: Origin | None) -> None:
        if origin is None:
            return
        if len(origin.name) != NAME_BYTES or len(origin.sender) != SENDER_BYTES:
            raise ValueError("an origin is a name of 16 bytes and a key of 32")
        if origin.name in self._shelf.named:
            raise BadRequest("there is already a photo of that name")
