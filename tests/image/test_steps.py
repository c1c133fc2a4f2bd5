"""Steps are left out when nothing changed, and lists that make no sense are refused."""

from pathlib import Path

import pytest
from steps import packages, settings, tools
from steps.settings import BadSettings, Settings
from steps.stage import Marks, digest
from steps.tools import ToolFailed


def test_every_package_has_a_reason_and_stands_once(tree: Path) -> None:
    names = settings.packages(tree / "packages.list", tree / "packages-debian-kernel.list")
    assert {"python3", "rauc", "nftables", "cryptsetup-bin", "linux-image-arm64"} <= set(names)
    assert not {"network-manager", "avahi-daemon", "python3-pygame", "isc-dhcp-client"} & set(
        names
    )


@pytest.mark.parametrize("text", ["udev\n", "udev # nodes\nudev # again\n"])
def test_a_package_without_a_reason_or_twice_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "list").write_text(text)
    with pytest.raises(BadSettings, match="udev"):
        settings.packages(tmp_path / "list")


def test_a_setting_that_nobody_knows_is_refused(tree: Path, tmp_path: Path) -> None:
    told = (tree / "image.toml").read_text(encoding="utf-8")
    (tmp_path / "image.toml").write_text('colour = "red"\n' + told)
    with pytest.raises(BadSettings, match="colour"):
        settings.read(tmp_path / "image.toml")


def test_a_step_runs_once_and_again_when_something_changed(tmp_path: Path) -> None:
    marks, ran, out = Marks(tmp_path / "marks"), [0], tmp_path / "out"

    def run() -> None:
        ran[0] += 1
        out.write_text("made")

    for given in ("one", "one", "other", "other"):
        marks.step("system", given, [out], run)
    assert ran == [2]
    out.unlink()
    marks.step("system", "other", [out], run)
    assert ran == [3]


def test_a_step_that_was_cut_off_runs_again(tmp_path: Path) -> None:
    marks, out = Marks(tmp_path / "marks"), tmp_path / "out"

    def breaks() -> None:
        out.write_text("half")
        raise ToolFailed("cut off")

    with pytest.raises(ToolFailed):
        marks.step("system", "one", [out], breaks)
    ran: list[bool] = []
    marks.step("system", "one", [out], lambda: ran.append(True))
    assert ran == [True]


def test_a_step_that_makes_nothing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="did not make out"):
        Marks(tmp_path / "marks").step("system", "", [tmp_path / "out"], lambda: None)


def test_a_digest_sees_names_modes_links_and_bytes(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "file").write_text("one")
    seen = [digest(folder)]
    for change in (
        lambda: (folder / "file").write_text("two"),
        lambda: (folder / "file").chmod(0o755),
        lambda: (folder / "link").symlink_to("file"),
        lambda: (folder / "file").rename(folder / "other"),
    ):
        change()
        seen.append(digest(folder))
    assert len(set(seen)) == len(seen)


def test_a_tool_that_is_missing_is_named_with_its_package() -> None:
    with pytest.raises(ToolFailed, match="apt-get install no-such-tool"):
        tools.run(["no-such-tool"])


def test_what_a_tool_said_is_told_when_it_fails() -> None:
    with pytest.raises(ToolFailed, match="ended with 3:\nbroken"):
        tools.run(["sh", "-c", "echo broken; exit 3"])


def test_debian_is_fetched_from_where_this_machine_fetches_it(
    small: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = "Debian mirror://main/\nDebian-Security mirror://security/\nDebian mirror://other/\n"
    monkeypatch.setattr(packages, "run", lambda _: told)
    assert packages.sources(small) == [
        "deb mirror://main/ trixie main non-free-firmware",
        "deb mirror://main/ trixie-updates main non-free-firmware",
        "deb mirror://security/ trixie-security main non-free-firmware",
    ]
    monkeypatch.setattr(packages, "run", lambda _: "Debian mirror://main/\n")
    with pytest.raises(ToolFailed, match="Debian-Security"):
        packages.sources(small)
