"""Measures the finished models: agreement with the float parent, latency, memory.

usage: python models/build/measure.py --work DIR --photos DIR

DIR after --work is the one make.py used (it holds scene_f32.tflite). Needs the frame's own
environment with both interpreters. What it prints is what models/cards/ quotes.
"""

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageOps

_MODELS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(_MODELS.parent))

from frame.vision.runtime import Model, installed  # noqa: E402  (the checkout, not an older wheel)

_ROUNDS = 25


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser(description="Measure the models.")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--photos", type=Path, nargs="+", required=True)
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    wishes = parser.parse_args()
    if wishes.one:
        return _one(*wishes.one)
    _agreement(wishes.work, wishes.photos)
    for name in ("face_near", "face_far", "scene"):
        for runtime in installed():
            here = [sys.executable, __file__, "--work", ".", "--photos", "."]
            subprocess.run([*here, "--one", name, runtime], check=True, stderr=subprocess.DEVNULL)
    return None


def _agreement(work: Path, folders: list[Path]) -> None:
    pictures = list(_pictures(folders))
    parent = Model((work / "scene_f32.tflite").read_bytes())
    wanted = [_by_size(parent((p.astype(np.float32)[None] - 127) / 128)) for p in pictures]
    for runtime in installed():
        model = Model((_MODELS / "scene.tflite").read_bytes(), runtime=runtime)
        got = [_by_size(model(picture[None])) for picture in pictures]
        pairs = list(zip(wanted, got, strict=True))
        same = statistics.mean(bool(a[1000].argmax() == b[1000].argmax()) for a, b in pairs)
        five = statistics.mean(bool(a[1000].argmax() in b[1000].argsort()[-5:]) for a, b in pairs)
        print(f"scene, {runtime}, {len(pairs)} photos: top class as in float {same:.3f},")
        print(f"  float's top class among the first five {five:.3f}, cosine to float:")
        for size, what in ((1280, "embed"), (49, "heat")):
            cosines = [_cosine(a[size], b[size]) for a, b in pairs]
            print(f"  {what} mean {statistics.mean(cosines):.4f} least {min(cosines):.4f}")


def _one(name: str, runtime: str) -> None:
    model = Model((_MODELS / f"{name}.tflite").read_bytes(), runtime=runtime)
    noise = np.random.default_rng(0).integers(0, 256, model.shape).astype(np.uint8)
    numbers = noise if model.raw else noise.astype(np.float32) / 127.5 - 1
    times = []
    for _ in range(_ROUNDS):
        start = time.process_time()
        model(numbers)
        times.append((time.process_time() - start) * 1000)
    print(f"{name}, {runtime}: {statistics.median(times):.1f} ms CPU", flush=True)


def _pictures(folders: list[Path]) -> Iterator[Any]:
    kinds = {".jpg", ".jpeg", ".png"}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix.lower() in kinds:
                photo = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
                yield np.asarray(photo.resize((224, 224), Image.Resampling.BILINEAR))


def _by_size(outputs: tuple[Any, ...]) -> dict[int, Any]:
    return {out.size: out.reshape(-1) for out in outputs}


def _cosine(one: Any, other: Any) -> float:
    return float(one @ other / (np.linalg.norm(one) * np.linalg.norm(other)))


if __name__ == "__main__":
    main()
