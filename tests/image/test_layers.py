"""The Raspberry Pi layer set: read, and held to what the image declares. It was never built."""

import json
import os
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from steps import boot, packages, settings
from steps.system import Sealed

_READ = "import json, sys, yaml; print(json.dumps(list(yaml.safe_load_all(open(sys.argv[1])))))"


def _yaml(path: Path) -> list[dict[str, Any]]:
    """Read YAML with Debian's python3-yaml; the program itself has no use for it."""
    words = ["/usr/bin/python3", "-c", _READ, str(path)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if "No module named 'yaml'" in done.stderr or not Path(words[0]).exists():
        if os.environ.get("CI"):
            pytest.fail("missing: python3-yaml")
        pytest.skip("needs: sudo apt-get install python3-yaml")
    assert done.returncode == 0, done.stderr
    documents: list[dict[str, Any]] = json.loads(done.stdout)
    return [one for one in documents if one]


@pytest.fixture(scope="module")
def layers(tree: Path) -> Path:
    return tree / "rpi-image-gen"


def test_the_configuration_names_a_layer_that_is_here(layers: Path) -> None:
    (told,) = _yaml(layers / "config/hearthframe-root.yaml")
    assert set(told) == {"layer", "artefact"}
    assert set(told["layer"]) == {"app"}
    assert (layers / f"layer/{told['layer']['app']}.yaml").is_file()


def test_a_layer_says_what_it_is_in_the_words_of_rpi_image_gen(layers: Path) -> None:
    path = layers / "layer/hearthframe-root.yaml"
    text = path.read_text(encoding="utf-8")
    head = re.search(r"^# METABEGIN\n(.*)^# METAEND$", text, re.MULTILINE | re.DOTALL)
    assert head is not None
    fields = dict(re.findall(r"^# X-Env-Layer-(\w+): (.+)$", head[1], re.MULTILINE))
    assert fields["Name"] == path.stem
    assert {"Category", "Desc", "Version", "Requires"} <= set(fields)


def test_the_layer_makes_the_same_root_as_the_driver(
    layers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (told,) = _yaml(layers / "layer/hearthframe-root.yaml")
    image, made = settings.read(), told["mmdebstrap"]
    assert told["env"] == packages.environment(image)
    monkeypatch.setattr(packages, "sources", lambda _: [])
    monkeypatch.setattr(packages, "may_be_old", lambda: False)
    words = [str(word) for word in packages.words(image, [], Path(), Path())]
    assert (made["suite"], made["architectures"]) == (image.suite, [image.architecture])
    assert f"--variant={made['variant']}" in words
    for kind in ("dpkgopt", "aptopt"):
        ours = [word.partition("=")[2] for word in words if word.startswith(f"--{kind}=")]
        assert [one.lower() for one in made[f"{kind}s"]] == [one.lower() for one in ours]


def test_each_kernel_has_its_own_lines_of_configuration(tree: Path, tmp_path: Path) -> None:
    tables = tomllib.loads((tree / "boards.toml").read_text(encoding="utf-8"))
    assert set(boot.OWN) == set(tables)
    workshop, kernel = tmp_path / "workshop", tmp_path / "kernel"
    kernel.mkdir()
    for folder in ("raspi-firmware", "linux-image-6.12-rpi-v8"):
        (workshop / "usr/lib" / folder / "overlays").mkdir(parents=True)
        (workshop / "usr/lib" / folder / "overlays/both.dtbo").write_text(folder)
    for name in ("vmlinuz", "initrd.img"):
        (kernel / name).touch()
    found = {}
    for board in tables:
        boot.make(kernel, workshop, Sealed("ab" * 32, 4096), tmp_path / board, board)
        found[board] = (tmp_path / board / "boot_b/config.txt").read_text().splitlines()
        assert (tmp_path / board / "boot_b/overlays/both.dtbo").read_text().startswith("linux")
    assert "upstream_kernel=1" in found["debian"]
    assert "dtoverlay=vc4-kms-v3d" not in found["debian"]
    assert {"dtoverlay=vc4-kms-v3d", "camera_auto_detect=1"} <= set(found["raspberry-pi"])
    assert "upstream_kernel=1" not in found["raspberry-pi"]


def test_the_layer_takes_the_same_list_of_packages(layers: Path) -> None:
    (told,) = _yaml(layers / "layer/hearthframe-root.yaml")
    (hook,) = told["mmdebstrap"]["customize-hooks"]
    named = re.search(r"\$SRCROOT/(\S+?)\"", hook)
    assert named is not None
    assert (layers / named[1]).resolve().is_file()
    assert "linux-image-arm64" not in told["mmdebstrap"]["packages"]


def test_an_image_is_offered_for_no_board_that_it_does_not_start(tree: Path) -> None:
    told = tomllib.loads((tree / "boards.toml").read_text(encoding="utf-8"))
    tags = {"pi3-64bit": "3", "pi4-64bit": "4", "pi5-64bit": "5"}
    for kernel in told.values():
        for device in kernel["devices"]:
            (board,) = (
                facts for name, facts in kernel["boards"].items()
                if re.search(rf"Pi {tags[device]}\b", name)
            )  # fmt: skip
            assert board["starts"].startswith("yes"), device
            assert board["update_ab"].startswith("yes"), device
