"""Photos that installed packages ship and that anybody may show: what `frame demo` begins with.

scikit-image (public domain or CC0, as its gallery says): an astronaut (NASA), Chelsea the cat
(Stéfan van der Walt), a cup of coffee (Rachel Michetti), a rocket (SpaceX), the Hubble deep field
(NASA), a motorcycle (Middlebury stereo set 2014).
scikit-learn: a Chinese temple and a flower (Flickr, CC BY 2.0: danielbuechele and vultilion).
"""

from importlib.util import find_spec
from pathlib import Path
from typing import Final

from frame.errors import BadRequest

_SHIPPED: Final = {
    "skimage": (
        "data/astronaut.png",
        "data/chelsea.png",
        "data/coffee.png",
        "data/rocket.jpg",
        "data/hubble_deep_field.jpg",
        "data/motorcycle_left.png",
    ),
    "sklearn": ("datasets/images/china.jpg", "datasets/images/flower.jpg"),
}


def sample_photos() -> list[Path]:
    """Return the sample photos on this machine.

    Raises:
        BadRequest: the packages that ship them are not installed.
    """
    found = [
        folder / name
        for package, names in _SHIPPED.items()
        for folder in _folders(package)
        for name in names
        if (folder / name).is_file()
    ]
    if not found:
        raise BadRequest(
            "there are no sample photos on this machine",
            hint="Install them with `pip install 'hearthframe[samples]'`, or show your own: "
            "`frame demo --photos DIR`.",
        )
    return found


def _folders(package: str) -> list[Path]:
    spec = find_spec(package)
    return [Path(place) for place in (spec.submodule_search_locations or [])] if spec else []
