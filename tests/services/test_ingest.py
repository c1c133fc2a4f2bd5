import os
from dataclasses import replace
from pathlib import Path

import pytest

from frame.devices.sim.seer import SimSeer
from frame.errors import BadRequest, DeviceFailed, DiskFull
from frame.model import Looks, Pixels
from frame.services import household
from frame.services.ingest import Importer, Report, find_files


def _bring(importer: Importer, *paths: Path) -> Report:
    report = Report()
    album = household.album_called(importer.vault, "Test")
    for _ in importer.steps(album.id, find_files(paths, report), report):
        pass
    return report


def test_a_folder_of_photos_is_added_and_looked_at(importer: Importer, stick: Path) -> None:
    report = _bring(importer, stick)
    assert (report.added, report.already, report.refused) == (6, 0, [])
    assert len(importer.vault.photos()) == len(importer.vault.looks()) == 6


def test_a_second_import_adds_nothing(importer: Importer, stick: Path) -> None:
    _bring(importer, stick)
    report = _bring(importer, stick)
    assert (report.added, report.already) == (0, 6)


def test_two_identical_files_are_one_photo(
    importer: Importer, stick: Path, tmp_path: Path
) -> None:
    for name in ("a.jpg", "b.jpg"):
        (tmp_path / name).write_bytes((stick / "0.jpg").read_bytes())
    report = _bring(importer, tmp_path / "a.jpg", tmp_path / "b.jpg")
    assert (report.added, report.already) == (1, 1)


def test_a_bad_file_is_named_with_its_reason_and_stops_nothing(
    importer: Importer, stick: Path, tmp_path: Path
) -> None:
    (tmp_path / "torn.jpg").write_bytes((stick / "0.jpg").read_bytes()[:300])
    (tmp_path / "clip.mp4").write_bytes(b"\0" * 100)
    (tmp_path / "empty.jpg").write_bytes(b"")
    (tmp_path / "good.jpg").write_bytes((stick / "1.jpg").read_bytes())
    os.mkfifo(tmp_path / "pipe.jpg")
    files = [tmp_path / name for name in ("torn.jpg", "clip.mp4", "empty.jpg", "good.jpg")]
    report = _bring(importer, *files, tmp_path / "pipe.jpg")
    reasons = {Path(one.file).name: one.because for one in report.refused}
    assert report.added == 1
    assert "video" in reasons["clip.mp4"]
    assert "ordinary file" in reasons["pipe.jpg"]
    assert set(reasons) == {"torn.jpg", "clip.mp4", "empty.jpg", "pipe.jpg"}


def test_what_systems_leave_behind_is_passed_over(tmp_path: Path, stick: Path) -> None:
    folder = tmp_path / "stick"
    (folder / ".Trash").mkdir(parents=True)
    for name in ("Thumbs.db", ".hidden.jpg", "IMG_1.AAE", "IMG_1.xmp", ".Trash/old.jpg"):
        (folder / name).write_bytes(b"x")
    (folder / "IMG_1.jpg").write_bytes(b"x")
    (folder / "link.jpg").symlink_to(stick / "0.jpg")
    assert find_files([folder], Report()) == [folder / "IMG_1.jpg"]


def test_a_path_that_is_not_there_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="there is no"):
        find_files([tmp_path / "missing"], Report())


def test_a_file_that_may_not_be_read_is_refused(importer: Importer, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("an administrator may read everything")
    path = tmp_path / "secret.jpg"
    path.write_bytes(b"x")
    path.chmod(0)
    assert "cannot be read" in _bring(importer, path).refused[0].because


def test_the_date_in_a_file_name_counts_when_the_file_has_none(
    importer: Importer, stick: Path, tmp_path: Path
) -> None:
    path = tmp_path / "IMG_20190304_101112.jpg"
    path.write_bytes((stick / "0.jpg").read_bytes())
    _bring(importer, path)
    taken = importer.vault.photos()[0].taken_at
    assert taken is not None
    assert taken.isoformat() == "2019-03-04T10:11:12"


class _Blind(SimSeer):
    """A seer whose models do not answer."""

    def look(self, study: Pixels) -> Looks:  # noqa: ARG002  # the port
        raise DeviceFailed("the vision process is gone")


def test_a_photo_nobody_could_look_at_is_kept_and_looked_at_later(
    importer: Importer, stick: Path
) -> None:
    blind = replace(importer, seer=_Blind())
    assert _bring(blind, stick).added == 6
    assert len(importer.vault.looks()) == 0
    assert importer.look_again() == 6
    assert len(importer.vault.looks()) == 6
    assert importer.look_again() == 0


@pytest.mark.promise("P14")
def test_a_full_disk_stops_the_import_and_loses_nothing(
    importer: Importer, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = importer.vault.add_photo
    calls: list[int] = []

    def filling(*args: object, **more: object) -> object:
        calls.append(1)
        if len(calls) > 3:
            raise DiskFull("there is no room left")
        return add(*args, **more)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(importer.vault, "add_photo", filling)
    with pytest.raises(DiskFull):
        _bring(importer, stick)
    monkeypatch.undo()
    kept = importer.vault.photos()
    assert len(kept) == 3
    assert all(importer.vault.master(photo.id) for photo in kept)
    assert _bring(importer, stick).added == 3
