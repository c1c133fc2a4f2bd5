"""The pictures of this bench: bytes that nothing can make smaller, the same in every process."""

import random
from functools import cache

from frame.errors import NotAPhoto
from frame.model import UNTOUCHED, Box, CleanPhoto, Pixels, Remedy, Size

_TINY = Size(width_px=1, height_px=1)


@cache
def picture_of(size: int) -> bytes:
    """Return the picture of so many bytes."""
    return random.Random(size).randbytes(size)  # noqa: S311  # a picture, not a secret


class Compared:
    """A decoder that compares every byte with what was sent and stores the picture as it is."""

    def clean(self, untrusted: bytes) -> CleanPhoto:
        """Return the picture; raise NotAPhoto if a bit of it is another."""
        if untrusted != picture_of(len(untrusted)):
            raise NotAPhoto("a picture of the bench came out differently")
        return CleanPhoto(
            master=untrusted,
            thumbnail=b"small",
            study=Pixels(size=_TINY, rgb=bytes(3)),
            size=_TINY,
            original=_TINY,
            taken_at=None,
            removed=(),
        )

    def pixels(  # noqa: PLR0913  # as the port has it
        self,
        jpeg: bytes,  # noqa: ARG002  # nothing is shown here
        part: Box,  # noqa: ARG002
        wanted: Size,  # noqa: ARG002
        remedy: Remedy = UNTOUCHED,  # noqa: ARG002
        veil: object = (),  # noqa: ARG002
        *,
        exact: bool = False,  # noqa: ARG002
    ) -> Pixels:
        """Show nothing."""
        return Pixels(size=_TINY, rgb=bytes(3))

    def small(
        self,
        pixels: Pixels,  # noqa: ARG002  # nobody looks at the glass
        longest_px: int,  # noqa: ARG002
        most_bytes: int,  # noqa: ARG002
    ) -> bytes:
        """Make a picture of nothing."""
        return b"small"
