"""Where in a picture the things are that the scene network names.

The network's classifier is applied to every cell of its last features and pooled afterwards,
so each cell has logits of its own: class activation mapping (Zhou et al., Learning deep
features for discriminative localization, CVPR 2016).

Rule: a map says where the evidence for a class is strongest, never that the class is there.
Ask subjects.subjects first.
"""

from collections.abc import Sequence

import numpy as np

from frame.vision.odds import softmax
from frame.vision.runtime import Floats


def class_heat(class_map: Floats, classes: Sequence[int]) -> Floats:
    """Return per cell the evidence for these classes, 0 to 1, the strongest cell 1.

    `class_map` is rows x columns x 1000 logits (7 x 7 in the scene network). Each class counts
    by its probability in the whole picture: of 118 breeds of dogs the ones that were seen
    decide. All zero where nothing in the picture speaks for the classes, or none is named.
    """
    rows, columns, _classes = class_map.shape
    wanted = class_map[:, :, list(classes)].astype(np.float32)
    evidence = np.maximum(wanted @ softmax(wanted.mean(axis=(0, 1))), 0.0)
    strongest = float(evidence.max(initial=0.0))
    if strongest <= 0:
        return np.zeros((rows, columns), np.float32)
    return np.asarray(evidence / strongest, np.float32)
