"""Writes what the float parents of the face networks say of packaged photographs.

usage: python models/build/golden_faces.py --work DIR

DIR is the one make.py used (it holds face_code_f32.tflite). Needs the frame's own environment
with the `samples` extra. Writes tests/vectors/models/{face_code,face_mesh}.json: photo to what
was taken for its face and what the network said. Tests compare the models that are shipped.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(_ROOT))

from frame.model import Box, Face, Pixels, Size  # noqa: E402  (the checkout, not an older wheel)
from frame.vision.facecode import FaceCode  # noqa: E402
from frame.vision.mesh import Mesher, square_of_face  # noqa: E402
from frame.vision.resize import Picture  # noqa: E402
from frame.vision.runtime import Model  # noqa: E402

# What is taken for a face: in the astronaut her own, by eye; in the others the middle.
_ASTRONAUT = Face(
    box=Box(left=0.35, top=0.13, width=0.2, height=0.2),
    score=1.0,
    points=((205 / 512, 115 / 512), (245 / 512, 112 / 512)),
)
_MIDDLE = Face(
    box=Box(left=0.25, top=0.25, width=0.5, height=0.5),
    score=1.0,
    points=((0.4, 0.45), (0.6, 0.45)),
)
_VECTORS = _ROOT / "tests" / "vectors" / "models"
# Points of the mesh that are written down: eyes, mouth, chin, cheeks, nose.
CHOSEN = (33, 133, 159, 145, 263, 362, 386, 374, 61, 291, 13, 14, 10, 152, 234, 454, 1)


def looked_at() -> Iterator[tuple[str, Picture, Face]]:
    """Yield name, picture and face of each packaged photograph."""
    from skimage import data
    from sklearn.datasets import load_sample_image

    for name in ("astronaut", "chelsea", "coffee", "rocket"):
        face = _ASTRONAUT if name == "astronaut" else _MIDDLE
        yield name, _picture(getattr(data, name)()), face
    for name in ("china", "flower"):
        yield name, _picture(load_sample_image(f"{name}.jpg")), _MIDDLE


def _picture(rgb: Any) -> Picture:
    height, width = rgb.shape[:2]
    return Picture(Pixels(size=Size(width_px=width, height_px=height), rgb=rgb.tobytes()))


def main() -> None:
    """Write both files."""
    parser = argparse.ArgumentParser(description="Write the golden files of the face networks.")
    parser.add_argument("--work", type=Path, required=True)
    work = parser.parse_args().work
    parent = FaceCode(Model((work / "face_code_f32.tflite").read_bytes()))
    codes = {name: {"code": parent.code(*seen).hex()} for name, *seen in looked_at()}
    _write("face_code", codes)
    mesher = Mesher(Model((_ROOT / "models" / "face_mesh.tflite").read_bytes()))
    _write("face_mesh", {name: _mesh(mesher, *seen) for name, *seen in looked_at()})


def _mesh(mesher: Mesher, picture: Picture, face: Face) -> dict[str, Any]:
    mesh = mesher.read(picture, square_of_face(picture, face))
    points = {str(at): mesh.points[at].astype(float).round(2).tolist() for at in CHOSEN}
    return {"presence": round(mesh.presence, 3), "points": points}


def _write(model: str, rows: dict[str, dict[str, Any]]) -> None:
    for name, _, face in looked_at():
        box = [face.box.left, face.box.top, face.box.width, face.box.height]
        rows[name] = {"box": box, "eyes": face.points} | rows[name]
    _VECTORS.mkdir(parents=True, exist_ok=True)
    text = json.dumps(rows, indent=1) + "\n"
    (_VECTORS / f"{model}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
