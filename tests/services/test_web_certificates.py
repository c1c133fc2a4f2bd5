"""What core does about the page's certificates, and when."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from frame import config
from frame.devices.sim.clock import SimClock
from frame.services.web_certificates import Renewal, ensure, fingerprint_shown

_NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
_SECURE = config.parse('[network]\npage = "http://frame.local"\n[web]\nhttps_port = 443\n')


def _files(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*.*")}


def test_they_are_made_once_and_kept(tmp_path: Path) -> None:
    assert fingerprint_shown(tmp_path) is None
    assert ensure(tmp_path, _SECURE, _NOW)
    held = _files(tmp_path)
    assert set(held) == {"web-ca.key", "web/ca.pem", "web/cert.pem", "web/key.pem"}
    assert not ensure(tmp_path, _SECURE, _NOW + timedelta(days=300))
    assert _files(tmp_path) == held
    assert len((fingerprint_shown(tmp_path) or "").split()) == 8


def test_nobody_else_reads_the_keys_and_web_never_gets_the_authority_s(tmp_path: Path) -> None:
    ensure(tmp_path, _SECURE, _NOW)
    for path in (tmp_path / "web-ca.key", tmp_path / "web" / "key.pem"):
        assert path.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "web").stat().st_mode & 0o777 == 0o700
    secret = (tmp_path / "web-ca.key").read_bytes()
    assert all(secret not in told for name, told in _files(tmp_path / "web").items())


def test_the_certificate_is_renewed_and_the_authority_stays(tmp_path: Path) -> None:
    ensure(tmp_path, _SECURE, _NOW)
    held = _files(tmp_path)
    assert ensure(tmp_path, _SECURE, _NOW + timedelta(days=340))
    now = _files(tmp_path)
    assert {name for name in held if held[name] != now[name]} == {"web/cert.pem", "web/key.pem"}


@pytest.mark.parametrize("lost", ["web-ca.key", "web/ca.pem"])
def test_an_authority_of_which_half_is_lost_is_made_anew(tmp_path: Path, lost: str) -> None:
    ensure(tmp_path, _SECURE, _NOW)
    held = fingerprint_shown(tmp_path)
    (tmp_path / lost).unlink()
    assert ensure(tmp_path, _SECURE, _NOW)
    assert fingerprint_shown(tmp_path) not in {held, None}
    assert not ensure(tmp_path, _SECURE, _NOW)


def test_a_frame_with_another_name_gets_another_authority(tmp_path: Path) -> None:
    ensure(tmp_path, _SECURE, _NOW)
    held = fingerprint_shown(tmp_path)
    renamed = config.parse('[network]\npage = "http://kitchen.local"\n[web]\nhttps_port = 443\n')
    assert ensure(tmp_path, renamed, _NOW)
    assert fingerprint_shown(tmp_path) != held


def test_a_page_that_is_elsewhere_does_not_rename_the_frame(tmp_path: Path) -> None:
    ensure(tmp_path, _SECURE, _NOW)
    elsewhere = config.parse(
        '[network]\npage = "https://photos.example"\n'
        '[web]\nhost = "frame.local"\nhttps_port = 443\n'
    )
    assert not ensure(tmp_path, elsewhere, _NOW)


def test_nothing_is_made_while_the_clock_is_plainly_wrong(tmp_path: Path) -> None:
    assert not ensure(tmp_path, _SECURE, datetime(1970, 1, 2, tzinfo=UTC))
    assert _files(tmp_path) == {}


@pytest.mark.parametrize("page", ["http://küche.local", "nowhere", ""])
def test_nothing_is_made_for_what_is_no_host(tmp_path: Path, page: str) -> None:
    settings = config.parse(f'[network]\npage = "{page}"\n[web]\nhttps_port = 443\n')
    assert not ensure(tmp_path, settings, _NOW)


def test_core_looks_once_an_hour_where_https_is_wanted(tmp_path: Path) -> None:
    clock = SimClock(_NOW)
    renewal = Renewal(tmp_path, _SECURE, clock)
    renewal.step()
    (tmp_path / "web" / "cert.pem").unlink()
    renewal.step()
    assert not (tmp_path / "web" / "cert.pem").exists()
    clock.pass_time(3600)
    renewal.step()
    assert (tmp_path / "web" / "cert.pem").exists()


def test_core_makes_none_where_https_is_off(tmp_path: Path) -> None:
    Renewal(tmp_path, config.Config(), SimClock(_NOW)).step()
    assert _files(tmp_path) == {}


def test_a_disk_that_refuses_does_not_take_core_with_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "web").write_text("in the way")
    Renewal(tmp_path, _SECURE, SimClock(_NOW)).step()
    assert "web.certificate error=" in caplog.text


def test_a_host_that_is_none_does_not_take_core_with_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = config.parse('[network]\npage = "http://[nowhere"\n[web]\nhttps_port = 443\n')
    Renewal(tmp_path, settings, SimClock(_NOW)).step()
    assert "web.certificate error=ValueError" in caplog.text
