"""Consent: what everything that was signed about one album allows (docs/protocol.md §8.2).

Rule 1: the state is a function of the set of lines heard. They may come in any order, twice,
        late; what is lost is asked for.
Rule 2: a revocation counts at once and for ever, whatever is missing before it.
Rule 3: a grant only adds, and counts only when nothing that its author said or knew before it
        is missing. So hiding a revocation hides every renewal made after it.
Rule 4: two lines of one author with one number prove that a chain was split; such an author
        grants nothing any more.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import assert_never

from frame.errors import BadMessage
from frame.protocol.facts import (
    Acknowledge,
    Admitted,
    Ask,
    Effect,
    Granted,
    Head,
    Keep,
    Slot,
    Split,
    Standing,
    Withdraw,
)
from frame.protocol.lines import (
    Admit,
    Dismiss,
    Found,
    Grant,
    Line,
    Purpose,
    Receipt,
    Revocation,
    RevokeAlbum,
    RevokeFrame,
    RevokePhotos,
    RevokePurposes,
    Role,
    Seen,
    Term,
)

WAITING = 64
AUTHORS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """All that was heard about one album; begin with `Ledger(album=its name)`.

    found      its first line, once that was heard
    chains     author → number → line
    heads      author → the last line up to which nothing is missing; none for split chains
    floors     frame and purpose → serial up to which grants lost it
    photos     revoked photo → who revoked it, and by which line
    waiting    digest → line of somebody who is not known to have a say here, so far
    """

    album: bytes
    found: Found | None = None
    chains: Mapping[bytes, Mapping[int, Slot]] = field(default_factory=dict)
    heads: Mapping[bytes, Head] = field(default_factory=dict)
    split: frozenset[bytes] = frozenset()
    admitted: frozenset[Admitted] = frozenset()
    dismissed: frozenset[bytes] = frozenset()
    granted: frozenset[Granted] = frozenset()
    revoked: bool = False
    frames: frozenset[bytes] = frozenset()
    photos: Mapping[bytes, frozenset[tuple[bytes, bytes]]] = field(default_factory=dict)
    floors: Mapping[tuple[bytes, Purpose], int] = field(default_factory=dict)
    receipts: Mapping[tuple[bytes, bytes], Receipt] = field(default_factory=dict)
    waiting: Mapping[bytes, Line] = field(default_factory=dict)

    def hear(self, line: Line) -> tuple["Ledger", tuple[Effect, ...]]:
        """Return the ledger with this line, and what follows; raise BadMessage."""
        if line.album != self.album:
            raise BadMessage("a line of consent is about another album")
        hearing = _Hearing(self)
        hearing.hear(line)
        return hearing.result(), tuple(hearing.effects)

    def standing(self, frame: bytes, now_s: int) -> Standing:
        """Return what a frame (its public key) may do now; ask once for many photos."""
        if self.revoked or frame in self.frames:
            return Standing()
        whole = [
            one
            for one in self.granted
            if one.says.frame == frame
            and one.says.from_s <= now_s < one.says.until_s
            and self.next_number(one.by) > one.number
        ]
        able = {by for by in {one.by for one in whole} if self.may_grant(by, now_s)}
        valid = [one.says for one in whole if one.by in able]
        purposes = [(purpose, says) for says in valid for purpose in self._left(says)]
        return Standing(
            frozenset(purpose for purpose, _ in purposes),
            any(Term.STRANGERS_BLURRED in says.terms for says in valid),
            max((says.until_s for _, says in purposes), default=0),
        )

    def allows(
        self, frame: bytes, purpose: Purpose, now_s: int, photo: bytes, sender: bytes
    ) -> bool:
        """Return whether a frame may do this now with a photo that `sender` sent."""
        return not self.is_revoked(photo, sender) and (
            purpose in self.standing(frame, now_s).purposes
        )

    def is_revoked(self, photo: bytes, sender: bytes) -> bool:
        """Return whether a photo that `sender` sent was taken back, by itself or as a whole."""
        return self.revoked or any(
            by == sender or self.has_role(by, Role.OWNER) for by, _ in self.photos.get(photo, ())
        )

    def has_role(self, key: bytes, role: Role) -> bool:
        """Return whether somebody was ever given this role here, whatever came of it."""
        return self._keeps(key) or any(
            one.says.key == key and one.says.role is role for one in self.admitted
        )

    def is_left(self, frame: bytes, purpose: Purpose) -> bool:
        """Return whether any grant to a frame that was heard gives this and nobody took it back.

        Such a grant may have ended, or wait for what comes before it: then it allows nothing.
        """
        return any(
            one.says.frame == frame and self._trusted(one.by) and purpose in self._left(one.says)
            for one in self.granted
        )

    def may_grant(self, key: bytes, now_s: int) -> bool:
        """Return whether what somebody grants counts now."""
        return self._trusted(key) and (
            self._keeps(key)
            or any(
                one.says.key == key
                and one.says.role is Role.OWNER
                and now_s < one.says.until_s
                and self._trusted(one.by)
                for one in self.admitted
            )
        )

    def missing(self, theirs: Mapping[bytes, Head]) -> tuple[Ask, ...]:
        """Return what to ask somebody for who has these heads."""
        return tuple(
            Ask(author, self.wanted(author, head))
            for author, head in sorted(theirs.items())
            if author not in self.split and not self._has(author, head)
        )

    def unwarned(self, theirs: Mapping[bytes, Head]) -> tuple[bytes, ...]:
        """Return whose split chains to prove to somebody who has these heads."""
        return tuple(sorted(self.split & theirs.keys()))

    def wanted(self, author: bytes, head: Head) -> int:
        """Return from which number on to ask, so that this line comes or a split is proved."""
        chain, first = self.chains.get(author, {}), self.next_number(author)
        if head.number in chain and chain[head.number].digest != head.digest:
            return head.number
        stuck = chain.get(first)
        if first and stuck is not None and stuck.previous != self.heads[author].digest:
            return first - 1
        return first

    def _has(self, author: bytes, head: Head) -> bool:
        return (
            head.number < self.next_number(author)
            and self.chains[author][head.number].digest == head.digest
        )

    def next_number(self, author: bytes) -> int:
        """Return the number of the first line of an author that is missing here."""
        return self.heads[author].number + 1 if author in self.heads else 0

    def _keeps(self, key: bytes) -> bool:
        return self.found is not None and key in self.found.keepers

    def _trusted(self, key: bytes) -> bool:
        return key not in self.dismissed and key not in self.split

    def _left(self, says: Grant) -> list[Purpose]:
        return [
            purpose
            for purpose in says.purposes
            if says.serial > self.floors.get((says.frame, purpose), -1)
        ]


class _Hearing:
    """A ledger while it changes."""

    def __init__(self, ledger: Ledger) -> None:
        self.now = ledger
        self.effects: list[Effect] = []

    def result(self) -> Ledger:
        return self.now

    def hear(self, line: Line) -> None:
        if not self._has_a_say(line):
            self._wait(line)
            return
        known = self.now.chains.get(line.author, {}).get(line.number)
        if known is not None and known.digest == line.digest:
            return
        self.effects.append(Keep(line))
        self._place(line, known)
        self._apply(line)
        self._advance()
        if self.now.next_number(line.author) <= line.number and line.author not in self.now.split:
            self._ask(line)

    def _has_a_say(self, line: Line) -> bool:
        """Return whether the author may say this; raise BadMessage if that can never be."""
        match line.says:
            case Found():
                return True
            case Admit() | Dismiss():
                return self._is_for_keepers(line, line.says)
            case Grant() | RevokePurposes() | RevokeFrame() | RevokeAlbum():
                return self.now.has_role(line.author, Role.OWNER)
            case RevokePhotos():
                return self._is_known(line.author)
            case Receipt():
                return any(one.says.frame == line.author for one in self.now.granted)
            case _:
                assert_never(line.says)

    def _is_known(self, key: bytes) -> bool:
        return any(self.now.has_role(key, role) for role in Role)

    def _is_for_keepers(self, line: Line, says: Admit | Dismiss) -> bool:
        if self.now.found is None:
            return False
        keepers = self.now.found.keepers
        if isinstance(says, Dismiss) and says.key == line.author:
            return self._is_known(line.author)
        if line.author not in keepers or says.key in keepers:
            raise BadMessage("only keepers of an album admit and dismiss, and never each other")
        return True

    def _wait(self, line: Line) -> None:
        if len(self.now.waiting) < WAITING:
            self.now = replace(self.now, waiting={**self.now.waiting, line.digest: line})

    def _place(self, line: Line, known: Slot | None) -> None:
        slot = Slot(line.digest, line.previous, line.seen)
        if known is not None:
            slot = min(slot, known)
            if line.author not in self.now.split:
                self.effects.append(Split(line.author))
            heads = {key: head for key, head in self.now.heads.items() if key != line.author}
            self.now = replace(self.now, split=self.now.split | {line.author}, heads=heads)
        chain = {**self.now.chains.get(line.author, {}), line.number: slot}
        self.now = replace(self.now, chains={**self.now.chains, line.author: chain})

    def _apply(self, line: Line) -> None:
        says = line.says
        match says:
            case Found():
                self.now = replace(self.now, found=says)
                self._retry()
            case Admit():
                self._admit(Admitted(says, line.author))
            case Dismiss():
                self.now = replace(self.now, dismissed=self.now.dismissed | {says.key})
            case Grant():
                one = Granted(says, line.author, line.number)
                self.now = replace(self.now, granted=self.now.granted | {one})
                self._retry(says.frame)
            case Receipt():
                self._acknowledge(line.author, says)
            case _:
                self._revoke(line, says)

    def _acknowledge(self, frame: bytes, receipt: Receipt) -> None:
        """Keep a receipt; of several for one revocation the last that was written."""
        at = (receipt.answers, frame)
        newest = max(receipt, self.now.receipts.get(at, receipt), key=_written)
        self.now = replace(self.now, receipts={**self.now.receipts, at: newest})
        self.effects.append(Acknowledge(frame, receipt))

    def _admit(self, one: Admitted) -> None:
        others = {each.says.key for each in self.now.admitted} | {one.says.key}
        if len(others) > AUTHORS:
            raise BadMessage("an album has at most 64 devices that write")
        self.now = replace(self.now, admitted=self.now.admitted | {one})
        if one.says.role is Role.OWNER:
            self._widen(one.says.key)
        self._retry(one.says.key)

    def _widen(self, key: bytes) -> None:
        """What a contributor took back counts for everybody's photos once they are an owner."""
        for photo, facts in sorted(self.now.photos.items()):
            for by, digest in sorted(facts):
                if by == key:
                    self.effects.append(Withdraw(digest, RevokePhotos(photos=(photo,))))

    def _revoke(self, line: Line, says: Revocation) -> None:
        sender = None
        match says:
            case RevokeAlbum():
                self.now = replace(self.now, revoked=True)
            case RevokeFrame():
                self.now = replace(self.now, frames=self.now.frames | {says.frame})
            case RevokePurposes():
                self._raise_floors(says)
            case RevokePhotos():
                self._take_back(says.photos, (line.author, line.digest))
                sender = None if self.now.has_role(line.author, Role.OWNER) else line.author
            case _:
                assert_never(says)
        self.effects.append(Withdraw(line.digest, says, sender))

    def _raise_floors(self, says: RevokePurposes) -> None:
        floors = dict(self.now.floors)
        for purpose in says.purposes:
            at = (says.frame, purpose)
            floors[at] = max(says.serial, floors.get(at, -1))
        self.now = replace(self.now, floors=floors)

    def _take_back(self, photos: tuple[bytes, ...], fact: tuple[bytes, bytes]) -> None:
        gone = dict(self.now.photos)
        for photo in photos:
            gone[photo] = gone.get(photo, frozenset()) | {fact}
        self.now = replace(self.now, photos=gone)

    def _retry(self, author: bytes | None = None) -> None:
        """Hear again what waited for this author, or for the album's first line."""
        for digest, line in sorted(self.now.waiting.items()):
            if author is None or line.author == author:
                rest = {key: one for key, one in self.now.waiting.items() if key != digest}
                self.now = replace(self.now, waiting=rest)
                self._hear_again(line)

    def _hear_again(self, line: Line) -> None:
        with suppress(BadMessage):  # It came before anybody knew that its author has no say.
            self.hear(line)

    def _advance(self) -> None:
        """Move every head on as far as nothing is missing before it."""
        heads, moved = dict(self.now.heads), True
        while moved:
            moved = False
            for author, chain in self.now.chains.items():
                while author not in self.now.split and self._follows(author, chain, heads):
                    number = heads[author].number + 1 if author in heads else 0
                    heads[author], moved = Head(number, chain[number].digest), True
        self.now = replace(self.now, heads=heads)

    def _follows(
        self, author: bytes, chain: Mapping[int, Slot], heads: Mapping[bytes, Head]
    ) -> bool:
        head = heads.get(author)
        slot = chain.get(head.number + 1 if head else 0)
        return (
            slot is not None
            and slot.previous == (head.digest if head else None)
            and all(self._is_there(seen, heads) for seen in slot.seen)
        )

    def _is_there(self, seen: Seen, heads: Mapping[bytes, Head]) -> bool:
        if seen.author in self.now.split:
            return True
        head = heads.get(seen.author)
        return (
            head is not None
            and head.number >= seen.number
            and self.now.chains[seen.author][seen.number].digest == seen.digest
        )

    def _ask(self, line: Line) -> None:
        """Say what keeps this line from counting."""
        first = self.now.wanted(line.author, Head(line.number, line.digest))
        if first < line.number:
            self.effects.append(Ask(line.author, first))
        for seen in line.seen:
            if not self._is_there(seen, self.now.heads):
                wanted = self.now.wanted(seen.author, Head(seen.number, seen.digest))
                self.effects.append(Ask(seen.author, wanted))


def _written(receipt: Receipt) -> tuple[int, int, int]:
    return receipt.erased_at, receipt.generation, receipt.photos
