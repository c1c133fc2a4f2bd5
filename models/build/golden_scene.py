"""Writes what the float parents say about packaged photos, for the tests to compare with.

usage: python models/build/golden_scene.py --work DIR [MODEL...]

DIR is the one make.py used: it holds MODEL_f32.tflite. Run with the frame's own environment and
its extra `samples` (scikit-image and scikit-learn bring the photos). Writes
tests/vectors/models/MODEL.json: name of photo to numbers, rounded.
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

_ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(_ROOT))

from frame.vision.runtime import Model  # noqa: E402  (the checkout, not an older wheel)
from tests.vision.packaged_photos import PHOTOS, packaged  # noqa: E402

CELLS = 16
Numbers = dict[str, list[float]]


def scene(outputs: Mapping[int, Any]) -> Numbers:
    """The vectors, and the map of the class that comes first."""
    first = int(outputs[1000].argmax())
    places = outputs[49000].reshape(49, 1000)[:, first]
    named = {"logits": outputs[1000], "embed": outputs[1280], "heat": outputs[49]}
    return {name: _rounded(numbers) for name, numbers in (named | {"places": places}).items()}


def marks(outputs: Mapping[int, Any]) -> Numbers:
    """The logits as they are."""
    (logits,) = outputs.values()
    return {"logits": _rounded(logits)}


def mask(outputs: Mapping[int, Any]) -> Numbers:
    """The mean of the mask in 16 x 16 cells, row by row."""
    (full,) = outputs.values()
    edge = int(full.size**0.5)
    cells = full.reshape(CELLS, edge // CELLS, CELLS, edge // CELLS).mean(axis=(1, 3))
    return {"mask": _rounded(cells)}


def _rounded(numbers: Any) -> list[float]:
    return [round(float(number), 3) for number in np.ravel(numbers)]


# model: how the float parent wants its pixels, and what is kept of its outputs
KINDS: Mapping[str, tuple[Callable[[Any], Any], Callable[[Mapping[int, Any]], Numbers]]] = {
    "scene": (lambda rgb: (rgb - 127.0) / 128.0, scene),
    "aesthetics": (lambda rgb: rgb / 127.5 - 1.0, marks),
    "nudity": (lambda rgb: rgb / 255.0, marks),
    "persons": (lambda rgb: rgb / 255.0, mask),
}


def main() -> None:
    """Write the files of the models that the command line names."""
    parser = argparse.ArgumentParser(description="Write what the float parents say.")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("names", nargs="*", default=list(KINDS), metavar="MODEL")
    wishes = parser.parse_args()
    for name in wishes.names:
        parent = Model((wishes.work / f"{name}_f32.tflite").read_bytes())
        said = {photo: _said(name, parent, photo) for photo in PHOTOS}
        lines = ",\n".join(
            f"{json.dumps(photo)}: {json.dumps(row)}" for photo, row in said.items()
        )
        goal = _ROOT / "tests" / "vectors" / "models" / f"{name}.json"
        goal.parent.mkdir(parents=True, exist_ok=True)
        goal.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


def _said(name: str, parent: Model, photo: str) -> Numbers:
    prepare, kept = KINDS[name]
    _batch, height, width, _channels = parent.shape
    rgb = packaged(photo).squashed(width, height).astype(np.float32)
    outputs = parent(prepare(rgb).astype(np.float32)[None])
    return kept({out.size: out.reshape(-1) for out in outputs})


if __name__ == "__main__":
    main()
