"""People at the frame, as owners' devices ask about them (docs/protocol.md §7, 29 to 35).

Rule 1: nobody is known without a yes: of themselves on their own device, or under the words on
        another one's; a child's is a guardian's.
Rule 2: a face becomes a code only where somebody is being enrolled, in albums whose consent says
        `faces`; that is asked again before anything is kept.
Rule 3: codes are computed on a thread beside; core's thread writes them down, and nobody is
        ever told one.
"""

import logging
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

from frame.curate.recognise import tells
from frame.errors import BadRequest, FrameError
from frame.log import event
from frame.model import Box, Face, Person, PersonId, PhotoId
from frame.ports import Decoder, Seer
from frame.post.correspondence import in_ms
from frame.post.draft import Draft
from frame.post.rows import Paired
from frame.protocol import frame_people as told
from frame.protocol.envelope import Rank
from frame.protocol.frame_people import (
    Agreed,
    AskFaces,
    AskPeople,
    Enrol,
    Enrolled,
    Enrolment,
    Faces,
    ForgetPerson,
    Known,
    People,
)
from frame.protocol.messages import Message
from frame.services import people
from frame.services.network.eyes import may_look, photo_in
from frame.services.network.stage import Grounds
from frame.services.people import Sample
from frame.services.recognition import codes_of
from frame.store.rows import Template, Yes

WAITING = 4
_LOG = logging.getLogger("frame.network")


@dataclass(frozen=True, slots=True, kw_only=True)
class Eyes:
    """What looking for faces takes."""

    decoder: Decoder
    seer: Seer


_Named = tuple[tuple[PhotoId, Face], ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """Faces that were named, each with its code; None where it cannot be told from others."""

    asked: Enrol
    device: bytes
    named: _Named
    codes: tuple[bytes | None, ...]


class Persons:
    """Answers about people, for one frame; one enrolment at a time, few of a device waiting."""

    def __init__(self, grounds: Grounds, eyes: Eyes) -> None:
        self._books, self._vault = grounds.books, grounds.books.vault
        self._stage, self._say, self._clock = grounds.stage, grounds.say, grounds.clock
        self._eyes = eyes
        self._waiting = Counter[bytes]()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="enrolling")

    def close(self) -> None:
        """Finish what is being computed; who was not enrolled yet asks again."""
        self._pool.shutdown(cancel_futures=True)

    def answer(self, message: Message, device: Paired, draft: Draft) -> bool:
        """Take a message if it is about people; say whether it was."""
        match message:
            case AskFaces():
                if self._may_look(message.album, device):
                    draft.tell(device.name, self._faces(message))
            case AskPeople():
                draft.tell(device.name, self._people(device))
            case Enrol():
                self._enrol(message, device)
            case ForgetPerson():
                self._forget(message, device, draft)
            case _:
                return False
        return True

    def _may_look(self, album: bytes, device: Paired) -> bool:
        return may_look(self._books, album, device, int(self._clock.now().timestamp()))

    def _faces_of(self, photo: PhotoId | None) -> tuple[Face, ...]:
        looks = self._vault.looks()
        if photo is None or photo not in looks:
            return ()
        return looks[photo].faces[: told.FACES]

    def _faces(self, asked: AskFaces) -> Faces:
        photo = photo_in(self._books, asked.album, asked.photo)
        boxes = tuple(_as_told(face.box) for face in self._faces_of(photo))
        waits = photo is not None and photo not in self._vault.looks()
        looked = False if waits else None
        return Faces(album=asked.album, photo=asked.photo, faces=boxes, looked=looked)

    def _people(self, device: Paired) -> People:
        counts = people.photos_with(self._vault)
        seen = [one for one in self._vault.persons() if self._concerns(one.id, device)]
        return People(people=tuple(self._known(one, counts) for one in seen[: told.PEOPLE]))

    def _concerns(self, person: PersonId, device: Paired) -> bool:
        """Say whether a device may know of a person: it rules, or the person agreed on it."""
        return device.rank == Rank.OWNER or self._vault.yes_of(person).device == device.name

    def _known(self, person: Person, counts: dict[PersonId, int]) -> Known:
        return Known(
            person=bytes.fromhex(person.id),
            name=person.name,
            since_ms=in_ms(person.consented_at),
            photos=counts[person.id],
            private=person.private,
            agreed=Agreed(self._vault.yes_of(person.id).how),
        )

    def _enrol(self, asked: Enrol, device: Paired) -> None:
        """Check what can be checked at once, then have the codes computed."""
        if device.rank != Rank.OWNER and asked.agreed is not Agreed.OWN_DEVICE:
            return
        refused = self._refusal(asked, device)
        if refused is not None:
            self._say(device.name, Enrolled(result=refused))
        elif self._waiting[device.name] < WAITING:
            with suppress(RuntimeError):  # it is closing
                self._pool.submit(self._compute, asked, device.name, self._named(asked))
                self._waiting[device.name] += 1

    def _named(self, asked: Enrol) -> _Named:
        """Return the faces that are meant, as they are seen now."""
        return tuple(
            (photo, faces[one.face])
            for one in asked.samples
            if (photo := photo_in(self._books, one.album, one.photo)) is not None
            and one.face < len(faces := self._faces_of(photo))
        )

    def _refusal(self, asked: Enrol, device: Paired) -> Enrolment | None:
        if not _is_written(asked.signed) or not (asked.adult or _is_written(asked.guardian)):
            return Enrolment.INCOMPLETE
        for one in asked.samples:
            photo = photo_in(self._books, one.album, one.photo)
            if not self._may_look(one.album, device):
                return Enrolment.NOT_ALLOWED
            if photo is None or one.face >= len(self._faces_of(photo)):
                return Enrolment.NO_FACE
            if not self._may_compare(photo):
                return Enrolment.NOT_ALLOWED
        return None if self._is_usable(asked.name) else Enrolment.NAME

    def _is_usable(self, name: str) -> bool:
        """Say whether somebody can be enrolled by this name, and owners see all who are."""
        if len(self._vault.persons()) >= told.PEOPLE:
            return False
        try:
            self._vault.check_name(name.strip())
        except BadRequest:
            return False
        return True

    def _may_compare(self, photo: PhotoId) -> bool:
        album = self._vault.photo(photo).album
        return all(one.faces for one in self._vault.albums() if one.id == album)

    def _compute(self, asked: Enrol, device: bytes, named: _Named) -> None:
        """Compute the code of each face, on the thread beside."""
        codes = tuple(self._code_of(photo, face) for photo, face in named)
        self._stage.post(lambda: self._finish(_Found(asked, device, named, codes)))

    def _code_of(self, photo: PhotoId, face: Face) -> bytes | None:
        vault, eyes = self._vault, self._eyes
        try:
            code = codes_of(vault, eyes.decoder, eyes.seer, photo, (face,)).get(0)
        except FrameError as problem:
            event(_LOG, "people.unseen", logging.WARNING, error=type(problem).__name__)
            return None
        return code if code is not None and tells(code) else None

    def _finish(self, found: _Found) -> None:
        """Enrol, in core's thread, if it is still allowed; say what became of it."""
        self._waiting -= Counter([found.device])
        device = self._books.devices().get(found.device)
        if device is None:
            return
        try:
            self._say(device.name, self._outcome(found, device))
        except FrameError as problem:  # nothing was kept; whoever hears nothing asks again
            event(_LOG, "people.unkept", logging.ERROR, error=type(problem).__name__)

    def _outcome(self, found: _Found, device: Paired) -> Enrolled:
        refused = self._refusal(found.asked, device)
        if refused is not None:
            return Enrolled(result=refused)
        if None in found.codes or self._named(found.asked) != found.named:
            return Enrolled(result=Enrolment.NO_FACE)
        samples = [
            Sample(source=photo, template=Template(code=code, photo=photo))
            for (photo, _), code in zip(found.named, found.codes, strict=True)
            if code is not None
        ]
        try:
            people.check_agreement(samples)
        except BadRequest:
            return Enrolled(result=Enrolment.NOT_ONE_PERSON)
        person = self._stage.carry_out(lambda: self._add(found.asked, device, samples))
        return Enrolled(result=Enrolment.ENROLLED, person=bytes.fromhex(person.id))

    def _add(self, asked: Enrol, device: Paired, samples: Sequence[Sample]) -> Person:
        """Keep a person, with whose yes it was."""
        templates = {one.template.code: one.template for one in samples}
        return self._vault.add_person(
            asked.name.strip(),
            tuple(templates.values()),
            asked.notice.hex(),
            self._clock.now(),
            "" if asked.adult else asked.guardian.strip(),
            yes=Yes(how=asked.agreed, device=device.name, signed=asked.signed.strip()),
        )

    def _forget(self, asked: ForgetPerson, device: Paired, draft: Draft) -> None:
        person = PersonId(asked.person.hex())
        known = any(one.id == person for one in self._vault.persons())
        if known and self._concerns(person, device):
            now = self._clock.now()
            self._stage.carry_out(lambda: self._vault.erase_person(person, now))
        draft.tell(device.name, self._people(device))


def _is_written(words: str) -> bool:
    return bool(words.strip()) and words.isprintable()


def _as_told(box: Box) -> told.Face:
    """Return a box in ten-thousandths, inside the picture."""
    left, top = _part(box.left), _part(box.top)
    return told.Face(
        left=left,
        top=top,
        width=min(_part(box.width), told.WHOLE - left),
        height=min(_part(box.height), told.WHOLE - top),
    )


def _part(share: float) -> int:
    return max(0, min(told.WHOLE, round(share * told.WHOLE)))
