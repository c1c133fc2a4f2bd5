-- People who agreed to be recognised. Each has a sheet of their own, so that forgetting one
-- destroys exactly one key. `sealed` holds the name, the consent and the face codes.
CREATE TABLE person (
    n      INTEGER PRIMARY KEY,
    id     BLOB NOT NULL UNIQUE,
    sheet  INTEGER NOT NULL,
    sealed BLOB NOT NULL
) STRICT;

-- Who was recognised in a photo: sealed under `sheet`, which dies with every person that is
-- forgotten, and around that under the photo's own sheet, which dies with the photo.
CREATE TABLE who (
    n      INTEGER PRIMARY KEY REFERENCES photo (n) ON DELETE CASCADE,
    sheet  INTEGER NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
