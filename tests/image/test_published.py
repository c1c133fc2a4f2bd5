"""What is said about an image: its contents, and what Raspberry Pi Imager is told."""

import hashlib
import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from steps import listing, publish, sbom
from steps.keys import Keys
from steps.settings import ROOT, Settings
from steps.tools import run

_STATUS = """\
Package: libc6
Status: install ok installed
Architecture: arm64
Source: glibc (2.41-12)
Version: 2.41-12+deb13u1

Package: raspi-firmware
Status: install ok installed
Architecture: all
Version: 1.20260408+ds-1

Package: gone
Status: deinstall ok config-files
Architecture: all
Version: 1.0
"""
_PURL = re.compile(r"pkg:(deb/debian|pypi)/[a-z0-9.+-]+@[A-Za-z0-9.%~+_-]+(\?[a-z0-9=&_]+)?")
# Raspberry Pi Imager's os_list schema (draft-07), an entry of one image: name to type.
_MUST = {
    "name": str, "description": str, "icon": str, "url": str, "extract_size": int,
    "extract_sha256": str, "image_download_size": int, "release_date": str, "devices": list,
}  # fmt: skip
_MAY = {"website": str, "bmap_url": str, "init_format": str, "architecture": str,
        "capabilities": list, "tooltip": str}  # fmt: skip
_FORMATS = {"none", "systemd", "cloudinit", "cloudinit-rpi", "rpi-preseed"}


@pytest.fixture
def sealed(root: Path, small: Settings) -> Path:
    """The small tree with a list of packages, a wheel and a model."""
    known = root / "usr/share/hearthframe/packages"
    known.parent.mkdir(parents=True)
    known.write_text(_STATUS)
    site = root / f"usr/lib/hearthframe/lib/python{small.python}/site-packages"
    (site / "segno-1.6.6.dist-info").mkdir(parents=True)
    (site / "segno-1.6.6.dist-info/METADATA").write_text(
        "Metadata-Version: 2.4\nName: segno\nVersion: 1.6.6\n\nA body\nName: another\n"
    )
    models = site / "frame/models"
    models.mkdir(parents=True)
    (models / "manifest.toml").write_bytes((ROOT / "models/manifest.toml").read_bytes())
    (models / "scene.tflite").write_bytes(b"TFL3")
    return root


def test_the_contents_name_packages_wheels_and_models(sealed: Path, small: Settings) -> None:
    told = sbom.describe(small, sealed, "1.4")
    found = {one["name"]: one for one in told["components"]}
    assert set(found) == {"libc6", "raspi-firmware", "segno", "scene"}
    assert found["libc6"]["purl"] == (
        "pkg:deb/debian/libc6@2.41-12%2Bdeb13u1?arch=arm64&distro=trixie"
    )
    assert found["raspi-firmware"]["purl"].endswith("?arch=all&distro=forky")
    assert found["libc6"]["properties"] == [{"name": "debian:source", "value": "glibc"}]
    assert found["scene"]["hashes"][0]["content"] == hashlib.sha256(b"TFL3").hexdigest()


def test_the_contents_are_cyclonedx_and_the_same_each_time(sealed: Path, small: Settings) -> None:
    told = sbom.describe(small, sealed, "1.4")
    assert told == sbom.describe(small, sealed, "1.4")
    assert (told["bomFormat"], told["specVersion"], told["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(
        r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", told["serialNumber"]
    )
    refs = [one["bom-ref"] for one in told["components"]]
    assert len(set(refs)) == len(refs)
    assert all(_PURL.fullmatch(one["purl"]) for one in told["components"] if "purl" in one)
    assert sbom.describe(small, sealed, "1.5")["serialNumber"] != told["serialNumber"]


def _faults(entry: dict[str, Any]) -> list[str]:
    """Return what Imager would refuse in an entry."""
    known = {**_MUST, **_MAY}
    faults = [f"{name} is missing" for name in _MUST if name not in entry]
    faults += [f"{name} is unknown" for name in entry if name not in known]
    faults += [
        f"{name} is a {type(value).__name__}"
        for name, value in entry.items()
        if name in known and not isinstance(value, known[name])
    ]
    if not re.fullmatch(r"https://\S+\.(zip|gz|xz)", str(entry.get("url"))):
        faults.append("url leads to nothing that can be unpacked")
    if not re.fullmatch(r"[0-9a-f]{64}", str(entry.get("extract_sha256"))):
        faults.append("extract_sha256 is no SHA-256")
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(entry.get("release_date"))):
        faults.append("release_date is no day")
    if entry.get("init_format", "none") not in _FORMATS:
        faults.append("init_format is none that Imager knows")
    return faults


@pytest.fixture
def entry(tmp_path: Path) -> dict[str, Any]:
    image, packed = tmp_path / "hearthframe-1.4.img", tmp_path / "hearthframe-1.4.img.xz"
    image.write_bytes(b"image" * 1000)
    packed.write_bytes(b"packed")
    return listing.entry(
        listing.Download(
            version="1.4", released="2026-01-01", image=image, packed=packed,
            bmap=tmp_path / "hearthframe-1.4.bmap",
        )
    )  # fmt: skip


def test_imager_understands_the_entry(entry: dict[str, Any]) -> None:
    assert _faults(entry) == []
    assert entry["extract_size"] == 5000
    assert entry["extract_sha256"] == hashlib.sha256(b"image" * 1000).hexdigest()
    assert entry["image_download_size"] == 6
    assert entry["init_format"] == "rpi-preseed"
    assert json.loads(listing.os_list([entry])) == {"os_list": [entry]}


@pytest.mark.parametrize("name", list(_MUST))
def test_an_entry_that_lacks_something_would_be_refused(entry: dict[str, Any], name: str) -> None:
    del entry[name]
    assert _faults(entry)


def test_debian_s_kernel_is_offered_for_no_board(entry: dict[str, Any], tree: Path) -> None:
    assert entry["devices"] == []
    told = tomllib.loads((tree / "boards.toml").read_text(encoding="utf-8"))
    assert told["raspberry-pi"]["devices"] == ["pi4-64bit", "pi5-64bit"]


def test_everything_that_is_published_is_in_the_signed_list(
    sealed: Path, small: Settings, signers: Keys, tmp_path: Path, needs: Callable[..., None]
) -> None:
    needs("xz", "bmaptool", "minisign")
    image, bundle, out = tmp_path / "card.img", tmp_path / "update", tmp_path / "out"
    image.write_bytes(b"\0" * 65536 + b"image" * 1000)
    bundle.write_bytes(b"bundle")
    wares = publish.Wares(
        version="1.4", released="2026-01-01", image=image, bundle=bundle, root=sealed
    )
    publish.make(small, wares, signers, out)
    lines = (out / "SHA256SUMS").read_text().splitlines()
    listed = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    names = {path.name for path in out.iterdir()}
    assert names - set(listed) == {"SHA256SUMS", "SHA256SUMS.minisig"}
    assert set(listed) <= names
    for name, digest in listed.items():
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == digest
    for name in ("SHA256SUMS", "hearthframe-1.4.img.xz"):
        run(["minisign", "-V", "-p", out / "release.pub", "-m", out / name])


def test_two_roots_are_compared_line_by_line(sealed: Path) -> None:
    before = publish.files(sealed)
    (sealed / "etc/hostname").chmod(0o600)
    after = publish.files(sealed)
    changed = [line for line in after.splitlines() if line not in before.splitlines()]
    assert [line.rsplit(" ", 1)[1] for line in changed] == ["etc/hostname"]
    assert "etc/localtime" in before
