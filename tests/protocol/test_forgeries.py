"""Everything a liar can try, in one list: what is forged is refused and leaves no trace.

How pairing is attacked is in test_pairing_attacks.py; every other spelling of bytes that is
refused in test_wire.py; what a broker may reorder, repeat and lose in test_consent_histories.py.
"""

import random
from copy import deepcopy

import pytest

from frame.crypto.box import Suite
from frame.errors import BadMessage
from frame.protocol.arrivals import Arrivals, Write
from frame.protocol.card import Card, read_card, write_card
from frame.protocol.envelope import AHEAD_MS, Taken, read_body
from frame.protocol.facts import Standing
from frame.protocol.lines import (
    LINE_BYTES,
    Dismiss,
    Purpose,
    RevokeFrame,
    RevokePhotos,
    RevokePurposes,
    Role,
    read_line,
)
from frame.protocol.notes import NOTE_BYTES, Board, read_note, write_note
from frame.protocol.photos import EpochKey, read_chunk, seal_photo, write_chunk
from frame.protocol.wire import VALUE_BYTES, Value, decode, encode
from tests.protocol.forgers import (
    ANYBODYS,
    ANYBODYS_SIGNATURE,
    FRAME,
    LETTER,
    NOTE,
    NOW_MS,
    OTHER,
    PHONE,
    Hearth,
    anybody,
    envelope,
    fields_of,
    filled,
    flips,
    noted,
    offer_of,
    opened,
    signed,
    the_board_stays,
)
from tests.protocol.people import DAY, NOW, PHOTO, Family, admit, grant, hear

FLIPS = 2_000


@pytest.fixture
def hearth() -> Hearth:
    """A frame that is at peace."""
    return Hearth()


def test_what_is_forged_here_would_be_taken_if_it_were_not(hearth: Hearth) -> None:
    read_line(signed(hearth.home.mother, hearth.fields()))


# Who says it


def test_a_line_that_somebody_else_signed_is_refused(hearth: Hearth) -> None:
    for liar in hearth.home.everybody[1:]:
        hearth.refuses(signed(liar, hearth.fields()), "not signed")


def test_a_signature_for_another_purpose_is_refused(hearth: Hearth) -> None:
    for domain in (b"", b"hf1/note\0", b"hf1/envelope\0", b"hf1/pair/phone\0", b"hf1/line"):
        hearth.refuses(signed(hearth.home.mother, hearth.fields(), domain), "not signed")


def test_a_name_that_anybody_can_sign_for_proves_nothing(hearth: Hearth) -> None:
    for n in range(50):
        body = encode(hearth.fields() | {3: ANYBODYS, 15: n})
        hearth.refuses(ANYBODYS_SIGNATURE + body, "not signed")


def test_an_album_cannot_be_founded_under_anothers_name(hearth: Hearth) -> None:
    thief, stolen = hearth.home.stranger, hearth.home.found
    fields = fields_of(stolen.told)
    mine = fields | {3: thief.key, 11: (thief.key,)}
    assert read_line(signed(thief, mine)).album != stolen.album
    hearth.refuses(signed(thief, mine), "another album")
    hearth.refuses(signed(thief, mine | {2: stolen.album}), "unknown")
    hearth.refuses(signed(thief, fields), "not signed")


def test_who_calls_an_album_by_its_name_has_no_say_in_it(hearth: Hearth) -> None:
    home = hearth.home
    for liar in (home.stranger, home.guest, home.frame):
        lines = liar.says(grant(home.grandparents)), liar.says(RevokeFrame(frame=home.frame.key))
        assert liar.key not in hearth.gains_nothing_by(*lines).chains
        for says in (admit(liar, Role.OWNER), Dismiss(key=home.son.key)):
            hearth.refuses(liar.says(says).told, "keepers")


def test_a_line_of_another_album_is_refused_in_this_one(hearth: Hearth) -> None:
    elsewhere = hearth.fields() | {2: b"a" * 32}
    hearth.refuses(signed(hearth.home.mother, elsewhere), "another album")


# When it was said, and what is missing


def test_a_grant_behind_a_gap_does_not_count_before_the_gap_is_filled(hearth: Hearth) -> None:
    home = hearth.home
    hidden = home.father.says(RevokePhotos(photos=(PHOTO,)))
    late = home.father.says(grant(home.grandparents))
    after = hearth.gains_nothing_by(late)
    assert home.father.key not in after.heads
    whole, _ = hear(after, hidden)
    assert whole.standing(home.grandparents.key, NOW).purposes == {Purpose.DISPLAY}
    assert whole.is_revoked(PHOTO, home.father.key)


def test_a_grant_that_follows_another_line_than_ours_does_not_count(hearth: Hearth) -> None:
    home = hearth.home
    fields = hearth.fields() | {5: b"d" * 32, 10: home.grandparents.key}
    hearth.gains_nothing_by(read_line(signed(home.mother, fields)))


def test_whoever_splits_a_chain_grants_nothing_nor_does_whom_they_admitted(hearth: Hearth) -> None:
    home = hearth.home
    one = home.father.says(admit(home.stranger, Role.OWNER))
    late = home.stranger.says(grant(home.grandparents))
    assert hearth.standing(hear(hearth.ledger, one, late)[0]) != hearth.standing(hearth.ledger)
    two = home.father.says(grant(home.grandparents), number=0)
    for order in ((one, late, two), (two, one, late)):
        after = hearth.gains_nothing_by(*order)
        assert after.split == {home.father.key}


def test_a_line_that_comes_again_changes_nothing(hearth: Hearth) -> None:
    for line in (*hearth.home.begin, hearth.given):
        assert hearth.ledger.hear(line) == (hearth.ledger, ())


def test_a_grant_that_is_repeated_after_a_withdrawal_brings_nothing_back(hearth: Hearth) -> None:
    home = hearth.home
    gone, _ = hear(hearth.ledger, home.father.says(RevokeFrame(frame=home.frame.key)))
    assert gone.hear(hearth.given) == (gone, ())
    assert gone.standing(home.frame.key, NOW) == Standing()


def test_a_lease_that_is_over_is_not_made_longer_by_saying_it_again(hearth: Hearth) -> None:
    frame, over = hearth.home.frame.key, NOW + 29 * DAY
    for _ in range(3):
        assert hearth.ledger.standing(frame, over - 1) != Standing()
        assert hearth.ledger.standing(frame, over) == Standing()
        hearth.ledger, _ = hearth.ledger.hear(hearth.given)
    longer = hearth.fields() | {13: over + DAY + 1}
    hearth.refuses(signed(hearth.home.mother, longer), "30 days")


def test_a_grant_to_another_frame_is_none_to_this_one() -> None:
    home = Family()
    ledger = home.ledger(home.mother.says(grant(home.grandparents)))
    assert ledger.standing(home.frame.key, NOW) == Standing()


# What is said

_BAD_PURPOSES: dict[str, Value] = {
    "unknown": (1, 6),
    "nought": (0, 1),
    "below zero": (-1, 1),
    "twice": (1, 1),
    "twice, apart": (1, 2, 1),
    "out of order": (2, 1),
    "none": (),
    "a list inside": ((1,),),
    "a list beside one": (1, (2,)),
    "a map inside": ({1: 1},),
    "true": (True,),
    "null": (None,),
    "a word": ("display",),
    "bytes": (b"\1",),
    "no list": 1,
    "bytes for a list": b"\1\2",
    "a map for a list": {1: 1},
    "nothing for a list": None,
}


@pytest.mark.parametrize("purposes", _BAD_PURPOSES.values(), ids=_BAD_PURPOSES)
def test_purposes_that_are_none_are_refused(hearth: Hearth, purposes: Value) -> None:
    fields = hearth.fields()
    hearth.refuses(signed(hearth.home.mother, fields | {11: purposes}), "message")
    says = RevokePurposes(frame=hearth.home.frame.key, purposes=(Purpose.DISPLAY,), serial=1)
    taken = fields_of(hearth.home.mother.says(says).told)
    hearth.refuses(signed(hearth.home.mother, taken | {13: purposes}), "message")


@pytest.mark.parametrize("version", [0, 2, 3, -1, True, None, "1", b"\1"])
def test_a_line_of_another_version_is_refused(hearth: Hearth, version: Value) -> None:
    hearth.refuses(signed(hearth.home.mother, hearth.fields() | {0: version}), "out of bounds")
    unsaid = {key: value for key, value in hearth.fields().items() if key}
    hearth.refuses(signed(hearth.home.mother, unsaid), "missing")


def test_a_line_that_is_too_long_is_refused_although_it_is_signed(hearth: Hearth) -> None:
    fields = hearth.fields()
    for extra in (LINE_BYTES, VALUE_BYTES - 1_000):
        hearth.refuses(signed(hearth.home.mother, fields | {17: bytes(extra)}), "length")
    hearth.refuses(hearth.given.told + bytes(1), "more bytes")
    hearth.refuses(hearth.given.told[:-1], "too early")


# Envelopes

suites = pytest.mark.parametrize("suite", list(Suite), ids=lambda suite: suite.name)


@suites
def test_an_envelope_says_its_version_and_suite_or_is_refused(suite: Suite) -> None:
    told = envelope(suite)
    assert opened(told, suite) == LETTER
    for first in range(256):
        for second in (0, 1, 2, 3, 255):
            if (first, second) != (1, suite):
                with pytest.raises(BadMessage):
                    opened(bytes([first, second]) + told[2:], suite)


def test_an_envelope_is_not_opened_with_a_weaker_suite_than_was_announced() -> None:
    for sealed, announced in ((Suite.X25519, Suite.HYBRID), (Suite.HYBRID, Suite.X25519)):
        told = envelope(sealed)
        for head in (told[:2], bytes([1, announced])):
            with pytest.raises(BadMessage):
                opened(head + told[2:], announced)


@pytest.mark.parametrize("version", [0, 2, -1, True, None])
def test_a_message_of_another_version_is_refused(version: Value) -> None:
    with pytest.raises(BadMessage):
        read_body(encode({0: version, 1: 1, 2: NOW_MS}))


@suites
def test_an_envelope_for_another_frame_or_from_another_phone_is_refused(suite: Suite) -> None:
    with pytest.raises(BadMessage):
        opened(envelope(suite, to=OTHER), suite)
    with pytest.raises(BadMessage):
        opened(envelope(suite), suite, sender=OTHER.key)


def test_an_envelope_that_somebody_else_signed_inside_is_refused() -> None:
    body = encode({0: 1, 1: 1, 2: NOW_MS})
    whole = b"hf1/envelope\0" + PHONE.key + FRAME.key + body
    assert opened(filled(body, PHONE.signer.sign(whole)), Suite.X25519).number == NOW_MS
    for forged in (OTHER.signer.sign(whole), PHONE.signer.sign(body), bytes(64)):
        with pytest.raises(BadMessage, match="not signed"):
            opened(filled(body, forged), Suite.X25519)
    for number in range(50):
        body = encode({0: 1, 1: 1, 2: number})
        told = filled(body, ANYBODYS_SIGNATURE, ANYBODYS)
        with pytest.raises(BadMessage, match="not signed"):
            opened(told, Suite.X25519, sender=ANYBODYS)


def test_an_envelope_that_comes_again_is_refused_and_leaves_no_trace() -> None:
    taken = Taken().take(LETTER.number, NOW_MS)
    before = deepcopy(taken)
    for number in (LETTER.number, NOW_MS + AHEAD_MS + 1):
        with pytest.raises(BadMessage):
            taken.take(number, NOW_MS)
    assert taken == before


@pytest.mark.parametrize("size", [0, 1_023, 1_025, 131_073, 2 * 131_072, 300_001])
def test_an_envelope_of_another_size_is_refused_unopened(size: int) -> None:
    with pytest.raises(BadMessage, match="size"):
        opened(filled(b"", bytes(64), size=size), Suite.X25519)


def test_a_packet_above_the_limit_is_refused_on_every_lane() -> None:
    for head in (b"", b"\1\1", b"\1\2"):
        told = head.ljust(300_001, b"\0")
        for suite in Suite:
            with pytest.raises(BadMessage):
                opened(told, suite)
        with pytest.raises(BadMessage, match="length"):
            read_chunk(told)


@pytest.mark.parametrize(
    "told",
    [
        b"\x5a\x00\x02\x00\x00" + bytes(VALUE_BYTES),
        b"\x5a\xff\xff\xff\xff",
        b"\x9a\xff\xff\xff\xff" + b"\0" * 100,
        b"\xba\xff\xff\xff\xff" + b"\0" * 100,
        b"\x99\x10\x01" + b"\0" * 4097,
        b"\x84" + (b"\x99\x10\x00" + b"\0" * 4096) * 4,
        b"\x81" * 9 + b"\0",
    ],
    ids=["bytes", "promise", "array", "map", "entries", "values", "levels"],
)
def test_a_value_above_its_bounds_is_refused(told: bytes) -> None:
    with pytest.raises(BadMessage):
        decode(told)


# Cards


def test_a_card_of_another_version_is_refused() -> None:
    told = write_card(Card(frame=b"f" * 32, token=b"t" * 16), "https://frame.local")
    read_card(told)
    for version in "023456789A-_ ~²١":
        with pytest.raises(BadMessage):
            read_card(told.replace("#1", f"#{version}"))
    for forged in (told.replace("#1", "#"), told.replace("#1", "#11"), told[:-1], told + "A"):
        with pytest.raises(BadMessage):
            read_card(forged)


# Notes


def test_a_forged_note_is_refused_and_the_board_stays() -> None:
    read_note(noted(PHONE, {}))
    the_board_stays(noted(OTHER, {}), "not signed")
    the_board_stays(noted(PHONE, {3: OTHER.key}), "not signed")
    the_board_stays(ANYBODYS_SIGNATURE + noted(PHONE, {3: ANYBODYS})[64:], "not signed")
    the_board_stays(noted(PHONE, {0: 0}), "out of bounds")
    the_board_stays(noted(PHONE, {0: 2}), "out of bounds")
    the_board_stays(noted(PHONE, {12: "x" * 2_001}), "2000 characters")
    the_board_stays(noted(PHONE, {17: bytes(NOTE_BYTES)}), "length")


# Two thousand bits


def test_two_thousand_flipped_bits_of_lines_leave_no_trace(hearth: Hearth) -> None:
    home, before = hearth.home, deepcopy(hearth.ledger)
    lines = (
        home.mother.says(grant(home.grandparents)),
        home.mother.says(admit(home.stranger, Role.OWNER)),
        home.father.says(RevokeFrame(frame=home.frame.key)),
        home.found,
    )
    for number, line in enumerate(lines):
        for told in flips(line.told, number, FLIPS // len(lines)):
            with pytest.raises(BadMessage):
                hearth.ledger.hear(read_line(told))
    assert hearth.ledger == before


@suites
def test_two_thousand_flipped_bits_of_envelopes_open_nothing(suite: Suite) -> None:
    for told in flips(envelope(suite), suite, FLIPS):
        with pytest.raises(BadMessage):
            opened(told, suite)


def test_two_thousand_flipped_bits_of_a_note_change_no_board() -> None:
    board = Board()
    for told in flips(write_note(NOTE, PHONE.signer), 3, FLIPS):
        with pytest.raises(BadMessage):
            board, _ = board.hear(read_note(told), NOW_MS, anybody)
    assert board == Board()


def test_two_thousand_flipped_bits_of_a_chunk_are_never_kept() -> None:
    picture = random.Random(4).randbytes(900)
    sealed = seal_photo(EpochKey(b"\x31" * 32), PHOTO, 1, picture, random.Random(5).randbytes)
    state, _ = Arrivals().offer(offer_of(sealed, picture), NOW_MS)
    packet = write_chunk(b"transfer", 0, sealed)
    kept = 0
    for told in (*flips(packet, 6, FLIPS), packet):
        try:
            chunk = read_chunk(told)
        except BadMessage:
            continue
        after, effects = state.chunk(chunk, NOW_MS)
        kept += any(isinstance(one, Write) for one in effects)
        assert (after.open == state.open) is (told != packet)
    assert kept == 1  # the packet as it was sent
