"""The audit counts what is there: each fact from a household in which it is so."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from frame.audit.facts import Facts
from frame.crypto.keys import SigningSeed
from frame.crypto.sign import Signer
from frame.devices import model_files
from frame.devices.sim.clock import SimClock, SimEntropy
from frame.errors import DiskFull, ModelRefused, StoreDamaged
from frame.model import PhotoState
from frame.post.books import Books
from frame.post.draft import Draft
from frame.post.rows import LineRow, Owed, Paired, Shared
from frame.protocol.envelope import Rank
from frame.protocol.lines import Draft as LineDraft
from frame.protocol.lines import Found, Grant, Purpose, Says, read_line, write_line
from frame.services import household
from frame.services.auditing import altered_models, audit, document, facts_of, is_due, last
from frame.services.household import Household
from frame.services.ingest import Importer, Report
from frame.store.journal import FILE
from tests.services.conftest import NOON

pytestmark = [pytest.mark.promise("P15")]
_SETTING = "audit"
_ANNA = Signer(SigningSeed(bytes(range(32))))


@pytest.fixture
def books(home: Household) -> Books:
    return Books(home.vault, SimEntropy(7))


def facts(home: Household, books: Books) -> Facts:
    return facts_of(home, books, NOON, 0)


def with_network(home: Household, **settings: str) -> Household:
    network = msgspec.structs.replace(home.config.network, **settings)
    return replace(home, config=msgspec.structs.replace(home.config, network=network))


def device(number: int, **other: object) -> Paired:
    row = Paired(
        name=number.to_bytes(32, "big"),
        suite=1,
        seal_key=bytes(32),
        static=bytes(32),
        secret=number.to_bytes(32, "big"),
        rank=Rank.OWNER,
        gadget=1,
        owner=bytes(16),
        person="",
        label="",
        added_ms=int(NOON.timestamp() * 1000),
    )
    return msgspec.structs.replace(row, **other)


def line(album: bytes | None, number: int, previous: bytes | None, says: Says) -> bytes:
    at_ms = int(NOON.timestamp() * 1000)
    return write_line(
        LineDraft(album=album, number=number, previous=previous, at_ms=at_ms, says=says), _ANNA
    )


def shared(home: Household, books: Books) -> tuple[bytes, bytes]:
    """Share the album of the imported photos, and return its name and its first line's digest."""
    (album,) = home.vault.albums()
    told = line(None, 0, None, Found(owner=bytes(16), keepers=(_ANNA.public,), random=bytes(16)))
    found = read_line(told)
    row = Shared(album=found.album, here=album.id, source=_ANNA.public)
    books.commit(Draft(add=[LineRow(told=told), row]), NOON)
    books.reload()
    return found.album, found.digest


def grant(books: Books, album: bytes, previous: bytes, *purposes: Purpose) -> None:
    now_s = int(NOON.timestamp())
    says = Grant(
        frame=books.me.name,
        purposes=purposes,
        from_s=now_s,
        until_s=now_s + 86_400,
        notice=bytes(32),
        serial=1,
        terms=(),
    )
    books.commit(Draft(add=[LineRow(told=line(album, 1, previous, says))]), NOON)
    books.reload()


def bring(home: Household, importer: Importer, stick: Path) -> None:
    album = household.album_called(home.vault, "Sea")
    for _ in importer.steps(album.id, sorted(stick.glob("*.jpg"))[:2], Report()):
        pass


def test_a_new_frame_has_nothing_to_count(home: Household, books: Books) -> None:
    found = facts(home, books)
    counts = (found.without_consent, found.owed, found.damaged, found.split)
    assert counts == (0, 0, 0, 0)
    assert (found.devices, found.owners, found.idle, found.altered_models) == (0, 0, 0, 0)
    assert (found.key_tier, found.key_warning) == ("plain file", "")
    assert found.folder_mode == 0o700
    assert not found.broker
    assert not found.has_users
    assert found.free_bytes > 0
    assert found.is_dated


def test_a_photo_that_does_not_open_is_damaged(
    home: Household, books: Books, importer: Importer, stick: Path
) -> None:
    bring(home, importer, stick)
    first, _ = home.vault.photos()
    (master,) = (path for path in home.folder.rglob("o/*/*") if path.name == first.id)
    master.write_bytes(b"")
    with pytest.raises(StoreDamaged):
        home.vault.master(first.id)
    assert facts(home, books).damaged == 1


def test_photos_of_an_album_count_that_no_live_grant_allows_to_be_shown(
    home: Household, books: Books, importer: Importer, stick: Path
) -> None:
    bring(home, importer, stick)
    assert facts(home, books).without_consent == 0
    album, first = shared(home, books)
    assert facts(home, books).without_consent == 2
    grant(books, album, first, Purpose.DISPLAY)
    assert facts(home, books).without_consent == 0
    late = NOON + timedelta(days=2)
    assert facts_of(home, books, late, 0).without_consent == 2
    photo, _ = home.vault.photos()
    home.vault.change(photo.id, state=PhotoState.RESTING)
    assert facts_of(home, books, late, 0).without_consent == 1


def test_an_album_whose_lines_are_lost_counts_as_not_allowed(
    home: Household, books: Books, importer: Importer, stick: Path
) -> None:
    bring(home, importer, stick)
    (album,) = home.vault.albums()
    lost = Shared(album=bytes(32), here=album.id, source=_ANNA.public)
    books.commit(Draft(add=[lost]), NOON)
    assert facts(home, books).without_consent == 2


def test_an_erasure_that_is_owed_counts(home: Household, books: Books) -> None:
    owed = Owed(album=bytes(32), answers=bytes(32), photos=1, at_ms=0)
    books.commit(Draft(add=[owed]), NOON)
    assert facts(home, books).owed == 1


def test_an_album_in_which_somebody_contradicted_themselves_is_split(
    home: Household, books: Books, importer: Importer, stick: Path
) -> None:
    bring(home, importer, stick)
    album, first = shared(home, books)
    grant(books, album, first, Purpose.DISPLAY)
    assert facts(home, books).split == 0
    grant(books, album, first, Purpose.DISPLAY, Purpose.SCORE)
    assert facts(home, books).split == 1


def test_devices_count_by_rank_and_by_when_they_were_heard(home: Household, books: Books) -> None:
    half_a_year_ms = 184 * 86_400_000
    long_ago = int(NOON.timestamp() * 1000) - half_a_year_ms
    rows = [
        device(1),
        device(2, rank=Rank.VIEWER, added_ms=long_ago),
        device(3, rank=Rank.CONTRIBUTOR, added_ms=long_ago, taken=long_ago + half_a_year_ms),
    ]
    books.commit(Draft(add=list(rows)), NOON)
    found = facts(home, books)
    assert (found.devices, found.owners, found.idle) == (3, 1, 1)


def test_settings_of_the_network_are_as_in_the_file(home: Household, books: Books) -> None:
    told = facts(with_network(home, broker="mqtts://there", page="https://there"), books)
    assert (told.broker, told.page, told.has_users) == ("mqtts://there", "https://there", False)


@pytest.mark.parametrize("setting", ["access_folder", "user", "cert_file"])
def test_a_broker_with_users_of_either_kind_has_users(
    home: Household, books: Books, setting: str
) -> None:
    assert facts(with_network(home, **{setting: "x"}), books).has_users


def test_a_folder_that_others_may_enter_is_seen(home: Household, books: Books) -> None:
    home.folder.chmod(0o755)
    assert facts(home, books).folder_mode == 0o755


def test_a_clock_that_was_never_set_is_seen(home: Household, books: Books) -> None:
    assert not facts_of(home, books, NOON.replace(year=1970), 0).is_dated


def test_a_model_that_was_altered_is_counted_and_so_is_a_list_that_is_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entry = next(iter(model_files.entries(model_files.find()).values()))
    checked = [model_files.Checked(entry=entry, problem=one) for one in (None, "altered")]
    monkeypatch.setattr(model_files, "verify", lambda _: tuple(checked))
    assert altered_models() == 1

    def gone() -> Path:
        raise ModelRefused("there is no folder with models")

    monkeypatch.setattr(model_files, "find", gone)
    assert altered_models() == 1


def test_the_models_of_this_checkout_are_as_they_were_released() -> None:
    assert altered_models() == 0


def test_a_report_is_kept_and_says_no_name(
    home: Household, books: Books, importer: Importer, stick: Path
) -> None:
    bring(home, importer, stick)
    books.commit(Draft(add=[device(1, person="Annemarie", label="Annemarie's phone")]), NOON)
    kept = audit(with_network(home, broker="mqtt://there"), books, NOON, 1)
    assert last(home.vault) == kept
    told = document(kept)
    assert told["checks"] == kept.report.checks
    assert told["at"] == NOON.isoformat()
    assert kept.report.findings[0].severity == "high"
    assert "models" in {one.check for one in kept.report.findings}
    assert [word for word in ("Annemarie", "Sea", "there:") if word in repr(told)] == []


def test_on_a_full_disk_a_report_is_returned_all_the_same(
    home: Household, books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise DiskFull("the disk is full")

    monkeypatch.setattr(home.vault, "remember", full)
    assert audit(home, books, NOON, 0).report.checks
    assert last(home.vault) is None


@pytest.mark.parametrize(
    "held",
    [b"", b"\xc1", msgspec.msgpack.encode({"at_s": "then"}), msgspec.msgpack.encode([1, 2])],
)
def test_a_report_of_another_version_counts_as_none(home: Household, held: bytes) -> None:
    home.vault.remember(_SETTING, held)
    assert last(home.vault) is None
    assert is_due(home.vault, NOON)


def test_a_report_whose_findings_are_of_another_kind_counts_as_none(
    home: Household, books: Books
) -> None:
    kept = msgspec.to_builtins(audit(home, books, NOON, 0))
    kept["report"]["findings"][0]["severity"] = "grave"
    home.vault.remember(_SETTING, msgspec.msgpack.encode(kept))
    assert last(home.vault) is None


@pytest.mark.parametrize(
    ("passed", "due"),
    [
        (timedelta(0), False),
        (timedelta(days=7, seconds=-1), False),
        (timedelta(days=7), True),
        (timedelta(seconds=-1), True),
        (timedelta(days=-400), True),
    ],
)
def test_an_audit_is_due_after_a_week_or_where_the_clock_was_set_back(
    home: Household, books: Books, clock: SimClock, passed: timedelta, *, due: bool
) -> None:
    assert is_due(home.vault, clock.now())
    audit(home, books, clock.now(), 0)
    assert is_due(home.vault, clock.now() + passed) is due


def test_a_journal_that_was_changed_is_found_by_the_audit_too(
    home: Household, books: Books
) -> None:
    for _ in range(2):
        assert not [one for one in audit(home, books, NOON, 0).report.findings
                    if one.check == "journal"]  # fmt: skip
    path = home.folder / FILE
    first, *rest = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(first.replace(b"a new frame", b"an old fake") + b"".join(rest))
    (found,) = [one for one in audit(home, books, NOON, 0).report.findings
                if one.check == "journal"]  # fmt: skip
    assert found.severity == "high"


def test_a_journal_that_cannot_be_read_counts_as_changed(home: Household, books: Books) -> None:
    (home.folder / FILE).mkdir()
    assert facts(home, books).journal_faults == 1
