"""Photos moved between albums, and pictures fetched back, whose files are gone."""

import io
import json
from pathlib import Path

import pytest
from PIL import Image

from frame.post.rows import Paired
from frame.protocol.frame_pictures import Copied, CopyResult, Outcome
from frame.services.network.refiling import Refiling, _Task
from tests.owner.conftest import Owner
from tests.owner.frame_for_tests import FrameForTests


@pytest.fixture
def sent(owner: Owner, granted: FrameForTests, stick: Path) -> FrameForTests:
    """Three photos in the album Summer, whose files are gone; Hills may be shown, too."""
    assert owner("send", stick, "--album", "Summer").code == 0
    for file in stick.glob("IMG_*"):
        file.unlink()
    assert owner("album", "Hills").code == 0
    assert owner("grant", "Hills", "--yes").code == 0
    return granted


def _rows(owner: Owner, album: str) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = owner("photos", "--album", album, "--json").json["photos"]
    return [one for one in rows if one["state"] != "taken back"]


def _titles(frame: FrameForTests) -> list[str]:
    def titles() -> list[str]:
        names = {one.id: one.title for one in frame.vault.albums()}
        return sorted(names[one.album] for one in frame.vault.photos())

    return frame.do(titles)


@pytest.mark.promise("P8")
def test_photos_move_without_their_files_and_the_old_ones_are_acknowledged(
    owner: Owner, sent: FrameForTests
) -> None:
    first, second, third = (one["photo"] for one in _rows(owner, "Summer"))
    owner("caption", first, "At the lake")
    owner("hide", second)
    said = owner("move", first[:8], second[:8], "--to", "hills")
    assert said.code == 0, said.err
    assert "2 photo(s) moved to 'Hills'" in said.out
    assert "Kitchen: erased 2 photo(s)" in said.out
    assert _titles(sent) == ["Hills", "Hills", "Summer"]
    assert [one["photo"] for one in _rows(owner, "Summer")] == [third]
    moved = _rows(owner, "Hills")
    assert [one["state"] for one in moved] == ["the frame has it"] * 2
    assert [one["caption"] for one in moved] == ["At the lake", ""]
    assert not {one["photo"] for one in moved} & {first, second}
    photos = sent.do(sent.vault.photos)
    assert sorted(one.caption for one in photos) == ["", "", "At the lake"]
    assert sum(one.hidden for one in photos) == 1
    assert sorted(str(one.taken_at)[:10] for one in photos) == [
        "2019-03-01",
        "2019-03-02",
        "2019-03-03",
    ]


def test_a_moved_photo_is_deleted_by_its_new_name(owner: Owner, sent: FrameForTests) -> None:
    (name, *_) = (one["photo"] for one in _rows(owner, "Summer"))
    owner("move", name, "--to", "Hills")
    again = owner("move", name, "--to", "Hills")
    assert again.code == 2
    assert "was taken back" in again.err
    (row,) = _rows(owner, "Hills")
    assert owner("delete", row["photo"], "--yes").code == 0
    assert _titles(sent) == ["Summer", "Summer"]


def test_an_album_that_may_not_be_shown_takes_nothing(owner: Owner, sent: FrameForTests) -> None:
    owner("album", "Woods")
    name = _rows(owner, "Summer")[0]["photo"]
    said = owner("move", name, "--to", "Woods")
    assert said.code == 2
    assert "Kitchen may not show the album 'Woods'" in said.err
    assert _titles(sent) == ["Summer"] * 3


def test_where_the_frame_has_no_room_the_photo_stays(
    owner: Owner, sent: FrameForTests, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = _rows(owner, "Summer")[0]["photo"]
    monkeypatch.setattr(Refiling, "_has_room", lambda *_: False)
    said = owner("move", name, "--to", "Hills")
    assert said.code == 1
    assert "stays where it is: Kitchen: there is no room on the frame" in said.out
    assert _titles(sent) == ["Summer"] * 3


@pytest.mark.promise("P14")
def test_a_frame_that_did_not_answer_loses_nothing_and_hears_the_same_names_again(
    owner: Owner, sent: FrameForTests
) -> None:
    name = _rows(owner, "Summer")[0]["photo"]
    grounds, say = sent.node.grounds, sent.node.grounds.say
    object.__setattr__(grounds, "say", lambda *_: True)
    said = owner("move", name, "--to", "Hills", wait="1")
    object.__setattr__(grounds, "say", say)
    assert said.code == 1
    assert "Kitchen does not answer" in said.out
    assert _titles(sent) == ["Hills", *["Summer"] * 3], "nothing was taken back"
    said = owner("move", name, "--to", "Hills")
    assert said.code == 0, said.err
    assert _titles(sent) == ["Hills", "Summer", "Summer"]


def test_an_answer_to_another_question_is_not_believed(owner: Owner, sent: FrameForTests) -> None:
    name = _rows(owner, "Summer")[0]["photo"]
    refiling = sent.node._front._refiling

    def lie(task: _Task, device: Paired) -> None:
        outcome = Outcome(name=b"?" * 16, result=CopyResult.KEPT)
        told = Copied(to_album=task.asked.to_album, outcomes=(outcome,))
        refiling._grounds.say(device.name, told)

    refiling._serving.step = lie
    said = owner("move", name, "--to", "Hills", wait="1")
    assert said.code == 1
    assert _titles(sent) == ["Summer"] * 3


def test_pictures_come_back_whose_files_are_gone(
    owner: Owner, sent: FrameForTests, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    first = _rows(owner, "Summer")[0]["photo"]
    owner("caption", first, "At the lake")
    owner("move", _rows(owner, "Summer")[2]["photo"], "--to", "Hills")
    told = owner("export", out, "--photos", "--json")
    assert told.json["pictures"] == 3
    assert told.json["photos"] == 0
    assert len(told.json["missing"]) == 4
    rows = json.loads((out / "pictures.json").read_text())["pictures"]
    assert {one["album"] for one in rows} == {"Summer", "Hills"}
    assert [one["caption"] for one in rows if one["photo"] == first] == ["At the lake"]
    masters = sent.do(lambda: {sent.vault.master(one.id) for one in sent.vault.photos()})
    files = [out / one["file"] for one in rows]
    assert {file.read_bytes() for file in files} == masters
    for file in files:
        assert file.parent.name[8:] in {"-summer", "-hills"}
        assert Image.open(io.BytesIO(file.read_bytes())).size == (320, 240)
    assert not list(out.rglob("*.part"))


def test_fetching_that_was_stopped_goes_on_and_fetches_nothing_twice(
    owner: Owner, sent: FrameForTests, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    owner("export", out, "--photos")
    (gone, kept, _) = sorted(out.rglob("pictures/*/*.jpg"))
    before = kept.stat().st_mtime_ns
    gone.unlink()
    gone.with_suffix(".part").write_bytes(b"half")
    told = owner("export", out, "--photos", "--json").json
    assert (told["pictures"], told["pictures_already"]) == (1, 2)
    assert gone.exists()
    assert kept.stat().st_mtime_ns == before
    assert sent.photos() == 3


def test_a_folder_of_somebody_else_is_left_alone(
    owner: Owner, sent: FrameForTests, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "journal.json").write_text('{"signer": "somebody"}')
    said = owner("export", out, "--photos")
    assert said.code == 2
    assert "is not empty" in said.err
    assert [one.name for one in out.iterdir()] == ["journal.json"]
    assert sent.photos() == 3


def test_titles_of_others_are_no_paths(owner: Owner, sent: FrameForTests, tmp_path: Path) -> None:
    owner("album", "../../etc/$(x)\u202e")
    owner("grant", "../../etc/$(x)", "--yes")
    name = _rows(owner, "Summer")[0]["photo"]
    said = owner("move", name, "--to", "../../etc/$(x)")
    assert said.code == 0, said.err
    out = tmp_path / "out"
    assert owner("export", out, "--photos").code == 0
    folders = {one.name[8:] for one in (out / "pictures").iterdir()}
    assert folders == {"-summer", "-etc-x"}
    assert sent.photos() == 3


def test_what_is_no_picture_is_not_written(
    owner: Owner, sent: FrameForTests, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sent.vault, "master", lambda _: b"#!/bin/sh")
    out = tmp_path / "out"
    said = owner("export", out, "--photos")
    assert said.code == 1
    assert said.err.count("the picture did not come") == 3
    assert not list(out.rglob("*.jpg"))


def test_a_frame_that_is_away_is_named(owner: Owner, sent: FrameForTests, tmp_path: Path) -> None:
    sent.mute()
    said = owner("export", tmp_path / "out", "--photos", wait="0.5")
    assert said.code == 1
    assert "Kitchen does not answer" in said.err
    assert (tmp_path / "out" / "consents.txt").exists()
