"""Each check speaks when its fact is bad, and only then."""

from dataclasses import replace
from typing import Any

import pytest

from frame.audit.checks import CHECKS, examine
from frame.audit.facts import Facts

WELL = Facts(
    key_tier="systemd credential",
    key_warning="",
    folder_mode=0o700,
    broker="mqtts://frame.local",
    has_users=True,
    page="https://frame.local",
    without_consent=0,
    owed=0,
    damaged=0,
    split=0,
    devices=3,
    owners=2,
    idle=0,
    journal_faults=0,
    altered_models=0,
    free_bytes=10**10,
    is_dated=True,
)
BAD: dict[str, dict[str, Any]] = {
    "consent": {"without_consent": 1},
    "erasing": {"owed": 2},
    "store": {"damaged": 3},
    "forks": {"split": 1},
    "device key": {"key_tier": "plain file"},
    "folder": {"folder_mode": 0o755},
    "broker": {"broker": "mqtt://broker.example"},
    "users": {"has_users": False},
    "page": {"page": "http://frame.local"},
    "ownership": {"owners": 1},
    "idle devices": {"idle": 1},
    "journal": {"journal_faults": 1},
    "models": {"altered_models": 1},
    "room": {"free_bytes": 1},
    "clock": {"is_dated": False},
}


def test_a_frame_that_is_well_has_no_findings() -> None:
    report = examine(WELL)
    assert report.findings == ()
    assert report.checks == len(CHECKS) == len(BAD)


@pytest.mark.parametrize("check", BAD)
def test_what_is_not_well_is_found_and_nothing_else(check: str) -> None:
    (finding,) = examine(replace(WELL, **BAD[check])).findings
    assert finding.check == check
    assert finding.means
    assert finding.do.endswith(".")


def test_the_gravest_finding_comes_first() -> None:
    report = examine(replace(WELL, owners=1, damaged=1, split=1))
    assert [one.severity for one in report.findings] == ["high", "medium", "low"]


def test_a_frame_that_speaks_to_nobody_needs_no_tls() -> None:
    alone = replace(WELL, broker="", has_users=False, page="http://frame.local")
    assert examine(alone).findings == ()


def test_a_broker_on_the_same_machine_needs_no_tls() -> None:
    assert examine(replace(WELL, broker="mqtt://127.0.0.1:1883")).findings == ()


def test_a_key_that_others_can_read_is_grave() -> None:
    (finding,) = examine(replace(WELL, key_warning="other users can read it")).findings
    assert (finding.check, finding.severity) == ("device key", "high")
