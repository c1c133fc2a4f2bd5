"""Whatever is wrong: one clear sentence, what to do, exit code 1 or 2, and nothing is lost."""

import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest

from tests.e2e.conftest import Command


def _is_clear(done: "subprocess.CompletedProcess[str]", *codes: int) -> None:
    assert done.returncode in (codes or (1, 2)), done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    last = [line for line in done.stderr.splitlines() if line.startswith("frame: ")]
    assert len(last) == 1, done.stderr


@pytest.fixture
def held(frame: Command, stick: Path, state: Path) -> Path:
    assert frame("import", stick, "--album", "Test").returncode == 0
    return state


@pytest.mark.parametrize(
    "words",
    [
        ["photos"],
        ["playlist"],
        ["why", "0" * 32],
        ["snapshot", "--out", "x.png"],
        ["erase", "0" * 32],
        ["import", "/nowhere", "--album", "A"],
        ["inspect", "/nowhere"],
        ["clean", "/nowhere", "/tmp/x.jpg"],
        ["bench", "nonsense"],
        ["run", "core"],
        ["run", "vision"],
        ["run", "vision", "--channel", "999"],
    ],
    ids=" ".join,
)
def test_asking_for_what_is_not_there(frame: Command, words: list[str]) -> None:
    _is_clear(frame(*words))


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["shwo"],
        ["import"],
        ["erase"],
        ["crop", "a", "b", "--aspect", "wide"],
        ["snapshot", "--out", "x.png", "--size", "huge"],
        ["playlist", "--hours", "many"],
        ["playlist", "--hours", "nan"],
        ["playlist", "--hours", "1e9"],
        ["demo", "--seconds", "nan"],
        ["import", "x", "--album", "A", "--workers", "0"],
    ],
    ids=" ".join,
)
def test_words_that_make_no_sense_are_explained(frame: Command, words: list[str]) -> None:
    done = frame(*words)
    assert done.returncode == 2
    assert "usage:" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_photo_id_that_is_a_path_or_sql_is_refused(frame: Command, held: Path) -> None:
    for name in ("../../etc/passwd", "' OR 1=1 --", "%s", "", "ü"):
        _is_clear(frame("why", name), 2)
    assert held.exists()


@pytest.mark.parametrize("scope", ["--album", "--owner"])
def test_erasing_what_has_no_name_is_refused(frame: Command, held: Path, scope: str) -> None:
    done = frame("erase", scope, "")
    _is_clear(done, 2)
    assert f"there is no {scope[2:]} ''" in done.stderr
    assert frame("photos").stdout.count("Test") == 5
    assert held.exists()


@pytest.mark.parametrize("title", ["", "  "])
def test_photos_are_not_imported_into_an_album_without_a_name(
    frame: Command, stick: Path, state: Path, title: str
) -> None:
    done = frame("import", stick, "--album", title)
    _is_clear(done, 2)
    assert "the album has no name" in done.stderr
    assert not state.exists()


def test_an_import_in_which_every_file_was_refused_failed(
    frame: Command, stick: Path, tmp_path: Path
) -> None:
    junk = tmp_path / "junk.jpg"
    junk.write_bytes(b"this is no picture")
    done = frame("import", junk, "--album", "A")
    assert done.returncode == 1
    assert "refused 1" in done.stdout
    assert frame("import", junk, stick, "--album", "A").returncode == 0
    assert frame("import", junk, stick, "--album", "A").returncode == 0
    demo = ["demo", "--headless", "--seconds", "3", "--size", "320x180", "--out", tmp_path / "out"]
    assert frame(*demo, "--photos", junk).returncode == 1


def test_a_bad_config_is_named(frame: Command, held: Path) -> None:
    (held / "frame.toml").write_text("[show]\nsecnds = 3\n")
    done = frame("photos")
    _is_clear(done, 2)
    assert "did you mean seconds?" in done.stderr


def test_a_wrong_key_opens_nothing_and_breaks_nothing(frame: Command, held: Path) -> None:
    key = (held / "device.key").read_bytes()
    (held / "device.key").write_bytes(bytes(32))
    _is_clear(frame("photos"), 1)
    (held / "device.key").write_bytes(key)
    assert frame("photos").stdout.count("Test") == 5


def test_a_missing_or_short_key_is_said(frame: Command, held: Path) -> None:
    (held / "device.key").write_bytes(b"short")
    _is_clear(frame("photos"), 1)
    (held / "device.key").unlink()
    _is_clear(frame("photos"), 1)


def test_a_corrupt_catalogue_is_said_and_left_alone(frame: Command, held: Path) -> None:
    catalogue = _catalogue(held)
    good = catalogue.read_bytes()
    catalogue.write_bytes(b"not a database" * 500)
    _is_clear(frame("photos"), 1)
    assert catalogue.read_bytes() == b"not a database" * 500
    catalogue.write_bytes(good)
    assert frame("photos").stdout.count("Test") == 5


def test_a_corrupt_photo_costs_only_itself(frame: Command, held: Path, tmp_path: Path) -> None:
    torn = next(path for path in (held / "store" / "o").rglob("*") if path.is_file())
    data = bytearray(torn.read_bytes())
    data[len(data) // 2] ^= 1
    torn.write_bytes(data)
    _is_clear(frame("snapshot", "--out", tmp_path / "x.png", "--photo", torn.name), 1)
    others = [line.split()[0] for line in frame("photos").stdout.splitlines()[1:]]
    others.remove(torn.name)
    assert len(others) == 4
    done = frame("snapshot", "--out", tmp_path / "x.png", "--photo", others[0])
    assert done.returncode == 0
    doctor = frame("doctor")
    assert doctor.returncode == 1
    assert "1 of 5 photos do not open" in doctor.stdout


def test_a_store_that_is_in_use_is_said(frame: Command, held: Path) -> None:
    from frame.services import household

    with household.opened(held):
        done = frame("photos")
    _is_clear(done, 1)


def test_a_state_folder_that_cannot_be_made_is_said(frame: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    _is_clear(frame("init", "--state", tmp_path / "file" / "state"), 2)


def test_a_second_init_keeps_the_first(frame: Command, held: Path) -> None:
    _is_clear(frame("init"), 2)
    assert frame("photos").stdout.count("Test") == 5
    assert held.exists()


def test_a_missing_keyring_is_said(frame: Command, held: Path) -> None:
    for slot in held.glob("store/keyring.*"):
        slot.unlink()
    _is_clear(frame("photos"), 1)


def test_a_model_that_was_altered_is_refused(frame: Command, tmp_path: Path) -> None:
    from frame.devices import model_files
    from frame.errors import ModelRefused

    folder = tmp_path / "models"
    shutil.copytree(model_files.find(), folder)
    model = next(folder.glob("*.tflite"))
    *kept, last = model.read_bytes()
    model.write_bytes(bytes([*kept, last ^ 1]))
    with pytest.raises(ModelRefused, match="not the file that was released"):
        model_files.load(folder)
    assert frame("models", "verify").returncode == 0


def _catalogue(state: Path) -> Path:
    for path in (state / "store").iterdir():
        if path.is_file() and path.read_bytes()[:6] == b"SQLite":
            return path
    raise sqlite3.DatabaseError("no catalogue")


def test_a_broker_that_cannot_be_reached_is_named_with_the_reason(
    frame: Command, held: Path
) -> None:
    (held / "frame.toml").write_text('[network]\nbroker = "mqtt://127.0.0.1:1"\n')
    doctor = frame("doctor")
    assert doctor.returncode == 1
    assert "the broker at 127.0.0.1, port 1, does not answer" in doctor.stdout
    assert "Traceback" not in doctor.stdout + doctor.stderr


@pytest.mark.parametrize(
    ("network", "says"),
    [
        ('broker = "broker.example"', "the broker's address is not one"),
        ('broker = "mqtts://a.example"\nca_file = "/nowhere.pem"', "cannot be used"),
        ('broker = "mqtt://a.example"\nuser = "a"\npassword_file = "/nowhere"', "cannot be read"),
    ],
)
def test_settings_of_a_broker_that_make_no_sense_stop_core_with_one_sentence(
    frame: Command, held: Path, network: str, says: str
) -> None:
    (held / "frame.toml").write_text(f"[network]\n{network}\n")
    done = frame("run", "core")
    _is_clear(done, 2)
    assert says in done.stderr
