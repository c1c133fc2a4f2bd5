"""How much memory each process of a frame holds while photos are on the glass."""

import os
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Final

from frame.config import Show
from frame.devices.offspring import python_command
from frame.devices.seer import ChildSeer
from frame.errors import DeviceFailed, ModelRefused
from frame.model import Pixels, Size
from frame.services import household
from frame.services.bench.madeup import add_household
from frame.services.bench.places import workplace
from frame.services.bench.processes import family, heavy_libraries, parent_of
from frame.services.bench.timing import Result, Terms, at_most, missing, plain
from frame.services.daemon import resident_bytes
from frame.services.ipc import Request
from frame.services.status import ask_core

_STUDY: Final = Size(width_px=1024, height_px=768)
_PHOTOS = 8
_SLIDE_S = 2.0
_LOOK_AGAIN_S = 0.25
_LIMIT_MB = 150.0
_START_S = 30.0
_END_S = 20.0


def rows(terms: Terms, seconds: float = 20.0) -> Iterator[Result]:
    """Yield the rows of this bench."""
    with workplace(terms.folder) as path:
        yield from _showing(path / "state", min(seconds, 6.0) if terms.quick else seconds)
    yield _seeing()


def _showing(state: Path, seconds: float) -> Iterator[Result]:
    add_household(state, _PHOTOS, Show(seconds=_SLIDE_S, fade_seconds=0.5))
    with _running(state, "core") as core, _running(state, "display") as display:
        _wait_for_display(state)
        held = list(_watched(state, seconds))
        server = _lasting_child(core)
        heavy = heavy_libraries((core, display))
    with household.opened(state) as home:
        shown = len(home.vault.shown())
    if not shown:
        raise DeviceFailed("the frame that was started for a measurement showed no photo")
    yield from judge(held, f"at 1080p, {shown} photos shown")
    yield plain("memory.decode_server", server / 1e6, "MB", "idle; each child shares its pages")
    note = ", ".join(heavy) or "no numpy, TFLite, Pillow or HEIF"
    yield at_most("memory.heavy_in_core_and_display", len(heavy), "libraries", 0, note)


def judge(held: Sequence[Mapping[str, int]], note: str) -> Iterator[Result]:
    """Yield the rows for what core and display held, look by look, in bytes."""
    core = [one["core"] / 1e6 for one in held]
    display = [one["display"] / 1e6 for one in held]
    both = [sum(pair) for pair in zip(core, display, strict=True)]
    yield plain("memory.core", median(core), "MB", f"resident, at most {max(core):.0f}")
    remark = f"resident, at most {max(display):.0f}; software renderer, no GPU here"
    yield plain("memory.display", median(display), "MB", remark)
    remark = f"{note}; median of {len(both)} looks, at most {max(both):.0f}"
    yield at_most("memory.core_and_display", median(both), "MB", _LIMIT_MB, remark)


def _seeing() -> Result:
    grey = Pixels(size=_STUDY, rgb=b"\x80" * (3 * _STUDY.width_px * _STUDY.height_px))
    with ChildSeer() as seer:
        try:
            for _ in range(3):
                seer.look(grey)
        except ModelRefused as refused:
            return missing("memory.vision", str(refused))
        held = (resident_bytes(seer.pid() or 0) or 0) / 1e6
    return at_most("memory.vision", held, "MB", _LIMIT_MB, "models loaded, after three looks")


@contextmanager
def _running(state: Path, process: str) -> Iterator[int]:
    """Start one process of a frame as systemd does, and end it."""
    child = subprocess.Popen(
        python_command("frame.cli.main", "--state", str(state), "run", process),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "SDL_VIDEODRIVER": "dummy"},
    )
    try:
        yield child.pid
    finally:
        child.terminate()
        try:
            child.wait(_END_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _wait_for_display(state: Path) -> None:
    until = time.monotonic() + _START_S
    while time.monotonic() < until:
        if _memory(state)["display"]:
            return
        time.sleep(0.2)
    raise DeviceFailed("the frame that was started for a measurement did not come up")


def _memory(state: Path) -> dict[str, int]:
    """Return what `frame status` says each process holds; 0 for one that is not there."""
    answer = ask_core(state, Request(what="status"))
    held = answer.get("memory_bytes") if answer else None
    known = held if isinstance(held, dict) else {}
    return {name: int(known.get(name) or 0) for name in ("core", "display", "vision")}


def _watched(state: Path, seconds: float) -> Iterator[dict[str, int]]:
    """Look at the memory of core and display again and again."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(_LOOK_AGAIN_S)
        yield _memory(state)


def _lasting_child(core: int) -> int:
    """Return the memory of core's own child, the server that forks decoders."""
    own = [process for process in family() if parent_of(process) == core]
    return max((resident_bytes(process) or 0 for process in own), default=0)
