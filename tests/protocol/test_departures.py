from frame.protocol.departures import OUT, Chunks, Departures, Effects, Finished, Say
from frame.protocol.messages import Done, Result, Want
from tests.protocol.parcels import Parcel, small_chunks

__all__ = ["small_chunks"]

_NOW = 1_800_000_000_000
_PARCELS = 10


def _parcels() -> list[Parcel]:
    return [Parcel(number, 20) for number in range(_PARCELS)]


def _offering(parcels: list[Parcel]) -> Departures:
    state = Departures()
    for parcel in parcels:
        state, _ = state.add(parcel.offer, _NOW)
    return state


def _want(parcel: Parcel, bitmap: bytes, window: int = 8) -> Want:
    return Want(transfer=parcel.name, bitmap=bitmap, window=window)


def test_eight_offers_are_made_and_the_others_wait_in_order() -> None:
    parcels = _parcels()
    state, effects = Departures().add(parcels[0].offer, _NOW)
    assert effects == (Say(parcels[0].offer),)
    state = _offering(parcels)
    assert [*state.out] == [one.name for one in parcels[:OUT]]
    done = Done(transfer=parcels[3].name, result=Result.KEPT)
    state, effects = state.done(done, _NOW)
    assert effects == (Finished(parcels[3].name, Result.KEPT), Say(parcels[8].offer))
    assert state.done(done, _NOW) == (state, ())


def test_the_first_wanted_chunks_are_sent() -> None:
    parcels = _parcels()
    state = _offering(parcels)
    _, effects = state.want(_want(parcels[0], b"\x0a\xff\xff", 3), _NOW)
    assert effects == (Chunks(parcels[0].name, (1, 3, 8)),)
    _, effects = state.want(_want(parcels[0], b"\0\0\xff\xff", 16), _NOW)
    assert effects == (Chunks(parcels[0].name, (16, 17, 18, 19)),)
    assert state.want(_want(parcels[0], b"\0"), _NOW)[1] == ()
    _, effects = state.want(_want(parcels[9], b"\x01"), _NOW)
    assert effects == (Chunks(parcels[9].name, (0,)),)


def test_who_wants_what_is_not_here_is_told_that_it_ended() -> None:
    stranger = Parcel(99, 2)
    done = Done(transfer=stranger.name, result=Result.UNKNOWN)
    assert Departures().want(_want(stranger, b"\x03"), _NOW) == (Departures(), (Say(done),))


def test_an_offer_without_an_answer_is_made_again_more_and_more_seldom() -> None:
    parcel = Parcel(1, 20)
    state, now = _offering([parcel]), _NOW
    pauses: list[int] = []
    for _ in range(8):
        since = now
        said: Effects = ()
        while not said:
            now += 20_000
            state, said = state.tick(now)
        assert said == (Say(parcel.offer),)
        pauses.append((now - since) // 60_000)
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    state, _ = state.want(_want(parcel, b"\x01"), now)
    assert state.tick(now + 59_999)[1] == ()
    assert state.tick(now + 60_000)[1] == (Say(parcel.offer),)


def test_who_connects_hears_all_offers_that_are_out() -> None:
    parcels = _parcels()
    state, effects = _offering(parcels).connected(_NOW + 1)
    assert effects == tuple(Say(one.offer) for one in parcels[:OUT])
    assert state.tick(_NOW + 60_000)[1] == ()


def test_what_was_taken_back_is_forgotten() -> None:
    parcels = _parcels()
    gone = {parcels[0].offer.photo, parcels[9].offer.photo}
    state, effects = _offering(parcels).cancel(lambda one: one.photo in gone, _NOW)
    assert effects == (
        Finished(parcels[0].name, None),
        Finished(parcels[9].name, None),
        Say(parcels[8].offer),
    )
    assert [*state.offers] == [one.name for one in parcels[1:9]]


def test_an_offer_that_was_replaced_is_made_again() -> None:
    first, second = Parcel(1, 2), Parcel(1, 3)
    state, effects = _offering([first]).add(second.offer, _NOW)
    assert effects == (Say(second.offer),)
    assert [*state.offers.values()] == [second.offer]
