"""Arbitrary histories of a family.

Its members say arbitrary things, know arbitrary parts of what others said, and sometimes split
their chain.
"""

from collections.abc import Sequence

from hypothesis import strategies as st

from frame.errors import BadMessage
from frame.protocol.consent import Ledger
from frame.protocol.lines import (
    Dismiss,
    Line,
    Purpose,
    Receipt,
    RevokeAlbum,
    RevokeFrame,
    RevokePhotos,
    RevokePurposes,
    Role,
    Says,
    Term,
)
from tests.protocol.people import DAY, NOW, OTHER, PHOTO, Family, admit, grant

D, E, F, S = Purpose.DISPLAY, Purpose.ENHANCE, Purpose.FACES, Purpose.SHARE

_step = st.tuples(
    st.integers(0, 6), st.integers(0, 11), st.integers(0, 127), st.integers(0, 9), st.booleans()
)
histories = st.lists(_step, max_size=14)


def _things(home: Family, detail: int) -> Sequence[Says]:
    frame = home.frame if detail % 2 else home.grandparents
    other = home.everybody[detail % 5]
    photos = (PHOTO,) if detail % 3 else (PHOTO, OTHER)
    return (
        grant(frame, D, serial=detail),
        grant(frame, D, S, serial=detail, begins=NOW - 40 * DAY),
        grant(frame, F, serial=detail, terms=(Term.STRANGERS_BLURRED,)),
        admit(other, Role.OWNER),
        admit(other, Role.CONTRIBUTOR, NOW - DAY),
        Dismiss(key=other.key),
        RevokePhotos(photos=photos),
        RevokePhotos(photos=photos),
        RevokePurposes(frame=frame.key, purposes=(D, F), serial=detail),
        RevokeFrame(frame=frame.key) if detail < 2 else grant(frame, D, E, serial=detail),
        RevokeAlbum() if detail == 0 else grant(frame, E, serial=detail),
        Receipt(answers=home.found.digest, photos=detail, generation=1, erased_at=detail),
    )


def history(steps: list[tuple[int, int, int, int, bool]]) -> tuple[Family, list[Line]]:
    home = Family()
    lines = list(home.begin)
    for who, what, knows, detail, splits in steps:
        author = home.everybody[who]
        seen = [one for at, one in enumerate(home.everybody) if knows >> at & 1]
        number = len(author.lines) - 1 if splits and len(author.lines) > 1 else None
        lines.append(author.says(_things(home, detail)[what], seen, number=number))
    return home, lines


def heard(home: Family, lines: Sequence[Line]) -> Ledger:
    ledger = Ledger(album=home.found.album)
    for line in lines:
        ledger = kept(ledger, line)
    return ledger


def kept(ledger: Ledger, line: Line) -> Ledger:
    try:
        return ledger.hear(line)[0]
    except BadMessage:
        return ledger
