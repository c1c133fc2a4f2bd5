"""Builds the image of the card: `python image-build/build.py all --work DIR --out DIR`.

    all          every step up to what is published
    STEP         every step up to that one
    compare A B  says what differs between two images, or two folders of what was published
    lock         makes wheels.lock anew
    keys         makes keys for signing

Each step is left out while nothing it depends on changed. docs/image.md says what is needed.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(1, str(Path(__file__).resolve().parents[1]))

from steps import (
    boot,
    bundle,
    compare,
    disk,
    initrd,
    keys,
    lock,
    packages,
    program,
    publish,
    root,
    settings,
    site,
    system,
    workshop,
)  # fmt: skip
from steps.stage import Marks, digest
from steps.tools import ToolFailed

_LISTS = ("packages.list", "packages-debian-kernel.list")
_PAIR = 2
_URIS = ("https://", "mailto:")


class Build:
    """All steps in their order, with what each of them is given and makes."""

    def __init__(self, args: argparse.Namespace) -> None:
        self.settings = settings.read()
        self.work: Path = args.work.resolve()
        self.out: Path = args.out.resolve()
        self.version: str = args.version or settings.version()
        self.base: Path | None = args.base
        self.kernel: str = args.kernel
        self.contact: str = args.contact or self.settings.contact
        if bool(args.keys or self.contact) and not self.contact.startswith(_URIS):
            raise ToolFailed("a release says where weaknesses are reported: --contact mailto:…")
        self.keys = keys.make(args.keys.resolve() if args.keys else self.work / "keys")
        self.marks = Marks(self.work / "marks")
        self.fixed = digest(settings.HERE / "image.toml")
        self.steps: dict[str, Callable[[], None]] = {
            name: getattr(self, f"do_{name}")
            for name in (
                "packages", "workshop", "initrd", "site", "program", "root", "system", "boot",
                "disk", "bundle", "publish",
            )
        }  # fmt: skip

    def _step(
        self, name: str, after: tuple[str, ...], given: str, makes: tuple[Path, ...],
        run: Callable[[], object],
    ) -> None:  # fmt: skip
        """Run a step after others, given what they made and its own inputs."""
        before = "".join(self.marks.of(one) for one in after)
        self.marks.step(name, before + given, makes, run)

    def do_packages(self) -> None:
        """Install Debian's packages."""
        lists = [settings.HERE / name for name in _LISTS]
        out = self.work / "packages.tar"
        if self.base is not None:
            base = self.base.resolve()
            self._step("packages", (), digest(base), (out,), lambda: packages.take(base, out))
            return
        newer = packages.preferences(self.settings.newer)
        given = digest(*lists, self.settings.suite, self.settings.architecture, newer)
        names = settings.packages(*lists)
        self._step(
            "packages",
            (),
            given,
            (out,),
            lambda: packages.make(self.settings, names, self.work / "debs", out),
        )

    def do_workshop(self) -> None:
        """Unpack them where the image's programs can be run."""
        place = self.work / "workshop"
        self._step(
            "workshop",
            ("packages",),
            "",
            (place,),
            lambda: workshop.make(self.work / "packages.tar", place),
        )

    def do_initrd(self) -> None:
        """Make the initial RAM file system."""
        overlay, out = settings.HERE / "overlay", self.work / "kernel"
        given = digest(overlay / "etc/initramfs-tools")
        self._step(
            "initrd",
            ("workshop",),
            given,
            (out / "vmlinuz", out / "initrd.img"),
            lambda: initrd.make(self.settings, self.work / "workshop", overlay, out),
        )

    def do_site(self) -> None:
        """Fetch and compile the libraries."""
        wheels, out = settings.HERE / "wheels.lock", self.work / "site"
        self._step(
            "site",
            ("workshop",),
            self.fixed + digest(wheels),
            (out,),
            lambda: site.make(
                self.settings, wheels, self.work / "wheels", self.work / "workshop", out
            ),
        )

    def do_program(self) -> None:
        """Build and compile the program."""
        out = self.work / "program"
        self._step(
            "program",
            ("workshop",),
            digest(*program.sources()),
            (out,),
            lambda: program.make(self.settings, self.work / "workshop", self.work / "wheel", out),
        )

    def do_root(self) -> None:
        """Put the root file system together."""
        out = self.work / "root"
        public = digest(self.keys.release_public, self.keys.certificate)
        self._step(
            "root",
            ("packages", "site", "program"),
            self.fixed + self.version + self.contact + public + root.fingerprint(),
            (out,),
            lambda: root.make(self.settings, self._parts(), self._release(), out),
        )

    def _parts(self) -> root.Parts:
        return root.Parts(
            packages=self.work / "packages.tar",
            site=self.work / "site",
            program=self.work / "program",
            release_key=self.keys.release_public,
            bundle_keyring=self.keys.certificate,
        )

    def _release(self) -> root.Release:
        day = root.released(self.settings)
        return root.Release(
            version=self.version,
            compatible=self.settings.compatible,
            released=day,
            supported_until=f"{int(day[:4]) + self.settings.support_years}{day[4:]}",
            contact=self.contact,
        )

    def do_system(self) -> None:
        """Seal it into one file."""
        out, sealed = self.work / "system.img", self.work / "system.sealed"
        self._step(
            "system",
            ("root",),
            "",
            (out, sealed),
            lambda: system.make(self.settings, self.work / "root", out).write(sealed),
        )

    def do_boot(self) -> None:
        """Collect what the firmware loads."""
        out = self.work / "boot"
        self._step(
            "boot",
            ("system", "initrd", "workshop"),
            self.kernel,
            (out,),
            lambda: boot.make(
                self.work / "kernel",
                self.work / "workshop",
                system.Sealed.read(self.work / "system.sealed"),
                out,
                self.kernel,
            ),
        )

    def do_disk(self) -> None:
        """Lay it out as the card has it."""
        out = self.work / "disk"
        given = self.fixed + digest(settings.HERE / "genimage.cfg", settings.HERE / "bootconfig")
        self._step(
            "disk",
            ("boot", "system"),
            given,
            (out / disk.NAME,),
            lambda: disk.make(
                self.settings,
                self.work / "boot",
                self.work / "system.img",
                self.work / "genimage",
                out,
            ),
        )

    def do_bundle(self) -> None:
        """Pack and sign the update."""
        out = self.work / f"hearthframe.{bundle.SUFFIX}"
        parts = {
            "system.img": self.work / "system.img",
            "boot.vfat": self.work / "disk/boot_a.vfat",
        }
        given = self.version + digest(settings.HERE / "rauc", self.keys.certificate)
        self._step(
            "bundle",
            ("disk",),
            given,
            (out,),
            lambda: bundle.make(self.settings, parts, self.version, self.keys, out),
        )

    def do_publish(self) -> None:
        """Compress, describe and sign what people download."""
        wares = publish.Wares(
            version=self.version,
            image=self.work / "disk" / disk.NAME,
            bundle=self.work / f"hearthframe.{bundle.SUFFIX}",
            root=self.work / "root",
            released=root.released(self.settings),
            kernel=self.kernel,
        )
        self._step(
            "publish",
            ("disk", "bundle"),
            self.version,
            (self.out / "SHA256SUMS",),
            lambda: publish.make(self.settings, wares, self.keys, self.out),
        )


def _lock(_: argparse.Namespace) -> int:
    lock.make(settings.read(), settings.HERE / "wheels.lock")
    return 0


def _keys(args: argparse.Namespace) -> int:
    keys.make(args.keys or settings.ROOT / "out/keys", "release")
    return 0


def _compare(args: argparse.Namespace) -> int:
    """Say what differs; return 1 where something does."""
    if len(args.two) != _PAIR:
        raise ToolFailed("compare takes two images, or two folders of what was published")
    found = 0
    for line in compare.differences(*args.two):
        sys.stdout.write(f"{line}\n")
        found = 1
    return found


def _build(args: argparse.Namespace) -> int:
    build = Build(args)
    if args.step not in (*build.steps, "all"):
        raise ToolFailed(f"no such step: {args.step}; there are {', '.join(build.steps)}")
    for name, run in build.steps.items():
        run()
        if name == args.step:
            break
    return 0


_BESIDE: dict[str, Callable[[argparse.Namespace], int]] = {
    "compare": _compare,
    "keys": _keys,
    "lock": _lock,
}


def main() -> int:
    """Run the steps up to the one that is named."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    words.add_argument("step", help="all, one step, compare, lock, or keys")
    words.add_argument("two", nargs="*", type=Path, metavar="A B", help="what is compared")
    words.add_argument("--work", type=Path, default=settings.ROOT / "out/image")
    words.add_argument("--out", type=Path, default=settings.ROOT / "out/release")
    words.add_argument("--keys", type=Path, help="folder with the keys that sign")
    words.add_argument("--base", type=Path, help="a root with its kernel that was made elsewhere")
    words.add_argument("--kernel", default="debian", help="which table of boards.toml is true")
    words.add_argument("--contact", default="", help="where weaknesses are reported: a URI")
    words.add_argument("--version", default="", help="instead of the program's own")
    args = words.parse_args()
    try:
        return _BESIDE.get(args.step, _build)(args)
    except ToolFailed as error:
        words.error(str(error))


if __name__ == "__main__":
    sys.exit(main())
