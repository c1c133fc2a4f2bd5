"""Step `root`: the whole root file system as it is shipped.

Rule 1: what is configured stands in overlay/ and systemd/, not in code.
Rule 2: nothing in it is secret, and nothing in it is one frame's: no keys, no passwords, no
        machine id, no name of the machine it was built on.
Rule 3: /var holds nothing but places to mount over; what packages expect there is kept as a
        pattern for the data partition.
"""

import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from steps.settings import HERE, ROOT, Settings
from steps.stage import digest
from steps.tools import run
from steps.workshop import remove, unpack

# folder below systemd/ to where the image has it
UNITS = {
    "system": "usr/lib/systemd/system",
    "system-preset": "usr/lib/systemd/system-preset",
    "system.conf.d": "usr/lib/systemd/system.conf.d",
    "sysusers.d": "usr/lib/sysusers.d",
    "tmpfiles.d": "usr/lib/tmpfiles.d",
    "rules.d": "usr/lib/udev/rules.d",
}
_SETTINGS = ("systemd/frame.toml", "usr/share/hearthframe/frame.toml")
# Users that packages made with any free number; ours are fixed (overlay, sysusers.d).
_RENUMBERED = ("mosquitto",)
VENV = "usr/lib/hearthframe"
_SCRIPT = """\
#!/usr/lib/hearthframe/bin/python3 -I
import sys

from frame.cli.main import main

sys.exit(main())
"""
# The camera's library comes with the system (Raspberry Pi set), and is seen behind the wheels.
_PYVENV = "home = /usr/bin\ninclude-system-site-packages = true\nversion = {}\n"
_PRIVATE = {"etc/sudoers.d": 0o440}


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What the image says it is (frame/services/release.py reads it)."""

    version: str
    compatible: str
    released: str
    supported_until: str
    floor: str = "0.0"
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the earlier steps made, and who signs what comes later."""

    packages: Path
    site: Path
    program: Path
    release_key: Path | None
    bundle_keyring: Path | None


def make(settings: Settings, parts: Parts, release: Release, root: Path) -> None:
    """Put the root file system together in a folder."""
    unpack(parts.packages, root)
    prune(settings, root)
    lay(HERE / "overlay", root)
    for folder, place in UNITS.items():
        if (ROOT / "systemd" / folder).is_dir():
            lay(ROOT / "systemd" / folder, root / place)
    (root / _SETTINGS[1]).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(ROOT / _SETTINGS[0], root / _SETTINGS[1])
    _program(settings, parts, root)
    _trust(parts, release, root)
    _accounts(settings, root)
    _unprivilege(root)
    run(["systemctl", "--root", root, "preset-all"])
    _name(release, root)
    _empty_var(root)


def lay(source: Path, target: Path) -> None:
    """Copy a folder of the tree over another one, as root's, with the modes it ships with."""
    for path in sorted(source.rglob("*")):
        name = path.relative_to(source)
        place = target / name
        if path.is_symlink():
            place.unlink(missing_ok=True)
            place.symlink_to(path.readlink())
        elif path.is_dir():
            place.mkdir(parents=True, exist_ok=True)
        else:
            place.unlink(missing_ok=True)
            shutil.copyfile(path, place)
            usual = 0o755 if path.stat().st_mode & 0o100 else 0o644
            place.chmod(_PRIVATE.get(str(name.parent), usual))


def prune(settings: Settings, root: Path) -> None:
    """Remove what no frame needs (image.toml, [prune])."""
    for pattern in settings.prune["files"]:
        for path in root.glob(pattern):
            remove(path)
    for kernel in (root / "usr/lib/modules").glob("*"):
        for name in settings.prune["modules"]:
            remove(kernel / "kernel" / name)
        run(["depmod", "--basedir", root, kernel.name])


def _program(settings: Settings, parts: Parts, root: Path) -> None:
    venv = root / VENV
    packages = venv / "lib" / f"python{settings.python}" / "site-packages"
    packages.parent.mkdir(parents=True)
    shutil.copytree(parts.site, packages)
    shutil.copytree(parts.program, packages, dirs_exist_ok=True)
    (venv / "bin").mkdir()
    (venv / "bin/python3").symlink_to("/usr/bin/python3")
    (venv / "pyvenv.cfg").write_text(_PYVENV.format(settings.python), encoding="ascii")
    (venv / "bin/frame").write_text(_SCRIPT, encoding="ascii")
    (venv / "bin/frame").chmod(0o755)
    (root / "usr/bin/frame").symlink_to("../lib/hearthframe/bin/frame")


def _trust(parts: Parts, release: Release, root: Path) -> None:
    """Write what this system is, and by which keys it knows what comes after it."""
    document = {name: getattr(release, name) for name in Release.__slots__}
    (root / VENV / "release.json").write_text(json.dumps(document, indent=1), encoding="utf-8")
    if parts.release_key:
        shutil.copyfile(parts.release_key, root / VENV / "release.pub")
    if parts.bundle_keyring:
        (root / "etc/rauc").mkdir(exist_ok=True)
        shutil.copyfile(parts.bundle_keyring, root / "etc/rauc/keyring.pem")


def _accounts(settings: Settings, root: Path) -> None:
    for name in ("passwd", "shadow", "group", "gshadow"):
        path = root / "etc" / name
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join(one for one in lines if one.partition(":")[0] not in _RENUMBERED))
    run(["systemd-sysusers", "--root", root], env={"SOURCE_DATE_EPOCH": str(settings.epoch)})
    for name in ("passwd-", "shadow-", "group-", "gshadow-", ".pwd.lock"):
        remove(root / "etc" / name)


def _unprivilege(root: Path) -> None:
    """Take the right to become somebody else from every program but sudo."""
    for path in (root / "usr").rglob("*"):
        mode = path.lstat().st_mode
        if path.is_file() and not path.is_symlink() and mode & 0o6000 and path.name != "sudo":
            path.chmod(mode & 0o1777)


def _name(release: Release, root: Path) -> None:
    """Say in os-release what this is (os-release(5))."""
    path = root / "usr/lib/os-release"
    told = path.read_text(encoding="utf-8")
    image = f'IMAGE_ID="hearthframe"\nIMAGE_VERSION="{release.version}"\n'
    path.write_text(told + image, encoding="utf-8")


def _empty_var(root: Path) -> None:
    """Keep what packages have below /var as a pattern, and the list of packages for auditors."""
    known = root / "usr/share/hearthframe/packages"
    known.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(root / "var/lib/dpkg/status", known)
    pattern = root / "usr/share/factory/var"
    pattern.parent.mkdir(parents=True, exist_ok=True)
    remove(pattern)
    shutil.move(root / "var", pattern)
    for name in ("lib/dpkg", "lib/apt", "lib/systemd/deb-systemd-*", "lib/systemd/catalog",
                 "lib/ucf", "**/*mosquitto*"):  # fmt: skip
        for path in list(pattern.glob(name)):
            remove(path)
    for name in ("boot/config", "var/cache", "var/lib", "var/log", "var/tmp"):
        (root / name).mkdir(parents=True, exist_ok=True)


def released(settings: Settings, epoch: int | None = None) -> str:
    """Return the day of a release, as it is written."""
    return datetime.fromtimestamp(epoch or settings.epoch, UTC).date().isoformat()


def fingerprint() -> str:
    """Return the digest of everything in the tree that ends up in the root."""
    return digest(HERE / "overlay", ROOT / "systemd")
