-- Ids are 16 random bytes. `sheet` says which key opens a row's sealed columns. Everything that
-- means something to a person is in a sealed column; see docs/storage.md.

CREATE TABLE owner (
    n      INTEGER PRIMARY KEY,
    id     BLOB NOT NULL UNIQUE,
    sheet  INTEGER NOT NULL,
    sealed BLOB NOT NULL
) STRICT;

-- `owner` is readable here so that an owner can be erased even when a row is damaged.
CREATE TABLE album (
    n      INTEGER PRIMARY KEY,
    id     BLOB NOT NULL UNIQUE,
    owner  BLOB NOT NULL,
    sheet  INTEGER NOT NULL,
    sealed BLOB NOT NULL
) STRICT;

CREATE TABLE photo (
    n      INTEGER PRIMARY KEY,
    id     BLOB NOT NULL UNIQUE,
    album  BLOB NOT NULL,
    sheet  INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    memory BLOB,
    looks  BLOB
) STRICT;

-- Where each photo belongs, without reading its sealed columns.
CREATE INDEX photo_place ON photo (sheet, album, id);

-- Apart from `photo`, so that reading all photos does not read all embeddings.
CREATE TABLE embedding (
    n      INTEGER PRIMARY KEY REFERENCES photo (n) ON DELETE CASCADE,
    sealed BLOB NOT NULL
) STRICT;

CREATE TABLE setting (
    name   TEXT PRIMARY KEY,
    sheet  INTEGER NOT NULL,
    sealed BLOB NOT NULL
) STRICT;

-- The tombstone of whatever was erased. While `done` is 0 it is also a debt: something of it may
-- still lie on the disk, and the next start removes that before anything else.
CREATE TABLE erasure (
    id     BLOB PRIMARY KEY,
    done   INTEGER NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
