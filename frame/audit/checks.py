"""The checks of an audit, each a sentence about what is not well, or nothing.

Severities: "high" is to be mended now, "medium" soon, "low" is worth knowing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import urlsplit

from frame.audit.facts import Facts

Severity = Literal["high", "medium", "low"]
ROOM_BYTES: Final = 500_000_000
_OTHERS: Final = 0o077
_SECURE: Final = frozenset({"mqtts", "wss", "ssl"})
_HERE: Final = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not well: what it means, and what to do about it."""

    check: str
    severity: Severity
    means: str
    do: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What an audit found, in how many checks; the gravest comes first."""

    findings: tuple[Finding, ...]
    checks: int


def examine(facts: Facts) -> Report:
    """Return what every check says about these facts."""
    found = [finding for check in CHECKS if (finding := check(facts)) is not None]
    found.sort(key=lambda one: _ORDER.index(one.severity))
    return Report(findings=tuple(found), checks=len(CHECKS))


def consent(facts: Facts) -> Finding | None:
    """P7: nothing is shown without a live grant."""
    if not facts.without_consent:
        return None
    return Finding(
        check="consent",
        severity="high",
        means=f"{_photos(facts.without_consent)} can be shown without a live consent",
        do="Restart the frame; if this stays, report it: it should be impossible.",
    )


def erasing(facts: Facts) -> Finding | None:
    """P8: what was taken back is gone."""
    if not facts.owed:
        return None
    return Finding(
        check="erasing",
        severity="high",
        means=f"{facts.owed} erasure(s) are not finished",
        do="Free some space and restart the frame: it finishes them before the first slide.",
    )


def store(facts: Facts) -> Finding | None:
    """What is stored opens."""
    if not facts.damaged:
        return None
    return Finding(
        check="store",
        severity="medium",
        means=f"{_photos(facts.damaged)} cannot be opened any more",
        do="Replace the storage card soon, and send these photos again.",
    )


def forks(facts: Facts) -> Finding | None:
    """Nobody signs two different lines with one number."""
    if not facts.split:
        return None
    return Finding(
        check="forks",
        severity="high",
        means=f"in {facts.split} album(s) somebody signed contradictory consents",
        do="A phone restored from a backup does this. Remove that phone and pair it again.",
    )


def device_key(facts: Facts) -> Finding | None:
    """The device key is readable by the frame alone."""
    if facts.key_warning:
        return Finding(
            check="device key",
            severity="high",
            means=facts.key_warning,
            do="Give device.key back to this user only: chmod 600.",
        )
    if facts.key_tier != "plain file":
        return None
    return Finding(
        check="device key",
        severity="low",
        means="the key lies on the same card as the photos, so a thief of the card can read both",
        do="Keep the key elsewhere: `frame keys status` lists what this board can do.",
    )


def folder(facts: Facts) -> Finding | None:
    """Other users of the machine cannot look into the state folder."""
    if not facts.folder_mode & _OTHERS:
        return None
    return Finding(
        check="folder",
        severity="medium",
        means="other users of this machine can look into the state folder",
        do="Close it: chmod 700.",
    )


def broker(facts: Facts) -> Finding | None:
    """The broker is reached over TLS, or on this machine."""
    where = urlsplit(facts.broker)
    if not facts.broker or where.scheme in _SECURE or where.hostname in _HERE:
        return None
    return Finding(
        check="broker",
        severity="low",
        means="the broker is reached without TLS, so who listens sees who talks to whom and when",
        do="Use an mqtts:// address; what is said is sealed either way.",
    )


def users(facts: Facts) -> Finding | None:
    """The broker knows who may use which topics."""
    if not facts.broker or facts.has_users:
        return None
    return Finding(
        check="users",
        severity="low",
        means="the broker lets anybody connect who reaches it",
        do="Set access_folder and use `frame run broker`; see docs/operations.md.",
    )


def page(facts: Facts) -> Finding | None:
    """The phone page comes over https."""
    where = urlsplit(facts.page)
    if not facts.broker or where.scheme == "https" or where.hostname in _HERE:
        return None
    return Finding(
        check="page",
        severity="medium",
        means="the phone page comes over http: somebody in the same network could alter it",
        do="Set https_port and install the frame's certificate; see docs/operations.md.",
    )


def ownership(facts: Facts) -> Finding | None:
    """There is somebody who can take back everything, and a second one for when it is lost."""
    if not facts.devices or facts.owners != 1:
        return None
    return Finding(
        check="ownership",
        severity="low",
        means="one phone alone owns this frame; when it is lost, nobody can give consent",
        do="Invite a second phone as owner.",
    )


def idle_devices(facts: Facts) -> Finding | None:
    """Who may speak to the frame is still in use."""
    if not facts.idle:
        return None
    return Finding(
        check="idle devices",
        severity="low",
        means=f"{facts.idle} paired device(s) were not heard for half a year",
        do="Remove those that nobody uses any more.",
    )


def journal(facts: Facts) -> Finding | None:
    """The audit journal is what this frame wrote."""
    if not facts.journal_faults:
        return None
    return Finding(
        check="journal",
        severity="high",
        means=f"the audit journal was changed in {facts.journal_faults} place(s)",
        do="`frame audit --journal` says where. Ask who had this machine, its card or its keys.",
    )


def models(facts: Facts) -> Finding | None:
    """The models are those that were released."""
    if not facts.altered_models:
        return None
    return Finding(
        check="models",
        severity="high",
        means=f"{facts.altered_models} model file(s) are not as they were released",
        do="Install the frame's software again; `frame models verify` names them.",
    )


def room(facts: Facts) -> Finding | None:
    """There is room for photos, and for finishing an erasure."""
    if facts.free_bytes >= ROOM_BYTES:
        return None
    return Finding(
        check="room",
        severity="medium",
        means=f"only {facts.free_bytes // 1_000_000} MB are free",
        do="Erase photos that nobody needs, or use a larger card.",
    )


def clock(facts: Facts) -> Finding | None:
    """The date is plausible: consents end by it."""
    if facts.is_dated:
        return None
    return Finding(
        check="clock",
        severity="medium",
        means="the clock is not set, so the frame cannot tell whether consents are over",
        do="Connect it to a network once, or set the clock.",
    )


CHECKS: Final[tuple[Callable[[Facts], Finding | None], ...]] = (
    consent,
    erasing,
    store,
    forks,
    device_key,
    folder,
    broker,
    users,
    page,
    ownership,
    idle_devices,
    journal,
    models,
    room,
    clock,
)
_ORDER: Final = ("high", "medium", "low")


def _photos(count: int) -> str:
    return "1 photo" if count == 1 else f"{count} photos"
