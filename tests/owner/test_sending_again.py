"""What a frame has lost since is sent again, and nobody says that it is there."""

from pathlib import Path

import pytest

from frame.model import PhotoId
from frame.owner.moving import Mover
from frame.post.rows import Paired
from frame.protocol.frame_views import AskPhotos, Photos
from frame.services.network.gallery import Gallery
from tests.owner.conftest import Owner
from tests.owner.frame_for_tests import FrameForTests


def _states(owner: Owner) -> list[str]:
    return [one["state"] for one in owner("photos", "--json").json["photos"]]


@pytest.mark.promise("P8")
def test_photos_are_sent_again_after_display_was_taken_back_and_allowed_again(
    owner: Owner, sent: FrameForTests, stick: Path
) -> None:
    said = owner("revoke", "Summer", "--purpose", "display", "--yes")
    assert "Kitchen: erased 3 photo(s)" in said.out
    assert sent.photos() == 0
    assert _states(owner) == ["the frame does not have it any more"] * 3
    owner("grant", "Summer", "--yes")
    again = owner("send", stick, "--album", "Summer", "--json").json
    assert (again["kept"], again["already"]) == (3, 0)
    assert sent.photos() == 3
    assert _states(owner) == ["the frame has it"] * 3


def test_what_somebody_erased_at_the_frame_is_sent_again_and_nothing_else(
    owner: Owner, sent: FrameForTests, stick: Path
) -> None:
    def erase_one() -> PhotoId:
        photo = sent.vault.photos()[0].id
        sent.vault.erase_photo(photo, sent.node._clock.now())
        return photo

    gone = sent.do(erase_one)
    again = owner("send", stick, "--album", "Summer", "--json").json
    assert (again["kept"], again["already"]) == (1, 2)
    assert sent.photos() == 3
    assert gone not in {one.id for one in sent.do(sent.vault.photos)}


@pytest.mark.promise("P7")
def test_a_shorter_lease_erases_nothing_and_says_so(owner: Owner, sent: FrameForTests) -> None:
    said = owner("grant", "Summer", "--yes", "--days", "7")
    assert said.code == 0
    assert "takes the place of what 'Kitchen' may do now" in said.err
    assert "No photo is erased by that" in said.err
    owner("sync")
    assert sent.photos() == 3
    told = owner("receipts").out
    assert "took back display, enhance, score from Kitchen" in told
    assert "Kitchen: erased no photo, only what it had computed for this," in told
    assert _states(owner) == ["the frame has it"] * 3


def test_a_lease_without_display_says_that_the_photos_go(
    owner: Owner, sent: FrameForTests
) -> None:
    said = owner("grant", "Summer", "--yes", "--purposes", "score")
    assert "'Kitchen' may not display this album any more, and erases its photos" in said.err
    owner("sync")
    assert sent.photos() == 0


def _first_page_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have frames list one photo in each message, and never say the next ones."""
    page = Gallery._page

    def first(self: Gallery, asked: AskPhotos) -> Photos:
        return page(self, AskPhotos(album=asked.album, after=None))

    monkeypatch.setattr("frame.services.network.gallery.PAGE", 1)
    monkeypatch.setattr(Gallery, "_page", first)


def test_a_list_that_does_not_come_whole_proves_nothing_lost(
    owner: Owner, sent: FrameForTests, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _first_page_only(monkeypatch)
    said = owner("send", stick, "--album", "Summer", wait="1")
    assert said.code == 1
    assert "does not answer" in said.err
    monkeypatch.undo()
    assert sent.photos() == 3


def test_pictures_whose_list_does_not_come_whole_are_not_said_to_be_all(
    owner: Owner, sent: FrameForTests, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _first_page_only(monkeypatch)
    said = owner("export", tmp_path / "out", "--photos", wait="1")
    assert said.code == 1
    assert "Kitchen does not answer; run this again when it is there" in said.err
    assert "wrote 1 picture(s)" in said.out
    assert sent.photos() == 3


@pytest.mark.promise("P14")
def test_a_photo_stays_where_its_new_album_was_taken_back_while_others_were_asked(
    owner: Owner, sent: FrameForTests, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner("album", "Hills")
    owner("grant", "Hills", "--yes")
    name = owner("photos", "--json").json["photos"][0]["photo"]
    asked = Mover._ask

    def meanwhile(self: Mover, frame: Paired, some: object) -> None:
        asked(self, frame, some)  # type: ignore[arg-type]
        before = self._taken_from
        monkeypatch.setattr(self, "_taken_from", lambda one: (before(one)[0], 7))

    monkeypatch.setattr(Mover, "_ask", meanwhile)
    said = owner("move", name, "--to", "Hills")
    assert said.code == 1
    assert "stays where it is: Kitchen: what it may show was changed meanwhile" in said.out
    assert owner("receipts", "--json").json == {"withdrawals": []}
    assert sent.photos() == 4
