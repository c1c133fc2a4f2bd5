"""The lookout of a frame's own machine: it watches for a network and asks for the first owner.

Rule 1: only where the device's own settings are (`SETUP`): on a laptop nothing of this happens.
Rule 2: it looks every two seconds, reads a few short files of the kernel, and decides nothing:
        `upkeep.connecting` does.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Protocol

from frame.devices import interfaces
from frame.devices.clock import is_set
from frame.devices.system_files import SETUP
from frame.errors import BadRequest
from frame.ports import Clock
from frame.protocol.envelope import Rank
from frame.services import first_boot, wifi
from frame.services.network.node import Node
from frame.slideshow.setup_card import SetupKind, SetupView
from frame.store.vault import Vault
from frame.upkeep.connecting import Advice, Situation, advise, asks_for_owner

LOOK_S: Final = 2.0
ASKING: Final = frozenset({SetupKind.NO_NETWORK, SetupKind.UNREACHABLE, SetupKind.LOST})
"""Cards that ask for a network."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Where the lookout looks."""

    setup: Path = SETUP
    net: Path = interfaces.NET
    report: Path = first_boot.DEVICE.report
    has_camera: Callable[[], bool] = interfaces.has_camera

    @property
    def is_device(self) -> bool:
        """Whether this machine is a frame's own."""
        return self.setup.is_dir()


class Glass(Protocol):
    """Core, as the lookout sees it."""

    def show_setup(self, view: SetupView | None) -> None:
        """Say on the glass how the frame gets into a network."""


class Household(Protocol):
    """Who is asked what the household has."""

    def claimed(self) -> bool:
        """Say whether somebody owns this frame."""

    def has_photos(self) -> bool:
        """Say whether there is anything to show."""

    def ask_for_owner(self) -> None:
        """Show the pairing card."""


class Lookout:
    """Watches; call `step` often, in core's thread."""

    def __init__(
        self, glass: Glass, household: Household, clock: Clock, around: Surroundings
    ) -> None:
        self._glass, self._household, self._clock = glass, household, clock
        self._around = around
        self._looked_s = -LOOK_S
        self._since_s = clock.monotonic_s()
        self._asked_s: float | None = None
        self._given_s: float | None = None
        self._up = False
        self._told: SetupView | None = None
        self._faults = first_boot.faults_found(around.report) if around.is_device else ()

    @property
    def wants_code(self) -> bool:
        """Whether the glass asks somebody to hold a Wi-Fi code to the camera."""
        told = self._told
        return told is not None and told.camera and told.kind in ASKING

    def given(self, *, well: bool = True) -> None:
        """Somebody gave the frame a network; or, after all, it was not `well`."""
        self._given_s = self._clock.monotonic_s() if well else None
        self._looked_s = -LOOK_S

    def step(self) -> None:
        """Look, if it is time to, and have said what is due."""
        at_s = self._clock.monotonic_s()
        if not self._around.is_device or at_s - self._looked_s < LOOK_S:
            return
        self._looked_s = at_s
        self._follow(at_s)
        now = self._situation(at_s)
        view = self._view(advise(now))
        if view != self._told:
            self._told = view
            self._glass.show_setup(view)
        self._claim(now, at_s)

    def _follow(self, at_s: float) -> None:
        """Notice when the network comes and goes."""
        up = any(link.up for link in interfaces.links(self._around.net))
        if up != self._up:
            self._up, self._since_s = up, at_s

    def _situation(self, at_s: float) -> Situation:
        return Situation(
            up=self._up,
            since_s=at_s - self._since_s,
            known=wifi.is_known(self._around.setup),
            photos=self._household.has_photos(),
            claimed=self._household.claimed(),
            faulty=bool(self._faults),
            given_s=None if self._given_s is None else at_s - self._given_s,
        )

    def _view(self, advice: Advice) -> SetupView | None:
        if advice.step is None and not advice.trouble:
            return None
        kind = SetupKind(advice.step.value) if advice.step is not None else None
        return SetupView(
            kind=kind,
            small=advice.small,
            camera=kind is not None and self._around.has_camera(),
            faults=self._faults if kind is SetupKind.FAULTY else (),
            trouble=advice.trouble,
        )

    def _claim(self, now: Situation, at_s: float) -> None:
        last_s = None if self._asked_s is None else at_s - self._asked_s
        clock_is_set = is_set(self._clock.now())
        if asks_for_owner(now, clock_is_set=clock_is_set, last_card_s=last_s):
            self._asked_s = at_s
            self._household.ask_for_owner()


class Residents:
    """The household of a running frame, as the lookout asks it."""

    def __init__(self, vault: Vault, node: Node) -> None:
        self._vault, self._node = vault, node

    def claimed(self) -> bool:
        """Say whether somebody owns this frame."""
        return any(one.rank == Rank.OWNER for one in self._node.books.devices().values())

    def has_photos(self) -> bool:
        """Say whether there is anything to show."""
        return bool(self._vault.photos())

    def ask_for_owner(self) -> None:
        """Show the pairing card, unless one is there or there is no broker to meet at."""
        if self._node.pairing.showing is None:
            with suppress(BadRequest):
                self._node.open_pairing(Rank.OWNER)


def lookout(
    glass: Glass,
    household: Household,
    clock: Clock,
    *,
    codes: bool,
    around: Surroundings | None = None,
) -> Lookout:
    """Return the lookout of this machine; `codes` says whether the camera may read Wi-Fi codes."""
    around = around or Surroundings()
    if not codes:
        around = replace(around, has_camera=lambda: False)
    return Lookout(glass, household, clock, around)
