from collections.abc import Callable
from dataclasses import replace

import pytest

from frame.protocol.envelope import Rank
from frame.protocol.pairing import AGAIN_MS, Guest, Host
from frame.protocol.steps import (
    CHECKING,
    GUEST_MOVES,
    HOST_MOVES,
    Add,
    Compare,
    Effects,
    Failed,
    GuestEvent,
    GuestState,
    Hide,
    HostEvent,
    HostState,
    Leave,
    Paired,
    Send,
    ShowDigits,
)
from tests.protocol.pairs import (
    FRAME,
    LATE,
    NOW,
    OTHER,
    PHONE,
    TERMINAL,
    THIEF,
    Device,
    admission,
    flipped,
    messages,
    only,
    sent,
    story,
)


@pytest.mark.parametrize("first", ["phone", "frame"])
@pytest.mark.parametrize("role", [Rank.OWNER, Rank.CONTRIBUTOR, Rank.VIEWER])
@pytest.mark.parametrize("device", [PHONE, TERMINAL])
def test_two_people_who_see_the_same_digits_pair_their_devices(
    device: Device, role: Rank, first: str
) -> None:
    guest, host = device.scans(FRAME.card()), FRAME.shows(role=role, claimed=True)
    answered = host.hear(sent(guest.begin()), NOW)
    shown = only(ShowDigits, answered)
    compared = only(Compare, guest.hear(sent(answered), NOW))
    assert shown == ShowDigits(compared.digits, device.me)
    assert compared == Compare(shown.digits, replace(FRAME.me, person=""), claimed=True)
    assert (host.digits, host.guest) == (shown.digits, device.me)
    third = sent(guest.agree(yes=True, now_ms=NOW))
    if first == "phone":
        assert host.hear(third, NOW) == ()
        ended = host.decide(yes=True, now_ms=NOW + 7)
    else:
        assert host.decide(yes=True, now_ms=NOW) == ()
        ended = host.hear(third, NOW + 7)
    assert ended[0] == Add(device.me, device.static_public, admission(role))
    assert isinstance(ended[1], Send)
    assert ended[2:] == (Hide("Paired."),)
    paired = Paired(compared.host, FRAME.static_public, admission(role), NOW + 7)
    assert guest.hear(ended[1].message, NOW) == (paired,)
    assert (guest.state, host.state, host.digits) == (GuestState.PAIRED, HostState.PAIRED, None)


@pytest.mark.parametrize("role", Rank)
def test_another_frame_is_admitted_as_a_frame_whatever_the_card_was_for(role: Rank) -> None:
    told = story(OTHER, role).pairs()
    assert told.guest.state is GuestState.PAIRED
    told = story(OTHER, role).meets().confirms()
    ended = told.host.decide(yes=True, now_ms=NOW)
    assert only(Add, ended).admission == admission(Rank.FRAME)
    assert only(Paired, told.guest.hear(sent(ended), NOW)).admission == admission(Rank.FRAME)


def test_a_phone_is_not_admitted_by_a_card_for_a_frame() -> None:
    told = story(PHONE, Rank.FRAME).meets().agrees()
    refused = told.host.hear(told.told[2], NOW)
    assert told.host.state is HostState.REFUSED
    assert "another frame" in only(Hide, refused).because
    failed = only(Failed, told.guest.hear(sent(refused), NOW))
    assert "another kind of device" in failed.because


def test_a_yes_before_anybody_came_changes_nothing() -> None:
    host = FRAME.shows()
    assert host.decide(yes=True, now_ms=NOW) == ()
    assert host.state is HostState.OFFERING


def test_a_card_that_somebody_puts_away_opens_nothing() -> None:
    told = story()
    assert told.host.decide(yes=False, now_ms=NOW) == (Hide("Somebody said no."), Leave())
    assert told.host.hear(sent(told.guest.begin()), NOW) == ()
    assert told.host.state is HostState.REFUSED


@pytest.mark.parametrize("agreed", [False, True])
def test_a_no_at_the_frame_reaches_the_phone(*, agreed: bool) -> None:
    told = story().meets()
    if agreed:
        told.confirms()
    refused = told.host.decide(yes=False, now_ms=NOW)
    assert [type(one) for one in refused] == [Send, Hide]
    failed = only(Failed, told.guest.hear(sent(refused), NOW))
    assert "said no" in failed.because
    assert "new card" in failed.because
    assert told.guest.state is GuestState.FAILED


def test_a_no_that_got_lost_is_said_again() -> None:
    told = story().meets()
    lost = sent(told.host.decide(yes=False, now_ms=NOW))
    assert messages(told.host.hear(told.told[0], NOW)) == [told.told[1], lost]
    told.agrees()
    assert messages(told.host.hear(told.told[2], NOW)) == [lost]
    only(Failed, told.guest.hear(lost, NOW))


def test_different_digits_end_it_on_the_phone() -> None:
    told = story().meets()
    failed = only(Failed, told.guest.agree(yes=False, now_ms=NOW))
    assert "not the same" in failed.because
    assert told.guest.agree(yes=True, now_ms=NOW) == ()
    assert told.guest.tick(NOW + AGAIN_MS) == ()


def test_what_comes_twice_is_answered_with_the_same_bytes() -> None:
    told = story().pairs()
    first, second, third, fourth = told.told
    for again, answer in ((first, second), (third, fourth)):
        assert told.host.hear(again, NOW) == (Send(answer),)
    assert told.guest.hear(second, NOW) == ()
    assert told.guest.hear(fourth, NOW) == ()
    assert (told.guest.state, told.host.state) == (GuestState.PAIRED, HostState.PAIRED)


def test_a_message_that_came_twice_too_early_is_no_harm() -> None:
    told = story().meets()
    assert told.host.hear(told.told[0], NOW) == (Send(told.told[1]),)
    assert told.guest.hear(told.told[1], NOW) == ()
    told.confirms()
    assert told.host.hear(told.told[2], NOW) == ()
    assert told.guest.hear(told.told[1], NOW) == ()
    told.approves()
    only(Paired, told.guest.hear(told.told[3], NOW))


def test_the_phone_says_again_what_was_not_answered() -> None:
    told = story()
    first = sent(told.guest.begin())
    assert told.guest.tick(NOW + AGAIN_MS - 1) == ()
    assert told.guest.tick(NOW + AGAIN_MS) == (Send(first),)
    assert told.guest.tick(NOW + AGAIN_MS + 1) == ()
    assert told.guest.tick(NOW + 2 * AGAIN_MS) == (Send(first),)
    told.meets()
    assert told.guest.tick(NOW + 3 * AGAIN_MS) == ()
    told.agrees()
    assert told.guest.tick(NOW + AGAIN_MS) == (Send(told.told[2]),)


def test_after_three_minutes_the_card_is_worth_nothing() -> None:
    told = story()
    first = sent(told.guest.begin())
    assert told.host.tick(LATE - 1) == ()
    only_left = told.host.hear(first, LATE)
    assert [type(one) for one in only_left] == [Hide, Leave]
    assert told.host.state is HostState.CLOSED
    assert told.host.hear(first, LATE) == told.host.tick(LATE) == ()
    assert told.host.decide(yes=True, now_ms=NOW) == ()


def test_a_yes_after_three_minutes_is_too_late() -> None:
    told = story().meets().confirms()
    ended = told.host.decide(yes=True, now_ms=LATE)
    assert [type(one) for one in ended] == [Send, Hide, Leave]
    assert told.host.state is HostState.CLOSED
    assert told.host.guest is None
    failed = only(Failed, told.guest.hear(sent(ended), NOW))
    assert "three minutes" in failed.because


@pytest.mark.parametrize("act", ["hear", "agree", "tick"])
def test_the_phone_gives_up_after_three_minutes(act: str) -> None:
    told = story().meets()
    acts: dict[str, Callable[[], Effects]] = {
        "hear": lambda: told.guest.hear(b"", LATE),
        "agree": lambda: told.guest.agree(yes=True, now_ms=LATE),
        "tick": lambda: told.guest.tick(LATE),
    }
    assert "new card" in only(Failed, acts[act]()).because
    assert acts[act]() == ()


def test_a_paired_frame_listens_until_the_three_minutes_are_over() -> None:
    told = story().pairs()
    assert told.host.tick(LATE - 1) == ()
    assert told.host.tick(LATE) == (Leave(),)
    assert told.host.hear(told.told[2], LATE) == ()


def test_a_clock_that_is_set_back_does_not_keep_a_card_alive() -> None:
    host, guest = FRAME.shows(), PHONE.scans(FRAME.card())
    assert [type(one) for one in host.tick(NOW - 1)] == [Hide, Leave]
    only(Failed, guest.tick(NOW - 1))


def test_a_frame_that_restarted_has_forgotten_its_card() -> None:
    told = story().meets().agrees()
    host = FRAME.shows(FRAME.card(b"T" * 16))
    assert host.hear(told.told[2], NOW) == ()
    assert [type(one) for one in host.hear(told.told[0], NOW)] == [Hide, Leave]
    assert host.state is HostState.REFUSED
    only(Failed, told.guest.tick(LATE))


def test_sides_are_made_of_keys_that_belong_together() -> None:
    with pytest.raises(ValueError, match="keys that stand behind"):
        FRAME.shows(OTHER.card())
    with pytest.raises(ValueError, match="key that stands behind"):
        Guest(
            card=FRAME.card(),
            me=PHONE.me,
            signer=THIEF.signer,
            static=PHONE.static,
            fresh=PHONE.fresh,
            begun_ms=NOW,
        )


def test_digits_are_shown_while_they_are_compared() -> None:
    assert {HostState.CHECKING, HostState.GUEST_AGREED, HostState.FRAME_AGREED} == CHECKING
    told = story()
    assert (told.host.digits, told.host.guest) == (None, None)
    for step in (told.meets, told.confirms):
        step()
        assert told.host.digits is not None
    told.host.decide(yes=False, now_ms=NOW)
    assert (told.host.digits, told.host.guest) == (None, PHONE.me)


def _host_in(state: HostState) -> tuple[Host, bytes]:
    """Return a frame in a state, and the CONFIRM that it may not have heard yet."""
    told = story()
    match state:
        case HostState.OFFERING:
            return told.host, b""
        case HostState.GUEST_AGREED:
            told.meets().confirms()
        case HostState.FRAME_AGREED:
            told.meets().agrees().host.decide(yes=True, now_ms=NOW)
        case HostState.PAIRED:
            told.pairs()
        case _:
            told.meets().agrees()
    if state in {HostState.REFUSED, HostState.CLOSED}:
        told.host.decide(yes=False, now_ms=NOW)
    if state is HostState.CLOSED:
        told.host.tick(LATE)
    return told.host, told.told[2]


def _happens_to_host(host: Host, third: bytes, event: HostEvent) -> None:
    first = sent(PHONE.scans(host.card).begin())
    match event:
        case HostEvent.GREETED:
            host.hear(first, NOW)
        case HostEvent.GARBLED:
            host.hear(flipped(first, 900), NOW)
        case HostEvent.CONFIRMED:
            host.hear(third, NOW)
        case HostEvent.MISTAKEN:
            host.hear(b"\3" + third[:0:-1], NOW)
        case HostEvent.YES | HostEvent.NO:
            host.decide(yes=event is HostEvent.YES, now_ms=NOW)
        case HostEvent.OVER:
            host.tick(LATE)


@pytest.mark.parametrize("event", HostEvent)
@pytest.mark.parametrize("state", HostState)
def test_a_frame_moves_as_the_table_says_and_not_otherwise(
    state: HostState, event: HostEvent
) -> None:
    host, third = _host_in(state)
    assert host.state is state
    _happens_to_host(host, third, event)
    assert host.state is HOST_MOVES.get((state, event), state)


def _guest_in(state: GuestState) -> tuple[Guest, Host, bytes]:
    told = story()
    match state:
        case GuestState.WAITING:
            second = sent(told.host.hear(sent(told.guest.begin()), NOW))
            return told.guest, told.host, second
        case GuestState.COMPARING:
            told.meets()
        case GuestState.AGREED:
            told.meets().confirms()
        case GuestState.PAIRED:
            told.pairs()
        case GuestState.FAILED:
            told.meets().guest.agree(yes=False, now_ms=NOW)
    return told.guest, told.host, told.told[1]


def _happens_to_guest(guest: Guest, host: Host, second: bytes, event: GuestEvent) -> None:
    match event:
        case GuestEvent.WELCOMED:
            guest.hear(second, NOW)
        case GuestEvent.YES | GuestEvent.NO:
            guest.agree(yes=event is GuestEvent.YES, now_ms=NOW)
        case GuestEvent.ADMITTED | GuestEvent.REFUSED:
            yes = event is GuestEvent.ADMITTED
            for message in messages(host.decide(yes=yes, now_ms=NOW)):
                guest.hear(message, NOW)
        case GuestEvent.GARBLED:
            guest.hear(flipped(second, 900), NOW)
            guest.hear(b"\4" + bytes(200), NOW)
        case GuestEvent.OVER:
            guest.tick(LATE)


@pytest.mark.parametrize("event", GuestEvent)
@pytest.mark.parametrize("state", GuestState)
def test_a_phone_moves_as_the_table_says_and_not_otherwise(
    state: GuestState, event: GuestEvent
) -> None:
    guest, host, second = _guest_in(state)
    assert guest.state is state
    _happens_to_guest(guest, host, second, event)
    assert guest.state is GUEST_MOVES.get((state, event), state)
