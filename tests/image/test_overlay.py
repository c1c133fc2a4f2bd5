"""What the image is configured as: closed, nobody's, and free of secrets."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from steps.root import UNITS
from steps.settings import ROOT

_SECRETS = (
    re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY"),
    re.compile(r"ssh-(rsa|ed25519) AAAA"),
    re.compile(r"\$(1|5|6|y|2b)\$[./A-Za-z0-9]"),
    re.compile(r"(?i)(password|passphrase|psk|secret|token)\s*=\s*[\"']?[A-Za-z0-9+/]{6,}"),
    re.compile(r"untrusted comment: minisign (encrypted )?secret key"),
)
_ADDRESS = re.compile(r"(?:https?|ftp)://(?:[^/\s\"'@]*@)?([a-z0-9.-]+)", re.IGNORECASE)
_KNOWN = {
    "github.com", "cyclonedx.org", "hearthframe.local", "127.0.0.1", "frame.local",
}  # fmt: skip


@pytest.fixture(scope="module")
def overlay(tree: Path) -> Path:
    return tree / "overlay"


def _texts(*folders: Path) -> list[Path]:
    return [
        path
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink() and "__pycache__" not in path.parts
    ]


def _scripts(tree: Path) -> list[Path]:
    return [path for path in _texts(tree) if path.read_bytes().startswith(b"#!/bin/sh")]


def test_no_secret_stands_in_the_tree(tree: Path) -> None:
    found = [
        f"{path.relative_to(tree)}: {pattern.pattern}"
        for path in _texts(tree, ROOT / "systemd")
        for pattern in _SECRETS
        if pattern.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_server_is_named_but_those_a_reader_may_visit(tree: Path) -> None:
    names = {
        name.lower()
        for path in _texts(tree, ROOT / "systemd")
        for name in _ADDRESS.findall(path.read_text(encoding="utf-8"))
    }
    assert names - _KNOWN == set()


def test_the_machine_id_is_empty_and_there_is_no_key_or_password(overlay: Path) -> None:
    assert (overlay / "etc/machine-id").read_bytes() == b""
    assert not list(overlay.rglob("*shadow*"))
    assert not list(overlay.rglob("ssh_host_*"))
    assert not list(overlay.rglob("authorized_keys*"))


def test_scripts_are_understood_by_a_plain_shell(tree: Path) -> None:
    scripts = _scripts(tree)
    assert len(scripts) >= 6
    for path in scripts:
        subprocess.run(["sh", "-n", path], check=True)
        assert path.stat().st_mode & 0o111, path


def test_shellcheck_has_nothing_to_say(tree: Path, needs: Callable[..., None]) -> None:
    needs("shellcheck")
    words = ["shellcheck", "--shell=sh", *map(str, _scripts(tree))]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_packet_filter_is_understood_by_nft(overlay: Path, needs: Callable[..., None]) -> None:
    needs("nft")
    nft = shutil.which("nft", path="/usr/sbin:/sbin:/usr/bin") or "nft"
    words = ["unshare", "--net", nft, "--check", "--file", str(overlay / "etc/nftables.conf")]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if "not permitted" in done.stderr:
        pytest.skip("a network namespace of its own is not allowed here")
    assert done.returncode == 0, done.stderr


def test_nothing_comes_in_but_on_documented_ports(overlay: Path) -> None:
    rules = (overlay / "etc/nftables.conf").read_text(encoding="utf-8")
    security = (ROOT / "docs/image.md").read_text(encoding="utf-8")
    assert "hook input priority filter; policy drop;" in rules
    assert "hook forward priority filter; policy drop;" in rules
    (listed,) = re.findall(r"elements = \{ ([0-9, ]+) \}", rules)
    ports = {*listed.split(", "), *re.findall(r"udp dport (\d+)", rules)}
    assert ports == {"80", "443", "8883", "5353", "546"}
    for port in ports | {"22"}:
        assert re.search(rf"^\| {port}\b", security, re.MULTILINE), port


def test_ssh_takes_keys_only_and_runs_only_where_one_was_given(overlay: Path) -> None:
    told = (overlay / "etc/ssh/sshd_config.d/hearthframe.conf").read_text(encoding="utf-8")
    for line in ("PasswordAuthentication no", "PermitRootLogin no", "AllowUsers installer",
                 "KbdInteractiveAuthentication no"):  # fmt: skip
        assert f"\n{line}\n" in f"\n{told}"
    unit = (overlay / "usr/lib/systemd/system/ssh.service.d/hearthframe.conf").read_text()
    keys = "/var/lib/hearthframe-setup/ssh/authorized_keys"
    assert f"\nConditionFileNotEmpty={keys}\n" in unit
    assert f"\nAuthorizedKeysFile {keys}\n" in told


def test_a_start_waits_as_long_as_making_the_data_partition_may_take(overlay: Path) -> None:
    """systemd.mount(5): a device is waited for 90 s by default, and then the machine restarts."""
    units = overlay / "usr/lib/systemd/system"
    told = (units / "hearthframe-data.service").read_text(encoding="utf-8")
    (makes,) = re.findall(r"^TimeoutStartSec=(\d+)min$", told, re.MULTILINE)
    table = (overlay / "etc/fstab").read_text(encoding="utf-8")
    option = r"^/dev/mapper/data .*x-systemd\.device-timeout=(\d+)min"
    (waits,) = re.findall(option, table, re.MULTILINE)
    assert int(waits) > int(makes)


def test_there_is_no_swap_on_the_card(overlay: Path) -> None:
    assert "swap" not in (overlay / "etc/fstab").read_text(encoding="utf-8")
    assert "zram0" in (overlay / "etc/systemd/zram-generator.conf").read_text(encoding="utf-8")


def test_nobody_can_log_in_at_the_glass_or_a_serial_port(overlay: Path) -> None:
    units = overlay / "etc/systemd/system"
    for name in ("getty.target", "serial-getty@.service", "debug-shell.service"):
        assert (units / name).readlink() == Path("/dev/null")


def test_no_key_of_a_keyboard_puts_the_machine_down(overlay: Path) -> None:
    """logind.conf(5) has a default for each that restarts, suspends or switches off, or may."""
    told = (overlay / "etc/systemd/logind.conf.d/hearthframe.conf").read_text(encoding="utf-8")
    keys = [f"{key}{press}" for key in ("Power", "Reboot", "Suspend", "Hibernate")
            for press in ("Key", "KeyLongPress")]  # fmt: skip
    for key in (*keys, "LidSwitch"):
        assert f"\nHandle{key}=ignore\n" in told
    assert (overlay / "etc/systemd/system/ctrl-alt-del.target").readlink() == Path("/dev/null")
    manager = overlay / "etc/systemd/system.conf.d/hearthframe-keyboard.conf"
    assert "\n[Manager]\nCtrlAltDelBurstAction=none\n" in manager.read_text(encoding="utf-8")


def test_no_file_hides_one_of_the_same_name(overlay: Path) -> None:
    """systemd-system.conf(5): of two drop-ins with one name, that in /etc alone is read."""
    for folder, place in UNITS.items():
        ours = {path.name for path in (ROOT / "systemd" / folder).iterdir()}
        for other in (place, place.replace("usr/lib", "etc", 1)):
            beside = overlay / other
            found = {path.name for path in beside.iterdir()} if beside.is_dir() else set()
            assert not ours & found, other


def test_users_have_numbers_that_do_not_change(overlay: Path) -> None:
    told = (overlay / "usr/lib/sysusers.d/00-hearthframe-ids.conf").read_text(encoding="utf-8")
    ours = dict(re.findall(r"^u ([a-z-]+) (\d+) ", told, re.MULTILINE))
    units = (ROOT / "systemd/sysusers.d/hearthframe.conf").read_text(encoding="utf-8")
    wanted = set(re.findall(r"^u ([a-z-]+) ", units, re.MULTILINE))
    assert wanted <= set(ours)
    assert len(set(ours.values())) == len(ours)
