from pathlib import Path

import pytest

from frame.config import Config, load, parse, render
from frame.errors import BadConfig


def test_the_printed_defaults_are_read_back_as_the_defaults() -> None:
    assert parse(render(Config())) == Config()


def test_a_folder_without_a_file_has_the_defaults(tmp_path: Path) -> None:
    assert load(tmp_path) == Config()


def test_a_setting_is_read() -> None:
    assert parse("[show]\nseconds = 7.5").show.seconds == 7.5


def test_all_faults_are_named_at_once_with_what_was_meant() -> None:
    with pytest.raises(BadConfig) as caught:
        parse(
            "[show]\nsecond = 3\nfade_seconds = 'x'\n[photo]\nmaster_px = 1\n[work]\nworkers = -1"
        )
    words = str(caught.value)
    assert "4 faults" in words
    assert "did you mean seconds?" in words
    assert "did you mean photos?" in words
    assert "show.fade_seconds: expected" in words
    assert "work.workers must be from 0 to 64" in words


@pytest.mark.parametrize("text", ["[show", "a = 1", "show = 3", "[screen]\nrenderer = 'gl'", "\0"])
def test_nonsense_is_one_clear_error(text: str) -> None:
    with pytest.raises(BadConfig):
        parse(text)


def test_a_file_that_is_not_text_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "frame.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadConfig, match="cannot be read"):
        load(tmp_path)


def test_a_name_with_quotes_survives_printing() -> None:
    config = parse('[frame]\nname = "Oma\'s \\"frame\\" \\\\ hall"')
    assert parse(render(config)) == config
