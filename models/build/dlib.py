"""dlib's face recognition network, rebuilt in TensorFlow and converted to full int8.

Architecture: a residual network (He et al., arXiv:1512.03385) of 29 layers without batch
normalization at run time, after dlib's dnn_face_recognition_ex.cpp (Davis King, 2017): in each
layer a learnt scale and shift; a shortcut that shrinks is average pooling, filled up with empty
channels. Input: 150 x 150 RGB of an aligned face. Output: 128 numbers, compared by L2 distance.
The weights come in TensorFlow.js form: bytes with scale and offset, listed in a manifest.

Run inside the converter's environment: python dlib.py WORK_DIR MODEL
Writes WORK_DIR/MODEL.tflite (uint8 in, int8 out) and WORK_DIR/MODEL_f32.tflite.
"""

import json
import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ.update(CUDA_VISIBLE_DEVICES="", TF_CPP_MIN_LOG_LEVEL="2")

import numpy as np
import tensorflow as tf
from calibration import pictures
from PIL import Image, ImageEnhance, ImageFilter, ImageOps
from sources import weights

SIDE = 150
# mean colour of dlib's training faces, and what it divides by (input_rgb_image_sized)
MEAN, SPAN = (122.782, 117.001, 104.298), 256.0
# channels, whether it begins by shrinking, further blocks
STAGES = ((32, False, 3), (64, True, 3), (128, True, 2), (256, True, 2))
# The one large face among the calibration photographs, by eye: pixels of its two eyes, and
# where frame/vision/facecode.py puts the eyes of an aligned face (fractions).
FACE, EYES = "skimage/data/astronaut.png", ((205.0, 115.0), (245.0, 112.0))
PLACES = ((0.318, 0.314), (0.669, 0.314))
FACES = 240
_SEED = 31


class Network:
    """The network as a function of a batch of one; `held` is name to array."""

    def __init__(self, held: dict[str, Any]) -> None:
        self._held = held

    def __call__(self, rgb: Any) -> Any:
        """Return the 128 numbers of RGB from 0 to 255."""
        x = (rgb - tf.constant(MEAN)) / SPAN
        x = tf.nn.relu(self._layer(x, "conv32_down", 2, "VALID"))
        x = tf.nn.max_pool2d(x, 3, 2, "VALID")
        for channels, shrinks, blocks in STAGES:
            if shrinks:
                x = self._down(x, f"conv{channels}_down")
            for number in range(1, blocks + 1):
                x = self._same(x, f"conv{channels}_{number}")
        x = self._down(x, "conv256_down_out")
        return tf.linalg.matmul(tf.reduce_mean(x, [1, 2]), self._held["fc"])

    def _layer(self, x: Any, name: str, stride: int, padding: str) -> Any:
        """A convolution with its scale and shift folded in."""
        scale = self._held[f"{name}/scale/weights"]
        shift = self._held[f"{name}/conv/bias"] * scale + self._held[f"{name}/scale/biases"]
        return tf.nn.conv2d(x, self._held[f"{name}/conv/filters"] * scale, stride, padding) + shift

    def _same(self, x: Any, name: str) -> Any:
        inner = tf.nn.relu(self._layer(x, f"{name}/conv1", 1, "SAME"))
        return tf.nn.relu(self._layer(inner, f"{name}/conv2", 1, "SAME") + x)

    def _down(self, x: Any, name: str) -> Any:
        inner = tf.nn.relu(self._layer(x, f"{name}/conv1", 2, "VALID"))
        inner = self._layer(inner, f"{name}/conv2", 1, "SAME")
        short = tf.nn.avg_pool2d(x, 2, 2, "VALID")
        return tf.nn.relu(_filled(inner, short, axis=1) + _filled(short, inner, axis=3))


def _filled(x: Any, other: Any, axis: int) -> Any:
    """Return x with zeros after it until it is as large as the other (rows and columns alike)."""
    more = max(0, other.shape[axis] - x.shape[axis])
    if axis == 3:
        return tf.pad(x, [[0, 0], [0, 0], [0, 0], [0, more]])
    return tf.pad(x, [[0, 0], [0, more], [0, more], [0, 0]])


def arrays(work: Path, model: str) -> dict[str, Any]:
    """Return name to float array out of the checked files."""
    source = weights(model)
    (manifest,) = source.more
    data = (work / "sources" / source.path).read_bytes()
    held, start = {}, 0
    for row in json.loads((work / "sources" / manifest).read_text())[0]["weights"]:
        form = row.get("quantization", {"dtype": row["dtype"], "scale": 1.0, "min": 0.0})
        kind = np.dtype(form["dtype"])
        count = int(np.prod(row["shape"]))
        stored = np.frombuffer(data, kind, count, start).astype(np.float32)
        held[row["name"]] = (stored * form["scale"] + form["min"]).reshape(row["shape"])
        held[row["name"]] = held[row["name"]].astype(np.float32)
        start += count * kind.itemsize
    if start != len(data):
        raise SystemExit("the weights are not as long as their list says")
    return held


def faces(work: Path) -> Iterator[Any]:
    """Yield aligned faces (uint8): the one face there is, never twice alike; then other things.

    The other things widen the ranges a little, as faces under odd light would.
    """
    chance = random.Random(_SEED)
    photo = Image.open(work / "sources" / FACE).convert("RGB")
    for _ in range(FACES):
        yield np.asarray(_varied(_aligned(photo, chance), chance))
    for number, picture in enumerate(pictures(work, SIDE)):
        if number % 8 == 0:
            yield picture


def _aligned(photo: Image.Image, chance: random.Random) -> Image.Image:
    """Return the face cut out as the frame does it, a little off each time."""
    right, left = (complex(*eye) for eye in EYES)
    to_right, to_left = (complex(*place) * SIDE for place in PLACES)
    turn = (left - right) / (to_left - to_right)
    turn *= complex(chance.uniform(0.9, 1.1), chance.uniform(-0.12, 0.12))
    shift = complex(chance.uniform(-4, 4), chance.uniform(-4, 4))
    start = (right + left) / 2 - turn * ((to_right + to_left) / 2 + shift)
    matrix = (turn.real, -turn.imag, start.real, turn.imag, turn.real, start.imag)
    size = (SIDE, SIDE)
    return photo.transform(size, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR)


def _varied(face: Image.Image, chance: random.Random) -> Image.Image:
    if chance.random() < 0.5:
        face = ImageOps.mirror(face)
    face = ImageEnhance.Brightness(face).enhance(chance.uniform(0.3, 1.5))
    face = ImageEnhance.Color(face).enhance(chance.uniform(0.0, 1.7))
    face = ImageEnhance.Contrast(face).enhance(chance.uniform(0.6, 1.4))
    return face.filter(ImageFilter.GaussianBlur(chance.choice((0, 0, 0, 1, 2, 4))))


def main() -> None:
    """Convert into the folder named on the command line."""
    work, model = Path(sys.argv[1]), sys.argv[2]
    shape = tf.TensorSpec([1, SIDE, SIDE, 3], tf.float32, name="face")
    network = tf.function(Network(arrays(work, model)), input_signature=[shape])
    concrete = network.get_concrete_function()
    plain = tf.lite.TFLiteConverter.from_concrete_functions([concrete])
    (work / f"{model}_f32.tflite").write_bytes(plain.convert())
    whole = tf.lite.TFLiteConverter.from_concrete_functions([concrete])
    whole.optimizations = [tf.lite.Optimize.DEFAULT]
    whole.representative_dataset = lambda: (
        [face[None].astype(np.float32)] for face in faces(work)
    )
    whole.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    whole.inference_input_type = tf.uint8
    whole.inference_output_type = tf.int8
    (work / f"{model}.tflite").write_bytes(whole.convert())


if __name__ == "__main__":
    main()
