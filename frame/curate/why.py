"""The answer to "why am I seeing this?", in a few sentences a person understands (P5)."""

from dataclasses import dataclass
from datetime import datetime

from frame.curate.judge import Judgement
from frame.curate.library import Library
from frame.model import Looks, Photo, PhotoId, Pick, Verdict

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_SURE = 0.3  # a subject less probable than this is not worth a sentence
_SUBJECTS = 2
_NOT_USED = "No face was compared with any person's, and nothing left this frame."


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Everything the frame knows about one photo.

    pick      the pick it is on the glass with now, None if it is not
    title     of its album, empty where it has none
    shown     how many photos of its moment are shown, this one included if it is
    resting   how many photos of its moment rest, this one included if it does
    """

    photo: Photo
    looks: Looks | None
    verdict: Verdict | None
    pick: Pick | None = None
    title: str = ""
    shown: int = 1
    resting: int = 0


def explain_photo(
    library: Library, judgement: Judgement, photo: PhotoId, pick: Pick | None = None
) -> tuple[str, ...]:
    """Return why a photo of the library is shown, waits or rests, sentence by sentence."""
    number = judgement.moment_of.get(photo)
    moment = [other for other, its in judgement.moment_of.items() if its == number]
    shown = sum(judgement.keeps(other) for other in moment)
    return explain(
        Known(
            photo=library.photos[photo],
            looks=library.looks.get(photo),
            verdict=judgement.verdicts.get(photo),
            pick=pick,
            title=library.title(library.photos[photo].album),
            shown=shown if number is not None else 1,
            resting=len(moment) - shown if number is not None else 0,
        )
    )


def explain(known: Known) -> tuple[str, ...]:
    """Return why a photo is shown, waits or rests: three or four sentences."""
    sentences = (_now(known), _origin(known), _compared(known), _NOT_USED)
    return tuple(sentence for sentence in sentences if sentence)


def _now(known: Known) -> str:
    if known.verdict is not None and not known.verdict.keep:
        return f"This photo rests: {_inside(known.verdict.because)}."
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
    return f"{time.day} {_MONTHS[time.month - 1]} {time.year}"


def _inside(reason: str) -> str:
    """Return a reason as it reads inside a sentence."""
    return reason[:1].lower() + reason[1:]
