"""The answer to "why am I seeing this?", in a few sentences a person understands (P5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from frame.curate.arranged import by_hand, in_words
from frame.curate.dates import MONTHS
from frame.curate.judge import Judgement
from frame.curate.library import Library
from frame.model import Likeness, Looks, Photo, PhotoId, Pick, Verdict

_SURE = 0.3  # a subject less probable than this is not worth a sentence
_SUBJECTS = 2
_NOT_USED = "No face was compared with any person's, and nothing left this frame."
_USED = "Faces were compared only with people who agreed to it, and nothing left this frame."


@dataclass(frozen=True, slots=True, kw_only=True)
class Remarks:
    """What others know about a photo, in words.

    done   what is done to it for the screen, as what follows "it" ("lifted the shadows")
    taste  a sentence on how it suits what the family likes, with or without its full stop;
           empty where there is none
    """

    done: tuple[str, ...] = ()
    taste: str = ""


_NOTHING = Remarks()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Everything the frame knows about one photo.

    pick      the pick it is on the glass with now, None if it is not
    title     of its album, empty where it has none
    shown     how many photos of its moment are shown, this one included if it is
    resting   how many photos of its moment rest, this one included if it does
    held      it waits for its owner's decision
    enrolled  at least one person agreed to be recognised by this frame
    surely    names of the people who are in it, `maybe` of those who may be
    less      those of them whose photos come up half as often
    order     why it comes when it does where albums are shown in their order, else empty
    """

    photo: Photo
    looks: Looks | None
    verdict: Verdict | None
    pick: Pick | None = None
    title: str = ""
    shown: int = 1
    resting: int = 0
    held: bool = False
    enrolled: bool = False
    surely: tuple[str, ...] = ()
    maybe: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    order: str = ""
    remarks: Remarks = _NOTHING


def explain_photo(
    library: Library,
    judgement: Judgement,
    photo: PhotoId,
    pick: Pick | None = None,
    remarks: Remarks = _NOTHING,
) -> tuple[str, ...]:
    """Return why a photo of the library is shown, waits or rests, sentence by sentence."""
    number = judgement.moment_of.get(photo)
    moment = [other for other, its in judgement.moment_of.items() if its == number]
    shown = sum(judgement.keeps(other) for other in moment)
    people = library.people_in(photo)
    unsure = (one for one in library.likenesses.get(photo, ()) if not one.sure)
    return explain(
        Known(
            photo=library.photos[photo],
            looks=library.looks.get(photo),
            verdict=_verdict(library, judgement, photo),
            pick=pick,
            title=library.title(library.photos[photo].album),
            shown=shown if number is not None else 1,
            resting=len(moment) - shown if number is not None else 0,
            held=photo in judgement.held,
            enrolled=bool(library.persons),
            surely=tuple(person.name for person in people),
            maybe=_names(library, unsure),
            less=tuple(person.name for person in people if person.less),
            order=_order(library, library.photos[photo]),
            remarks=remarks,
        )
    )


def _order(library: Library, photo: Photo) -> str:
    if not library.arranged:
        return ""
    shown = (its for its in library.photos.values() if library.forbids(its) is None)
    return in_words(library.title(photo.album), by_hand=photo.album in by_hand(shown))


def _verdict(library: Library, judgement: Judgement, photo: PhotoId) -> Verdict | None:
    """Return what was decided, or what forbids a photo since: guests came, somebody hid it."""
    barred = library.forbids(library.photos[photo])
    if barred is not None:
        return Verdict(photo=photo, keep=False, because=barred)
    return judgement.verdicts.get(photo)


def _names(library: Library, likenesses: Iterable[Likeness]) -> tuple[str, ...]:
    persons = library.persons
    found = (persons[one.person].name for one in likenesses if one.person in persons)
    return tuple(dict.fromkeys(found))


def explain(known: Known) -> tuple[str, ...]:
    """Return why a photo is shown, waits or rests: three sentences, or more if there is more."""
    sentences = (
        _now(known),
        _origin(known),
        _people(known),
        _compared(known),
        _done(known.remarks.done),
        _ended(known.remarks.taste),
        _USED if known.enrolled else _NOT_USED,
    )
    return tuple(sentence for sentence in sentences if sentence)


def _now(known: Known) -> str:
    if known.held and known.verdict is not None and not known.verdict.keep:
        return f"{known.verdict.because}; nobody sees it until you approve it."
    if known.verdict is not None and not known.verdict.keep:
        return f"This photo rests: {_inside(known.verdict.because)}."
    if known.pick is None and known.order:
        return f"This photo waits for its turn: {_inside(known.order)}."
    if known.pick is None:
        return "This photo waits for its turn; every photo gets one in each round."
    if len(known.pick.photos) > 1:
        return f"{known.pick.because}; two portraits share the screen so that neither is cut."
    return f"{known.pick.because}."


def _origin(known: Known) -> str:
    when = (
        f"It was taken on {_day(known.photo.taken_at)}"
        if known.photo.taken_at
        else (f"It does not say when it was taken; it came on {_day(known.photo.received_at)}")
    )
    where = f" and is in the album “{known.title}”" if known.title else ""
    return f"{when}{where}{_content(known.looks)}."


def _content(looks: Looks | None) -> str:
    if looks is None:
        return "; the frame has not looked at it yet"
    count = len(looks.faces)
    faces = "no face" if not count else "one face" if count == 1 else f"{count} faces"
    likely = sorted(looks.subjects, key=lambda subject: -subject.score)[:_SUBJECTS]
    names = [subject.name for subject in likely if subject.score >= _SURE]
    seen = f" and guesses “{'” and “'.join(names)}”" if names else ""
    return f"; the frame found {faces} in it{seen}"


def _people(known: Known) -> str:
    """Say who is in it and how sure that is."""
    surely, maybe = _listed(known.surely), _listed(known.maybe)
    less = f"; photos of {_listed(known.less)} come up half as often" if known.less else ""
    if surely and maybe:
        return f"The frame is sure that it shows {surely} and asks you about {maybe}{less}."
    if surely:
        return f"The frame is sure that it shows {surely}{less}."
    return f"It may show {maybe}; the frame asks you before it decides." if maybe else ""


def _done(words: Sequence[str]) -> str:
    if not words:
        return ""
    return f"For the screen the frame {_listed(words)}; the stored photo is as it was."


def _listed(words: Sequence[str]) -> str:
    *others, last = words or ("",)
    return f"{', '.join(others)} and {last}" if others else last


def _compared(known: Known) -> str:
    if known.resting == 0 and known.shown <= 1:
        return ""
    total = known.shown + known.resting
    rest = (
        "none rests"
        if not known.resting
        else ("one of them rests" if known.resting == 1 else f"{known.resting} of them rest")
    )
    return f"The frame compared {total} photos of this moment; {rest}, and none was deleted."


def _day(time: datetime) -> str:
    return f"{time.day} {MONTHS[time.month - 1]} {time.year}"


def _ended(words: str) -> str:
    """Return words as a whole sentence."""
    return words if not words or words.endswith((".", "!", "?")) else f"{words}."


def _inside(reason: str) -> str:
    """Return a reason as it reads inside a sentence."""
    return reason[:1].lower() + reason[1:]
