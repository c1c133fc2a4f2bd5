"""The side of a vault that knows people: who agreed to be recognised, and where they were.

Rule 1: nobody is here who did not agree; a face of anybody else leaves nothing behind.
Rule 2: the set of people has an edition. A photo that was compared with an older one is due
        again, so comparing can be stopped and resumed at any photo.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import datetime

import msgspec

from frame.errors import BadRequest
from frame.model import Box, Likeness, Looks, Person, PersonId, PhotoId, Receipt
from frame.store import recognised
from frame.store.inside import NAME_LETTERS, Inside, aware, check_words
from frame.store.recognised import own_sheet, seal_person, seal_who
from frame.store.rows import PersonRow, Template, WhoRow, Yes
from frame.store.tables import WhoSealed

CODE_BYTES = 128
TEMPLATES_AT_MOST = 32
_NOBODY = WhoRow()


class People(Inside):
    """The people a vault knows by their faces."""

    def add_person(  # noqa: PLR0913  # nobody is enrolled without all of this
        self,
        name: str,
        templates: Sequence[Template],
        notice: str,
        now: datetime,
        guardian: str = "",
        *,
        yes: Yes | None = None,
    ) -> Person:
        """Enrol somebody who agreed to the words whose SHA-256 is `notice`.

        `guardian` is who agreed for a child; `yes` is how it was agreed where that was not at
        the frame.

        Raises:
            BadRequest: the name is empty, too long or taken, or there is no template.
        """
        self.check_name(name)
        check_words(guardian, NAME_LETTERS)
        check_words((yes or Yes()).signed, NAME_LETTERS)
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
                yes=yes or Yes(),
            )
        )
        return person

    def persons(self) -> tuple[Person, ...]:
        """Return everybody who is enrolled, oldest first."""
        return tuple(row.person for row in self._shelf.persons.values())

    def templates(self, person_id: PersonId, besides: PhotoId | None = None) -> tuple[bytes, ...]:
        """Return a person's face codes, 128 signed bytes each; none of the photo `besides`."""
        held = self._shelf.person(person_id).templates
        return tuple(one.code for one in held if besides is None or one.photo != besides)

    def guardian(self, person_id: PersonId) -> str:
        """Return who agreed for this person, empty if they did so themselves."""
        return self._shelf.person(person_id).guardian

    def yes_of(self, person_id: PersonId) -> Yes:
        """Return how this person agreed."""
        return self._shelf.person(person_id).yes

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
            self.check_name(name, besides=person_id)
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
        """Remember whether the owner said that a person is in a photo; it is compared again.

        Yes makes a likeness sure, so that comparing learns the code of this face; whoever was
        thought to have the only face before does not have it any more. No removes a likeness, and
        it is not suggested again. What a person learned from this photo goes with their likeness,
        and with the key of the older copies; then every photo is compared again.

        Raises:
            BadRequest: there is no such photo or person.
            DiskFull: the answer may be remembered; old keys go before the next change.
        """
        self._shelf.entry(photo_id)
        self._shelf.person(person_id)
        out = self._rivals(photo_id, person_id) if yes else {person_id}
        who = recognised.without(self._shelf.who.get(photo_id, _NOBODY), out)
        likenesses = tuple(
            replace(one, sure=True) if one.person == person_id else one for one in who.likenesses
        )
        others = {one: said for one, said in who.answers.items() if one != person_id}
        answers = {**others, person_id: yes}
        self._put_answers(photo_id, WhoRow(likenesses=likenesses, answers=answers), out)

    def withdraw(self, photo_id: PhotoId, person_id: PersonId) -> None:
        """Take back that a person is in a photo, as if the owner had never said so.

        It is compared again, and the code that was learned from it goes as in `answer`.
        """
        self._shelf.entry(photo_id)
        who = recognised.without(self._shelf.who.get(photo_id, _NOBODY), {person_id})
        row = msgspec.structs.replace(who, edition=0)
        self._put_answers(photo_id, row, {person_id})

    def answers(self, photo_id: PhotoId) -> Mapping[PersonId, bool]:
        """Return what the owner said about who is in a photo, the last answer at the end."""
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

    def check_name(self, name: str, besides: PersonId | None = None) -> None:
        """Raise BadRequest for a name nobody can be enrolled by, or that another person has."""
        if len(name) > NAME_LETTERS:
            raise BadRequest(
                f"a name of {len(name)} letters is too long",
                hint=f"It may have {NAME_LETTERS} at most.",
            )
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

    def _rivals(self, photo_id: PhotoId, person_id: PersonId) -> frozenset[PersonId]:
        """Return who cannot be in a photo if this person is: it shows one face, or the same one.

        In a photo with several faces, comparing finds out whose face is whose.
        """
        looks, who = self._shelf.looks.get(photo_id), self._shelf.who.get(photo_id, _NOBODY)
        if looks is not None and len(looks.faces) == 1:
            denied = {one for one, said in who.answers.items() if not said}
            return frozenset(self._shelf.persons) - denied - {person_id}
        faces = {one.face for one in who.likenesses if one.person == person_id}
        return frozenset(
            one.person for one in who.likenesses if one.face in faces and one.person != person_id
        )

    def _put_answers(self, photo_id: PhotoId, who: WhoRow, out: AbstractSet[PersonId]) -> None:
        """Keep who is in a photo; those who are `out` lose what they learned from it."""
        losing = [one for one in sorted(out) if photo_id in self.learned_from(one)]
        if not losing:
            self._put_who(photo_id, who)
            return
        self._takedown.finish()
        sealed, edition = self._sealed_who(photo_id, who), self._next_edition()
        persons = [
            msgspec.structs.replace(
                recognised.unlearned(self._shelf.persons[one], {photo_id}), edition=edition
            )
            for one in losing
        ]
        self._takedown.owe_keys()
        sheets = self._parts.keyring.add_sheets(tuple(map(own_sheet, losing)))
        with self._parts.catalogue.change():
            self._parts.catalogue.put_who(*sealed)
            recognised.move_persons(self._parts, persons, sheets)
        self._shelf.who[photo_id] = who
        self._shelf.persons |= {row.person.id: row for row in persons}
        self._takedown.finish()

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
    if not all(any(one.code) for one in held):
        raise ValueError("a face that cannot be told from others is nobody's template")
    return held
