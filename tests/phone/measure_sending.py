"""How fast a phone's browser sends 12-megapixel photos, and which process spends the time.

    python -m tests.phone.measure_sending [PHOTOS]

A real frame's processes, mosquitto behind the page's tunnel, Chromium on the same machine. Prints
JSON: photos and MB a second until they are safe on the phone, and until the frame has them all,
and the CPU seconds of each part in between. It is a measurement and asserts nothing.
"""

import json
import os
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from frame.devices.sim.pictures import photo_like
from tests.phone.browser import PHONE_SIZE, browser, context
from tests.phone.household import Phone, until
from tests.phone.page import prepared
from tests.phone.wall import Wall

_TICKS = os.sysconf("SC_CLK_TCK")
_PARTS = {
    "chromium": "browser",
    "run core": "core",
    "run web": "page and tunnel",
    "run display": "display",
    "mosquitto": "broker",
    "frame.services.decode": "core's children",
    "frame.services.vision": "core's children",
}


def _spent() -> dict[str, float]:
    """Return the CPU seconds of each part so far (proc(5), stat and cmdline)."""
    found: dict[str, float] = defaultdict(float)
    parents, ticks, words = {}, {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        process = int(folder.name)
        parents[process], words[process] = int(fields[1]), line
        ticks[process] = sum(map(int, fields[11:15]))  # its own, and of children that ended
    for process, line in words.items():
        if _is_ours(process, parents):
            found[_part_of(line)] += ticks[process] / _TICKS
    return found


def _is_ours(process: int, parents: dict[int, int]) -> bool:
    while process > 1:
        process = parents.get(process, 0)
        if process == os.getpid():
            return True
    return False


def _part_of(line: str) -> str:
    return next((part for sign, part in _PARTS.items() if sign in line), "other")


def measure(count: int, folder: Path) -> dict[str, object]:
    """Send so many photos and return what it took."""
    prepared()
    paths = [folder / f"IMG_20190301_{number:06}.jpg" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_bytes(photo_like(4000, 3000, seed=number))
    size = sum(path.stat().st_size for path in paths) / 1e6
    with Wall(folder / "frame", tunnel=True) as wall, browser() as started:
        phone = Phone(context(started, PHONE_SIZE).new_page())
        phone.pair(wall)
        phone.found("Holiday")
        before, begin = _spent(), time.monotonic()
        phone.send(paths)
        until(lambda: "on the frame" in phone.page.inner_text("main"), 60.0, 0.05)
        until(lambda: "Please do not close" not in phone.page.inner_text("main"), 600.0, 0.05)
        safe_s = time.monotonic() - begin
        until(lambda: f"All {count} photos" in phone.page.inner_text("main"), 900.0, 0.05)
        there_s = time.monotonic() - begin
        spent = _spent()
    return {
        "photos": count,
        "megabytes": round(size, 1),
        "safe": {"photos_per_s": round(count / safe_s, 2), "mb_per_s": round(size / safe_s, 1)},
        "there": {"photos_per_s": round(count / there_s, 2), "mb_per_s": round(size / there_s, 1)},
        "cpu_s": {part: round(spent[part] - before[part], 1) for part in spent},
    }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="hearthframe-sending-") as place:
        wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 20
        sys.stdout.write(json.dumps(measure(wanted, Path(place)), indent=2) + "\n")
