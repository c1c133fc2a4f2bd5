"""Building the page where its packages cannot be had."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.phone.page import PHONE

_NOT_COPIED = shutil.ignore_patterns("node_modules", "dist", "__pycache__")


def test_a_registry_that_cannot_be_reached_is_said_in_one_sentence(tmp_path: Path) -> None:
    phone = tmp_path / "phone"
    shutil.copytree(PHONE, phone, ignore=_NOT_COPIED)
    nowhere = {
        "npm_config_registry": "http://127.0.0.1:9",
        "npm_config_fetch_retries": "0",
        "npm_config_cache": str(tmp_path / "cache"),
    }
    done = subprocess.run(
        [sys.executable, phone / "build_hook.py"],
        env={**os.environ, **nowhere}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "ECONNREFUSED" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.rstrip().endswith("run this again.")
    assert not (phone / "dist").exists()
