import io
import json
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from frame.crypto.sign import canonical, is_signed_by
from tests.e2e.conftest import Command


def _json(done: "subprocess.CompletedProcess[str]") -> dict[str, object]:
    assert done.returncode == 0, done.stderr
    document: dict[str, object] = json.loads(done.stdout)
    return document


def test_photos_are_imported_once(frame: Command, stick: Path) -> None:
    first = _json(frame("import", stick, "--album", "Test", "--json"))
    again = _json(frame("import", stick, "--album", "Test", "--json"))
    assert first == {"added": 5, "already": 0, "refused": []}
    assert again == {"added": 0, "already": 5, "refused": []}


def test_what_is_stored_can_be_listed(frame: Command, stick: Path) -> None:
    frame("import", stick, "--album", "Test")
    photos = _json(frame("photos", "--json"))["photos"]
    assert isinstance(photos, list)
    assert {"id", "album", "state", "taken_at", "width_px", "height_px"} <= set(photos[0])
    assert {photo["taken_at"][:7] for photo in photos} == {"2019-03"}
    albums = _json(frame("albums", "--json"))["albums"]
    assert isinstance(albums, list)
    assert [(one["title"], one["photos"]) for one in albums] == [("Test", 5)]
    assert _json(frame("owners", "--json"))["owners"]


@pytest.mark.promise("P2")
def test_the_playlist_names_photos_and_reasons_and_repeats_from_a_seed(
    frame: Command, stick: Path
) -> None:
    frame("import", stick, "--album", "Test")
    one = _json(frame("playlist", "--json", "--seed", "7"))
    two = _json(frame("playlist", "--json", "--seed", "7"))
    slides = one["slides"]
    assert isinstance(slides, list)
    assert one == two
    assert one["seed"] == 7
    assert all(slide["photos"] and slide["because"] for slide in slides)


@pytest.mark.promise("P5")
def test_every_photo_can_say_why(frame: Command, stick: Path) -> None:
    frame("import", stick, "--album", "Test")
    photos = _json(frame("photos", "--json"))["photos"]
    assert isinstance(photos, list)
    for photo in photos:
        done = frame("why", photo["id"])
        assert done.returncode == 0
        assert len(done.stdout.splitlines()) >= 2


def test_inspect_tells_what_is_seen_and_stores_nothing(
    frame: Command, stick: Path, state: Path
) -> None:
    document = _json(frame("inspect", stick, "--json"))
    pictures = document["pictures"]
    assert isinstance(pictures, list)
    assert len(pictures) == 5
    wanted = {"file", "faces", "sharpness", "exposure", "subjects", "sensitive", "moment"}
    assert wanted | {"duplicate_of", "keep", "because", "crop"} <= set(pictures[0])
    assert set(pictures[0]["crop"]) == {"16:9", "9:16"}
    assert not state.exists()


@pytest.mark.parametrize("size", ["1920x1080", "1080x1920", "1280x800"])
def test_a_snapshot_is_as_large_as_the_screen(
    frame: Command, stick: Path, tmp_path: Path, size: str
) -> None:
    frame("import", stick, "--album", "Test")
    out = tmp_path / "now.png"
    assert frame("snapshot", "--out", out, "--size", size).returncode == 0
    with Image.open(out) as picture:
        assert f"{picture.width}x{picture.height}" == size
        assert len(picture.getcolors(1 << 24) or []) > 1000


@pytest.mark.promise("P4")
def test_a_snapshot_without_photos_is_a_card(frame: Command, tmp_path: Path) -> None:
    frame("init")
    out = tmp_path / "now.png"
    assert frame("snapshot", "--out", out).returncode == 0
    with Image.open(out) as picture:
        assert max(picture.convert("L").tobytes()) > 100


@pytest.mark.promise("P8")
def test_an_erasure_gives_a_receipt_that_can_be_checked(frame: Command, stick: Path) -> None:
    frame("import", stick, "--album", "Test")
    receipt = _json(frame("erase", "--album", "Test", "--json"))["receipt"]
    assert isinstance(receipt, dict)
    signature, signer = receipt.pop("signature"), receipt["signer"]
    assert receipt["photos"] == 5
    assert is_signed_by(bytes.fromhex(signer), canonical(receipt), bytes.fromhex(signature))
    assert _json(frame("photos", "--json")) == {"photos": []}


@pytest.mark.promise("P9")
def test_clean_writes_a_picture_without_metadata(
    frame: Command, stick: Path, tmp_path: Path
) -> None:
    source, out = tmp_path / "in.jpg", tmp_path / "out.jpg"
    with Image.open(next(stick.iterdir())) as picture:
        exif = picture.getexif()
        exif[0x010F] = "Maker"
        exif.get_ifd(0x8825)[1] = "N"
        picture.save(source, exif=exif)
    done = frame("clean", source, out)
    assert done.returncode == 0
    assert "location" in done.stdout
    with Image.open(out) as picture:
        assert not picture.getexif()


def test_crop_writes_the_wanted_shape(frame: Command, stick: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jpg"
    assert frame("crop", sorted(stick.iterdir())[1], out, "--aspect", "1:1").returncode == 0
    with Image.open(io.BytesIO(out.read_bytes())) as picture:
        assert abs(picture.width - picture.height) <= 1


def test_status_counts_and_names_the_key_tier(frame: Command, stick: Path) -> None:
    frame("import", stick, "--album", "Test")
    status = _json(frame("status", "--json"))
    assert (status["photos"], status["albums"], status["owners"]) == (5, 1, 1)
    assert status["key_tier"] == "plain file"
    assert set(status["memory_bytes"]) == {"core", "display", "vision"}  # type: ignore[call-overload]  # JSON


def test_doctor_finds_this_machine_well(frame: Command, stick: Path) -> None:
    frame("import", stick, "--album", "Test")
    done = frame("doctor", "--json")
    checks = json.loads(done.stdout)["checks"]
    bad = [one for one in checks if not one["ok"] and not one["check"].startswith("fence")]
    assert bad == []
    assert any(one["check"].startswith("fence") for one in checks)


def test_config_prints_settings_that_are_read_back(frame: Command, state: Path) -> None:
    frame("init")
    printed = frame("config").stdout
    (state / "frame.toml").write_text(printed)
    assert frame("config").stdout == printed


def test_clean_blurs_every_face_it_finds(frame: Command, tmp_path: Path) -> None:
    data = pytest.importorskip(
        "skimage.data", reason="the packages with sample photos are missing"
    )
    source, out = tmp_path / "in.png", tmp_path / "out.jpg"
    Image.fromarray(data.astronaut()).save(source)
    done = frame("clean", source, out, "--blur-unknown")
    assert done.returncode == 0, done.stderr
    assert "blurred: 0" not in done.stdout
    seen = _json(frame("inspect", out, "--json"))["pictures"]
    assert isinstance(seen, list)
    assert seen[0]["faces"] == []


def test_how_the_glass_is_can_be_set_and_stays_set(frame: Command) -> None:
    frame("init")
    assert _json(frame("settings", "--seconds", "8", "--night", "23:00-6:30", "--json")) == {
        "brightness": 100,
        "night": "23:00-06:30",
        "seconds": 8,
        "arranged": False,
        "language": "en",
        "guests": False,
    }
    assert "8 seconds" in frame("settings", "--night", "off").stdout
    assert "language    de" in frame("settings", "--language", "de").stdout
    assert _json(frame("settings", "--json"))["night"] is None
    for wrong in (
        ("--night", "late"),
        ("--brightness", "5"),
        ("--seconds", "2"),
        ("--language", "tlh"),
    ):
        assert frame("settings", *wrong).returncode == 2
    assert _json(frame("settings", "--json"))["seconds"] == 8


def test_albums_come_in_their_order_and_why_says_so(frame: Command, stick: Path) -> None:
    frame("import", stick, "--album", "Test")
    assert "albums      in their order" in frame("settings", "--albums", "in-order").stdout
    slides = _json(frame("playlist", "--hours", "1", "--json"))["slides"]
    assert isinstance(slides, list)
    assert {one["because"] for one in slides} == {"In the order of the album “Test”"}
    first = slides[0]["photos"][0]
    told = _json(frame("why", first, "--json"))["because"]
    assert isinstance(told, list)
    assert "in the order of the album “Test”" in told[0]
    assert _json(frame("settings", "--albums", "mixed", "--json"))["arranged"] is False


def test_an_empty_playlist_says_why_it_is_empty(frame: Command, stick: Path) -> None:
    frame("init")
    assert "frame import" in frame("playlist").stderr
    frame("import", stick, "--album", "Test")
    frame("guest", "hide", "--album", "Test")
    frame("guest", "on")
    done = frame("playlist", "--json")
    assert _json(done)["slides"] == []
    assert "frame guest off" in done.stderr
    frame("guest", "off")
    photos = _json(frame("photos", "--json"))["photos"]
    assert isinstance(photos, list)
    frame("mark", *(photo["id"] for photo in photos), "--hide")
    done = frame("playlist")
    assert "all photos rest" in done.stderr
    assert "frame import" not in done.stderr
