"""Step `initrd`: the kernel and the initial RAM file system that opens the verified root.

initramfs-tools(7), mkinitramfs(8). One kernel only: two would not fit the boot partition.
"""

import shutil
from pathlib import Path

from steps.root import lay
from steps.settings import Settings
from steps.tools import ToolFailed
from steps.workshop import inside


def make(settings: Settings, workshop: Path, overlay: Path, out: Path) -> None:
    """Write vmlinuz and initrd.img to a folder, from the overlay's etc/initramfs-tools."""
    lay(overlay / "etc" / "initramfs-tools", workshop / "etc" / "initramfs-tools")
    version = kernel_version(workshop)
    inside(
        workshop, "mkinitramfs", "-o", "/boot/initrd.img", version,
        env={"SOURCE_DATE_EPOCH": str(settings.epoch)},
    )  # fmt: skip
    out.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(workshop / "boot" / f"vmlinuz-{version}", out / "vmlinuz")
    shutil.copyfile(workshop / "boot" / "initrd.img", out / "initrd.img")


def kernel_version(root: Path) -> str:
    """Return the one kernel's version; raise ToolFailed where there is none, or more."""
    found = sorted(path.name for path in (root / "usr" / "lib" / "modules").glob("*"))
    if len(found) != 1:
        raise ToolFailed(f"one kernel is wanted, these are here: {', '.join(found) or 'none'}")
    return found[0]
