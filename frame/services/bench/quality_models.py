"""What each model costs, how near it is to its float parent, and what nudity holds wrongly.

The float parents are too large to ship: FRAME_MODEL_WORK names the folder that
models/build/make.py worked in (it holds MODEL_f32.tflite).
"""

import os
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from frame.devices import model_files
from frame.devices.offspring import python_command
from frame.services.bench.one_model import Told
from frame.services.bench.sample_pictures import as_pixels, files_in, opened, photo_files
from frame.services.bench.timing import Result, at_least, at_most, missing, plain
from frame.vision.nudity import Nudity
from frame.vision.resize import Bytes, Picture
from frame.vision.runtime import Floats, Model, installed

WORK: Final = "FRAME_MODEL_WORK"
_NAME: Final = "quality.models"
_PROGRAM: Final = "frame.services.bench.one_model"
_ROUNDS: Final = 15
_PATIENCE_S: Final = 120.0
_SIDE: Final = 640
_HELD: Final = 0.5
# one photo in a hundred that waits for its owner without need
_FALSE_HOLDS: Final = 0.01

# model: how its float parent wants its pixels, which output by its size, least mean cosine
_PARENTS: Final[Mapping[str, tuple[Callable[[Floats], Floats], int, float]]] = {
    "scene": (lambda rgb: (rgb - 127) / 128, 1280, 0.98),
    "aesthetics": (lambda rgb: rgb / 127.5 - 1, 10, 0.98),
    "nudity": (lambda rgb: rgb / 255, 5, 0.98),
    "persons": (lambda rgb: rgb / 255, 256 * 256, 0.999),
}


def rows(photos: Path) -> Iterator[Result]:
    """Yield the rows of this bench."""
    if not installed():
        yield missing(_NAME, "no TFLite interpreter is installed")
        return
    models = model_files.load(model_files.find())
    for name in models:
        for runtime in installed():
            yield from _costs(name, runtime)
    pictures = [rgb for _, rgb in opened(_files(photos), _SIDE)]
    yield from _agreement(models, pictures, os.environ.get(WORK))
    yield _false_holds(models["nudity"], pictures)


def _files(photos: Path) -> list[Path]:
    return photo_files(photos) + files_in(photos / "faces")


def _costs(name: str, runtime: str) -> Iterator[Result]:
    row = f"{_NAME}.{name}.{runtime}"
    done = subprocess.run(
        python_command(_PROGRAM, name, runtime, str(_ROUNDS)),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=_PATIENCE_S,
        check=False,
    )
    if done.returncode:
        yield missing(row, "the model did not run in this interpreter")
        return
    told = msgspec.json.decode(done.stdout, type=Told)
    yield plain(f"{row}.time", told.cpu_ms, "ms CPU", f"median of {_ROUNDS} runs, one thread")
    note = f"{told.whole_mb:.0f} MB with Python, numpy and the interpreter"
    yield plain(f"{row}.memory", told.model_mb, "MB", note)


def _agreement(
    models: Mapping[str, bytes], pictures: Sequence[Bytes], work: str | None
) -> Iterator[Result]:
    for name in _PARENTS:
        row = f"{_NAME}.{name}.as_float"
        parent = Path(work or "") / f"{name}_f32.tflite"
        if not work or not parent.is_file():
            yield missing(row, f"its float parent is not here ({WORK} names no folder with it)")
        elif not pictures:
            yield missing(row, "no photos to compare on")
        else:
            yield _compared(name, models[name], parent.read_bytes(), pictures)


def _compared(name: str, shipped: bytes, parent: bytes, pictures: Sequence[Bytes]) -> Result:
    prepare, size, least = _PARENTS[name]
    model, whole = Model(shipped), Model(parent)
    _batch, height, width, _channels = model.shape
    cosines = []
    for rgb in pictures:
        view = Picture(as_pixels(rgb)).squashed(width, height)[None]
        floats = prepare(view.astype(np.float32)).astype(np.float32)
        given = view if model.raw else floats
        cosines.append(_cosine(_of(model(given), size), _of(whole(floats), size)))
    note = f"n = {len(cosines)} photos, least {min(cosines):.4f}"
    mean = sum(cosines) / len(cosines)
    return at_least(f"{_NAME}.{name}.as_float", mean, "mean cosine", least, note)


def _of(outputs: Sequence[Floats], size: int) -> Floats:
    (wanted,) = (out for out in outputs if out.size == size)
    return wanted.reshape(-1)


def _cosine(one: Floats, other: Floats) -> float:
    lengths = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(one @ other) / lengths if lengths else float(np.array_equal(one, other))


def _false_holds(model: bytes, pictures: Sequence[Bytes]) -> Result:
    row = f"{_NAME}.nudity.held"
    if not pictures:
        return missing(row, "no ordinary photos to try")
    nudity = Nudity(Model(model))
    scores = [nudity.score(Picture(as_pixels(rgb))) for rgb in pictures]
    share = sum(score >= _HELD for score in scores) / len(scores)
    note = (
        f"n = {len(scores)} ordinary photos, highest {max(scores):.2f}; "
        "what it misses is not measured: nobody collected such photos"
    )
    return at_most(row, share, "of ordinary photos", _FALSE_HOLDS, note)
