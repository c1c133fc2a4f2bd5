"""Captions, favourites and hidden photos that people's phones say."""

import pytest

from frame.errors import BadRequest
from frame.model import PhotoId
from frame.post.rows import NoteRow
from frame.protocol.envelope import Rank
from frame.protocol.lines import Role
from frame.protocol.notes import About, recall_note
from frame.services.core import Core
from frame.services.wish import Adjust
from frame.services.wishes import perform
from tests.services.network.kit import Family, Phone, Village, photo


def guest(family: Family, name: str, rank: Rank, role: Role | None = None) -> Phone:
    """Pair somebody else's phone, and let them write in the album where a role is given."""
    phone = family.village.phone(name)
    family.village.wait(181)
    family.village.paired(family.hall, phone, rank)
    if role is not None:
        family.anna.admit(family.album, phone.name, role)
    family.village.settle()
    return phone


def knows(phone: Phone, family: Family) -> None:
    """Let a phone speak about an album that nobody told it of."""
    phone.books.ledgers.setdefault(family.album, family.anna.books.ledgers[family.album])
    phone.books.lines.setdefault(family.album, family.anna.books.lines[family.album])


def test_what_a_phone_says_about_a_photo_shows_on_the_frame(village: Village) -> None:
    family = Family(village)
    hall, anna = family.hall, family.anna
    name, shown = family.names[0], family.photos[0]
    anna.note(family.album, name, About.CAPTION, "Sand everywhere")
    anna.note(family.album, name, About.FAVOURITE)
    anna.note(family.album, name, About.PRIVATE)
    anna.note(family.album, None, About.TITLE, "The long summer")
    anna.note(family.album, None, About.PRIVATE)
    village.settle()
    held = hall.vault.photo(shown)
    assert (held.caption, held.favourite, held.private) == ("Sand everywhere", True, True)
    (album,) = hall.vault.albums()
    assert (album.title, album.private) == ("The long summer", True)
    anna.note(family.album, name, About.CAPTION, "")
    anna.note(family.album, name, About.FAVOURITE, value=False)
    village.settle()
    held = hall.vault.photo(shown)
    assert (held.caption, held.favourite) == ("", False)
    assert len(hall.books.of(NoteRow)) == len(anna.books.of(NoteRow))


@pytest.mark.promise("P1")
def test_a_photo_that_a_phone_hides_leaves_the_glass_in_the_same_step(village: Village) -> None:
    family = Family(village, glass=True)
    hall, hidden = family.hall, family.photos[0]
    for _ in range(100):
        village.settle(0.5)
        if hall.on_glass(hidden):
            break
    assert hall.on_glass(hidden)
    family.anna.note(family.album, family.names[0], About.HIDDEN)
    hall.core._take(hall.core.inbox.get_nowait())
    hall.see()
    assert not hall.on_glass(hidden)
    first = len(hall.scenes)
    village.settle(30.0)
    assert not hall.was_shown(hidden, first)
    family.anna.note(family.album, family.names[0], About.HIDDEN, value=False)
    village.settle(30.0)
    assert hall.was_shown(hidden, first)


@pytest.mark.promise("P2")
def test_a_photo_that_a_phone_moves_is_the_next_slide_of_an_arranged_album(
    village: Village,
) -> None:
    family = Family(village, pictures=map(photo, range(1, 6)), glass=True)
    hall, core = family.hall, family.hall.core
    places = dict(zip(family.photos, "bdfhj", strict=True))
    for name, place in zip(family.names, places.values(), strict=True):
        family.anna.note(family.album, name, About.PLACE, place)
    core.adjust(lambda: perform(hall.vault, Adjust(arranged=True), village.now))
    village.settle(30.0)
    assert {one.id: one.place for one in hall.vault.photos()} == places
    shown, coming = _still_to_come(core)
    moved = next(one for one in reversed(places) if one not in {shown, coming})
    name = family.names[family.photos.index(moved)]
    family.anna.note(family.album, name, About.PLACE, f"{places[shown]}a")
    village.settle(0.3)
    assert _still_to_come(core)[1] == moved


def _still_to_come(core: Core) -> list[PhotoId]:
    """Return what is on the glass, and what comes next."""
    state = core._state
    assert state is not None
    return [name for photos in state.awaited for name in photos]


def test_places_that_were_said_before_frames_knew_of_them_count_after_a_start(
    village: Village,
) -> None:
    family = Family(village)
    family.anna.note(family.album, family.names[0], About.PLACE, "a5")
    village.settle()
    family.hall.vault.change(family.photos[0], place="")
    assert family.hall.again().vault.photo(family.photos[0]).place == "a5"


def test_what_was_said_before_a_photo_came_counts_when_it_comes(village: Village) -> None:
    family = Family(village)
    name = bytes(range(16))
    family.anna.note(family.album, name, About.CAPTION, "Soon")
    family.anna.note(family.album, name, About.HIDDEN)
    village.settle()
    family.anna.send(family.hall, family.album, photo(9), name)
    village.settle()
    held = family.hall.vault.photo(family.id_of(name))
    assert (held.caption, held.hidden) == ("Soon", True)


def test_a_contributor_speaks_about_their_own_photos_and_likes_all(village: Village) -> None:
    family = Family(village)
    ben = guest(family, "Ben", Rank.CONTRIBUTOR, Role.CONTRIBUTOR)
    mine = ben.send(family.hall, family.album, photo(7))
    village.settle()
    for name in (mine, family.names[0]):
        ben.note(family.album, name, About.CAPTION, "Ben was here")
        ben.note(family.album, name, About.HIDDEN)
        ben.note(family.album, name, About.PRIVATE)
        ben.note(family.album, name, About.FAVOURITE)
    ben.note(family.album, None, About.TITLE, "Ben's")
    village.settle()
    own, theirs = (family.hall.vault.photo(family.id_of(one)) for one in (mine, family.names[0]))
    assert (own.caption, own.hidden, own.private, own.favourite) == (
        "Ben was here", True, True, True,
    )  # fmt: skip
    assert (theirs.caption, theirs.hidden, theirs.private, theirs.favourite) == (
        "", False, False, True,
    )  # fmt: skip
    assert family.hall.vault.albums()[0].title == "Sea"
    held = {(note.photo, note.about) for note in family.anna.books.board.about(family.album)}
    assert (mine, About.CAPTION) in held
    assert (family.names[0], About.CAPTION) not in held


def test_a_contributor_cannot_speak_for_a_photo_before_it_comes(village: Village) -> None:
    family = Family(village)
    ben = guest(family, "Ben", Rank.CONTRIBUTOR, Role.CONTRIBUTOR)
    name = bytes(range(16))
    ben.note(family.album, name, About.CAPTION, "Ben was here")
    ben.note(family.album, name, About.HIDDEN)
    village.settle()
    family.anna.send(family.hall, family.album, photo(9), name)
    village.settle()
    held = family.hall.vault.photo(family.id_of(name))
    assert (held.caption, held.hidden) == ("", False)
    notes = [recall_note(row.told) for row in family.hall.books.of(NoteRow)]
    assert not [note for note in notes if note.author == ben.name]


def test_a_viewer_only_likes(village: Village) -> None:
    family = Family(village)
    carl = guest(family, "Carl", Rank.VIEWER)
    knows(carl, family)
    name = family.names[0]
    for about, value in (
        (About.CAPTION, "Carl was here"),
        (About.HIDDEN, True),
        (About.PRIVATE, True),
        (About.FAVOURITE, True),
    ):
        carl.note(family.album, name, about, value)
    village.settle()
    held = family.hall.vault.photo(family.photos[0])
    assert (held.caption, held.hidden, held.private, held.favourite) == ("", False, False, True)


def test_an_admitted_owner_says_anything(village: Village) -> None:
    family = Family(village)
    ben = guest(family, "Ben", Rank.OWNER, Role.OWNER)
    ben.note(family.album, family.names[0], About.CAPTION, "From Ben")
    ben.note(family.album, None, About.TITLE, "Ours")
    village.settle()
    assert family.hall.vault.photo(family.photos[0]).caption == "From Ben"
    assert family.hall.vault.albums()[0].title == "Ours"


def test_nobody_who_has_no_part_in_an_album_says_anything_about_it(village: Village) -> None:
    family = Family(village)
    ben = guest(family, "Ben", Rank.CONTRIBUTOR)
    knows(ben, family)
    ben.note(family.album, family.names[0], About.FAVOURITE)
    ben.note(family.album, family.names[0], About.CAPTION, "Ben was here")
    village.settle()
    held = family.hall.vault.photo(family.photos[0])
    assert (held.caption, held.favourite) == ("", False)
    with pytest.raises(BadRequest):
        family.hall.node.remove("nobody")
