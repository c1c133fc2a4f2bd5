"""`frame selftest`: what an installer wants to know before they leave.

It is `frame doctor`, and what only somebody beside the frame can tell or needs to know: the
glass, touch, camera, network, storage, clock.

Rule 1: each check is a small function that returns one `Result`; none stops the others.
Rule 2: a check that needs a person is skipped where nobody is there.
Rule 3: what is measured leaves nothing behind; of the camera only how light it is is heard.
"""

import http.client
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from frame.config import Config, load
from frame.crypto.stream import seal, unseal
from frame.devices import gauges, interfaces
from frame.devices.clock import KernelEntropy, WallClock, is_set
from frame.devices.watch import Noticed, Watch, watch_here
from frame.errors import FrameError
from frame.services import doctor, proof, trial_desk
from frame.slideshow.trial_card import CORNERS, Outcome, TrialKind
from frame.upkeep import fitness
from frame.upkeep.fitness import Result, Verdict

Ask = Callable[[str], bool]
"""Asks the person beside the frame; True is yes."""
_PROBE_BYTES: Final = 16_000_000
_PROBE: Final = "selftest.tmp"
_FENCE: Final = "fence: "
_TOUCH_S: Final = 60.0
_CAMERA_S: Final = 25.0
_PAGE_S: Final = 5.0
_SEEN: Final = "Does the glass show bars of colour, with a thin white line on all four sides?"


def examine(folder: Path, ask: Ask | None) -> Iterator[Result]:
    """Yield one result after the other; `ask` None where nobody is beside the frame."""
    fences: list[doctor.Check] = []
    for check in doctor.examine(folder):
        if check.check.startswith(_FENCE):
            fences.append(check)
        elif check.check != "clock":
            yield _of_doctor(check)
    yield _fences(fences)
    config = load(folder)
    yield _screen(folder, ask)
    yield _touch(folder, ask)
    yield _camera(config)
    yield _network()
    yield fitness.clock(plausible=is_set(WallClock().now()), synchronised=gauges.time_agreed())
    yield _storage(folder)
    yield fitness.wear(*gauges.wear())
    yield fitness.memory(gauges.memory_mb())
    yield _page(config)


def report(folder: Path, results: tuple[Result, ...]) -> bool:
    """Show the results on the glass; say whether there is one."""
    rows = tuple(
        Outcome(check=one.check, verdict=one.verdict, do=one.do or one.means) for one in results
    )
    return trial_desk.show(folder, TrialKind.REPORT, rows).get("glass") is True


def _of_doctor(check: doctor.Check) -> Result:
    verdict = Verdict.OK if check.ok else Verdict.FAIL
    do = "" if check.ok else check.do
    return Result(check=check.check, verdict=verdict, means=check.means, do=do)


def _fences(checks: list[doctor.Check]) -> Result:
    """Return how many of the fences around untrusted pictures stand."""
    down = [check.check.removeprefix(_FENCE) for check in checks if not check.ok]
    means = f"{len(checks) - len(down)} of {len(checks)} stand around pictures that come in"
    if not down:
        return Result(check="fences", verdict=Verdict.OK, means=means)
    means += f"; not here: {', '.join(down)}"
    do = "`frame doctor` says what each is for; the other fences stand."
    return Result(check="fences", verdict=Verdict.WARN, means=means, do=do)


def _screen(folder: Path, ask: Ask | None) -> Result:
    """Have the display prove that it shows something, and ask whoever stands before it."""
    if not trial_desk.show(folder, None).get("glass"):
        means = "no display is connected to a running frame"
        return Result(check="screen", verdict=Verdict.SKIPPED, means=means)
    if ask is None:
        if proof.is_shown(folder):
            return Result(check="screen", verdict=Verdict.OK, means="the display draws")
        return Result(
            check="screen",
            verdict=Verdict.FAIL,
            means="the display did not prove that it shows anything",
            do="`systemctl status hearthframe-display` says why.",
        )
    trial_desk.show(folder, TrialKind.PATTERN)
    if ask(_SEEN):
        return Result(check="screen", verdict=Verdict.OK, means="the whole pattern is seen")
    return Result(
        check="screen",
        verdict=Verdict.FAIL,
        means="not all of the pattern is seen",
        do="Switch overscan off at the screen, or set screen.width_px and height_px.",
    )


def _touch(folder: Path, ask: Ask | None) -> Result:
    """Wait until four corners were touched, or Enter was pressed as often."""
    if ask is None or not trial_desk.show(folder, TrialKind.TOUCH).get("glass"):
        return Result(check="touch", verdict=Verdict.SKIPPED, means="nobody was asked to touch it")
    until_s, told = time.monotonic() + _TOUCH_S, dict[str, object]()
    while time.monotonic() < until_s:
        told = trial_desk.show(folder, None)
        if not told.get("testing"):
            break
        time.sleep(0.3)
    if told.get("corners") == CORNERS:
        return Result(check="touch", verdict=Verdict.OK, means="all four corners answer")
    return Result(
        check="touch",
        verdict=Verdict.WARN,
        means="not all four corners answered",
        do="Fine for a frame without touch or keys; else see its cable.",
    )


def _camera(config: Config) -> Result:
    there, enabled = interfaces.has_camera(), config.camera.enabled
    noticed = _look() if there or enabled else None
    light = noticed.light if noticed is not None else None
    trouble = noticed.trouble if noticed is not None else ""
    return fitness.camera(there=there, enabled=enabled, light=light, trouble=trouble)


def _look() -> Noticed | None:
    """Return the first thing the camera's own process says about light, or why it cannot."""
    heard, over = list[Noticed](), threading.Event()

    def told(noticed: Noticed | None) -> None:
        if noticed is None:
            over.set()
        elif noticed.light is not None or noticed.trouble:
            heard.append(noticed)
            over.set()

    try:
        watch = watch_here(told)
    except OSError:
        return None
    watch.want(Watch(presence=True))
    over.wait(_CAMERA_S)
    watch.close()
    return heard[0] if heard else None


def _network() -> Result:
    links = interfaces.links()
    up = [link.name for link in links if link.up]
    signals = [gauges.signal_dbm(link.name) for link in links if link.up and link.kind == "wifi"]
    return fitness.network(up, next((one for one in signals if one is not None), None))


def _storage(folder: Path) -> Result:
    """Write 16 MB as photos are written, and read them back from the disk itself."""
    if not folder.is_dir():
        return Result(check="storage", verdict=Verdict.SKIPPED, means="there is no frame here yet")
    path = folder / _PROBE
    path.unlink(missing_ok=True)
    fresh = KernelEntropy().fresh
    key, plain = fresh(32), fresh(_PROBE_BYTES)
    try:
        began_s = time.monotonic()
        _written(path, seal(key, plain, b"selftest", fresh))
        written_s = time.monotonic()
        same = bytes(unseal(key, bytearray(path.read_bytes()), b"selftest")) == plain
        read_s = time.monotonic()
    except FrameError as problem:
        return _no_storage(str(problem))
    except OSError as problem:
        return _no_storage((problem.strerror or "it refused").lower())
    finally:
        with suppress(OSError):
            path.unlink()
    if not same:
        return _no_storage("what was read is not what was written")
    size = _PROBE_BYTES / 1_000_000
    return fitness.storage(size / (written_s - began_s), size / (read_s - written_s))


def _written(path: Path, sealed: bytearray) -> None:
    with path.open("xb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _no_storage(why: str) -> Result:
    return Result(
        check="storage",
        verdict=Verdict.FAIL,
        means=why,
        do="See that the state folder can be written to and has room; else replace the card.",
    )


def _page(config: Config) -> Result:
    """Ask the phone page's own server for its first line."""
    web = config.web
    near = {"::": "::1", "0.0.0.0": "127.0.0.1"}.get(web.address, web.address)  # noqa: S104
    try:
        connection = http.client.HTTPConnection(near, web.port, timeout=_PAGE_S)
        connection.request("HEAD", "/", headers={"Host": "localhost"})
        connection.getresponse().close()
        connection.close()
    except (OSError, http.client.HTTPException):
        needed = bool(config.network.broker)
        return Result(
            check="page",
            verdict=Verdict.FAIL if needed else Verdict.SKIPPED,
            means="nobody serves the phone page here",
            do="`systemctl status hearthframe-web` says why." if needed else "",
        )
    return Result(check="page", verdict=Verdict.OK, means=f"{config.network.page} is served")
