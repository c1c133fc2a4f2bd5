"""Every SQL statement that reads or writes rows of the catalogue.

Rule 1: nothing here opens a sealed column; SQL sees only ids, sheet numbers and ciphertext.
Rule 2: ids and names are always bound, never part of a statement.
"""

import sqlite3
from collections.abc import Iterable

from frame.errors import StoreDamaged
from frame.store.disk import CATALOGUE_DAMAGED, speaking_plainly
from frame.store.tables import (
    AlbumSealed,
    ErasureSealed,
    OwnerSealed,
    PersonSealed,
    PhotoSealed,
    Place,
    RecordSealed,
    SettingSealed,
    WhoSealed,
)

_ID_BYTES = 16


class Queries:
    """The rows of one open catalogue, used by one thread."""

    _database: sqlite3.Connection

    def owners(self) -> list[OwnerSealed]:
        """Return all owners, oldest first."""
        rows = self._all("SELECT id, sheet, sealed FROM owner ORDER BY n")
        return [OwnerSealed(_id(key), _number(sheet), _bytes(held)) for key, sheet, held in rows]

    def albums(self) -> list[AlbumSealed]:
        """Return all albums, oldest first."""
        rows = self._all("SELECT id, owner, sheet, sealed FROM album ORDER BY n")
        return [
            AlbumSealed(_id(key), _id(owner), _number(sheet), _bytes(held))
            for key, owner, sheet, held in rows
        ]

    def photos(self, sheets: Iterable[int] | None = None) -> list[PhotoSealed]:
        """Return all photos, oldest first, or those of some sheets."""
        query = "SELECT id, album, sheet, sealed, memory, looks FROM photo "
        if sheets is None:
            rows = self._all(query + "ORDER BY n")
        else:
            query += "WHERE sheet = ? ORDER BY n"
            rows = [row for sheet in sorted(sheets) for row in self._all(query, sheet)]
        return [
            PhotoSealed(
                _id(key), _id(album), _number(sheet), _bytes(held), _maybe(memory), _maybe(looks)
            )
            for key, album, sheet, held, memory, looks in rows
        ]

    def places(self) -> list[Place]:
        """Return where each photo belongs, without its sealed columns."""
        rows = self._all("SELECT id, album, sheet FROM photo")
        return [Place(_id(key), _id(album), _number(sheet)) for key, album, sheet in rows]

    def persons(self) -> list[PersonSealed]:
        """Return everybody who is enrolled, oldest first."""
        rows = self._all("SELECT id, sheet, sealed FROM person ORDER BY n")
        return [PersonSealed(_id(key), _number(sheet), _bytes(held)) for key, sheet, held in rows]

    def who(self) -> list[WhoSealed]:
        """Return who was recognised, for every photo that was compared."""
        rows = self._all(
            "SELECT p.id, p.album, p.sheet, w.sheet, w.sealed FROM who w JOIN photo p USING (n)"
            " ORDER BY n"
        )
        return [
            WhoSealed(_id(key), _id(album), _number(sheet), _number(people), _bytes(held))
            for key, album, sheet, people, held in rows
        ]

    def settings(self) -> list[SettingSealed]:
        """Return all settings."""
        rows = self._all("SELECT name, sheet, sealed FROM setting")
        return [
            SettingSealed(_text(name), _number(sheet), _bytes(held)) for name, sheet, held in rows
        ]

    def records(self) -> list[RecordSealed]:
        """Return all records, by number."""
        rows = self._all("SELECT n, kind, sheet, sealed FROM record ORDER BY n")
        return [
            RecordSealed(_number(n), _text(kind), _number(sheet), _bytes(held))
            for n, kind, sheet, held in rows
        ]

    def erasures(self) -> list[ErasureSealed]:
        """Return everything that was erased, debts included."""
        rows = self._all("SELECT id, done, sealed FROM erasure")
        return [ErasureSealed(_id(key), done == 1, _bytes(held)) for key, done, held in rows]

    def erasure(self, erased: str) -> ErasureSealed | None:
        """Return one of them."""
        query = "SELECT done, sealed FROM erasure WHERE id = ?"
        rows = self._all(query, bytes.fromhex(erased))
        return ErasureSealed(erased, rows[0][0] == 1, _bytes(rows[0][1])) if rows else None

    def seen(self) -> frozenset[str]:
        """Return the photos that were looked at."""
        rows = self._all(
            "SELECT id FROM photo WHERE looks IS NOT NULL"
            " UNION SELECT p.id FROM embedding e JOIN photo p USING (n)"
        )
        return frozenset(_id(key) for (key,) in rows)

    def embedding(self, photo: str) -> bytes | None:
        """Return a photo's sealed embedding."""
        query = "SELECT e.sealed FROM embedding e JOIN photo p USING (n) WHERE p.id = ?"
        rows = self._all(query, bytes.fromhex(photo))
        return _bytes(rows[0][0]) if rows else None

    def put_owner(self, row: OwnerSealed) -> None:
        """Add an owner, or change one."""
        self._do(
            "INSERT INTO owner (id, sheet, sealed) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE"
            " SET sheet = excluded.sheet, sealed = excluded.sealed",
            bytes.fromhex(row.id),
            row.sheet,
            row.sealed,
        )

    def put_album(self, row: AlbumSealed) -> None:
        """Add an album, or change one."""
        self._do(
            "INSERT INTO album (id, owner, sheet, sealed) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET sheet = excluded.sheet, sealed = excluded.sealed",
            bytes.fromhex(row.id),
            bytes.fromhex(row.owner),
            row.sheet,
            row.sealed,
        )

    def put_person(self, row: PersonSealed) -> None:
        """Enrol somebody, or change what is kept of them."""
        self._do(
            "INSERT INTO person (id, sheet, sealed) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE"
            " SET sheet = excluded.sheet, sealed = excluded.sealed",
            bytes.fromhex(row.id),
            *row[1:],
        )

    def put_who(self, photo: str, people: int, sealed: bytes) -> None:
        """Replace who was recognised in a photo."""
        self._do(
            "INSERT OR REPLACE INTO who (n, sheet, sealed) SELECT n, ?, ? FROM photo WHERE id = ?",
            people,
            sealed,
            bytes.fromhex(photo),
        )

    def drop_who(self, photo: str) -> None:
        """Remove who was recognised in a photo."""
        query = "DELETE FROM who WHERE n = (SELECT n FROM photo WHERE id = ?)"
        self._do(query, bytes.fromhex(photo))

    def put_photo(self, row: PhotoSealed) -> None:
        """Add a photo, or change one."""
        self._do(
            "INSERT INTO photo (id, album, sheet, sealed, memory, looks)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET sheet = excluded.sheet,"
            " sealed = excluded.sealed, memory = excluded.memory, looks = excluded.looks",
            bytes.fromhex(row.id),
            bytes.fromhex(row.album),
            *row[2:],
        )

    def put_sealed(self, photo: str, sealed: bytes) -> None:
        """Replace what cannot be made again about a photo."""
        self._do("UPDATE photo SET sealed = ? WHERE id = ?", sealed, bytes.fromhex(photo))

    def put_memory(self, photo: str, memory: bytes) -> None:
        """Replace what is remembered about showing a photo."""
        self._do("UPDATE photo SET memory = ? WHERE id = ?", memory, bytes.fromhex(photo))

    def put_looks(self, photo: str, looks: bytes) -> None:
        """Replace what was seen in a photo."""
        self._do("UPDATE photo SET looks = ? WHERE id = ?", looks, bytes.fromhex(photo))

    def put_embedding(self, photo: str, sealed: bytes) -> None:
        """Replace a photo's embedding."""
        self._do(
            "INSERT OR REPLACE INTO embedding (n, sealed) SELECT n, ? FROM photo WHERE id = ?",
            sealed,
            bytes.fromhex(photo),
        )

    def drop_embedding(self, photo: str) -> None:
        """Remove a photo's embedding."""
        query = "DELETE FROM embedding WHERE n = (SELECT n FROM photo WHERE id = ?)"
        self._do(query, bytes.fromhex(photo))

    def put_setting(self, row: SettingSealed) -> None:
        """Add a setting, or change one."""
        self._do("INSERT OR REPLACE INTO setting (name, sheet, sealed) VALUES (?, ?, ?)", *row)

    def put_record(self, row: RecordSealed) -> None:
        """Add a record, or change one."""
        self._do(
            "INSERT OR REPLACE INTO record (n, kind, sheet, sealed) VALUES (?, ?, ?, ?)", *row
        )

    def drop_records(self, numbers: Iterable[int]) -> None:
        """Delete records."""
        with speaking_plainly():
            self._database.executemany("DELETE FROM record WHERE n = ?", [(n,) for n in numbers])

    def put_erasure(self, row: ErasureSealed) -> None:
        """Note an erasure as owed, or as done."""
        self._do(
            "INSERT OR REPLACE INTO erasure (id, done, sealed) VALUES (?, ?, ?)",
            bytes.fromhex(row.id),
            int(row.done),
            row.sealed,
        )

    def drop(self, table: str, ids: Iterable[str]) -> None:
        """Delete rows of `photo`, `album`, `owner`, `person`, `setting` or `erasure`."""
        query = _DROP[table]
        with speaking_plainly():
            self._database.executemany(query, [(_key(table, id_),) for id_ in ids])

    def sheets_in_use(self) -> frozenset[int]:
        """Return the sheets some row is sealed under."""
        rows = self._all(
            "SELECT sheet FROM photo UNION SELECT sheet FROM album"
            " UNION SELECT sheet FROM owner UNION SELECT sheet FROM setting"
            " UNION SELECT sheet FROM person UNION SELECT sheet FROM who"
            " UNION SELECT sheet FROM record"
        )
        return frozenset(_number(sheet) for (sheet,) in rows)

    def _all(self, query: str, *values: bytes | int) -> list[tuple[object, ...]]:
        with speaking_plainly():
            return self._database.execute(query, values).fetchall()

    def _do(self, query: str, *values: bytes | int | str | None) -> None:
        with speaking_plainly():
            self._database.execute(query, values)


_DROP = {
    "photo": "DELETE FROM photo WHERE id = ?",
    "album": "DELETE FROM album WHERE id = ?",
    "owner": "DELETE FROM owner WHERE id = ?",
    "person": "DELETE FROM person WHERE id = ?",
    "erasure": "DELETE FROM erasure WHERE id = ?",
    "setting": "DELETE FROM setting WHERE name = ?",
}


def _key(table: str, id_: str) -> bytes | str:
    return id_ if table == "setting" else bytes.fromhex(id_)


def _id(value: object) -> str:
    if not isinstance(value, bytes) or len(value) != _ID_BYTES:
        raise StoreDamaged(CATALOGUE_DAMAGED)
    return value.hex()


def _number(value: object) -> int:
    if not isinstance(value, int):
        raise StoreDamaged(CATALOGUE_DAMAGED)
    return value


def _bytes(value: object) -> bytes:
    """Return a sealed value; what a damaged page made of it does not open, and no more."""
    return value if isinstance(value, bytes) else b""


def _text(value: object) -> str:
    return _bytes(value).decode("ascii", "replace")


def _maybe(value: object) -> bytes | None:
    return None if value is None else _bytes(value)
