from pathlib import Path

import msgspec
import pytest

from frame.errors import BadRequest, DiskFull
from frame.model import Album, PhotoId
from frame.store import rows
from frame.store.records import Change, Erase
from frame.store.rows import Origin, PhotoRow
from frame.store.tables import AlbumSealed
from frame.store.vault import Vault
from tests.store.storekit import NOW, FullDisk, add, clean, digest, make, reopen, with_album

ORIGIN = Origin(name=b"n" * 16, sender=b"s" * 32)


def receive(vault: Vault, album: Album, number: int, change: Change | None = None) -> PhotoId:
    origin = Origin(name=bytes([number]) * 16, sender=b"s" * 32)
    taken, source = clean(number), digest(number)
    return vault.add_photo(album.id, taken, source, NOW, origin=origin, change=change).id


def test_a_photo_that_was_sent_is_found_by_its_name_and_forgotten_with_it(work: Path) -> None:
    with make(work) as vault:
        album = with_album(vault)
        own = add(vault, album, 9)
        first, second = receive(vault, album, 1), receive(vault, album, 2)
        vault.change(first, caption="Sand")
    with reopen(work) as vault:
        assert vault.origin(own.id) is None
        assert vault.origin(first) == Origin(name=b"\1" * 16, sender=b"s" * 32)
        assert vault.named(b"\1" * 16) == first
        assert vault.named(b"\2" * 16) == second
        assert vault.named(b"\3" * 16) is None
        assert list(vault.origins()) == [first, second]
        vault.commit(Change(erase=[Erase("photo", first)], at=NOW))
        assert vault.named(b"\1" * 16) is None
        with pytest.raises(BadRequest):
            vault.origin(first)
        assert receive(vault, album, 1) == vault.named(b"\1" * 16)


def test_a_name_belongs_to_one_photo(work: Path) -> None:
    with make(work) as vault:
        album = with_album(vault)
        first = receive(vault, album, 1)
        change = Change(add=[("line", b"a")])
        with pytest.raises(BadRequest, match="of that name"):
            receive(vault, album, 1, change)
        assert [photo.id for photo in vault.photos()] == [first]
        assert vault.records("line") == {}


@pytest.mark.parametrize("lengths", [(15, 32), (16, 31), (32, 16)])
def test_an_origin_has_a_name_of_16_bytes_and_a_key_of_32(
    work: Path, lengths: tuple[int, int]
) -> None:
    with make(work) as vault:
        album = with_album(vault)
        origin = Origin(name=bytes(lengths[0]), sender=bytes(lengths[1]))
        with pytest.raises(ValueError, match="16 bytes"):
            vault.add_photo(album.id, clean(1), digest(1), NOW, origin=origin)
        assert vault.photos() == ()


def test_a_photo_that_arrives_changes_records_with_it_or_not_at_all(work: Path) -> None:
    disk = FullDisk()
    with make(work, disk) as vault:
        album = with_album(vault)
        old = receive(vault, album, 1)
        (transfer,) = vault.commit(Change(add=[("transfer", b"half")]))
        erase = [Erase("photo", old)]
        change = Change(drop=[transfer], add=[("done", b"7")], erase=erase, at=NOW)
        disk.room = 1
        with pytest.raises(DiskFull):
            receive(vault, album, 2, change)
        assert vault.records("transfer") == {transfer: b"half"}
        assert vault.named(b"\1" * 16) == old
        disk.room = None
        with pytest.raises(BadRequest, match="no such record"):
            receive(vault, album, 2, Change(replace={99: b""}))
        assert vault.named(b"\2" * 16) is None
        new = receive(vault, album, 2, change)
        assert vault.records("transfer") == {}
        assert list(vault.records("done").values()) == [b"7"]
        assert list(vault.origins()) == [new]
        vault.pay()
        assert vault.receipt(old) is not None


def test_a_photo_row_of_before_has_no_origin() -> None:
    class Before(msgspec.Struct):
        photo: dict[str, object]
        master: tuple[bytes, int]
        thumbnail: tuple[bytes, int]
        source: bytes

    photo: dict[str, object] = {
        "id": "1" * 32,
        "owner": "2" * 32,
        "album": "3" * 32,
        "taken_at": None,
        "received_at": NOW,
        "width_px": 4,
        "height_px": 3,
        "stored_bytes": 9,
    }
    old = Before(photo=photo, master=(b"k", 1), thumbnail=(b"k", 1), source=b"s")
    row = msgspec.msgpack.decode(msgspec.msgpack.encode(old), type=PhotoRow)
    assert row.origin is None
    again = msgspec.structs.replace(row, origin=ORIGIN)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(again), type=PhotoRow) == again


def test_an_album_says_what_it_allows_and_one_of_before_allows_everything(work: Path) -> None:
    with make(work) as vault:
        album = with_album(vault)
        assert (album.enhance, album.score, album.faces) == (True, True, True)
        old = {"id": album.id, "owner": album.owner, "title": "Old", "private": True}
        sheet, whose = vault._parts.household, rows.whose_album(album.id, album.owner)
        plain = msgspec.msgpack.encode(old)
        sealed = vault._parts.sealer.seal(rows.ALBUM, sheet, whose, plain)
        with vault._parts.catalogue.change():
            vault._parts.catalogue.put_album(AlbumSealed(album.id, album.owner, sheet, sealed))
    with reopen(work) as vault:
        (read,) = vault.albums()
        assert (read.title, read.private) == ("Old", True)
        assert (read.enhance, read.score, read.faces) == (True, True, True)
        changed = vault.change_album(album.id, title="Sea", score=False)
        assert (changed.title, changed.private, changed.score) == ("Sea", True, False)
        assert (changed.enhance, changed.faces) == (True, True)
        vault.change_album(album.id, faces=False, enhance=False, private=False)
        with pytest.raises(BadRequest, match="200 characters"):
            vault.change_album(album.id, title="x" * 201)
        vault.renew()
    with reopen(work) as vault:
        (read,) = vault.albums()
        assert read == Album(
            id=album.id,
            owner=album.owner,
            title="Sea",
            enhance=False,
            score=False,
            faces=False,
        )


def test_an_owner_can_be_called_by_another_name(work: Path) -> None:
    with make(work) as vault:
        anna, ben = vault.add_owner("Anna", NOW), vault.add_owner("Ben", NOW)
        named = vault.rename_owner(anna.id, "Annemarie")
        assert (named.id, named.name, named.paired_at) == (anna.id, "Annemarie", anna.paired_at)
        with pytest.raises(BadRequest, match="200 characters"):
            vault.rename_owner(ben.id, "x" * 201)
    with reopen(work) as vault:
        assert vault.owners() == (named, ben)
