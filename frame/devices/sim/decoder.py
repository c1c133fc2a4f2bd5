"""The decoder's twin: the same imaging in this process, without fences, for fast tests."""

import io
from collections.abc import Sequence

from frame.devices import imaging, imaging_clean
from frame.model import UNTOUCHED, Box, CleanPhoto, Pixels, Remedy, Size

_ROOM_BYTES = 220_000_000


class SimDecoder:
    """Decodes where it is called; only for pictures a test made itself."""

    def __init__(self, *, master_px: int = 2560) -> None:
        self._master_px = master_px

    def clean(self, untrusted: bytes) -> CleanPhoto:
        """Return the clean picture; raise NotAPhoto with the reason in words."""
        return imaging_clean.clean(untrusted, self._master_px, _ROOM_BYTES)

    def pixels(  # noqa: PLR0913  # the port's five, and how exactly
        self,
        jpeg: bytes,
        part: Box,
        wanted: Size,
        remedy: Remedy = UNTOUCHED,
        veil: Sequence[Box] = (),
        *,
        exact: bool = False,
    ) -> Pixels:
        """Return `part` of a stored JPEG, large enough to cover `wanted`; raise NotAPhoto."""
        view = imaging.View(part=part, wanted=wanted, exact=exact, remedy=remedy, veil=tuple(veil))
        return imaging.pixels_of(imaging.scaled(io.BytesIO(jpeg), len(jpeg), view, _ROOM_BYTES))

    def small(self, pixels: Pixels, longest_px: int, most_bytes: int) -> bytes:
        """Return pixels as a small JPEG."""
        return imaging.small(imaging.image_of(pixels), longest_px, most_bytes)
