"""The ledger against the rules of docs/protocol.md §8.2, written down once more, slowly.

The ledger moves line by line and keeps what it needs; the rules here look at all lines at once
and know no order at all. Arbitrary histories must come out the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from frame.protocol.facts import Standing
from frame.protocol.lines import (
    Admit,
    Dismiss,
    Found,
    Grant,
    Line,
    Revocation,
    RevokeAlbum,
    RevokeFrame,
    RevokePhotos,
    RevokePurposes,
    Role,
    Term,
)
from tests.protocol.histories import heard, histories, history
from tests.protocol.people import DAY, NOW, OTHER, PHOTO


@dataclass(frozen=True)
class Rules:
    """All lines that were ever heard, in no order."""

    lines: Sequence[Line]

    def keepers(self) -> tuple[bytes, ...]:
        return next(one.says.keepers for one in self.lines if isinstance(one.says, Found))

    def admissions(self) -> list[tuple[bytes, Admit]]:
        return [
            (one.author, one.says)
            for one in self.lines
            if isinstance(one.says, Admit)
            and one.author in self.keepers()
            and one.says.key not in self.keepers()
        ]

    def ever(self, key: bytes, role: Role) -> bool:
        return key in self.keepers() or any(
            says.key == key and says.role is role for _, says in self.admissions()
        )

    def counts(self, one: Line) -> bool:
        """Whether a line leaves a trace: its author ever had the role it needs (rule 2)."""
        match one.says:
            case Found():
                return True
            case Admit() as says:
                return (one.author, says) in self.admissions()
            case Dismiss(key=key):
                itself = key == one.author and any(self.ever(key, role) for role in Role)
                return itself or (one.author in self.keepers() and key not in self.keepers())
            case RevokePhotos():
                return any(self.ever(one.author, role) for role in Role)
            case Grant() | RevokePurposes() | RevokeFrame() | RevokeAlbum():
                return self.ever(one.author, Role.OWNER)
            case _:
                return any(
                    isinstance(other.says, Grant)
                    and other.says.frame == one.author
                    and self.counts(other)
                    for other in self.lines
                )

    def at(self, author: bytes, number: int) -> set[bytes]:
        return {
            one.digest
            for one in self.lines
            if (one.author, one.number) == (author, number) and self.counts(one)
        }

    def split(self, author: bytes) -> bool:
        return any(len(self.at(author, number)) > 1 for number in range(20))

    def complete(self, one: Line) -> bool:
        """Rule 4: nothing that the author said or knew before this line is missing."""
        if self.split(one.author):
            return False
        for seen in one.seen:
            there = [
                other for other in self.lines if other.digest == seen.digest and self.counts(other)
            ]
            if not self.split(seen.author) and not (there and self.complete(there[0])):
                return False
        before = [
            other
            for other in self.lines
            if other.author == one.author and other.digest == one.previous and self.counts(other)
        ]
        return one.number == 0 or (bool(before) and self.complete(before[0]))

    def trusted(self, key: bytes) -> bool:
        return not self.split(key) and not any(
            isinstance(one.says, Dismiss) and one.says.key == key and self.counts(one)
            for one in self.lines
        )

    def may_grant(self, key: bytes, now_s: int) -> bool:
        by = [
            keeper
            for keeper, says in self.admissions()
            if says.key == key and says.role is Role.OWNER and now_s < says.until_s
        ]
        return self.trusted(key) and (
            key in self.keepers() or any(self.trusted(keeper) for keeper in by)
        )

    def revocations(self) -> list[tuple[bytes, Revocation]]:
        return [
            (one.author, one.says)
            for one in self.lines
            if isinstance(one.says, Revocation) and self.counts(one)
        ]

    def is_revoked(self, photo: bytes, sender: bytes) -> bool:
        return any(
            isinstance(says, RevokeAlbum)
            or (
                isinstance(says, RevokePhotos)
                and photo in says.photos
                and (by == sender or self.ever(by, Role.OWNER))
            )
            for by, says in self.revocations()
        )

    def standing(self, frame: bytes, now_s: int) -> Standing:
        said = [says for _, says in self.revocations()]
        if any(isinstance(one, RevokeAlbum) for one in said) or RevokeFrame(frame=frame) in said:
            return Standing()
        valid = [
            one.says
            for one in self.lines
            if isinstance(one.says, Grant)
            and one.says.frame == frame
            and one.says.from_s <= now_s < one.says.until_s
            and self.counts(one)
            and self.complete(one)
            and self.may_grant(one.author, now_s)
        ]
        left = [
            (purpose, says.until_s)
            for says in valid
            for purpose in says.purposes
            if not any(
                isinstance(gone, RevokePurposes)
                and gone.frame == frame
                and purpose in gone.purposes
                and says.serial <= gone.serial
                for gone in said
            )
        ]
        return Standing(
            frozenset(purpose for purpose, _ in left),
            any(Term.STRANGERS_BLURRED in says.terms for says in valid),
            max((until for _, until in left), default=0),
        )


@settings(max_examples=60, deadline=None)
@given(histories, st.integers(0, 3))
def test_the_ledger_comes_to_what_the_rules_say(
    steps: list[tuple[int, int, int, int, bool]], hidden: int
) -> None:
    home, lines = history(steps)
    # A broker may also keep some lines back; what was heard is what counts.
    lines = [line for at, line in enumerate(lines) if not hidden or at < 3 or at % 4 != hidden]
    ledger, rules = heard(home, lines), Rules(lines)
    for frame in (home.frame.key, home.grandparents.key):
        for now in (NOW - 20 * DAY, NOW):
            assert ledger.standing(frame, now) == rules.standing(frame, now)
    for photo in (PHOTO, OTHER):
        for sender in home.everybody:
            told = rules.is_revoked(photo, sender.key)
            assert ledger.is_revoked(photo, sender.key) is told
