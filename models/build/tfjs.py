"""Reads a TensorFlow.js graph model that a package ships as JavaScript modules, as data.

Nothing of the package is run: the object literal and the base64 strings are cut out of the
text and parsed here. The format (weightsManifest, quantization by scale and min, fused nodes)
is that of tensorflow/tfjs, tfjs-converter. Only the operations below are known; anything
else raises.
"""

import base64
import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import tensorflow as tf

_EXPORTS = re.compile(r'\.exports=(?=[{"])')
_TOKEN = re.compile(
    r'(?P<text>"(?:[^"\\]|\\.)*")|(?P<key>[A-Za-z_]\w*)(?=:)|(?P<flag>![01])'
    r"|(?P<number>-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)|(?P<mark>[{}\[\]:,])"
)
_ACTIVATIONS = {b"Relu6": tf.nn.relu6, b"Relu": tf.nn.relu}


def exported(module: str) -> Any:
    """Return the one value a minified module exports: an object literal or a string."""
    start = _EXPORTS.search(module)
    if start is None:
        raise SystemExit("the module exports no plain data")
    words: list[str] = []
    depth, place = 0, start.end()
    while not words or depth:
        token = _TOKEN.match(module, place)
        if token is None:
            raise SystemExit(f"no plain data at character {place} of the module")
        words.append(_as_json(token))
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(words[-1], 0)
        place = token.end()
    return json.loads("".join(words))


def _as_json(token: re.Match[str]) -> str:
    word = token.group()
    match token.lastgroup:
        case "key":
            return f'"{word}"'
        case "flag":
            return "true" if word == "!0" else "false"
        case "number":
            return repr(float(word)) if re.search(r"[.e]", word) else word
        case _:
            return word


def constants(model: Mapping[str, Any], shards: Iterable[str]) -> dict[str, Any]:
    """Return the weights by name; `shards` are the base64 strings in their order."""
    data, place, found = b"".join(map(base64.b64decode, shards)), 0, {}
    for group in model["weightsManifest"]:
        for row in group["weights"]:
            coding = row.get("quantization")
            kind = np.dtype(coding["dtype"] if coding else row["dtype"])
            count = int(np.prod(row["shape"]))
            numbers = np.frombuffer(data, kind, count, place).reshape(row["shape"])
            place += count * kind.itemsize
            if coding:
                numbers = numbers.astype(np.float32) * coding["scale"] + coding["min"]
            found[row["name"]] = numbers.astype(row["dtype"])
    if place != len(data):
        raise SystemExit("the shards are longer than the weights they should hold")
    return found


def run(model: Mapping[str, Any], known: Mapping[str, Any], picture: Any, wanted: str) -> Any:
    """Return the output of the node `wanted` for this input, in TensorFlow's operations."""
    values: dict[str, Any] = dict(known)
    for node in _sorted(model["modelTopology"]["node"], set(known)):
        inputs = [values[name] for name in node.get("input", ())]
        values[node["name"]] = picture if node["op"] == "Placeholder" else _apply(node, inputs)
        if node["name"] == wanted:
            return values[wanted]
    raise SystemExit(f"there is no node {wanted}")


def _sorted(nodes: list[dict[str, Any]], known: set[str]) -> Iterable[dict[str, Any]]:
    waiting = [node for node in nodes if node["name"] not in known]
    while waiting:
        ready = [node for node in waiting if known.issuperset(node.get("input", ()))]
        if not ready:
            raise SystemExit("the graph has a circle or misses a weight")
        yield from ready
        known = known | {node["name"] for node in ready}
        waiting = [node for node in waiting if node["name"] not in known]


def _apply(node: Mapping[str, Any], inputs: list[Any]) -> Any:
    work = _WORKS.get(node["op"])
    if work is None:
        raise SystemExit(f"the operation {node['op']} is not known here")
    return work(node["attr"], *inputs)


def _convolved(attr: Mapping[str, Any], x: Any, kernel: Any, bias: Any) -> Any:
    y = tf.nn.conv2d(x, kernel, _list(attr, "strides"), _text(attr, "padding"))
    return _fused(attr, y, bias)


def _each_convolved(attr: Mapping[str, Any], x: Any, kernel: Any, bias: Any) -> Any:
    y = tf.nn.depthwise_conv2d(x, kernel, _list(attr, "strides"), _text(attr, "padding"))
    return _fused(attr, y, bias)


def _averaged(attr: Mapping[str, Any], x: Any) -> Any:
    sizes, steps = _list(attr, "ksize"), _list(attr, "strides")
    return tf.nn.avg_pool2d(x, sizes, steps, _text(attr, "padding"))


def _fused(attr: Mapping[str, Any], y: Any, bias: Any) -> Any:
    steps = [base64.b64decode(word) for word in attr["fused_ops"]["list"]["s"]]
    if steps[0] != b"BiasAdd" or len(steps) > 2:
        raise SystemExit(f"unknown fused steps {steps}")
    y = tf.nn.bias_add(y, bias)
    return _ACTIVATIONS[steps[1]](y) if len(steps) == 2 else y


def _list(attr: Mapping[str, Any], name: str) -> list[int]:
    return [int(number) for number in attr[name]["list"]["i"]]


def _text(attr: Mapping[str, Any], name: str) -> str:
    return base64.b64decode(attr[name]["s"]).decode()


_WORKS: Mapping[str, Callable[..., Any]] = {
    "_FusedConv2D": _convolved,
    "FusedDepthwiseConv2dNative": _each_convolved,
    "_FusedMatMul": lambda attr, x, kernel, bias: _fused(attr, tf.matmul(x, kernel), bias),
    "AvgPool": _averaged,
    "Squeeze": lambda attr, x: tf.squeeze(x, _list(attr, "squeeze_dims")),
    "AddV2": lambda _attr, x, y: tf.add(x, y),
    "Sub": lambda _attr, x, y: tf.subtract(x, y),
    "Mul": lambda _attr, x, y: tf.multiply(x, y),
    "Softmax": lambda _attr, x: tf.nn.softmax(x),
    "Identity": lambda _attr, x: x,
}
