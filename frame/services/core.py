"""Core: the only owner of state and keys. One thread decides; everybody else posts to its inbox.

Rule 1: what happened becomes an event, `slideshow.show.step` decides, and the effects it returns
        are performed here, in order.
Rule 2: background work (an import) goes on only while nothing else waits.
"""

import logging
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain
from queue import Empty, SimpleQueue
from typing import TypeVar

from frame.config import Config
from frame.errors import DiskFull
from frame.log import event
from frame.model import Command, PhotoId, Pixels, Size, Verb
from frame.ports import Clock, Decoder, Entropy
from frame.scene import Scene, TextureId
from frame.services.choosing import Chooser, read_library
from frame.services.darkroom import Darkroom, Developed
from frame.services.easel import Arrived, Easel, Seen, Taken
from frame.services.guests import blurs_strangers, withheld
from frame.services.household import Household
from frame.services.neighbours import Neighbours, Wish, passed_on
from frame.services.opinions import write_down
from frame.services.preferences import preferences_of
from frame.services.settings import circumstances_of, settings_of
from frame.services.snapshot import Studio
from frame.slideshow import show
from frame.slideshow.events import (
    AnswerPairing,
    Changed,
    ClosePairing,
    Connection,
    Effect,
    Ending,
    EraseAll,
    Erased,
    Event,
    Favourite,
    Forget,
    Hide,
    LibraryChanged,
    MarkShown,
    Notice,
    Offered,
    OpenPairing,
    Pairing,
    Prepare,
    Pressed,
    Setup,
    Show,
    Skipped,
    Standing,
    Stop,
    TakeNext,
    Tick,
    Trial,
)
from frame.slideshow.pairing_card import PairingView
from frame.slideshow.setup_card import SetupView
from frame.slideshow.state import State, without_unseen
from frame.slideshow.view import View, view_of

_LOG = logging.getLogger("frame.core")
_TICK_S = 0.2
_MANY = 1000
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Something to be done by the thread that owns the store."""

    work: Callable[[], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What core works with."""

    decoder: Decoder
    clock: Clock
    entropy: Entropy


Message = Developed | Arrived | Taken | Command | Wanted | None


class Core:
    """The slideshow of one household, on whichever display is there."""

    def __init__(self, home: Household, world: World) -> None:
        self.inbox: SimpleQueue[Message] = SimpleQueue()
        self._home = home
        self._world = world
        self._darkroom = Darkroom(home.vault, world.decoder, self.inbox.put, self.post)
        self._easel = Easel(self._darkroom)
        self._chooser: Chooser | None = None
        self._state: State | None = None
        self._coming: tuple[TextureId, ...] = ()
        self._background: Iterator[object] = iter(())
        self._again: Callable[[], Iterator[object]] = lambda: iter(())
        self._neighbours: Neighbours | None = None
        self._erase_all: Callable[[], Event | None] = Ending
        self._standing: dict[type, Standing] = {}
        self._touched_s: float | None = None
        self._stopping = False

    def run(self, alive: Callable[[], None] = lambda: None) -> None:
        """Work until told to stop; `alive` is called at each turn, for a watchdog."""
        try:
            while not self._stopping:
                self._turn()
                alive()
        finally:
            self._easel.close()

    def stop(self) -> None:
        """End `run` soon; may be called from any thread."""
        self.inbox.put(Wanted(work=self._stop))

    def work_on(
        self,
        background: Iterator[object],
        again: Callable[[], Iterator[object]] = lambda: iter(()),
    ) -> None:
        """Do this, step by step, while nothing else waits; call before `run`.

        `again` gives what is left to do after an owner changed something.
        """
        self._background = background
        self._again = again

    def library_changed(self) -> None:
        """Judge and plan again: photos came."""
        self._renew()
        self._hear(LibraryChanged())

    def rearranged(self) -> None:
        """Judge and plan again: what comes next is what the order of the albums says now."""
        if self._chooser is not None and self._chooser.is_arranged():
            self._renew(anew=True)
            self._hear(LibraryChanged(anew=True))

    def _renew(self, gone: frozenset[PhotoId] = frozenset(), *, anew: bool = False) -> None:
        """Judge and plan again; slides that stay are still to come, without those `gone`."""
        if self._chooser is not None and self._state is not None:
            state = without_unseen(self._state) if anew else self._state
            awaited = [photos for photos in state.awaited if gone.isdisjoint(photos)]
            self._chooser = self._chooser.renewed(self._world.clock.now(), awaited)

    def erase(self, photos: frozenset[PhotoId], work: Callable[[], _Answer]) -> _Answer:
        """Take photos off the glass, then erase them for good; call through the inbox.

        Erasing thousands takes seconds, and none of them may be seen meanwhile.
        """
        if photos:
            self._hear(Erased(photos=photos))
        answer = work()
        if self._chooser is not None and self._state is not None and photos:
            self._chooser.replan(self._world.clock.now(), self._state.awaited)
            self._hear(LibraryChanged())
        return answer

    def carry_out(self, work: Callable[[], _Answer]) -> _Answer:
        """Do what an owner asks; what may not be seen now leaves the glass; through the inbox."""
        before, blurred = self._withheld(), self._blurs()
        answer = work()
        gone = self._withheld() - before
        if blurred or self._blurs():
            # Who is a stranger may have changed: no slide laid out before may be seen again.
            gone = frozenset(photo.id for photo in self._home.vault.photos())
        self._renew(gone)
        if gone:
            self._hear(Erased(photos=gone, for_good=False))
        self._hear(LibraryChanged())
        self.look_again()
        return answer

    def adjust(self, work: Callable[[], _Answer]) -> _Answer:
        """Do what changes how the slideshow is liked, and show it so; through the inbox."""
        answer = work()
        wanted = preferences_of(self._home.vault)
        settings = settings_of(self._home.config, wanted)
        if self._chooser is not None and self._state is not None:
            every, now = timedelta(seconds=settings.seconds), self._world.clock.now()
            self._chooser.keep_pace(every, now, self._state.awaited)
            self._hear(Changed(settings=settings))
            if wanted.arranged != self._chooser.library.arranged:
                self.rearranged()
        return answer

    def view(self) -> View | None:
        """Return what is on the glass, None before a display came."""
        return None if self._state is None else view_of(self._state)

    @property
    def idle_s(self) -> float | None:
        """How long nobody asked for anything; None where nobody did since the start."""
        touched_s = self._touched_s
        return None if touched_s is None else self._world.clock.monotonic_s() - touched_s

    def picture(self, seen: Seen) -> None:
        """Have a small JPEG made of what is on the glass; `seen` hears it, or None, later."""
        self._easel.picture(seen)

    def say(self, words: str, seconds: float) -> None:
        """Put a sentence on the glass for a while."""
        self._hear(Notice(words=words, seconds=seconds))

    @property
    def config(self) -> Config:
        """What frame.toml says."""
        return self._home.config

    def look_again(self) -> None:
        """Do in the background what is left to do, such as looking at photos that came."""
        self._background = chain(self._background, self._again())

    def press(self, verb: Verb) -> None:
        """Do what a person asked for, whichever door the wish came through."""
        self._touched_s = self._world.clock.monotonic_s()
        self._hear(Pressed(verb=verb))

    def show_pairing(self, view: PairingView | None) -> None:
        """Put the pairing card on the glass, change it, or take it away."""
        self.stand(Pairing(view=view))

    def show_connection(self, trouble: str) -> None:
        """Say on the glass that phones cannot reach this frame; nothing where they can."""
        self.stand(Connection(trouble=trouble))

    def show_setup(self, view: SetupView | None) -> None:
        """Say on the glass how the frame gets into a network; nothing where it needs none."""
        self.stand(Setup(view=view))

    def tell(self, news: Ending | Trial) -> None:
        """Tell the glass something that goes by itself; through the inbox."""
        self._hear(news)

    def stand(self, news: Standing) -> None:
        """Tell the glass something that holds until it is told otherwise, whoever looks at it."""
        self._standing[type(news)] = news
        self._hear(news)

    def post(self, work: Callable[[], object]) -> None:
        """Have work done by core's thread; may be called from any thread."""
        self.inbox.put(Wanted(work=work))

    def meet(self, neighbours: Neighbours) -> None:
        """Let the network have its turns too; call before `run`."""
        self._neighbours = neighbours

    def ends_by(self, erase_all: Callable[[], Event | None]) -> None:
        """Do this when the key that erases was held long enough; call before `run`.

        It answers with what is said instead where it cannot be done.
        """
        self._erase_all = erase_all

    def on_the_glass(self) -> tuple[Scene, Mapping[TextureId, Pixels]] | None:
        """Return what a display was last sent, if one is there."""
        return self._easel.on_the_glass()

    def slide_of(self, photo: PhotoId) -> tuple[Scene, Mapping[TextureId, Pixels]] | None:
        """Return what the display would show of a photo; raise BadRequest if it is not there."""
        if self._chooser is None:
            return None
        home = self._home
        screen = self._chooser.circumstances.screen
        studio = Studio(
            vault=home.vault, decoder=self._world.decoder, config=home.config, size=screen
        )
        still = studio.next_still(self._chooser, photo, self._world.clock.now())
        return still.scene, still.textures

    def _withheld(self) -> frozenset[PhotoId]:
        return withheld(read_library(self._home.vault))

    def _blurs(self) -> bool:
        return blurs_strangers(self._home.vault, self._home.config)

    def display_process(self) -> int | None:
        """Return the process id of the display that is there."""
        return self._easel.process

    def _turn(self) -> None:
        try:
            message = self.inbox.get(timeout=_TICK_S)
        except Empty:
            message = None
            self._go_on()
        self._take(message)
        if self._neighbours is not None:
            self._neighbours.tick()
        self._hear(Tick(now=self._world.clock.now(), at_s=self._world.clock.monotonic_s()))

    def _go_on(self) -> None:
        try:
            next(self._background, None)
        except DiskFull:
            event(_LOG, "import.stopped", logging.ERROR, because="DiskFull")
            self._background = iter(())

    def _take(self, message: Message) -> None:
        match message:
            case None:
                pass
            case Arrived():
                self._welcome(message)
            case Taken():
                self._easel.taken(message)
            case Command(verb=verb):
                self.press(verb)
            case Wanted(work=work):
                work()
            case (outcome, textures):
                self._darkroom.hold(textures)
                self._hear(outcome)

    def _welcome(self, display: Arrived) -> None:
        if not self._easel.welcome(display):
            self._begin(display.size)

    def _begin(self, size: Size) -> None:
        config, vault = self._home.config, self._home.vault
        circumstances = circumstances_of(config, vault, self._world.entropy, size)
        in_haste = len(vault.photos()) > _MANY
        self._chooser = Chooser.of(
            vault, circumstances, self._world.clock.now(), in_haste=in_haste
        )
        if in_haste:
            self._background = chain(self._judged_later(), self._background)
        settings = settings_of(config, preferences_of(vault))
        self._state, effects = show.start(size, settings, config.frame.name)
        self._perform(effects)
        for news in tuple(self._standing.values()):
            self._hear(news)

    def _judged_later(self) -> Iterator[object]:
        """Judge a large library only once its first photo is on the glass."""
        while self._easel.shown is None or not self._easel.shown.textures:
            yield None
        self.library_changed()

    def _hear(self, heard: Event) -> None:
        if self._state is None:
            return
        self._state, effects = show.step(self._state, heard)
        self._perform(effects)

    def _perform(self, effects: tuple[Effect, ...]) -> None:
        """Perform effects in order; what they bring about at once joins the end of the queue."""
        waiting = deque(effects)
        while waiting:
            answer = self._do(waiting.popleft())
            if answer is not None and self._state is not None:
                self._state, more = show.step(self._state, answer)
                waiting.extend(more)

    def _do(self, effect: Effect) -> Event | None:
        match effect:
            case TakeNext():
                return self._offer()
            case Prepare(needs=needs):
                self._coming = tuple(need.texture for need in needs)
                self._darkroom.prepare(effect)
            case Show():
                self._easel.show(effect, self._coming)
            case Forget(photos=photos):
                self._darkroom.forget(photos)
            case Stop():
                self._stop()
            case OpenPairing() | AnswerPairing() | ClosePairing() | EraseAll():
                return self._ask(effect)
            case MarkShown() | Hide() | Favourite() | Skipped():
                now = self._world.clock.now()
                awaited = self._state.awaited if self._state else ()
                write_down(self._home.vault, self._chooser, effect, now, awaited)
        return None

    def _ask(self, wish: Wish | EraseAll) -> Event | None:
        if isinstance(wish, EraseAll):
            return self._erase_all()
        return passed_on(self._neighbours, wish)

    def _offer(self) -> Offered:
        if self._chooser is None:
            return Offered(slide=None)
        slide = self._chooser.next_slide(self._world.clock.now())
        return Offered(slide=slide, otherwise=self._chooser.card_for_nothing())

    def _stop(self) -> None:
        self._stopping = True
