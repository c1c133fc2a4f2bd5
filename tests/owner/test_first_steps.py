from pathlib import Path

from tests.owner.conftest import Owner
from tests.owner.frame_for_tests import FrameForTests


def test_a_frame_is_paired_when_both_people_say_yes(owner: Owner, kitchen: FrameForTests) -> None:
    said = owner("pair", kitchen.card(), "--name", "Ana", "--label", "Laptop", typed="y\n")
    assert said.code == 0, said.err
    assert "paired with 'Kitchen'; this device is owner there" in said.out
    assert kitchen.digits[0] in said.err
    frames = owner("frames", "--json").json["frames"]
    assert [(one["frame"], one["role"]) for one in frames] == [("Kitchen", "owner")]


def test_everything_a_person_does_with_one_frame(
    owner: Owner, paired: FrameForTests, stick: Path
) -> None:
    owner("album", "Summer")
    said = owner("grant", "Summer", typed="y\n")
    assert said.code == 0, said.err
    assert "show them on its screen" in said.err
    sent = owner("send", stick, "--album", "Summer", "--json")
    assert sent.json["kept"] == 3
    assert sent.json["removed"]["location"] == 3
    assert [Path(one["file"]).name for one in sent.json["refused"]] == ["broken.jpg"]
    assert paired.photos() == 3
