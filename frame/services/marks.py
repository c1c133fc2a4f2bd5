"""What an owner says about single photos: favourite, hidden, private, approved."""

from collections.abc import Sequence

from frame.errors import BadRequest
from frame.model import Photo, PhotoId
from frame.store.vault import PhotoChanges, Vault


def mark(vault: Vault, photos: Sequence[str], changes: PhotoChanges) -> tuple[Photo, ...]:
    """Change photos and return them as they are now; an unknown one changes none of them.

    Raises:
        BadRequest: there is no such photo, nothing to change, or it contradicts itself.
    """
    if not changes:
        raise BadRequest(
            "nothing was said about these photos",
            hint="Add --favourite, --hide, --private or --approve; see `frame mark --help`.",
        )
    if changes.get("favourite") and changes.get("hidden"):
        raise BadRequest(
            "a favourite comes up more often and a hidden photo never, so it cannot be both",
            hint="Say either --favourite or --hide.",
        )
    known = [vault.photo(PhotoId(photo)).id for photo in dict.fromkeys(photos)]
    return tuple(vault.change(photo, **changes) for photo in known)
