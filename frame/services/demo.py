"""`frame demo`: the whole frame on this machine, on sample photos or a folder of your own."""

import math
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from frame.config import Camera, Config
from frame.devices.broker import EmbeddedBroker, free_port
from frame.devices.clock import KernelEntropy, WallClock
from frame.devices.seer import ChildSeer
from frame.devices.watch import SIMULATED, watch_here
from frame.devices.web import own_address
from frame.devices.web_files import not_built
from frame.devices.window import Window, WindowOptions
from frame.errors import DeviceFailed
from frame.model import Size
from frame.ports import Screen
from frame.services import household, listen, wiping
from frame.services.core import Core, World
from frame.services.display import Until
from frame.services.exhibition import Exhibition
from frame.services.household import Household
from frame.services.ingest import Importer, Report, find_files
from frame.services.lights import Habits
from frame.services.lookout import Residents
from frame.services.network.node import Node
from frame.services.run import indexer, join
from frame.services.samples import sample_photos
from frame.services.tending import Means, Tending
from frame.services.tools import importer
from frame.services.visitors import Visitors
from frame.services.web import is_built, plan_of
from frame.services.web_certificates import Renewal
from frame.services.web_child import WebChild
from frame.services.whole import run_together

HEADLESS_SIZE = Size(width_px=1920, height_px=1080)
WINDOW_SIZE = Size(width_px=1280, height_px=720)
_SECONDS = 8.0
_HEADLESS_SECONDS = 4.0
_FIRST = 12
_EVERY = 50
_CARD_AFTER_S = 9.0
_CARD_SHARE = 0.25
_BY_PHONE = "or scan the card with a phone in this network, or open this in a browser:"
_BY_BROWSER = "or open this in a browser on this machine (--lan lets a phone scan the card):"
_HERE = "127.0.0.1"
_EVERYWHERE = "0.0.0.0"  # noqa: S104  # only where --lan was asked for


_SIMULATED = Means(
    begin=lambda told: watch_here(told, SIMULATED),
    habits=Habits(away_s=3.0, goes_out=False),
)
"""Before a simulated camera somebody comes and goes; the glass follows, and never goes black."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What was asked on the command line.

    folder  of the state; None means one that is thrown away
    lan     phones in this network may open the page, not only browsers on this machine
    """

    photos: tuple[Path, ...] = ()
    folder: Path | None = None
    headless: bool = False
    seconds: float | None = None
    out: Path = Path("frame-demo")
    size: Size | None = None
    lan: bool = False


@dataclass(slots=True)
class Outcome:
    """What the demo did."""

    report: Report = field(default_factory=Report)
    written: list[Path] = field(default_factory=list)


def run(wishes: Wishes, say: Callable[[str], None]) -> Outcome:
    """Show photos until somebody quits or the seconds are over; phones may pair meanwhile.

    Everybody speaks MQTT 3.1.1 here: this broker breaks where both versions meet.
    """
    outcome = Outcome()
    files = find_files(wishes.photos, outcome.report) if wishes.photos else sample_photos()
    with (
        EmbeddedBroker() as broker,
        _state(wishes.folder) as folder,
        household.opened(folder) as opened,
    ):
        home = _hurried(opened, broker.url, wishes)
        with importer(home) as work, _page(home, say):
            steps = _bring(work, files, outcome.report)
            for _ in zip(range(_FIRST), steps, strict=False):
                say(f"sealed and looked at {outcome.report.added} of {len(files)} photos")
            _exhibit(_Stand(home, work, steps, say), wishes, outcome)
    if wishes.folder is not None and wiping.is_begun(wishes.folder):
        wiping.finish(wishes.folder, KernelEntropy())
        say("this frame was wiped: nothing of anybody is left")
    return outcome


@dataclass(frozen=True, slots=True)
class _Stand:
    """What a demonstration is made of."""

    home: Household
    work: Importer
    steps: Iterator[object]
    say: Callable[[str], None]


def _exhibit(stand: _Stand, wishes: Wishes, outcome: Outcome) -> None:
    home, work = stand.home, stand.work
    world = World(decoder=work.decoder, clock=WallClock(), entropy=KernelEntropy())
    core = Core(home, world)
    with ExitStack() as last:
        seer = last.enter_context(ChildSeer())
        looking = indexer(core, home, work.decoder, seer)
        core.work_on(_announced(stand.steps, core), again=looking.steps)
        node = join(core, home, world, seer)
        last.callback(node.close)
        visitors = Visitors(core, home, node, seer.pid)
        door = listen.Door(home.folder / listen.SOCKET, visitors.welcome)
        last.callback(door.close)
        screen = last.enter_context(closing(_screen(wishes)))
        ends = time.monotonic() + (wishes.seconds or math.inf)
        shown: Screen = Until(screen, lambda: time.monotonic() >= ends)
        if wishes.headless:
            exhibition = Exhibition(shown, wishes.out, time.monotonic)
            outcome.written = exhibition.written
            shown = exhibition
        offering = _Offering(core, node, wishes, home.folder, stand.say)
        tending = Tending(core, Residents(home.vault, node), home.vault, world.clock, _SIMULATED)
        last.callback(tending.close)
        run_together(core, shown, screen.size, offering.step, tending.step)


class _Offering:
    """Shows the pairing card once the first slides were seen, and says how to answer it."""

    def __init__(
        self, core: Core, node: Node, wishes: Wishes, folder: Path, say: Callable[[str], None]
    ) -> None:
        self._core, self._node, self._say = core, node, say
        self._folder, self._lan = folder, wishes.lan
        self._opens_s = time.monotonic() + _CARD_AFTER_S
        self._closes_s = math.inf
        if wishes.headless and wishes.seconds is not None:
            self._closes_s = self._opens_s + wishes.seconds * _CARD_SHARE
        self._digits = ""

    def step(self) -> None:
        """Do what is due; called on the thread of the window."""
        if time.monotonic() >= self._opens_s:
            self._opens_s = math.inf
            self._core.post(self._open)
        if time.monotonic() >= self._closes_s:
            self._closes_s = math.inf
            self._core.post(self._close_if_alone)
        showing = self._node.pairing.showing
        digits = showing.digits if showing else ""
        if digits and digits != self._digits:
            self._say(
                f"{showing.who if showing else ''} shows {digits}? Press Y in the window, or:"
            )
            self._say(f"  frame --state {self._folder} pair --confirm '{digits}'")
        self._digits = digits

    def _open(self) -> None:
        card = self._node.open_pairing()
        self._say(f"this frame keeps its state in {self._folder} while it runs")
        self._say("pair this machine as a phone, in another terminal, within 3 minutes:")
        self._say(f"  frame owner pair '{card.url}'")
        if is_built():
            self._say(_BY_PHONE if self._lan else _BY_BROWSER)
            self._say(f"  {card.url}")

    def _close_if_alone(self) -> None:
        showing = self._node.pairing.showing
        if showing is not None and not showing.digits:
            self._node.answer_pairing(yes=False)


def _screen(wishes: Wishes) -> Window:
    size = wishes.size or (HEADLESS_SIZE if wishes.headless else WINDOW_SIZE)
    return Window(WindowOptions(size=size, headless=wishes.headless, title="Hearthframe demo"))


def has_display() -> bool:
    """Say whether a window can be opened here."""
    if not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER")):
        return Path("/dev/dri/card0").exists() or Path("/dev/dri/card1").exists()
    try:
        Window(WindowOptions(size=Size(width_px=64, height_px=64))).close()
    except DeviceFailed:
        return False
    return True


def _bring(work: Importer, files: list[Path], report: Report) -> Iterator[int]:
    album = household.album_called(work.vault, "Sample photos")
    for done, _path in work.steps(album.id, files, report):
        yield done


def _announced(steps: Iterator[object], core: Core) -> Iterator[None]:
    """Tell core now and then, and at the end, that photos came."""
    count = 0
    for count, _ in enumerate(steps, 1):
        if count % _EVERY == 0:
            core.library_changed()
        yield
    if count:
        core.library_changed()


def _hurried(home: Household, broker: str, wishes: Wishes) -> Household:
    """Return the same household with quick slides, and its own broker and page."""
    seconds = _HEADLESS_SECONDS if wishes.headless else _SECONDS
    show = msgspec.structs.replace(home.config.show, seconds=seconds)
    network = msgspec.structs.replace(home.config.network, broker=broker)
    camera = Camera(enabled=True, presence=True, wifi_codes=False)
    config = msgspec.structs.replace(home.config, show=show, network=network, camera=camera)
    if is_built():
        config = _with_page(config, lan=wishes.lan)
    return replace(home, config=config)


def _with_page(config: Config, *, lan: bool) -> Config:
    """Return the same settings with a page on a free port, here or for this network.

    In a network the card names the broker as it is reached through the page: its own port is on
    this machine only.
    """
    port = free_port()
    place = f"{own_address() if lan else _HERE}:{port}"
    card_broker = f"ws://{place}/mqtt" if lan else ""
    network = msgspec.structs.replace(
        config.network, page=f"http://{place}", card_broker=card_broker
    )
    web = msgspec.structs.replace(config.web, address=_EVERYWHERE if lan else _HERE, port=port)
    return msgspec.structs.replace(config, network=network, web=web)


@contextmanager
def _page(home: Household, say: Callable[[str], None]) -> Iterator[None]:
    """Serve the phone page in a process of its own; without it the demonstration goes on."""
    with ExitStack() as last:
        try:
            if not is_built():
                raise not_built()
            Renewal(home.folder, home.config, WallClock()).step()
            last.enter_context(WebChild(plan_of(home.config, home.folder)))
        except DeviceFailed as problem:
            say(f"{problem}; the demo goes on without it")
            say(f"  {problem.hint}")
        yield


@contextmanager
def _state(folder: Path | None) -> Iterator[Path]:
    if folder is not None:
        if not household.exists(folder):
            household.make(folder)
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="hearthframe-demo-") as place:
        household.make(Path(place))
        yield Path(place)
