import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from frame.devices.sim.link import SimBroker
from frame.owner.words import Agreement, notice_of
from frame.protocol.lines import Purpose
from tests.owner.conftest import Owner
from tests.owner.frame_for_tests import FrameForTests


def _only(owner: Owner) -> dict[str, Any]:
    albums = owner("albums", "--json").json["albums"]
    assert len(albums) == 1
    album: dict[str, Any] = albums[0]
    return album


@pytest.mark.promise("P7")
def test_the_words_that_were_shown_are_what_is_signed(
    owner: Owner, granted: FrameForTests, tmp_path: Path
) -> None:
    said = owner("grant", "Summer", "--purposes", "display,faces", "--days", "5", typed="y\n")
    assert said.code == 0, said.err
    for part in (
        "the frame “Kitchen” may:",
        "show them on its screen",
        "compare faces in them",
        "It may not: mend light",
        "It is not renewed by itself.",
        "take it back at any time",
    ):
        assert part in said.err
    (one,) = _only(owner)["frames"]
    assert one["purposes"] == ["display", "faces"]
    owner("export", tmp_path / "out")
    text = (tmp_path / "out" / "consents.txt").read_text()
    words = said.err.split("\n[")[0]
    shown = words[words.index("With the photos") : words.index("signed receipt.") + 15]
    assert hashlib.sha256(shown.encode()).hexdigest() in text
    assert granted.photos() == 0


def test_a_grant_says_who_may_do_what_until_when(owner: Owner, granted: FrameForTests) -> None:
    album = _only(owner)
    (one,) = album["frames"]
    assert one["frame"] == granted.label
    assert one["purposes"] == ["display", "enhance", "score"]
    assert one["until"] is not None
    assert "Kitchen" in owner("albums").out


@pytest.mark.parametrize("purposes", ["", " ", ","])
def test_a_grant_for_no_purpose_is_not_signed_for_the_usual_ones(
    owner: Owner, paired: FrameForTests, purposes: str
) -> None:
    owner("album", "Summer")
    said = owner("grant", "Summer", "--purposes", purposes, "--yes")
    assert said.code == 2
    assert "there is no purpose" in said.err
    assert _only(owner)["frames"] == []
    assert paired.photos() == 0


def test_purposes_are_taken_one_by_one(owner: Owner, granted: FrameForTests) -> None:
    said = owner("revoke", "Summer", "--purpose", "score", typed="y\n")
    assert said.code == 0, said.err
    assert "took back score from Kitchen" in said.out
    (one,) = _only(owner)["frames"]
    assert one["purposes"] == ["display", "enhance"]
    assert owner("grant", "Summer", "--yes").code == 0
    (one,) = _only(owner)["frames"]
    assert one["purposes"] == ["display", "enhance", "score"]
    assert granted.photos() == 0


@pytest.mark.promise("P8")
def test_a_frame_that_loses_an_album_erases_it_and_says_so(
    owner: Owner, granted: FrameForTests, stick: Path
) -> None:
    owner("send", stick, "--album", "Summer")
    said = owner("revoke", "Summer", typed="y\n")
    assert said.code == 0, said.err
    assert "erases every photo of the album 'Summer' for good" in said.err
    assert "took back everything from Kitchen" in said.out
    assert "Kitchen: erased 3 photo(s)" in said.out
    assert granted.photos() == 0
    (told,) = owner("receipts", "--json").json["withdrawals"]
    assert told["pending"] is False
    assert told["frames"][0]["photos"] == 3
    again = owner("grant", "Summer", "--yes")
    assert again.code == 2
    assert "was taken back for good" in again.err


def test_an_album_is_deleted_everywhere(owner: Owner, granted: FrameForTests, stick: Path) -> None:
    owner("send", stick, "--album", "Summer")
    said = owner("delete", "--album", "Summer", "--yes", "--json")
    assert said.json["withdrawals"][0]["frames"][0]["photos"] == 3
    assert granted.photos() == 0
    assert _only(owner)["revoked"] is True
    assert owner("send", stick, "--album", "Summer").code == 2


def test_a_revocation_counts_while_the_frame_is_away_and_is_told_later(
    owner: Owner, tmp_path: Path, broker: SimBroker, stick: Path
) -> None:
    folder = tmp_path / "hall"
    with FrameForTests(folder, broker, "Hall") as hall:
        assert owner("pair", hall.card(), "--yes").code == 0
        owner("album", "Summer")
        owner("grant", "Summer", "--yes")
        owner("send", stick, "--album", "Summer")
        assert hall.photos() == 3
    said = owner("revoke", "Summer", "--yes", wait="0.5")
    assert said.code == 0
    assert "Hall: pending" in said.out
    assert "a frame that is away answers when it hears of it" in said.err
    assert owner("receipts", "--json").json["withdrawals"][0]["pending"] is True
    with FrameForTests(folder, broker, "Hall") as hall:
        told = owner("sync", "--json").json
        assert told["withdrawals_pending"] == []
        assert hall.photos() == 0
    assert "Hall: erased 3 photo(s)" in owner("receipts").out


def test_a_grant_is_signed_while_nobody_can_be_reached(
    owner: Owner, tmp_path: Path, broker: SimBroker
) -> None:
    with FrameForTests(tmp_path / "hall", broker, "Hall") as hall:
        owner("pair", hall.card(), "--yes")
    broker.kill()
    owner("album", "Summer")
    said = owner("grant", "Summer", "--yes", "--json", wait="0.5")
    assert said.json["heard"] is False
    assert "the frame has not heard it yet" in said.err
    broker.start()
    with FrameForTests(tmp_path / "hall", broker, "Hall") as hall:
        assert owner("sync").code == 0
        ledgers = hall.do(lambda: list(hall.node.books.ledgers.values()))
        assert [len(ledger.granted) for ledger in ledgers] == [1]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("grant", "Winter"), "there is no album 'Winter'"),
        (("grant", "Summer", "--frame", "Attic"), "there is no frame 'Attic'"),
        (("grant", "Summer", "--purposes", "sell"), "there is no purpose 'sell'"),
        (("grant", "Summer", "--days", "31"), "1 to 30 days"),
        (("grant", "Summer", "--blur-strangers"), "photos that are sent on"),
        (("revoke", "Summer", "--purpose", "x"), "there is no purpose 'x'"),
        (("album", ""), "a title has 1 to 200 characters"),
        (("grant", "Summer"), "nobody was there to answer"),
        (("send", "x", "--album", "Summer", "--frame", "Attic"), "there is no"),
    ],
)
def test_what_makes_no_sense_is_said_in_a_sentence(
    owner: Owner, granted: FrameForTests, words: tuple[str, ...], sentence: str
) -> None:
    said = owner(*words)
    assert said.code == 2
    assert sentence in said.err
    assert "Traceback" not in said.err
    assert granted.photos() == 0


def test_the_same_words_have_the_same_digest_and_other_words_another() -> None:
    def agreement(frame: str) -> Agreement:
        now = datetime(2026, 11, 30, 12, tzinfo=UTC)
        return Agreement(
            title="Summer",
            frame=frame,
            purposes=(Purpose.DISPLAY, Purpose.SHARE),
            begins=now,
            until=now,
            renews=True,
            blurred=True,
        )

    one, two = agreement("Kitchen").text, agreement("Hall").text
    assert notice_of(one) == hashlib.sha256(one.encode()).digest()
    assert notice_of(one) != notice_of(two)
    assert "Faces of strangers are blurred" in one
    assert "This ends on 30 November 2026 at 12:00 UTC." in one
