"""Pictures back from the frames, as files: what they hold of this owner (§7, 25, 42 and 43).

    pictures/8 digits of the album-its title/32 digits of the photo.jpg
    pictures.json    each of them: album, caption, who sent it, when it was taken

They are the frames' own: screen-sized, without metadata; not the files that were sent.

Rule 1: every path is made here, of digits and letters that are safe everywhere.
Rule 2: a file has its name once it is whole, so a run that was stopped goes on where it was.
Rule 3: a frame whose list does not come whole is away: nobody is told that this was all.
Rule 4: what a frame sends is written only if it begins as a JPEG and is as long as it said.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from frame.owner.client import Client
from frame.owner.export import safe_name, write_json, writing
from frame.owner.held import listed, may_ask
from frame.owner.names import frames, label_of, short, title_of
from frame.post.rows import Paired
from frame.protocol.frame_pictures import AskPart, PicturePart
from frame.protocol.frame_views import Kept
from frame.protocol.notes import About

FOLDER: Final = "pictures"
_JPEG: Final = b"\xff\xd8\xff"


@dataclass(slots=True)
class Fetched:
    """How many pictures were written and were there before; what did not come, and who is away."""

    written: int = 0
    already: int = 0
    missing: list[str] = field(default_factory=list)
    away: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Picture:
    """A photo one frame holds."""

    frame: Paired
    album: bytes
    kept: Kept


class Pictures:
    """Fetches pictures of all paired frames into a folder; each photo once."""

    def __init__(self, client: Client, folder: Path) -> None:
        self._client = client
        self._books = client.books
        self._folder = folder

    def fetch(self, progress: Callable[[int, int, Path], None]) -> Fetched:
        """Write every picture that is not there yet, and say what is in the folder.

        Raises:
            BadRequest: the folder cannot be written.
            DiskFull
        """
        done = Fetched()
        with writing(self._folder):
            found = list(self._listed(done))
            rows = []
            for place, one in enumerate(found, 1):
                path = self._path_of(one)
                self._take(one, path, done)
                progress(place, len(found), path)
                rows.append(self._row_of(one, path))
            write_json(self._folder / "pictures.json", {"pictures": rows})
        return done

    def _listed(self, done: Fetched) -> Iterator[_Picture]:
        """Yield the photos the frames say they hold, each once."""
        seen = set[tuple[bytes, bytes]]()
        for frame in frames(self._books):
            holding = self._client.holding(frame)
            if holding is None:
                done.away.append(label_of(self._books, frame.name))
                continue
            for held in holding.albums:
                now = self._client.clock.now()
                if not held.photos or not may_ask(self._books, held.album, now):
                    continue
                listing = listed(self._client, frame, held.album)
                for kept in listing.photos:
                    if (held.album, kept.photo) not in seen:
                        seen.add((held.album, kept.photo))
                        yield _Picture(frame, held.album, kept)
                if not listing.is_whole:
                    done.away.append(label_of(self._books, frame.name))
                    break

    def _path_of(self, one: _Picture) -> Path:
        album = self._folder / FOLDER
        begins = f"{short(one.album)}-"
        known = next(iter(sorted(album.glob(f"{begins}*"))), None)
        place = known or album / f"{begins}{safe_name(title_of(self._books, one.album))}"
        return place / f"{one.kept.photo.hex()}.jpg"

    def _take(self, one: _Picture, path: Path, done: Fetched) -> None:
        if path.exists():
            done.already += 1
            return
        data = self._whole(one)
        if data is None or not data.startswith(_JPEG):
            done.missing.append(one.kept.photo.hex())
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(data)
        part.replace(path)
        done.written += 1

    def _whole(self, one: _Picture) -> bytes | None:
        """Return a whole picture, part by part; None where it does not come any more."""
        data, size = b"", 1
        while len(data) < size:
            offset = len(data)
            wish = AskPart(album=one.album, photo=one.kept.photo, offset=offset)

            def fits(told: PicturePart, wish: AskPart = wish) -> bool:
                at = told.album, told.photo, told.offset
                return at == (wish.album, wish.photo, wish.offset)

            part = self._client.ask(one.frame, wish, PicturePart, fits)
            if part is None or (offset and part.size != size):
                return None
            data, size = data + part.data, part.size
        return data

    def _row_of(self, one: _Picture, path: Path) -> dict[str, object]:
        kept = one.kept
        is_there = path.exists()
        return {
            "photo": kept.photo.hex(),
            "album": title_of(self._books, one.album),
            "frame": label_of(self._books, one.frame.name),
            "file": str(path.relative_to(self._folder)) if is_there else None,
            "sender": kept.sender.hex(),
            "taken": kept.taken or None,
            "width_px": kept.width,
            "height_px": kept.height,
            "caption": self._books.board.value(one.album, kept.photo, About.CAPTION),
        }
