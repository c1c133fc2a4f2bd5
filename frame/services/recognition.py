"""Recognition: looks for enrolled people in photos, one photo a step.

Rule 1: without anybody enrolled nothing is computed; the seer is not even asked.
Rule 2: the codes of a photo's faces live as long as it takes to compare them. Only one that the
        owner confirmed is kept, as a template of the person it belongs to.
Rule 3: each photo is written down at once with the set of people it was compared with, so this
        can be stopped after any step and goes on where it was.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from frame.curate.recognise import recognise
from frame.errors import BadRequest, DeviceFailed, NotAPhoto, StoreDamaged
from frame.model import Face, Likeness, PersonId, PhotoId
from frame.ports import Decoder, Seer
from frame.services.ingest import study_of
from frame.services.people import SMALLEST_FACE_PX, side_px, tells_who
from frame.store.rows import Template
from frame.store.vault import Vault

_PASSED_OVER = (BadRequest, DeviceFailed, NotAPhoto, StoreDamaged)


def due(vault: Vault) -> tuple[PhotoId, ...]:
    """Return the photos with faces that were not compared with everybody enrolled now.

    Photos of albums whose consent does not say `faces` are not compared.
    """
    looks = vault.looks()
    closed = {album.id for album in vault.albums() if not album.faces}
    return tuple(
        photo
        for photo in vault.uncompared()
        if photo in looks and looks[photo].faces and vault.photo(photo).album not in closed
    )


def recognise_photos(
    vault: Vault, decoder: Decoder, seer: Seer, photos: Iterable[PhotoId]
) -> Iterator[int]:
    """Compare the faces of photos with everybody enrolled, yielding how many are done.

    A photo that cannot be opened is passed over, and is still due.

    Raises:
        ModelRefused: the model that tells faces apart is missing or altered.
        DiskFull: what was compared before is kept.
    """
    for done, photo in enumerate(photos, 1):
        if not vault.persons():
            return
        with suppress(*_PASSED_OVER):
            _compare(vault, decoder, seer, photo)
        yield done


def _compare(vault: Vault, decoder: Decoder, seer: Seer, photo: PhotoId) -> None:
    faces = vault.looks()[photo].faces
    note_codes(vault, photo, faces, codes_of(vault, decoder, seer, photo, faces))


def codes_of(
    vault: Vault, decoder: Decoder, seer: Seer, photo: PhotoId, faces: Sequence[Face]
) -> Mapping[int, bytes]:
    """Return the codes of those faces of a photo that are large enough to be told apart.

    Takes as long as looking at a photo does, and may be called from any thread; call it only
    while somebody is enrolled. Raises what opening and looking raise.
    """
    study = study_of(vault, decoder, photo)
    large = {
        number: face
        for number, face in enumerate(faces)
        if side_px(face, study.size) >= SMALLEST_FACE_PX
    }
    if not large:
        return {}
    return dict(zip(large, seer.codes(study, tuple(large.values())), strict=True))


def note_codes(
    vault: Vault, photo: PhotoId, faces: Sequence[Face], codes: Mapping[int, bytes]
) -> None:
    """Compare the codes of a photo's faces with everybody enrolled and keep who is in it.

    In the thread that uses the vault. A photo whose faces changed meanwhile stays due.
    """
    looks = vault.looks()[photo]
    if tuple(faces) != looks.faces:
        return
    for person in displaced(vault, photo, codes):
        vault.withdraw(photo, person)
    answers = vault.answers(photo)
    people = {person.id: vault.templates(person.id) for person in vault.persons()}
    likenesses = tuple(
        one
        if answers.get(one.person) or tells_who(faces[one.face], looks.edition)
        else replace(one, sure=False)
        for one in recognise(codes, people, answers)
    )
    _learn(vault, photo, codes, likenesses)
    vault.note_who(photo, likenesses)


def displaced(vault: Vault, photo: PhotoId, codes: Mapping[int, bytes]) -> frozenset[PersonId]:
    """Return whom the owner confirmed before, and who has to give way to the newest yes.

    Whose face is whose is decided without what was learned from this very photo. Where no face is
    left for the newest one, it is the one that is most like theirs.
    """
    answers = vault.answers(photo)
    held = {one.person: one.face for one in vault.who().get(photo, ())}
    newest = next((one for one in reversed(list(answers)) if answers[one]), None)
    if newest is None or newest in held:
        return frozenset()
    people = {
        one.id: vault.templates(one.id, besides=photo) or vault.templates(one.id)
        for one in vault.persons()
    }
    fair = recognise(codes, people, answers)
    alone = recognise(codes, {newest: people.get(newest, ())}, {newest: True})
    theirs = [one.face for one in (*fair, *alone) if one.person == newest][:1]
    return frozenset(one for one, face in held.items() if face in theirs and answers.get(one))


def _learn(
    vault: Vault, photo: PhotoId, codes: Mapping[int, bytes], likenesses: Iterable[Likeness]
) -> None:
    """Keep the code of a face whose person the owner confirmed."""
    answers = vault.answers(photo)
    for one in likenesses:
        if answers.get(one.person) and photo not in vault.learned_from(one.person):
            vault.add_template(one.person, Template(code=codes[one.face], photo=photo))
