"""Several devices of one family write in one album."""

from pathlib import Path

import pytest

from tests.owner.conftest import Owner
from tests.owner.frame_for_tests import FrameForTests


@pytest.fixture
def with_ben(owner: Owner, granted: FrameForTests) -> FrameForTests:
    """Another device is paired as contributor; `who="ben"` speaks for it."""
    said = owner("pair", granted.card(), "--name", "Ben", "--label", "Phone", "--yes", who="ben")
    assert said.code == 0, said.err
    return granted


def test_a_device_that_was_let_in_sends_photos_to_an_album_of_another(
    owner: Owner, with_ben: FrameForTests, stick: Path
) -> None:
    assert owner("send", stick, "--album", "Summer", who="ben").code == 2
    said = owner("admit", "Summer", "Phone")
    assert said.out == "'Ben, Phone' may write in 'Summer' now\n", said.err
    assert owner("sync", who="ben").code == 0
    assert "3 photo(s) sent" in owner("send", stick, "--album", "Summer", who="ben").out
    assert with_ben.photos() == 3


def test_an_owner_that_was_let_in_renews_and_takes_back(
    owner: Owner, with_ben: FrameForTests, stick: Path
) -> None:
    owner("send", stick, "--album", "Summer")
    assert owner("admit", "Summer", "Phone", "--role", "owner").code == 0
    owner("sync", who="ben")
    said = owner("revoke", "Summer", "--yes", who="ben")
    assert said.code == 0, said.err
    assert "erased 3 photo(s)" in said.out
    assert with_ben.photos() == 0
    owner("sync")
    assert "erased 3 photo(s)" in owner("receipts").out


def test_a_device_that_was_put_out_sends_nothing_more(
    owner: Owner, with_ben: FrameForTests, stick: Path
) -> None:
    owner("admit", "Summer", "Phone")
    owner("sync", who="ben")
    assert owner("dismiss", "Summer", "Phone", typed="n\n").code == 1
    assert owner("dismiss", "Summer", "Phone", "--yes").code == 0
    owner("sync", who="ben")
    owner("send", stick, "--album", "Summer", who="ben", wait="1")
    assert with_ben.photos() == 0


def test_only_the_device_that_began_an_album_lets_others_in(
    owner: Owner, with_ben: FrameForTests
) -> None:
    owner("admit", "Summer", "Phone", "--role", "owner")
    owner("sync", who="ben")
    said = owner("admit", "Summer", "Laptop", who="ben")
    assert said.code == 2
    assert "did not begin that album" in said.err
    assert len(with_ben.node.books.devices()) == 2
