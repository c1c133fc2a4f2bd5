from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from frame.errors import BadMessage
from frame.protocol.consent import Ledger
from frame.protocol.facts import Keep, Standing, Withdraw
from frame.protocol.lines import Purpose, RevokeAlbum, RevokePhotos
from tests.protocol.histories import heard, histories, history, kept
from tests.protocol.people import NOW, OTHER, PHOTO, Family

D = Purpose.DISPLAY

_PAIRS = [(photo, one.key) for photo in (PHOTO, OTHER) for one in Family().everybody]


def _gone(ledger: Ledger) -> set[tuple[bytes, bytes]]:
    return {pair for pair in _PAIRS if ledger.is_revoked(*pair)}


@settings(max_examples=80, deadline=None)
@given(histories, st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(
    steps: list[tuple[int, int, int, int, bool]], chance: Random
) -> None:
    home, lines = history(steps)
    shuffled = lines + [chance.choice(lines) for _ in range(5)]
    chance.shuffle(shuffled)
    assert heard(home, shuffled) == heard(home, lines)


@settings(max_examples=60, deadline=None)
@given(histories, st.randoms(use_true_random=False))
def test_loss_and_delay_change_nothing_but_time(
    steps: list[tuple[int, int, int, int, bool]], chance: Random
) -> None:
    home, lines = history(steps)
    early = [line for line in lines if chance.random() < 0.6]
    late = [line for line in lines if line not in early]
    chance.shuffle(early)
    some, everything = heard(home, early), heard(home, early + late)
    assert everything == heard(home, lines)
    assert _gone(some) <= _gone(everything)


@settings(max_examples=60, deadline=None)
@given(histories, st.randoms(use_true_random=False))
def test_what_is_gone_never_comes_back(
    steps: list[tuple[int, int, int, int, bool]], chance: Random
) -> None:
    home, lines = history(steps)
    chance.shuffle(lines)
    ledger, gone = Ledger(album=home.found.album), set[tuple[bytes, bytes]]()
    frames: frozenset[bytes] = frozenset()
    for line in lines:
        ledger = kept(ledger, line)
        assert gone <= _gone(ledger)
        assert frames <= ledger.frames
        gone, frames = _gone(ledger), ledger.frames
        for photo, sender in gone:
            assert not ledger.allows(home.frame.key, D, NOW, photo, sender)
        for frame in frames:
            assert ledger.standing(frame, NOW) == Standing()


@settings(max_examples=60, deadline=None)
@given(histories)
def test_every_withdrawal_is_ordered_done(steps: list[tuple[int, int, int, int, bool]]) -> None:
    home, lines = history(steps)
    ledger, done = Ledger(album=home.found.album), set[tuple[bytes, bytes]]()
    senders = [one.key for one in home.everybody]
    for line in lines:
        try:
            ledger, effects = ledger.hear(line)
        except BadMessage:
            continue
        for one in effects:
            if isinstance(one, Withdraw) and isinstance(one.says, RevokePhotos):
                whose = [one.sender] if one.sender else senders
                done |= {(photo, by) for photo in one.says.photos for by in whose}
            if isinstance(one, Withdraw) and isinstance(one.says, RevokeAlbum):
                done |= {(photo, by) for photo in (PHOTO, OTHER) for by in senders}
    assert done == _gone(ledger)


@settings(max_examples=60, deadline=None)
@given(histories)
def test_what_was_kept_is_enough_to_begin_again(
    steps: list[tuple[int, int, int, int, bool]],
) -> None:
    home, lines = history(steps)
    ledger, kept_lines = Ledger(album=home.found.album), []
    for line in lines:
        try:
            ledger, effects = ledger.hear(line)
        except BadMessage:
            continue
        kept_lines += [one.line for one in effects if isinstance(one, Keep)]
    assert heard(home, kept_lines) == replace(ledger, waiting={})
