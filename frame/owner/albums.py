"""Beginning an album, and saying something about it or its photos."""

from frame.owner.client import Client
from frame.post.correspondence import Noting
from frame.post.draft import Draft
from frame.protocol.lines import Found
from frame.protocol.notes import About, Said

_RANDOM_BYTES = 16


def found(client: Client, title: str, owner: bytes) -> bytes:
    """Begin an album this device keeps, and return its name; `owner` as the frame calls us."""
    draft = Draft()
    says = Found(
        owner=owner,
        keepers=(client.books.me.name,),
        random=client.entropy.fresh(_RANDOM_BYTES),
    )
    album = client.sign(None, says, draft)
    _note(client, Noting(album=album, photo=None, about=About.TITLE, value=title), draft)
    client.finish(draft)
    return album


def note(client: Client, album: bytes, photo: bytes, about: About, value: Said) -> None:
    """Say something about a photo; raise BadMessage where it breaks a bound."""
    draft = Draft()
    _note(client, Noting(album=album, photo=photo, about=about, value=value), draft)
    client.finish(draft)


def _note(client: Client, wanted: Noting, draft: Draft) -> None:
    client.mail.note(wanted, draft, client.clock.now())
