"""Photos move on a real frame, are seen whole, and go along in a ZIP file."""

from base64 import b64decode
from collections.abc import Iterator
from io import BytesIO
from json import loads
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from PIL import Image

from tests.integration.frame_kit import RealFrame
from tests.phone.office_kit import NodePhone
from tests.phone.test_office import YES, all_there, found, pair, phone_of, pictures


@pytest.fixture(scope="module")
def frame(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealFrame]:
    with RealFrame(tmp_path_factory.mktemp("house")) as frame:
        yield frame


@pytest.fixture
def phone(tmp_path: Path, frame: RealFrame) -> Iterator[NodePhone]:
    with phone_of(tmp_path / "phone", frame) as phone:
        pair(phone, frame)
        yield phone


def octets(blob: Any) -> bytes:
    return b64decode(blob["base64"])


def sent(phone: NodePhone, folder: Path, count: int) -> tuple[str, list[str]]:
    """Send pictures to a new album; return its name, and theirs in the album's order."""
    album = found(phone)
    phone("send", pictures(folder, count), album)
    phone.until(all_there)
    phone("forgetSent")
    return album, [one["id"] for one in phone("photos", album)]


def moved(view: Any) -> bool:
    (move,) = view["moves"]
    return bool(move["moved"] == move["photos"])


def test_photos_move_on_the_frame_with_what_was_said_of_them(
    phone: NodePhone, frame: RealFrame, tmp_path: Path
) -> None:
    before = len(frame.photos())
    album, photos = sent(phone, tmp_path / "stick", 4)
    other = found(phone, "Winter")
    phone("caption", album, photos[0], "On the pier")
    phone("favourite", album, [photos[1]], YES)
    phone("order", album, photos[3], photos[0])
    names = [one["taken"] for one in phone("photos", album)]

    phone("move", album, photos, other)
    view = phone.until(moved)
    assert view["moves"][0]["stays"] == []
    withdrawal = view["tookBack"][0]
    assert (withdrawal["id"], withdrawal["photos"]) == (view["moves"][0]["withdrawal"], 4)
    view = phone.until(lambda view: view["tookBack"][0]["answers"][0]["receipt"] is not None)
    assert view["tookBack"][0]["answers"][0]["receipt"]["photos"] == 4
    assert len(frame.photos()) == before + 4

    assert phone("photos", album) == []
    there = phone("photos", other)
    assert [one["taken"] for one in there] == names, "another order"
    assert {one["caption"] for one in there} == {"", "On the pier"}
    assert sum(one["favourite"] for one in there) == 1
    assert all(one["mine"] for one in there)
    phone("send", sorted(map(str, (tmp_path / "stick").iterdir())), other)
    assert phone.until(all_there)["sending"]["total"] == 4
    assert len(frame.photos()) == before + 4, "what moved was sent again"


def test_a_phone_that_is_killed_while_photos_move_goes_on(
    phone: NodePhone, frame: RealFrame, tmp_path: Path
) -> None:
    before = len(frame.photos())
    album, photos = sent(phone, tmp_path / "stick", 6)
    other = found(phone, "Winter")
    phone("move", album, photos, other)
    phone.kill()
    phone.start()
    phone.until(moved)
    assert phone("photos", album) == []
    assert len(phone("photos", other)) == 6
    assert len(frame.photos()) == before + 6


def test_a_photo_is_seen_whole_and_everything_goes_along_in_a_file(
    phone: NodePhone, tmp_path: Path
) -> None:
    album, photos = sent(phone, tmp_path / "stick", 3)
    kept = {one["id"]: one for one in phone("photos", album)}
    whole = octets(phone("picture", album, photos[0]))
    with Image.open(BytesIO(whole)) as picture:
        picture.load()
        size = picture.size
        assert picture.format == "JPEG"
    assert size == (kept[photos[0]]["width"], kept[photos[0]]["height"])

    phone.until(lambda view: view["albums"][0]["held"] == 3)
    made = phone("exportPhotos")
    assert (made["isLast"], made["missing"]) == (True, 0)
    with ZipFile(BytesIO(octets(made["file"]))) as archive:
        assert archive.testzip() is None
        records = loads(archive.read("hearthframe.json"))
        mine = [one for one in records["pictures"] if one["album"] == album]
        assert [one["photo"] for one in mine] == photos
        assert archive.read(mine[0]["file"]) == whole
        assert len(archive.namelist()) == made["photos"] + 1
