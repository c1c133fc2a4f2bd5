"""What the frame calls things when it speaks of photos of them."""

from collections.abc import Mapping
from types import MappingProxyType

_IRREGULAR: Mapping[str, str] = MappingProxyType(
    {
        "fish": "fish",
        "frog or salamander": "frogs or salamanders",
        "butterfly": "butterflies",
        "whale or seal": "whales or seals",
        "kangaroo or koala": "kangaroos or koalas",
        "wolf or fox": "wolves or foxes",
        "food": "food",
        "fruit or vegetables": "fruit or vegetables",
        "truck or bus": "trucks or buses",
        "aircraft": "aircraft",
        "music": "music",
        "sport": "sport",
        "camping": "camping",
        "swimming": "swimming",
        "beach or coast": "beaches or coasts",
        "church or temple": "churches or temples",
        "castle or palace": "castles or palaces",
        "house or farm": "houses or farms",
        "shop or street": "shops or streets",
        "books": "books",
        "at home": "rooms at home",
        "screen or keyboard": "screens or keyboards",
        "writing": "writing",
        "winter": "winter",
    }
)


def plural(subject: str) -> str:
    """Return the name of a subject as it stands after "photos of"."""
    return _IRREGULAR.get(subject, f"{subject}s")
