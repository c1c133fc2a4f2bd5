import json
from pathlib import Path

import pytest

from frame.devices.sim.pictures import photo_like
from tests.owner.conftest import Owner
from tests.owner.frame_for_tests import FrameForTests


def _names(owner: Owner) -> list[str]:
    return [one["photo"] for one in owner("photos", "--json").json["photos"]]


@pytest.mark.promise("P9")
def test_what_was_removed_is_told_and_nothing_of_it_arrives(
    owner: Owner, granted: FrameForTests, stick: Path
) -> None:
    said = owner("send", stick, "--album", "Summer")
    assert said.code == 0, said.err
    assert "location (3)" in said.err
    assert "camera make and model (3)" in said.err
    assert "3 photo(s) sent, 0 sent before, 1 refused" in said.out
    assert "broken.jpg: refused: " in said.out
    stored = granted.do(lambda: [granted.vault.master(one.id) for one in granted.vault.photos()])
    assert all(b"Exif" not in one and b"Make" not in one for one in stored)
    dates = granted.do(lambda: [str(one.taken_at) for one in granted.vault.photos()])
    assert dates[0] == "2019-03-01 10:11:12"


def test_what_was_sent_is_not_sent_again(owner: Owner, sent: FrameForTests, stick: Path) -> None:
    picture = photo_like(320, 240, seed=9)
    (stick / "new.jpg").write_bytes(picture)
    (stick / "copy of new.jpg").write_bytes(picture)
    again = owner("send", stick, "--album", "Summer", "--json").json
    assert (again["kept"], again["already"]) == (1, 4)
    assert sent.photos() == 4


def test_photos_are_listed_with_what_the_frame_holds(owner: Owner, sent: FrameForTests) -> None:
    told = owner("photos", "--album", "Summer", "--json").json
    assert [one["state"] for one in told["photos"]] == ["the frame has it"] * 3
    assert [(one["album"], one["photos"]) for one in told["holding"]] == [("Summer", 3)]
    said = owner("photos")
    assert "Kitchen holds 3 photo(s) of 'Summer'" in said.out
    assert sent.photos() == 3


def test_a_caption_a_favourite_and_a_hidden_photo_reach_the_frame(
    owner: Owner, sent: FrameForTests
) -> None:
    first, second, third = _names(owner)
    assert owner("caption", first[:8], "At the lake").code == 0
    assert owner("favourite", second[:8]).code == 0
    assert owner("hide", third[:8]).code == 0
    photos = sent.do(sent.vault.photos)
    assert {photo.caption for photo in photos} == {"At the lake", ""}
    assert sum(photo.favourite for photo in photos) == 1
    assert sum(photo.hidden for photo in photos) == 1
    owner("favourite", second[:8], "--off")
    assert not any(photo.favourite for photo in sent.do(sent.vault.photos))


def test_words_that_would_turn_a_line_around_are_freed_and_never_refused(
    owner: Owner, sent: FrameForTests
) -> None:
    assert owner("caption", _names(owner)[0][:8], "At \u202ethe\u202c lake\u2069").code == 0
    assert "At the lake" in {photo.caption for photo in sent.do(sent.vault.photos)}
    assert owner("album", "Win\u2067ter", "--json").json["title"] == "Winter"
    assert owner("rename", "Laptop", "\u202dLap").code == 0
    assert owner("devices", "--json").json["devices"][0]["device"].endswith("Lap")


def test_a_photo_that_is_named_badly_is_asked_for_again(owner: Owner, sent: FrameForTests) -> None:
    for wrong in ("1234", "zzzzzzzz", "0" * 32):
        said = owner("caption", wrong, "x")
        assert said.code == 2
        assert f"there is no photo '{wrong}'" in said.err
    assert sent.photos() == 3


@pytest.mark.promise("P8")
def test_deleted_photos_are_gone_and_the_receipt_is_printed(
    owner: Owner, sent: FrameForTests
) -> None:
    first = _names(owner)[0]
    said = owner("delete", first[:10], typed="y\n")
    assert said.code == 0, said.err
    assert "every frame erases 1 photo(s) for good" in said.err
    assert "Kitchen: erased 1 photo(s)" in said.out
    assert sent.photos() == 2
    states = [one["state"] for one in owner("photos", "--json").json["photos"]]
    assert states == ["taken back", "the frame has it", "the frame has it"]


def test_a_photo_that_was_taken_back_may_be_sent_anew(
    owner: Owner, sent: FrameForTests, stick: Path
) -> None:
    before = _names(owner)
    owner("delete", before[0], "--yes")
    again = owner("send", stick, "--album", "Summer", "--json").json
    assert (again["kept"], again["already"]) == (1, 2)
    assert sent.photos() == 3
    assert len(set(_names(owner)) - set(before)) == 1


def test_a_no_changes_nothing(owner: Owner, sent: FrameForTests) -> None:
    assert owner("delete", "--album", "Summer", typed="no\n").code == 1
    assert owner("revoke", "Summer", typed="\n").code == 1
    assert sent.photos() == 3
    assert owner("receipts", "--json").json == {"withdrawals": []}


def test_delete_needs_photos_or_an_album(owner: Owner, sent: FrameForTests) -> None:
    assert owner("delete").code == 2
    assert owner("delete", "12345678", "--album", "Summer").code == 2
    assert sent.photos() == 3


def test_sending_needs_consent_first(owner: Owner, paired: FrameForTests, stick: Path) -> None:
    owner("album", "Summer")
    said = owner("send", stick, "--album", "Summer")
    assert said.code == 2
    assert "Kitchen may not show the album 'Summer'" in said.err
    assert "frame owner grant" in said.err
    assert paired.photos() == 0


def test_a_path_that_is_not_there_is_named(owner: Owner, granted: FrameForTests) -> None:
    said = owner("send", "nowhere", "--album", "Summer")
    assert said.code == 2
    assert "there is no nowhere" in said.err
    assert granted.photos() == 0


@pytest.mark.promise("P14")
def test_a_run_that_was_stopped_goes_on_where_it_was(
    owner: Owner, granted: FrameForTests, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from frame.owner.sending import Sender

    offer = Sender._offer

    def stopped(self: Sender, *rest: object) -> None:
        offer(self, *rest)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(Sender, "_offer", stopped)
    said = owner("send", stick, "--album", "Summer")
    assert said.code == 130
    assert "location (1)" in said.err
    monkeypatch.setattr(Sender, "_offer", offer)
    again = owner("send", stick, "--album", "Summer", "--json").json
    assert again["kept"] + again["already"] == 3
    assert granted.photos() == 3


def test_everything_can_be_exported(
    owner: Owner, sent: FrameForTests, stick: Path, tmp_path: Path
) -> None:
    first = _names(owner)[0]
    owner("caption", first, "At the lake")
    owner("delete", first, "--yes")
    (stick / "IMG_20190302_101112.jpg").unlink()
    out = tmp_path / "out"
    said = owner("export", out)
    assert said.code == 0, said.err
    assert "IMG_20190302_101112.jpg: not there any more" in said.err
    assert sorted(path.name for path in (out / "photos").rglob("*.jpg")) == [
        "00001.jpg",
        "00003.jpg",
    ]
    consents = (out / "consents.txt").read_text()
    for part in (
        "this device, album “Summer”",
        "allowed Kitchen: display, enhance, score",
        "With the photos of the album “Summer” the frame “Kitchen” may:",
        "took back 1 photo(s)",
        "receipt for ",
    ):
        assert part in consents
    journal = json.loads((out / "journal.json").read_text())
    kinds = [line["kind"] for line in journal["lines"]]
    assert kinds == ["found", "grant", "revoke", "receipt"]
    assert all(bytes.fromhex(line["told"]) for line in journal["lines"])
    assert len(json.loads((out / "photos.json").read_text())["photos"]) == 3
    assert sent.photos() == 2
    assert owner("export", out).code == 2
