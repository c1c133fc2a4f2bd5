"""What is on its way stops where consent does, whoever asks for it (P7)."""

import pytest

from frame.post.draft import Draft
from frame.post.rows import Outgoing
from frame.protocol.lines import Purpose, RevokeFrame, RevokePhotos, RevokePurposes
from frame.protocol.messages import Offer, Want
from frame.protocol.photos import Chunk
from tests.services.network.kit import DAY_S, USUAL, Family, Village, photo

pytestmark = pytest.mark.promise("P7")


class Pull:
    """A photo on its way to a frame that asks for it all the time, consent or not."""

    def __init__(self, village: Village) -> None:
        self.village = village
        self.family = Family(village)
        self.anna, self.hall = self.family.anna, self.family.hall
        self.hall.off()
        village.houses.remove(self.hall)
        self.given: list[Chunk] = []
        self.anna.mail.going._send = self._give
        self.name = self.anna.send(self.hall, self.family.album, photo(8))
        village.settle(1.0)

    def _give(self, _device: bytes, chunk: Chunk) -> bool:
        self.given.append(chunk)
        return True

    def back(self, *purposes: Purpose) -> None:
        says = RevokePurposes(frame=self.hall.name, purposes=purposes, serial=1)
        self.anna.sign(self.family.album, says)

    def ask(self) -> int:
        """Ask for the photo, and return how many chunks came."""
        self.given.clear()
        going, now_ms = self.anna.mail.going, int(self.village.now.timestamp() * 1000)
        for transfer in going._of(self.hall.name).offers:
            want, draft = Want(transfer=transfer, bitmap=b"\x01", window=1), Draft()
            going.want(want, self.anna.books.devices()[self.hall.name], draft, now_ms)
            self.anna.mail.finish(draft, self.village.now)
        return len(self.given)


@pytest.fixture
def pull(village: Village) -> Pull:
    return Pull(village)


def test_nothing_is_given_while_display_is_taken_back_and_it_goes_on_when_it_is_allowed_again(
    pull: Pull,
) -> None:
    assert pull.ask() == 1
    pull.back(Purpose.DISPLAY)
    assert pull.ask() == 0
    pull.anna.grant(pull.family.album, pull.hall.name, USUAL, serial=2)
    assert pull.ask() == 1


def test_another_purpose_that_is_taken_back_stops_no_photo(pull: Pull) -> None:
    pull.back(Purpose.SCORE)
    assert pull.ask() == 1


def test_nothing_is_given_after_the_lease_ended(pull: Pull) -> None:
    pull.village.wait(31 * DAY_S)
    assert pull.anna.books.of(Outgoing)
    assert pull.ask() == 0


@pytest.mark.parametrize("whole", [True, False])
def test_what_was_taken_back_for_good_is_not_on_its_way_any_more(
    pull: Pull, *, whole: bool
) -> None:
    frame, names = RevokeFrame(frame=pull.hall.name), (pull.name,)
    pull.anna.sign(pull.family.album, frame if whole else RevokePhotos(photos=names))
    assert pull.anna.books.of(Outgoing) == ()
    assert pull.anna.result(pull.hall, pull.name) is None
    assert pull.ask() == 0


def test_another_frame_that_lost_an_album_stops_nothing_here(pull: Pull) -> None:
    pull.anna.sign(pull.family.album, RevokeFrame(frame=bytes(range(32))))
    assert pull.ask() == 1


def test_a_frame_gives_to_another_one_only_while_both_may(village: Village) -> None:
    family = Family(village, (Purpose.DISPLAY, Purpose.SHARE))
    hall, anna, other = family.hall, family.anna, bytes(range(32))
    anna.grant(family.album, other, (Purpose.DISPLAY,))
    village.settle()
    offer = Offer(
        transfer=bytes(8),
        album=family.album,
        epoch=1,
        photo=family.names[0],
        picture_bytes=1,
        sealed_bytes=1,
        checks=b"",
        taken=None,
        sender=anna.name,
    )
    ways = hall.node.correspondence._ways
    assert ways.may_go(offer, other)
    assert not ways.may_go(offer, bytes(32))
    back = RevokePurposes(frame=hall.name, purposes=(Purpose.SHARE,), serial=1)
    anna.sign(family.album, back)
    village.settle()
    assert not ways.may_go(offer, other)
