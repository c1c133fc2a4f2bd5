"""`frame doctor`: a self-test that says what works, what protects this machine, and what to do.

Every check tries the real thing; none reports what a version number promises.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from frame.audit.checks import ROOM_BYTES
from frame.config import load
from frame.crypto.stream import seal, unseal
from frame.devices import connector, interfaces, model_files, panel, sandbox
from frame.devices.camera import LibCamera
from frame.devices.clock import KernelEntropy, WallClock, is_set
from frame.devices.code_reader import codes_in
from frame.devices.decoder import ChildDecoder
from frame.devices.imaging import encode_jpeg
from frame.devices.seer import ChildSeer
from frame.devices.window import Window, WindowOptions
from frame.errors import FrameError, Locked, StoreDamaged
from frame.model import Pixels, Size
from frame.post.books import Books
from frame.services import household, keys
from frame.services.ipc import Request
from frame.services.network.reach import try_broker
from frame.services.status import ask_core
from frame.upkeep.keys_ladder import in_short
from frame.vision.runtime import which

_FENCE_MISSING = (
    "Another kernel, or an ordinary user instead of root, offers it; the other fences stand."
)
_NO_BROKER = "none is set, so this frame speaks to nobody"
_PATIENCE_S = 8.0
_PROBE = Size(width_px=64, height_px=48)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was tried; `do` says what to do when it is not well."""

    check: str
    ok: bool
    means: str
    do: str = ""


def examine(folder: Path) -> Iterator[Check]:
    """Yield one check after the other."""
    yield _tried("crypto", _crypto, "sealing, opening and refusing work")
    yield _tried("models", _models, "every model file is the one that was released")
    yield _tried("interpreter", which, "models run")
    yield _tried("decode child", _decode, "a picture is opened in a child of its own")
    yield _tried("vision child", _look, "a picture is looked at in a child of its own")
    yield _tried("drawing", _draw, "a screen can be drawn")
    yield _power()
    yield from _camera(folder)
    yield _clock()
    yield from _fences()
    yield from _state(folder)


def _tried(name: str, attempt: Callable[[], str | None], means: str) -> Check:
    try:
        detail = attempt()
    except FrameError as problem:
        return Check(check=name, ok=False, means=str(problem), do=problem.hint)
    return Check(check=name, ok=True, means=f"{means} ({detail})" if detail else means)


def _crypto() -> None:
    fresh = KernelEntropy().fresh
    key, secret = fresh(32), fresh(40_000)
    sealed = bytearray(seal(key, secret, b"doctor", fresh))
    if bytes(unseal(key, sealed, b"doctor")) != secret:
        raise StoreDamaged("what was sealed does not open")
    sealed[100] ^= 1
    try:
        unseal(key, sealed, b"doctor")
    except StoreDamaged:
        return
    raise StoreDamaged("an altered file was not refused")


def _models() -> str:
    folder = model_files.find()
    return f"{len(model_files.load(folder))} models"


def _decode() -> None:
    with ChildDecoder() as decoder:
        decoder.clean(encode_jpeg(_grey(), 90))


def _look() -> None:
    with ChildSeer() as seer:
        seer.look(_grey())


def _draw() -> str:
    window = Window(WindowOptions(size=_PROBE, headless=True))
    window.close()
    return "without a display" if not os.environ.get("DISPLAY") else "here on a display"


def _clock() -> Check:
    ok = is_set(WallClock().now())
    do = "" if ok else "Set the clock: `timedatectl set-ntp true`."
    return Check(
        check="clock", ok=ok, means="the date is plausible" if ok else "it is past", do=do
    )


def _power() -> Check:
    """Say what lights the screen; only the display process can try the connector."""
    found = panel.find()
    means = f"switched by: {found.means}"
    if isinstance(found, panel.Plain) and connector.has_card():
        means = f"switched by: {connector.Connector.means}, where the display process owns it"
    return Check(check="screen power", ok=True, means=means)


def _camera(folder: Path) -> Iterator[Check]:
    """Say whether the camera that is allowed can be used; open it for one look."""
    try:
        allowed = load(folder).camera.enabled
    except FrameError as problem:
        yield Check(check="settings", ok=False, means=str(problem), do=problem.hint)
        return
    if not allowed:
        return
    if not interfaces.has_camera():
        do = "Connect one, or set camera.enabled = false."
        yield Check(check="camera", ok=False, means="there is no camera", do=do)
        return
    yield _tried("camera", _one_look, "the camera opens, and codes can be read")


def _one_look() -> None:
    """Look once and forget what was seen; raise DeviceFailed."""
    camera = LibCamera(_PROBE)
    try:
        codes_in(camera.look())
    finally:
        camera.close()


def _fences() -> Iterator[Check]:
    for fence in sandbox.active():
        do = "" if fence.active else _FENCE_MISSING
        yield Check(check=f"fence: {fence.name}", ok=fence.active, means=fence.means, do=do)


def _state(folder: Path) -> Iterator[Check]:
    if not household.exists(folder):
        yield Check(check="state", ok=True, means="there is no frame here yet", do="frame init")
        return
    free = shutil.disk_usage(folder).free
    yield Check(
        check="room",
        ok=free > ROOM_BYTES,
        means=f"{free // 1_000_000} MB are free",
        do="" if free > ROOM_BYTES else "Free some space, or erase photos with `frame erase`.",
    )
    yield _key(folder)
    try:
        running = ask_core(folder, Request(what="status"))
    except Locked as problem:
        yield Check(check="store", ok=False, means=str(problem), do=problem.hint)
        return
    if running is not None:
        yield Check(check="store", ok=True, means="open in the running frame")
        yield _reached(str(running.get("broker", "none")))
        return
    yield _tried("store", lambda: _read_everything(folder), "every stored photo opens")
    if load(folder).network.broker:
        yield _tried("broker", lambda: _connect(folder), "phones and this frame can meet")
    else:
        yield _reached("none")


def _key(folder: Path) -> Check:
    """Return how the device key is kept, and what that keeps out."""
    try:
        tier = keys.tier_of(folder)
    except FrameError as problem:
        return Check(check="device key", ok=False, means=str(problem), do=problem.hint)
    means = f"{tier.known_as}. {in_short(tier.known_as)}"
    return Check(check="device key", ok=True, means=means, do="`frame keys status` shows others.")


def _reached(broker: str) -> Check:
    """Return how the running frame reaches its broker."""
    _away, is_away, why = broker.partition("away: ")
    if is_away:
        do = "docs/operations.md says how brokers are set up, and what each trouble means."
        return Check(check="broker", ok=False, means=why, do=do)
    means = "the running frame is connected" if broker == "connected" else _NO_BROKER
    return Check(check="broker", ok=True, means=means)


def _connect(folder: Path) -> None:
    """Log on as the frame does; raise Offline with the reason."""
    with household.opened(folder) as home:
        books = Books(home.vault, KernelEntropy())
        try_broker(home.config, books, WallClock(), _PATIENCE_S)


def _read_everything(folder: Path) -> str:
    with household.opened(folder) as home:
        if home.key_warning:
            raise StoreDamaged(home.key_warning, hint="chmod 600 device.key")
        checked = list(home.vault.check())
        bad = {one.photo for one in checked if one.trouble} | set(home.vault.damaged())
    if bad:
        raise StoreDamaged(f"{len(bad)} of {len(checked)} photos do not open")
    return f"{len(checked)} photos"


def _grey() -> Pixels:
    return Pixels(size=_PROBE, rgb=bytes([120]) * (3 * _PROBE.width_px * _PROBE.height_px))
