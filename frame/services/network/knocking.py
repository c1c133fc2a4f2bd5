"""A locked frame asks phones of its home for their part of its key (§13).

Rule 1: it has no keys but those beside the wrapped one, and says nothing but its question.
Rule 2: the key that answers are sealed to lives in this object and goes with it.
Rule 3: a question is asked again under a new number; each takes one answer.
"""

from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Final

from frame.config import Config
from frame.crypto.box import Opener, SealingSeed
from frame.crypto.keys import SigningSeed, expand
from frame.crypto.sign import Signer
from frame.devices.mqtt import Broker, MqttLink
from frame.errors import BadMessage
from frame.ports import Clock, Entropy, Link
from frame.post.correspondence import in_ms
from frame.protocol import unlocking
from frame.protocol.addresses import base32
from frame.protocol.unlocking import NONCE_BYTES, MeetingSecret, Question
from frame.store.sealed_key import ByPhones

_AGAIN_S: Final = 10.0
_EXPIRY_S: Final = 60
_OPEN_QUESTIONS: Final = 3
_CLIENT_BYTES: Final = 10

Connect = Callable[[Callable[[str, bytes], None]], Link]
"""Connects to the broker where phones are met; it is given what hears."""


class Knocking:
    """Asks until `heard` says that the part opened the key; call `tick` from one thread."""

    def __init__(
        self,
        way: ByPhones,
        connect: Connect,
        clock: Clock,
        entropy: Entropy,
        heard: Callable[[bytes], bool],
    ) -> None:
        self._signer = Signer(SigningSeed(way.signing))
        self._opener = Opener(SealingSeed.made(entropy.fresh))
        self._meeting = MeetingSecret(way.meeting)
        self._clock, self._entropy, self._heard = clock, entropy, heard
        self._inbox: SimpleQueue[bytes] = SimpleQueue()
        self._open: list[Question] = []
        self._asked_s: float | None = None
        self._link = connect(lambda _topic, told: self._inbox.put(told))
        self._month_topics: tuple[str, ...] = ()

    def tick(self) -> None:
        """Let time pass: hear what came, and ask again now and then."""
        self._listen()
        while self._take():
            pass
        at_s = self._clock.monotonic_s()
        if self._asked_s is None or at_s - self._asked_s >= _AGAIN_S:
            self._asked_s = at_s if self._ask() else self._asked_s

    def close(self) -> None:
        """Ask no more."""
        self._link.close()

    def _listen(self) -> None:
        topics = unlocking.heard_by_frame(self._meeting, self._now_s)
        if topics != self._month_topics:
            self._month_topics = topics
            self._link.hear(topics)

    def _ask(self) -> bool:
        question = Question(
            nonce=self._entropy.fresh(NONCE_BYTES),
            suite=self._opener.suite,
            seal_key=self._opener.public,
        )
        told = unlocking.ask(self._signer, self._opener, question.nonce, in_ms(self._clock.now()))
        topic = unlocking.asked_at(self._meeting, self._now_s)
        if not self._link.tell(topic, told, expires_s=_EXPIRY_S):
            return False
        self._open = [*self._open, question][-_OPEN_QUESTIONS:]
        return True

    def _take(self) -> bool:
        """Take one thing that was said; say whether there was one."""
        try:
            told = self._inbox.get_nowait()
        except Empty:
            return False
        for question in tuple(self._open):
            try:
                secret = unlocking.read_answer(told, self._opener, question, self._signer.public)
            except BadMessage:
                continue
            self._open.remove(question)
            self._heard(secret)
            break
        return True

    @property
    def _now_s(self) -> int:
        return int(self._clock.now().timestamp())


def reaching(config: Config, way: ByPhones) -> Connect | None:
    """Return how a locked frame reaches its own broker; None where settings name none.

    Raises:
        BadConfig: the settings make no sense.
    """
    network = config.network
    if not network.broker:
        return None
    where = Broker.of(
        network.broker,
        client_id=base32(expand(way.meeting, b"", b"hearthframe/unlock/client", _CLIENT_BYTES)),
        user=way.user or network.user or None,
        password=way.password or None,
        password_file=_path(network.password_file),
        ca_file=_path(network.ca_file),
        cert_file=_path(network.cert_file),
        key_file=_path(network.key_file),
    )

    def connect(heard: Callable[[str, bytes], None]) -> Link:
        return MqttLink(where, heard, lambda _is_up: None)

    return connect


def _path(name: str) -> Path | None:
    return Path(name) if name else None
