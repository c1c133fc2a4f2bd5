"""What owners' devices are told about trust: counted, without names, and audited by itself."""

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from frame.audit.checks import Finding, Report
from frame.post.draft import Draft
from frame.post.rows import Paired
from frame.protocol.envelope import BODY_BYTES, Rank, write_body
from frame.protocol.frame_privacy import (
    SORTS,
    AskPrivacy,
    Chain,
    Privacy,
    Reason,
    Store,
    Work,
)
from frame.protocol.messages import from_letter, to_letter
from frame.protocol.notes import About
from frame.services import auditing
from frame.services.disclosure import Reached, disclose
from frame.services.network import bureau
from frame.store.journal import BEFORE, Entry, Journal
from frame.store.rows import Template
from tests.services.network.kit import ALL, DAY_S, Family, House, Phone, Village
from tests.services.network.persons_kit import family as with_faces
from tests.store.test_people import code

WEEK_S = 7 * DAY_S


@pytest.fixture(autouse=True)
def audits(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Spare each test the reading of models; count how often they would have been read."""
    read: list[int] = []

    def altered() -> int:
        read.append(1)
        return 0

    monkeypatch.setattr(auditing, "altered_models", altered)
    return read


def privacy(house: House, phone: Phone) -> Privacy:
    """Have a phone ask, and return what it is told."""
    phone.say(house, AskPrivacy())
    house.village.settle(1.5)
    told = phone.heard(Privacy)[-1]
    assert isinstance(told, Privacy)
    return told


def stored(told: Privacy) -> dict[Store, tuple[int, int]]:
    return {Store(one.what): (one.count, one.bytes) for one in told.stored}


def computed(told: Privacy) -> dict[Work, tuple[bool, int]]:
    return {Work(one.what): (one.on, one.count) for one in told.computed}


def test_what_is_kept_is_counted(village: Village) -> None:
    family = with_faces(village)
    hall, anna, vault = family.hall, family.anna, family.hall.vault
    family.anna.note(family.album, family.names[0], About.CAPTION, "Sand everywhere")
    village.settle()
    vault.add_person(
        "Mia", [Template(code=code(1)), Template(code=code(2))], "0" * 64, village.now
    )
    vault.change(family.photos[0], favourite=True)
    told = stored(privacy(hall, anna))
    files = [[path.stat().st_size for path in hall.folder.glob(f"{kind}/*/*")] for kind in "ot"]
    assert [len(sizes) for sizes in files] == [4, 4]
    assert told[Store.PHOTOS] == (4, sum(files[0]))
    assert told[Store.THUMBNAILS] == (4, sum(files[1]))
    assert told[Store.SIGHT] == (4, 0)
    assert told[Store.FACE_CODES] == (2, 256)
    assert told[Store.LINES][0] == 2
    assert told[Store.NOTES][0] == 2
    assert told[Store.ON_ITS_WAY] == (0, 0)
    assert told[Store.DEVICES][0] == 1
    assert told[Store.TASTE] == (1, 0)
    assert min(told[one][1] for one in (Store.LINES, Store.NOTES, Store.DEVICES)) > 100


def test_what_is_computed_is_what_consent_allows(village: Village) -> None:
    family = with_faces(village)
    told = computed(privacy(family.hall, family.anna))
    assert told[Work.LOOKING] == told[Work.NUDITY_AND_DOCUMENTS] == (True, 4)
    assert told[Work.MENDING][0]
    assert told[Work.COMPARING_FACES] == (False, 0)
    family.hall.vault.add_person("Mia", [Template(code=code(1))], "0" * 64, village.now)
    assert computed(privacy(family.hall, family.anna))[Work.COMPARING_FACES] == (True, 0)


def test_without_any_consent_nothing_is_computed(village: Village) -> None:
    hall, anna = village.house(bureau=True), village.phone()
    village.paired(hall, anna)
    told = computed(privacy(hall, anna))
    learning = told.pop(Work.LEARNING)
    assert learning == (True, 0)
    assert set(told.values()) == {(False, 0)}


@pytest.mark.parametrize("rank", [Rank.CONTRIBUTOR, Rank.VIEWER])
def test_everybody_who_is_paired_is_told_and_no_name_of_anybody(
    village: Village, rank: Rank
) -> None:
    family = Family(village, ALL, bureau=True)
    ben = village.phone("Ben")
    village.wait(181)
    village.paired(family.hall, ben, rank)
    told = privacy(family.hall, ben)
    assert stored(told)[Store.DEVICES][0] == 2
    assert [word for word in ("Sea", "Anna", "Ben", "Hall") if word in repr(told)] == []


def test_it_is_counted_once_a_second_at_most(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    family = Family(village, bureau=True)
    counted: list[int] = []

    def counting(*what: object) -> Privacy:
        counted.append(1)
        return disclose(*what)  # type: ignore[arg-type]

    monkeypatch.setattr(bureau, "disclose", counting)
    for _ in range(20):
        family.anna.say(family.hall, AskPrivacy())
    village.brokers.settle()
    family.hall._take()
    assert len(counted) == 1
    village.settle(2.0)
    assert len(family.anna.heard(Privacy)) == 20
    privacy(family.hall, family.anna)
    assert len(counted) == 2


def other_frames(house: House, count: int, broker: str) -> None:
    """Pair a frame with many others, each met at a broker of its own."""
    rows = [
        Paired(
            name=number.to_bytes(32, "big"),
            suite=1,
            seal_key=bytes(32),
            static=bytes(32),
            secret=number.to_bytes(32, "big"),
            rank=Rank.FRAME,
            gadget=2,
            owner=bytes(16),
            person="",
            label="",
            added_ms=0,
            broker=f"{broker}{number:03d}",
        )
        for number in range(1, count + 1)
    ]
    house.books.commit(Draft(add=list(rows)), house.village.now)


def hosts(house: House, reached: Reached) -> list[tuple[str, Reason, bool]]:
    told = disclose(house.home, house.books, reached)
    return [(one.to, one.why, one.up) for one in told.wires]


def with_broker(house: House, broker: str) -> None:
    network = msgspec.structs.replace(house.home.config.network, broker=broker)
    config = msgspec.structs.replace(house.home.config, network=network)
    house.home = replace(house.home, config=config)


def test_connections_are_told_by_host_and_never_with_a_password(village: Village) -> None:
    house = village.house(bureau=True)
    with_broker(house, "mqtts://frame:secret@broker.example:8883/path")
    other_frames(house, 2, "mqtt://user:word@[::1]:18")
    up = Reached(home=True, others={"mqtt://user:word@[::1]:18002": True})
    assert hosts(house, up) == [
        ("mqtts://broker.example:8883", Reason.OWN_BROKER, True),
        ("mqtt://::1:18001", Reason.OTHER_FRAME, False),
        ("mqtt://::1:18002", Reason.OTHER_FRAME, True),
    ]


@pytest.mark.parametrize("broker", ["mqtt://[half", "mqtt://there:port", "mqtt://there:99999"])
def test_an_address_that_makes_no_sense_is_a_question_mark(village: Village, broker: str) -> None:
    house = village.house(bureau=True)
    other_frames(house, 1, broker)
    assert hosts(house, Reached(home=False, others={})) == [("?", Reason.OTHER_FRAME, False)]


def test_a_broker_of_two_devices_is_up_where_one_of_them_is_reached(village: Village) -> None:
    house = village.house(bureau=True)
    other_frames(house, 3, "mqtt://there")
    one, two, _ = house.books.of(Paired)
    row = msgspec.structs.replace(two, broker=one.broker)
    draft = Draft(replace={house.books.device_number(two.name): row})
    house.books.commit(draft, village.now)
    house.node._up = {one.name}
    assert house.node.reached().others == {"mqtt://there001": True, "mqtt://there003": False}


def test_it_fits_into_one_message_though_every_text_is_as_long_as_it_may_be(
    village: Village,
) -> None:
    house = village.house(bureau=True)
    wide = "\N{GRINNING FACE}"
    with_broker(house, "mqtts://" + 300 * wide)
    other_frames(house, 70, "mqtts://" + 300 * wide)
    house.home = replace(house.home, key_tier=100 * wide)
    worst = [
        Finding(
            check=80 * wide, severity="high", means=600 * wide, do=f"{number:03d}" + 600 * wide
        )
        for number in range(70)
    ]
    report = Report(findings=tuple(worst), checks=70)
    kept = msgspec.msgpack.encode(auditing.Kept(at_s=2**33, report=report))
    house.vault.remember("audit", kept)
    told = disclose(house.home, house.books, Reached(home=True, others={}))
    body = write_body(to_letter(told, 2**53 - 1))
    assert len(body) <= BODY_BYTES
    assert from_letter(to_letter(told, 1)) == told
    assert len(told.wires) == SORTS
    assert told.audit is not None
    numbers = [one.advice[:3] for one in told.audit.findings]
    assert numbers == [f"{number:03d}" for number in range(len(numbers))]
    assert len(numbers) > 10


def test_findings_of_a_real_audit_are_all_told(village: Village) -> None:
    family = Family(village, bureau=True)
    village.wait(70)
    village.settle(1.0)
    told = privacy(family.hall, family.anna)
    kept = auditing.last(family.hall.vault)
    assert kept is not None
    assert told.audit is not None
    assert (told.audit.at_ms, told.audit.checks) == (kept.at_s * 1000, kept.report.checks)
    assert [one.check for one in told.audit.findings] == [
        one.check for one in kept.report.findings
    ]
    assert [one.advice for one in told.audit.findings] == [one.do for one in kept.report.findings]


@pytest.mark.promise("P15")
def test_it_audits_by_itself_a_minute_after_the_start_and_then_weekly(
    village: Village, audits: list[int]
) -> None:
    house = village.house(bureau=True)
    village.settle(55.0)
    assert auditing.last(house.vault) is None
    village.settle(10.0)
    first = auditing.last(house.vault)
    assert first is not None
    assert len(audits) == 1
    for _ in range(3):
        village.wait(WEEK_S / 4)
    assert auditing.last(house.vault) == first
    village.wait(WEEK_S / 4 + 700)
    second = auditing.last(house.vault)
    assert second is not None
    assert timedelta(seconds=second.at_s - first.at_s) >= auditing.EVERY
    assert len(audits) == 2


@pytest.mark.promise("P15")
def test_a_frame_that_is_switched_on_each_morning_audits_once_a_week(
    village: Village, audits: list[int]
) -> None:
    house = village.house(bureau=True)
    for _ in range(8):
        village.settle(90.0)
        house = house.again(bureau=True)
        village.wait(DAY_S - 90)
    village.settle(90.0)
    assert len(audits) == 2


def test_a_clock_that_was_set_back_keeps_no_audit_from_being_made(
    village: Village, audits: list[int]
) -> None:
    house = village.house(bureau=True)
    village.settle(90.0)
    village.clock._now -= timedelta(days=400)
    village.settle(90.0)
    assert len(audits) == 2
    kept = auditing.last(house.vault)
    assert kept is not None
    assert kept.at_s <= village.now.timestamp()


def journal_of(house: House, phone: Phone, line: int) -> Chain:
    phone.say(house, AskPrivacy(line=line))
    house.village.settle(1.5)
    told = phone.heard(Privacy)[-1]
    assert isinstance(told, Privacy)
    assert told.chain is not None
    return told.chain


@pytest.mark.promise("P15")
def test_a_phone_that_asks_for_a_line_of_the_journal_is_told_its_hash_and_the_end(
    village: Village,
) -> None:
    family = Family(village, ALL, bureau=True)
    hall, anna = family.hall, family.anna
    assert privacy(hall, anna).chain is None
    village.wait(120)
    first = journal_of(hall, anna, 0)
    assert (first.asked, first.line) == (0, 1)  # it begins, and was audited
    assert len(first.held) == len(first.end) == 32
    village.wait(WEEK_S)
    later = journal_of(hall, anna, first.line)
    assert later.line > first.line
    assert later.held == first.end
    assert journal_of(hall, anna, 400).held == b""


@pytest.mark.promise("P15")
def test_a_journal_that_was_written_anew_does_not_hold_what_a_phone_kept(village: Village) -> None:
    family = Family(village, ALL, bureau=True)
    hall, anna, signer = family.hall, family.anna, family.hall.node.books.me.signer
    village.wait(120)
    kept = journal_of(hall, anna, 0)
    (hall.folder / "journal").unlink()
    assert journal_of(hall, anna, kept.line) == Chain(asked=kept.line, held=b"", line=0, end=b"")
    head, entry = BEFORE, Entry(kind="audit", says="nothing was ever wrong")
    for at_s in range(5):
        head = Journal(hall.folder).append(entry, signer, at_s, head)
    assert journal_of(hall, anna, kept.line).held not in {b"", kept.end}
