"""MediaPipe's selfie segmentation with its one custom operation replaced by the standard one.

The packaged file ends in "Convolution2DTransposeBias", which only MediaPipe and newer LiteRT
know; TFLite's own TRANSPOSE_CONV (version 3, with a bias) is the same for its kernel and
stride of 2. Weights (float16) and everything else stay as they are.

Run inside the converter's environment: python selfie.py WORK_DIR MODEL
"""

import os
import shutil
import struct
import sys
from pathlib import Path
from typing import Any

os.environ.update(CUDA_VISIBLE_DEVICES="", TF_CPP_MIN_LOG_LEVEL="2")

import flatbuffers
import numpy as np
from sources import weights
from tensorflow.lite.python import schema_py_generated as schema

CUSTOM = b"Convolution2DTransposeBias"
# C's TfLiteTransposeConvParams: padding (1: same), stride across, stride down
SAME, STRIDE = 1, 2


def standard(data: bytes) -> bytes:
    """Return the model with the custom operation replaced."""
    model = schema.ModelT.InitFromPackedBuf(data, 0)
    codes = [code.customCode for code in model.operatorCodes]
    number = codes.index(CUSTOM)
    (graph,) = model.subgraphs
    (operation,) = (each for each in graph.operators if each.opcodeIndex == number)
    if struct.unpack("<3i", bytes(bytearray(operation.customOptions))) != (SAME, STRIDE, STRIDE):
        raise SystemExit("the custom operation has other settings than this recipe knows")
    model.operatorCodes[number] = _code()
    _replace(model, graph, operation)
    builder = flatbuffers.Builder(len(data))
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def _code() -> Any:
    code = schema.OperatorCodeT()
    code.builtinCode = code.deprecatedBuiltinCode = schema.BuiltinOperator.TRANSPOSE_CONV
    code.version = 3
    return code


def _replace(model: Any, graph: Any, operation: Any) -> None:
    picture, kernel, bias = operation.inputs
    (made,) = operation.outputs
    size = _constant(model, graph, [int(edge) for edge in graph.tensors[made].shape])
    operation.inputs = np.array([size, kernel, picture, bias], np.int32)
    operation.customOptions = None
    options = schema.TransposeConvOptionsT()
    options.padding = schema.Padding.SAME
    options.strideW = options.strideH = STRIDE
    operation.builtinOptionsType = schema.BuiltinOptions.TransposeConvOptions
    operation.builtinOptions = options


def _constant(model: Any, graph: Any, numbers: list[int]) -> int:
    """Return the number of a new int32 tensor."""
    held = schema.BufferT()
    held.data = np.frombuffer(np.array(numbers, "<i4").tobytes(), np.uint8)
    model.buffers.append(held)
    tensor = schema.TensorT()
    tensor.shape = np.array([len(numbers)], np.int32)
    tensor.type = schema.TensorType.INT32
    tensor.buffer = len(model.buffers) - 1
    tensor.name = b"size of the mask"
    graph.tensors.append(tensor)
    return len(graph.tensors) - 1


def main() -> None:
    """Write the model, and the packaged file beside it as the parent."""
    work, name = Path(sys.argv[1]), sys.argv[2]
    source = work / "sources" / weights(name).path
    (work / f"{name}.tflite").write_bytes(standard(source.read_bytes()))
    shutil.copyfile(source, work / f"{name}_f32.tflite")


if __name__ == "__main__":
    main()
