import logging

import pytest

from frame import log


def test_an_allowed_field_is_written(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    log.event(logging.getLogger("frame"), "photo.ready", photo="ab", took_ms=12)
    assert caplog.messages == ["photo.ready photo=ab took_ms=12"]


def test_a_caption_raises_in_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "STRICT", True)
    with pytest.raises(log.FieldNotAllowedError):
        log.event(logging.getLogger("frame"), "photo.ready", caption="Oma's birthday")


def test_a_caption_is_a_question_mark_in_production(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "STRICT", False)
    caplog.set_level(logging.INFO)
    log.event(logging.getLogger("frame"), "photo.ready", caption="Oma's birthday")
    assert caplog.messages == ["photo.ready caption=?"]


def test_the_journal_gets_one_line_with_a_priority(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOURNAL_STREAM", "8:1")
    log.start("info")
    logging.getLogger("frame").warning("two\nlines")
    assert capsys.readouterr().err == "<4>frame: two | lines\n"
    log.start()
