"""Step `packages`: Debian's packages of the image, installed into one tar archive.

Rule 1: where Debian is fetched from is what this machine's own apt uses; no address stands here.
Rule 2: no initial RAM file system is made here: that takes minutes each time, and three packages
        would each make one.
Rule 3: of a newer suite nothing is taken but the packages that image.toml names.
Rule 4: how old a list of packages may be is what this machine's own apt says. A copy of an archive
        that stands still needs `Acquire::Check-Valid-Until "false"`; whoever sets that believes an
        old list that Debian signed.

mmdebstrap(1); dpkg.cfg(5) for path-exclude; apt_preferences(5); apt.conf(5).
"""

import os
import shlex
from collections.abc import Mapping
from pathlib import Path

from steps.settings import Newer, Settings
from steps.tools import ToolFailed, run

# apt's label of an archive, and which suites of it belong to a release
_SUITES = (("Debian", "{}"), ("Debian", "{}-updates"), ("Debian-Security", "{}-security"))
_LEFT_OUT = ("man", "locale", "doc", "info")


def sources(settings: Settings) -> list[str]:
    """Return lines for sources.list, one a suite, after the archives this machine uses.

    Raises:
        ToolFailed: apt here knows no archive of Debian.
    """
    told = run(["apt-get", "indextargets", "--format", "$(LABEL) $(REPO_URI)"])
    places: dict[str, str] = {}
    for line in told.splitlines():
        label, _, place = line.partition(" ")
        places.setdefault(label, place)
    missing = sorted({label for label, _ in _SUITES} - set(places))
    if missing:
        raise ToolFailed(f"apt on this machine has no archive labelled {missing[0]}: add it first")
    parts = " ".join(settings.components)
    newer = settings.newer
    return [
        *(
            f"deb {places[label]} {suite.format(settings.suite)} {parts}"
            for label, suite in _SUITES
        ),
        f"deb {places['Debian']} {newer.suite} {newer.component}",
    ]


def preferences(newer: Newer) -> str:
    """Return what keeps apt from taking anything else out of the newer suite."""
    pins = [("*", -1), *((name, 900) for name in newer.packages)]
    return "\n".join(
        f"Package: {name}\nPin: release n={newer.suite}\nPin-Priority: {priority}\n"
        for name, priority in pins
    )


def may_be_old() -> bool:
    """Say whether apt of this machine takes lists whose time is over."""
    told = run(["apt-config", "dump", "--format", "%v", "Acquire::Check-Valid-Until"])
    return told.strip().lower() in {"false", "no", "off", "0", "without", "disable"}


def words(settings: Settings, names: list[str], debs: Path, out: Path) -> list[str | Path]:
    """Return the command; packages that were fetched before are taken from `debs`."""
    archives, pins = "/var/cache/apt/archives", "/etc/apt/preferences.d"
    pinned = shlex.quote(preferences(settings.newer))
    return [
        "mmdebstrap",
        "--quiet",
        "--variant=minbase",
        "--mode=root",
        f"--architectures={settings.architecture}",
        f"--components={','.join(settings.components)}",
        "--skip=download/empty",
        "--skip=essential/unlink",
        f'--setup-hook=mkdir -p "$1"{archives}',
        f"--setup-hook=sync-in {debs} {archives}",
        f'--setup-hook=mkdir -p "$1"{pins}; printf %s {pinned} > "$1"{pins}/newer',
        *(f"--dpkgopt=path-exclude=/usr/share/{name}/*" for name in _LEFT_OUT),
        # licences stay: whoever gives programs to others gives these along
        "--dpkgopt=path-include=/usr/share/doc/*/copyright",
        '--aptopt=Apt::Install-Recommends "false"',
        *(['--aptopt=Acquire::Check-Valid-Until "false"'] if may_be_old() else []),
        f"--include={','.join(names)}",
        f"--customize-hook=sync-out {archives} {debs}",
        settings.suite,
        out,
        *sources(settings),
    ]


def environment(settings: Settings) -> Mapping[str, str]:
    """Return what the packages' own scripts are to know."""
    return {"SOURCE_DATE_EPOCH": str(settings.epoch), "INITRD": "No"}


def make(settings: Settings, names: list[str], debs: Path, out: Path) -> None:
    """Write the archive; takes about half an hour where the processor is emulated.

    Raises:
        ToolFailed: programs of another processor do not run here, or a package does not install.
    """
    check_emulation(settings.architecture)
    debs.mkdir(parents=True, exist_ok=True)
    unfinished = out.with_suffix(".part.tar")
    run(words(settings, names, debs, unfinished), env=environment(settings))
    unfinished.replace(out)


def take(base: Path, out: Path) -> None:
    """Take an archive that was made elsewhere (rpi-image-gen/README.md) in place of our own."""
    out.unlink(missing_ok=True)
    out.symlink_to(base)


def check_emulation(architecture: str) -> None:
    """Raise ToolFailed where this machine does not run programs of that processor."""
    if os.geteuid() != 0:
        raise ToolFailed("the root file system is put together as root: sudo make image")
    try:
        run(["arch-test", architecture])
    except ToolFailed as error:
        raise ToolFailed(
            f"programs for {architecture} do not run here: docs/image.md says how; {error}"
        ) from None
