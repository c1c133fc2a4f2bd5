"""Step `bundle`: what a frame that runs already installs into its other slot.

Rule: a bundle is signed whole. It is not the same twice (random salt, signature, time), the two
images in it are.

rauc(1); rauc.readthedocs.io, "Manifest", "Slot Hooks".
"""

import shutil
from pathlib import Path

from steps.keys import Keys
from steps.settings import HERE, Settings
from steps.tools import run

SUFFIX = "raucb"
# The payload is compressed already; this only takes out what is empty.
_SQUASHFS = "-comp zstd -Xcompression-level 3"


def make(settings: Settings, parts: dict[str, Path], version: str, keys: Keys, out: Path) -> None:
    """Write a bundle.

    parts  name in the bundle (system.img, boot.vfat) to file
    """
    work = out.with_suffix(".bundle")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    for name, path in parts.items():
        _place(path, work / name)
    words = {"compatible": settings.compatible, "version": version}
    manifest = (HERE / "rauc/manifest.raucm").read_text(encoding="ascii") % words
    (work / "manifest.raucm").write_text(manifest, encoding="ascii")
    shutil.copyfile(HERE / "rauc/hook.sh", work / "hook.sh")
    (work / "hook.sh").chmod(0o755)
    out.unlink(missing_ok=True)
    run([
        "rauc", f"--conf={_conf(keys, work)}", f"--cert={keys.certificate}",
        f"--key={keys.bundle_key}", f"--mksquashfs-args={_SQUASHFS}", "bundle", work, out,
    ])  # fmt: skip
    shutil.rmtree(work)


def verify(bundle: Path, keys: Keys, into: Path) -> None:
    """Check the signature and every block by taking all of it out; `into` must not exist.

    Raises:
        ToolFailed: somebody else signed it, or a byte of it is not what was signed.
    """
    conf = _conf(keys, bundle.parent)
    run([
        "rauc", f"--conf={conf}", f"--keyring={keys.certificate}", "extract", bundle, into
    ])  # fmt: skip


def _place(path: Path, place: Path) -> None:
    try:
        place.hardlink_to(path)
    except OSError:
        shutil.copyfile(path, place)


def _conf(keys: Keys, beside: Path) -> Path:
    """Write for `rauc` here what the image says there: who may sign, and for what."""
    path = beside.with_name(f"{beside.name}.conf")
    path.write_text(
        "[system]\ncompatible=hearthframe\nbootloader=noop\nbundle-formats=verity\n"
        f"[keyring]\npath={keys.certificate.resolve()}\ncheck-purpose=codesign\n",
        encoding="utf-8",
    )
    return path
