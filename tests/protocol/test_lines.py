import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from frame.errors import BadMessage
from frame.protocol.consent import Ledger
from frame.protocol.lines import (
    LINE_BYTES,
    Dismiss,
    Draft,
    Found,
    Grant,
    Purpose,
    Receipt,
    RevokeAlbum,
    RevokeFrame,
    RevokePhotos,
    RevokePurposes,
    Role,
    Says,
    Seen,
    Term,
    read_line,
    recall_line,
    write_line,
)
from frame.protocol.wire import Value, decode, encode
from tests.protocol.people import DAY, NOW, Author, Family, admit, grant

_VECTORS = Path(__file__).parents[1] / "vectors" / "protocol" / "lines.json"
_ALBUM = b"a" * 32
_ME, _FRAME = Author(1), Author(6)
_SOMEBODY = bytes(range(32))


def _draft(says: Says) -> Draft:
    return Draft(
        album=_ALBUM,
        number=3,
        previous=b"d" * 32,
        at_ms=NOW * 1000,
        says=says,
        seen=(Seen(author=_SOMEBODY, number=0, digest=b"s" * 32),),
    )


def _signed(fields: Value) -> bytes:
    """Sign any fields at all, as somebody with a key and bad intentions can."""
    body = encode(fields)
    return _ME.signer.sign(b"hf1/line\0" + body) + body


def _fields(says: Says | None = None) -> dict[int, Value]:
    told = write_line(_draft(says or grant(_FRAME)), _ME.signer)
    fields = decode(told[64:])
    assert isinstance(fields, dict)
    return fields


_EVERY_KIND: tuple[Says, ...] = (
    admit(_FRAME, Role.CONTRIBUTOR),
    Dismiss(key=_SOMEBODY),
    grant(_FRAME, *Purpose, terms=(Term.STRANGERS_BLURRED,)),
    RevokePhotos(photos=(b"1" * 16, b"2" * 16)),
    RevokePurposes(frame=_FRAME.key, purposes=(Purpose.FACES,), serial=4),
    RevokeFrame(frame=_FRAME.key),
    RevokeAlbum(),
    Receipt(answers=b"r" * 32, photos=1, generation=2, erased_at=3),
)


@pytest.mark.parametrize("says", _EVERY_KIND, ids=lambda says: type(says).__name__)
def test_what_is_signed_is_read_again(says: Says) -> None:
    draft = _draft(says)
    line = read_line(write_line(draft, _ME.signer))
    assert line.says == says
    assert (line.album, line.author, line.number) == (_ALBUM, _ME.key, 3)
    assert (line.previous, line.at_ms, line.seen) == (draft.previous, draft.at_ms, draft.seen)


def test_a_line_that_was_kept_is_recalled_without_its_signature() -> None:
    told = write_line(_draft(grant(_FRAME)), _ME.signer)
    assert recall_line(told) == read_line(told)
    assert recall_line(bytes(64) + told[64:]).digest == read_line(told).digest
    with pytest.raises(BadMessage, match="not signed"):
        read_line(bytes(64) + told[64:])


def test_an_album_is_named_by_its_first_line() -> None:
    home, other = Family(), Family()
    assert home.found.album == home.found.digest == other.found.album
    says = home.found.says
    assert isinstance(says, Found)
    again = Author(1).says(replace(says, random=b"R" * 16))
    assert again.album != home.found.album


def test_a_line_is_small() -> None:
    assert len(write_line(_draft(grant(_FRAME)), _ME.signer)) < 400
    most = RevokePhotos(photos=tuple(n.to_bytes(16, "big") for n in range(256)))
    assert len(write_line(_draft(most), _ME.signer)) < LINE_BYTES


def test_two_thousand_flipped_bits_are_refused() -> None:
    chance, told = random.Random(2), write_line(_draft(grant(_FRAME)), _ME.signer)
    for _ in range(2000):
        flipped, bit = bytearray(told), chance.randrange(len(told) * 8)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(BadMessage):
            read_line(bytes(flipped))


_Forgery = Callable[[dict[int, Value]], Value]
_FORGERIES: dict[str, _Forgery] = {
    "a later version": lambda line: line | {0: 2},
    "an earlier version": lambda line: line | {0: 0},
    "an unknown kind": lambda line: line | {1: 7},
    "another kind's fields": lambda line: line | {1: 3},
    "no album": lambda line: {key: line[key] for key in line if key != 2},
    "a short album": lambda line: line | {2: b"a" * 31},
    "somebody else's name": lambda line: line | {3: _FRAME.key},
    "a name that is no key": lambda line: line | {3: b"\xff" * 32},
    "a number that is true": lambda line: line | {4: True},
    "a number below zero": lambda line: line | {4: -1},
    "a number too large": lambda line: line | {4: 65_536},
    "a first line that follows": lambda line: line | {4: 0},
    "a later line that follows nothing": lambda line: {k: line[k] for k in line if k != 5},
    "a time before 1970": lambda line: line | {6: -1},
    "seen itself": lambda line: line | {7: ((_ME.key, 0, b"s" * 32),)},
    "seen one twice": lambda line: line | {7: ((_SOMEBODY, 0, b"s" * 32),) * 2},
    "seen too much": lambda line: line | {7: ((_SOMEBODY, 0, b"s" * 32),) * 17},
    "seen half": lambda line: line | {7: ((_SOMEBODY, 0),)},
    "a field that nobody knows": lambda line: line | {17: 0},
    "an unknown purpose": lambda line: line | {11: (1, 6)},
    "a purpose twice": lambda line: line | {11: (1, 1)},
    "purposes out of order": lambda line: line | {11: (2, 1)},
    "no purpose": lambda line: line | {11: ()},
    "a purpose in a list": lambda line: line | {11: ((1,),)},
    "a purpose as a word": lambda line: line | {11: ("display",)},
    "an unknown term": lambda line: line | {16: (2,)},
    "31 days": lambda line: line | {13: NOW + 30 * DAY},
    "an end at the beginning": lambda line: line | {13: NOW - DAY},
    "an end before the beginning": lambda line: line | {13: NOW - 2 * DAY},
    "a notice that is no hash": lambda line: line | {14: b""},
    "null": lambda line: line | {16: None},
    "no map": lambda line: tuple(line.values()),
}


@pytest.mark.parametrize("forge", _FORGERIES.values(), ids=_FORGERIES)
def test_a_forged_line_is_refused(forge: _Forgery) -> None:
    read_line(_signed(_fields()))
    with pytest.raises(BadMessage):
        read_line(_signed(forge(_fields())))


def test_an_unordered_or_endless_list_of_photos_is_refused() -> None:
    fields = _fields(RevokePhotos(photos=(b"1" * 16,)))
    many: tuple[Value, ...] = tuple(n.to_bytes(16, "big") for n in range(257))
    for photos in ((), (b"2" * 16, b"1" * 16), (b"1" * 16,) * 2, (b"1" * 15,), many):
        with pytest.raises(BadMessage):
            read_line(_signed(fields | {11: photos}))


@pytest.mark.parametrize(
    "says",
    [
        Found(owner=b"o" * 16, keepers=(_SOMEBODY,), random=b"r" * 16),
        Found(owner=b"o" * 16, keepers=(_ME.key,) * 2, random=b"r" * 16),
        Found(owner=b"o" * 16, keepers=(), random=b"r" * 16),
        Found(owner=b"o" * 15, keepers=(_ME.key,), random=b"r" * 16),
    ],
)
def test_an_album_is_founded_by_one_of_its_keepers(says: Found) -> None:
    with pytest.raises(BadMessage):
        Author(1).says(says)


def test_a_first_line_stands_for_itself() -> None:
    says = Found(owner=b"o" * 16, keepers=(_ME.key,), random=b"r" * 16)
    fields = _fields() | {1: 1, 4: 0, 7: (), 10: says.owner, 11: says.keepers, 12: says.random}
    plain = {key: fields[key] for key in fields if key not in {2, 5, 13, 14, 15, 16}}
    assert read_line(_signed(plain)).says == says
    assert read_line(_signed(plain | {13: _ALBUM})).says == replace(says, follows=_ALBUM)
    seen = ((_SOMEBODY, 0, b"s" * 32),)
    wrong: tuple[dict[int, Value], ...] = (
        {2: _ALBUM},
        {4: 1, 5: _ALBUM},
        {5: _ALBUM},
        {7: seen},
    )
    for more in wrong:
        with pytest.raises(BadMessage):
            read_line(_signed(plain | more))


def test_an_admission_ends_some_day() -> None:
    with pytest.raises(BadMessage, match="400 days"):
        write_line(_draft(admit(_FRAME, Role.OWNER, NOW + 401 * DAY)), _ME.signer)


def test_a_line_of_the_wrong_length_is_refused_unread() -> None:
    for told in (b"", bytes(64), bytes(LINE_BYTES + 1)):
        with pytest.raises(BadMessage, match="length"):
            read_line(told)


def test_the_vectors_say_the_same() -> None:
    told = json.loads(_VECTORS.read_text())
    ledger = Ledger(album=bytes.fromhex(told["album"]))
    for case in told["lines"]:
        line = read_line(bytes.fromhex(case["line"]))
        assert line.digest.hex() == case["digest"]
        assert type(line.says).__name__ == case["says"]
        ledger, _ = ledger.hear(line)
        for wanted in case["then"]:
            standing = ledger.standing(bytes.fromhex(wanted["frame"]), wanted["at"])
            assert sorted(standing.purposes) == wanted["purposes"]
            assert standing.blurred == wanted["blurred"]
    for case in told["refused"]:
        with pytest.raises(BadMessage):
            read_line(bytes.fromhex(case["line"]))


def test_a_serial_has_at_most_53_bits() -> None:
    says = grant(_FRAME)
    assert isinstance(says, Grant)
    with pytest.raises(ValueError, match="53 bits"):
        write_line(_draft(replace(says, serial=2**53)), _ME.signer)
