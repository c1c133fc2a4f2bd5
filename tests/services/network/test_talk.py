"""What somebody types at the frame's keyboard answers the card that is open, and no other."""

from frame.protocol.envelope import Rank
from frame.services.ipc import Request
from frame.services.network.talk import join_by, pair_by
from tests.services.network.kit import House, Village


def _confirmed(house: House, digits: str) -> dict[str, object]:
    return pair_by(house.node, Request(what="confirm", name=digits))


def test_a_yes_to_other_digits_ends_pairing_and_says_so(village: Village) -> None:
    hall, anna = village.house("Hall"), village.phone()
    anna.scan(hall.node.open_pairing(Rank.OWNER).url)
    village.settle()
    other = "000000" if anna.digits != "000 000" else "111111"
    assert _confirmed(hall, other)["agreed"] is False
    assert hall.node.pairing.showing is None
    assert _confirmed(hall, other) == {"card": None}
    anna.agree(yes=True)
    village.settle()
    assert not hall.books.devices()


def test_a_yes_to_the_digits_on_the_card_is_said_to_be_one(village: Village) -> None:
    hall, anna = village.house("Hall"), village.phone()
    anna.scan(hall.node.open_pairing(Rank.OWNER).url)
    village.settle()
    assert _confirmed(hall, anna.digits)["agreed"] is True
    anna.agree(yes=True)
    village.settle()
    assert anna.name in hall.books.devices()


def test_the_digits_of_an_attempt_that_is_over_say_yes_to_no_card(village: Village) -> None:
    hall, den, anna = village.house("Hall"), village.house("Den"), village.phone()
    den.node.join(hall.node.open_pairing(Rank.FRAME).url)
    village.settle()
    old = str(join_by(den.node, Request(what="joining"))["digits"])
    village.wait(181)
    anna.scan(den.node.open_pairing(Rank.OWNER).url)
    village.settle()
    told = join_by(den.node, Request(what="joining", name=old))
    assert not told["agreed"]
    assert told["because"]
    anna.agree(yes=True)
    village.settle()
    assert not den.books.devices()
