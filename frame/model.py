"""The nouns every room shares.

Rule 1: everything here is frozen data; nothing here does anything.
Rule 2: ids are random 128-bit numbers written as 32 hex digits, never a hash of a photo
        and never a name somebody else chose.
Rule 3: places in a picture are fractions (0 to 1) of the upright picture, so the same box
        fits the master, the thumbnail and the texture on the screen.
Rule 4: `taken_at` is the wall-clock time where the photo was taken, as EXIF has it, without
        a zone: it is what the family remembers. `received_at` is aware, in UTC.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal, NewType

PhotoId = NewType("PhotoId", str)
AlbumId = NewType("AlbumId", str)
OwnerId = NewType("OwnerId", str)
PersonId = NewType("PersonId", str)
Language = Literal["en", "de", "fr", "es", "zh"]
"""What a family reads, as ISO 639-1 has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """Width and height of a picture or a screen, in pixels."""

    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle in a picture, in fractions of its width and height (0 to 1)."""

    left: float
    top: float
    width: float
    height: float


WHOLE = Box(left=0.0, top=0.0, width=1.0, height=1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pixels:
    """RGB pixels, 8 bits a channel, rows from the top, no padding: 3 * width * height bytes.

    `rgb` may be bytes or any buffer over shared memory.
    """

    size: Size
    rgb: bytes | memoryview


@dataclass(frozen=True, slots=True, kw_only=True)
class Peek:
    """One moment of a camera, without colour: 8 bits a pixel, rows from the top, no padding.

    `gathered_s` is for how long it gathered light, times its gain; None where it does not tell.
    """

    size: Size
    luma: bytes | memoryview = field(repr=False)
    gathered_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """One detected face.

    `box` is what the detector saw (brow to chin); `score` is 0 to 1; `points` are right eye,
    left eye, nose tip, mouth, right ear, left ear as (x, y) fractions of the picture. The rest
    is None where the face is too small or too far turned away to tell:
    eyes       0 shut to 1 open, of the eye that is less open
    smile      0 none to 1 broad
    facing     0 turned away to 1 turned to the camera
    sharpness  0 to 1, of the face alone
    """

    box: Box
    score: float
    points: tuple[tuple[float, float], ...] = ()
    eyes: float | None = None
    smile: float | None = None
    facing: float | None = None
    sharpness: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A thing the classifier names, with its probability (0 to 1)."""

    name: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """What would make a photo look better, as numbers; the default changes nothing.

    exposure   stops of light added (negative: taken away)
    shadows    0 to 1, how much dark parts are lifted where they are
    highlights 0 to 1, how much bright parts are held back where they are
    balance    gains of red, green and blue in linear light
    contrast   0 to 1, how much the middle tones are spread
    noise      standard deviation of the grain to take away, in steps of 255
    tilt       degrees the picture is turned clockwise so that it stands level (-3 to 3)
    sharpen    0 to 1
    red_eyes   circles around pupils: x, y, radius as fractions of the width, height and width
    """

    exposure: float = 0.0
    shadows: float = 0.0
    highlights: float = 0.0
    balance: tuple[float, float, float] = (1.0, 1.0, 1.0)
    contrast: float = 0.0
    noise: float = 0.0
    tilt: float = 0.0
    sharpen: float = 0.0
    red_eyes: tuple[tuple[float, float, float], ...] = ()


UNTOUCHED = Remedy()

LOOKS_EDITION = 2
"""Raised when looking finds more than before; older looks are renewed in the background."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """What the models and measurements saw in one photo.

    sharpness      0 to 1, comparable between photos of one moment
    exposure       0 to 1, mean brightness as the eye sees it
    dark, bright   share of pixels (0 to 1) without detail because too dark or too bright
    colour         the colour a mat around this photo takes its hue from (sRGB)
    focus          where the eye goes when there is no face, if anything stands out
    fingerprint    256-bit SimHash of the embedding: similar photos differ in few bits
    embedding      1280 signed bytes, unit length times 127, then clipped
    """

    faces: tuple[Face, ...]
    subjects: tuple[Subject, ...]
    sharpness: float
    exposure: float
    dark: float
    bright: float
    colour: tuple[int, int, int]
    focus: Box | None
    fingerprint: int
    embedding: bytes
    glimpses: tuple[Box, ...] = ()
    people: tuple[Box, ...] = ()
    horizon: float | None = None
    aesthetics: float = 0.5
    nudity: float = 0.0
    document: float = 0.0
    screenshot: float = 0.0
    remedy: Remedy = UNTOUCHED
    edition: int = 1


class PhotoState(StrEnum):
    """ARRIVING → READY ⇄ RESTING → ERASING → ERASED."""

    ARRIVING = "arriving"
    READY = "ready"
    RESTING = "resting"
    ERASING = "erasing"
    ERASED = "erased"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """A person whose photos the frame holds."""

    id: OwnerId
    name: str
    paired_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who agreed that this frame recognises them; their templates are kept apart.

    consented_at  aware, UTC; `notice` is the SHA-256 of the words they agreed to, in hex
    less          their photos come up half as often
    private       their photos are not shown while guests are here
    """

    id: PersonId
    name: str
    consented_at: datetime
    notice: str
    less: bool = False
    private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """A face that looks like an enrolled person; `face` counts in `Looks.faces`.

    `sure` is False where a person is asked instead of the frame deciding.
    """

    person: PersonId
    face: int
    score: float
    sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Album:
    """A set of photos that is consented to, shared and erased as one.

    private   not shown while guests are here
    enhance   its photos may be mended
    score     its photos may be looked at by the models, to choose the best ones
    faces     people who are enrolled may be recognised in them
    """

    id: AlbumId
    owner: OwnerId
    title: str
    private: bool = False
    enhance: bool = True
    score: bool = True
    faces: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """One photo the store holds; the sizes are those of its screen master.

    private   not shown while guests are here
    approved  the owner looked at what the models held back and said that it may be shown
    place     where its owner put it in its album, as a text that sorts; empty where nobody did
    """

    id: PhotoId
    owner: OwnerId
    album: AlbumId
    taken_at: datetime | None
    received_at: datetime
    width_px: int
    height_px: int
    stored_bytes: int
    caption: str = ""
    state: PhotoState = PhotoState.READY
    favourite: bool = False
    hidden: bool = False
    private: bool = False
    approved: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanPhoto:
    """What the decode child makes of an untrusted file: nothing in it identifies anyone.

    master      JPEG, upright, sRGB, without any metadata, screen-sized
    thumbnail   JPEG, the same picture, at most 480 pixels on its longer side
    study       RGB pixels for the models, at most 1024 on the longer side
    size        of the master
    original    size of the picture in the file, upright
    taken_at    when it was taken, if the file says so
    removed     what was left behind, in words ("location", "camera serial number", …)
    """

    master: bytes
    thumbnail: bytes
    study: Pixels
    size: Size
    original: Size
    taken_at: datetime | None
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a photo is shown or rests, and why, in words."""

    photo: PhotoId
    keep: bool
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """When a photo was last on the glass, in which round, and how often it was skipped."""

    round: int
    at: datetime
    skips: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """What the playlist chose to show next: one photo, or two portraits side by side.

    `story` is the title of the story it belongs to, empty where it belongs to none.
    """

    photos: tuple[PhotoId, ...]
    because: str
    story: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A frame's signed word that something is gone.

    scope       "photo", "album", "owner" or "person"
    id          of what was erased
    photos      how many photos that were
    erased_at   aware, UTC
    generation  of the keyring that no longer holds the keys
    signer      the frame's Ed25519 public key, 64 hex digits
    signature   over the canonical JSON of all other fields, 128 hex digits (RFC 8032)
    """

    scope: str
    id: str
    photos: int
    erased_at: datetime
    generation: int
    signer: str
    signature: str


class Verb(StrEnum):
    """What a person can ask the frame to do, whichever door the wish came through."""

    NEXT = "next"
    BACK = "back"
    PAUSE = "pause"
    HIDE = "hide"
    FAVOURITE = "favourite"
    ORIGINAL = "original"
    WHY = "why"
    PAIR = "pair"
    YES = "yes"
    NO = "no"
    QUIT = "quit"
    HOLD = "hold"
    """The key that erases everything is down, said again and again while it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One wish."""

    verb: Verb
