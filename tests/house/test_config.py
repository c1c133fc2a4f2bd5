import os
import socket
from pathlib import Path

import pytest

from frame.config import Config, in_language, load, on_host, parse, render
from frame.errors import BadConfig


def test_the_printed_defaults_are_read_back_as_the_defaults() -> None:
    assert parse(render(Config())) == Config()


def test_a_folder_without_a_file_has_the_defaults(tmp_path: Path) -> None:
    assert load(tmp_path) == on_host(Config(), socket.gethostname())


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
    assert "show.fade_seconds must be a number" in words
    assert "work.workers must be from 0 to 64" in words


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('[show]\nseconds = "x"', "show.seconds must be a number"),
        ("[show]\nmotion = 1", "show.motion must be true or false"),
        ("[work]\nworkers = 1.5", "work.workers must be a whole number"),
        ("[frame]\nname = 1", "frame.name must be a text between quotation marks"),
        ('[screen]\nrenderer = "x"', '"auto" or "gpu" or "software"'),
        ('[screen]\nlanguage = "x"', '"en" or "de" or "fr" or "es" or "zh"'),
        ('[web]\nallow_origins = "x"', 'must be a list such as ["one", "two"]'),
        ("[web]\nallow_origins = [1]", 'must be a list such as ["one", "two"]'),
        ("[web]\nport = " + "9" * 400, "web.port must be"),
        ("[web]\nport = 0x" + "f" * 9000, "web.port must be"),
    ],
)
def test_a_value_of_another_kind_is_told_in_words_of_people(line: str, says: str) -> None:
    with pytest.raises(BadConfig) as caught:
        parse(line)
    assert says in str(caught.value)
    assert "expected" not in str(caught.value)


@pytest.mark.parametrize("text", ["a = " + "[" * 100_000, "[web]\nport = " + "9" * 9000])
def test_what_never_ends_is_one_sentence(text: str) -> None:
    with pytest.raises(BadConfig, match="never end"):
        parse(text)


def test_a_pipe_and_a_folder_are_no_settings(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "frame.toml")
    with pytest.raises(BadConfig, match="cannot be read: it is not an ordinary file"):
        load(tmp_path)
    (tmp_path / "frame.toml").unlink()
    (tmp_path / "frame.toml").mkdir()
    with pytest.raises(BadConfig, match="cannot be read: it is a folder"):
        load(tmp_path)


@pytest.mark.parametrize("name", ["qq", "Power", "E", " ", "f99", "power "])
def test_a_key_that_no_keyboard_has_is_refused(name: str) -> None:
    with pytest.raises(BadConfig, match="erase_key names no key"):
        parse(f'[buttons]\nerase_key = "{name}"')


@pytest.mark.parametrize("name", ["", "power", "f12", "e", "ü", "page up"])
def test_a_key_that_some_keyboard_has_is_taken(name: str) -> None:
    assert parse(f'[buttons]\nerase_key = "{name}"').buttons.erase_key == name


def test_the_language_of_first_boot_counts_where_the_file_names_none() -> None:
    assert (Config().language, in_language(Config(), "de").language) == ("en", "de")
    said = parse('[screen]\nlanguage = "fr"')
    assert in_language(said, "de").language == "fr"
    assert in_language(Config(), "../etc").language == "en"
    with pytest.raises(BadConfig, match="language"):
        parse('[screen]\nlanguage = "tlh"')


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


def test_page_and_broker_on_the_card_follow_the_name_of_the_machine() -> None:
    settings = parse(Path("systemd/frame.toml").read_text(encoding="utf-8"))
    called = on_host(settings, "Kitchen-Frame.home.arpa")
    assert called.network.page == "http://kitchen-frame.local"
    assert called.network.card_broker == "ws://kitchen-frame.local/mqtt"
    assert called.host == "kitchen-frame.local"


def test_an_address_without_a_placeholder_stays_as_it_is() -> None:
    settings = parse('[network]\npage = "https://photos.example"\n[web]\nhost = "a.example"')
    assert on_host(settings, "kitchen") == settings


@pytest.mark.parametrize(
    "machine", ["", "localhost", "localhost.localdomain", "(none)", "-a", "ü"]
)
def test_a_machine_without_a_name_has_a_page_all_the_same(machine: str) -> None:
    assert on_host(Config(), machine).network.page == "http://frame.local"


@pytest.mark.parametrize("address", ["http://{name}.local", "http://{host.local", "}"])
def test_another_placeholder_is_a_fault(address: str) -> None:
    with pytest.raises(BadConfig, match=r"network\.page may hold \{host\}"):
        parse(f'[network]\npage = "{address}"')


def test_hours_of_the_screen_are_checked_and_the_fault_says_how_they_are_written() -> None:
    week = "mon-fri 07:00-22:30, sat-sun 08:00-23:30"
    assert parse(f'[screen]\nhours = "{week}"').screen.hours == week
    with pytest.raises(BadConfig, match=r"screen\.hours: .*no hours of a week"):
        parse('[screen]\nhours = "at night"')


def test_a_camera_is_not_used_until_somebody_says_so() -> None:
    assert not Config().camera.enabled
    with pytest.raises(BadConfig, match=r"camera\.away_minutes must be from 0 to 1440"):
        parse("[camera]\naway_minutes = -1")
