"""What processes cost, as the kernel counts it (proc(5)): for those this one started."""

import os
import time
from collections.abc import Iterable
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PARENT, _OWN_USER, _GONE_SYSTEM = 1, 11, 14
_LIBRARIES = {
    "numpy": "numpy",
    "TFLite": "tflite",
    "LiteRT": "ai_edge_litert",
    "HEIF": "heif",
    "ImageCms": "_imagingcms",
    "AVIF": "_avif",
}


def family() -> tuple[int, ...]:
    """Return the ids of all processes below this one."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        numbers = _numbers(int(entry.name)) if entry.name.isdecimal() else ()
        if numbers:
            children.setdefault(numbers[_PARENT], []).append(int(entry.name))
    found: list[int] = []
    waiting = [os.getpid()]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return tuple(found)


def parent_of(process: int) -> int:
    """Return the id of the process that started this one, or 0 if it is gone."""
    numbers = _numbers(process)
    return numbers[_PARENT] if numbers else 0


def cpu_seconds() -> float:
    """Return what this process and all below it have used, those that ended there included.

    Counted in ticks (10 ms) but for this process. Children of this process itself that ended
    are left out.
    """
    return time.process_time() + sum(map(cpu_seconds_of, family()))


def heavy_libraries(
    processes: Iterable[int], *, pictures: bool = False
) -> dict[str, tuple[int, ...]]:
    """Return which heavy libraries are loaded, and in which of these processes.

    `pictures` says that these may open pictures, so Pillow is not counted.
    """
    maps = {process: _maps(process) for process in processes}
    libraries = _LIBRARIES if pictures else {**_LIBRARIES, "Pillow": "_imaging."}
    holders = {
        name: tuple(process for process, text in maps.items() if word in text)
        for name, word in libraries.items()
    }
    return {name: found for name, found in holders.items() if found}


def cpu_seconds_of(process: int) -> float:
    """Return what a process and its children that ended have used, by ticks; 0.0 if it is gone."""
    numbers = _numbers(process)
    return sum(numbers[_OWN_USER : _GONE_SYSTEM + 1]) / _TICKS if numbers else 0.0


def _numbers(process: int) -> tuple[int, ...]:
    """Return the fields of its stat file from the third on (the state letter as 0)."""
    try:
        line = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ()
    _state, *numbers = line.rpartition(")")[2].split()
    return (0, *map(int, numbers))


def _maps(process: int) -> str:
    try:
        return Path(f"/proc/{process}/maps").read_text(encoding="utf-8", errors="replace").lower()
    except OSError:
        return ""
