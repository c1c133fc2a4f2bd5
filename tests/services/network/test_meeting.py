"""Who comes in, who may log on to the broker, and who is not heard any more."""

import pytest

from frame.errors import BadRequest
from frame.post.rows import Paired
from frame.protocol.addresses import (
    PairSecret,
    broker_password,
    broker_user,
    device_id,
    month_of,
    presence_topic,
)
from frame.protocol.envelope import Rank
from frame.protocol.frame_views import Act, Deed
from frame.protocol.hello import Gadget
from frame.protocol.messages import (
    Approve,
    AskDevices,
    AskHolding,
    Devices,
    Holding,
    Invite,
    Remove,
    Rename,
    State,
)
from frame.services.network.access import OWN_USER, PAIRING_USER, accounts
from tests.services.network.kit import DAY_S, Family, House, Phone, Village


def rank_of(house: House, phone: Phone) -> Rank:
    return Rank(house.books.devices()[phone.name].rank)


def test_the_first_device_becomes_owner_whatever_the_card_was_for(village: Village) -> None:
    hall, anna = village.house(), village.phone()
    row = village.paired(hall, anna, Rank.VIEWER)
    assert row.role == Rank.OWNER
    assert rank_of(hall, anna) is Rank.OWNER
    assert hall.vault.owners()[-1].name == "Anna"


@pytest.mark.parametrize("role", [Rank.OWNER, Rank.CONTRIBUTOR, Rank.VIEWER])
def test_an_owner_invites_and_says_yes_from_afar(village: Village, role: Rank) -> None:
    hall, anna, ben = village.house(), village.phone(), village.phone("Ben")
    village.paired(hall, anna)
    anna.say(hall, Invite(role=role))
    village.settle()
    showing = hall.node.pairing.showing
    assert showing is not None
    assert showing.invited
    ben.scan(showing.url)
    village.settle()
    ben.agree(yes=True)
    wrong = (int(ben.digits.replace(" ", "")) + 1) % 1_000_000
    anna.say(hall, Approve(digits=wrong))
    village.settle()
    assert ben.name not in hall.books.devices()
    anna.say(hall, Approve(digits=int(ben.digits.replace(" ", ""))))
    village.settle()
    assert rank_of(hall, ben) is role
    assert ben.books.devices()[hall.name].role == role


@pytest.mark.parametrize("role", [Rank.CONTRIBUTOR, Rank.VIEWER])
def test_only_owners_invite_and_approve(village: Village, role: Rank) -> None:
    hall, anna, ben, carl = village.house(), *map(village.phone, ("Anna", "Ben", "Carl"))
    village.paired(hall, anna)
    village.paired(hall, ben, role)
    village.wait(200)
    ben.say(hall, Invite(role=Rank.OWNER))
    village.settle()
    assert hall.node.pairing.showing is None
    carl.scan(hall.node.open_pairing(Rank.OWNER).url)
    village.settle()
    carl.agree(yes=True)
    ben.say(hall, Approve(digits=int(carl.digits.replace(" ", ""))))
    village.settle()
    assert carl.name not in hall.books.devices()


def test_a_card_is_good_for_three_minutes(village: Village) -> None:
    hall, anna = village.house(), village.phone()
    url = hall.node.open_pairing().url
    village.wait(181)
    assert hall.node.pairing.card is None
    anna.scan(url)
    village.settle()
    village.wait(181)
    assert anna.failed
    assert not hall.books.devices()


def test_somebody_who_says_no_at_the_frame_lets_nobody_in(village: Village) -> None:
    hall, anna = village.house(), village.phone()
    anna.scan(hall.node.open_pairing().url)
    village.settle()
    anna.agree(yes=True)
    hall.node.answer_pairing(yes=False)
    village.settle()
    assert "said no" in anna.failed
    assert not hall.books.devices()


def test_a_frame_without_a_broker_says_that_nobody_can_pair(village: Village) -> None:
    hall = village.house()
    hall.node.pairing._broker = ""
    with pytest.raises(BadRequest, match="no broker"):
        hall.node.open_pairing()


def test_a_device_that_pairs_again_replaces_itself_and_stays_the_same_owner(
    village: Village,
) -> None:
    family = Family(village)
    hall, anna = family.hall, family.anna
    before = hall.books.devices()[anna.name]
    village.wait(200)
    village.paired(hall, anna)
    after = hall.books.devices()[anna.name]
    assert len(hall.books.of(Paired)) == 1
    assert after.secret != before.secret
    assert after.owner == before.owner == anna.books.devices()[hall.name].owner
    assert [one.name for one in hall.vault.owners()] == ["Family", "Anna"]
    anna.say(hall, AskHolding())
    village.settle()
    assert anna.heard(Holding)


def test_what_was_said_before_a_device_paired_again_is_not_taken_again(village: Village) -> None:
    hall, anna = village.house(), village.phone()
    village.paired(hall, anna)
    anna.say(hall, Rename(device=anna.name, label="Old"))
    _, payload = village.brokers.said[-1]
    village.settle()
    village.wait(200)
    village.paired(hall, anna)
    anna.say(hall, Rename(device=anna.name, label="New"))
    village.settle()
    hall = hall.again()
    row = hall.books.devices()[anna.name]
    month = month_of(int(village.now.timestamp()))
    mine, theirs = (
        device_id(PairSecret(row.secret), month, name) for name in (hall.name, anna.name)
    )
    village.brokers.at(hall.url).publish(f"hf1/{mine}/in/{theirs}/m", payload, retain=False)
    village.settle()
    assert hall.books.devices()[anna.name].label == "New"


def test_a_frame_has_sixty_four_devices_at_most(village: Village) -> None:
    hall = village.house()
    for number in range(64):
        village.wait(181)
        phone = village.phone(f"Phone {number}")
        village.paired(hall, phone)
        phone.links.close()
        village.phones.remove(phone)
        phone.vault.close()
    village.wait(181)
    assert len(hall.books.devices()) == 64
    assert len(accounts(hall.books, None, village.now)) == 65
    with pytest.raises(BadRequest, match="64 devices"):
        hall.node.open_pairing()


def test_a_removed_device_is_not_heard_any_more_and_has_no_account(village: Village) -> None:
    hall, anna, ben = village.house(), village.phone(), village.phone("Ben")
    village.paired(hall, anna)
    row = village.paired(hall, ben)
    user = broker_user(PairSecret(row.secret))
    assert user in {one.user for one in accounts(hall.books, None, village.now)}
    anna.say(hall, Remove(device=ben.name))
    village.settle()
    assert ben.name not in hall.books.devices()
    assert user not in {one.user for one in accounts(*hall.granted[-1])}
    dropped = hall.node.correspondence.desk.dropped
    ben.say(hall, AskHolding())
    village.settle()
    assert not ben.heard(Holding)
    assert hall.node.correspondence.desk.dropped == dropped  # it does not even listen there


def test_a_device_removes_and_renames_itself_and_nobody_else(village: Village) -> None:
    hall, anna, ben, carl = village.house(), *map(village.phone, ("Anna", "Ben", "Carl"))
    for phone, role in ((anna, Rank.OWNER), (ben, Rank.CONTRIBUTOR), (carl, Rank.VIEWER)):
        village.wait(181)
        village.paired(hall, phone, role)
    for phone in (ben, carl):
        phone.say(hall, Remove(device=anna.name))
        phone.say(hall, Rename(device=anna.name, label="Mine"))
        phone.say(hall, Rename(device=phone.name, label=f"My {phone.person}"))
    village.settle()
    devices = hall.books.devices()
    assert {one.label for one in devices.values()} == {"Anna's phone", "My Ben", "My Carl"}
    village.wait(120)
    assert hall.books.devices()[ben.name].label == "My Ben"
    for phone in (ben, carl):
        phone.say(hall, Remove(device=phone.name))
    village.settle()
    assert set(hall.books.devices()) == {anna.name}


def test_an_owner_lists_and_renames_everybody(village: Village) -> None:
    hall, anna, ben = village.house(), village.phone(), village.phone("Ben")
    village.paired(hall, anna)
    village.paired(hall, ben, Rank.VIEWER)
    anna.say(hall, Rename(device=ben.name, label="Kitchen tablet"))
    anna.say(hall, AskDevices())
    village.settle()
    (told,) = anna.heard(Devices)
    assert isinstance(told, Devices)
    assert {(one.key, one.rank) for one in told.devices} == {
        (anna.name, Rank.OWNER), (ben.name, Rank.VIEWER),
    }  # fmt: skip
    assert any("Kitchen tablet" in one.label for one in told.devices)


def test_the_frame_says_what_it_holds_and_how_it_is(village: Village) -> None:
    family = Family(village)
    family.anna.say(family.hall, AskHolding())
    village.settle()
    (holding,) = family.anna.heard(Holding)
    assert isinstance(holding, Holding)
    assert [(one.album, one.photos) for one in holding.albums] == [(family.album, 2)]
    (state,) = family.anna.heard(State)
    assert isinstance(state, State)
    assert state.photos == 2
    assert state.free_bytes % (64 * 2**20) == 0


def test_a_viewer_pauses_the_show_and_a_frame_does_not(village: Village) -> None:
    hall, anna, ben = village.house(), village.phone(), village.phone("Ben")
    village.paired(hall, anna)
    village.paired(hall, ben, Rank.VIEWER)
    pressed: list[object] = []
    hall.core.press = pressed.append  # type: ignore[method-assign, assignment]
    ben.say(hall, Act(verb=Deed.PAUSE))
    village.settle()
    assert len(pressed) == 1
    village.wait(181)
    carl = village.phone("Carl")
    carl.scan(hall.node.open_pairing(Rank.FRAME).url, Gadget.FRAME)
    village.settle()
    carl.agree(yes=True)
    hall.node.answer_pairing(yes=True)
    village.settle()
    assert rank_of(hall, carl) is Rank.FRAME
    carl.say(hall, Act(verb=Deed.PAUSE))
    village.settle()
    assert len(pressed) == 1


@pytest.mark.promise("P6")
def test_a_device_may_use_exactly_the_topics_of_its_pair(village: Village) -> None:
    hall, anna = village.house(), village.phone()
    row = village.paired(hall, anna)
    secret, presence = PairSecret(row.secret), hall.books.me.presence
    this = month_of(int(village.now.timestamp()))
    months = (this - 1, this, this + 1)
    own, theirs = accounts(hall.books, None, village.now)
    here = {month: device_id(secret, month, hall.name) for month in months}
    there = {month: device_id(secret, month, anna.name) for month in months}
    inbound = {f"hf1/{here[month]}/in/{there[month]}/+" for month in months}
    outbound = {f"hf1/{there[month]}/in/{here[month]}/+" for month in months}
    states = {presence_topic(presence, month) for month in months}
    assert (theirs.user, theirs.password) == (broker_user(secret), broker_password(secret))
    assert set(theirs.writes) == inbound
    assert set(theirs.reads) == outbound | states
    assert own.user == OWN_USER
    assert set(own.reads) == inbound
    assert set(own.writes) == outbound | states


def test_a_new_month_writes_the_access_list_anew_and_everybody_still_meets(
    village: Village,
) -> None:
    family = Family(village)
    before = accounts(*family.hall.granted[-1])
    village.wait(30 * DAY_S)
    told = family.hall.granted[-1]
    assert told[2] == village.now or told[2].month == village.now.month
    assert {topic for one in accounts(*told) for topic in one.writes} != {
        topic for one in before for topic in one.writes
    }
    family.anna.say(family.hall, AskHolding())
    village.settle()
    assert family.anna.heard(Holding)


def test_whoever_holds_the_card_may_use_its_topics_while_it_is_there(village: Village) -> None:
    hall = village.house()
    hall.node.open_pairing()
    assert PAIRING_USER in {one.user for one in accounts(*hall.granted[-1])}
    village.wait(181)
    assert PAIRING_USER not in {one.user for one in accounts(*hall.granted[-1])}
