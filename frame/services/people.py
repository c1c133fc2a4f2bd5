"""People who agreed to be recognised: enrolling them, asking about them, forgetting them.

Rule 1: nobody is enrolled without a yes to the words of NOTICE, and nobody under 16 without the
        name of a guardian who said it.
Rule 2: what cannot be told for certain is a question to the owner, never a decision.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from pathlib import Path
from typing import Final

from frame.curate.recognise import ASK, SURE, distance, tells
from frame.errors import BadRequest, NotAPhoto
from frame.model import Face, Likeness, Person, PersonId, PhotoId, Pixels, Size
from frame.ports import Decoder, Seer
from frame.services.ingest import read_photo, study_of
from frame.store.rows import Template
from frame.store.vault import Vault

NOTICE: Final = """\
This frame can recognise a person in photos, if that person agrees to it.

What is computed: from the face in each photo given now, and in each photo you confirm later, a
code of 128 numbers that tells this face from others. To find this person, the faces in all photos
on this frame are turned into such codes as well, compared, and thrown away at once; only where
this person was recognised is kept.
Where it is kept: on this frame, encrypted under a key of its own. It never leaves the frame. It is
not sent, synchronised, exported or printed.
What it is for: showing this person's photos fairly, less often or not while guests are here, and
leaving this face clear where the faces of strangers are blurred. Nothing else.
How to take it back: `frame people forget NAME`, at any time and without a reason. It destroys the
key and with it every code, and takes the name from every photo; the frame signs a receipt.
Who may agree: the person, if they are 16 or older. For a child, a parent or guardian, by name.
"""

SMALLEST_FACE_PX: Final = 48
_DOMINATES: Final = 4.0
_TURNED: Final = 0.5
_KNOWS_FACING: Final = 2


def notice_hash() -> str:
    """Return the SHA-256 of the words people agree to, in hex."""
    return hashlib.sha256(NOTICE.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A yes to NOTICE: by the person, or by `guardian` for somebody under 16."""

    adult: bool
    guardian: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What looking at the photos of a new person takes."""

    decoder: Decoder
    seer: Seer


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One face of the person who is being enrolled; `source` is the photo as it was named."""

    source: str
    template: Template


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """A photo that can be opened, before anybody looked for a face in it.

    source  the photo as it was named
    photo   its id if it is stored on this frame, else empty
    study   its pixels, 1024 by 1024 at most
    """

    source: str
    photo: PhotoId
    study: Pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A likeness that the owner is asked about."""

    photo: PhotoId
    person: Person
    score: float


def enrol(
    vault: Vault, name: str, samples: Sequence[Sample], consent: Consent, now: datetime
) -> Person:
    """Enrol a person by samples that show them; raise BadRequest, and then nothing is kept."""
    check_consent(consent)
    for sample in samples:
        _check_code(sample.source, sample.template.code)
    check_agreement(samples)
    unique = {sample.template.code: sample.template for sample in samples}
    return vault.add_person(name, tuple(unique.values()), notice_hash(), now, consent.guardian)


def check_consent(consent: Consent) -> None:
    """Raise BadRequest for a child nobody agreed for."""
    if not consent.adult and not consent.guardian.strip():
        raise BadRequest(
            "children are not enrolled",
            hint="A parent or guardian can agree for them: add --guardian NAME.",
        )


def portrait_of(vault: Vault, photo: str, decoder: Decoder) -> Portrait:
    """Open a photo, which is a file or the id of a stored photo, and look for nothing in it.

    Raises:
        BadRequest: there is no such photo, or its owner does not allow faces to be compared.
        NotAPhoto: the file cannot be opened; it says which.
        StoreDamaged: the stored photo cannot be opened.
    """
    if photo in {one.id for one in vault.photos()}:
        kept = PhotoId(photo)
        _check_allowed(vault, kept)
        return Portrait(source=photo, photo=kept, study=study_of(vault, decoder, kept))
    if not _is_there(photo):
        raise BadRequest(
            f"{photo} is neither a file nor the id of a stored photo", hint="See `frame photos`."
        )
    try:
        study = decoder.clean(read_photo(Path(photo))).study
    except NotAPhoto as problem:
        raise NotAPhoto(f"{photo} cannot be used: {problem}", hint=problem.hint) from problem
    return Portrait(source=photo, photo=PhotoId(""), study=study)


def _check_allowed(vault: Vault, photo: PhotoId) -> None:
    """Raise BadRequest for a photo whose album may not be used to recognise people."""
    album = vault.photo(photo).album
    if not all(one.faces for one in vault.albums() if one.id == album):
        raise BadRequest(
            f"the album of {photo} does not allow that faces in it are recognised",
            hint="Ask its owner to grant `faces`, or use a photo that the person gives you.",
        )


def _is_there(name: str) -> bool:
    try:
        return Path(name).exists()
    except OSError:  # no file can have this name
        return False


def sample_of(portrait: Portrait, seer: Seer) -> Sample:
    """Return the one face in a photo; raise BadRequest if there is not one large enough."""
    face = _the_face(portrait.source, portrait.study, seer)
    (code,) = seer.codes(portrait.study, (face,))
    _check_code(portrait.source, code)
    return Sample(source=portrait.source, template=Template(code=code, photo=portrait.photo))


def _check_code(source: str, code: bytes) -> None:
    if not tells(code):
        raise BadRequest(
            f"the face in {source} cannot be told from others",
            hint="Choose a photo from the front, with both eyes in it.",
        )


def check_agreement(samples: Sequence[Sample]) -> None:
    """Raise BadRequest, naming the odd ones, if samples do not all show the same person."""
    apart = {sample.source: 0 for sample in samples}
    for one, other in combinations(samples, 2):
        if distance(one.template.code, other.template.code) > ASK:
            apart[one.source] += 1
            apart[other.source] += 1
    worst = max(apart.values(), default=0)
    if worst:
        odd = ", ".join(source for source, count in apart.items() if count == worst)
        raise BadRequest(
            f"these photos do not seem to show the same person: {odd}",
            hint="Leave out the photo that shows somebody else, or take clearer ones.",
        )


def lookalikes(vault: Vault, samples: Sequence[Sample]) -> tuple[str, ...]:
    """Return the names of people enrolled already who look just like these samples."""
    codes = [sample.template.code for sample in samples]
    return tuple(
        person.name
        for person in vault.persons()
        if any(
            distance(code, held) <= SURE for held in vault.templates(person.id) for code in codes
        )
    )


def person_called(vault: Vault, name: str) -> Person:
    """Return who has this name or id; raise BadRequest."""
    for person in vault.persons():
        if name == person.id or name.casefold() == person.name.casefold():
            return person
    raise BadRequest("nobody of that name is enrolled", hint="See `frame people`.")


def suggestions(vault: Vault) -> Iterator[Suggestion]:
    """Yield the likenesses that the owner is asked about, the likeliest first."""
    persons = {person.id: person for person in vault.persons()}
    asked = [(photo, one) for photo, held in vault.who().items() for one in held if not one.sure]
    for photo, one in sorted(asked, key=lambda entry: -entry[1].score):
        yield Suggestion(photo=photo, person=persons[one.person], score=one.score)


def photos_with(vault: Vault) -> dict[PersonId, int]:
    """Return in how many photos each person was recognised for certain."""
    counts = {person.id: 0 for person in vault.persons()}
    for held in vault.who().values():
        for one in filter(_is_sure, held):
            counts[one.person] += 1
    return counts


def without_example(vault: Vault) -> list[str]:
    """Return the names of people of whom no face code is left, so that nobody can find them."""
    return [one.name for one in vault.persons() if not vault.templates(one.id)]


def _is_sure(likeness: Likeness) -> bool:
    return likeness.sure


def _the_face(photo: str, study: Pixels, seer: Seer) -> Face:
    """Return the face a photo is about; raise BadRequest if that is not clear."""
    looks = seer.look(study)
    faces = sorted(looks.faces, key=lambda face: -_area(face))
    if not faces:
        raise BadRequest(f"no face is found in {photo}", hint="Choose a photo from the front.")
    if len(faces) > 1 and _area(faces[0]) < _DOMINATES * _area(faces[1]):
        raise BadRequest(
            f"there are {len(faces)} faces in {photo}",
            hint="Choose a photo of this person alone, or crop it.",
        )
    if side_px(faces[0], study.size) < SMALLEST_FACE_PX:
        raise BadRequest(
            f"the face in {photo} is too small to be told from others",
            hint=f"Choose a photo in which the face is at least {SMALLEST_FACE_PX} pixels wide.",
        )
    if not tells_who(faces[0], looks.edition):
        raise BadRequest(
            f"the face in {photo} is turned away too far", hint="Choose a photo from the front."
        )
    return faces[0]


def tells_who(face: Face, edition: int) -> bool:
    """Say whether a face is seen well enough to decide by it: turned by 45 degrees at most.

    Codes of faces in profile, and of clocks that were taken for a face, mean little. Looks of the
    first edition do not know which way a face is turned.
    """
    if edition < _KNOWS_FACING:
        return True
    return face.facing is not None and face.facing >= _TURNED


def side_px(face: Face, size: Size) -> float:
    """Return the shorter side of a face in a picture of this size."""
    return min(face.box.width * size.width_px, face.box.height * size.height_px)


def _area(face: Face) -> float:
    return face.box.width * face.box.height
