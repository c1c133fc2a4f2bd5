"""The phone's office against a real frame over mosquitto: the same protocol, another language.

One frame serves all of these tests; each has a phone of its own, and the last one wipes the frame.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from frame.devices.sim.pictures import photo_like
from frame.services import household
from frame.store.rows import Template
from tests.integration.brokers import until
from tests.integration.frame_kit import RealFrame
from tests.phone.office_kit import NodePhone, Refusal

ALL = ["display", "enhance", "score"]
YES, NO = True, False


@pytest.fixture(scope="module")
def frame(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealFrame]:
    """A frame that recognises one person already."""
    frame = RealFrame(tmp_path_factory.mktemp("house"))
    with household.opened(frame.state) as home:
        home.vault.add_person("Oma", [Template(b"\1" * 128)], "0" * 64, datetime.now(UTC))
    with frame:
        yield frame


def phone_of(folder: Path, frame: RealFrame) -> NodePhone:
    return NodePhone(folder, f"ws://127.0.0.1:{frame.websocket_port}/mqtt")


@pytest.fixture
def phone(tmp_path: Path, frame: RealFrame) -> Iterator[NodePhone]:
    with phone_of(tmp_path / "phone", frame) as phone:
        yield phone


@pytest.fixture
def other(tmp_path: Path, frame: RealFrame) -> Iterator[NodePhone]:
    with phone_of(tmp_path / "other", frame) as other:
        yield other


def pair(phone: NodePhone, frame: RealFrame, person: str = "Ada") -> None:
    card = frame.ask("pair", "--role", "owner")["card"]
    phone("pair", card, person, f"{person}'s phone")
    digits = phone.until(lambda view: view["pairing"]["digits"])["pairing"]["digits"]
    assert digits == frame.digits()
    phone("agree", YES)
    frame.run("pair", "--confirm", digits)
    phone.until(lambda view: view["pairing"]["state"] == "paired")
    phone("endPairing")
    phone.until(lambda view: view["frames"][0]["state"] == "there")


def found(phone: NodePhone, title: str = "Summer", purposes: Sequence[str] = ALL) -> str:
    chosen = phone.view["chosen"]
    words = phone("words", None, title, chosen, purposes, NO, "en")
    return str(phone("found", title, purposes, words))


def pictures(folder: Path, count: int, edge: int = 400) -> list[str]:
    folder.mkdir(exist_ok=True)
    paths = [folder / f"IMG_2019030{seed % 9 + 1}_10111{seed % 10}.jpg" for seed in range(count)]
    for seed, path in enumerate(paths):
        path.write_bytes(photo_like(edge, edge * 3 // 4, seed=seed))
    return [str(path) for path in paths]


def counts(view: Any) -> tuple[int, int]:
    """Return how many photos the newest album holds, and the frame."""
    return view["albums"][0]["held"], view["frames"][0]["photos"]


def all_there(view: Any) -> bool:
    sending = view["sending"]
    return bool(sending["total"]) and sending["there"] == sending["total"]


def test_a_phone_pairs_sends_captions_hides_erases_and_gets_a_receipt(
    phone: NodePhone, frame: RealFrame, tmp_path: Path
) -> None:
    pair(phone, frame)
    before = len(frame.photos())
    assert phone.view["frames"][0]["role"] == "owner"
    album = found(phone)
    phone.until(lambda view: not view["albums"][0]["leases"][0]["pending"])

    paths = pictures(tmp_path / "stick", 5)
    phone("send", paths, album)
    items = phone.until(all_there)["sending"]["items"]
    assert len(frame.photos()) == before + 5
    phone("send", paths, album)
    assert len(phone.until(all_there)["sending"]["items"]) == 5
    assert len(frame.photos()) == before + 5, "a file that is there already was sent again"
    phone.until(lambda view: counts(view) == (5, before + 5), 5)

    phone("caption", album, items[0]["id"], "On the pier")
    phone("hide", album, [items[1]["id"]], YES)
    withdrawal = phone("erase", album, [items[2]["id"]])
    view = phone.until(lambda view: view["tookBack"][0]["answers"][0]["receipt"] is not None)
    assert view["tookBack"][0]["id"] == withdrawal
    assert view["tookBack"][0]["answers"][0]["receipt"]["photos"] == 1
    phone.until(lambda view: counts(view) == (4, before + 4), 5)
    assert len(frame.photos()) == before + 4

    shown = {one["id"]: one for one in phone("photos", album)}
    assert shown.keys() == {one["id"] for one in items} - {items[2]["id"]}
    assert shown[items[0]["id"]]["caption"] == "On the pier"
    assert shown[items[1]["id"]]["hidden"]
    assert phone("thumbnail", album, items[0]["id"])["text"][6:10] == "JFIF"

    assert sum(one["isMe"] for one in phone("devices")) == 1
    history = [entry["kind"] for entry in phone("history", album)]
    assert history == ["receipt", "took-back", "granted", "founded"]

    _take_the_album_back(phone, album)
    assert len(frame.photos()) == before
    _take_it_along(phone)


def _take_it_along(phone: NodePhone) -> None:
    told = phone("exportAll")["text"]
    assert '"kind": "receipt"' in told
    assert "secret" not in told


def _take_the_album_back(phone: NodePhone, album: str) -> None:
    phone("takeBack", album, None, [])
    view = phone.until(lambda view: view["tookBack"][0]["answers"][0]["receipt"] is not None)
    assert view["tookBack"][0]["what"] == "album"
    assert view["albums"][0]["isOver"]


def test_a_phone_that_is_killed_while_it_sends_goes_on_and_loses_nothing(
    phone: NodePhone, frame: RealFrame, tmp_path: Path
) -> None:
    pair(phone, frame)
    before = len(frame.photos())
    album = found(phone)
    phone("send", pictures(tmp_path / "stick", 6, edge=1200), album)
    for least in (1, 3):
        phone.until(lambda view, least=least: view["sending"]["there"] >= least)  # type: ignore[misc]
        phone.kill()
        phone.start()
    phone.until(all_there)
    assert len(frame.photos()) == before + 6


def test_a_phone_sees_and_changes_how_the_frame_is_set(phone: NodePhone, frame: RealFrame) -> None:
    pair(phone, frame)
    before = phone.until(lambda view: view["settings"] is not None)["settings"]
    night = {"from": 1320, "until": 400}
    phone("set", {"brightness": 40, "night": night, "arranged": True})
    phone("set", {"guests": True})
    after = phone.view["settings"]
    assert after == {**before, "brightness": 40, "night": night, "guests": True, "arranged": True}
    phone("watch", YES)
    assert phone.until(lambda view: view["glass"] is not None)["glass"]["kind"] == "card"


def test_a_phone_that_was_removed_is_told_so(phone: NodePhone, frame: RealFrame) -> None:
    pair(phone, frame)
    found(phone)
    frame.run("devices", "--remove", phone.view["me"]["id"])
    view = phone.until(lambda view: view["frames"][0]["state"] == "removed")
    assert view["frames"][0]["because"] == "removed"
    with pytest.raises(Refusal, match="broker-refused"):
        phone("renameDevice", view["me"]["id"], "Phone")
    phone("forgetFrame", view["frames"][0]["id"])
    assert phone.view["frames"] == []
    with pytest.raises(Refusal, match="not-paired"):
        phone("devices")


def test_who_is_let_into_an_album_sends_to_it_and_brings_it_home_when_its_keeper_is_lost(
    phone: NodePhone, other: NodePhone, frame: RealFrame, tmp_path: Path
) -> None:
    pair(phone, frame)
    pair(other, frame, "Bea")
    me, her = phone.view["me"]["id"], other.view["me"]["id"]
    album = found(phone)
    assert other.view["albums"] == []

    phone("admit", album, her, "contributor")
    view = other.until(lambda view: view["albums"] and view["albums"][0]["title"] == "Summer")
    assert view["albums"][0]["maySend"]
    assert not view["albums"][0]["keeper"]
    with pytest.raises(Refusal, match="not-allowed"):
        other("admit", album, me, "owner")
    told = [(one["label"], one["role"], one["isKeeper"]) for one in other("members", album)]
    assert told == [("Ada, Ada's phone", "owner", True), ("Bea's phone", "contributor", False)]

    other("send", pictures(tmp_path / "stick", 1), album)
    (sent,) = other.until(all_there)["sending"]["items"]
    assert [(one["id"], one["mine"]) for one in phone("photos", album)] == [(sent["id"], False)]

    phone("dismiss", album, her)
    other.until(lambda view: not view["albums"][0]["maySend"])
    with pytest.raises(Refusal, match="not-allowed"):
        other("send", pictures(tmp_path / "more", 1, edge=300), album)
    assert [one["isMe"] for one in phone("members", album)] == [True]
    kinds = [(one["kind"], one["who"]) for one in phone("history", album)[:2]]
    assert kinds == [("dismissed", "Bea, Bea's phone"), ("admitted", "Bea, Bea's phone")]
    _lose_the_keeper(phone, other, frame, pictures(tmp_path / "stick", 2))


def _lose_the_keeper(
    phone: NodePhone, other: NodePhone, frame: RealFrame, files: list[str]
) -> None:
    """Another owner takes a lost phone's album back, and leaves."""
    me, her = phone.view["me"]["id"], other.view["me"]["id"]
    before = len(frame.photos())
    second = found(phone, "Winter")
    phone("send", files, second)
    phone("admit", second, her, "owner")
    phone.until(all_there)
    other.until(lambda view: len(view["albums"]) == 2)
    phone.kill()
    other("removeDevice", me)
    other("takeBack", second, None, [])
    view = other.until(lambda view: view["tookBack"][0]["answers"][0]["receipt"] is not None)
    assert view["tookBack"][0]["title"] == "Winter"
    assert view["tookBack"][0]["answers"][0]["receipt"]["photos"] == 2
    assert len(frame.photos()) == before

    said = other("leave")
    assert [one["state"] for one in other.view["frames"]] == ["left"]
    assert said["withdrawal"] == other.view["tookBack"][0]["id"]


def test_a_phone_hears_what_a_frame_keeps_forgets_somebody_and_wipes_it(
    phone: NodePhone, frame: RealFrame, tmp_path: Path
) -> None:
    pair(phone, frame)
    album = found(phone, "Faces", [*ALL, "faces"])
    phone("send", pictures(tmp_path / "stick", 3), album)
    photo = phone.until(all_there)["sending"]["items"][0]["id"]
    told = phone("privacy")
    stores = {one["what"]: one["count"] for one in told["stores"]}
    photos = len(frame.photos())
    assert stores["photos"] == photos
    assert stores["devices"] >= len(phone("devices"))
    assert [(one["why"], one["up"]) for one in told["connections"]] == [("own-broker", True)]
    assert told["keyTier"] == "plain file"
    frame.run("audit", "--heads")
    until(lambda: phone("privacy")["journal"] is not None, 10.0)
    assert phone("privacy")["journal"]["state"] == "holds"

    assert phone("faces", album, photo) in ("unseen", []), "nobody is in a made-up picture"
    phone("peopleWords", "en")
    nowhere = [{"album": album, "photo": photo, "face": 60}]
    consent = {"by": "note", "signed": "Ana", "adult": True, "guardian": ""}
    for code, part in (("no-face", {}), ("incomplete", {"adult": False})):
        with pytest.raises(Refusal, match=code):
            phone("enrol", "Ana", nowhere, {**consent, **part})
    (person,) = phone("people")
    assert (person["name"], person["agreed"]) == ("Oma", "at-the-frame")
    phone("forgetPerson", person["id"])
    assert phone("people") == []

    said = phone("wipe")
    assert (said["photos"], len(said["signature"])) == (photos, 128)
    view = phone.view
    assert [one["state"] for one in view["frames"]] == ["left"]
    (left,) = [one for one in view["tookBack"] if one["id"] == said["withdrawal"]]
    assert left["answers"][0]["receipt"]["signature"] == said["signature"]
    with pytest.raises(Refusal, match="not-paired"):
        phone("people")
