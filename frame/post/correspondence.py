"""Correspondence: what a device says to the devices it is paired with, and hears from them.

Rule 1: one thread calls it. What was heard becomes one draft; the draft is written, and only
        then is anything answered.
Rule 2: what breaks the protocol is dropped and counted; nobody is answered an error.
Rule 3: new lines and notes go on to every device they concern, but not back to where they came
        from. What got lost on the way is found by comparing heads.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from frame.errors import BadMessage, FrameError
from frame.ports import Entropy
from frame.post.books import Books
from frame.post.coming import Coming
from frame.post.desk import Desk, Said
from frame.post.draft import Draft
from frame.post.going import Going
from frame.post.rows import LineRow, NoteRow, Paired, Shared
from frame.post.ways import Ways
from frame.protocol import gossip, lines, notes
from frame.protocol.envelope import Rank
from frame.protocol.facts import Ask, Keep
from frame.protocol.lines import Found, Line, Says, Seen, read_line, write_line
from frame.protocol.messages import (
    AlbumHeads,
    AskLines,
    Done,
    Heads,
    Lines,
    Message,
    NewKey,
    Notes,
    Offer,
    Want,
)
from frame.protocol.notes import About, Note, NoteDraft, read_note, write_note
from frame.protocol.photos import Chunk

ALBUMS = 256
GOSSIP_MS = 24 * 3_600_000
NUMBERS_MS = 60_000
GREETED_MS = 60_000
ENVELOPE_S, CHUNK_S = 7 * 86_400, 600
Tell = Callable[[Paired, str, bytes, int], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Noting:
    """What is to be said about a photo, or (None) about its album."""

    album: bytes
    photo: bytes | None
    about: About
    value: notes.Said


def in_ms(now: datetime) -> int:
    """Return a time as the protocol has it: milliseconds since 1970."""
    return int(now.timestamp() * 1000)


class Correspondence:
    """All conversations of one device."""

    def __init__(self, books: Books, ways: Ways, tell: Tell, entropy: Entropy) -> None:
        self.books = books
        self.desk = Desk(books)
        self.coming = Coming(books, ways, entropy)
        self.going = Going(books, ways, self._send_chunk, entropy)
        self._ways = ways
        self._tell = tell
        self._now_ms = 0
        self._gossiped_ms = 0
        self._numbers_ms = 0
        self._greeted_ms: dict[bytes, int] = {}

    def topics(self, now: datetime) -> dict[bytes, tuple[str, ...]]:
        """Return what to listen to from now on, for each device."""
        return self.desk.topics(in_ms(now) // 1000)

    def hear(self, topic: str, payload: bytes, now: datetime) -> bytes | None:
        """Take one packet from the broker and return which device said it, None if it is dropped.

        Raises:
            DiskFull: nothing of it was taken.
        """
        self._now_ms = in_ms(now)
        draft, source = Draft(), None
        try:
            with suppress(BadMessage):
                said = self.desk.read(topic, payload, self._now_ms)
                source = said.device.name
                self._take(said, draft, now)
        except FrameError:
            self.books.reload()
            raise
        self.finish(draft, now)
        return source

    def finish(self, draft: Draft, now: datetime) -> None:
        """Write a draft, then say what it has to say."""
        self._now_ms = in_ms(now)
        try:
            self._ways.commit(draft, now)
        except FrameError:
            self.books.reload()
            raise
        for device, message in draft.outbox:
            self.say(device, message)

    def say(self, device: bytes, message: Message) -> bool:
        """Say something now; False where it is not on its way: nobody keeps it."""
        with suppress(BadMessage, KeyError):  # it may have been removed a moment ago
            topic, payload = self.desk.write(device, message, self._now_ms)
            return self._tell(self.books.devices()[device], topic, payload, ENVELOPE_S)
        return False

    def _send_chunk(self, device: bytes, chunk: Chunk) -> bool:
        with suppress(BadMessage):
            topic, payload = self.desk.write_chunk(device, chunk, self._now_ms)
            return self._tell(self.books.devices()[device], topic, payload, CHUNK_S)
        return False

    def connected(self, devices: Iterable[bytes], now: datetime) -> None:
        """Greet the devices that are met over a connection that was made."""
        self._now_ms = self._gossiped_ms = in_ms(now)
        draft = Draft()
        for device in devices:
            self.greet(device)
            self.going.connected(device, draft, self._now_ms)
            self.coming.connected(device, draft, self._now_ms)
        self.finish(draft, now)

    def greet(self, device: bytes) -> None:
        """Tell a device what is known here of the albums that concern it."""
        for heads in self._greeting(device):
            self.say(device, heads)

    def tick(self, now: datetime) -> None:
        """Let time pass: ask again, offer again, compare heads now and then."""
        self._now_ms = in_ms(now)
        draft = Draft()
        self.coming.tick(draft, self._now_ms)
        self.going.tick(draft, self._now_ms)
        if self._now_ms - self._numbers_ms >= NUMBERS_MS:
            self._numbers_ms = self._now_ms
            self.desk.note_numbers(draft)
        if self._now_ms - self._gossiped_ms >= GOSSIP_MS:
            self._gossiped_ms = self._now_ms
            for device in self.books.devices():
                draft.tell(device, *self._greeting(device))
        self.finish(draft, now)

    def close(self, now: datetime) -> None:
        """Write down the numbers of this session."""
        draft = Draft()
        self.desk.note_numbers(draft)
        self.finish(draft, now)

    def _greeting(self, device: bytes) -> Iterator[Heads]:
        self._greeted_ms[device] = self._now_ms
        ledgers = (self.books.ledgers[album] for album in sorted(self.books.ledgers))
        common = [one for one in ledgers if self._concerns(one.album, device)]
        board = self.books.board
        return gossip.packed_heads(
            gossip.heads_of(one, board.digest(one.album)) for one in common[:ALBUMS]
        )

    def _concerns(self, album: bytes, device: bytes) -> bool:
        ledger, shared = self.books.ledgers.get(album), self.books.albums().get(album)
        brought = shared is not None and shared.source == device
        return ledger is not None and (brought or gossip.concerns(ledger, device))

    def others(self, album: bytes, source: bytes | None) -> tuple[bytes, ...]:
        """Return the devices an album concerns, but for the one that just told about it."""
        return tuple(
            name for name in self.books.devices() if name != source and self._concerns(album, name)
        )

    def _take(self, said: Said, draft: Draft, now: datetime) -> None:
        device, what = said.device, said.what
        match what:
            case Chunk():
                self.coming.chunk(what, device, draft, self._now_ms)
            case Offer():
                self.coming.offer(what, device, draft, now)
            case Want():
                self.going.want(what, device, draft, self._now_ms)
            case Done():
                self._done(what, device, draft)
            case NewKey():
                self._keep_key(what, device, draft)
            case _:
                self._read(what, device, draft)

    def _read(self, what: Message, device: Paired, draft: Draft) -> None:
        """Take what is about consent and captions, and leave the rest to whoever acts."""
        match what:
            case Lines():
                self.take_lines(what.lines, draft, device)
            case Heads():
                self._compare(what, device, draft)
            case AskLines():
                self._answer(what, device, draft)
            case Notes():
                self._take_notes(what, device, draft)
            case _:
                self._ways.said(what, device, draft)

    def _done(self, done: Done, device: Paired, draft: Draft) -> None:
        """Take the end of a transfer, from either side of it."""
        if self.coming.knows(done.transfer, device):
            self.coming.ended(done, device, draft, self._now_ms)
        else:
            self.going.done(done, device, draft, self._now_ms)

    def take_lines(self, told: Iterable[bytes], draft: Draft, device: Paired | None) -> None:
        """Let lines count, from a device or (None) from this one; what is wrong is dropped."""
        fresh: dict[bytes, list[Line]] = {}
        known: dict[bytes, tuple[bytes, ...]] = {}
        for one in told:
            with suppress(BadMessage):
                line = read_line(one)
                if self._is_ours(line, device):
                    known.setdefault(line.album, self.others(line.album, None))
                    fresh.setdefault(line.album, []).extend(self._count(line, draft, device))
        source = device.name if device else None
        for album, kept in fresh.items():
            if kept:
                self._ways.changed(album, draft)
                self._pass_on(album, kept, known[album], source, draft)

    def _pass_on(
        self,
        album: bytes,
        kept: list[Line],
        known: tuple[bytes, ...],
        source: bytes | None,
        draft: Draft,
    ) -> None:
        """Tell what is new to those who know the album, and everything to who just came to it."""
        for name in self.others(album, source):
            if name in known:
                draft.tell(name, *gossip.packed(kept))
            else:
                ledger, chains = self.books.ledgers[album], self.books.lines[album]
                draft.tell(name, *gossip.packed(gossip.lacking(ledger, chains, {})))
                self._tell_notes(album, name, draft)

    def _is_ours(self, line: Line, device: Paired | None) -> bool:
        """Say whether a line is about an album that is known here, or is taken in by it."""
        if line.album in self.books.ledgers:
            return True
        if not isinstance(line.says, Found) or len(self.books.ledgers) >= ALBUMS:
            return False
        return device is None or self._ways.adopts(line, device)

    def _count(self, line: Line, draft: Draft, device: Paired | None) -> list[Line]:
        """Let one line count and return the lines that are new because of it."""
        is_first = line.album not in self.books.ledgers
        kept: list[Line] = []
        for effect in self.books.hear(line):
            match effect:
                case Keep(line=new):
                    draft.add.append(LineRow(told=new.told))
                    kept.append(new)
                case Ask():
                    if device is not None:
                        draft.tell(device.name, AskLines(album=line.album, wanted=(effect,)))
                case _:
                    self._ways.follows(line.album, effect, draft)
        if is_first and device is not None:
            draft.add.append(Shared(album=line.album, here="", source=device.name))
        return kept

    def _compare(self, heads: Heads, device: Paired, draft: Draft) -> None:
        self.going.connected(device.name, draft, self._now_ms)  # this is how a device greets
        for one in heads.albums:
            ledger = self.books.ledgers.get(one.album)
            if ledger is None:
                self._ask_for_all(one, device, draft)
                continue
            if not self._concerns(one.album, device.name):
                continue
            draft.tell(device.name, *gossip.questions(ledger, one.heads))
            missing = gossip.lacking(ledger, self.books.lines[one.album], one.heads)
            draft.tell(device.name, *gossip.packed(missing))
            if not ledger.revoked and one.notes != self.books.board.digest(one.album):
                self._tell_notes(one.album, device.name, draft)
        if self._now_ms - self._greeted_ms.get(device.name, 0) >= GREETED_MS:
            draft.tell(device.name, *self._greeting(device.name))

    def _ask_for_all(self, heads: AlbumHeads, device: Paired, draft: Draft) -> None:
        """Ask for an album nothing is known of here, if its bringer may bring one."""
        if device.rank == Rank.VIEWER or len(self.books.ledgers) >= ALBUMS:
            return
        wanted = tuple(Ask(author, 0) for author in sorted(heads.heads))[: gossip.LINES]
        if wanted:
            draft.tell(device.name, AskLines(album=heads.album, wanted=wanted))

    def _answer(self, ask: AskLines, device: Paired, draft: Draft) -> None:
        ledger = self.books.ledgers.get(ask.album)
        if ledger is not None and self._concerns(ask.album, device.name):
            found = gossip.answer(ledger, self.books.lines[ask.album], ask.wanted)
            draft.tell(device.name, *gossip.packed(found))
            if any(one.number == 0 for one in ask.wanted):
                self._tell_notes(ask.album, device.name, draft)

    def _keep_key(self, told: NewKey, device: Paired, draft: Draft) -> None:
        ledger = self.books.ledgers.get(told.album)
        if ledger is None or ledger.revoked or self.books.me.name in ledger.frames:
            return
        self.coming.keep_key(told, device, draft)

    def _take_notes(self, told: Notes, device: Paired, draft: Draft) -> None:
        fresh: dict[bytes, list[bytes]] = {}
        for one in told.notes:
            with suppress(BadMessage):
                note = read_note(one)
                if self._takes_note(note, device, draft):
                    fresh.setdefault(note.album, []).append(one)
        for album, told_now in fresh.items():
            draft.tell_all(self.others(album, device.name), *gossip.packed_notes(told_now))

    def _takes_note(self, note: Note, device: Paired, draft: Draft) -> bool:
        ledger = self.books.ledgers.get(note.album)
        if ledger is None or ledger.is_revoked(note.photo or b"", note.author):
            return False
        return self._ways.may_note(note, device) and self.put_note(note, draft)

    def put_note(self, note: Note, draft: Draft) -> bool:
        """Let a note win over an older one, or return False."""
        beaten = self.books.board.holding(note)
        self.books.board, kept = self.books.board.hear(note, self._now_ms, lambda *_: True)
        if not kept:
            return False
        if beaten is not None:
            draft.drop |= {n for n, row in self.books.all(NoteRow) if row.told == beaten.told}
        draft.add.append(NoteRow(told=note.told))
        self._ways.noted(note, draft)
        return True

    def _tell_notes(self, album: bytes, device: bytes, draft: Draft) -> None:
        held = [note.told for note in self.books.board.about(album)]
        draft.tell(device, *gossip.packed_notes(held))

    def sign(self, album: bytes | None, says: Says, draft: Draft, now: datetime) -> bytes:
        """Say something about an album (None: found one) and return the album's name.

        Raises:
            BadMessage: it breaks a bound of the protocol.
        """
        me = self.books.me
        ledger = self.books.ledgers.get(album) if album else None
        head = ledger.heads.get(me.name) if ledger else None
        told = write_line(
            lines.Draft(
                album=album,
                number=head.number + 1 if head else 0,
                previous=head.digest if head else None,
                at_ms=in_ms(now),
                says=says,
                seen=self._seen(album) if album else (),
            ),
            me.signer,
        )
        self._now_ms = in_ms(now)
        self.take_lines([told], draft, None)
        return read_line(told).album

    def _seen(self, album: bytes) -> tuple[Seen, ...]:
        heads, chains = self.books.ledgers[album].heads, self.books.lines[album]
        others = [author for author in heads if author != self.books.me.name]
        newest = sorted(others, key=lambda who: -chains[who][heads[who].number][0].at_ms)
        return tuple(
            Seen(author=who, number=heads[who].number, digest=heads[who].digest)
            for who in sorted(newest[: lines.SEEN])
        )

    def note(self, wanted: Noting, draft: Draft, now: datetime) -> None:
        """Say something about a photo or an album: its caption, its title, that it is hidden."""
        self._now_ms = in_ms(now)
        board, about = self.books.board, wanted.about
        told = write_note(
            NoteDraft(
                album=wanted.album,
                photo=wanted.photo,
                about=about,
                value=wanted.value,
                clock=board.clock_for(wanted.album, wanted.photo, about, self._now_ms),
            ),
            self.books.me.signer,
        )
        self.put_note(read_note(told), draft)
        draft.tell_all(self.others(wanted.album, None), Notes(notes=(told,)))
