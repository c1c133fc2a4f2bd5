"""What core and display say to each other.

core → display    a scene as JSON, and one sealed memory for each texture it needs; or the wish
                  for a picture of the glass, which is of the scene that was sent before it
display → core    first the size of the glass, then commands as people give them, and pictures
                  that were wished for, each with one sealed memory
command → core    one request
core → command    one answer: how long it is, and a sealed memory that holds it as JSON

Both sides check what they receive: a message that does not fit raises BadMessage.
"""

import json
import os
from collections.abc import Mapping
from typing import Any, Final, Literal, get_args

import msgspec

from frame.devices.channel import HEADER_BYTES, Channel, sealed, unsealed
from frame.errors import BadMessage, BadRequest
from frame.model import Command, Pixels, Size
from frame.scene import Colour, Layer, Scene, Target, TextureId
from frame.services.wish import Wish

LIMIT_BYTES: Final = 256 * 1024 * 1024
_KINDS: Final[dict[str, Any]] = {kind.__name__: kind for kind in get_args(Layer)}


class _Texture(msgspec.Struct, frozen=True):
    id: TextureId
    size: Size


class _Layer(msgspec.Struct, frozen=True):
    kind: str
    values: dict[str, Any]


class _Scene(msgspec.Struct, frozen=True, kw_only=True, tag="scene"):
    size: Size
    background: Colour
    layers: list[_Layer]
    fade_s: float
    seconds: float
    begin_s: float
    textures: list[_Texture]
    targets: tuple[Target, ...] = ()
    dim: float = 0.0
    lit: bool = True


class _PictureWanted(msgspec.Struct, frozen=True, tag="picture"):
    number: int


class Taken(msgspec.Struct, frozen=True):
    """A picture of the glass that was wished for under this number; its pixels lie beside it."""

    number: int
    size: Size


class Request(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a command asks of the core that runs: its status, to erase something, or a wish.

    "glass" asks for what is on the glass, "pair" for a card (name: the role), "pairing" how that
    stands, "confirm" says yes to digits (name), "devices" who is paired (name: whom to remove).
    "join" answers the card of another frame (name: its address), "joining" asks how that stands.
    "privacy", "audit" (name "due": only where a week went by), "journal", "heads" and "wipe" are
    those of `services/trust` and `record_desk`; "check" opens the next stored pictures. "shown"
    asks whether the display proves that it shows something. "keys" asks how the device key is
    kept, "keys-move" has it moved (name: the tier), "unlock" opens it; `secret` is the passphrase.
    "trial" shows a card of the self-test (name: `trial_desk`), and says how that stands.
    """

    what: Literal[
        "status", "erase", "wish", "glass", "pair", "pairing", "confirm", "devices", "join",
        "joining", "privacy", "audit", "journal", "heads", "check", "wipe", "shown", "keys",
        "keys-move", "unlock", "trial",
    ]  # fmt: skip
    scope: Literal["photo", "album", "owner", ""] = ""
    name: str = ""
    wish: Wish | None = None
    secret: str = ""


class _Answer(msgspec.Struct, frozen=True):
    bytes: int


class FromDisplay(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a display tells core: its size once, then commands and pictures of the glass.

    Or what a command asks.
    """

    size: Size | None = None
    commands: tuple[Command, ...] = ()
    request: Request | None = None
    picture: Taken | None = None


def send_scene(channel: Channel, scene: Scene, textures: Mapping[TextureId, Pixels]) -> None:
    """Send one scene with its textures.

    Raises:
        Offline: the display is gone.
    """
    message = _Scene(
        size=scene.size,
        background=scene.background,
        layers=[_Layer(type(one).__name__, msgspec.to_builtins(one)) for one in scene.layers],
        fade_s=scene.fade_s,
        seconds=scene.seconds,
        begin_s=scene.begin_s,
        textures=[_Texture(name, pixels.size) for name, pixels in textures.items()],
        targets=scene.targets,
        dim=scene.dim,
        lit=scene.lit,
    )
    memories = [sealed(pixels.rgb) for pixels in textures.values()]
    try:
        channel.send(msgspec.json.encode(message), *memories)
    finally:
        close_all(memories)


def wish_for_picture(channel: Channel, number: int) -> None:
    """Ask a display for a picture of the scene that it was sent last; raise Offline."""
    channel.send(msgspec.json.encode(_PictureWanted(number)))


def receive_scene(
    channel: Channel, timeout_s: float | None
) -> tuple[Scene, dict[TextureId, Pixels]]:
    """Return the next scene and its textures.

    Raises:
        BadMessage: what came is no scene, or its textures are not what it says.
        Offline: core is gone.
    """
    came = receive_from_core(channel, timeout_s)
    if isinstance(came, int):
        raise BadMessage("what came from core is no scene")
    return came


def receive_from_core(
    channel: Channel, timeout_s: float | None
) -> tuple[Scene, dict[TextureId, Pixels]] | int:
    """Return the next scene and its textures, or the number of a picture that is wished for.

    Raises:
        BadMessage: what came is neither, or its textures are not what it says.
        Offline: core is gone.
    """
    header, memories = channel.receive(timeout_s)
    views = [unsealed(number, LIMIT_BYTES) for number in memories]
    try:
        message = msgspec.json.decode(header, type=_Scene | _PictureWanted)
        if isinstance(message, _PictureWanted):
            return message.number
        layers = tuple(
            msgspec.convert(one.values, _KINDS[one.kind], strict=False) for one in message.layers
        )
    except (msgspec.MsgspecError, KeyError) as problem:
        raise BadMessage("what came from core is no scene") from problem
    textures = {
        texture.id: _checked(texture.size, view)
        for texture, view in zip(message.textures, views, strict=False)
    }
    if len(textures) != len(message.textures):
        raise BadMessage("a scene came without all of its textures")
    return Scene(
        size=message.size,
        background=message.background,
        layers=layers,
        fade_s=message.fade_s,
        seconds=message.seconds,
        begin_s=message.begin_s,
        targets=message.targets,
        dim=message.dim,
        lit=message.lit,
    ), textures


def send_to_core(channel: Channel, message: FromDisplay) -> None:
    """Tell core something.

    Raises:
        BadRequest: it is more than fits into one message, or no text.
        Offline: core is gone.
    """
    try:
        header = msgspec.json.encode(message)
    except UnicodeEncodeError as problem:
        raise BadRequest("that name is no text", hint="Type it again.") from problem
    if len(header) > HEADER_BYTES:
        raise BadRequest(
            "that is too much to ask of a running frame at once",
            hint="Name fewer photos, and run the command again for the others.",
        )
    channel.send(header)


def send_answer(channel: Channel, document: Mapping[str, object]) -> None:
    """Answer a request, however long the answer is.

    Raises:
        Offline: whoever asked is gone.
    """
    text = json.dumps(document).encode()
    memory = sealed(text)
    try:
        channel.send(msgspec.json.encode(_Answer(bytes=len(text))), memory)
    finally:
        os.close(memory)


def receive_answer(channel: Channel, timeout_s: float | None) -> dict[str, object]:
    """Return what core answers.

    Raises:
        BadMessage: what came is no answer, or not as long as it says.
        Offline: core is gone.
        TimeoutError: nothing came in time.
    """
    header, memories = channel.receive(timeout_s)
    texts = [unsealed(number, LIMIT_BYTES) for number in memories]
    try:
        length = msgspec.json.decode(header, type=_Answer).bytes
        (text,) = texts
        document = json.loads(bytes(text))
    except (msgspec.MsgspecError, ValueError) as problem:
        raise BadMessage("what came from core is no answer") from problem
    if len(text) != length or not isinstance(document, dict):
        raise BadMessage("what came from core is no answer")
    return document


def send_picture(channel: Channel, number: int, pixels: Pixels) -> None:
    """Send core a picture it wished for; raise Offline."""
    memory = sealed(pixels.rgb)
    message = FromDisplay(picture=Taken(number=number, size=pixels.size))
    try:
        channel.send(msgspec.json.encode(message), memory)
    finally:
        os.close(memory)


def receive_from_display(channel: Channel, timeout_s: float | None) -> FromDisplay:
    """Return what the display says next; raise BadMessage or Offline."""
    return receive_with_picture(channel, timeout_s)[0]


def receive_with_picture(
    channel: Channel, timeout_s: float | None
) -> tuple[FromDisplay, Pixels | None]:
    """Return what the display says next, and the picture that came with it, if one did.

    Raises:
        BadMessage: what came is no command, or a picture is not as large as it says.
        Offline: the display is gone.
    """
    header, memories = channel.receive(timeout_s)
    views = [unsealed(number, LIMIT_BYTES) for number in memories]
    try:
        said = msgspec.json.decode(header, type=FromDisplay)
    except msgspec.MsgspecError as problem:
        raise BadMessage("what came from the display is no command") from problem
    if said.picture is None:
        return said, None
    if len(views) != 1:
        raise BadMessage("a picture of the glass came without its pixels")
    return said, _checked(said.picture.size, views[0])


def close_all(memories: list[int] | tuple[int, ...]) -> None:
    """Close file descriptors that are not needed any more."""
    for number in memories:
        os.close(number)


def _checked(size: Size, view: memoryview) -> Pixels:
    if len(view) != 3 * size.width_px * size.height_px:
        raise BadMessage("a texture is not as large as it says")
    return Pixels(size=size, rgb=view)
