"""What holds for the playlist of any library whose albums are shown in their order (P2)."""

from dataclasses import replace
from itertools import groupby, islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.curate.arranged import arrange, standing
from frame.curate.judge import judge
from frame.curate.library import Library
from frame.curate.playlist import plan
from frame.model import Shown
from tests.properties.test_playlist_properties import (
    CALM,
    NOW,
    eligible,
    libraries,
    settings,
    timed,
)


def alone(library: Library) -> Library:
    """Return the same library, in which nobody is wanted less."""
    return replace(library, likenesses={}, arranged=True)


@pytest.mark.promise("P2")
@CALM
@given(st.data())
def test_albums_come_whole_and_in_their_order_round_after_round(data: st.DataObject) -> None:
    library = alone(data.draw(libraries(smallest=1)))
    conditions = replace(data.draw(settings(library)), shown={})
    verdicts = judge(library)
    everybody = eligible(library, verdicts)
    order = arrange(library, [library.photos[name] for name in everybody], conditions.seed)
    albums = [name for name, _ in groupby(library.photos[photo].album for photo in order)]
    assert len(albums) == len(set(albums))
    for album in albums:
        its = [library.photos[name] for name in order if library.photos[name].album == album]
        assert its == sorted(its, key=lambda photo: standing(library, photo))
    picks = islice(plan(library, conditions, verdicts).picks(), 3 * len(everybody))
    came = [name for pick in picks for name in pick.photos][: 3 * len(everybody)]
    assert came == 3 * order


@pytest.mark.promise("P2")
@CALM
@given(st.data())
def test_an_arranged_round_goes_on_after_a_restart_as_if_there_was_none(
    data: st.DataObject,
) -> None:
    library = alone(data.draw(libraries(smallest=1)))
    conditions = replace(data.draw(settings(library)), shown={})
    verdicts = judge(library)
    whole = list(islice(timed(plan(library, conditions, verdicts), conditions.every), 40))
    cut = data.draw(st.integers(0, len(whole)))
    shown = {
        name: Shown(round=number, at=at)
        for at, number, pick in whole[:cut]
        for name in pick.photos
    }
    later = replace(conditions, shown=shown, now=NOW + cut * conditions.every)
    rest = list(islice(plan(library, later, verdicts).picks(), len(whole) - cut))
    assert [pick.photos for pick in rest] == [pick.photos for _, _, pick in whole[cut:]]


@pytest.mark.promise("P2")
@CALM
@given(st.data())
def test_what_somebody_gave_a_place_is_shown_though_it_is_nearly_the_same(
    data: st.DataObject,
) -> None:
    library = data.draw(libraries())
    kept, before = judge(replace(library, arranged=True)), judge(replace(library, arranged=False))
    for name, photo in library.photos.items():
        if photo.place and name in before.moment_of:
            assert kept.verdicts[name].keep
        assert kept.held == before.held
