#!/usr/bin/env python3
"""Writes the golden fillings of Tests/DatasetsTests: closed lines over a grid, their lines crossing and coming back as they
will, filled by OpenCV.

usage: tools/golden/fill.py Tests/DatasetsTests/Golden      (needs numpy, opencv-python-headless)
"""
import json
import sys
from pathlib import Path

import cv2
import numpy as np

STEPS = [(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1) if x or y]


def walk(rng, turns, longest):
    """A closed line: steps along rows, columns and diagonals, each taken back at some later time."""
    steps = [np.array(STEPS[i]) * n for i, n in zip(rng.integers(8, size=turns), rng.integers(1, longest + 1, size=turns))]
    steps += [-step for step in steps]
    points = np.cumsum([steps[i] for i in rng.permutation(len(steps))], axis=0)
    return points - points.min(axis=0) + rng.integers(0, 3, size=2)


def case(points):
    points = np.asarray(points, np.int32)
    picture = np.zeros(points.max(axis=0)[::-1] + 2, np.uint8)
    cv2.fillPoly(picture, [points], 1)
    return {"points": points.tolist(), "rows": ["".join("01"[v] for v in row) for row in picture]}


def lines():
    rng = np.random.default_rng(0)
    yield [(2, 3)] * 3
    yield [(1, 1), (6, 1), (6, 1)]
    yield [(1, 1), (5, 5), (5, 5)]
    yield [(0, 0), (8, 0), (8, 8), (0, 8), (0, 4), (3, 4), (5, 2), (7, 4), (5, 6), (3, 4), (0, 4)]
    for turns, longest in [(2, 5), (4, 5), (8, 4), (16, 3), (40, 2), (120, 1)]:
        for _ in range(6):
            yield walk(rng, turns, longest)


if __name__ == "__main__":
    (Path(sys.argv[1]) / "fill.json").write_text(json.dumps([case(line) for line in lines()]) + "\n")
