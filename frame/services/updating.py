"""Updates of the whole system: asked for, fetched, verified, written to the spare slot, tried.

What the steward and `frame update` call. Who may call is their affair; what may happen is decided
here.

Rule 1: nothing is written unless autoboot.txt is whole and keeps to the slot that runs.
Rule 2: a bundle is opened by RAUC alone, which verifies it against the keys of this image, as it
        did before the version in it was believed.
Rule 3: nothing older than the floor is installed, unless somebody at the keyboard says so.
Rule 4: by itself the frame restarts only in the hours set, when nobody touched it for an hour.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final, Protocol

from msgspec.structs import replace

from frame.config import Config, load
from frame.devices.autoboot_files import BootConfig, read_boot
from frame.devices.clock import WallClock
from frame.devices.machine import Machine
from frame.devices.rauc import Bundle, Rauc
from frame.devices.update_feed import Web
from frame.errors import BadConfig, BadRequest, FrameError, Offline, StoreBusy
from frame.log import event
from frame.ports import Clock
from frame.services.proof import idle_seconds
from frame.services.release import (
    PLACE,
    Built,
    built,
    check_fresh,
)
from frame.services.update_book import Book, UpdateBook
from frame.services.update_fetching import Fetches, Source, at_home
from frame.store.lock import Lock
from frame.upkeep.updating import Boot, Heard, Phase, booted, installing, moved, spare
from frame.upkeep.versions import (
    LONGEST_DEFERRAL,
    Policy,
    Release,
    is_deferred,
    is_newer,
    is_version,
    newest,
    read_hours,
    wanted,
    weight,
)

Document = Mapping[str, object]
_LOG = logging.getLogger("frame.updates")
_CALM_S: Final = 3600.0
_PIECE: Final = 1024 * 1024
_AT_WORK: Final = "at-work"
_STATUS_HINT: Final = "`frame update status` says more."
_NEVER: Final = "the kernel of this system cannot have its board try an update"


class Opener(Protocol):
    """What opens bundles: `devices.rauc`, or its twin."""

    def info(self, bundle: Path) -> Bundle:
        """Return what is signed; raise BadRequest."""

    def install(self, bundle: Path, heard: Callable[[int], object]) -> None:
        """Write it to the spare slot; raise DeviceFailed."""


class Restarts(Protocol):
    """What restarts the machine."""

    def restart(self, *, tries: bool) -> None:
        """Restart soon, once with the other slot if `tries`; raise DeviceFailed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What updating works with."""

    rauc: Opener = field(default_factory=Rauc)
    machine: Restarts = field(default_factory=Machine)
    web: Fetches = field(default_factory=Web)
    clock: Clock = field(default_factory=WallClock)
    config: BootConfig = field(default_factory=BootConfig)
    place: Path = PLACE
    proc: Path = Path("/proc")


class Updates:
    """The updates of one frame; `state` is its state folder."""

    def __init__(self, state: Path, book: UpdateBook, tools: Tools) -> None:
        self._state = state
        self._book = book
        self._tools = tools

    def status(self) -> Document:
        """Return what runs, what is being tried, what was said about it; raise DeviceFailed."""
        told, boot, book = self._built(), self._boot(), self._book.read()
        progress = booted(book.progress, boot)  # whoever decides about this boot may not have yet
        return {
            "version": told.version,
            "released": told.released.isoformat(),
            "supported_until": told.supported_until.isoformat(),
            "supported": self._tools.clock.now().date() <= told.supported_until,
            "slot": boot.slot.value,
            "next_boot": boot.default.value,
            "phase": progress.phase.value,
            "updating_to": progress.version or None,
            "failed": list(progress.failed),
            "pinned": book.pinned or None,
            "deferred_until": book.until.isoformat() if book.until else None,
            "floor": newest(book.floor, told.floor),
        }

    def check(self) -> Document:
        """Ask the feed what there is; raise Offline, BadMessage, BadConfig, DeviceFailed."""
        release = self._offered()
        return _document(release, because="" if release else "there is nothing newer")

    def take(self, heard: Callable[[str, int], object] = lambda *_: None) -> Document:
        """Fetch and install what is due, and restart into it, if it is the hour for that.

        This is what the timer calls. `heard` is told what goes on, in percent.
        """
        told = self._built()
        waits = self._may_not(told)
        if waits:
            return _document(None, because=waits)
        if self._book.read().progress.phase is Phase.WRITTEN:
            return self.restart()
        try:
            release = self._offered()
        except Offline as problem:
            return _document(None, because=str(problem))
        if release is None:
            return _document(None, because="there is nothing newer")
        bundle = self._source().bundle(release, lambda done: heard("fetched", done))
        try:
            self.install(bundle, heard=lambda done: heard("written", done))
        finally:
            bundle.unlink(missing_ok=True)
        return {**_document(release, because=""), **self.restart()}

    def install(
        self,
        bundle: Path,
        *,
        allow_downgrade: bool = False,
        heard: Callable[[int], object] = lambda _: None,
    ) -> Document:
        """Write a bundle to the spare slot; it runs once somebody says `restart`.

        Raises:
            BadRequest: it is not for this frame, or too old, or not now.
            DeviceFailed: it could not be written; what runs is untouched.
            StoreBusy: another update is being written.
        """
        told, lock = self._built(), self._alone()
        try:
            boot = self._boot()
            _check_spare(boot)
            found = self._suitable(bundle, told, allow_downgrade=allow_downgrade)
            self._write(bundle, found, boot, heard)
        finally:
            lock.release()
        return {"installed": found.version, "slot": boot.slot.other.value}

    def install_brought(self, bundle: Path) -> Document:
        """Install a bundle from a folder where others may write; raise as `install`, or DiskFull.

        It is copied to where they may not: what was looked at is what is written.
        """
        copy = self._source().brought(bundle)
        try:
            return self.install(copy)
        finally:
            copy.unlink(missing_ok=True)

    def restart(self) -> Document:
        """Restart into what was installed, for one boot; raise BadRequest where nothing was.

        Raises:
            DeviceFailed: the machine does not restart; what was installed is tried another time.
        """
        progress = self._book.read().progress
        boot = self._boot()
        _check_tries(boot)
        if progress.phase is not Phase.WRITTEN or not boot.is_settled:
            raise BadRequest("nothing is installed that could be tried", hint=_STATUS_HINT)
        self._hear(Heard.RESTART)
        event(_LOG, "update.try", logging.WARNING)
        try:
            self._tools.machine.restart(tries=True)
        except FrameError:
            self._hear(Heard.STAYED)
            raise
        return {"trying": progress.version or None}

    def pin(self, version: str) -> Document:
        """Keep to a version: go to it once, and to no other; raise BadRequest."""
        if not is_version(version):
            raise BadRequest("that is no version", hint="Write it as 1.4 or 2026.11.2.")
        floor = newest(self._book.read().floor, self._built().floor)
        if is_newer(floor, version):
            raise BadRequest(
                f"{version} has holes that are known; the oldest without is {floor}",
                hint="Pin a newer version.",
            )
        self._book.change(lambda book: replace(book, pinned=version))
        return {"pinned": version}

    def unpin(self) -> Document:
        """Follow the newest version again; raise DeviceFailed where this is no frame."""
        self._built()
        self._book.change(lambda book: replace(book, pinned=""))
        return {"pinned": None}

    def defer(self, days: int) -> Document:
        """Have no update for so many days, 0 for none at all; raise BadRequest beyond 90.

        Raises:
            DeviceFailed: this is no frame.
        """
        self._built()
        if not 0 <= days <= LONGEST_DEFERRAL.days:
            raise BadRequest(
                f"updates can be deferred for 0 to {LONGEST_DEFERRAL.days} days",
                hint="`frame update pin VERSION` keeps to a version for longer.",
            )
        until = self._tools.clock.now() + timedelta(days=days) if days else None
        self._book.change(lambda book: replace(book, until=until))
        return {"deferred_until": until.isoformat() if until else None}

    def _may_not(self, told: Built) -> str:
        """Return why the frame does nothing by itself now, or nothing where it may."""
        config, book, now = self._config(), self._book.read(), self._tools.clock.now()
        hours = read_hours(config.updates.hours)
        if not config.updates.feed and book.progress.phase is not Phase.WRITTEN:
            return "no update feed is set"
        if is_deferred(_policy(told, book), now):
            return "updates are deferred"
        if hours is None or not hours.holds(now):
            return f"it is not between {config.updates.hours.replace('-', ' and ')}"
        boot = self._boot()
        if not (boot.can_try and boot.is_settled):
            return "what runs now is on trial" if boot.can_try else _NEVER
        idle_s = idle_seconds(self._state)
        if idle_s is not None and idle_s < _CALM_S:
            return "somebody used the frame in the last hour"
        return ""

    def _offered(self) -> Release | None:
        told, address = self._built(), self._config().updates.feed
        if not address:
            raise BadConfig(
                "no update feed is set, so nobody is asked",
                hint="Set [updates] feed, or install a file from a USB stick.",
            )
        feed = self._source().feed(address)
        check_fresh(feed, told.compatible, self._book.read().serial, self._tools.clock.now())
        book = self._book.change(
            lambda book: replace(book, serial=feed.serial, floor=newest(book.floor, feed.floor))
        )
        release = wanted(feed.releases, _policy(told, book))
        return None if release is None else at_home(release, address)

    def _suitable(self, bundle: Path, told: Built, *, allow_downgrade: bool) -> Bundle:
        found, book = self._tools.rauc.info(bundle), self._book.read()
        floor = newest(book.floor, told.floor)
        if found.compatible != told.compatible:
            raise BadRequest("that update is for another kind of frame", hint="Get its own.")
        if not is_version(found.version):
            raise BadRequest("that update does not say its version", hint="Get another one.")
        if book.pinned and weight(book.pinned) != weight(found.version):
            raise BadRequest(
                f"this frame is pinned to {book.pinned}", hint="`frame update unpin` ends that."
            )
        if is_newer(floor, found.version) and not allow_downgrade:
            raise BadRequest(
                f"{found.version} has holes that are known; the oldest without is {floor}",
                hint="At the keyboard, --allow-downgrade installs it anyway.",
            )
        return found

    def _write(
        self, bundle: Path, found: Bundle, boot: Boot, heard: Callable[[int], object]
    ) -> None:
        self._book.change(
            lambda book: replace(book, progress=installing(book.progress, boot, found.version))
        )
        try:
            self._tools.rauc.install(bundle, heard)
        except FrameError:
            self._hear(Heard.BROKEN)
            raise
        self._hear(Heard.WRITTEN)
        event(_LOG, "update.written", logging.WARNING)

    def _hear(self, heard: Heard) -> None:
        self._book.change(lambda book: replace(book, progress=moved(book.progress, heard)))

    def _alone(self) -> Lock:
        folder = self._book.folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            return Lock(folder / _AT_WORK)
        except StoreBusy:
            raise StoreBusy(
                "another update is being written", hint="Wait until it is done."
            ) from None

    def _source(self) -> Source:
        return Source(web=self._tools.web, key=self._tools.place, folder=self._book.folder)

    def _built(self) -> Built:
        return built(self._tools.place)

    def _boot(self) -> Boot:
        return read_boot(self._tools.config, self._tools.proc)

    def _config(self) -> Config:
        return load(self._state)


def updates_of(state: Path) -> Updates:
    """Return the updates of the frame that this machine is; `state` is its state folder."""
    return Updates(state, UpdateBook(), Tools())


def install(state: Path, bundle: Path) -> Document:
    """Install a bundle that core brought; never an older one than the floor."""
    return updates_of(state).install_brought(bundle)


def _check_tries(boot: Boot) -> None:
    if not boot.can_try:
        raise BadRequest(
            _NEVER, hint="The image with Raspberry Pi's own kernel can; this one is flashed anew."
        )


def _check_spare(boot: Boot) -> None:
    _check_tries(boot)
    if boot.autoboot is None:
        raise BadRequest(
            "autoboot.txt cannot be read, so no slot is known to be free",
            hint="`frame update mark-good`, or a restart, mends it.",
        )
    if spare(boot) is None:
        raise BadRequest(
            "what runs now is on trial, so there is no slot to write to",
            hint="Wait until it has shown a photo, or restart the frame.",
        )


def _policy(told: Built, book: Book) -> Policy:
    return Policy(
        running=told.version,
        floor=newest(book.floor, told.floor),
        pinned=book.pinned,
        until=book.until,
        failed=book.progress.failed,
    )


def _document(release: Release | None, because: str) -> Document:
    offered = release and {
        "version": release.version,
        "released": release.released.isoformat(),
        "supported_until": release.supported_until.isoformat(),
        "size_bytes": release.size_bytes,
    }
    return {"offered": offered, "because": because or None}
