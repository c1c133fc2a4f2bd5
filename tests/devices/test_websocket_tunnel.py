"""Frames taken apart: whatever their lengths and wherever the network cuts them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import CloseCode, Opcode

from frame.devices.websocket_tunnel import BrokenFrameError, Unframer, unmasked
from tests.devices.web_kit import framed

_BODIES = st.lists(st.binary(max_size=400) | st.integers(65_500, 65_600).map(bytes), max_size=5)


def _cut(told: bytes, cuts: list[int]) -> list[bytes]:
    ends = sorted({min(cut, len(told)) for cut in cuts} | {0, len(told)})
    return [told[low:high] for low, high in pairwise(ends)]


@given(bodies=_BODIES, pings=st.lists(st.binary(max_size=125), max_size=3), data=st.data())
def test_what_was_framed_comes_out_however_it_was_cut(
    bodies: list[bytes], pings: list[bytes], data: st.DataObject
) -> None:
    frames = [framed(body) for body in bodies]
    for ping in pings:
        at = data.draw(st.integers(0, len(frames)))
        frames.insert(at, framed(ping, Opcode.PING))
    told = b"".join(frames)
    cuts = data.draw(st.lists(st.integers(0, len(told)), max_size=20))
    unframer, heard, seen = Unframer(), b"", []
    for piece in _cut(told, cuts):
        heard += unframer.feed(piece)
        seen += unframer.control
    assert heard == b"".join(bodies)
    assert sorted(seen) == sorted((Opcode.PING, ping) for ping in pings)


@given(parts=st.lists(st.binary(max_size=50), min_size=1, max_size=6))
def test_a_message_in_several_frames_is_their_bytes_in_a_row(parts: list[bytes]) -> None:
    last = len(parts) - 1
    told = b"".join(
        framed(part, Opcode.CONT if number else Opcode.BINARY, fin=number == last)
        + framed(b"between", Opcode.PONG)
        for number, part in enumerate(parts)
    )
    assert Unframer().feed(told) == b"".join(parts)


def test_a_frame_of_any_length_is_passed_on_piece_by_piece_and_not_kept() -> None:
    unframer = Unframer()
    head = bytes([0x82, 0xFF]) + (2**40).to_bytes(8, "big") + b"\0\0\0\0"
    assert unframer.feed(head) == b""
    for _ in range(50):
        assert unframer.feed(b"x" * 65_536) == b"x" * 65_536
    assert len(unframer._held) == 0


def test_after_a_goodbye_nothing_counts() -> None:
    unframer = Unframer()
    told = framed(b"a") + framed(b"\x03\xe8bye", Opcode.CLOSE) + framed(b"b") + b"\xff\xff"
    assert unframer.feed(told) == b"a"
    assert unframer.control == [(Opcode.CLOSE, b"\x03\xe8bye")]
    assert unframer.is_over


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (framed(b"words", Opcode.TEXT), CloseCode.UNSUPPORTED_DATA),
        (b"\x82\x01a", CloseCode.PROTOCOL_ERROR),
        (b"\xc2\x81\0\0\0\0a", CloseCode.PROTOCOL_ERROR),
        (b"\x83\x80\0\0\0\0", CloseCode.PROTOCOL_ERROR),
        (b"\x09\x80\0\0\0\0", CloseCode.PROTOCOL_ERROR),
        (b"\x89\xfe\x00\x7e\0\0\0\0", CloseCode.PROTOCOL_ERROR),
        (framed(b"a", Opcode.CONT), CloseCode.PROTOCOL_ERROR),
        (framed(b"a", fin=False) + framed(b"b"), CloseCode.PROTOCOL_ERROR),
    ],
    ids=[
        "text",
        "not masked",
        "an extension",
        "an unknown kind",
        "a ping in parts",
        "a long ping",
        "a part of nothing",
        "a message inside another",
    ],
)
def test_what_the_standards_do_not_allow_is_refused(told: bytes, code: CloseCode) -> None:
    with pytest.raises(BrokenFrameError) as broken:
        Unframer().feed(told)
    assert broken.value.code == code


@given(told=st.binary(max_size=300))
def test_no_bytes_at_all_do_worse_than_be_refused(told: bytes) -> None:
    unframer = Unframer()
    try:
        heard = unframer.feed(told)
    except BrokenFrameError:
        return
    assert len(heard) <= len(told)


@given(data=st.binary(max_size=1000), mask=st.binary(min_size=4, max_size=4))
def test_masking_twice_is_not_masking(data: bytes, mask: bytes) -> None:
    assert unmasked(unmasked(data, mask), mask) == data
    assert unmasked(data, b"\0\0\0\0") == data
