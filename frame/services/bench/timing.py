"""Taking turns with a stopwatch, and the rows that come of it."""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeVar

Work = Callable[[], object]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One row: a number, its unit, what it should be, and whether it is (None: no target)."""

    name: str
    value: float | None
    unit: str
    target: str = ""
    ok: bool | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How to measure.

    folder   lies on the disk in question
    quick    means a look, no verdict
    photos   folders of photos with known answers, for what is measured on real ones
    """

    folder: Path | None = None
    quick: bool = False
    photos: tuple[Path, ...] = ()

    def rounds(self, usual: int) -> int:
        """Return how many rounds to take."""
        return min(usual, 3) if self.quick else usual


def at_most(name: str, value: float, unit: str, limit: float, note: str = "") -> Result:
    """Return a row whose value should not exceed a limit."""
    row = plain(name, value, unit, note)
    return replace(row, target=f"<= {limit:g}", ok=value <= limit)


def at_least(name: str, value: float, unit: str, limit: float, note: str = "") -> Result:
    """Return a row whose value should reach a limit."""
    row = plain(name, value, unit, note)
    return replace(row, target=f">= {limit:g}", ok=value >= limit)


def plain(name: str, value: float, unit: str, note: str = "") -> Result:
    """Return a row that only tells."""
    return Result(name=name, value=round(value, 4), unit=unit, note=note)


def missing(name: str, because: str) -> Result:
    """Return a row that could not be measured here."""
    return Result(name=name, value=None, unit="", note=because)


def unjudged(row: Result, because: str) -> Result:
    """Return a row whose target does not apply here, and why."""
    return replace(row, ok=None, note="; ".join(filter(None, [row.note, because])))


def taking_turns(
    contenders: Mapping[str, Work], rounds: int, clock: Literal["cpu", "wall"] = "cpu"
) -> dict[str, list[float]]:
    """Return the seconds each contender took in each round; every one is warmed up once.

    Who begins moves on from round to round, so that nobody always follows the same neighbour.
    """
    read = time.process_time if clock == "cpu" else time.perf_counter
    for work in contenders.values():
        work()
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    order = list(contenders)
    for _ in range(rounds):
        for name in order:
            begin = read()
            contenders[name]()
            seconds[name].append(read() - begin)
        order = [*order[1:], order[0]]
    return seconds


def ratios(seconds: Mapping[str, Sequence[float]], name: str, reference: str) -> list[float]:
    """Return one contender's time by another's, round by round."""
    pairs = zip(seconds[name], seconds[reference], strict=True)
    return [one / max(other, 1e-9) for one, other in pairs]


def ratio(seconds: Mapping[str, Sequence[float]], name: str, reference: str) -> float:
    """Return the median over rounds of one contender's time by another's."""
    return statistics.median(ratios(seconds, name, reference))


def spread(seconds: Mapping[str, Sequence[float]], name: str, reference: str) -> str:
    """Return how far the ratios lie apart, in words: the middle half of the rounds."""
    found = ratios(seconds, name, reference)
    if len(found) < 4:
        return f"{len(found)} rounds"
    first, _, third = statistics.quantiles(found, n=4)
    return f"half of {len(found)} rounds within {first:.2f} to {third:.2f}"


def median_ms(seconds: Sequence[float]) -> float:
    """Return the median in milliseconds."""
    return statistics.median(seconds) * 1e3


def timed(
    work: Callable[[], T], clock: Callable[[], float] = time.process_time
) -> tuple[T, float]:
    """Return what the work returned, and the seconds it took (of this process, if not told)."""
    begin = clock()
    return work(), clock() - begin
