from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from frame.devices.channel import Channel, sealed
from frame.devices.sim.screen import SimScreen
from frame.errors import BadMessage, BadRequest, Offline
from frame.model import Box, Command, Pixels, Size, Verb
from frame.scene import Fill, Matrix, Picture, Progress, Rect, Scene, Target, TextureId, Words
from frame.services.display import serve
from frame.services.ipc import (
    FromDisplay,
    Request,
    Taken,
    receive_answer,
    receive_from_core,
    receive_from_display,
    receive_scene,
    receive_with_picture,
    send_answer,
    send_picture,
    send_scene,
    send_to_core,
    wish_for_picture,
)
from frame.services.wish import Mark

Ends = tuple[Channel, Channel]
_SIZE = Size(width_px=4, height_px=2)
_ALL = Box(left=0.0, top=0.0, width=1.0, height=1.0)
_SCENE = Scene(
    size=_SIZE,
    background=(1, 2, 3),
    layers=(
        Fill(at=Rect(left=0, top=0, width=4, height=2), colour=(9, 9, 9), alpha=0.5),
        Picture(
            texture=TextureId("a"),
            at=Rect(left=0, top=0, width=4, height=2),
            start=_ALL,
            end=_ALL,
        ),
        Words(text="June · Garten 🌳", left=1, baseline=2, size_px=3, max_width=None),
        Matrix(at=Rect(left=0, top=0, width=2, height=2), rows=("10", "01"), colour=(0, 0, 0)),
        Progress(at=Rect(left=0, top=0, width=4, height=1), colour=(9, 9, 9), start=0.5, end=0.0),
    ),
    targets=(Target(at=Rect(left=0, top=0, width=2, height=2), verb=Verb.NO),),
    fade_s=1.5,
    seconds=20.0,
)
_TEXTURES = {TextureId("a"): Pixels(size=_SIZE, rgb=bytes(range(24)))}


@pytest.fixture
def ends() -> Iterator[Ends]:
    core, display = Channel.pair()
    yield core, display
    core.close()
    display.close()


def test_a_scene_arrives_as_it_was_sent(ends: Ends) -> None:
    core, display = ends
    send_scene(core, _SCENE, _TEXTURES)
    scene, textures = receive_scene(display, 1.0)
    assert scene == _SCENE
    assert bytes(textures[TextureId("a")].rgb) == bytes(range(24))


def test_a_picture_of_the_glass_is_wished_for_and_comes(ends: Ends) -> None:
    core, display = ends
    wish_for_picture(core, 7)
    assert receive_from_core(display, 1.0) == 7
    pixels = Pixels(size=_SIZE, rgb=bytes(range(24)))
    send_picture(display, 7, pixels)
    said, came = receive_with_picture(core, 1.0)
    assert said.picture == Taken(number=7, size=_SIZE)
    assert came is not None
    assert bytes(came.rgb) == pixels.rgb


def test_a_picture_that_is_smaller_than_it_says_or_missing_is_refused(ends: Ends) -> None:
    core, display = ends
    send_picture(display, 7, Pixels(size=_SIZE, rgb=b"123"))
    with pytest.raises(BadMessage):
        receive_with_picture(core, 1.0)
    display.send(b'{"picture":{"number":7,"size":{"width_px":4,"height_px":2}}}')
    with pytest.raises(BadMessage):
        receive_with_picture(core, 1.0)


def test_a_wish_for_a_picture_is_no_scene(ends: Ends) -> None:
    core, display = ends
    wish_for_picture(core, 7)
    with pytest.raises(BadMessage):
        receive_scene(display, 1.0)


def test_a_display_takes_the_picture_of_what_it_was_sent_before(ends: Ends) -> None:
    core, display = ends
    screen = SimScreen(_SIZE, lambda: 0.0)
    for colour in ((9, 9, 9), (1, 2, 3)):
        send_scene(core, Scene(size=_SIZE, background=colour, layers=(), fade_s=5.0), {})
    wish_for_picture(core, 1)
    send_scene(core, Scene(size=_SIZE, background=(7, 7, 7), layers=()), {})
    screen.press(Verb.QUIT)
    assert serve(display, screen, _SIZE)
    assert receive_from_display(core, 1.0).size == _SIZE
    said, came = receive_with_picture(core, 1.0)
    assert said.picture is not None
    assert came is not None
    assert bytes(came.rgb[:3]) == bytes((1, 2, 3))


def test_commands_arrive_as_they_were_given(ends: Ends) -> None:
    core, display = ends
    said = FromDisplay(commands=(Command(verb=Verb.NEXT), Command(verb=Verb.WHY)))
    send_to_core(display, said)
    send_to_core(display, FromDisplay(size=_SIZE))
    assert receive_from_display(core, 1.0) == said
    assert receive_from_display(core, 1.0).size == _SIZE


@pytest.mark.parametrize("header", [b"{}", b"\xff", b"[]", b'{"commands":[{"verb":"wipe"}]}'])
def test_bytes_that_are_no_message_are_refused(header: bytes, ends: Ends) -> None:
    core, display = ends
    display.send(header)
    if header == b"{}":
        assert receive_from_display(core, 1.0) == FromDisplay()
    else:
        with pytest.raises(BadMessage):
            receive_from_display(core, 1.0)
    core.send(header)
    with pytest.raises(BadMessage):
        receive_scene(display, 1.0)


def test_a_texture_that_is_smaller_than_it_says_is_refused(ends: Ends) -> None:
    core, display = ends
    send_scene(core, _SCENE, {TextureId("a"): Pixels(size=_SIZE, rgb=b"123")})
    with pytest.raises(BadMessage):
        receive_scene(display, 1.0)


def test_a_scene_without_its_textures_is_refused(ends: Ends) -> None:
    core, display = ends
    send_scene(core, _SCENE, _TEXTURES)
    header, _ = display.receive(1.0)
    core.send(header)
    with pytest.raises(BadMessage):
        receive_scene(display, 1.0)


def test_a_layer_nobody_knows_is_refused(ends: Ends) -> None:
    core, display = ends
    send_scene(core, _SCENE, _TEXTURES)
    header, _ = display.receive(1.0)
    document = msgspec.json.decode(header)
    document["layers"][0]["kind"] = "__init__"
    core.send(msgspec.json.encode(document), sealed(bytes(24)))
    with pytest.raises(BadMessage):
        receive_scene(display, 1.0)


def test_a_display_that_went_away_is_offline(ends: Ends) -> None:
    core, display = ends
    display.close()
    with pytest.raises(Offline):
        send_scene(core, _SCENE, _TEXTURES)


@pytest.mark.parametrize("count", [0, 3, 100_000])
def test_an_answer_arrives_however_long_it_is(ends: Ends, count: int) -> None:
    core, command = ends
    document = {"photos": [{"because": f"Nr. {number} · Größe 🌳"} for number in range(count)]}
    send_answer(core, document)
    assert receive_answer(command, 1.0) == document


@pytest.mark.parametrize("header", [b"{}", b"\xff", b"[]", b'{"bytes":"2"}'])
def test_a_header_that_announces_no_answer_is_refused(ends: Ends, header: bytes) -> None:
    core, command = ends
    core.send(header, sealed(b"{}"))
    with pytest.raises(BadMessage):
        receive_answer(command, 1.0)


@pytest.mark.parametrize(
    "texts", [(), (b"{}", b"{}"), (b"[]",), (b"{",), (b"{} ",), (b"\xff\xff",)]
)
def test_an_answer_that_is_not_what_its_header_says_is_refused(
    ends: Ends, texts: tuple[bytes, ...]
) -> None:
    core, command = ends
    core.send(b'{"bytes":2}', *map(sealed, texts))
    with pytest.raises(BadMessage):
        receive_answer(command, 1.0)


def test_an_answer_that_can_still_be_changed_is_refused(ends: Ends, tmp_path: Path) -> None:
    core, command = ends
    path = tmp_path / "answer"
    path.write_bytes(b"{}")
    with path.open("rb") as file:
        core.send(b'{"bytes":2}', file.fileno())
    with pytest.raises(BadMessage):
        receive_answer(command, 1.0)


def test_a_core_that_left_without_an_answer_is_offline(ends: Ends) -> None:
    core, command = ends
    core.close()
    with pytest.raises(Offline):
        receive_answer(command, 1.0)


def test_more_photos_than_fit_into_one_request_are_one_clear_error(ends: Ends) -> None:
    _, command = ends
    wish = Mark(photos=tuple(f"{number:032x}" for number in range(3000)), favourite=True)
    with pytest.raises(BadRequest, match="too much"):
        send_to_core(command, FromDisplay(request=Request(what="wish", wish=wish)))


def test_a_name_that_is_no_text_is_one_clear_error(ends: Ends) -> None:
    _, command = ends
    request = Request(what="erase", scope="album", name="\udcff")
    with pytest.raises(BadRequest, match="no text"):
        send_to_core(command, FromDisplay(request=request))
