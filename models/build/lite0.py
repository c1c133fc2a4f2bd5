"""EfficientNet-Lite0 with four outputs, rebuilt in Keras and converted to full int8.

Architecture: Tan and Le, EfficientNet, 2019 (arXiv:1905.11946), in its Lite variant: ReLU6,
no squeeze-and-excitation, fixed stem and head. Weights come from the .pth of sources.toml.
Outputs: logits (1000), embed (1280, the pooled features less their mean over the calibration
pictures, so that pictures of different things point in different directions), heat (7 x 7,
the mean of all feature channels: where something was found) and places (7 x 7 x 1000, what
each cell says about each class). Input: 224 x 224 RGB.

The classifier is applied to every cell before pooling instead of once after it: both are
linear, so the mean of the cells' logits is the logits (class activation mapping: Zhou et al.,
Learning deep features for discriminative localization, CVPR 2016).

Run inside the converter's environment: python lite0.py WORK_DIR
Writes WORK_DIR/scene.tflite (uint8 in, int8 out) and WORK_DIR/scene_f32.tflite.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ.update(TF_USE_LEGACY_KERAS="1", CUDA_VISIBLE_DEVICES="", TF_CPP_MIN_LOG_LEVEL="2")

import numpy as np
import tensorflow as tf
import tf_keras
from calibration import pictures
from sources import weights
from torch_file import tensors

SIDE = 224
# kernel, stride of the first, expansion, channels, how many: table 1 of the paper
STAGES = (
    (3, 1, 1, 16, 1),
    (3, 2, 6, 24, 2),
    (5, 2, 6, 40, 2),
    (3, 2, 6, 80, 3),
    (5, 1, 6, 112, 3),
    (5, 2, 6, 192, 4),
    (3, 1, 6, 320, 1),
)
layers = tf_keras.layers


class Builder:
    """Puts layers together and remembers which weights belong into each."""

    def __init__(self, state: dict[str, Any]) -> None:
        self._state = state
        self._pairs: list[tuple[Any, list[Any]]] = []

    def put(self, layer: Any, arrays: list[Any], x: Any) -> Any:
        """Apply a layer whose weights are filled in later."""
        y = layer(x)
        self._pairs.append((layer, arrays))
        return y

    def conv(self, x: Any, name: str, shape: tuple[int, int, int]) -> Any:
        """A convolution; `shape` is channels, kernel, stride."""
        channels, kernel, stride = shape
        layer = layers.Conv2D(channels, kernel, stride, padding="same", use_bias=False)
        return self.put(layer, [self._state[f"{name}.weight"].transpose(2, 3, 1, 0)], x)

    def depthwise(self, x: Any, name: str, kernel: int, stride: int) -> Any:
        """A convolution of each channel by itself."""
        layer = layers.DepthwiseConv2D(kernel, stride, padding="same", use_bias=False)
        return self.put(layer, [self._state[f"{name}.weight"].transpose(2, 3, 0, 1)], x)

    def norm(self, x: Any, name: str) -> Any:
        """The learnt scale and shift, which the converter folds away."""
        parts = ("weight", "bias", "running_mean", "running_var")
        arrays = [self._state[f"{name}.{part}"] for part in parts]
        return self.put(layers.BatchNormalization(epsilon=1e-3), arrays, x)

    def classifier(self, x: Any, name: str) -> Any:
        """The last layer, applied to every cell: logits there."""
        arrays = [self._state[f"{name}.weight"].T[None, None], self._state[f"{name}.bias"]]
        return self.put(layers.Conv2D(len(arrays[1]), 1, name="places"), arrays, x)

    def fill(self) -> None:
        """Put all weights where they belong."""
        for layer, arrays in self._pairs:
            layer.set_weights(arrays)


def _relu6(x: Any) -> Any:
    return layers.ReLU(6.0)(x)


def _block(build: Builder, x: Any, name: str, row: tuple[int, int, int, int]) -> Any:
    kernel, stride, expand, channels = row
    before, y = x.shape[-1], x
    if expand > 1:
        y = build.conv(y, f"{name}._expand_conv", (before * expand, 1, 1))
        y = _relu6(build.norm(y, f"{name}._bn0"))
    y = build.depthwise(y, f"{name}._depthwise_conv", kernel, stride)
    y = _relu6(build.norm(y, f"{name}._bn1"))
    y = build.norm(build.conv(y, f"{name}._project_conv", (channels, 1, 1)), f"{name}._bn2")
    return layers.Add()([x, y]) if stride == 1 and before == channels else y


def network(state: dict[str, Any]) -> Any:
    """Return the Keras model with its weights in place."""
    build = Builder(state)
    picture = tf_keras.Input((SIDE, SIDE, 3), batch_size=1, name="picture")
    x = _relu6(build.norm(build.conv(picture, "_conv_stem", (32, 3, 2)), "_bn0"))
    rows = [
        (kernel, stride if first == 0 else 1, expand, channels)
        for kernel, stride, expand, channels, count in STAGES
        for first in range(count)
    ]
    for number, row in enumerate(rows):
        x = _block(build, x, f"_blocks.{number}", row)
    features = _relu6(build.norm(build.conv(x, "_conv_head", (1280, 1, 1)), "_bn1"))
    pooled = layers.GlobalAveragePooling2D()(features)
    places = build.classifier(features, "_fc")
    logits = layers.GlobalAveragePooling2D(name="logits")(places)
    heat = layers.Lambda(lambda f: tf.reduce_mean(f, axis=3), name="heat")(features)
    model = tf_keras.Model(picture, [logits, pooled, heat, places])
    build.fill()
    return model


def centred(model: Any, work: Path) -> Any:
    """Return the model with the mean pooled features of the calibration pictures taken off.

    The mean is rounded to 1/1024, so that the last bits of a processor do not reach the file.
    """
    seen = [model(batch, training=False)[1].numpy()[0] for (batch,) in _normalised(work)]
    mean = np.round(np.mean(seen, axis=0) * 1024) / 1024
    logits, pooled, heat, places = model.outputs
    embed = layers.Lambda(lambda x: x - mean.astype(np.float32), name="embed")(pooled)
    return tf_keras.Model(model.input, [logits, embed, heat, places])


def convert(model: Any, work: Path) -> None:
    """Write the float parent and the int8 model."""
    plain = tf.lite.TFLiteConverter.from_keras_model(model)
    (work / "scene_f32.tflite").write_bytes(plain.convert())
    whole = tf.lite.TFLiteConverter.from_keras_model(model)
    whole.optimizations = [tf.lite.Optimize.DEFAULT]
    whole.representative_dataset = lambda: _normalised(work)
    whole.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    whole.inference_input_type = tf.uint8
    whole.inference_output_type = tf.int8
    (work / "scene.tflite").write_bytes(whole.convert())


def _normalised(work: Path) -> Iterator[list[Any]]:
    for picture in pictures(work, SIDE):
        yield [((picture.astype(np.float32) - 127.0) / 128.0)[None]]


def main() -> None:
    """Convert into the folder named on the command line."""
    work = Path(sys.argv[1])
    state = tensors(work / "sources" / weights("scene").path)
    convert(centred(network(state), work), work)


if __name__ == "__main__":
    main()
