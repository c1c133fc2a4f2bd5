"""What is in the image, as CycloneDX 1.6 JSON: Debian's packages, wheels, models, the program.

Rule: it is read out of the very folder that was sealed, not out of the lists it was made from.

CycloneDX 1.6 (ECMA-424); package URLs: purl-spec, types deb and pypi; dpkg's status file:
deb-control(5).
"""

import json
import tomllib
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from email.parser import HeaderParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

from steps.root import VENV
from steps.settings import Settings
from steps.stage import file_sha256

_STATUS = "usr/share/hearthframe/packages"
_OURS = "hearthframe"
Component = dict[str, Any]


def describe(settings: Settings, root: Path, version: str) -> dict[str, Any]:
    """Return the document; the same root gives the same one."""
    site = root / VENV / "lib" / f"python{settings.python}" / "site-packages"
    status = (root / _STATUS).read_text(encoding="utf-8")
    parts = [*debian(settings, status), *wheels(site), *models(site / "frame/models")]
    parts.sort(key=lambda one: one["purl"] if "purl" in one else one["name"])
    name = f"{version} {json.dumps(parts, sort_keys=True)}"
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.UUID(settings.id['sbom']), name)}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(settings.epoch, UTC).isoformat(),
            "component": {
                "type": "operating-system",
                "bom-ref": "image",
                "name": f"{_OURS} image",
                "version": version,
            },
        },
        "components": parts,
    }


def debian(settings: Settings, status: str) -> Iterator[Component]:
    """Yield the packages of a dpkg status file that are installed."""
    for text in status.split("\n\n"):
        told = HeaderParser().parsestr(text)
        if not str(told["Status"]).endswith(" installed"):
            continue
        name, version, kind = told["Package"], told["Version"], told["Architecture"]
        newer = settings.newer
        suite = newer.suite if name in newer.packages else settings.suite
        purl = f"pkg:deb/debian/{quote(name)}@{quote(version, safe='')}?arch={kind}&distro={suite}"
        found = _component("library", name, version, purl)
        source = (told["Source"] or name).partition(" ")[0]
        yield found | {"properties": [{"name": "debian:source", "value": source}]}


def wheels(site: Path) -> Iterator[Component]:
    """Yield what lies in site-packages, by its own metadata (PEP 566)."""
    for path in sorted(site.glob("*.dist-info/METADATA")):
        head = path.read_text(encoding="utf-8").partition("\n\n")[0]
        told = HeaderParser().parsestr(head)
        name, version = told["Name"], told["Version"]
        kind = "application" if name == _OURS else "library"
        purl = f"pkg:pypi/{name.lower().replace('_', '-')}@{quote(version, safe='')}"
        found = _component(kind, name, version, purl)
        words = told["License-Expression"]
        yield found | ({"licenses": [{"expression": words}]} if words else {})


def models(folder: Path) -> Iterator[Component]:
    """Yield the networks the frame looks with, by their manifest."""
    told = tomllib.loads((folder / "manifest.toml").read_text(encoding="utf-8"))
    for name in sorted(path.stem for path in folder.glob("*.tflite")):
        if name not in str(told):
            raise ValueError(f"the manifest does not name {name}")
        digest = file_sha256(folder / f"{name}.tflite")
        yield {
            "type": "machine-learning-model",
            "bom-ref": f"model:{name}",
            "name": name,
            "version": digest[:12],
            "hashes": [{"alg": "SHA-256", "content": digest}],
        }


def _component(kind: str, name: str, version: str, purl: str) -> Component:
    return {"type": kind, "bom-ref": purl, "name": name, "version": version, "purl": purl}
