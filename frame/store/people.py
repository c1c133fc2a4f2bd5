"""The side of a vault that knows people: who agreed to be recognised, and where they were.

Rule 1: nobody is here who did not agree; a face of anybody else leaves nothing behind.
Rule 2: the set of people has an edition. A photo that was compared with an older one is due
        again, so comparing can be stopped and resumed at any photo.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import msgspec

from frame.errors import BadRequest
from frame.model import Box, Likeness, Looks, Person, PersonId, PhotoId, Receipt
from frame.store.inside import NAME_LETTERS, Inside, aware, check_words
from frame.store.recognised import own_sheet, seal_person, seal_who
from frame.store.rows import PersonRow, Template, WhoRow
from frame.store.tables import WhoSealed

CODE_BYTES = 128
TEMPLATES_AT_MOST = 32
_NOBODY = WhoRow()


class People(Inside):
    """The people a vault knows by their faces."""

    def add_person(
        self,
        name: str,
        templates: Sequence[Template],
        notice: str,
        now: datetime,
        guardian: str = "",
    ) -> Person:
        """Enrol somebody who agreed to the words whose SHA-256 is `notice`.

        `guardian` is who agreed for a child.

        Raises:
            BadRequest: the name is empty, too long or taken, or there is no template.
        """
        self._check_name(name)
        check_words(guardian, NAME_LETTERS)
        if not templates:
            raise BadRequest("a person is recognised by at least one photo")
        person = Person(
            id=PersonId(self._new_id()), name=name, consented_at=aware(now), notice=notice
        )
        self._put_person(
            PersonRow(
                person=person,
                templates=_checked(templates),
                edition=self._next_edition(),
                guardian=guardian,
            )
        )
        return person

    def persons(self) -> tuple[Person, ...]:
        """Return everybody who is enrolled, oldest first."""
        return tuple(row.person for row in self._shelf.persons.values())

    def templates(self, person_id: PersonId) -> tuple[bytes, ...]:
        """Return a person's face codes, 128 signed bytes each."""
        return tuple(one.code for one in self._shelf.person(person_id).templates)

    def guardian(self, person_id: PersonId) -> str:
        """Return who agreed for this person, empty if they did so themselves."""
        return self._shelf.person(person_id).guardian

    def change_person(
        self,
        person_id: PersonId,
        *,
        less: bool | None = None,
        private: bool | None = None,
        name: str | None = None,
    ) -> Person:
        """Change what is given and return the person as they are now."""
        row = self._shelf.person(person_id)
        if name is not None and name != row.person.name:
            self._check_name(name, besides=person_id)
        wanted = {"less": less, "private": private, "name": name}
        person = replace(row.person, **{k: v for k, v in wanted.items() if v is not None})  # type: ignore[arg-type]  # each value has the type of its field
        if person != row.person:
            self._put_person(msgspec.structs.replace(row, person=person))
        return person

    def add_template(self, person_id: PersonId, template: Template) -> None:
        """Learn one more face code of a person; the oldest goes when there are too many."""
        row = self._shelf.person(person_id)
        (checked,) = _checked([template])
        if checked in row.templates:
            return
        templates = (*row.templates, checked)[-TEMPLATES_AT_MOST:]
        edition = self._next_edition()
        self._put_person(msgspec.structs.replace(row, templates=templates, edition=edition))

    def learned_from(self, person_id: PersonId) -> frozenset[PhotoId]:
        """Return the stored photos that a person's face codes were taken from."""
        return frozenset(one.photo for one in self._shelf.person(person_id).templates if one.photo)

    def note_who(self, photo_id: PhotoId, likenesses: Iterable[Likeness]) -> None:
        """Keep who was recognised in a photo, which is compared with everybody known now."""
        known = tuple(one for one in likenesses if one.person in self._shelf.persons)
        who = self._shelf.who.get(photo_id, _NOBODY)
        self._put_who(
            photo_id,
            msgspec.structs.replace(who, likenesses=known, edition=self._edition()),
        )

    def who(self) -> Mapping[PhotoId, tuple[Likeness, ...]]:
        """Return who was recognised, for the photos in which somebody was."""
        return {photo: who.likenesses for photo, who in self._shelf.who.items() if who.likenesses}

    def answer(self, photo_id: PhotoId, person_id: PersonId, *, yes: bool) -> None:
        """Remember whether the owner said that a person is in a photo.

        Yes makes a likeness sure and has the photo compared again, so that the code of this face
        is learned; no removes it, and it is not suggested again.
        """
        self._shelf.entry(photo_id)
        self._shelf.person(person_id)
        who = self._shelf.who.get(photo_id, _NOBODY)
        likenesses = [one for one in who.likenesses if yes or one.person != person_id]
        self._put_who(
            photo_id,
            WhoRow(
                likenesses=tuple(
                    replace(one, sure=True) if one.person == person_id else one
                    for one in likenesses
                ),
                edition=0 if yes else who.edition,
                answers={**who.answers, person_id: yes},
            ),
        )

    def answers(self, photo_id: PhotoId) -> Mapping[PersonId, bool]:
        """Return what the owner said about who is in a photo."""
        return self._shelf.who.get(photo_id, _NOBODY).answers

    def uncompared(self) -> tuple[PhotoId, ...]:
        """Return the photos that were not compared with everybody who is enrolled now."""
        if not self._shelf.persons:
            return ()
        edition, who = self._edition(), self._shelf.who
        return tuple(
            photo
            for photo in self._shelf.entries
            if photo not in who or who[photo].edition < edition
        )

    def erase_person(self, person_id: PersonId, now: datetime) -> Receipt:
        """Forget a person: their face codes, and that they were recognised anywhere."""
        return self._takedown.erase("person", [person_id], aware(now))[0]

    def _check_name(self, name: str, besides: PersonId | None = None) -> None:
        check_words(name, NAME_LETTERS)
        if not name.strip() or not name.isprintable():
            raise BadRequest("a person needs a name", hint="Write it as others know them.")
        taken = {
            row.person.name.casefold()
            for row in self._shelf.persons.values()
            if row.person.id != besides
        }
        if name.casefold() in taken:
            raise BadRequest(
                "somebody of that name is enrolled already",
                hint="Choose another name, or forget them first: `frame people forget`.",
            )

    def _put_person(self, row: PersonRow) -> None:
        self._takedown.finish()
        own, keyring = own_sheet(row.person.id), self._parts.keyring
        sheet = max(keyring.sheets_of(own) or keyring.add_sheets((own,)))
        sealed = seal_person(self._parts.sealer, sheet, row)
        with self._parts.catalogue.change():
            self._parts.catalogue.put_person(sealed)
        self._shelf.persons[row.person.id] = row

    def _stale_who(self, photo_id: PhotoId, looks: Looks) -> WhoRow | None:
        """Return a photo's row without its likenesses, if these looks have other faces."""
        who, old = self._shelf.who.get(photo_id), self._shelf.looks.get(photo_id)
        if who is None or (old is not None and _places(old) == _places(looks)):
            return None
        return WhoRow(answers=who.answers)

    def _put_who(self, photo_id: PhotoId, who: WhoRow) -> None:
        self._takedown.finish()
        sealed = self._sealed_who(photo_id, who)
        with self._parts.catalogue.change():
            self._parts.catalogue.put_who(*sealed)
        self._shelf.who[photo_id] = who

    def _sealed_who(self, photo_id: PhotoId, who: WhoRow) -> tuple[PhotoId, int, bytes]:
        entry, people = self._shelf.entry(photo_id), self._parts.people
        place = WhoSealed(photo_id, entry.row.photo.album, entry.sheet, people, b"")
        return photo_id, people, seal_who(self._parts.sealer, place, who)

    def _edition(self) -> int:
        return max((row.edition for row in self._shelf.persons.values()), default=0)

    def _next_edition(self) -> int:
        """Return a number no photo was compared with yet, nor will be with another set."""
        compared = max((who.edition for who in self._shelf.who.values()), default=0)
        return max(self._edition(), compared) + 1


def _places(looks: Looks) -> tuple[Box, ...]:
    return tuple(face.box for face in looks.faces)


def _checked(templates: Iterable[Template]) -> tuple[Template, ...]:
    held = tuple(templates)[:TEMPLATES_AT_MOST]
    if any(len(one.code) != CODE_BYTES for one in held):
        raise ValueError("a face code has 128 bytes")
    return held
