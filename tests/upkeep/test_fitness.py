"""What numbers mean to a frame; a number that nobody knows is no fault."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.upkeep import fitness
from frame.upkeep.fitness import Result, Verdict, exit_code

RANK = {Verdict.OK: 0, Verdict.SKIPPED: 0, Verdict.WARN: 1, Verdict.FAIL: 2}


@pytest.mark.parametrize(
    ("result", "verdict"),
    [
        (fitness.storage(12.0, 40.0), Verdict.OK),
        (fitness.storage(2.0, 40.0), Verdict.WARN),
        (fitness.storage(0.4, 40.0), Verdict.FAIL),
        (fitness.wear((), None), Verdict.SKIPPED),
        (fitness.wear((0, 0), 0), Verdict.SKIPPED),
        (fitness.wear((1, 2), 1), Verdict.OK),
        (fitness.wear((1, 10), 1), Verdict.WARN),
        (fitness.wear((1, 1), 3), Verdict.WARN),
        (fitness.network((), None), Verdict.WARN),
        (fitness.network(("eth0",), None), Verdict.OK),
        (fitness.network(("wlan0",), -60.0), Verdict.OK),
        (fitness.network(("wlan0",), -80.0), Verdict.WARN),
        (fitness.network(("wlan0",), -90.0), Verdict.FAIL),
        (fitness.clock(plausible=False, synchronised=None), Verdict.FAIL),
        (fitness.clock(plausible=True, synchronised=False), Verdict.WARN),
        (fitness.clock(plausible=True, synchronised=None), Verdict.OK),
        (fitness.memory(None), Verdict.SKIPPED),
        (fitness.memory(930), Verdict.OK),
        (fitness.memory(460), Verdict.WARN),
        (fitness.camera(there=False, enabled=False, light=None, trouble=""), Verdict.SKIPPED),
        (fitness.camera(there=True, enabled=True, light=40, trouble=""), Verdict.OK),
        (fitness.camera(there=True, enabled=True, light=0, trouble=""), Verdict.WARN),
        (fitness.camera(there=True, enabled=False, light=None, trouble="busy"), Verdict.WARN),
        (fitness.camera(there=False, enabled=True, light=None, trouble=""), Verdict.FAIL),
    ],
    ids=lambda one: one.means if isinstance(one, Result) else str(one),
)
def test_each_number_is_judged(result: Result, verdict: Verdict) -> None:
    assert result.verdict is verdict
    assert bool(result.do) == (verdict in {Verdict.WARN, Verdict.FAIL})


@given(st.floats(-110, -20), st.floats(-110, -20))
def test_a_stronger_signal_is_never_judged_worse(one: float, other: float) -> None:
    weak, strong = (fitness.network(("wlan0",), dbm).verdict for dbm in sorted((one, other)))
    assert RANK[strong] <= RANK[weak]


def test_only_a_failure_is_told_by_the_exit_code() -> None:
    warned, failed = fitness.memory(460), fitness.network(("wlan0",), -95.0)
    assert exit_code([warned, fitness.memory(None)]) == 0
    assert exit_code([warned, failed]) == 1
