"""Writes one network twice: as the float parent and as full int8 with bytes going in."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

os.environ.update(TF_USE_LEGACY_KERAS="1", CUDA_VISIBLE_DEVICES="", TF_CPP_MIN_LOG_LEVEL="2")

import tensorflow as tf


def write(
    converter: Callable[[], Any], samples: Callable[[], Iterator[Any]], work: Path, name: str
) -> None:
    """Write WORK/NAME_f32.tflite and WORK/NAME.tflite (uint8 in, int8 out).

    `converter` makes a fresh TFLiteConverter; `samples` yields what the float network takes,
    without the batch, to set the ranges.
    """
    (work / f"{name}_f32.tflite").write_bytes(converter().convert())
    whole = converter()
    whole.optimizations = [tf.lite.Optimize.DEFAULT]
    whole.representative_dataset = lambda: ([sample[None]] for sample in samples())
    whole.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    whole.inference_input_type = tf.uint8
    whole.inference_output_type = tf.int8
    (work / f"{name}.tflite").write_bytes(whole.convert())
