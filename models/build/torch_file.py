"""Reads tensors out of a PyTorch file of the old kind (before 1.6) without PyTorch.

Layout: three small pickles (magic number, protocol, machine), the pickle of the state
dictionary whose tensors name their storages, the pickled list of storages, then for each of
them a little-endian 64-bit count and its raw numbers.

Rule: the pickles may name an ordered dictionary and float or long tensors, nothing else.
"""

import collections
import io
import pickle
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

_MAGIC = 0x1950A86A20F9469CFC6C
_TYPES = {"FloatStorage": "<f4", "LongStorage": "<i8"}


@dataclass
class _Storage:
    dtype: np.dtype[Any]
    numbers: Any = None


@dataclass(frozen=True)
class _Tensor:
    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    stride: tuple[int, ...]

    def read(self) -> Any:
        """Return the numbers of this tensor in C order."""
        numbers = self.storage.numbers
        last = self.offset + sum(
            (n - 1) * step for n, step in zip(self.shape, self.stride, strict=True)
        )
        if (
            min(self.shape, default=1) < 1
            or min(self.stride, default=0) < 0
            or last >= len(numbers)
        ):
            raise ValueError("a tensor in this file reaches outside its storage")
        steps = tuple(step * numbers.itemsize for step in self.stride)
        view = np.lib.stride_tricks.as_strided(numbers[self.offset :], self.shape, steps)
        return np.ascontiguousarray(view)


@dataclass
class _Storages:
    by_key: dict[str, _Storage] = field(default_factory=dict)

    def find(self, reference: tuple[Any, ...]) -> _Storage:
        kind, dtype, key = reference[:3]
        if kind != "storage":
            raise pickle.UnpicklingError("this file refers to something that is no storage")
        return self.by_key.setdefault(key, _Storage(np.dtype(dtype)))


class _Reader(pickle.Unpickler):
    """An unpickler that can make tensors and nothing else."""

    def __init__(self, stream: io.BufferedIOBase, storages: _Storages) -> None:
        super().__init__(stream)
        self._storages = storages

    def find_class(self, module: str, name: str) -> Any:
        """Return the stand-in for one of the three names that may occur."""
        if (module, name) == ("collections", "OrderedDict"):
            return collections.OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return lambda storage, offset, shape, stride, *_: _Tensor(
                storage, offset, tuple(shape), tuple(stride)
            )
        if module == "torch" and name in _TYPES:
            return _TYPES[name]
        raise pickle.UnpicklingError(f"this file wants {module}.{name}")

    def persistent_load(self, pid: Any) -> _Storage:
        """Return the storage that will be filled from the end of the file."""
        return self._storages.find(pid)


def tensors(path: Path) -> dict[str, Any]:
    """Return name to numpy array for every tensor in the file."""
    storages = _Storages()
    with path.open("rb") as stream:
        if _Reader(stream, storages).load() != _MAGIC:
            raise ValueError(f"{path.name} is not an old PyTorch file")
        for _protocol_then_machine in range(2):
            _Reader(stream, storages).load()
        state = _Reader(stream, storages).load()
        for key in _Reader(stream, storages).load():
            _fill(storages.by_key[key], stream)
    return {name: tensor.read() for name, tensor in state.items()}


def _fill(storage: _Storage, stream: io.BufferedIOBase) -> None:
    count = int.from_bytes(stream.read(8), "little")
    storage.numbers = np.frombuffer(stream.read(count * storage.dtype.itemsize), storage.dtype)
