"""Step `boot`: what stands in a slot's FAT partition: kernel, initial RAM file system, firmware.

cmdline.txt names the one system that this kernel may start: its slot, root hash and hash offset
(`overlay/etc/initramfs-tools/scripts/local-top/hearthframe` opens it). config.txt: Raspberry Pi
documentation, "The config.txt file".

Rule: what differs between Debian's kernel and Raspberry Pi's are lines of config.txt, and from
      where overlays are taken.
"""

import shutil
from pathlib import Path

from steps.system import Sealed

CONFIG = """\
# Read by the Raspberry Pi firmware before Linux; part of the image, replaced by every update.
arm_64bit=1
{own}
kernel=vmlinuz
initramfs initrd.img followkernel
cmdline=cmdline.txt
# Nothing but the frame's own pictures on the glass.
disable_splash=1
avoid_warnings=1
# No serial console: nobody logs in there.
enable_uart=0
dtparam=watchdog=on
"""
# a table of boards.toml to lines of config.txt
OWN = {
    # its device trees have the names of upstream Linux, and its graphics need no overlay
    "debian": ("upstream_kernel=1",),
    # pictures by KMS, without the firmware deciding about modes; cameras and panels are found
    "raspberry-pi": (
        "dtoverlay=vc4-kms-v3d",
        "max_framebuffers=2",
        "disable_fw_kms_setup=1",
        "camera_auto_detect=1",
        "display_auto_detect=1",
    ),
}
_WORDS = (
    "root=/dev/mapper/root", "rootfstype=erofs", "ro", "rootwait",
    # where a slot does not start, start again: the firmware boots the good one
    "panic=10",
    "systemd.gpt_auto=no", "systemd.getty_auto=no", "systemd.ssh_auto=no", "net.ifnames=0",
    # memory that was freed holds no photo any more
    "init_on_free=1",
    "quiet", "loglevel=3", "logo.nologo", "vt.global_cursor_default=0", "console=tty3",
)  # fmt: skip


def cmdline(slot: str, sealed: Sealed) -> str:
    """Return cmdline.txt of a slot; one line, as the firmware wants it."""
    words = (
        *_WORDS,
        f"hearthframe.slot={slot}",
        f"rauc.slot={slot}",
        f"hearthframe.roothash={sealed.roothash}",
        f"hearthframe.hashoffset={sealed.hashoffset}",
    )
    return " ".join(words) + "\n"


def make(kernel: Path, workshop: Path, sealed: Sealed, out: Path, board: str = "debian") -> None:
    """Write a folder for each slot, out/boot_a and out/boot_b; they differ in one letter.

    kernel    the folder with vmlinuz and initrd.img
    workshop  where the firmware of raspi-firmware lies, and the kernel's device trees
    board     whose kernel it is: a table of boards.toml
    """
    for slot in "ab":
        place = out / f"boot_{slot}"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        for path in (*_firmware(workshop), kernel / "vmlinuz", kernel / "initrd.img"):
            shutil.copyfile(path, place / path.name)
        for overlays in _overlays(workshop):
            shutil.copytree(overlays, place / "overlays", dirs_exist_ok=True)
        told = CONFIG.format(own="\n".join(OWN[board]))
        (place / "config.txt").write_text(told, encoding="ascii")
        (place / "cmdline.txt").write_text(cmdline(slot, sealed), encoding="ascii")


def _overlays(workshop: Path) -> list[Path]:
    """Return the folders of overlays: the firmware's, and over them the kernel's own."""
    kernels = sorted(workshop.glob("usr/lib/linux-image-*/overlays"))
    return [
        path for path in (workshop / "usr/lib/raspi-firmware/overlays", *kernels) if path.is_dir()
    ]


def _firmware(workshop: Path) -> list[Path]:
    """Return the firmware's files and the device trees of all boards."""
    firmware = workshop / "usr/lib/raspi-firmware"
    trees = workshop.glob("usr/lib/linux-image-*/broadcom/bcm*-rpi-*.dtb")
    return sorted([path for path in firmware.glob("*") if path.is_file()]) + sorted(trees)
