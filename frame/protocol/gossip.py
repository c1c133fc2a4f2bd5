"""Gossip: who lacks which lines of consent (docs/protocol.md §8.5).

Rule 1: heads are compared, lines are sent, and asking again is always harmless.
Rule 2: what lines rest on comes first: those of keepers before those of others, each chain in
        its order.
Rule 3: both lines of a split chain go to everybody who still names that author.
"""

from collections.abc import Iterable, Iterator, Mapping

from frame.protocol.consent import Ledger
from frame.protocol.facts import Ask, Head
from frame.protocol.lines import Line
from frame.protocol.messages import AlbumHeads, AskLines, Heads, Lines, Notes

LINES = 64
NOTES = 64
HEADS = 1_000
BYTES = 96 * 1024
Chains = Mapping[bytes, Mapping[int, list[Line]]]


def heads_of(ledger: Ledger, notes: bytes) -> AlbumHeads:
    """Return how far every chain of an album is whole here; `notes` is the board's digest."""
    return AlbumHeads(album=ledger.album, heads=dict(ledger.heads), notes=notes)


def concerns(ledger: Ledger, device: bytes) -> bool:
    """Say whether an album has to do with a device: it keeps it, writes in it, or was granted it.

    That it lost all of this does not matter: it has to hear of that too.
    """
    if ledger.found is not None and device in ledger.found.keepers:
        return True
    return any(one.says.key == device for one in ledger.admitted) or any(
        one.says.frame == device for one in ledger.granted
    )


def questions(ledger: Ledger, theirs: Mapping[bytes, Head]) -> tuple[AskLines, ...]:
    """Return what to ask somebody who has these heads."""
    wanted = ledger.missing(theirs)
    return (AskLines(album=ledger.album, wanted=wanted[:LINES]),) if wanted else ()


def lacking(ledger: Ledger, chains: Chains, theirs: Mapping[bytes, Head]) -> Iterator[Line]:
    """Yield the lines somebody with these heads does not have, what others rest on first."""
    split = frozenset(ledger.unwarned(theirs))
    for author in _keepers_first(ledger, chains):
        head = theirs.get(author)
        for number, lines in sorted(chains[author].items()):
            forked = author in split and len(lines) > 1
            if head is None or number > head.number or forked:
                yield from lines


def answer(ledger: Ledger, chains: Chains, wanted: Iterable[Ask]) -> Iterator[Line]:
    """Yield the lines somebody asked for, and the first lines and admissions they rest on."""
    asked = {ask.author: ask.number for ask in wanted}
    for author in _keepers_first(ledger, chains):
        if author in asked:
            for number, lines in sorted(chains[author].items()):
                if number >= asked[author]:
                    yield from lines


def packed_heads(albums: Iterable[AlbumHeads]) -> Iterator[Heads]:
    """Yield messages that hold these heads, each small enough; one even if there are none."""
    held: list[AlbumHeads] = []
    authors = 0
    for album in albums:
        if held and authors + len(album.heads) > HEADS:
            yield Heads(albums=tuple(held))
            held, authors = [], 0
        held.append(album)
        authors += len(album.heads)
    yield Heads(albums=tuple(held))


def packed(lines: Iterable[Line]) -> Iterator[Lines]:
    """Yield messages that hold these lines in their order, each small enough."""
    held: list[bytes] = []
    size = 0
    for line in lines:
        if held and (len(held) == LINES or size + len(line.told) > BYTES):
            yield Lines(lines=tuple(held))
            held, size = [], 0
        held.append(line.told)
        size += len(line.told)
    if held:
        yield Lines(lines=tuple(held))


def packed_notes(notes: list[bytes]) -> list[Notes]:
    """Return messages that hold these notes, each small enough."""
    starts = range(0, len(notes), NOTES)
    return [Notes(notes=tuple(notes[start : start + NOTES])) for start in starts]


def _keepers_first(ledger: Ledger, chains: Chains) -> list[bytes]:
    keepers = ledger.found.keepers if ledger.found else ()
    return sorted(chains, key=lambda author: (author not in keepers, author))
