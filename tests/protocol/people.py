"""The cast of the consent tests: phones and frames that sign."""

from collections.abc import Iterable

from frame.crypto.keys import SigningSeed
from frame.crypto.sign import Signer
from frame.protocol.consent import Ledger
from frame.protocol.facts import Effect
from frame.protocol.lines import (
    Admit,
    Draft,
    Found,
    Grant,
    Line,
    Purpose,
    Role,
    Says,
    Seen,
    Term,
    read_line,
    write_line,
)

NOW = 1_800_000_000
DAY = 86_400
PHOTO, OTHER = b"p" * 16, b"q" * 16


class Author:
    """Somebody with a chain in one album; `at` is their clock in seconds."""

    def __init__(self, name: int) -> None:
        self.signer = Signer(SigningSeed(bytes([name]) * 32))
        self.key = self.signer.public
        self.album: bytes | None = None
        self.lines: list[Line] = []

    def says(
        self, what: Says, seen: Iterable["Author"] = (), at: int = NOW, number: int | None = None
    ) -> Line:
        """Sign the next line, or another one of an old number, which splits the chain."""
        number = len(self.lines) if number is None else number
        known = [
            Seen(author=one.key, number=len(one.lines) - 1, digest=one.lines[-1].digest)
            for one in sorted(seen, key=lambda each: each.key)
            if one.lines and one is not self
        ]
        draft = Draft(
            album=self.album,
            number=number,
            previous=self.lines[number - 1].digest if number else None,
            at_ms=at * 1000,
            seen=tuple(known),
            says=what,
        )
        line = read_line(write_line(draft, self.signer))
        if number == len(self.lines):
            self.lines.append(line)
        return line


class Family:
    """An album with two keepers, a third phone, a guest who sends photos, and two frames."""

    def __init__(self) -> None:
        self.mother, self.father = Author(1), Author(2)
        self.son, self.guest, self.stranger = Author(3), Author(4), Author(5)
        self.frame, self.grandparents = Author(6), Author(7)
        keepers = tuple(sorted((self.mother.key, self.father.key)))
        found = Found(owner=b"o" * 16, keepers=keepers, random=b"r" * 16)
        self.found = self.mother.says(found)
        for one in self.everybody:
            one.album = self.found.album
        self.begin = [
            self.found,
            self.mother.says(admit(self.son, Role.OWNER)),
            self.mother.says(admit(self.guest, Role.CONTRIBUTOR)),
        ]

    @property
    def everybody(self) -> tuple[Author, ...]:
        """All who could sign."""
        return (
            self.mother,
            self.father,
            self.son,
            self.guest,
            self.stranger,
            self.frame,
            self.grandparents,
        )

    def ledger(self, *more: Line) -> Ledger:
        """Return what a frame knows that heard the beginning and more."""
        return hear(Ledger(album=self.found.album), *self.begin, *more)[0]


def admit(who: Author, role: Role, until: int = NOW + 300 * DAY) -> Admit:
    """Return an admission."""
    return Admit(key=who.key, role=role, until_s=until)


def grant(
    frame: Author,
    *purposes: Purpose,
    serial: int = 1,
    begins: int = NOW - DAY,
    days: int = 30,
    terms: tuple[Term, ...] = (),
) -> Grant:
    """Return a grant that began yesterday."""
    return Grant(
        frame=frame.key,
        purposes=purposes or (Purpose.DISPLAY,),
        from_s=begins,
        until_s=begins + days * DAY,
        notice=b"n" * 32,
        serial=serial,
        terms=terms,
    )


def hear(ledger: Ledger, *lines: Line) -> tuple[Ledger, list[Effect]]:
    """Return the ledger after all lines, and all that follows."""
    effects: list[Effect] = []
    for line in lines:
        ledger, more = ledger.hear(line)
        effects += more
    return ledger, effects
