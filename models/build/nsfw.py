"""The five-way network of nsfwjs (drawing, hentai, neutral, porn, sexy) as full int8.

Architecture: MobileNetV2 (Sandler et al., arXiv:1801.04381) at width 1.4, trained by the
project GantMan/nsfw_model. Its weights, 8 bits each in the package, become floats, and the
int8 model is made of those.
Input: 224 x 224 RGB. Output: the logits of the five classes, in the order above.

Run inside the converter's environment: python nsfw.py WORK_DIR MODEL
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from calibration import pictures
from quantized import write
from sources import weights

# the environment of quantized.py must be set before these
import tensorflow as tf  # isort: skip
import tfjs  # isort: skip

SIDE = 224
LOGITS = "StatefulPartitionedCall/sequential/dense/BiasAdd"


def network(model: Path, shards: list[Path]) -> Any:
    """Return the network as a concrete function of one picture, RGB from 0 to 1."""
    graph = tfjs.exported(model.read_text(encoding="utf-8"))
    known = tfjs.constants(graph, (tfjs.exported(s.read_text(encoding="utf-8")) for s in shards))

    def forward(picture: Any) -> Any:
        return tfjs.run(graph, known, picture, LOGITS)

    shape = tf.TensorSpec((1, SIDE, SIDE, 3), tf.float32, name="picture")
    return tf.function(forward, input_signature=[shape]).get_concrete_function()


def main() -> None:
    """Convert into the folder named on the command line."""
    work, name = Path(sys.argv[1]), sys.argv[2]
    source = weights(name)
    folder = work / "sources"
    forward = network(folder / source.path, [folder / path for path in sorted(source.more)])

    def samples() -> Iterator[Any]:
        return (picture.astype(np.float32) / 255 for picture in pictures(work, SIDE))

    convert = tf.lite.TFLiteConverter.from_concrete_functions
    write(lambda: convert([forward]), samples, work, name)


if __name__ == "__main__":
    main()
