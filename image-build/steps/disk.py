"""Step `disk`: the image of the card, without mounting anything.

Rule: the same parts give the same bytes. genimage and mtools stamp FAT files with the time of
the day, so both run under faketime; volume numbers and UUIDs are fixed.

genimage(1), faketime(1). The layout is decided in image.toml and docs/image.md.
"""

import shutil
from datetime import UTC, datetime
from pathlib import Path

from frame.upkeep.autoboot import Autoboot, Slot, render
from steps.settings import HERE, Settings
from steps.tools import run

NAME = "hearthframe.img"


def make(settings: Settings, boot: Path, system: Path, work: Path, out: Path) -> None:
    """Write hearthframe.img, boot_a.vfat and boot_b.vfat to a folder.

    boot    folder with boot_a and boot_b
    system  the file with the root file system and its hash tree
    work    a folder that is emptied
    """
    shutil.rmtree(work, ignore_errors=True)
    root, given = work / "root", work / "in"
    for slot in "ab":
        shutil.copytree(boot / f"boot_{slot}", root / f"boot_{slot}")
    (root / "bootconfig").mkdir()
    (root / "bootconfig/autoboot.txt").write_bytes(render(Autoboot.of(Slot.A)))
    for path in sorted((HERE / "bootconfig").glob("*")):
        shutil.copyfile(path, root / "bootconfig" / path.name)
    given.mkdir()
    (given / "system.img").symlink_to(system.resolve())
    config = work / "genimage.cfg"
    config.write_text(configuration(settings), encoding="ascii")
    out.mkdir(parents=True, exist_ok=True)
    _freeze(settings, root)
    run([
        "faketime", "-f", moment(settings), "genimage", "--config", config, "--rootpath", root,
        "--inputpath", given, "--tmppath", work / "tmp", "--outputpath", out,
    ])  # fmt: skip


def configuration(settings: Settings) -> str:
    """Return genimage.cfg with the sizes and names of image.toml."""
    words = {
        **{f"{key}_mib": str(value) for key, value in settings.size.items()},
        **{f"{key}_id": value for key, value in settings.id.items()},
    }
    return (HERE / "genimage.cfg").read_text(encoding="ascii") % words


def moment(settings: Settings) -> str:
    """Return the one time all files have, as faketime reads it (in UTC)."""
    return datetime.fromtimestamp(settings.epoch, UTC).strftime("%Y-%m-%d %H:%M:%S")


def _freeze(settings: Settings, root: Path) -> None:
    import os  # noqa: PLC0415

    for path in sorted(root.rglob("*")):
        os.utime(path, (settings.epoch, settings.epoch))
