"""Fetching over https: a small signed feed, and a large bundle that goes on where it stopped.

Source: RFC 9110 §14 (range requests), §15.4 (redirection).

Rule 1: https only, at every hop. Nothing about this frame is sent: no version, no name, no cookie.
Rule 2: nothing that comes is believed. It is at most as long as was asked for; whoever asked
        checks signature and digest.
Rule 3: what arrived stays in the file, so a download that was cut goes on from there.
"""

import errno
import http.client
import os
import re
import shutil
import ssl
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urljoin, urlsplit

from frame.errors import BadMessage, DiskFull, Offline

_HOPS: Final = 5
_QUIET_S: Final = 30.0
_PIECE: Final = 256 * 1024
_SPARE_BYTES: Final = 64 * 1024 * 1024
"""What stays free on the disk beside a download."""
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_VISIBLE: Final = re.compile(r"[!-~]+")
_RANGE: Final = re.compile(r"bytes (\d{1,15})-\d{1,15}/(?:\d{1,15}|\*)")
_TRY_LATER: Final = "It is asked again by itself; check the network and the address of the feed."


def _trust() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


@dataclass(frozen=True, slots=True)
class Web:
    """The web; `trust` says whose certificates count, by default those the system trusts."""

    trust: ssl.SSLContext = field(default_factory=_trust)

    def small(self, address: str, most_bytes: int) -> bytes:
        """Return a whole file.

        Raises:
            Offline: it is not to be had.
            BadMessage: it is larger than that, or its address is not https.
        """
        with closing(_Answer(self.trust, address)) as answer:
            data = answer.read(most_bytes + 1)
        if len(data) > most_bytes:
            raise BadMessage(
                "what lies at that address is larger than it may be", hint="Check [updates] feed."
            )
        return data

    def large(
        self,
        address: str,
        place: Path,
        size_bytes: int,
        heard: Callable[[int], object] = lambda _: None,
    ) -> None:
        """Let `place` have all bytes of a file; `heard` is told how many there are.

        Raises:
            Offline: it stopped; called again, it goes on.
            BadMessage: there is more than `size_bytes`; then nothing is kept.
            DiskFull: there is no room.
        """
        have = place.stat().st_size if place.exists() else 0
        if have > size_bytes:
            place.unlink()
            have = 0
        if have == size_bytes:
            return
        if shutil.disk_usage(place.parent).free < size_bytes - have + _SPARE_BYTES:
            raise DiskFull("there is no room for the update")
        with closing(_Answer(self.trust, address, have)) as answer, place.open("ab") as file:
            if answer.begin != have:
                file.truncate(answer.begin)
            have = _copy(answer, file.fileno(), answer.begin, size_bytes, heard)
            os.fsync(file.fileno())
        if have > size_bytes:
            place.unlink()
            raise BadMessage("the update is larger than its feed says", hint=_TRY_LATER)
        if have < size_bytes:
            raise Offline("the download of the update stopped", hint=_TRY_LATER)


def _copy(
    answer: "_Answer", number: int, have: int, size_bytes: int, heard: Callable[[int], object]
) -> int:
    """Append what comes, one byte more than wanted at most; return how much there is then.

    Raises DiskFull; what was written stays, and a later call goes on from there.
    """
    while have <= size_bytes:
        piece = answer.read(min(_PIECE, size_bytes + 1 - have))
        if not piece:
            return have
        rest = memoryview(piece)
        try:
            while rest:
                rest = rest[os.write(number, rest) :]
        except OSError as problem:
            if problem.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
                raise DiskFull("there is no room for the update any more") from problem
            raise
        have += len(piece)
        heard(have)
    return have


def _taken_apart(address: str) -> tuple[str, int, str]:
    """Return host, port and path of an https address; raise BadMessage for any other."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port or 443
    except ValueError:
        host, port, parts = None, 0, urlsplit("")
    if parts.scheme != "https" or not host or not _VISIBLE.fullmatch(address):
        raise BadMessage("updates are fetched over https only", hint="Check [updates] feed.")
    return host, port, f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"


class _Answer:
    """What a server says to a GET, wherever it sends us; `begin` is the first byte that comes."""

    def __init__(self, trust: ssl.SSLContext, address: str, begin: int = 0) -> None:
        self._line: http.client.HTTPSConnection | None = None
        try:
            self._said = self._follow(trust, address, begin)
        except (OSError, http.client.HTTPException) as problem:
            self.close()
            raise Offline("the update server cannot be reached", hint=_TRY_LATER) from problem
        except (BadMessage, Offline):
            self.close()
            raise
        self.begin = self._first(begin)

    def read(self, most: int) -> bytes:
        """Return what comes next, nothing at the end; raise Offline where the line breaks."""
        try:
            return self._said.read(most)
        except (OSError, http.client.HTTPException) as problem:
            raise Offline("the update server stopped answering", hint=_TRY_LATER) from problem

    def close(self) -> None:
        """Hang up."""
        if self._line is not None:
            self._line.close()

    def _follow(self, trust: ssl.SSLContext, address: str, begin: int) -> http.client.HTTPResponse:
        for _ in range(_HOPS):
            said = self._ask(trust, address, begin)
            if said.status not in _MOVED:
                if said.status not in {200, 206}:
                    raise Offline(f"the update server answers {said.status}", hint=_TRY_LATER)
                return said
            address = urljoin(address, said.headers.get("Location") or "")
            self.close()
        raise Offline("the update server sends us in a circle", hint=_TRY_LATER)

    def _ask(self, trust: ssl.SSLContext, address: str, begin: int) -> http.client.HTTPResponse:
        host, port, path = _taken_apart(address)
        self._line = http.client.HTTPSConnection(host, port, timeout=_QUIET_S, context=trust)
        headers = {"Accept-Encoding": "identity"}
        if begin:
            headers["Range"] = f"bytes={begin}-"
        self._line.request("GET", path, headers=headers)
        return self._line.getresponse()

    def _first(self, begin: int) -> int:
        if self._said.status != 206:
            return 0
        told = _RANGE.fullmatch(self._said.headers.get("Content-Range") or "")
        if told is None or int(told[1]) != begin:
            raise Offline(
                "the update server sends another part than was asked for", hint=_TRY_LATER
            )
        return begin
