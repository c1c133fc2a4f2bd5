"""What a person typed, and which frame, album or photo that is.

Rule 1: what is not unambiguous is refused, and the choices are named.
Rule 2: names of others are only compared and shown, never used for anything else; what is
        returned to be shown went through `printable`.
"""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from frame.errors import BadRequest
from frame.owner.printable import printable
from frame.post.books import Books
from frame.post.rows import Forgotten, Neighbour, Paired, Parting, SentPhoto
from frame.protocol.envelope import Rank
from frame.protocol.notes import About

SHORT = 8
LONGEST_ID = 64
_Named = TypeVar("_Named")


def short(name: bytes) -> str:
    """Return the beginning of a name, enough for a person to tell two apart."""
    return name.hex()[:SHORT]


def frames(books: Books) -> tuple[Paired, ...]:
    """Return the frames this device is paired with."""
    return tuple(row for row in books.of(Paired) if row.rank == Rank.FRAME)


def the_frame(books: Books, wanted: str | None) -> Paired:
    """Return the frame somebody named, or the only one; raise BadRequest."""
    paired = frames(books)
    if not paired:
        raise BadRequest(
            "this device is not paired with any frame",
            hint="Show the card on the frame and run `frame owner pair URL` with its address.",
        )
    if wanted is None:
        if len(paired) > 1:
            raise BadRequest(
                "there is more than one frame",
                hint=f"Say which with --frame: {_listed(row.label for row in paired)}.",
            )
        return paired[0]
    found = [row for row in paired if _is_called(wanted, row.label, row.name)]
    return _only(found, f"frame {wanted!r}", "`frame owner frames` lists them.")


def any_frame(books: Books, wanted: str | None) -> tuple[bytes, str]:
    """Return name and label of a frame, paired or known by a paired one; raise BadRequest."""
    if wanted is None:
        row = the_frame(books, None)
        return row.name, label_of(books, row.name)
    known: dict[bytes, str] = {row.name: row.label for row in books.of(Neighbour)}
    known |= {row.name: row.label for row in frames(books)}
    found = [(name, label) for name, label in known.items() if _is_called(wanted, label, name)]
    name, label = _only(
        found, f"frame {wanted!r}", "`frame owner devices` lists who a frame knows."
    )
    return name, printable(label) or f"frame {short(name)}"


def label_of(books: Books, frame: bytes) -> str:
    """Return what a frame is called, also one that was left or forgotten."""
    rows: Iterable[tuple[bytes, str]] = (
        *((row.name, row.label) for row in frames(books)),
        *((row.name, row.label) for row in books.of(Neighbour)),
        *((row.frame, row.label) for row in books.of(Parting)),
        *((row.frame, row.label) for row in books.of(Forgotten)),
    )
    label = next((label for name, label in rows if name == frame and label), "")
    return printable(label) or f"frame {short(frame)}"


def title_of(books: Books, album: bytes) -> str:
    """Return what an album is called."""
    title = books.board.value(album, None, About.TITLE)
    return (printable(title) if isinstance(title, str) else "") or f"album {short(album)}"


def the_album(books: Books, wanted: str) -> bytes:
    """Return the album somebody named by its title or the first 8 digits of its id.

    One that was taken back is only meant where no other one is called so. Raises BadRequest.
    """
    named = [name for name in books.ledgers if _is_called(wanted, title_of(books, name), name)]
    living = [name for name in named if not books.ledgers[name].revoked]
    return _only(
        living or named,
        f"album {wanted!r}",
        "`frame owner albums` lists them with their ids; an id's first 8 digits will do.",
    )


def the_photo(books: Books, wanted: str) -> SentPhoto:
    """Return a photo by the first 8 or more digits of its name; raise BadRequest."""
    begins = wanted.lower()
    found = {
        (row.album, row.photo): row
        for row in books.of(SentPhoto)
        if len(begins) >= SHORT and row.photo.hex().startswith(begins)
    }
    return _only(
        list(found.values()),
        f"photo {wanted!r}",
        "`frame owner photos` lists them; the first 8 digits of a name will do.",
    )


def _is_called(wanted: str, label: str, name: bytes) -> bool:
    begins = wanted.lower()
    by_id = SHORT <= len(begins) <= LONGEST_ID and name.hex().startswith(begins)
    return by_id or wanted.strip().casefold() == printable(label).casefold()


def _only(found: Sequence[_Named], what: str, hint: str) -> _Named:
    if len(found) == 1:
        return found[0]
    trouble = "there is no" if not found else "there is more than one"
    raise BadRequest(f"{trouble} {what}", hint=hint)


def _listed(labels: Iterable[str]) -> str:
    return ", ".join(repr(printable(label)) for label in labels)
