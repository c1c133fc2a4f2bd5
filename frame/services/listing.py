"""What the frame holds, listed as it is judged now, and why each photo is shown or rests.

Everything here only reads; it answers in the core that runs as well as in a command.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from frame.curate.judge import Judgement, judge, rest_of
from frame.curate.library import Library, may_be_shown
from frame.model import Photo, PhotoId, PhotoState
from frame.services.choosing import Chooser, Circumstances, read_library
from frame.services.screen import DEFAULT_SCREEN
from frame.store.vault import Vault

Row = Mapping[str, object]

_EMPTY: Final = "nothing to show yet: frame import PATH --album NAME"
_GUESTS: Final = (
    "nothing to show while guests are here: every photo is private or rests;"
    " when they left: frame guest off"
)
_RESTING: Final = "all photos rest, so there is nothing to show; why each one does: frame photos"
# Why a photo rests depends on no screen and on no order.
_ANY: Final = Circumstances(screen=DEFAULT_SCREEN, every=timedelta(minutes=1), pairs=False, seed=0)


def photos(vault: Vault) -> list[Row]:
    """Return every photo with what was decided about it and the reason, in words."""
    library = read_library(vault)
    judgement = judge(library)
    titles = {album.id: album.title for album in library.albums.values()}
    return [
        {**_facts(photo, titles.get(photo.album, "")), **_verdict(judgement, photo.id)}
        for photo in library.photos.values()
    ]


def albums(vault: Vault) -> list[Row]:
    """Return every album with its owner and how many photos it has."""
    owners = {owner.id: owner.name for owner in vault.owners()}
    counts = Counter(photo.album for photo in vault.photos())
    return [
        {
            "id": album.id,
            "title": album.title,
            "owner": owners.get(album.owner, ""),
            "photos": counts[album.id],
            "private": album.private,
        }
        for album in vault.albums()
    ]


def owners(vault: Vault) -> list[Row]:
    """Return whose photos the frame holds."""
    return [
        {"id": owner.id, "name": owner.name, "paired_at": owner.paired_at.isoformat()}
        for owner in vault.owners()
    ]


def held(vault: Vault) -> list[Row]:
    """Return the photos that wait for their owner's decision, and why."""
    judgement = judge(read_library(vault))
    return [{"photo": photo, "because": why} for photo, why in judgement.held.items()]


def why(vault: Vault, photo: str, now: datetime) -> tuple[str, ...]:
    """Return why a photo is shown, waits or rests, and how to show it if it rests by itself.

    Raises:
        BadRequest: there is no such photo.
    """
    known = vault.photo(PhotoId(photo))
    chooser = Chooser.of(vault, _ANY, now)
    sentences = chooser.reasons(known.id)
    remedy = how_to_show(chooser.library, known)
    return (*sentences, remedy) if remedy else sentences


def how_to_show(library: Library, photo: Photo) -> str:
    """Return what brings back a photo that no better one keeps away; nothing for the others."""
    if photo.state is PhotoState.READY and photo.hidden:
        return f"To show it again: `frame mark {photo.id} --show`."
    if library.forbids(photo) is not None:
        return "It comes back when guests left: `frame guest off`." if may_be_shown(photo) else ""
    if rest_of(photo, library.looks.get(photo.id)) is not None:
        return f"To show it all the same: `frame mark {photo.id} --approve`."
    return ""


def nothing_to_show(library: Library) -> str:
    """Return what is true of a library of which nothing can be shown now, and what to do."""
    if not library.photos:
        return _EMPTY
    alone = replace(library, guests=False)
    waits_for_guests = library.guests and any(
        library.forbids(photo)
        and not alone.forbids(photo)
        and rest_of(photo, library.looks.get(photo.id)) is None
        for photo in library.photos.values()
    )
    return _GUESTS if waits_for_guests else _RESTING


def _facts(photo: Photo, album: str) -> Row:
    return {
        "id": photo.id,
        "album": album,
        "state": photo.state.value,
        "taken_at": photo.taken_at.isoformat() if photo.taken_at else None,
        "width_px": photo.width_px,
        "height_px": photo.height_px,
        "stored_bytes": photo.stored_bytes,
        "favourite": photo.favourite,
        "hidden": photo.hidden,
        "private": photo.private,
        "approved": photo.approved,
    }


def _verdict(judgement: Judgement, photo: PhotoId) -> Row:
    verdict = judgement.verdicts[photo]
    return {
        "keep": verdict.keep,
        "because": verdict.because,
        "held": photo in judgement.held,
    }
