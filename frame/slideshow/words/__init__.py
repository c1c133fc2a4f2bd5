"""The languages of the glass, one file for each.

Rule 1: a sentence for the glass stands here and nowhere else in the slideshow.
Rule 2: terms are those of the phone page (`frame/phone/src/words`): whoever reads both reads of
        the same things.
Rule 3: short sentences that a grandparent understands; what is promised is true.
Rule 4: nobody who grew up with German, French, Spanish or Chinese has read these yet.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from frame.model import Language
from frame.slideshow.phrases import Phrases
from frame.slideshow.words.de import GERMAN
from frame.slideshow.words.en import ENGLISH
from frame.slideshow.words.es import SPANISH
from frame.slideshow.words.fr import FRENCH
from frame.slideshow.words.zh import CHINESE

__all__ = ["ENGLISH", "LANGUAGES", "phrases_of"]

LANGUAGES: Final[Mapping[Language, Phrases]] = MappingProxyType(
    {"en": ENGLISH, "de": GERMAN, "fr": FRENCH, "es": SPANISH, "zh": CHINESE}
)


def phrases_of(language: Language) -> Phrases:
    """Return the words of a language."""
    return LANGUAGES[language]
