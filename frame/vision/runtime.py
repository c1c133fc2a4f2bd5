"""The one place that touches the TFLite interpreter, whichever of its two packages is there.

Rule 1: the interpreter is imported when the first model is built, never before: it costs
        150 ms and nothing but the vision process needs it.
Rule 2: `Model` takes bytes that registry.check has passed. A malformed file does not raise
        inside the interpreter, it kills the process.
Rule 3: numbers go in and come out as a person means them; the scale and zero point of each
        quantized tensor are applied here and nowhere else.
"""

import importlib
import importlib.util
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from frame.errors import ModelRefused

Numbers = NDArray[Any]
Floats = NDArray[np.float32]

RUNTIMES: Mapping[str, str] = MappingProxyType(
    {
        "ai-edge-litert": "ai_edge_litert.interpreter",
        "tflite-runtime": "tflite_runtime.interpreter",
    }
)


def installed() -> tuple[str, ...]:
    """Return the interpreters this machine has, the preferred one first."""
    return tuple(
        name
        for name, module in RUNTIMES.items()
        if importlib.util.find_spec(module.partition(".")[0]) is not None
    )


def which() -> str:
    """Return the interpreter that a Model uses when none is named; raise ModelRefused."""
    found = installed()
    if not found:
        raise ModelRefused(
            "no TFLite interpreter is installed",
            hint="Install the models' extra: pip install 'hearthframe[vision]'.",
        )
    return found[0]


class Model:
    """One loaded network with one input.

    `runtime` is a name out of RUNTIMES; the preferred installed one if not given. A model that
    is not to be kept gives its memory back after each call and is loaded again for the next,
    which costs 2 to 35 ms and saves up to 60 MB.
    """

    def __init__(
        self, data: bytes, *, threads: int = 1, runtime: str | None = None, keep: bool = True
    ) -> None:
        self._data = data
        self._threads = threads
        self._module = importlib.import_module(RUNTIMES[runtime or which()])
        net = self._loaded()
        self._input = net.get_input_details()[0]
        self._outputs = net.get_output_details()
        self._kept = net if keep else None

    def _loaded(self) -> Any:
        try:
            net = self._module.Interpreter(model_content=self._data, num_threads=self._threads)
            net.allocate_tensors()
        except (RuntimeError, ValueError) as problem:
            raise ModelRefused("a model does not load in this TFLite interpreter") from problem
        return net

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the input, batch first."""
        return tuple(int(edge) for edge in self._input["shape"])

    @property
    def raw(self) -> bool:
        """Whether the input is pixels as they are (bytes) rather than floats."""
        return bool(self._input["dtype"] == np.uint8)

    def __call__(self, numbers: Numbers) -> tuple[Floats, ...]:
        """Return every output as floats, in the order of the file.

        Bytes go into a raw model unchanged; floats are quantized where the input is.
        """
        net = self._kept or self._loaded()
        net.set_tensor(self._input["index"], self._stored(numbers))
        net.invoke()
        return tuple(_meant(net.get_tensor(out["index"]), out) for out in self._outputs)

    def _stored(self, numbers: Numbers) -> Numbers:
        wanted = np.dtype(self._input["dtype"])
        if numbers.dtype == wanted or wanted.kind == "f":
            return numbers.astype(wanted, copy=False)
        scale, zero = self._input["quantization"]
        limits = np.iinfo(wanted)
        steps = np.rint(numbers / scale + zero)
        held: Numbers = np.clip(steps, limits.min, limits.max).astype(wanted)
        return held


def _meant(tensor: Numbers, output: dict[str, Any]) -> Floats:
    stored = tensor.astype(np.float32)
    scale, zero = output["quantization"]
    if scale == 0:
        return np.asarray(stored, np.float32)
    return np.asarray((stored - zero) * scale, np.float32)
