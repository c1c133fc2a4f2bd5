"""The first minute after a wipe: a card, then a restart where the machine begins anew."""

import pytest

from frame.devices.sim.clock import SimClock
from frame.services import deeds
from frame.services.parting import SHOWN_S, Parting, view_of
from frame.slideshow.ending_card import EndingKind, EndingView
from frame.slideshow.events import Ending
from frame.slideshow.view import Sort, View
from tests.services.conftest import NOON
from tests.services.test_last_word import last_word

pytestmark = [pytest.mark.promise("P13")]


class Glass:
    """Remembers what it was told to say; `there` once a display came."""

    def __init__(self) -> None:
        self.said: list[EndingView | None] = []
        self.there = True

    def view(self) -> View | None:
        return View(sort=Sort.CARD) if self.there else None

    def tell(self, news: Ending) -> None:
        self.said.append(news.view)


def parted(
    said: EndingView | None, *, begun: bool, clock: SimClock
) -> tuple[Parting, Glass, list[deeds.Deed]]:
    glass, asked = Glass(), list[deeds.Deed]()
    return Parting(glass, said, clock, asked.append, lambda: begun), glass, asked


def test_a_family_that_left_is_told_for_a_minute_and_the_card_discards() -> None:
    clock, view = SimClock(NOON), view_of(last_word(), machine=False)
    parting, glass, asked = parted(view, begun=False, clock=clock)
    parting.step()
    assert glass.said == [view]
    clock.pass_time(SHOWN_S + 1)
    parting.step()
    assert glass.said == [view]
    assert asked == [deeds.Trim()]


def test_a_machine_that_begins_anew_restarts_after_that_minute() -> None:
    clock = SimClock(NOON)
    parting, _, asked = parted(view_of(last_word(), machine=True), begun=True, clock=clock)
    parting.step()
    clock.pass_time(SHOWN_S - 1)
    parting.step()
    assert asked == []
    clock.pass_time(2)
    parting.step()
    parting.step()
    assert asked == [deeds.Restart()]


def test_the_minute_begins_with_the_display_and_one_that_never_comes_is_not_waited_for() -> None:
    clock, view = SimClock(NOON), view_of(last_word(), machine=True)
    parting, glass, asked = parted(view, begun=True, clock=clock)
    glass.there = False
    clock.pass_time(SHOWN_S - 10)
    parting.step()
    glass.there = True
    parting.step()
    clock.pass_time(SHOWN_S - 10)
    parting.step()
    assert (glass.said, asked) == ([view], [])
    lonely, nobody, asked = parted(view, begun=True, clock=clock)
    nobody.there = False
    clock.pass_time(SHOWN_S + 1)
    lonely.step()
    assert (nobody.said, asked) == ([], [deeds.Restart()])


@pytest.mark.parametrize("begun", [False, True])
def test_a_start_without_a_last_word_says_nothing_and_never_restarts(*, begun: bool) -> None:
    clock = SimClock(NOON)
    parting, glass, asked = parted(None, begun=begun, clock=clock)
    clock.pass_time(10 * SHOWN_S)
    parting.step()
    assert (glass.said, asked) == ([], [])


def test_a_frame_that_could_not_sign_claims_no_number() -> None:
    view = view_of(None, machine=False)
    assert view == EndingView(kind=EndingKind.EMPTY)
