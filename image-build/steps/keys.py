"""Keys that sign what is published: one for bundles (X.509), one for everything else (minisign).

Rule 1: the secret ones stay in their folder; the image gets the public ones.
Rule 2: keys that were made here by the way are for trying things out, and say so in their name.

rauc.readthedocs.io, "Security" (code signing certificates); minisign(1).
"""

import os
from dataclasses import dataclass
from pathlib import Path

from steps.tools import run

_DAYS = 20 * 365
_SUBJECT = "/CN=hearthframe {}"
_EXTENSIONS = (
    "basicConstraints=critical,CA:FALSE",
    "keyUsage=critical,digitalSignature",
    "extendedKeyUsage=critical,codeSigning",
)


@dataclass(frozen=True, slots=True)
class Keys:
    """A folder with both pairs."""

    folder: Path

    @property
    def certificate(self) -> Path:
        """By which a frame knows bundles; on the image as keyring.pem."""
        return self.folder / "bundle.crt"

    @property
    def bundle_key(self) -> Path:
        """Secret."""
        return self.folder / "bundle.key"

    @property
    def release_public(self) -> Path:
        """By which frames and people know images, lists and feeds; on the image as release.pub."""
        return self.folder / "release.pub"

    @property
    def release_key(self) -> Path:
        """Secret, without a password: what asks for one cannot run by itself."""
        return self.folder / "release.key"

    @property
    def are_there(self) -> bool:
        """Whether all four files are."""
        return all(
            path.exists()
            for path in (
                self.certificate, self.bundle_key, self.release_public, self.release_key,
            )
        )  # fmt: skip


def make(folder: Path, name: str = "development") -> Keys:
    """Make both pairs in a folder of their own, unless they are there."""
    keys = Keys(folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if keys.are_there:
        return keys
    before = os.umask(0o077)
    try:
        run([
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-noenc", "-days", str(_DAYS), "-subj", _SUBJECT.format(name),
            *(word for one in _EXTENSIONS for word in ("-addext", one)),
            "-keyout", keys.bundle_key, "-out", keys.certificate,
        ])  # fmt: skip
        run([
            "minisign", "-G", "-f", "-W", "-p", keys.release_public, "-s", keys.release_key
        ])  # fmt: skip
    finally:
        os.umask(before)
    return keys


def sign(keys: Keys, file: Path, comment: str) -> Path:
    """Write FILE.minisig and return where it is."""
    signature = file.with_name(f"{file.name}.minisig")
    run([
        "minisign", "-S", "-s", keys.release_key, "-m", file, "-x", signature,
        "-t", comment, "-c", "signature of hearthframe",
    ])  # fmt: skip
    return signature
