from functools import partial
from pathlib import Path

import pytest

from frame.devices.clock import WallClock
from frame.devices.sim.link import SimBroker
from frame.model import OwnerId
from frame.post.draft import Draft
from frame.post.rows import Paired
from frame.protocol.envelope import Rank
from frame.protocol.hello import Gadget
from tests.owner.conftest import Owner
from tests.owner.frame_for_tests import FrameForTests


def _introduce(one: FrameForTests, other: FrameForTests) -> None:
    """Let two frames know each other, as if they had paired."""
    for here, there in ((one, other), (other, one)):
        row = Paired(
            name=there.node.books.me.name,
            suite=there.node.books.me.opener.suite,
            seal_key=there.node.books.me.opener.public,
            static=bytes(32),
            secret=b"s" * 32,
            rank=Rank.FRAME,
            gadget=Gadget.FRAME,
            owner=bytes(16),
            person="",
            label=there.label,
            added_ms=0,
        )
        here.do(partial(_add, here, row))


def _add(here: FrameForTests, row: Paired) -> None:
    here.vault.add_owner(row.label, WallClock().now(), OwnerId(row.owner.hex()))
    here.node.books.commit(Draft(add=[row]), None)
    here.node.relisten()


@pytest.mark.promise("P8")
def test_a_frame_that_only_another_frame_knows_gets_an_album_and_gives_it_back(
    owner: Owner, paired: FrameForTests, tmp_path: Path, broker: SimBroker, stick: Path
) -> None:
    with FrameForTests(tmp_path / "grandma", broker, "Grandma") as grandma:
        _introduce(paired, grandma)
        owner("album", "Summer")
        assert owner("grant", "Summer", "--purposes", "display,share", "--yes").code == 0
        assert owner("grant", "Summer", "--frame", "Attic", "--yes").code == 2
        said = owner("grant", "Summer", "--frame", "grandma", "--yes")
        assert said.code == 0, said.err
        assert "the frame “Grandma” may" in said.err
        assert owner("send", stick, "--album", "Summer").code == 0
        grandma.until(lambda: len(grandma.vault.photos()) == 3)
        said = owner("delete", "--album", "Summer", "--yes")
        assert "Kitchen: erased 3 photo(s)" in said.out
        assert "Grandma: erased 3 photo(s)" in said.out
        assert grandma.photos() == paired.photos() == 0


def test_a_frame_that_is_gone_can_be_forgotten_anyway(
    owner: Owner, granted: FrameForTests, broker: SimBroker
) -> None:
    broker.kill()
    assert owner("leave", "--yes", wait="0.3").code == 1
    said = owner("leave", "--yes", "--anyway", wait="0.3")
    assert said.code == 0, said.err
    assert "did not answer; this device has forgotten it" in said.out
    assert owner("frames", "--json").json == {"frames": []}
    assert owner("albums").code == 0
    assert granted.photos() == 0


def test_a_device_that_removes_itself_forgets_the_frame(
    owner: Owner, granted: FrameForTests
) -> None:
    name = owner("devices", "--json").json["devices"][0]["device"]
    assert owner("remove", name, "--yes").code == 0
    granted.until(lambda: not granted.node.books.devices())
    assert owner("frames", "--json").json == {"frames": []}


def test_captions_of_deleted_photos_are_gone_here_too(
    owner: Owner, granted: FrameForTests, stick: Path
) -> None:
    owner("send", stick, "--album", "Summer")
    photo = owner("photos", "--json").json["photos"][0]["photo"]
    owner("caption", photo, "At the lake")
    owner("delete", photo, "--yes")
    assert {one["caption"] for one in owner("photos", "--json").json["photos"]} == {""}
    assert granted.photos() == 2
