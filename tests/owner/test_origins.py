"""A file is sent, listed and copied whatever bytes its name is made of."""

import os
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from frame.devices.sim.pictures import photo_like
from frame.owner.origins import kept, path_of
from tests.owner.conftest import Owner
from tests.owner.frame_for_tests import FrameForTests


@given(st.binary(min_size=1, max_size=40).filter(lambda name: not {0, 0xEE} & set(name)))
def test_what_is_kept_of_a_path_is_text_and_reads_back(name: bytes) -> None:
    path = Path(os.fsdecode(b"/stick/" + name))
    assert kept(path).encode()
    assert path_of(kept(path)) == path.absolute()


def test_a_photo_whose_name_is_no_text_is_sent_and_copied(
    owner: Owner, granted: FrameForTests, tmp_path: Path
) -> None:
    stick = tmp_path / "old"
    stick.mkdir()
    (stick / os.fsdecode(b"M\xfcller.jpg")).write_bytes(photo_like(320, 240, seed=4))
    (stick / os.fsdecode(b"none\xfc.jpg")).write_bytes(b"this is no picture")
    said = owner("send", stick, "--album", "Summer")
    assert said.code == 0, said.err
    assert "1 photo(s) sent, 0 sent before, 1 refused" in said.out
    assert granted.photos() == 1
    assert owner("photos").code == 0
    out = tmp_path / "out"
    assert owner("export", out, "--photos").code == 0
    assert len(list((out / "photos").rglob("*.jpg"))) == 1
