"""The power goes at every step from hearing a revocation to sending its receipt (P1, P8)."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from frame.model import PhotoState
from frame.owner.leases import _say_together
from frame.post.draft import Draft
from frame.protocol.lines import (
    Grant,
    Purpose,
    RevokeAlbum,
    RevokePhotos,
    RevokePurposes,
    Says,
)
from frame.protocol.messages import Leave, Left
from tests.services.network.kit import DAY_S, USUAL, Family, House, Phone, Village
from tests.store.storekit import CutDisk, PowerCut

pytestmark = [pytest.mark.promise("P1"), pytest.mark.promise("P8")]
Story = Callable[[Family], None]


def a_photo(family: Family) -> None:
    says: Says = RevokePhotos(photos=(family.names[0],))
    family.anna.sign(family.album, says)


def an_album(family: Family) -> None:
    family.anna.sign(family.album, RevokeAlbum())


def display(family: Family) -> None:
    purposes = (Purpose.DISPLAY, Purpose.SCORE)
    says = RevokePurposes(frame=family.hall.name, purposes=purposes, serial=1)
    family.anna.sign(family.album, says)


def a_shorter_lease(family: Family) -> None:
    """Take back the lease and grant a shorter one, in one message and in this order."""
    anna, now_s, draft = family.anna, int(family.village.now.timestamp()), Draft()
    back = RevokePurposes(frame=family.hall.name, purposes=USUAL, serial=1)
    lease = Grant(
        frame=family.hall.name,
        purposes=USUAL,
        from_s=now_s,
        until_s=now_s + 7 * DAY_S,
        notice=bytes(32),
        serial=2,
    )
    for says in (back, lease):
        anna.mail.sign(family.album, says, draft, family.village.now)
    _say_together(draft)
    anna.mail.finish(draft, family.village.now)


def everything(family: Family) -> None:
    family.anna.say(family.hall, Leave())


class Stage:
    """The same evening, again and again: a frame that is off, and what a phone sent it then."""

    def __init__(
        self,
        village: Village,
        story: Story,
        before: Story = lambda _: None,
        *,
        bureau: bool = False,
    ) -> None:
        self.village, self.bureau = village, bureau
        family = Family(village)
        self.family, self.before, self.after = family, village.folder / "f", village.folder / "p"
        self.names = family.names
        self.doomed = family.photos if story is not a_photo else family.photos[:1]
        family.hall.index()
        before(family)
        village.settle()
        family.hall.off()
        shutil.copytree(family.hall.folder, self.before)
        first = len(village.brokers.said)
        story(family)
        self.letters = [one for one in village.brokers.said[first:] if one[0].endswith("/m")]
        self.album = family.album
        chain = family.anna.books.lines[family.album][family.anna.name]
        self.answers = chain[max(chain)][0].digest
        family.anna.close()
        shutil.copytree(family.anna.folder, self.after)
        village.houses.clear()
        village.phones.clear()
        self.step = 0

    def begin(self, at: int) -> tuple[House, CutDisk, Path]:
        """Switch the frame on as it was, with a disk that stops at a step."""
        self.step += 1
        self.phone = self._phone()
        folder = self.village.folder / f"hall-{self.step}"
        left = self.village.folder / f"left-{self.step}"
        shutil.copytree(self.before, folder)
        disk = CutDisk(folder, left, -1)
        house = self.village.house(
            "Hall", folder=folder, disk=disk, broker="mqtt://hall", bureau=self.bureau
        )
        disk.steps.clear()
        disk._at = at
        return house, disk, left

    def hear(self, house: House) -> None:
        for topic, payload in self.letters:
            house.node._heard(topic, payload)
        for _ in range(4):
            house._take()

    def _phone(self) -> Phone:
        """Switch the phone on as it was; what it hears it takes once the frame is on again."""
        folder = self.village.folder / f"phone-{self.step}"
        shutil.copytree(self.after, folder)
        phone = Phone(self.village, "Anna", folder)
        self.village.phones.append(phone)
        return phone

    def go_on(self, left: Path) -> tuple[House, Phone]:
        """Switch the frame on with what was left."""
        house = self.village.house(
            "Hall", folder=left, broker="mqtt://hall", glass=True, bureau=self.bureau
        )
        return house, self.phone

    def end(self, *left: House | Phone) -> None:
        for one in left:
            one.close()
        self.village.houses.clear()
        self.village.phones.clear()
        self.village.brokers.by_url.clear()


@pytest.mark.parametrize("story", [a_photo, an_album, display])
def test_what_was_taken_back_is_never_shown_first_and_is_acknowledged_once(
    village: Village, story: Story
) -> None:
    stage, steps = Stage(village, story), set[str]()
    for at in range(1, 400):
        house, disk, left = stage.begin(at)
        try:
            stage.hear(house)
        except PowerCut as cut:
            steps.add(str(cut))
        else:
            disk._at = -1
            stage.end(house, stage.phone)
            break
        heard = house.node.correspondence.desk.dropped
        house.pull_the_plug()
        house, phone = stage.go_on(left)
        before = house.photos()
        village.settle(1.0)
        village.settle(12.0)
        assert heard == 0
        assert not before & set(stage.doomed) or at <= first_durable(disk), str(at)
        assert not house.photos() & set(stage.doomed)
        shown = {one for scene in house.scenes for one in scene}
        assert not any(doomed in one for doomed in stage.doomed for one in shown) or (
            before & set(stage.doomed)
        ), at
        receipts = phone.receipts(stage.album, house)
        assert receipts[stage.answers].photos == len(stage.doomed), at
        mine = phone.books.lines[stage.album][house.name]
        assert all(len(lines) == 1 for lines in mine.values()), "its chain was never split"
        stage.end(house, phone)
    else:
        pytest.fail("there is no end to the steps")
    assert {"torn commit", "unlink", "checkpoint"} <= steps


def first_durable(disk: CutDisk) -> int:
    """Return after which step the revocation lies on the disk for good: the first commit."""
    return disk.steps.index("committed") if "committed" in disk.steps else len(disk.steps)


def test_a_shorter_lease_costs_no_photo_and_is_acknowledged_whatever_step_is_cut(
    village: Village,
) -> None:
    stage = Stage(village, a_shorter_lease)
    chain = stage.family.anna.books.lines[stage.album][stage.family.anna.name]
    taken_back, steps = chain[max(chain) - 1][0].digest, set[str]()
    for at in range(1, 400, 3):
        house, disk, left = stage.begin(at)
        try:
            stage.hear(house)
        except PowerCut as cut:
            steps.add(str(cut))
            house.pull_the_plug()
        else:
            disk._at = -1
            stage.end(house, stage.phone)
            break
        house, phone = stage.go_on(left)
        assert house.photos() == set(stage.doomed), at
        village.settle(10.0)
        assert house.photos() == set(stage.doomed), at
        assert {house.vault.photo(one).state for one in stage.doomed} == {PhotoState.READY}
        assert phone.receipts(stage.album, house)[taken_back].photos == 0
        mine = phone.books.lines[stage.album][house.name]
        assert all(len(lines) == 1 for lines in mine.values()), "its chain was never split"
        stage.end(house, phone)
    else:
        pytest.fail("there is no end to the steps")
    assert steps


def test_an_owner_who_left_is_gone_and_told_whatever_step_is_cut(village: Village) -> None:
    stage = Stage(village, everything)
    for at in range(1, 400, 3):
        house, disk, left = stage.begin(at)
        try:
            stage.hear(house)
            house.work()
        except PowerCut:
            house.pull_the_plug()
        else:
            disk._at = -1
            stage.end(house, stage.phone)
            break
        house, phone = stage.go_on(left)
        if house.photos():
            assert at <= first_durable(disk), at
            phone.say(house, Leave())
        village.settle(10.0)
        assert not house.photos()
        told = [one for one in phone.heard(Left) if isinstance(one, Left)]
        assert {one.photos for one in told} <= {2}
        assert told
        stage.end(house, phone)
    else:
        pytest.fail("there is no end to the steps")
