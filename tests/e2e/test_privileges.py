import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("room", "kept_out"),
    [
        ("frame.services.glass", ("cryptography", "sqlite3", "frame.store", "frame.crypto")),
        (
            "frame.services.run",
            ("PIL", "numpy", "pygame", "pillow_heif", "ai_edge_litert", "zxing"),
        ),
        ("frame.services.decode", ("cryptography", "sqlite3", "frame.store", "frame.config")),
        ("frame.services.vision", ("cryptography", "sqlite3", "frame.store", "pygame")),
    ],
)
def test_a_process_loads_nothing_of_privileges_it_must_not_have(
    room: str, kept_out: tuple[str, ...]
) -> None:
    code = f"import sys, {room}; print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = [name for name in done.stdout.split() if name.startswith(kept_out)]
    assert loaded == []
