"""Real RAUC with keys that are thrown away: an authority, a signer, bundles."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as generate
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from frame.devices.rauc import Bundle

CONF = Path(__file__).parents[2] / "image-build" / "overlay" / "etc" / "rauc" / "system.conf"
_TOOLS = {"rauc": "rauc", "mksquashfs": "squashfs-tools"}


def needs(tools: dict[str, str] | None = None) -> None:
    """Skip where a tool is missing; in CI that is a failure."""
    for tool, package in (tools or _TOOLS).items():
        if shutil.which(tool, path=f"{os.environ.get('PATH', '')}:/usr/sbin") is None:
            if "CI" in os.environ:
                pytest.fail(f"{tool} is missing")
            pytest.skip(f"{tool} is not installed (package {package})")


@dataclass(frozen=True)
class Signers:
    """Who signs bundles: `authority` is what a frame trusts."""

    authority: Path
    certificate: Path
    key: Path

    @classmethod
    def made(cls, folder: Path, name: str = "release", *, signs_code: bool = True) -> "Signers":
        folder.mkdir(exist_ok=True)
        authority, key = generate(SECP256R1()), generate(SECP256R1())
        root = _certificate(f"{name} authority", f"{name} authority", authority, authority)
        use = ExtendedKeyUsageOID.CODE_SIGNING if signs_code else ExtendedKeyUsageOID.SERVER_AUTH
        leaf = _certificate(name, f"{name} authority", key, authority, use)
        places = cls(folder / f"{name}-ca.pem", folder / f"{name}.pem", folder / f"{name}.key")
        places.authority.write_bytes(root.public_bytes(Encoding.PEM))
        places.certificate.write_bytes(leaf.public_bytes(Encoding.PEM))
        places.key.write_bytes(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )
        return places


def conf_for(folder: Path, trusted: Signers, **changes: str) -> Path:
    """Return the image's own system.conf, but for paths that only an image has."""
    text = CONF.read_text(encoding="utf-8")
    for old, new in {
        "/etc/rauc/keyring.pem": str(trusted.authority),
        "/var/lib/rauc": str(folder / "data"),
        **changes,
    }.items():
        assert old in text
        text = text.replace(old, new)
    path = folder / "system.conf"
    path.write_text(text, encoding="utf-8")
    return path


def bundle_by(
    folder: Path, signers: Signers, about: Bundle, payload: bytes, kind: str = "verity"
) -> Path:
    """Have `rauc bundle` make an update; a signer it would not trust itself may sign too."""
    work = folder / "work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    (work / "system.img").write_bytes(payload)
    (work / "boot.img").write_bytes(payload[::-1])
    (work / "manifest.raucm").write_text(
        f"[update]\ncompatible={about.compatible}\nversion={about.version}\n\n[bundle]\n"
        f"format={kind}\n\n[image.system]\nfilename=system.img\n\n[image.boot]\nfilename=boot.img\n"
    )
    path = folder / f"{signers.key.stem}-{kind}.raucb"
    path.unlink(missing_ok=True)
    conf = folder / "sign.conf"
    conf.write_text(f"[system]\ncompatible={about.compatible}\nbootloader=noop\n")
    words = ["rauc", f"--conf={conf}", f"--cert={signers.certificate}", f"--key={signers.key}"]
    done = subprocess.run(
        [*words, "bundle", work, path], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return path


def _certificate(
    name: str,
    issuer: str,
    key: EllipticCurvePrivateKey,
    by: EllipticCurvePrivateKey,
    use: x509.ObjectIdentifier | None = None,
) -> x509.Certificate:
    now = datetime.now(UTC)
    begun = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=400))
        .add_extension(x509.BasicConstraints(ca=use is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False
        )
    )
    if use is not None:
        begun = begun.add_extension(x509.ExtendedKeyUsage([use]), critical=False)
    return begun.sign(by, SHA256())
