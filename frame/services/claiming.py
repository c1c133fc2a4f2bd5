"""The claim card as a file: SVG, PDF or PNG, by the ending of its name."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from frame.devices import png
from frame.devices.paper import pdf_of
from frame.devices.qr import modules
from frame.devices.window import Window, WindowOptions
from frame.errors import BadRequest
from frame.model import Pixels
from frame.scene import Scene
from frame.slideshow.claim_card import DPI, PAGE_MM, SIZE, Claim, claim_card
from frame.slideshow.svg import svg_of
from frame.slideshow.words import phrases_of


def claim_of(name: str, address: str, **told: str | bool) -> Claim:
    """Return what stands on a card; `told` are the other fields of `Claim`."""
    return Claim(name=name, address=address, qr=modules(address), **told)  # type: ignore[arg-type]


def write_card(path: Path, claim: Claim) -> None:
    """Write a claim card where nothing is yet, or over an older one.

    Raises:
        BadRequest: its name has another ending, or it cannot be written.
    """
    made = _MAKERS.get(path.suffix.lower())
    if made is None:
        raise BadRequest(
            "a claim card is a .svg, a .pdf or a .png", hint="frame claim-card --out card.pdf"
        )
    data = made(claim_card(claim), phrases_of(claim.language).claim.what)
    try:
        path.write_bytes(data)
    except OSError as problem:
        raise BadRequest(
            f"the card cannot be written: {(problem.strerror or 'no reason').lower()}",
            hint="Name a file in a folder you may write to.",
        ) from problem


def _pixels(scene: Scene) -> Pixels:
    window = Window(WindowOptions(size=SIZE, headless=True, software=True))
    try:
        window.show(scene, {})
        return window.capture(settled=True)
    finally:
        window.close()


_MAKERS: Final[dict[str, Callable[[Scene, str], bytes]]] = {
    ".svg": lambda scene, _title: svg_of(scene, *PAGE_MM).encode(),
    ".pdf": lambda scene, title: pdf_of(_pixels(scene), DPI, title),
    ".png": lambda scene, _title: png.written(_pixels(scene)),
}
