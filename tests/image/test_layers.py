"""The Raspberry Pi layer set: read, and held to what the image declares. It was never built."""

import json
import os
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

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
    assert set(told) == {"device", "layer", "artefact"}
    assert (layers / f"layer/{told['layer']['app']}.yaml").is_file()


def test_a_layer_says_what_it_is_in_the_words_of_rpi_image_gen(layers: Path) -> None:
    path = layers / "layer/hearthframe-root.yaml"
    text = path.read_text(encoding="utf-8")
    head = re.search(r"^# METABEGIN\n(.*)^# METAEND$", text, re.MULTILINE | re.DOTALL)
    assert head is not None
    fields = dict(re.findall(r"^# X-Env-Layer-(\w+): (.+)$", head[1], re.MULTILINE))
    assert fields["Name"] == path.stem
    assert {"Category", "Desc", "Version", "Requires"} <= set(fields)
    (told,) = _yaml(path)
    assert set(told) == {"mmdebstrap"}
    assert set(told["mmdebstrap"]) == {"architectures", "packages", "customize-hooks"}


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
