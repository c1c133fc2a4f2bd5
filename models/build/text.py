"""Turns the text detector of PP-OCRv4 (ONNX) into TFLite: `python text.py WORK_DIR MODEL`.

Source: DB, "Real-time Scene Text Detection with Differentiable Binarization", Liao et al.,
arXiv:1911.08947, in the mobile form of PP-OCRv4 (PaddlePaddle/PaddleOCR, Apache-2.0).

The network is written for BGR less the mean of ImageNet; here it takes RGB bytes and does that
itself. Its weights become 16-bit floats, which no answer of the network can tell from 32: with
8-bit weights the file is half as large, but tflite-runtime 2.14 does not load it.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from onnx_graph import Graph
from sources import weights

SIDE = 480
# the order of the channels that PaddleOCR reads (OpenCV's), its mean and deviation of each
_MEAN = np.array([0.485, 0.456, 0.406], np.float32)
_DEVIATION = np.array([0.229, 0.224, 0.225], np.float32)


def main(work: Path, name: str) -> None:
    """Write the float parent and the model with 16-bit weights into the work folder."""
    graph = Graph(work / "sources" / weights(name).path)

    def detect(picture: Any) -> Any:
        turned = tf.cast(picture, tf.float32)[..., ::-1]
        return graph((turned / 255 - _MEAN) / _DEVIATION)

    shape = tf.TensorSpec((1, SIDE, SIDE, 3), tf.uint8, name="rgb")
    traced = tf.function(detect).get_concrete_function(shape)
    for kind, small in (("_f32", False), ("", True)):
        converter = tf.lite.TFLiteConverter.from_concrete_functions([traced])
        converter.optimizations = [tf.lite.Optimize.DEFAULT] if small else []
        converter.target_spec.supported_types = [tf.float16]
        (work / f"{name}{kind}.tflite").write_bytes(converter.convert())


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
