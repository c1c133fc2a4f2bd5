"""What finding alike photos costs: 256-bit fingerprints against float vectors."""

import heapq
import importlib
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import repeat

from frame.curate.alike import differing_bits
from frame.services.bench.timing import (
    Result,
    Terms,
    at_most,
    median_ms,
    missing,
    plain,
    ratio,
    spread,
    taking_turns,
)

_NEAREST = 20
_NUMBERS = 256
# goal G8 is 2.5 times faiss; numpy was measured at 1.64 times faiss on the same vectors
_LIMIT = 1.5


def rows(terms: Terms, count: int = 100_000) -> Iterator[Result]:
    """Yield the rows of this bench."""
    rng = random.Random(1)  # noqa: S311  # made-up fingerprints, not secrets
    prints = [rng.getrandbits(256) for _ in range(count)]
    contenders: dict[str, Callable[[], object]] = {"ours": lambda: nearest(prints)}
    brute = _brute_force(count)
    if brute is not None:
        contenders["numpy"] = brute
    seconds = taking_turns(contenders, terms.rounds(11))
    name = f"similarity.top20_of_{count // 1000}k"
    yield plain(name, median_ms(seconds["ours"]), "ms CPU", "32 bytes each, no outside library")
    if brute is None:
        yield missing(f"{name}_to_numpy", "its reference, numpy, is not installed")
        return
    note = f"numpy {median_ms(seconds['numpy']):.1f} ms; {spread(seconds, 'ours', 'numpy')}"
    value = ratio(seconds, "ours", "numpy")
    yield at_most(f"{name}_to_numpy", value, "x numpy float32, 256 d", _LIMIT, note)


def nearest(prints: list[int]) -> list[int]:
    """Return how many bits the nearest 20 differ in from the first."""
    wanted = prints[0]
    return heapq.nsmallest(_NEAREST, map(differing_bits, repeat(wanted), prints))


def _brute_force(count: int) -> Callable[[], object] | None:
    with suppress(ImportError):
        numpy = importlib.import_module("numpy")
        vectors = numpy.random.default_rng(1).random((count, _NUMBERS), dtype="float32")

        def work() -> object:
            likeness = vectors @ vectors[0]
            best = numpy.argpartition(likeness, -_NEAREST)[-_NEAREST:]
            return best[numpy.argsort(likeness[best])]

        return work
    return None
