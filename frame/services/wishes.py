"""Wishes come true: in the process that holds the store, here or in the core that runs."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import cast

import msgspec

from frame.devices.clock import WallClock
from frame.errors import BadRequest
from frame.model import AlbumId, PhotoId
from frame.services import guests, household, listing, people, preferences, taste
from frame.services.choosing import read_library
from frame.services.ipc import Request
from frame.services.marks import mark
from frame.services.recognition import due
from frame.services.status import ask_core, receipt_document
from frame.services.taste_report import report
from frame.services.wish import (
    Adjust,
    AskTaste,
    AskWhy,
    Decide,
    ForgetPerson,
    Guests,
    KeepPrivate,
    Less,
    ListAlbums,
    ListHeld,
    Listing,
    ListOwners,
    ListPeople,
    ListPhotos,
    ListSuggestions,
    Mark,
    Wish,
)
from frame.store.vault import PhotoChanges, Vault

Document = Mapping[str, object]


def ask(folder: Path, wish: Wish) -> Document:
    """Have a wish come true, by the running core if there is one, and return its answer.

    Raises:
        BadRequest: it makes no sense, as the answer says.
        StoreBusy: another command has the store open.
    """
    answer: Document | None = ask_core(folder, Request(what="wish", wish=wish))
    if answer is None:
        with household.opened(folder) as home:
            return perform(home.vault, wish, WallClock().now())
    if "error" in answer:
        raise BadRequest(str(answer["error"]), hint=str(answer["hint"]))
    return answer


def perform(vault: Vault, wish: Wish, now: datetime) -> Document:
    """Have a wish come true in an open store and return its answer; raise BadRequest."""
    match wish:
        case Mark() | Guests() | KeepPrivate():
            return _show(vault, wish)
        case Decide() | Less() | ForgetPerson():
            return _about(vault, wish, now)
        case Adjust():
            return _adjust(vault, wish)
        case AskTaste():
            return _taste(vault, wish)
        case AskWhy(photo=photo):
            return {"photo": photo, "because": listing.why(vault, photo, now)}
        case _:
            return _listed(vault, wish)


def _adjust(vault: Vault, wish: Adjust) -> Document:
    """Change what is given; "seconds" and "language" are None where frame.toml says them."""
    held = preferences.preferences_of(vault)
    wanted = preferences.Preferences(
        brightness=held.brightness if wish.brightness is None else wish.brightness,
        night=held.night if wish.night is None else preferences.read_hours(wish.night),
        seconds=held.seconds if wish.seconds is None else wish.seconds,
        arranged=held.arranged if wish.arranged is None else wish.arranged,
        language=(
            held.language if wish.language is None else preferences.read_language(wish.language)
        ),
    )
    preferences.prefer(vault, wanted)
    return {
        "brightness": wanted.brightness,
        "night": preferences.write_hours(wanted.night),
        "seconds": wanted.seconds,
        "arranged": wanted.arranged,
        "language": wanted.language,
        "guests": guests.are_here(vault),
    }


def _listed(vault: Vault, wish: Listing) -> Document:
    match wish:
        case ListPhotos():
            return {"photos": listing.photos(vault)}
        case ListAlbums():
            return {"albums": listing.albums(vault)}
        case ListOwners():
            return {"owners": listing.owners(vault)}
        case ListHeld():
            return {"held": listing.held(vault)}
        case ListPeople():
            return {"people": _people(vault), "waiting": len(due(vault))}
        case ListSuggestions():
            return {"suggestions": _suggestions(vault)}


def _taste(vault: Vault, wish: AskTaste) -> Document:
    if wish.forget:
        taste.forget(vault)
    library = read_library(vault)
    answer: Document = msgspec.to_builtins(report(taste.summarise(vault, library), library))
    return answer


def _show(vault: Vault, wish: Mark | Guests | KeepPrivate) -> Document:
    match wish:
        case Mark():
            return {"photos": [photo.id for photo in mark(vault, wish.photos, _changes(wish))]}
        case KeepPrivate():
            return _keep_private(vault, wish)
        case Guests():
            if wish.here is not None:
                guests.set_here(vault, here=wish.here)
            return {
                "guests": guests.are_here(vault),
                "kept_back": len(guests.kept_back(read_library(vault))),
            }


def _changes(wish: Mark) -> PhotoChanges:
    said = {
        "favourite": wish.favourite,
        "hidden": wish.hidden,
        "private": wish.private,
        "approved": wish.approved,
    }
    given = {name: yes for name, yes in said.items() if yes is not None}
    return cast("PhotoChanges", given)


def _keep_private(vault: Vault, wish: KeepPrivate) -> Document:
    private = wish.private
    if wish.scope == "photo":
        vault.change(PhotoId(wish.name), private=private)
    elif wish.scope == "album":
        album = AlbumId(household.target_of(vault, "album", wish.name))
        vault.change_album(album, private=private)
    else:
        vault.change_person(people.person_called(vault, wish.name).id, private=private)
    return {"scope": wish.scope, "name": wish.name, "private": private}


def _about(vault: Vault, wish: Decide | Less | ForgetPerson, now: datetime) -> Document:
    person = people.person_called(vault, wish.name)
    match wish:
        case Decide():
            vault.answer(PhotoId(wish.photo), person.id, yes=wish.yes)
            return {
                "photo": wish.photo,
                "name": person.name,
                "yes": wish.yes,
                "without_example": people.without_example(vault),
                "waiting": len(due(vault)),
            }
        case Less():
            vault.change_person(person.id, less=wish.less)
            return {"name": person.name, "less": wish.less}
        case ForgetPerson():
            return {"receipt": receipt_document(vault.erase_person(person.id, now))}


def _people(vault: Vault) -> list[Document]:
    counts = people.photos_with(vault)
    return [
        {
            "id": person.id,
            "name": person.name,
            "since": person.consented_at.isoformat(),
            "guardian": vault.guardian(person.id) or None,
            "examples": len(vault.templates(person.id)),
            "photos": counts[person.id],
            "less": person.less,
            "private": person.private,
        }
        for person in vault.persons()
    ]


def _suggestions(vault: Vault) -> list[Document]:
    return [
        {
            "photo": one.photo,
            "taken_at": taken.isoformat() if (taken := vault.photo(one.photo).taken_at) else None,
            "name": one.person.name,
            "score": round(one.score, 2),
        }
        for one in people.suggestions(vault)
    ]
