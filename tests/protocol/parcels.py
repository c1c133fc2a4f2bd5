"""Photos for the tests of arrivals and departures: sealed bytes in chunks of sixteen."""

import random

import pytest

from frame.protocol import photos
from frame.protocol.messages import Offer
from frame.protocol.photos import Chunk, checks_of, chunk_of

SMALL = 16


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut photos into chunks of sixteen bytes, so that many of them cost little."""
    monkeypatch.setattr(photos, "CHUNK_BYTES", SMALL)


class Parcel:
    """A sealed photo with its offer."""

    def __init__(self, number: int, chunks: int, last: int = SMALL) -> None:
        self.sealed = random.Random(number).randbytes(SMALL * (chunks - 1) + last)
        self.name = number.to_bytes(8, "big")
        self.count = chunks
        self.offer = Offer(
            transfer=self.name,
            album=b"a" * 32,
            epoch=0,
            photo=number.to_bytes(16, "big"),
            picture_bytes=1,
            sealed_bytes=len(self.sealed),
            checks=checks_of(self.sealed),
            sender=b"k" * 32,
        )

    def chunk(self, index: int) -> Chunk:
        """Return one of its chunks as it arrives."""
        return Chunk(transfer=self.name, index=index, data=chunk_of(self.sealed, index))
