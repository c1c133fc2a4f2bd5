"""The bundle the driver makes: signed, whole, and refused when somebody touched it.

What RAUC and the frame do with bundles is tested beside `frame/devices/rauc.py`.
"""

import random
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from steps import bundle, keys
from steps.keys import Keys
from steps.settings import HERE, Settings
from steps.tools import ToolFailed, run


@pytest.fixture
def made(small: Settings, signers: Keys, tmp_path: Path, needs: Callable[..., None]) -> Path:
    needs("rauc", "mksquashfs")
    parts = {"system.img": tmp_path / "system", "boot.vfat": tmp_path / "boot"}
    for name, path in parts.items():
        path.write_bytes(_payload(name))
    out = tmp_path / "hearthframe.raucb"
    bundle.make(small, parts, "1.4", signers, out)
    return out


def _payload(name: str) -> bytes:
    """Bytes that cannot be compressed, the same ones each time."""
    return random.Random(name).randbytes(200_000)


def test_what_went_in_comes_out(made: Path, signers: Keys, tmp_path: Path) -> None:
    bundle.verify(made, signers, tmp_path / "out")
    assert (tmp_path / "out/system.img").read_bytes() == _payload("system.img")
    assert (tmp_path / "out/boot.vfat").read_bytes() == _payload("boot.vfat")
    assert (tmp_path / "out/hook.sh").stat().st_mode & 0o111
    manifest = (tmp_path / "out/manifest.raucm").read_text()
    assert "version=1.4" in manifest
    assert "compatible=hearthframe-arm64" in manifest


@pytest.mark.parametrize("part", [0.05, 0.5, 0.9], ids=["begin", "middle", "end"])
def test_one_changed_byte_is_refused(
    made: Path, signers: Keys, tmp_path: Path, part: float
) -> None:
    data = bytearray(made.read_bytes())
    data[int(len(data) * part)] ^= 0xFF
    made.write_bytes(data)
    with pytest.raises(ToolFailed):
        bundle.verify(made, signers, tmp_path / "out")


def test_a_stranger_s_bundle_is_refused(made: Path, tmp_path: Path) -> None:
    stranger = keys.make(tmp_path / "stranger", "stranger")
    with pytest.raises(ToolFailed):
        bundle.verify(made, stranger, tmp_path / "out")


def test_a_signature_of_another_file_is_refused(signers: Keys, tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).write_text(name)
    signature = keys.sign(signers, tmp_path / "one", "hearthframe 1.4")
    words: list[str | Path] = [
        "minisign",
        "-V",
        "-p",
        signers.release_public,
        "-x",
        signature,
        "-m",
    ]
    assert "hearthframe 1.4" in run([*words, tmp_path / "one"])
    with pytest.raises(ToolFailed):
        run([*words, tmp_path / "other"])


def test_secret_keys_are_for_their_owner_only(signers: Keys) -> None:
    for path in (signers.bundle_key, signers.release_key):
        assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("slot", "letter"), [("boot.0", "a"), ("boot.1", "b")])
def test_the_hook_tells_a_boot_partition_which_slot_it_is_in(
    tmp_path: Path, slot: str, letter: str
) -> None:
    before = "root=/dev/mapper/root hearthframe.slot=a rauc.slot=a hearthframe.roothash=00\n"
    (tmp_path / "cmdline.txt").write_text(before)
    _hook(tmp_path, slot)
    after = (tmp_path / "cmdline.txt").read_text()
    assert after == before.replace("slot=a", f"slot={letter}")
    assert [path.name for path in tmp_path.iterdir()] == ["cmdline.txt"]


def test_the_hook_refuses_a_command_line_without_a_slot(tmp_path: Path) -> None:
    (tmp_path / "cmdline.txt").write_text("root=/dev/sda\n")
    with pytest.raises(subprocess.CalledProcessError):
        _hook(tmp_path, "boot.1")


def _hook(place: Path, slot: str) -> None:
    told = {
        "PATH": "/usr/bin:/bin",
        "RAUC_SLOT_CLASS": slot.partition(".")[0],
        "RAUC_SLOT_NAME": slot,
        "RAUC_SLOT_MOUNT_POINT": str(place),
    }
    subprocess.run(["sh", HERE / "rauc/hook.sh", "slot-post-install"], env=told, check=True)
