"""Writes what the float parent of the text detector says of packaged photographs.

usage: python models/build/golden_text.py --work DIR

DIR is the one make.py used (it holds text_f32.tflite). Needs the frame's own environment with
the `samples` extra. Writes tests/vectors/models/text.json: photo to the mean of what the network
says in each cell of a grid over its square. Tests compare the model that is shipped.
"""

import argparse
import json
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(_ROOT))

from frame.vision.runtime import Model  # noqa: E402  (the checkout, not an older wheel)
from frame.vision.text import Text  # noqa: E402
from tests.vision.test_text import PHOTOS, grid, shown  # noqa: E402


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description="Write the golden file of the text detector.")
    parser.add_argument("--work", type=Path, required=True)
    work = parser.parse_args().work
    parent = Text(Model((work / "text_f32.tflite").read_bytes()))
    told = {name: grid(parent.sure(shown(name))).round(5).tolist() for name in PHOTOS}
    text = json.dumps(told, indent=None) + "\n"
    (_ROOT / "tests" / "vectors" / "models" / "text.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
