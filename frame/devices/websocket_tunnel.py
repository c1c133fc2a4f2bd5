"""MQTT through a websocket: what a browser sends goes to the broker as it is, and back.

Sources: RFC 6455 §5 (frames); MQTT 5.0 §6 (binary only; packets and frames need not agree).

Rule 1: it decides nothing and reads no packet. Who may log on, how large a packet is and how long
        a client may be silent is the broker's business.
Rule 2: nobody is read faster than the other side takes it. A frame is passed on piece by piece,
        so its length costs no memory: browsers put many packets into one.
Rule 3: whoever breaks RFC 6455, or takes nothing for a minute, is hung up on.
"""

import asyncio
import ssl
import struct
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from websockets.frames import Close, CloseCode, Frame, Opcode

READ_BYTES: Final = 65_536
_DIAL_S: Final = 10.0
_MOST_CONTROL: Final = 125
_LENGTHS: Final = {126: ">H", 127: ">Q"}
_KNOWN: Final = frozenset(Opcode)
_CONTROL: Final = frozenset({Opcode.CLOSE, Opcode.PING, Opcode.PONG})


class BrokenFrameError(Exception):
    """A client sent what RFC 6455 or MQTT does not allow; `code` is what it is told."""

    def __init__(self, code: CloseCode) -> None:
        super().__init__(code.name)
        self.code = code


@dataclass(frozen=True, slots=True)
class Line:
    """One connection; whoever takes nothing for `patience_s` is given up."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    patience_s: float

    async def send(self, data: bytes) -> None:
        """Write, and wait while the other side is slower than we are; raise OSError."""
        if data:
            self.writer.write(data)
            async with asyncio.timeout(self.patience_s):
                await self.writer.drain()

    async def close(self) -> None:
        """Send what was written and hang up; give up after a while."""
        try:
            self.writer.close()
            with suppress(OSError):
                async with asyncio.timeout(self.patience_s):
                    await self.writer.wait_closed()
        finally:
            self.writer.transport.abort()


@dataclass(frozen=True, slots=True, kw_only=True)
class Upstream:
    """The broker's MQTT port; with `tls` it must prove to be `host`."""

    host: str
    port: int
    tls: ssl.SSLContext | None = None

    async def dial(self, patience_s: float) -> Line:
        """Connect; raise OSError, also when that took too long."""
        async with asyncio.timeout(_DIAL_S):
            reader, writer = await asyncio.open_connection(
                self.host, self.port, ssl=self.tls, limit=READ_BYTES
            )
        return Line(reader, writer, patience_s)


@dataclass(slots=True)
class Unframer:
    """Takes a client's frames apart as they come.

    control  what the last `feed` found besides data: pings, pongs and at most one goodbye
    is_over  the client said goodbye; what came behind that is dropped
    """

    control: list[tuple[Opcode, bytes]] = field(default_factory=list)
    is_over: bool = False
    _held: bytearray = field(default_factory=bytearray)
    _left: int = 0
    _mask: bytes = b""
    _open: bool = False

    def feed(self, told: bytes) -> bytes:
        """Return the data in what came, without its frames; raise BrokenFrameError."""
        self._held += told
        self.control = []
        pieces = []
        while self._left or self._begin():
            pieces.append(self._taken(min(self._left, len(self._held))))
            if self._left and not self._held:
                break
        return b"".join(pieces)

    def _begin(self) -> bool:
        """Read the head of a frame, and a control frame wholly; say whether one was there."""
        held = self._held
        if len(held) < 2:
            return False
        is_last, number, length = held[0] & 0x80, held[0] & 0x7F, held[1] & 0x7F
        _check(held[0], held[1])
        wide = _LENGTHS.get(length, "")
        head = 2 + struct.calcsize(wide) + 4
        control = number in _CONTROL
        if len(held) < head + (length if control else 0):
            return False
        if wide:
            (length,) = struct.unpack_from(wide, held, 2)
        self._mask = bytes(held[head - 4 : head])
        del held[:head]
        self._left = length
        if control:
            self.control.append((Opcode(number), self._taken(length)))
            if number == Opcode.CLOSE:
                self.is_over = True
                held.clear()
        else:
            self._follow(Opcode(number), is_last=bool(is_last))
        return True

    def _follow(self, opcode: Opcode, *, is_last: bool) -> None:
        if opcode is Opcode.TEXT:
            raise BrokenFrameError(CloseCode.UNSUPPORTED_DATA)
        if (opcode is Opcode.CONT) is not self._open:
            raise BrokenFrameError(CloseCode.PROTOCOL_ERROR)
        self._open = not is_last

    def _taken(self, count: int) -> bytes:
        piece = unmasked(bytes(self._held[:count]), self._mask)
        del self._held[:count]
        turn = count % 4
        self._mask = self._mask[turn:] + self._mask[:turn]
        self._left -= count
        return piece


async def carry(near: Line, far: Line) -> None:
    """Carry bytes between a browser and the broker until one of them hangs up."""
    ways = [asyncio.create_task(_up(near, far)), asyncio.create_task(_down(near, far))]
    try:
        done, _ = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for way in ways:
            way.cancel()
        ended = await asyncio.gather(*ways, return_exceptions=True)
    if ways[1] in done and ended[1] is None:
        await near.send(_goodbye(CloseCode.GOING_AWAY))


async def _up(near: Line, far: Line) -> None:
    """From the browser to the broker, until the browser says goodbye or nonsense."""
    unframer = Unframer()
    while told := await near.reader.read(READ_BYTES):
        try:
            data = unframer.feed(told)
        except BrokenFrameError as problem:
            await near.send(_goodbye(problem.code))
            return
        await far.send(data)
        await near.send(b"".join(_echo(opcode, body) for opcode, body in unframer.control))
        if unframer.is_over:
            return


async def _down(near: Line, far: Line) -> None:
    """From the broker to the browser, until the broker hangs up."""
    while told := await far.reader.read(READ_BYTES):
        await near.send(_frame(Opcode.BINARY, told))


def unmasked(data: bytes, mask: bytes) -> bytes:
    """Return `data` with the four bytes of `mask` taken off again and again (RFC 6455 §5.3)."""
    whole, rest = divmod(len(data), 4)
    cover = int.from_bytes(mask * whole + mask[:rest], "little")
    return (int.from_bytes(data, "little") ^ cover).to_bytes(len(data), "little")


def _check(first: int, second: int) -> None:
    """Refuse extensions, unknown kinds, unmasked frames and control frames that are too long."""
    number, is_last, length = first & 0x7F, first & 0x80, second & 0x7F
    if number not in _KNOWN or not second & 0x80:
        raise BrokenFrameError(CloseCode.PROTOCOL_ERROR)
    if number in _CONTROL and (not is_last or length > _MOST_CONTROL):
        raise BrokenFrameError(CloseCode.PROTOCOL_ERROR)


def _echo(opcode: Opcode, body: bytes) -> bytes:
    """Return the answer to a control frame; a pong needs none."""
    if opcode is Opcode.PONG:
        return b""
    if opcode is Opcode.PING:
        return _frame(Opcode.PONG, body)
    return _frame(Opcode.CLOSE, body[:2] if len(body) > 1 else b"")


def _frame(opcode: Opcode, body: bytes) -> bytes:
    return Frame(opcode, body).serialize(mask=False)


def _goodbye(code: CloseCode) -> bytes:
    return _frame(Opcode.CLOSE, Close(code, "").serialize())
