"""How long a frame that was just switched on takes to its first picture."""

import statistics
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from frame.devices.offspring import python_command
from frame.errors import DeviceFailed
from frame.services.bench.first import Told
from frame.services.bench.madeup import add_household
from frame.services.bench.places import workplace
from frame.services.bench.timing import Result, Terms, at_most, plain

PROGRAM: Final = "frame.services.bench.first"
# 0.4 times what picframe 2026.4.22 took on the machine of the research (2.2 s)
_CPU_LIMIT_S = 0.88
_PATIENCE_S = 120.0
_PHOTOS = 24


def rows(terms: Terms, photos: int = _PHOTOS) -> Iterator[Result]:
    """Yield the rows of this bench."""
    with workplace(terms.folder) as path:
        add_household(path / "state", photos)
        start(path / "state")
        begun = [start(path / "state") for _ in range(terms.rounds(5))]
    yield from judge([wall for wall, _ in begun], [told for _, told in begun])


def judge(walls: Sequence[float], told: Sequence[Told]) -> Iterator[Result]:
    """Yield the rows for some starts: seconds since exec, and what each said of itself."""
    note = f"median of {len(told)}; all processes; picframe took about 2.2 s"
    cpu = statistics.median(one.cpu_s for one in told)
    yield at_most("first.cpu", cpu, "s CPU", _CPU_LIMIT_S, note)
    yield plain("first.wall", statistics.median(walls), "s wall", "from exec, caches warm")
    modules = sorted({name for one in told for name in one.modules})
    note = f"loaded: {', '.join(modules)}" if modules else "none of those that may wait"
    yield at_most("first.heavy_modules", len(modules), "modules", 0, note)
    libraries = sorted({name for one in told for name in one.libraries})
    note = f"loaded: {', '.join(libraries)}" if libraries else "JPEG alone"
    yield at_most("first.heavy_in_decoder", len(libraries), "libraries", 0, note)


def start(state: Path) -> tuple[float, Told]:
    """Start the program once; return the seconds from exec to its picture, and what it said.

    Raises:
        DeviceFailed: it drew no photo.
    """
    begin = time.monotonic()
    done = subprocess.run(
        python_command(PROGRAM, str(state)),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=_PATIENCE_S,
        check=False,
    )
    if done.returncode:
        raise DeviceFailed("the program that draws a first picture did not end well")
    told = msgspec.json.decode(done.stdout, type=Told)
    if not told.pictures:
        raise DeviceFailed("the program that draws a first picture found no photo to show")
    return told.at_s - begin, told
