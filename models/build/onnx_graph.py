"""Says a small ONNX graph again in TensorFlow, channels last.

Source: the operators of ONNX opset 12 (onnx.ai, Operators.md). Only those that the networks of
sources.toml use are known; anything else stops the build, and so does an attribute whose value
would change what an operator does.

Rule 1: pictures run as batch, height, width, channel here and as batch, channel, height, width
        in the file. A constant of four dimensions turns with them; one of fewer is a number for
        all channels. Weights turn once, when they are read.
Rule 2: what TensorFlow pads on one side and ONNX on both is padded by hand first.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import tensorflow as tf
from onnx import numpy_helper

Tensor = Any
Settings = Mapping[str, Any]
Operator = Callable[[Sequence[Tensor], Settings], Tensor]


class Graph:
    """One graph with one input and one output, ready to be called."""

    def __init__(self, path: Path) -> None:
        graph = onnx.load(path).graph
        fixed = {row.name: numpy_helper.to_array(row) for row in graph.initializer}
        fixed |= {
            node.output[0]: numpy_helper.to_array(node.attribute[0].t)
            for node in graph.node
            if node.op_type == "Constant"
        }
        self._fixed = fixed
        self._nodes = [node for node in graph.node if node.op_type != "Constant"]
        self._input, self._output = graph.input[0].name, graph.output[0].name
        unknown = {node.op_type for node in self._nodes} - set(_OPERATORS)
        if unknown:
            raise SystemExit(f"no TensorFlow is written here for {', '.join(sorted(unknown))}")

    def __call__(self, picture: Tensor) -> Tensor:
        """Return the output for a float picture (1, height, width, channels)."""
        known: dict[str, Tensor] = {"": None, **self._fixed, self._input: picture}
        for node in self._nodes:
            settings = {row.name: onnx.helper.get_attribute_value(row) for row in node.attribute}
            values = [known[name] for name in node.input]
            known[node.output[0]] = _OPERATORS[node.op_type](values, settings)
        return known[self._output]


def _convolve(values: Sequence[Tensor], settings: Settings) -> Tensor:
    picture, weights, bias = [*values, None][:3]
    _only(settings, "dilations", [1, 1])
    stride, groups = settings["strides"][0], settings["group"]
    padded = _padded(picture, settings["pads"])
    if groups == 1:
        turned = np.transpose(weights, (2, 3, 1, 0))
        out = tf.nn.conv2d(padded, turned, stride, "VALID")
    elif weights.shape[1] == 1 and groups == weights.shape[0]:
        turned = np.transpose(weights, (2, 3, 0, 1))
        out = tf.nn.depthwise_conv2d(padded, turned, [1, stride, stride, 1], "VALID")
    else:
        raise SystemExit("a convolution in groups of several channels is not written here")
    return out if bias is None else tf.nn.bias_add(out, bias)


def _grow(values: Sequence[Tensor], settings: Settings) -> Tensor:
    picture, weights, bias = [*values, None][:3]
    for name, usual in (("dilations", [1, 1]), ("pads", [0] * 4), ("group", 1)):
        _only(settings, name, usual)
    stride = settings["strides"][0]
    _batch, height, width, _channels = picture.shape
    # without padding and with steps as wide as the kernel no two steps overlap
    if list(weights.shape[2:]) != [stride, stride]:
        raise SystemExit("a transposed convolution whose steps overlap is not written here")
    size = (1, height * stride, width * stride, weights.shape[1])
    turned = np.transpose(weights, (2, 3, 1, 0))
    out = tf.nn.conv2d_transpose(picture, turned, size, stride, "VALID")
    return out if bias is None else tf.nn.bias_add(out, bias)


def _normalize(values: Sequence[Tensor], settings: Settings) -> Tensor:
    picture, scale, shift, mean, variance = values
    factor = scale / np.sqrt(variance + settings["epsilon"])
    return picture * factor + (shift - mean * factor)


def _enlarge(values: Sequence[Tensor], settings: Settings) -> Tensor:
    """Repeat pixels: nearest neighbour, counted from the corner, rounded down."""
    _only(settings, "mode", b"nearest")
    _only(settings, "coordinate_transformation_mode", b"asymmetric")
    _only(settings, "nearest_mode", b"floor")
    picture, scales = values[0], values[2]
    size = [round(picture.shape[1] * scales[2]), round(picture.shape[2] * scales[3])]
    return tf.compat.v1.image.resize_nearest_neighbor(picture, size)


def _hard_sigmoid(values: Sequence[Tensor], settings: Settings) -> Tensor:
    # relu6(t) / 6 is the same curve, and one the interpreters know by heart
    inner = values[0] * (6 * settings["alpha"]) + 6 * settings["beta"]
    return tf.nn.relu6(inner) * (1 / 6)


def _clip(values: Sequence[Tensor], _settings: Settings) -> Tensor:
    picture, least, most = values
    if (least, most) != (0, 6):
        raise SystemExit("a clip to other limits than 0 and 6 is not written here")
    return tf.nn.relu6(picture)


def _mean(values: Sequence[Tensor], _settings: Settings) -> Tensor:
    return tf.reduce_mean(values[0], (1, 2), keepdims=True)


def _join(values: Sequence[Tensor], settings: Settings) -> Tensor:
    _only(settings, "axis", 1)
    return tf.concat(list(values), 3)


def _over(values: Sequence[Tensor], _settings: Settings) -> Tensor:
    return _turned(values[0]) * (np.float32(1) / _turned(values[1]))


def _padded(picture: Tensor, pads: Sequence[int]) -> Tensor:
    top, left, bottom, right = pads
    if not any(pads):
        return picture
    return tf.pad(picture, ((0, 0), (top, bottom), (left, right), (0, 0)))


def _turned(value: Tensor) -> Tensor:
    if not isinstance(value, np.ndarray):
        return value
    if value.ndim == 4:
        return np.transpose(value, (0, 2, 3, 1))
    if value.size != 1:
        raise SystemExit("a constant with neither one number nor four dimensions stands here")
    return value


def _only(settings: Settings, name: str, usual: object) -> None:
    if name in settings and settings[name] != usual:
        raise SystemExit(f"an operator has {name}={settings[name]}; only {usual} is written here")


_OPERATORS: Mapping[str, Operator] = {
    "Add": lambda values, _: _turned(values[0]) + _turned(values[1]),
    "BatchNormalization": _normalize,
    "Clip": _clip,
    "Concat": _join,
    "Conv": _convolve,
    "ConvTranspose": _grow,
    "Div": _over,
    "GlobalAveragePool": _mean,
    "HardSigmoid": _hard_sigmoid,
    "Mul": lambda values, _: _turned(values[0]) * _turned(values[1]),
    "Relu": lambda values, _: tf.nn.relu(values[0]),
    "Resize": _enlarge,
    "Sigmoid": lambda values, _: tf.nn.sigmoid(values[0]),
}
