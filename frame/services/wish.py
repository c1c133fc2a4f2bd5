"""What an owner can ask of the frame from the keyboard: data with a known shape.

A wish travels to the core that runs, if one does, so it holds nothing but words and yes or no.
"""

from typing import Literal

import msgspec


class Mark(msgspec.Struct, frozen=True, tag="mark", omit_defaults=True):
    """Say something about photos, by their ids; None leaves it as it is."""

    photos: tuple[str, ...]
    favourite: bool | None = None
    hidden: bool | None = None
    private: bool | None = None
    approved: bool | None = None


class Guests(msgspec.Struct, frozen=True, tag="guests", omit_defaults=True):
    """Say that guests came or left; None asks whether they are here."""

    here: bool | None = None


class Adjust(msgspec.Struct, frozen=True, tag="adjust", omit_defaults=True):
    """Change how the glass is, as `services.preferences` reads it; None leaves it as it is."""

    brightness: int | None = None
    night: str | None = None
    seconds: int | None = None
    arranged: bool | None = None
    language: str | None = None


class KeepPrivate(msgspec.Struct, frozen=True, tag="keep-private"):
    """Show a photo, an album or a person's photos only among ourselves, or to guests too."""

    scope: Literal["photo", "album", "person"]
    name: str
    private: bool


class ListPeople(msgspec.Struct, frozen=True, tag="people"):
    """Who is enrolled?"""


class ListSuggestions(msgspec.Struct, frozen=True, tag="suggestions"):
    """Who may be in which photo?"""


class ListHeld(msgspec.Struct, frozen=True, tag="held"):
    """Which photos wait for their owner's decision?"""


class ListPhotos(msgspec.Struct, frozen=True, tag="photos"):
    """Which photos are there, and which of them are shown?"""


class ListAlbums(msgspec.Struct, frozen=True, tag="albums"):
    """Which albums are there?"""


class ListOwners(msgspec.Struct, frozen=True, tag="owners"):
    """Whose photos are there?"""


class AskWhy(msgspec.Struct, frozen=True, tag="why"):
    """Why is this photo shown, or why does it wait or rest?"""

    photo: str


class Decide(msgspec.Struct, frozen=True, tag="decide"):
    """Say whether a person is in a photo."""

    photo: str
    name: str
    yes: bool


class Less(msgspec.Struct, frozen=True, tag="less"):
    """Show a person's photos half as often, or as often as others."""

    name: str
    less: bool


class ForgetPerson(msgspec.Struct, frozen=True, tag="forget"):
    """Erase a person's face codes and their name from every photo."""

    name: str


class AskTaste(msgspec.Struct, frozen=True, tag="taste", omit_defaults=True):
    """What did you learn about our taste? Or: forget it."""

    forget: bool = False


Listing = ListPhotos | ListAlbums | ListOwners | ListHeld | ListPeople | ListSuggestions
Question = Listing | AskWhy
Wish = Mark | Guests | Adjust | KeepPrivate | Decide | Less | ForgetPerson | AskTaste | Question


def only_asks(wish: Wish) -> bool:
    """Say whether a wish changes nothing."""
    match wish:
        case Guests(here=here):
            return here is None
        case Adjust():
            return wish == Adjust()
        case AskTaste(forget=forget):
            return not forget
        case _:
            return isinstance(wish, Question)
