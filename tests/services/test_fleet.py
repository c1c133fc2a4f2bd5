"""A fleet as files: secrets where they belong, nothing written over, certificates asked for."""

import http.client
import json
import os
import stat
from pathlib import Path

import pytest

from frame.errors import BadRequest
from frame.services import fleet
from frame.services.fleet import MANIFEST, Order, read_certificates, read_table, write_fleet
from frame.upkeep.fleet import BadFleet, Planned

pytestmark = [pytest.mark.promise("P13")]
SECRET = "correct horse"
PRINT = "A1B2 C3D4 E5F6 0718 A1B2 C3D4 E5F6 0718"


@pytest.fixture
def frames(tmp_path: Path) -> tuple[Planned, ...]:
    path = tmp_path / "frames.csv"
    path.write_text(
        f"name,host,room,ssid,passphrase,language\nKitchen,kitchen,Up,Home,{SECRET},\n"
        "Hall,hall,,,,fr\n"
    )
    return read_table(path)


def planned(frames: tuple[Planned, ...], out: Path, image: Path | None = None) -> Path:
    order = Order(out=out, image=image, cards="svg", contact="a@b.example")
    assert list(write_fleet(frames, order)) == list(frames)
    return out / MANIFEST


def test_each_frame_has_its_folder_and_only_its_own_file_has_the_passphrase(
    frames: tuple[Planned, ...], tmp_path: Path
) -> None:
    out = tmp_path / "fleet"
    planned(frames, out)
    holding = [path for path in out.rglob("*") if path.is_file() and SECRET in path.read_text()]
    assert holding == [out / "001-kitchen" / "rpi-preseed.toml"]
    assert stat.S_IMODE(holding[0].stat().st_mode) == 0o600
    assert "Home" not in (out / MANIFEST).read_text()
    assert "http://hall.local" in (out / "002-hall" / "claim-card.svg").read_text()
    assert "Scannez le code" in (out / "002-hall" / "claim-card.svg").read_text()
    assert "joins its" in (out / "001-kitchen" / "claim-card.svg").read_text()


def test_the_manifest_tells_the_image_by_its_hash(
    frames: tuple[Planned, ...], tmp_path: Path
) -> None:
    image = tmp_path / "hearthframe.img"
    image.write_bytes(b"abc")
    document = json.loads(planned(frames, tmp_path / "fleet", image).read_text())
    assert document["image"] == {
        "file": "hearthframe.img",
        "bytes": 3,
        "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    }
    assert [one["host"] for one in document["frames"]] == ["kitchen", "hall"]


def test_nothing_is_written_over(frames: tuple[Planned, ...], tmp_path: Path) -> None:
    planned(frames, tmp_path / "fleet")
    with pytest.raises(BadRequest, match="not empty"):
        planned(frames, tmp_path / "fleet")


@pytest.mark.parametrize("held", [b"\xff\xfe", b"x" * 2_000_000])
def test_a_file_that_is_no_table_is_one_clear_error(tmp_path: Path, held: bytes) -> None:
    (tmp_path / "frames.csv").write_bytes(held)
    with pytest.raises(BadFleet):
        read_table(tmp_path / "frames.csv")
    with pytest.raises(BadRequest, match="cannot be read"):
        read_table(tmp_path / "nothing.csv")


def test_certificates_are_written_down_and_those_that_are_away_keep_theirs(
    frames: tuple[Planned, ...], tmp_path: Path
) -> None:
    path = planned(frames, tmp_path / "fleet")

    def kitchen(host: str) -> bytes:
        if host != "kitchen.local":
            raise TimeoutError
        return json.dumps({"fingerprint": PRINT}).encode()

    def nobody(host: str) -> bytes:
        raise ConnectionRefusedError(host)

    told = read_certificates(path, kitchen)["frames"]
    assert isinstance(told, list)
    assert [one["answers"] for one in told] == [True, False]
    read_certificates(path, nobody)
    kept = json.loads(path.read_text())["frames"]
    assert [one["certificate"] for one in kept] == [PRINT, None]
    assert "answers" not in kept[0]


@pytest.mark.parametrize("answer", [b"", b"[]", b'{"fingerprint": 3}', b'{"fingerprint": "<b>"}'])
def test_an_answer_that_is_none_is_not_written_down(
    frames: tuple[Planned, ...], tmp_path: Path, answer: bytes
) -> None:
    path = planned(frames, tmp_path / "fleet")
    read_certificates(path, lambda _host: answer)
    assert {one["certificate"] for one in json.loads(path.read_text())["frames"]} == {None}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 1, "frames": [{"host": "../a"}]}',
                                  '{"version": 1, "frames": [{}]}', '{"version": 2, "frames": []}',
                                  '{"version": 1, "frames": 3}'])  # fmt: skip
def test_what_is_no_manifest_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(BadRequest, match="no manifest"):
        read_certificates(tmp_path / "manifest.json", lambda _host: b"")


@pytest.mark.parametrize("altered", [{"host": 5}, {"host": None}, {"name": None}, {"name": 5},
                                     {"certificate": 5}, {"certificate": "\x1b[2J"}])  # fmt: skip
def test_a_manifest_whose_frames_were_altered_is_refused_before_anybody_is_asked(
    frames: tuple[Planned, ...], tmp_path: Path, altered: dict[str, object]
) -> None:
    path = planned(frames, tmp_path / "fleet")
    document = json.loads(path.read_text())
    document["frames"][1].update(altered)
    path.write_text(json.dumps(document))
    asked: list[str] = []

    def fetch(host: str) -> bytes:
        asked.append(host)
        return b""

    with pytest.raises(BadRequest, match="no manifest"):
        read_certificates(path, fetch)
    assert asked == []
    del document["frames"][1]["name"]
    path.write_text(json.dumps(document))
    with pytest.raises(BadRequest, match="no manifest"):
        read_certificates(path, fetch)


def test_a_manifest_that_is_nested_deeply_or_endless_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    for text in ("[" * 100_000, '{"version": 1, "frames": "' + "x" * 2_000_000 + '"}'):
        path.write_text(text)
        with pytest.raises(BadRequest, match="no manifest"):
            read_certificates(path, lambda _host: b"")
    with pytest.raises(BadRequest, match="cannot be read: no such file"):
        read_certificates(tmp_path / "nothing.json", lambda _host: b"")


def test_half_a_letter_in_a_manifest_is_written_back_as_it_was(
    frames: tuple[Planned, ...], tmp_path: Path
) -> None:
    path = planned(frames, tmp_path / "fleet")
    path.write_text(path.read_text().replace('"Up"', '"\\ud800"'))
    read_certificates(path, lambda _host: b"")
    assert '"\\ud800"' in path.read_text()


def test_an_image_that_is_not_there_is_named_and_no_folder_is_made(
    frames: tuple[Planned, ...], tmp_path: Path
) -> None:
    with pytest.raises(BadRequest, match="the image cannot be read") as caught:
        planned(frames, tmp_path / "fleet", tmp_path / "nope.img")
    assert "--image" in caught.value.hint
    assert not (tmp_path / "fleet").exists()


def test_a_pipe_is_no_table_no_image_and_no_manifest(
    frames: tuple[Planned, ...], tmp_path: Path
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(BadRequest, match="not an ordinary file"):
        read_table(pipe)
    with pytest.raises(BadRequest, match="not an ordinary file"):
        planned(frames, tmp_path / "fleet", pipe)
    with pytest.raises(BadRequest, match="not an ordinary file"):
        read_certificates(pipe, lambda _host: b"")


def test_a_host_is_asked_over_http_with_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Connection:
        def __init__(self, host: str, timeout: float) -> None:
            assert timeout == 5.0
            asked.append(host)

        def request(self, verb: str, path: str) -> None:
            raise OSError((verb, path))

        def close(self) -> None:
            asked.append("closed")

    monkeypatch.setattr(http.client, "HTTPConnection", Connection)
    with pytest.raises(OSError, match="GET"):
        fleet._fetch("kitchen.local")
    assert asked == ["kitchen.local", "closed"]
