import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.errors import ModelRefused
from frame.vision import registry

_DATA = b"a model"
_GOOD = f"""
[model.tiny]
file = "tiny.tflite"
sha256 = "{hashlib.sha256(_DATA).hexdigest()}"
bytes = {len(_DATA)}
source = "somewhere==1.0"
licence = "Apache-2.0"
inputs = ["float32 1"]
outputs = ["float32 1"]
"""


def test_the_file_that_is_meant_passes() -> None:
    registry.check(registry.parse(_GOOD.encode())["tiny"], _DATA)


@pytest.mark.parametrize(
    "data", [b"", b"a mode", b"a model ", b"b model"], ids=["empty", "short", "long", "altered"]
)
def test_any_other_bytes_are_refused(data: bytes) -> None:
    entry = registry.parse(_GOOD.encode())["tiny"]
    with pytest.raises(ModelRefused, match="tiny"):
        registry.check(entry, data)


@given(place=st.integers(0, len(_DATA) * 8 - 1))
def test_one_flipped_bit_is_refused(place: int) -> None:
    altered = bytearray(_DATA)
    altered[place // 8] ^= 1 << place % 8
    with pytest.raises(ModelRefused):
        registry.check(registry.parse(_GOOD.encode())["tiny"], bytes(altered))


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("tiny.tflite", "../tiny.tflite"),
        ("tiny.tflite", "/etc/passwd"),
        ("tiny.tflite", "other.tflite"),
        (f"bytes = {len(_DATA)}", "bytes = -1"),
        (f"bytes = {len(_DATA)}", 'bytes = "7"'),
        (f"bytes = {len(_DATA)}", "bytes = 99999999999"),
        ("[model.tiny]", "[model]"),
        ("[model.tiny]", "[models.tiny]"),
        ('sha256 = "', 'sha256 = "xx'),
        ('licence = "Apache-2.0"', ""),
        ('inputs = ["float32 1"]', "inputs = 3"),
        ('inputs = ["float32 1"]', "inputs = [3]"),
        ("tiny", "ti\x00ny"),
    ],
)
def test_a_manifest_with_nonsense_is_refused(good: str, bad: str) -> None:
    with pytest.raises(ModelRefused, match="list of models"):
        registry.parse(_GOOD.replace(good, bad).encode())


@given(st.binary(max_size=300))
def test_random_bytes_are_no_manifest(manifest: bytes) -> None:
    with pytest.raises(ModelRefused, match="list of models"):
        registry.parse(manifest)
