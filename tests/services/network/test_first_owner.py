"""A fresh frame on its own machine opens the pairing card by itself, until it has an owner."""

from pathlib import Path

from frame.protocol.envelope import Rank
from frame.services.lookout import LOOK_S, Lookout, Residents, Surroundings
from frame.upkeep.connecting import CARD_S
from tests.devices.test_interfaces import link_in
from tests.services.network.kit import House, Village


def watched(village: Village, house: House, folder: Path) -> Lookout:
    around = Surroundings(
        setup=folder / "setup",
        net=folder / "net",
        report=folder / "report.json",
        has_camera=lambda: False,
    )
    around.setup.mkdir(exist_ok=True)
    residents = Residents(house.vault, house.node)
    return Lookout(house.core, residents, village.clock, around)


def cards(house: House) -> list[str]:
    showing = house.node.pairing.showing
    return [showing.url] if showing is not None else []


def look(village: Village, lookout: Lookout, seconds: float = LOOK_S) -> None:
    """Let time pass and look, twice: a card that is over closes before another one opens."""
    for _ in range(2):
        village.clock.pass_time(seconds / 2)
        village.settle()
        lookout.step()
        village.settle()
    lookout.step()


def test_the_card_opens_with_the_network_and_its_first_phone_becomes_owner(
    village: Village, tmp_path: Path
) -> None:
    hall, anna = village.house(), village.phone()
    lookout = watched(village, hall, tmp_path)
    look(village, lookout, 2 * LOOK_S)
    assert cards(hall) == []
    link_in(tmp_path / "net", "eth0", "up")
    look(village, lookout, 2 * LOOK_S)
    showing = hall.node.pairing.showing
    assert showing is not None
    assert showing.role is Rank.OWNER
    anna.scan(showing.url)
    village.settle()
    anna.agree(yes=True)
    hall.node.answer_pairing(yes=True)
    village.settle()
    assert Rank(hall.books.devices()[anna.name].rank) is Rank.OWNER
    look(village, lookout, 2 * CARD_S)
    assert hall.node.pairing.showing is None


def test_a_card_that_nobody_scanned_comes_back(village: Village, tmp_path: Path) -> None:
    hall = village.house()
    lookout = watched(village, hall, tmp_path)
    link_in(tmp_path / "net", "eth0", "up")
    look(village, lookout, 2 * LOOK_S)
    first = cards(hall)
    look(village, lookout, 2 * CARD_S)
    second = cards(hall)
    assert len(first) == len(second) == 1
    assert second != first


def test_a_frame_that_has_an_owner_stays_closed(village: Village, tmp_path: Path) -> None:
    hall, anna = village.house(), village.phone()
    village.paired(hall, anna)
    lookout = watched(village, hall, tmp_path)
    link_in(tmp_path / "net", "eth0", "up")
    look(village, lookout, 2 * CARD_S)
    assert hall.node.pairing.showing is None


def test_a_frame_without_a_broker_is_left_in_peace(village: Village, tmp_path: Path) -> None:
    hall = village.house(alone=True)
    lookout = watched(village, hall, tmp_path)
    link_in(tmp_path / "net", "eth0", "up")
    look(village, lookout, CARD_S)
    assert hall.node.pairing.showing is None
