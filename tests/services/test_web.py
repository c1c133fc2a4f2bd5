"""The web process: what the settings mean for it, and that it lives and ends as it should."""

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from frame import config
from frame.devices.broker import free_port, listens
from frame.errors import BadConfig, DeviceFailed
from frame.services import web
from frame.services.web import Plan, plan_of
from frame.services.web_certificates import ensure, fingerprint_shown
from frame.services.web_child import WebChild
from tests.devices.web_kit import HTML, ask, build

_ROOT = Path(__file__).parents[2]
# A parent that starts the page's process, says which one it is, and waits to be killed.
_PARENT = """
import sys, time
sys.path.append(sys.argv[1])
import msgspec
from frame.services.web import Plan
from frame.services.web_child import WebChild
with WebChild(msgspec.json.decode(sys.argv[2], type=Plan)):
    print("up", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    port = free_port()
    return Plan(
        address="127.0.0.1",
        port=port,
        host="127.0.0.1",
        built=str(build(tmp_path / "dist")),
        certificates=str(tmp_path / "web"),
    )


def _until(so: Callable[[], bool]) -> None:
    until_s = time.monotonic() + 20
    while not so():
        assert time.monotonic() < until_s, "it never came to that"
        time.sleep(0.05)


def test_it_serves_the_page_while_it_is_wanted_and_not_longer(plan: Plan) -> None:
    with WebChild(plan) as child:
        assert ask(plan.port, "/p")[1] == HTML
        assert child.pid is not None
    assert not listens(plan.port)


def test_it_ends_when_its_parent_was_killed(plan: Plan) -> None:
    told = json.dumps({name: getattr(plan, name) for name in plan.__struct_fields__})
    command = [sys.executable, "-c", _PARENT, str(_ROOT), told]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"up\n"
        assert listens(plan.port)
        os.kill(parent.pid, signal.SIGKILL)
    _until(lambda: not listens(plan.port))


def test_a_child_that_cannot_serve_says_why_and_is_told_of(
    plan: Plan, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "dist" / "assets.json").unlink()
    with pytest.raises(DeviceFailed, match="process did not start"):
        WebChild(plan).start()
    assert "has not been built" in capfd.readouterr().err


def test_https_follows_the_certificate_and_takes_up_the_next_one(tmp_path: Path) -> None:
    port, safe_port = free_port(), free_port()
    settings = config.parse(
        f'[network]\npage = "http://127.0.0.1:{port}"\n'
        f"[web]\nport = {port}\nhttps_port = {safe_port}\n"
    )
    with WebChild(plan_of(settings, tmp_path, build(tmp_path / "dist"))):
        assert not listens(safe_port)
        assert ask(port, "/ca.json")[0].status == 404
        ensure(tmp_path, settings, datetime.now(UTC))
        _until(lambda: listens(safe_port))
        first = _shown(safe_port, tmp_path)
        assert (tmp_path / "web" / "key.pem").stat().st_mode & 0o777 == 0o600
        _until(lambda: ask(port, "/ca.json")[0].status == 200)
        told = json.loads(ask(port, "/ca.json")[1])
        assert told == {
            "fingerprint": fingerprint_shown(tmp_path),
            "host": "127.0.0.1",
            "https": f"https://127.0.0.1:{safe_port}",
        }
        answer, der = ask(port, "/ca.crt")
        assert answer.headers["Content-Type"] == "application/x-x509-ca-cert"
        pem = (tmp_path / "web" / "ca.pem").read_text()
        assert ssl.PEM_cert_to_DER_cert(pem) == der
        (tmp_path / "web" / "cert.pem").unlink()
        ensure(tmp_path, settings, datetime.now(UTC))
        _until(lambda: _shown(safe_port, tmp_path) != first)


def _shown(port: int, folder: Path) -> bytes:
    """Return the certificate of the server, which the authority must vouch for."""
    trusting = ssl.create_default_context(cafile=str(folder / "web" / "ca.pem"))
    with (
        socket.create_connection(("127.0.0.1", port), timeout=10) as line,
        trusting.wrap_socket(line, server_hostname="127.0.0.1") as safe,
    ):
        told = safe.getpeercert(binary_form=True)
        assert told is not None
        return told


def test_the_service_tells_systemd_and_ends_when_it_is_asked(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "frame.toml").write_text(f"[web]\nport = {plan.port}\n")
    code = (
        "import sys; from pathlib import Path; from frame.services.web import run_web;"
        "run_web(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ears:
        ears.bind(str(tmp_path / "notify"))
        ears.settimeout(20)
        environment = {**os.environ, "NOTIFY_SOCKET": str(tmp_path / "notify")}
        command = [sys.executable, "-c", code, str(tmp_path), plan.built]
        with subprocess.Popen(command, cwd=_ROOT, env=environment) as child:
            assert ears.recv(100) == b"READY=1"
            assert ears.recv(100) == b"WATCHDOG=1"
            assert ask(plan.port, "/")[1] == HTML
            child.send_signal(signal.SIGTERM)
            assert child.wait(timeout=20) == 0


def test_the_settings_become_a_plan() -> None:
    told = plan_of(
        config.parse(
            '[network]\nbroker = "mqtts://frame.local:8883"\ncard_broker = "wss://frame.local:9001/x"'
            '\npage = "https://frame.local"\n[web]\nallow_origins = ["https://photos.example"]'
        ),
        Path("/state"),
    )
    assert (told.address, told.port, told.https_port) == ("127.0.0.1", 8080, 0)
    assert told.certificates == "/state/web"
    assert web._connect(told) == ("wss://frame.local:9001",)
    gate = web._gate(told)
    assert gate.admits("https://photos.example", "frame.local")
    assert gate.admits("http://frame.local:8080", "frame.local:8080")
    assert not gate.admits("http://elsewhere.local", "elsewhere.local")


@pytest.mark.parametrize(
    ("broker", "port", "secure"),
    [
        ("mqtt://127.0.0.1", 1883, False),
        ("mqtt://127.0.0.1:21883", 21883, False),
        ("mqtts://frame.local", 8883, True),
    ],
)
def test_the_way_to_the_broker_is_the_frame_s_own(
    plan: Plan, broker: str, port: int, *, secure: bool
) -> None:
    found = web._upstream(msgspec.structs.replace(plan, broker=broker))
    assert found is not None
    assert (found.port, found.tls is not None) == (port, secure)


@pytest.mark.parametrize("broker", ["", "ws://frame.local:9001", "wss://frame.local"])
def test_a_broker_that_speaks_websockets_itself_needs_no_tunnel(plan: Plan, broker: str) -> None:
    assert web._upstream(msgspec.structs.replace(plan, broker=broker)) is None


def test_an_authority_file_that_is_missing_is_told(plan: Plan) -> None:
    lost = msgspec.structs.replace(plan, broker="mqtts://frame.local", ca_file="/nowhere")
    with pytest.raises(BadConfig, match="ca_file"):
        web._upstream(lost)


@pytest.mark.parametrize(
    "origin", ["photos.example", "https://photos.example/", "ftp://x", "*", "https://a b"]
)
def test_a_place_that_is_no_origin_is_refused_in_the_settings(origin: str) -> None:
    with pytest.raises(BadConfig, match=r"web\.allow_origins"):
        config.parse(f"[web]\nallow_origins = [{json.dumps(origin)}]")


def test_settings_with_lists_are_written_as_they_are_read() -> None:
    told = config.parse('[web]\nallow_origins = ["https://a.example", "http://[fd00::1]:80"]')
    assert config.parse(config.render(told)) == told


def _image(folder: Path, **more: str) -> Path:
    told = {
        "version": "1.0",
        "compatible": "x",
        "released": "2026-11-01",
        "supported_until": "2028-11-01",
        "contact": "https://frame.example/security",
        **more,
    }
    (folder / "release.json").write_text(json.dumps(told))
    return folder


def test_it_says_whom_to_tell_about_a_weakness_and_until_when_that_holds(tmp_path: Path) -> None:
    files = web.security_files(datetime(2026, 12, 1, tzinfo=UTC), _image(tmp_path))
    (spelling,) = files["/.well-known/security.txt"].spellings.values()
    assert spelling.body.decode().splitlines() == [
        "Contact: https://frame.example/security",
        "Expires: 2027-11-01T00:00:00Z",
    ]


@pytest.mark.parametrize(
    ("now", "contact"),
    [
        (datetime(2027, 11, 1, tzinfo=UTC), "https://frame.example/security"),
        (datetime(2026, 12, 1, tzinfo=UTC), ""),
        (datetime(2026, 12, 1, tzinfo=UTC), "https://a.example\nContact: https://b.example"),
        (datetime(2026, 12, 1, tzinfo=UTC), "http://frame.example"),
    ],
    ids=["a year later", "nobody", "two lines", "not https"],
)
def test_it_says_nothing_that_may_not_be_true(tmp_path: Path, now: datetime, contact: str) -> None:
    assert web.security_files(now, _image(tmp_path, contact=contact)) == {}
    assert web.security_files(now, tmp_path / "no image") == {}
