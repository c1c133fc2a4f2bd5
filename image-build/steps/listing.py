"""What Raspberry Pi Imager is told: os_list.json, and a manifest for one image.

Rule: an image is offered for the boards that boards.toml names, and for no other.

Raspberry Pi Imager's os_list schema (draft-07): name, description, icon, url, extract_size,
extract_sha256, image_download_size, release_date and devices must stand in an entry of an image.
init_format `rpi-preseed` has Imager write rpi-preseed.toml (frame/upkeep/preseed.py reads it).
"""

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from steps.settings import HERE
from steps.stage import file_sha256

_WEBSITE = "https://github.com/hearthframe/hearthframe"
_DOWNLOADS = f"{_WEBSITE}/releases/download/v{{version}}"
_ICON = f"{_WEBSITE}/raw/main/docs/frame.jpg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """An image as it is published."""

    version: str
    released: str
    image: Path
    packed: Path
    bmap: Path


def entry(download: Download, kernel: str = "debian") -> dict[str, Any]:
    """Return the entry of one image."""
    board = tomllib.loads((HERE / "boards.toml").read_text(encoding="utf-8"))[kernel]
    place = _DOWNLOADS.format(version=download.version)
    return {
        "name": f"Hearthframe {download.version}",
        "description": f"A private photo frame. {board['title']}.",
        "icon": _ICON,
        "website": _WEBSITE,
        "url": f"{place}/{download.packed.name}",
        "bmap_url": f"{place}/{download.bmap.name}",
        "extract_size": download.image.stat().st_size,
        "extract_sha256": file_sha256(download.image),
        "image_download_size": download.packed.stat().st_size,
        "release_date": download.released,
        "init_format": "rpi-preseed",
        "architecture": "armv8",
        "devices": board["devices"],
    }


def os_list(entries: list[dict[str, Any]]) -> str:
    """Return the document of `rpi-imager --repo`, and of a .rpi-imager-manifest."""
    return json.dumps({"os_list": entries}, indent=2) + "\n"
