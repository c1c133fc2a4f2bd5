from pathlib import Path

import pytest

from frame.devices.sim.clock import SimEntropy
from frame.devices.sim.link import SimBroker
from tests.owner.conftest import Owner
from tests.owner.frame_for_tests import FrameForTests


@pytest.fixture(params=[1, 2, 3])
def broker(request: pytest.FixtureRequest) -> SimBroker:
    """A broker that repeats messages and delivers some after the next ones."""
    return SimBroker(SimEntropy(request.param))


def test_everything_works_where_messages_come_twice_and_in_the_wrong_order(
    owner: Owner, granted: FrameForTests, stick: Path
) -> None:
    sent = owner("send", stick, "--album", "Summer", "--json", wait="20").json
    assert (sent["kept"], len(sent["refused"])) == (3, 1)
    assert granted.photos() == 3
    said = owner("revoke", "Summer", "--yes", "--json", wait="20").json
    assert said["withdrawals"][0]["pending"] is False
    assert granted.photos() == 0
