"""Two builds are compared: what differs is named, and nothing is where nothing does."""

import lzma
import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from steps import boot, compare, disk, publish, system, tools
from steps.settings import Settings
from steps.stage import digest
from steps.tools import ToolFailed

_TOOLS = ("mkfs.erofs", "fsck.erofs", "veritysetup", "genimage", "mkdosfs", "mcopy", "faketime")
_HASH = "ab" * 32


@pytest.fixture(scope="module")
def card(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Build a card of a few files, once for each content."""
    made: dict[str, Path] = {}

    def find(settings: Settings, root: Path, overlays: dict[str, str]) -> Path:
        known = digest(root, repr(overlays))
        if known not in made:
            made[known] = make(settings, root, overlays, tmp_path_factory.mktemp("card"))
        return made[known]

    def make(settings: Settings, root: Path, overlays: dict[str, str], work: Path) -> Path:
        sealed = system.make(settings, root, work / "system.img")
        kernel, firmware = work / "kernel", work / "workshop/usr/lib/raspi-firmware"
        (firmware / "overlays").mkdir(parents=True)
        kernel.mkdir()
        for path in (kernel / "vmlinuz", kernel / "initrd.img", firmware / "start4.elf"):
            path.write_text(path.name)
        for name, text in overlays.items():
            (firmware / "overlays" / name).write_text(text)
        boot.make(kernel, work / "workshop", sealed, work / "boot")
        disk.make(settings, work / "boot", work / "system.img", work / "genimage", work / "out")
        return work / "out" / disk.NAME

    return find


def _told(one: Path, other: Path) -> list[str]:
    return list(compare.differences(one, other))


def _poked(image: Path, place: Path, at: int) -> Path:
    shutil.copyfile(image, place)
    with place.open("r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 1]))
    return place


def test_an_image_is_like_itself_and_any_byte_of_it_matters(
    card: Callable[..., Path],
    small: Settings,
    root: Path,
    tmp_path: Path,
    needs: Callable[..., None],
) -> None:
    needs(*_TOOLS)
    image = card(small, root, {})
    parts = compare.partitions(image)
    assert list(parts) == ["bootconfig", "boot_a", "boot_b", "system_a", "system_b"]
    assert _told(image, image) == []
    last = parts["system_a"].start + parts["system_a"].length - 1
    for at, name in (
        (448, "outside of the partitions"),
        (image.stat().st_size - 1, "outside of the partitions"),
        (last, "system_a"),
    ):
        lines = _told(image, _poked(image, tmp_path / "poked", at))
        assert lines[0] == f"{name}: 1 blocks of 4096 bytes differ"
        assert lines[1:] in ([], [f"{name}: no file differs"])


def test_a_changed_file_is_named_with_its_partition_and_what_changed(
    card: Callable[..., Path], small: Settings, root: Path, needs: Callable[..., None]
) -> None:
    needs(*_TOOLS)
    first = card(small, root, {"one.dtbo": "one", "gone.dtbo": ""})
    (root / "etc/hostname").write_text("other\n")
    (root / "usr/bin/frame").chmod(0o700)
    (root / "etc/new").symlink_to("hostname")
    told = _told(first, card(small, root, {"one.dtbo": "two"}))
    assert {
        "boot_a: overlays/gone.dtbo: only in the first",
        "boot_b: overlays/one.dtbo: content",
        "boot_a: cmdline.txt: content",
        "system_a: etc/hostname: content",
        "system_a: usr/bin/frame: mode 100755 and 100700",
        "system_a: etc/new: only in the second",
    } <= set(told)
    assert not [line for line in told if line.startswith(("bootconfig", "system_b", "outside"))]


def _tiny(place: Path, **parts: bytes) -> None:
    """Write an image with a GPT of partitions of one block each, of no kind that is known."""
    first, table, held = 40, b"", b""
    for number, (name, data) in enumerate(parts.items()):
        at = first + 8 * number
        table += struct.pack("<16s16sQQ8x72s", b"L" * 16, b"I" * 16, at, at + 7, _wide(name))
        held += data.ljust(4096)
    head = struct.pack("<8s64xQII", b"EFI PART", 2, len(parts), 128)
    place.write_bytes((bytes(512) + head.ljust(512) + table).ljust(first * 512) + held)


def _wide(name: str) -> bytes:
    return name.encode("utf-16-le")


def test_what_was_published_is_compared_but_for_signatures(root: Path, tmp_path: Path) -> None:
    folders = tmp_path / "one", tmp_path / "other"
    for number, folder in enumerate(folders):
        folder.mkdir()
        _publish(folder, root, boot_a=b"boot", system_a=b"system")
        for name in ("SHA256SUMS", "frame.raucb", "frame.img.xz.minisig"):
            (folder / name).write_text(str(number))
    assert _told(*folders) == []
    (root / "etc/hostname").write_text("other\n")
    (folders[1] / "extra").touch()
    _publish(folders[1], root, boot_a=b"boot", system_a=b"another")
    assert _told(*folders) == [
        "extra: only in the second",
        "frame.files: other bytes",
        "frame.img.xz: other bytes",
        "root: etc/hostname: content",
        "system_a: 1 blocks of 4096 bytes differ",
    ]


def _publish(folder: Path, root: Path, **parts: bytes) -> None:
    _tiny(folder / "frame.img", **parts)
    with lzma.open(folder / "frame.img.xz", "wb") as file:
        file.write((folder / "frame.img").read_bytes())
    (folder / "frame.img").unlink()
    (folder / "frame.files").write_text(publish.files(root))


def test_partitions_of_other_names_and_sizes_are_named(tmp_path: Path) -> None:
    one, other = tmp_path / "one.img", tmp_path / "other.img"
    _tiny(one, boot_a=b"boot", system_a=b"system")
    _tiny(other, boot_a=b"boot", data=b"system", more=b"")
    assert _told(one, other) == [
        f"size: {one.stat().st_size} and {other.stat().st_size} bytes",
        "data: only in the second",
        "more: only in the second",
        "system_a: only in the first",
        "partition table: other places",
    ]


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        (f"100644 0:0 {_HASH} a b\n", f"100644 0:0 {'cd' * 32} a b\n", ["a b: content"]),
        ("120777 0:0 -> x y z\n", "120777 0:0 -> x z\n", ["z: content"]),
        ("40755 0:0 - a\n", "40755 0:1 - a\n", ["a: owner 0:0 and 0:1"]),
        ("40755 0:0 - a\n", "", ["a: only in the first"]),
        ("40755 0:0 - a\n", "40755 0:0 - a\n", []),
    ],
)
def test_lists_of_files_are_compared_line_by_line(one: str, other: str, told: list[str]) -> None:
    assert list(compare.listed(one, other)) == told


@pytest.mark.parametrize("missing", ["fsck.erofs", "mcopy"])
def test_what_cannot_be_looked_into_is_said_with_the_package_that_can(
    card: Callable[..., Path],
    small: Settings,
    root: Path,
    needs: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    missing: str,
) -> None:
    needs(*_TOOLS)
    one = card(small, root, {})
    (root / "etc/hostname").write_text("other\n")
    other = card(small, root, {})
    monkeypatch.setattr(tools, "missing", lambda name: ["it"] if name == missing else [])
    name = "boot_a" if missing == "mcopy" else "system_a"
    assert f"{name}: to look into it: sudo apt-get install it" in _told(one, other)


def test_what_is_no_card_is_refused_in_a_sentence(tmp_path: Path, tree: Path) -> None:
    (tmp_path / "no.img").write_bytes(os.urandom(2048))
    with pytest.raises(ToolFailed, match="no GPT"):
        _told(tmp_path / "no.img", tmp_path / "no.img")
    with pytest.raises(ToolFailed, match="two folders"):
        _told(tmp_path, tmp_path / "no.img")
    for words in ([], [tmp_path, tmp_path / "no.img"]):
        code, said = _run(tree, *words)
        assert code == 2
        assert "Traceback" not in said
    assert _run(tree, tmp_path, tmp_path) == (0, "")


def test_a_difference_is_an_exit_that_a_script_sees(tmp_path: Path, tree: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    (tmp_path / "one/frame.bmap").touch()
    told = "frame.bmap: only in the first\n"
    assert _run(tree, tmp_path / "one", tmp_path / "other") == (1, told)


def _run(tree: Path, *words: Path) -> tuple[int, str]:
    command = [sys.executable, str(tree / "build.py"), "compare", *map(str, words)]
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return done.returncode, done.stdout
