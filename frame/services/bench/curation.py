"""What choosing costs: moments and playlist over made-up libraries."""

from collections.abc import Iterator
from itertools import islice

from frame.curate.judge import judge
from frame.curate.playlist import Conditions, plan
from frame.services.bench.madeup import GLASS, NOW, made_up_library
from frame.services.bench.timing import Result, Terms, at_most, plain, timed


def rows(terms: Terms, small: int = 10_000, large: int = 100_000) -> Iterator[Result]:
    """Yield the rows of this bench."""
    yield from _starting(small)
    if not terms.quick:
        yield from _picking(large)


def _starting(count: int) -> Iterator[Result]:
    library = made_up_library(count)
    judged, took = timed(lambda: judge(library))
    yield plain(f"curate.judge_{count // 1000}k", took, "s CPU", "once for each change")
    _, first = timed(lambda: next(plan(library, _conditions(), judged).picks()))
    name, note = f"curate.first_pick_{count // 1000}k", "judging and planning"
    yield at_most(name, took + first, "s CPU", 1.0, note)


def _picking(count: int) -> Iterator[Result]:
    library = made_up_library(count)
    judged, took = timed(lambda: judge(library))
    yield plain(f"curate.judge_{count // 1000}k", took, "s CPU", "once for each change")
    _, picks = timed(lambda: list(islice(plan(library, _conditions(), judged).picks(), 100)))
    name, note = f"curate.hundred_picks_{count // 1000}k", "planning, already judged"
    yield at_most(name, picks, "s CPU", 5.0, note)


def _conditions() -> Conditions:
    return Conditions(seed=7, now=NOW, screen=GLASS)
