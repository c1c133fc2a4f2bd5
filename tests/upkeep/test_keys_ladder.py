"""What is said about each tier of the key ladder is whole, and fits the board."""

import pytest

from frame.protocol.frame_privacy import TIER_CHARACTERS
from frame.upkeep.keys_ladder import (
    WORTH,
    Board,
    BoardKey,
    Tier,
    in_short,
    ladder,
    missing,
    tier_known_as,
)

BARE = Board(no_credential="no systemd", no_tpm2="no TPM")
RICH = Board(board_key=BoardKey.READY, owners=2)


def test_every_tier_says_what_it_protects_from_and_what_not() -> None:
    assert set(WORTH) == set(Tier)
    for worth in WORTH.values():
        for words in (worth.against, worth.not_against, worth.asks):
            assert words[0].isupper()
            assert words.endswith(".")


def test_names_are_told_apart_and_fit_into_the_message_to_phones() -> None:
    names = [tier.known_as for tier in Tier]
    assert len(set(names)) == len(names)
    assert max(map(len, names)) <= TIER_CHARACTERS
    assert [tier_known_as(name) for name in names] == list(Tier)
    assert tier_known_as("a later one") is None


def test_a_bare_board_can_keep_the_key_in_a_file_or_behind_a_passphrase() -> None:
    possible = {rung.tier for rung in ladder(Tier.FILE, BARE) if rung.possible}
    assert possible == {Tier.FILE, Tier.PASSPHRASE}


def test_a_rich_board_can_do_everything() -> None:
    assert all(rung.possible for rung in ladder(Tier.FILE, RICH))


def test_a_board_whose_key_is_not_burnt_yet_may_burn_it() -> None:
    assert missing(Tier.FIRMWARE, Board(board_key=BoardKey.BLANK)) == ""


@pytest.mark.parametrize("tier", list(Tier))
def test_one_tier_at_most_is_active_and_the_active_one_is_possible(tier: Tier) -> None:
    rungs = ladder(tier, BARE)
    assert [rung.tier for rung in rungs if rung.active] == [tier]
    assert all(rung.possible for rung in rungs if rung.active)
    assert not any(rung.active for rung in ladder(None, BARE))


@pytest.mark.parametrize("tier", list(Tier))
def test_in_short_both_sides_are_named(tier: Tier) -> None:
    said = in_short(tier.known_as)
    assert said.startswith("keeps out: ")
    assert "Does not keep out: " in said


def test_a_tier_of_a_later_version_is_not_explained() -> None:
    assert "does not know" in in_short("a hologram")
