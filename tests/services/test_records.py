"""What is written down: the audit journal, its head, and which pictures still open."""

from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from frame.cli.main import main
from frame.devices.clock import KernelEntropy
from frame.devices.sim.clock import SimClock
from frame.errors import BadRequest
from frame.post.books import Books
from frame.services import auditing, heads, household, scrubbing
from frame.services.heads import checked, note_system, remembered
from frame.services.household import Household
from frame.services.ingest import Importer, Report, find_files
from frame.services.ipc import Request
from frame.services.record_desk import CHECK, DUE, HEADS, JOURNAL, RecordDesk, asked, check_all
from frame.services.scrubbing import Scrubber
from frame.store.journal import Entry


@pytest.fixture
def books(home: Household) -> Books:
    return Books(home.vault, KernelEntropy())


@pytest.mark.promise("P15")
def test_an_audit_is_a_line_of_the_journal(home: Household, books: Books, clock: SimClock) -> None:
    kept = auditing.audit(home, books, clock.now(), 0)
    found = checked(home, books.me.signer)
    assert found.faults == ()
    assert [line.kind for line in found.lines] == ["begun", "audit"]
    assert f"{kept.report.checks} checks" in found.lines[1].says
    assert len(found.lines[1].digest) == 64


@pytest.mark.promise("P15")
def test_a_journal_that_is_removed_is_noticed(
    home: Household, books: Books, clock: SimClock
) -> None:
    auditing.audit(home, books, clock.now(), 0)
    (home.folder / "journal").unlink()
    assert checked(home, books.me.signer).faults
    auditing.audit(home, books, clock.now(), 0)
    assert checked(home, books.me.signer).faults


def test_the_head_outlives_the_process(home: Household, books: Books, clock: SimClock) -> None:
    head = heads.write_heads(home, books, clock.now())
    assert head is not None
    assert remembered(home.vault) == head


def test_heads_of_the_same_ledgers_have_one_digest(home: Household, books: Books) -> None:
    again = Books(home.vault, KernelEntropy())
    assert heads.ledgers_digest(books) == heads.ledgers_digest(again)


def test_another_system_is_written_down_once(
    home: Household, books: Books, clock: SimClock
) -> None:
    for version in ("1.0", "1.0", "1.1"):
        note_system(home, books.me.signer, version, clock.now())
    said = [line.says for line in checked(home, books.me.signer).lines if line.kind == "update"]
    assert said == ["the system that runs is 1.0", "the system that runs is 1.1"]


def test_a_line_that_cannot_be_written_hinders_nothing(
    home: Household, books: Books, clock: SimClock
) -> None:
    (home.folder / "journal").mkdir()
    assert heads.note(home, books.me.signer, Entry(kind="audit", says="x"), clock.now()) is None
    assert auditing.audit(home, books, clock.now(), 0).report.checks > 0


@pytest.mark.promise("P15")
def test_every_audit_of_a_year_follows_the_one_before(
    home: Household, books: Books, clock: SimClock
) -> None:
    now = clock.now()
    for week in range(52):
        auditing.audit(home, books, now + timedelta(days=7 * week), 0)
    found = checked(home, books.me.signer)
    assert (len(found.lines), found.faults) == (53, ())


def _stored(importer: Importer, stick: Path) -> None:
    album, report = household.album_called(importer.vault, "A"), Report()
    for _ in importer.steps(album.id, find_files([stick], report), report):
        pass


def _round(scrubber: Scrubber, now: datetime) -> list[object]:
    steps = []
    while True:
        step = scrubber.step(now)
        steps.append(step["checked"])
        if not step["left"]:
            return [*steps, step["damaged"]]


def test_every_picture_is_opened_a_few_at_a_time(
    home: Household, importer: Importer, stick: Path, clock: SimClock
) -> None:
    _stored(importer, stick)
    ticks = iter(range(10_000))
    scrubber = Scrubber(home.vault, lambda: float(next(ticks)))
    assert _round(scrubber, clock.now()) == [1, 2, 3, 4, 5, 6, 0]
    assert scrubbing.state(home.vault).done_s == int(clock.now().timestamp())


def test_what_was_cut_off_goes_on_from_there(
    home: Household, importer: Importer, stick: Path, clock: SimClock
) -> None:
    _stored(importer, stick)
    ticks = iter(range(0, 1_000_000, 100))
    first = Scrubber(home.vault, lambda: float(next(ticks)))
    first.step(clock.now())
    first.step(clock.now())
    second = Scrubber(home.vault, lambda: float(next(ticks)))
    assert _round(second, clock.now()) == [3, 4, 5, 6, 0]


def test_a_picture_that_does_not_open_is_counted_and_audited(
    home: Household, books: Books, importer: Importer, stick: Path, clock: SimClock
) -> None:
    _stored(importer, stick)
    victim = next(path for path in (home.folder / "store" / "o").rglob("*") if path.is_file())
    with victim.open("r+b") as file:
        file.seek(200)
        file.write(b"worn out")
    assert _round(Scrubber(home.vault), clock.now())[-1] == 1
    assert auditing.facts_of(home, books, clock.now(), 0).damaged == 1
    (photo,) = scrubbing.damaged(home.vault)
    home.vault.erase_photo(photo, clock.now())
    assert scrubbing.damaged(home.vault) == frozenset()


def test_an_empty_frame_is_checked_at_once(home: Household, clock: SimClock) -> None:
    assert _round(Scrubber(home.vault), clock.now()) == [0, 0]


def test_what_was_remembered_by_another_version_counts_as_nothing(home: Household) -> None:
    for name in ("scrub", "journal.head"):
        home.vault.remember(name, b"\xc1")
    assert scrubbing.state(home.vault) == scrubbing.Scrub()
    assert remembered(home.vault) is None


def test_an_audit_that_is_not_due_is_the_last_one(home: Household, books: Books) -> None:
    desk = RecordDesk(home, books)
    first = desk.answer(DUE)
    assert desk.answer(DUE) == first
    assert [line.kind for line in checked(home, books.me.signer).lines] == ["begun", "audit"]
    desk.answer(Request(what="audit"))
    assert len(checked(home, books.me.signer).lines) == 3
    with pytest.raises(BadRequest):
        desk.answer(Request(what="status"))


def test_the_verbs_work_without_a_core(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "state"
    household.make(folder)
    assert main(["--state", str(folder), "audit", "--due", "--json"]) == 0
    assert main(["--state", str(folder), "audit", "--heads"]) == 0
    assert "journal 2 " in capsys.readouterr().out
    assert main(["--state", str(folder), "check", "--json"]) == 0
    assert msgspec.json.decode(capsys.readouterr().out) == {"checked": 0, "damaged": 0}
    assert main(["--state", str(folder), "audit", "--journal"]) == 0
    text = (folder / "journal").read_text()
    (folder / "journal").write_text(text.replace("ledger", "letter"))
    assert main(["--state", str(folder), "audit", "--journal"]) == 1
    assert "CHANGED" in capsys.readouterr().out


def test_each_request_is_answered_without_a_core(tmp_path: Path) -> None:
    household.make(tmp_path / "state")
    assert asked(tmp_path / "state", HEADS)["line"] == 1
    assert asked(tmp_path / "state", JOURNAL)["faults"] == []
    assert check_all(tmp_path / "state", lambda _: None)["left"] == 0
    assert CHECK.what == "check"
