"""The units under systemd/: they are valid, they fence, and what they start exists."""

import os
import re
import shutil
import subprocess
from configparser import RawConfigParser
from pathlib import Path

import pytest

from frame.cli.main import parser
from frame.config import parse

_SYSTEMD = Path(__file__).parents[2] / "systemd"
_UNITS = sorted((_SYSTEMD / "system").iterdir())
_SERVICES = [unit for unit in _UNITS if unit.suffix == ".service"]
_DAEMONS = {"core", "display", "vision", "web", "broker", "steward"}
_ALL_OF_IT = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "ProtectProc": "invisible",
    "ProtectKernelTunables": "yes",
    "ProtectKernelModules": "yes",
    "ProtectKernelLogs": "yes",
    "ProtectControlGroups": "yes",
    "ProtectClock": "yes",
    "PrivateTmp": "yes",
    "PrivateMounts": "yes",
    "PrivateIPC": "yes",
    "RestrictNamespaces": "yes",
    "RestrictRealtime": "yes",
    "RestrictSUIDSGID": "yes",
    "LockPersonality": "yes",
    "MemoryDenyWriteExecute": "yes",
    "SystemCallArchitectures": "native",
    "DevicePolicy": "closed",
    "KeyringMode": "private",
}
_EXPOSED = 15  # tenths of systemd-analyze's exposure


class _Manifold(dict[str, list[str]]):
    """Options of one section, each as often as it stands there."""


def _section(unit: Path, name: str) -> _Manifold:
    found, at = _Manifold(), ""
    for line in unit.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            at = line.strip("[]")
        elif at == name and line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found.setdefault(key, []).append(value)
    return found


def _last(unit: Path, option: str) -> str:
    return _section(unit, "Service").get(option, [""])[-1]


def _named(name: str) -> Path:
    return _SYSTEMD / "system" / f"hearthframe-{name}.service"


def _systemd(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        if os.environ.get("CI"):
            pytest.fail(f"{program} is not installed")
        pytest.skip(f"{program} is not installed")
    return found


@pytest.fixture(scope="module")
def runnable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The units, with a program in the place of `frame` that is on this machine."""
    folder = tmp_path_factory.mktemp("units")
    for unit in _UNITS:
        text = unit.read_text(encoding="utf-8").replace("/usr/bin/frame", "/bin/true")
        (folder / unit.name).write_text(text, encoding="utf-8")
    return folder


def test_systemd_finds_no_fault_in_any_unit(runnable: Path) -> None:
    told = subprocess.run(
        [_systemd("systemd-analyze"), "verify", *map(str, sorted(runnable.iterdir()))],
        env={**os.environ, "SYSTEMD_UNIT_PATH": f"{runnable}:"},
        capture_output=True,
        check=False,
    )
    ours = [line for line in told.stderr.decode().splitlines() if "hearthframe" in line]
    assert ours == []
    assert told.returncode == 0


@pytest.mark.parametrize("unit", _SERVICES, ids=lambda unit: unit.stem)
def test_no_service_is_more_exposed_than_it_may_be(unit: Path) -> None:
    command = ["security", "--offline=true", f"--threshold={_EXPOSED}", "--no-pager", str(unit)]
    told = subprocess.run(
        [_systemd("systemd-analyze"), *command], capture_output=True, check=False
    )
    assert told.returncode == 0, told.stdout.decode()[-300:]


@pytest.mark.parametrize("unit", _SERVICES, ids=lambda unit: unit.stem)
def test_every_service_stands_behind_the_whole_fence(unit: Path) -> None:
    assert {name: _last(unit, name) for name in _ALL_OF_IT} == _ALL_OF_IT


@pytest.mark.parametrize("unit", _SERVICES, ids=lambda unit: unit.stem)
def test_only_what_is_known_has_a_right_of_root(unit: Path) -> None:
    rights = {
        "hearthframe-web": "CAP_NET_BIND_SERVICE",
        "hearthframe-steward": "CAP_DAC_OVERRIDE",
        "hearthframe-reset": "CAP_DAC_OVERRIDE",
        "hearthframe-hostname": "CAP_SYS_ADMIN",
        "hearthframe-keys": "CAP_SETUID CAP_SETGID CAP_CHOWN",
    }
    assert _last(unit, "CapabilityBoundingSet") == rights.get(unit.stem, "")


@pytest.mark.parametrize("name", sorted(_DAEMONS))
def test_a_daemon_tells_when_it_is_ready_and_that_it_lives(name: str) -> None:
    unit = _named(name)
    assert _last(unit, "Type") == "notify"
    assert _last(unit, "WatchdogSec")
    assert _last(unit, "Restart") in {"always", "on-failure"}


@pytest.mark.parametrize("unit", _SERVICES, ids=lambda unit: unit.stem)
def test_what_a_unit_starts_is_a_command_that_exists(unit: Path) -> None:
    program, *words = _last(unit, "ExecStart").split()
    if program == "/usr/bin/frame":
        parser().parse_args(words)
    else:
        assert program == "/usr/bin/hostname"


def test_a_stop_reaches_the_steward_and_not_what_writes_an_update_for_it() -> None:
    assert _last(_named("steward"), "KillMode") == "mixed"
    assert _last(_named("steward"), "TimeoutStopSec") == "20min"


def test_core_has_no_device_and_the_glass_no_network() -> None:
    assert _last(_named("core"), "PrivateDevices") == "yes"
    for name in ("display", "vision", "steward"):
        assert _last(_named(name), "PrivateNetwork") == "yes"
    allowed = _section(_named("display"), "Service")["DeviceAllow"]
    assert allowed == ["char-drm rw", "char-input r", "char-cec rw"]


def test_models_are_not_kept_from_the_processors_description() -> None:
    assert _last(_named("vision"), "ProcSubset") == "all"


@pytest.mark.parametrize("name", ["update", "mark-good", "steward"])
def test_whoever_asks_which_slot_runs_sees_the_kernel_command_line(name: str) -> None:
    assert _last(_named(name), "ProcSubset") == "all"


def test_vision_gives_way_to_everything_else() -> None:
    assert int(_last(_named("vision"), "Nice")) > 0
    assert _last(_named("vision"), "IOSchedulingClass") == "idle"


@pytest.mark.parametrize("name", ["display", "web", "broker", "vision"])
def test_whoever_is_not_core_sees_of_the_state_only_what_is_meant_for_it(name: str) -> None:
    service = _section(_named(name), "Service")
    assert service["TemporaryFileSystem"] == ["/var/lib:ro"]
    shown = " ".join(service.get("BindReadOnlyPaths", [])).replace("-/", "/").split()
    own = {"web": "web", "broker": "broker"}
    folders = [f"/var/lib/hearthframe/{own[name]}"] if name in own else []
    settings = [] if name == "vision" else ["/var/lib/hearthframe/frame.toml"]
    assert shown == [*settings, *folders]


@pytest.mark.parametrize("name", ["core", "display"])
def test_the_first_photo_does_not_wait_for_a_network(name: str) -> None:
    waits = [
        target
        for option in ("After", "Wants", "Requires")
        for value in _section(_named(name), "Unit").get(option, [])
        for target in value.split()
    ]
    assert not [target for target in waits if "network" in target or "time-sync" in target]


def test_every_user_is_made_and_every_unit_that_installs_is_enabled() -> None:
    made = set(re.findall(r"^u (\S+)", _text("sysusers.d/hearthframe.conf"), flags=re.MULTILINE))
    users = {_last(unit, "User") for unit in _SERVICES} - {""}
    assert users == made
    enabled = set(
        re.findall(r"^enable (\S+)", _text("system-preset/80-hearthframe.preset"), re.MULTILINE)
    )
    assert enabled == {unit.name for unit in _UNITS if _section(unit, "Install")}
    for timer in _UNITS:
        if timer.suffix in {".timer", ".socket"}:
            assert timer.with_suffix(".service").exists()


def test_users_and_folders_can_be_made(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("users of another root folder are made by root only")
    (tmp_path / "etc").mkdir()
    share = tmp_path / "usr" / "share" / "hearthframe"
    share.mkdir(parents=True)
    shutil.copy(_SYSTEMD / "frame.toml", share)
    for program, words, conf in (
        ("systemd-sysusers", [], "sysusers.d/hearthframe.conf"),
        ("systemd-tmpfiles", ["--create"], "tmpfiles.d/hearthframe.conf"),
    ):
        told = subprocess.run(
            [_systemd(program), f"--root={tmp_path}", *words, str(_SYSTEMD / conf)],
            capture_output=True,
            check=False,
        )
        assert told.returncode == 0, told.stderr.decode()
    state = tmp_path / "var" / "lib" / "hearthframe"
    assert state.stat().st_mode & 0o7777 == 0o700
    assert (state / "web").stat().st_mode & 0o7777 == 0o2750
    assert (state / "run").readlink() == Path("/run/hearthframe")
    assert (state / "frame.toml").stat().st_mode & 0o777 == 0o644


def test_the_settings_of_a_flashed_frame_are_settings() -> None:
    config = parse(_text("frame.toml"))
    assert config.network.access_folder == "broker"
    assert config.broker.address == "127.0.0.1"
    assert (config.web.port, config.web.https_port) == (80, 443)


def test_systemd_itself_is_watched_by_the_board() -> None:
    found = RawConfigParser()
    found.read_string(_text("system.conf.d/hearthframe.conf"))
    assert found["Manager"]["RuntimeWatchdogSec"] == "15s"


def _text(name: str) -> str:
    return (_SYSTEMD / name).read_text(encoding="utf-8")
