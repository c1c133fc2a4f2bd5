"""One model in a process of its own: what a run costs and what it holds.

Started as `python -I -m frame.services.bench.one_model NAME RUNTIME ROUNDS` by
`quality_models`; it prints one JSON document.
"""

import os
import statistics
import sys
import time

import msgspec
import numpy as np

from frame.devices import model_files
from frame.services.daemon import resident_bytes
from frame.vision.runtime import RUNTIMES, Model


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What a run costs.

    cpu_ms    median CPU time of one run, one thread
    model_mb  memory the loaded model added, after its runs, to a process with the interpreter
    whole_mb  memory of the whole process then
    """

    cpu_ms: float
    model_mb: float
    whole_mb: float


def measure(name: str, runtime: str, rounds: int) -> Told:
    """Run a shipped model on noise; the contents do not change what it costs."""
    __import__(RUNTIMES[runtime])
    before = _held_mb()
    model = Model(model_files.load(model_files.find())[name], runtime=runtime)
    noise = np.random.default_rng(1).integers(0, 256, model.shape).astype(np.uint8)
    numbers = noise if model.raw else noise.astype(np.float32) / 255
    seconds = [_run(model, numbers) for _ in range(rounds + 1)][1:]
    after = _held_mb()
    return Told(cpu_ms=statistics.median(seconds) * 1e3, model_mb=after - before, whole_mb=after)


def _run(model: Model, numbers: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> float:
    begin = time.process_time()
    model(numbers)
    return time.process_time() - begin


def _held_mb() -> float:
    return (resident_bytes(os.getpid()) or 0) / 1e6


if __name__ == "__main__":
    named, interpreter, wanted = sys.argv[1:]
    told = msgspec.json.encode(measure(named, interpreter, int(wanted)))
    sys.stdout.buffer.write(told)
    sys.stdout.flush()
