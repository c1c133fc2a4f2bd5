"""Steps are left out when nothing changed, and lists that make no sense are refused."""

import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import build
import pytest
from steps import packages, root, settings, tools
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


@pytest.mark.parametrize(
    ("old", "new"),
    [("", 'colour = "red"\n'), ("[newer]\n", "[newer]\ncolour = 1\n"), ("[newer]", "[older]")],
)
def test_a_setting_that_nobody_knows_or_that_is_missing_is_refused(
    tree: Path, tmp_path: Path, old: str, new: str
) -> None:
    told = (tree / "image.toml").read_text(encoding="utf-8")
    (tmp_path / "image.toml").write_text(told.replace(old, new, 1))
    with pytest.raises(BadSettings, match=r"colour|newer"):
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
        "deb mirror://main/ forky non-free-firmware",
    ]
    monkeypatch.setattr(packages, "run", lambda _: "Debian mirror://main/\n")
    with pytest.raises(ToolFailed, match="Debian-Security"):
        packages.sources(small)


def test_of_the_newer_suite_the_firmware_is_taken_and_nothing_else(
    small: Settings, tree: Path, tmp_path: Path, needs: Callable[..., None]
) -> None:
    needs("apt-get")
    pins = tmp_path / "preferences"
    pins.write_text(packages.preferences(small.newer))
    archive = {
        small.suite: {"raspi-firmware": "1.2024", "dosfstools": "4.2"},
        small.newer.suite: {
            "raspi-firmware": "1.2026",
            "dosfstools": "4.3",
            "bluez-firmware": "2",
        },
    }
    chosen = _candidates(tmp_path, archive, pins)
    assert chosen == {"raspi-firmware": "1.2026", "dosfstools": "4.2", "bluez-firmware": "(none)"}
    listed = settings.packages(tree / "packages.list")
    assert set(small.newer.packages) <= set(listed)


def _candidates(place: Path, archive: dict[str, dict[str, str]], pins: Path) -> dict[str, str]:
    """Return which version apt would install of each package of some suites."""
    state, lists = place / "state", place / "sources.list"
    for folder in ("state/lists/partial", "cache/archives/partial", "etc"):
        (place / folder).mkdir(parents=True)
    (place / "status").touch()
    for suite, held in archive.items():
        told = "".join(
            f"Package: {name}\nVersion: {version}\nArchitecture: all\nMaintainer: nobody\n"
            f"Filename: ./{name}.deb\nSize: 1\nSHA256: {'0' * 64}\nDescription: none\n\n"
            for name, version in held.items()
        )
        (place / suite).mkdir()
        (place / suite / "Packages").write_text(told)
        summary = f"SHA256:\n {sha256(told.encode()).hexdigest()} {len(told)} Packages\n"
        (place / suite / "Release").write_text(
            f"Origin: Debian\nLabel: Debian\nCodename: {suite}\n{summary}"
        )
    lists.write_text("".join(f"deb [trusted=yes] copy:{place}/{suite} ./\n" for suite in archive))
    words = [
        f"-oDir::State={state}", f"-oDir::State::status={place}/status", f"-oDir::Etc={place}/etc",
        f"-oDir::Cache={place}/cache", f"-oDir::Etc::SourceList={lists}",
        f"-oDir::Etc::Preferences={pins}", "-oAPT::Sandbox::User=root",
    ]  # fmt: skip
    tools.run(["apt-get", *words, "update"])
    names = sorted({name for held in archive.values() for name in held})
    told = tools.run(["apt-cache", *words, "policy", *names])
    found = re.findall(r"^(\S+):$.*?Candidate: (\S+)$", told, re.MULTILINE | re.DOTALL)
    return dict(found)


@pytest.mark.parametrize(("told", "is_old"), [("false\n", True), ("true\n", False), ("", False)])
def test_lists_whose_time_is_over_are_taken_where_this_machine_takes_them(
    small: Settings, monkeypatch: pytest.MonkeyPatch, told: str, *, is_old: bool
) -> None:
    archives = "Debian mirror://main/\nDebian-Security mirror://security/\n"
    monkeypatch.setattr(
        packages, "run", lambda words: {"apt-config": told}.get(words[0], archives)
    )
    words = packages.words(small, ["udev"], Path("debs"), Path("out"))
    assert ('--aptopt=Acquire::Check-Valid-Until "false"' in words) is is_old


def test_a_release_names_whom_to_tell_of_a_weakness(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["build.py", "packages", "--keys", str(tmp_path / "keys"), "--work", str(tmp_path)]
    for contact in ((), ("--contact", "somebody")):
        monkeypatch.setattr("sys.argv", [*words, *contact])
        with pytest.raises(SystemExit) as ended:
            build.main()
        assert ended.value.code == 2
        assert "--contact mailto:" in capsys.readouterr().err


def test_images_are_supported_as_long_as_the_security_policy_says() -> None:
    years = {2: "two", 3: "three", 5: "five"}[settings.read().support_years]
    policy = (settings.ROOT / "SECURITY.md").read_text(encoding="utf-8")
    assert f"| the newest release of the image | {years} years after the day" in policy


def test_the_umask_under_which_a_tree_was_fetched_changes_nothing(tmp_path: Path) -> None:
    made = []
    for name, mode in (("one", 0o644), ("other", 0o664)):
        tree, laid = tmp_path / name, tmp_path / f"laid-{name}"
        tree.mkdir()
        laid.mkdir()
        for path, extra in (("plain", 0), ("program", 0o111)):
            (tree / path).write_text(path)
            (tree / path).chmod(mode | extra)
        root.lay(tree, laid)
        made.append((digest(tree), [one.stat().st_mode for one in sorted(laid.iterdir())]))
    assert made[0] == made[1]
    (tmp_path / "one/plain").chmod(0o755)
    assert digest(tmp_path / "one") != made[0][0]
