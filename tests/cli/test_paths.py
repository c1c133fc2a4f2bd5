"""Paths as people type them: an empty word is none."""

from pathlib import Path

import pytest

from frame.cli.main import main


@pytest.mark.parametrize(
    "words",
    [
        ["import", "", "--album", "A"],
        ["inspect", ""],
        ["clean", "", "out.jpg"],
        ["clean", "in.jpg", ""],
        ["owner", "send", "", "--album", "A"],
        ["owner", "export", ""],
        ["demo", "--photos", ""],
        ["fleet", "plan", ""],
        ["verify-image", ""],
        ["init", "--state", ""],
        ["--state", "", "init"],
    ],
    ids=" ".join,
)
def test_an_empty_word_is_no_path_and_not_the_folder_somebody_is_in(
    words: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("FRAME_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("FRAME_OWNER_STATE", str(tmp_path / "owner"))
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert "a path is missing" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["here"]
    assert list((tmp_path / "here").iterdir()) == []
