"""NIMA's aesthetic network, rebuilt in Keras and converted to full int8.

Architecture: Talebi and Milanfar, NIMA: Neural Image Assessment, 2018 (arXiv:1709.05424), on
MobileNet (Howard et al., arXiv:1704.04861). Weights come from the HDF5 file of sources.toml.
Input: 224 x 224 RGB. Output: the logits of the marks 1 to 10. They are not turned into
probabilities here: those would be rounded to 1/256, logits keep the order of near pictures.

Run inside the converter's environment: python nima.py WORK_DIR MODEL
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
import tf_keras  # isort: skip

SIDE = 224
MARKS = 10


def network(path: Path) -> Any:
    """Return the Keras model with the weights of this file, without its last softmax."""
    body = tf_keras.applications.MobileNet(
        input_shape=(SIDE, SIDE, 3), weights=None, include_top=False, pooling="avg"
    )
    head = tf_keras.layers.Dense(MARKS, name="logits")
    model = tf_keras.Model(body.input, head(body.output))
    model.load_weights(path)
    return model


def main() -> None:
    """Convert into the folder named on the command line."""
    work, name = Path(sys.argv[1]), sys.argv[2]
    model = network(work / "sources" / weights(name).path)

    def samples() -> Iterator[Any]:
        return (picture.astype(np.float32) / 127.5 - 1 for picture in pictures(work, SIDE))

    write(lambda: tf.lite.TFLiteConverter.from_keras_model(model), samples, work, name)


if __name__ == "__main__":
    main()
