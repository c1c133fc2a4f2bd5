"""Which benches there are."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from frame.errors import BadRequest
from frame.services.bench import (
    beginning,
    decoding,
    drawing,
    importing,
    indexing,
    likeness,
    memory,
    quality,
    storing,
    sync,
)
from frame.services.bench.places import folder_named
from frame.services.bench.timing import Result, Terms

# those that walk over many small objects come first: a heap that others used slows them down
BENCHES: Final[Mapping[str, Callable[[Terms], Iterator[Result]]]] = {
    "similarity": likeness.rows,
    "index": indexing.rows,
    "decode": decoding.rows,
    "store": storing.rows,
    "import": importing.rows,
    "curate": quality.rows,
    "first": beginning.rows,
    "frames": drawing.rows,
    "memory": memory.rows,
    "sync": sync.rows,
}


def run(names: Sequence[str], terms: Terms | None = None) -> Iterator[Result]:
    """Yield the rows of the named benches, or of all.

    Raises:
        BadRequest: there is no bench of that name.
    """
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        raise BadRequest(
            f"there is no bench called {unknown[0]!r}", hint=f"There are: {', '.join(BENCHES)}."
        )
    for name in names or BENCHES:
        yield from BENCHES[name](terms or Terms(folder=folder_named(os.environ)))
