-- What the frame remembers about phones, consent and transfers. `kind` is a word of this
-- program's own; `sealed` lies under the sheet of the household, bound to kind and number.
CREATE TABLE record (
    n      INTEGER PRIMARY KEY,
    kind   TEXT NOT NULL,
    sheet  INTEGER NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
