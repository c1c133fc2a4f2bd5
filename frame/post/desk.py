"""The desk: which device a packet is from and what it says; how an answer is addressed.

Rule 1: an unknown topic is dropped before anything of its payload is looked at.
Rule 2: a letter's number is taken once; what a device's rank does not allow is dropped.
Rule 3: a device that floods is not listened to for a while: 200 letters a second, 1,000 at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from frame.crypto.box import Suite
from frame.errors import BadMessage
from frame.post.books import Books
from frame.post.draft import Draft
from frame.post.rows import Paired
from frame.protocol.addresses import (
    Lane,
    PairSecret,
    device_id,
    inbox,
    month_of,
    months_heard,
    read_inbox,
)
from frame.protocol.envelope import (
    AHEAD_MS,
    Peer,
    Rank,
    Taken,
    close,
    may_send,
    next_number,
    open_envelope,
)
from frame.protocol.messages import Message, from_letter, to_letter
from frame.protocol.photos import Chunk, read_chunk, write_chunk

LETTERS_A_SECOND = 200
LETTERS_AT_ONCE = 1_000
_MARGIN_MS = 120_000


@dataclass(frozen=True, slots=True)
class Said:
    """What a device said."""

    device: Paired
    what: Message | Chunk


@dataclass(slots=True)
class _Line:
    """One device while we talk: numbers taken and given, how much it says, this month's ids."""

    device: Paired
    secret: PairSecret
    taken: Taken
    sent: int
    allowance: float = LETTERS_AT_ONCE
    heard_ms: int = 0
    dropped: int = 0
    month: int = -1
    theirs: str = ""
    mine: str = ""


class Desk:
    """Reads what comes and addresses what goes, for all paired devices."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._lines: dict[bytes, _Line] = {}
        self._ids: dict[tuple[str, str], bytes] = {}
        self._month = -1
        self.dropped = 0

    def topics(self, now_s: int) -> dict[bytes, tuple[str, ...]]:
        """Return what this device listens to for each other one, for three months.

        Asking again after a device came or went, or a new month, is how the desk learns of it.
        """
        self._learn()
        self._ids.clear()
        self._month = month_of(now_s)
        return {name: tuple(self._heard_of(line, now_s)) for name, line in self._lines.items()}

    def _heard_of(self, line: _Line, now_s: int) -> Iterator[str]:
        for month in months_heard(now_s):
            mine = device_id(line.secret, month, self._books.me.name)
            theirs = device_id(line.secret, month, line.device.name)
            self._ids[mine, theirs] = line.device.name
            yield f"{inbox(mine, theirs, Lane.ENVELOPES)[:-1]}+"

    def is_outdated(self, now_s: int) -> bool:
        """Say whether a new month began since `topics` was asked."""
        return month_of(now_s) != self._month

    def _learn(self) -> None:
        devices = self._books.devices()
        self._lines = {name: self._line_of(name, row) for name, row in devices.items()}

    def _line_of(self, name: bytes, row: Paired) -> _Line:
        """Return the line to a device; paired anew, nothing said before is taken again."""
        line = self._lines.get(name)
        if line is None:
            return _Line(row, PairSecret(row.secret), Taken(row.taken), row.sent)
        if line.secret.secret != row.secret:
            return _Line(row, PairSecret(row.secret), line.taken, line.sent)
        line.device = row
        return line

    def read(self, topic: str, payload: bytes, now_ms: int) -> Said:
        """Return what came and from whom; raise BadMessage for anything that is to be dropped."""
        try:
            return self._read(topic, payload, now_ms)
        except BadMessage:
            self.dropped += 1
            raise

    def _read(self, topic: str, payload: bytes, now_ms: int) -> Said:
        mine, theirs, lane = read_inbox(topic)
        line = self._lines.get(self._ids.get((mine, theirs), b""))
        if line is None:
            raise BadMessage("a message came from nobody this device knows")
        if lane is Lane.CHUNKS:
            return Said(line.device, read_chunk(payload))
        if lane is not Lane.ENVELOPES:
            raise BadMessage("a message came on a lane that is not used here")
        self._spend(line, now_ms)
        me = self._books.me
        letter = open_envelope(payload, me.opener, me.name, line.device.name)
        if not may_send(Rank(line.device.rank), letter.kind):
            raise BadMessage("a device said what its role does not allow")
        taken = line.taken.take(letter.number, now_ms)
        message = from_letter(letter)
        line.taken = taken
        return Said(line.device, message)

    def _spend(self, line: _Line, now_ms: int) -> None:
        """Take one letter from a device's allowance, before anything is opened for it."""
        passed_s = max(0, now_ms - line.heard_ms) / 1000
        line.allowance = min(LETTERS_AT_ONCE, line.allowance + passed_s * LETTERS_A_SECOND)
        line.heard_ms = now_ms
        if line.allowance < 1:
            line.dropped += 1
            raise BadMessage("a device says too much at once")
        line.allowance -= 1

    def write(self, device: bytes, message: Message, now_ms: int) -> tuple[str, bytes]:
        """Return topic and payload of a message to a paired device.

        Raises:
            BadMessage: it is not paired any more.
        """
        line = self._line(device)
        line.sent = next_number(self._last(line, now_ms), now_ms)
        letter = to_letter(message, line.sent)
        peer = Peer(name=device, suite=Suite(line.device.suite), seal_key=line.device.seal_key)
        envelope = close(letter, self._books.me.signer, peer)
        return self._topic(line, Lane.ENVELOPES, now_ms), envelope

    def write_chunk(self, device: bytes, chunk: Chunk, now_ms: int) -> tuple[str, bytes]:
        """Return topic and payload of one chunk; raise BadMessage as `write` does."""
        line = self._line(device)
        packet = write_chunk(chunk.transfer, chunk.index, chunk.data)
        return self._topic(line, Lane.CHUNKS, now_ms), packet

    def note_numbers(self, draft: Draft) -> None:
        """Have the newest numbers written, so that nothing old is taken after a restart."""
        for number, row in self._books.all(Paired):
            line = self._lines.get(row.name)
            if line is None or line.secret.secret != row.secret:
                continue
            newest = max(line.taken.numbers, default=line.taken.floor)
            if (line.sent, newest) != (row.sent, row.taken):
                draft.replace[number] = msgspec.structs.replace(row, sent=line.sent, taken=newest)
            line.device = draft.replace.get(number, row)  # type: ignore[assignment]  # the same kind

    def _line(self, device: bytes) -> _Line:
        try:
            return self._lines[device]
        except KeyError:
            raise BadMessage("this device is not paired") from None

    def _last(self, line: _Line, now_ms: int) -> int:
        """Return the last number used; a clock that went back makes it a little uncertain.

        Numbers far ahead of both clocks are of a day on which this device's clock was wrong.
        Nobody took them, so counting begins again at what the other side would take.
        """
        heard = max(line.taken.numbers, default=line.taken.floor)
        if line.sent > max(now_ms, heard) + AHEAD_MS:
            return max(now_ms, heard + _MARGIN_MS)
        uncertain = line.sent == line.device.sent and now_ms <= line.sent
        return line.sent + _MARGIN_MS if uncertain else line.sent

    def _topic(self, line: _Line, lane: Lane, now_ms: int) -> str:
        month = month_of(now_ms // 1000)
        if line.month != month:
            line.month = month
            line.theirs = device_id(line.secret, month, line.device.name)
            line.mine = device_id(line.secret, month, self._books.me.name)
        return inbox(line.theirs, line.mine, lane)
