from dataclasses import replace

import pytest

from frame.protocol.arrivals import (
    BYTES_A_DAY,
    DAY_MS,
    FORGOTTEN_MS,
    OPEN,
    REMEMBERED,
    WAITING,
    Answer,
    Arrivals,
    DayQuota,
    Effect,
    Release,
    Reserve,
    Whole,
    Write,
)
from frame.protocol.messages import Done, Result, Want
from frame.protocol.photos import SEALED_BYTES, Chunk
from frame.protocol.transfers import STEPS, Event, Phase
from tests.protocol.parcels import Parcel, small_chunks

__all__ = ["small_chunks"]

_NOW = 1_800_000_000_000


def _bits(want: Want) -> set[int]:
    bits = int.from_bytes(want.bitmap, "little")
    return {index for index in range(8 * len(want.bitmap)) if bits >> index & 1}


def _wants(effects: tuple[Effect, ...]) -> list[tuple[bytes, set[int], int]]:
    messages = [one.message for one in effects if isinstance(one, Answer)]
    return [(one.transfer, _bits(one), one.window) for one in messages if isinstance(one, Want)]


def _done(parcel: Parcel, result: Result) -> Answer:
    return Answer(Done(transfer=parcel.name, result=result))


def _collecting(*parcels: Parcel) -> Arrivals:
    state = Arrivals()
    for parcel in parcels:
        state, _ = state.offer(parcel.offer, _NOW)
    return state


def _whole(parcel: Parcel, state: Arrivals | None = None) -> Arrivals:
    state = state or _collecting(parcel)
    for index in range(parcel.count):
        state, _ = state.chunk(parcel.chunk(index), _NOW)
    assert state.phase(parcel.name) is Phase.WHOLE
    return state


def test_an_offer_that_is_allowed_gets_room_and_is_wanted() -> None:
    parcel = Parcel(1, 20)
    state, effects = Arrivals().offer(parcel.offer, _NOW)
    assert effects[0] == Reserve(parcel.name, parcel.offer)
    assert _wants(effects) == [(parcel.name, set(range(20)), 8)]
    assert state.phase(parcel.name) is Phase.COLLECTING


@pytest.mark.parametrize("why", [Result.NO_CONSENT, Result.NO_ROOM, Result.QUOTA, Result.HAD_IT])
def test_an_offer_that_is_not_allowed_is_answered_and_leaves_nothing(why: Result) -> None:
    parcel = Parcel(1, 3)
    assert Arrivals().offer(parcel.offer, _NOW, why) == (Arrivals(), (_done(parcel, why),))


def test_a_photo_that_is_too_large_is_over_the_quota() -> None:
    parcel = Parcel(1, 3)
    offer = replace(parcel.offer, sealed_bytes=SEALED_BYTES + 1)
    assert Arrivals().offer(offer, _NOW) == (Arrivals(), (_done(parcel, Result.QUOTA),))


def test_half_a_window_is_waited_for_and_nothing_is_asked_for_twice() -> None:
    parcel = Parcel(1, 20)
    state = _collecting(parcel)
    for index in range(3):
        state, effects = state.chunk(parcel.chunk(index), _NOW)
        assert effects == (Write(parcel.name, index, parcel.chunk(index).data),)
    state, effects = state.chunk(parcel.chunk(3), _NOW)
    assert _wants(effects) == [(parcel.name, set(range(8, 20)), 4)]


def test_the_last_chunk_makes_it_whole_and_what_was_stored_is_done() -> None:
    parcel = Parcel(1, 2, last=5)
    state, _ = _collecting(parcel).chunk(parcel.chunk(1), _NOW)
    state, effects = state.chunk(parcel.chunk(0), _NOW)
    assert effects[-1] == Whole(parcel.name, parcel.offer)
    state, effects = state.stored(parcel.name, Result.KEPT, _NOW)
    assert effects == (Release(parcel.name), _done(parcel, Result.KEPT))
    assert state.phase(parcel.name) is Phase.DONE
    again = (_done(parcel, Result.HAD_IT),)
    assert state.offer(parcel.offer, _NOW) == (state, again)
    assert state.chunk(parcel.chunk(0), _NOW) == (replace(state, dropped=1), again)


def test_a_whole_one_that_is_offered_again_goes_on_being_looked_at() -> None:
    parcel = Parcel(1, 2)
    state = _whole(parcel)
    assert state.offer(parcel.offer, _NOW) == (state, ())
    assert state.offer(replace(parcel.offer, epoch=1), _NOW) == (state, ())
    assert state.tick(_NOW + FORGOTTEN_MS) == (state, ())


@pytest.mark.parametrize("why", [Result.DAMAGED, Result.NOT_A_PHOTO])
def test_what_was_no_photo_is_not_collected_again(why: Result) -> None:
    parcel = Parcel(1, 2)
    state, _ = _whole(parcel).stored(parcel.name, why, _NOW)
    assert state.phase(parcel.name) is Phase.DROPPED
    assert state.offer(parcel.offer, _NOW) == (state, (_done(parcel, why),))


def test_what_found_no_room_may_be_offered_again() -> None:
    parcel = Parcel(1, 2)
    state, effects = _whole(parcel).stored(parcel.name, Result.NO_ROOM, _NOW)
    assert effects == (Release(parcel.name), _done(parcel, Result.NO_ROOM))
    assert state == Arrivals()


def test_two_are_open_and_the_next_waits_until_one_ends() -> None:
    first, second, third = (Parcel(number, 2) for number in (1, 2, 3))
    state = _whole(first, _collecting(first, second))
    state, effects = state.offer(third.offer, _NOW)
    assert effects == ()
    assert state.phase(third.name) is Phase.WAITING
    state, effects = state.stored(first.name, Result.KEPT, _NOW)
    assert effects[:3] == (
        Release(first.name),
        _done(first, Result.KEPT),
        Reserve(third.name, third.offer),
    )
    assert _wants(effects) == [(third.name, {0, 1}, 8)]


def test_sixty_four_offers_wait_in_order_and_one_more_is_dropped() -> None:
    parcels = [Parcel(number, 1) for number in range(OPEN + WAITING + 1)]
    state = _collecting(*parcels)
    assert len(state.open) == OPEN
    assert [*state.queue] == [one.name for one in parcels[OPEN:-1]]
    assert state.dropped == 1
    again, effects = state.offer(parcels[5].offer, _NOW + 1)
    assert (effects, [*again.queue], again.dropped) == ((), [*state.queue], 1)


def test_another_photo_under_the_same_name_begins_anew() -> None:
    parcel = Parcel(1, 3)
    state, _ = _collecting(parcel).chunk(parcel.chunk(0), _NOW)
    other = replace(parcel.offer, epoch=1)
    state, effects = state.offer(other, _NOW)
    assert effects[:2] == (Release(parcel.name), Reserve(parcel.name, other))
    assert state.open[parcel.name].have == 0


def test_another_photo_under_the_same_name_gives_its_place_up() -> None:
    first, second, third = (Parcel(number, 3) for number in (1, 2, 3))
    other = replace(first.offer, epoch=1)
    state, effects = _collecting(first, second, third).offer(other, _NOW)
    assert effects[:2] == (Release(first.name), Reserve(third.name, third.offer))
    assert [*state.open] == [second.name, third.name]
    assert state.queue == {first.name: (other, _NOW)}


def test_what_does_not_fit_is_dropped_and_counted() -> None:
    parcel, stranger = Parcel(1, 3, last=5), Parcel(2, 3)
    state, _ = _collecting(parcel).chunk(parcel.chunk(1), _NOW)
    good = parcel.chunk(0)
    wrong = [
        stranger.chunk(0),
        parcel.chunk(1),
        replace(good, index=2),
        replace(good, index=3),
        replace(good, data=good.data[:-1]),
        replace(good, data=good.data[:-1] + bytes([good.data[-1] ^ 1])),
        replace(parcel.chunk(2), data=parcel.chunk(2).data + b"\0"),
        Chunk(transfer=parcel.name, index=511, data=b"x"),
    ]
    for number, chunk in enumerate(wrong, 1):
        state, effects = state.chunk(chunk, _NOW)
        assert (effects, state.dropped) == ((), number)
    assert state.open[parcel.name].have == 0b010


def test_silence_is_answered_after_2_seconds_then_4_up_to_60() -> None:
    parcel = Parcel(1, 20)
    state, now, pauses = _collecting(parcel), _NOW, []
    for _ in range(8):
        asked = now
        effects: tuple[Effect, ...] = ()
        while not effects:
            now += 500
            state, effects = state.tick(now)
        pauses.append(now - asked)
        assert _wants(effects) == [(parcel.name, set(range(20)), 8)]
    assert pauses == [2000, 4000, 8000, 16000, 32000, 60000, 60000, 60000]
    state, _ = state.chunk(parcel.chunk(0), now)
    _, effects = state.tick(now + 2000)
    assert _wants(effects) == [(parcel.name, set(range(1, 20)), 8)]


def test_a_clock_that_was_set_back_only_costs_a_question() -> None:
    parcel = Parcel(1, 20)
    state, effects = _collecting(parcel).tick(_NOW - DAY_MS)
    assert len(_wants(effects)) == 1
    assert state.tick(_NOW - DAY_MS) == (state, ())


def test_a_sender_that_offers_again_is_asked_at_once_but_not_twice() -> None:
    parcel = Parcel(1, 20)
    state = _collecting(parcel)
    assert state.offer(parcel.offer, _NOW + 1999)[1] == ()
    state, effects = state.offer(parcel.offer, _NOW + 2000)
    assert _wants(effects) == [(parcel.name, set(range(20)), 8)]


def test_a_sender_that_was_away_long_and_is_back_is_asked_often_again() -> None:
    parcel, now = Parcel(1, 20), _NOW
    state = _collecting(parcel)
    for _ in range(6):
        now += 60_000
        state, _ = state.tick(now)
    assert state.tick(now + 2_000)[1] == ()
    state, effects = state.offer(parcel.offer, now + 1_000)
    assert effects == ()
    assert len(_wants(state.tick(now + 2_000)[1])) == 1


def test_when_a_connection_is_back_the_sender_is_asked_at_once_but_not_twice() -> None:
    parcel, now = Parcel(1, 20), _NOW
    state = _collecting(parcel)
    assert state.connected(now + 1999)[1] == ()
    for _ in range(6):
        now += 60_000
        state, _ = state.tick(now)
    state, effects = state.connected(now + 2000)
    assert _wants(effects) == [(parcel.name, set(range(20)), 8)]
    assert state.connected(now + 2001)[1] == ()
    assert _whole(parcel).connected(now)[1] == ()


def test_seven_days_without_a_chunk_are_enough() -> None:
    first, second, third = (Parcel(number, 2) for number in (1, 2, 3))
    state = _collecting(first, second, third)
    state, _ = state.chunk(second.chunk(0), _NOW + 1000)
    state, effects = state.tick(_NOW + FORGOTTEN_MS)
    assert effects[0] == Release(first.name)
    assert [*state.open] == [second.name]
    assert not state.queue


def test_what_was_revoked_is_given_up_and_its_chunks_are_erased() -> None:
    first, second, third = (Parcel(number, 2) for number in (1, 2, 3))
    gone = {first.offer.photo, third.offer.photo}
    state, effects = _collecting(first, second, third).drop(lambda one: one.photo in gone, _NOW)
    assert effects == (Release(first.name),)
    assert [*state.open] == [second.name]
    assert not state.queue
    late, effects = state.stored(first.name, Result.KEPT, _NOW)
    assert (late, effects) == (state, ())


def test_an_open_one_that_is_not_allowed_any_more_is_given_up() -> None:
    parcel = Parcel(1, 2)
    state, effects = _collecting(parcel).offer(parcel.offer, _NOW, Result.NO_CONSENT)
    assert effects == (Release(parcel.name), _done(parcel, Result.NO_CONSENT))
    assert state == Arrivals()


def test_a_sender_that_has_a_transfer_no_more_ends_it() -> None:
    parcel = Parcel(1, 2)
    done = Done(transfer=parcel.name, result=Result.UNKNOWN)
    state = _collecting(parcel)
    assert state.ended(done, _NOW) == (Arrivals(), (Release(parcel.name),))
    assert Arrivals().ended(done, _NOW) == (Arrivals(), ())


def test_a_restart_goes_on_where_it_was() -> None:
    parcel = Parcel(1, 4)
    state, effects = Arrivals().resumed(parcel.offer, 0b0101, _NOW)
    assert _wants(effects) == [(parcel.name, {1, 3}, 8)]
    assert state.open[parcel.name].have == 0b0101
    _, effects = Arrivals().resumed(parcel.offer, 0b1111_1111, _NOW)
    assert effects == (Whole(parcel.name, parcel.offer),)
    full = _collecting(Parcel(2, 1), Parcel(3, 1))
    assert full.resumed(parcel.offer, 0b0101, _NOW) == (full, (Release(parcel.name),))


def test_the_newest_thousand_are_remembered() -> None:
    finished = {n.to_bytes(8, "big"): Result.KEPT for n in range(REMEMBERED)}
    parcel = Parcel(REMEMBERED, 1)
    state = _whole(parcel, Arrivals(finished=finished).offer(parcel.offer, _NOW)[0])
    state, _ = state.stored(parcel.name, Result.KEPT, _NOW)
    assert len(state.finished) == REMEMBERED
    assert state.phase(bytes(8)) is Phase.NONE
    assert state.phase(parcel.name) is Phase.DONE


def test_four_gigabytes_a_day_are_let_in() -> None:
    quota, may = DayQuota().take(BYTES_A_DAY - 1, _NOW)
    assert may
    quota, may = quota.take(2, _NOW)
    assert not may
    quota, may = quota.take(1, _NOW)
    assert may
    tomorrow = (_NOW // DAY_MS + 1) * DAY_MS
    assert not quota.take(1, tomorrow - 1)[1]
    assert quota.take(BYTES_A_DAY, tomorrow)[1]


def test_every_phase_can_be_reached_and_left_or_is_the_end() -> None:
    reached, more = {Phase.NONE}, True
    while more:
        found = {after for (before, _), after in STEPS.items() if before in reached}
        more = not found <= reached
        reached |= found
    assert reached == set(Phase)
    assert {event for _, event in STEPS} == set(Event)
    ends = {
        phase
        for phase in Phase
        if all(after is phase for (before, _), after in STEPS.items() if before is phase)
    }
    assert ends == {Phase.DONE, Phase.DROPPED}
