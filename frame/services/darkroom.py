"""The darkroom: makes the textures of the next slide while the current one is on the glass.

Rule: decoding waits in a thread of its own and answers through `done` (textures) or has core's
thread do something `later` (pictures of the glass); only textures that the
scene on the glass or the next one needs are held, and those of an erased photo are dropped.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from frame.errors import FrameError
from frame.model import PhotoId, Pixels
from frame.ports import Decoder
from frame.scene import TextureId
from frame.slideshow.events import Failed, Prepare, Ready
from frame.slideshow.slide import Need
from frame.store.vault import Vault

SMALL_PX, SMALL_BYTES = 800, 60_000
Developed = tuple[Ready | Failed, dict[TextureId, Pixels]]


class Darkroom:
    """Turns needs into pixels, one slide at a time."""

    def __init__(
        self,
        vault: Vault,
        decoder: Decoder,
        done: Callable[[Developed], object],
        later: Callable[[Callable[[], object]], object],
    ) -> None:
        self._vault = vault
        self._decoder = decoder
        self._done = done
        self._later = later
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="darkroom")
        self._held: dict[TextureId, Pixels] = {}
        self._photos: dict[TextureId, PhotoId] = {}

    def prepare(self, order: Prepare) -> None:
        """Begin to make the textures of a slide; `done` hears of it."""
        self._photos.update({need.texture: need.photo for need in order.needs})
        have = {name: pixels for name, pixels in self._held.items() if name in self._photos}
        self._pool.submit(self._develop, order, have)

    def hold(self, developed: dict[TextureId, Pixels]) -> None:
        """Keep textures that came out."""
        self._held.update(developed)

    def textures(self, names: Iterable[TextureId]) -> dict[TextureId, Pixels]:
        """Return textures for a scene; one that is not there any more is left out."""
        return {name: self._held[name] for name in names if name in self._held}

    def keep_only(self, names: Iterable[TextureId]) -> None:
        """Drop all other textures."""
        wanted = set(names)
        self._held = {name: self._held[name] for name in wanted & self._held.keys()}
        self._photos = {name: self._photos[name] for name in wanted & self._photos.keys()}

    def forget(self, photos: Iterable[PhotoId]) -> None:
        """Drop every texture of these photos."""
        gone = set(photos)
        self.keep_only([name for name, photo in self._photos.items() if photo not in gone])

    def shrink(self, pixels: Pixels, seen: Callable[[bytes | None], object]) -> None:
        """Begin to make a small JPEG of pixels; `seen` hears it, or None, by `later`."""
        self._pool.submit(self._shrink, pixels, seen)

    def close(self) -> None:
        """Stop; what is being made is finished first."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _develop(self, order: Prepare, have: dict[TextureId, Pixels]) -> None:
        try:
            made = {
                need.texture: have.get(need.texture) or self._made(need) for need in order.needs
            }
        except FrameError:
            self._done((Failed(key=order.key), {}))
        else:
            self._done((Ready(key=order.key), made))

    def _shrink(self, pixels: Pixels, seen: Callable[[bytes | None], object]) -> None:
        try:
            jpeg = self._decoder.small(pixels, SMALL_PX, SMALL_BYTES)
        except FrameError:
            self._later(partial(seen, None))
        else:
            self._later(partial(seen, jpeg))

    def _made(self, need: Need) -> Pixels:
        return developed(self._decoder, self._vault.master(need.photo), need)


def developed(decoder: Decoder, master: bytes, need: Need) -> Pixels:
    """Return the texture of a need; raise NotAPhoto."""
    return decoder.pixels(master, need.part, need.wanted, need.remedy, need.veil, exact=need.exact)
