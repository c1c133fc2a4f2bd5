"""Photos that go on from one frame to another, and what is taken back from both (P7, P8)."""

import io
import itertools

import pytest
from PIL import Image

from frame.devices.sim.seer import SimSeer
from frame.errors import BadRequest, DeviceFailed
from frame.model import Looks, Pixels, Verb
from frame.post.rows import Forwarded, Incoming, Outgoing
from frame.protocol.envelope import Rank
from frame.protocol.lines import Purpose, RevokeAlbum, RevokePhotos, RevokePurposes, Term
from frame.services.ipc import Request
from frame.services.network.talk import join_by
from tests.services.network.kit import USUAL, House, Phone, Village, photo
from tests.services.portraits import ANA, portrait

SHARED = (*USUAL, Purpose.SHARE)


class BlindSeer(SimSeer):
    """A seer whose model is broken."""

    def look(self, study: Pixels) -> Looks:  # noqa: ARG002  # it never gets that far
        raise DeviceFailed("the model does not run")


def join(village: Village, host: House, guest: House) -> None:
    """Pair a frame with another one, with a yes on both."""
    guest.node.join(host.node.open_pairing(Rank.FRAME).url)
    village.settle()
    attempt, showing = guest.node.joining.attempt, host.node.pairing.showing
    assert attempt is not None
    assert showing is not None
    assert attempt.digits == showing.digits != ""
    guest.node.answer_pairing(yes=True)
    village.settle()
    assert guest.name not in host.books.devices()
    host.node.answer_pairing(yes=True)
    village.settle()
    assert guest.node.joining.attempt is not None
    assert guest.node.joining.attempt.done


class Street:
    """Two frames that know each other, and the phone of somebody who has an album on the first."""

    def __init__(
        self, village: Village, seer: SimSeer | None = None, *, alone: bool = False
    ) -> None:
        self.village = village
        self.hall = village.house("Hall", seer=seer)
        self.den = village.house("Den", alone=alone)
        self.anna = village.phone()
        village.paired(self.hall, self.anna)
        village.wait(181)
        join(village, self.hall, self.den)
        self.album = self.anna.album(self.hall, "Sea")

    def grant(self, *there: Purpose, terms: tuple[Term, ...] = (), serial: int = 1) -> None:
        self.anna.grant(self.album, self.hall.name, there, serial=serial)
        self.anna.grant(self.album, self.den.name, USUAL, terms=terms, serial=serial)
        self.village.settle()

    def send(self, data: bytes) -> bytes:
        name = self.anna.send(self.hall, self.album, data)
        self.village.settle(8.0)
        return name


def face(village: Village) -> bytes:
    """A photo of somebody, as the fake seer sees it."""
    return portrait(village.folder / "face.jpg", ANA).read_bytes()


def steepest(house: House, name: bytes) -> int:
    """How much two neighbours along a row through the face differ at most, of 255."""
    found = house.called(name)
    assert found is not None
    picture = Image.open(io.BytesIO(house.vault.master(found))).convert("RGB")
    row = picture.crop((100, 140, 360, 141)).tobytes()[::3]
    return max(abs(one - other) for one, other in itertools.pairwise(row))


def test_a_frame_joins_another_one_with_a_yes_on_both(village: Village) -> None:
    hall, den = village.house("Hall"), village.house("Den")
    join(village, hall, den)
    assert Rank(hall.books.devices()[den.name].rank) is Rank.FRAME
    row = den.books.devices()[hall.name]
    assert (Rank(row.rank), row.broker, row.label) == (Rank.FRAME, hall.url, "Hall")
    den = den.again()
    village.settle()
    assert hall.name in den.books.devices()


@pytest.mark.parametrize("who", ["host", "guest"])
def test_a_no_on_either_frame_pairs_nobody(village: Village, who: str) -> None:
    hall, den = village.house("Hall"), village.house("Den")
    den.node.join(hall.node.open_pairing(Rank.FRAME).url)
    village.settle()
    (hall if who == "host" else den).node.answer_pairing(yes=False)
    (den if who == "host" else hall).node.answer_pairing(yes=True)
    village.settle()
    assert not hall.books.devices()
    assert not den.books.devices()
    assert den.node.joining.attempt is not None
    assert den.node.joining.attempt.because


def test_joining_gives_up_after_three_minutes(village: Village) -> None:
    hall, den = village.house("Hall"), village.house("Den")
    den.node.join(hall.node.open_pairing(Rank.FRAME).url)
    village.settle()
    village.wait(181)
    assert not den.node.joining.is_open
    assert den.node.joining.attempt is not None
    assert "three minutes" in den.node.joining.attempt.because


def test_the_keyboard_joins_by_the_same_words(village: Village) -> None:
    hall, den = village.house("Hall"), village.house("Den", glass=True)
    village.settle()
    url = hall.node.open_pairing(Rank.FRAME).url
    assert join_by(den.node, Request(what="joining")) == {"frame": None}
    assert join_by(den.node, Request(what="join", name=url))["frame"] == "hall.local"
    with pytest.raises(BadRequest, match="did not answer"):
        join_by(den.node, Request(what="joining", name="000000"))
    village.settle()
    told = join_by(den.node, Request(what="joining"))
    assert told["who"] == "Hall"
    assert den.pairing_card is not None
    assert den.pairing_card.digits == told["digits"]
    den.core.press(Verb.YES)
    assert join_by(den.node, Request(what="joining"))["agreed"]
    hall.node.answer_pairing(yes=True)
    village.settle()
    assert join_by(den.node, Request(what="joining"))["done"]


def test_a_frame_does_not_join_by_something_that_is_no_card(village: Village) -> None:
    den = village.house("Den")
    with pytest.raises(BadRequest, match="not the card"):
        den.node.join("https://example.org")
    den.node.open_pairing()
    with pytest.raises(BadRequest, match="on the glass"):
        den.node.join("https://example.org")


def test_a_frame_that_speaks_to_no_broker_of_its_own_joins_all_the_same(
    village: Village,
) -> None:
    street = Street(village, alone=True)
    street.grant(*SHARED)
    name = street.send(photo(1))
    assert street.den.called(name) is not None
    with pytest.raises(BadRequest, match="no broker"):
        street.den.node.open_pairing()
    street.den = street.den.again(alone=True)
    name = street.send(photo(2))
    assert street.den.called(name) is not None
    assert street.den.trouble == ""


@pytest.mark.promise("P7")
def test_a_photo_goes_on_where_one_frame_may_share_and_the_other_may_show(
    village: Village,
) -> None:
    street = Street(village)
    street.grant(*SHARED)
    name = street.send(photo(1))
    assert street.hall.called(name) is not None
    assert street.den.called(name) is not None
    assert len(street.hall.books.of(Forwarded)) == 1
    assert street.hall.books.of(Outgoing) == ()
    (album,) = street.den.vault.albums()
    assert (album.title, album.enhance, album.faces) == ("Sea", True, False)
    before = len(village.brokers.said)
    village.settle(60.0)
    assert len(street.den.photos()) == 1
    assert not [topic for topic, _ in village.brokers.said[before:] if topic.endswith("/c")]


@pytest.mark.promise("P7")
def test_without_share_nothing_goes_to_another_frame(village: Village) -> None:
    street = Street(village)
    street.grant(*USUAL)
    name = street.send(photo(1))
    assert street.hall.called(name) is not None
    assert street.den.called(name) is None
    assert street.den.photos() == set()
    street.grant(*SHARED, serial=2)
    village.settle(30.0)
    assert street.den.called(name) is not None


@pytest.mark.promise("P7")
def test_without_display_the_other_frame_gets_nothing(village: Village) -> None:
    street = Street(village)
    street.anna.grant(street.album, street.hall.name, SHARED)
    street.anna.grant(street.album, street.den.name, (Purpose.SCORE,))
    village.settle()
    name = street.send(photo(1))
    assert street.hall.called(name) is not None
    assert street.den.photos() == set()


@pytest.mark.promise("P7")
def test_share_that_was_taken_back_stops_what_is_on_its_way(village: Village) -> None:
    street = Street(village)
    street.grant(*SHARED)
    street.hall.node.correspondence.going._send = lambda *_: True  # chunks are lost
    street.send(photo(1))
    assert len(street.hall.books.of(Outgoing)) == 1
    says = RevokePurposes(frame=street.hall.name, purposes=(Purpose.SHARE,), serial=1)
    street.anna.sign(street.album, says)
    village.settle()
    assert street.hall.books.of(Outgoing) == ()
    assert not list(street.hall.vault.parcels._files())
    assert len(street.hall.photos()) == 1


@pytest.mark.promise("P7")
def test_strangers_are_blurred_where_a_grant_says_so(village: Village) -> None:
    street = Street(village)
    street.grant(*SHARED, terms=(Term.STRANGERS_BLURRED,))
    name = street.send(face(village))
    assert steepest(street.hall, name) > 100
    assert steepest(street.den, name) < 20


@pytest.mark.promise("P7")
def test_what_cannot_be_blurred_does_not_go(village: Village) -> None:
    street = Street(village, BlindSeer())
    street.grant(*SHARED, terms=(Term.STRANGERS_BLURRED,))
    name = street.send(face(village))
    assert street.hall.called(name) is not None
    assert street.den.photos() == set()
    assert street.hall.books.of(Outgoing) == ()


def receipts(phone: Phone, album: bytes) -> dict[bytes, int]:
    """Return what each frame says it erased, to the last revocation."""
    answers = phone.last_line(album).digest
    found = phone.books.ledgers[album].receipts
    return {frame: one.photos for (digest, frame), one in found.items() if digest == answers}


@pytest.mark.promise("P8")
@pytest.mark.parametrize("whole", ["photo", "album"])
@pytest.mark.parametrize("away", [False, True])
def test_a_revocation_reaches_the_other_frame_and_its_receipt_comes_back(
    village: Village, whole: str, *, away: bool
) -> None:
    street = Street(village)
    street.grant(*SHARED)
    name = street.send(photo(1))
    other = street.send(photo(2))
    assert len(street.den.photos()) == 2
    if away:
        street.hall.off()
    says = RevokePhotos(photos=(name,)) if whole == "photo" else RevokeAlbum()
    street.anna.sign(street.album, says)
    village.settle()
    if away:
        assert len(street.den.photos()) == 2
        street.hall = street.hall.again()
        village.settle(30.0)
    left = 1 if whole == "photo" else 0
    assert (street.den.called(other) is not None) == bool(left)
    assert [len(house.photos()) for house in (street.hall, street.den)] == [left, left]
    assert receipts(street.anna, street.album) == {
        street.hall.name: 2 - left, street.den.name: 2 - left,
    }  # fmt: skip
    assert not [row for row in street.hall.books.of(Forwarded) if row.photo == name]


@pytest.mark.promise("P8")
def test_a_frame_that_was_away_hears_a_revocation_when_it_comes_back(village: Village) -> None:
    street = Street(village)
    street.grant(*SHARED)
    name = street.send(photo(1))
    street.den.off()
    street.anna.sign(street.album, RevokePhotos(photos=(name,)))
    village.settle()
    assert set(receipts(street.anna, street.album)) == {street.hall.name}
    street.den = street.den.again()
    village.settle(8.0)
    assert street.den.photos() == set()
    assert receipts(street.anna, street.album) == {street.hall.name: 1, street.den.name: 1}


def test_what_a_removed_device_had_on_its_way_goes_with_it(village: Village) -> None:
    street = Street(village)
    street.grant(*SHARED)
    street.hall.node.correspondence.going._send = lambda *_: True  # chunks are lost
    street.send(photo(1))
    street.anna.mail.going._send = lambda *_: True
    street.anna.send(street.hall, street.album, photo(2))
    village.settle()
    assert len(street.hall.books.of(Outgoing)) == len(street.hall.books.of(Incoming)) == 1
    assert len(list(street.hall.vault.parcels._files())) == 2
    for name in (street.den.name, street.anna.name):
        street.hall.node.remove(name.hex())
    village.settle()
    assert street.hall.books.of(Outgoing) == ()
    assert street.hall.books.of(Incoming) == ()
    assert not list(street.hall.vault.parcels._files())
