#!/usr/bin/env python3
"""Writes the golden run lengths of Tests/DatasetsTests: masks as rows of 0 and 1, encoded by pycocotools.

usage: tools/golden/coco.py Tests/DatasetsTests/Golden      (needs numpy, scipy, pycocotools)
"""
import json
import sys
from pathlib import Path

import numpy as np
from pycocotools import mask as coco
from scipy import ndimage


def masks():
    rng = np.random.default_rng(0)
    yield "dot", np.pad(np.ones((1, 1), bool), ((2, 3), (4, 1)))
    yield "full", np.ones((4, 5), bool)
    yield "left column", np.eye(1, 6, dtype=bool).repeat(9, axis=0)
    yield "lower right corner", np.flip(np.pad(np.ones((1, 1), bool), ((0, 6), (0, 4))))
    yield "full height, two columns apart", np.tile([0, 1, 0, 1, 1], (7, 1)).astype(bool)
    ring = np.ones((9, 8), bool)
    ring[2:5, 3:6] = False
    yield "ring", np.pad(ring, 3)
    yield "chequers", np.indices((6, 7)).sum(axis=0) % 2 == 0
    for index, (height, width) in enumerate([(40, 53), (64, 48), (30, 31)]):
        yield f"blobs {index}", ndimage.gaussian_filter(rng.normal(size=(height, width)), 1 + index) > 0.02
    line = np.zeros((300, 2), bool)
    line[40:290, 1] = True
    yield "long runs", line


def case(name, mask):
    encoded = coco.encode(np.asfortranarray(mask.astype(np.uint8)))
    return {
        "name": name,
        "rows": ["".join("01"[int(v)] for v in row) for row in mask],
        "counts": encoded["counts"].decode(),
        "area": int(coco.area(encoded)),
        "bbox": [int(v) for v in coco.toBbox(encoded)],
    }


if __name__ == "__main__":
    (Path(sys.argv[1]) / "coco.json").write_text(json.dumps([case(*item) for item in masks()]) + "\n")
