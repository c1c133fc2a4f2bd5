"""Core and display in one process end together, whichever ends first."""

import threading

from frame.devices.sim.clock import SimClock, SimEntropy
from frame.devices.sim.decoder import SimDecoder
from frame.devices.sim.screen import SimScreen
from frame.model import Size, Verb
from frame.services.core import Core, World
from frame.services.household import Household
from frame.services.whole import run_together

_GLASS = Size(width_px=64, height_px=36)


def _core(home: Household, clock: SimClock) -> Core:
    return Core(home, World(decoder=SimDecoder(), clock=clock, entropy=SimEntropy(1)))


def _ends(core: Core, screen: SimScreen) -> bool:
    """Run both on a thread, and say whether they end."""
    both = threading.Thread(target=run_together, args=(core, screen, _GLASS), daemon=True)
    both.start()
    both.join(20.0)
    return not both.is_alive()


def test_the_display_ends_when_core_does(home: Household, clock: SimClock) -> None:
    core = _core(home, clock)
    threading.Timer(0.5, core.stop).start()
    assert _ends(core, SimScreen(_GLASS, clock.monotonic_s))


def test_core_ends_when_somebody_quits(home: Household, clock: SimClock) -> None:
    screen = SimScreen(_GLASS, clock.monotonic_s)
    screen.press(Verb.QUIT)
    assert _ends(_core(home, clock), screen)
