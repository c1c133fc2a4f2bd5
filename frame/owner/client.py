"""The client: everything an owner's device has going on, in one thread.

Rule 1: links post into an inbox; one thread takes from it, decides, and writes before it answers.
Rule 2: it may be stopped at any moment; the same command goes on from there.
Rule 3: what is signed counts as soon as it is written. A frame that is away hears it later, from
        any command that reaches it.
"""

from collections.abc import Callable
from functools import partial
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Final, Self, TypeVar

from frame.errors import Offline
from frame.owner import leases
from frame.owner.parts import ANSWER_S, Helping
from frame.owner.ways import OwnerWays
from frame.ports import Clock, Entropy, Link
from frame.post.books import Books
from frame.post.correspondence import Correspondence, in_ms
from frame.post.draft import Draft
from frame.post.links import Connect, Links, Reach
from frame.post.rows import Paired
from frame.protocol.lines import Says
from frame.protocol.messages import AskHolding, Holding, Message

T = TypeVar("T", bound=Message)
TICK_S: Final = 0.2
AGAIN_S: Final = 3.0
NUDGE_S: Final = 5.0
PATIENCE_S: Final = 20.0
_ROUNDS: Final = 4


class Client:
    """Speaks with the paired frames while the `with` block lasts.

    patience_s  how long nothing may be heard before a frame counts as away
    renewed     how many leases were renewed at the beginning
    """

    def __init__(
        self,
        books: Books,
        connect: Connect,
        clock: Clock,
        entropy: Entropy,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self.books = books
        self.clock = clock
        self.entropy = entropy
        self.patience_s = patience_s
        self._greeted: set[bytes] = set()
        self._told = 0
        self._connect = connect
        self._opened: dict[str, Link] = {}
        self._inbox: SimpleQueue[Callable[[], bytes | None]] = SimpleQueue()
        self._ticked_s = clock.monotonic_s()
        self._links = Links(self._open, self._heard, self._turned)
        self.helping = Helping(books)
        self.ways = OwnerWays(books, clock, self._listen)
        self.mail = Correspondence(books, self.ways, self._tell, entropy)
        self.ways.going = self.mail.going
        self.renewed = self._boot()

    def _boot(self) -> int:
        """Go on with what was on its way, and renew what would soon end."""
        now, draft = self.clock.now(), Draft()
        self.mail.topics(now)
        self.mail.going.resume(draft, in_ms(now))
        self.books.vault.parcels.sweep(self.mail.going.parcels())
        renewed = leases.renew(self.mail, draft, now)
        self.mail.finish(draft, now)
        return renewed

    def __enter__(self) -> Self:
        self._listen()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.mail.close(self.clock.now())
        self._links.close()

    def _listen(self) -> None:
        now = self.clock.now()
        topics = self.mail.topics(now)
        for frame, more in self.helping.topics(now).items():
            topics[frame] = (*topics.get(frame, ()), *more)
        self._links.listen(self.books.devices(), topics, home=False)

    def _open(
        self, reach: Reach, heard: Callable[[str, bytes], None], turned: Callable[[bool], None]
    ) -> Link:
        link = self._connect(reach, heard, turned)
        self._opened[reach.url] = link
        return link

    def _heard(self, topic: str, payload: bytes) -> None:
        self._inbox.put(partial(self._hear, topic, payload))

    def _turned(self, key: bytes, is_up: bool) -> None:  # noqa: FBT001  # as links report it
        self._inbox.put(partial(self._greet if is_up else self._lose, key))

    def wake(self) -> None:
        """Have `run` look again whether it is done; may be called from any thread."""
        self._inbox.put(lambda: None)

    def _hear(self, topic: str, payload: bytes) -> bytes | None:
        asked = self.helping.hear(topic, payload, self.clock.now())
        if asked is not None:
            frame, where, answer = asked
            self._links.tell(frame, where, answer, ANSWER_S)
            return frame.name
        return self.mail.hear(topic, payload, self.clock.now())

    def _greet(self, key: bytes) -> None:
        met = self._links.met_at(key, self.books.devices())
        self.mail.connected(met, self.clock.now())
        self._greeted.update(met)

    def _lose(self, key: bytes) -> None:
        self._greeted.difference_update(self._links.met_at(key, self.books.devices()))

    def _tell(self, device: Paired, topic: str, payload: bytes, expires_s: int) -> bool:
        self._told += 1
        return self._links.tell(device, topic, payload, expires_s)

    def run(self, until: Callable[[], bool], patience_s: float | None = None) -> bool:
        """Talk until it is done; False when nothing was heard for as long as patience lasts.

        Meanwhile everything is offered again now and then: a frame that was restarted has
        forgotten what it was about to ask for.
        """
        patience_s = self.patience_s if patience_s is None else patience_s
        quiet_s = nudged_s = self.clock.monotonic_s()
        while not until():
            is_heard, at_s = self._step(), self.clock.monotonic_s()
            if is_heard:
                quiet_s = nudged_s = at_s
            elif at_s - quiet_s >= patience_s:
                return False
            elif at_s - nudged_s >= NUDGE_S:
                nudged_s = at_s
                self.mail.connected(tuple(self._greeted), self.clock.now())
        return True

    def stay(self, until: Callable[[], bool]) -> None:
        """Stay connected and answer what is asked, until it is done: nothing is offered again."""
        while not until():
            self._step()

    def _step(self) -> bool:
        """Take what came, or wait a moment; say whether a device was heard."""
        try:
            source = self._inbox.get(timeout=TICK_S)()
        except Empty:
            source = None
        if self.clock.monotonic_s() - self._ticked_s >= TICK_S:
            self._ticked_s = self.clock.monotonic_s()
            now = self.clock.now()
            self.mail.tick(now)
            if self.mail.desk.is_outdated(int(now.timestamp())):
                self._listen()
        return source is not None

    def ask(
        self,
        frame: Paired,
        question: Message,
        kind: type[T],
        fits: Callable[[T], bool] = lambda _: True,
    ) -> T | None:
        """Ask a frame, once it was greeted, until it answers; None where it does not.

        `fits` says whether what came is the answer to this question, and not to one before.
        """
        self.ways.answers.pop((frame.name, kind), None)
        asked_s = -AGAIN_S

        def answered() -> bool:
            nonlocal asked_s
            at_s = self.clock.monotonic_s()
            if frame.name in self._greeted and at_s - asked_s >= AGAIN_S:
                self.mail.say(frame.name, question)
                asked_s = at_s
            return heard() is not None

        def heard() -> T | None:
            answer = self.ways.answers.get((frame.name, kind))
            return answer if isinstance(answer, kind) and fits(answer) else None

        self.run(answered)
        return heard()

    def holding(self, frame: Paired) -> Holding | None:
        """Return what a frame says it holds, or None.

        It is asked again where more was said meanwhile: an answer is also the sign that a frame
        has heard everything before the question.
        """
        rounds, before = 1, self._told
        told = self.ask(frame, AskHolding(), Holding)
        while told is not None and self._told > before + 1 and rounds < _ROUNDS:
            rounds, before = rounds + 1, self._told
            told = self.ask(frame, AskHolding(), Holding)
        return told

    def offline(self, frame: Paired) -> Offline:
        """Return why a frame cannot be reached, in words."""
        link = self._opened.get(frame.broker)
        trouble = link.trouble if link is not None else None
        return trouble or Offline(
            "the frame does not answer",
            hint="See that it is switched on and connected, then run the same command again.",
        )

    def pending(self) -> int:
        """Return how many messages brokers have not acknowledged yet."""
        return self._links.pending()

    def sign(self, album: bytes | None, says: Says, draft: Draft) -> bytes:
        """Say something about an album (None: found one) and return the album's name."""
        return self.mail.sign(album, says, draft, self.clock.now())

    def finish(self, draft: Draft) -> None:
        """Write a draft and say what it has to say."""
        self.mail.finish(draft, self.clock.now())
