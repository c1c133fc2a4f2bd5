"""The bureau: what owners' devices ask about trust: people, privacy, the audit, the end.

Rule 1: it audits by itself: a minute after a start where none was made for a week, then weekly.
Rule 2: the rooms it leads decide; here it is only decided when.
Rule 3: what takes long is done on a thread beside; core's thread counts and writes.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

from frame.post.draft import Draft
from frame.post.rows import Paired
from frame.protocol.frame_privacy import AskPrivacy, Privacy, Wiped
from frame.protocol.messages import Message
from frame.services import auditing, heads
from frame.services.disclosure import Reached, chain_at, disclose
from frame.services.household import Household
from frame.services.network.answers import Room
from frame.services.network.farewell import Farewell
from frame.services.network.persons import Persons
from frame.services.network.splitting import Splitting
from frame.services.network.stage import Grounds

_FIRST = timedelta(minutes=1)
_LOOK = timedelta(minutes=10)
_FRESH = timedelta(seconds=1)


class Bureau:
    """Answers for one frame; `reached` says how its connections stand."""

    def __init__(
        self,
        home: Household,
        grounds: Grounds,
        rooms: tuple[Persons, Farewell],
        reached: Callable[[], Reached],
        splitting: Splitting | None = None,
    ) -> None:
        self._home, self._grounds, self._reached = home, grounds, reached
        self._persons, self._farewell = rooms
        self.splitting = splitting
        self._told: tuple[datetime, Privacy, Mapping[int, str]] | None = None
        self._due: datetime | None = None
        self._altered: Future[int] | None = None
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="auditing")

    def answer(self, message: Message, device: Paired, draft: Draft) -> bool:
        """Take a message if it belongs here (`answers.Room`)."""
        if isinstance(message, AskPrivacy):
            draft.tell(device.name, self._privacy(message.line))
            return True
        rooms: list[Room] = [self._persons, self._farewell]
        if self.splitting is not None:
            rooms.append(self.splitting)
        return any(room.answer(message, device, draft) for room in rooms)

    def _privacy(self, line: int | None) -> Privacy:
        """Count, once a second at most: nobody keeps core busy by asking."""
        now = self._grounds.clock.now()
        if self._told is None or not timedelta(0) <= now - self._told[0] < _FRESH:
            counted = disclose(self._home, self._grounds.books, self._reached())
            self._told = now, counted, heads.chain(self._home)
        _, told, links = self._told
        return told if line is None else replace(told, chain=chain_at(links, line))

    def tick(self, now: datetime) -> None:
        """Let time pass; raise DiskFull where a wipe cannot go on."""
        self._farewell.tick(self._grounds.say, now)
        if self.splitting is not None and not self._farewell.is_begun:
            self.splitting.tick(now)
        if self._due is None or self._due - now > _LOOK:  # it starts, or its clock was set back
            self._due = now + _FIRST
        if self._altered is not None and self._altered.done():
            altered, self._altered = self._altered.result(), None
            auditing.audit(self._home, self._grounds.books, now, altered)
        if now < self._due:
            return
        self._due = now + _LOOK
        if self._altered is None and auditing.is_due(self._home.vault, now):
            self._altered = self._pool.submit(auditing.altered_models)

    def wipe(self, draft: Draft, *, machine: bool = False) -> None:
        """Erase everything of everybody, because somebody at the frame asked.

        `machine` says that the machine's own settings go too.
        """
        self._farewell.begin(draft, machine=machine)

    @property
    def is_over(self) -> bool:
        """Whether a wipe came to its end, so that keys and store go now."""
        return self._farewell.is_over

    @property
    def takes_machine(self) -> bool:
        """Whether the machine's own settings go too."""
        return self._farewell.takes_machine

    def last_word(self, now: datetime) -> Wiped:
        """Return the signed statement that everything was erased; raise DiskFull."""
        return self._farewell.last_word(now)

    def close(self) -> None:
        """Finish what is being computed."""
        self._persons.close()
        self._pool.shutdown(cancel_futures=True)
