#!/usr/bin/env python3
"""Writes the golden numbers of Tests/RealismTests and of the thinning in Tests/ImagingTests.

usage: tools/golden/realism.py      (needs numpy, scipy, scikit-learn, scikit-image)
"""
import json
from pathlib import Path

import numpy as np
from scipy import linalg, stats
from skimage.morphology import thin
from sklearn.covariance import ledoit_wolf

TESTS = Path(__file__).resolve().parents[2] / "Tests"
rng = np.random.default_rng(11)


def masks():
    """Shapes that thinning finds hard: blobs with holes, touching strokes, noise, whatever reaches the border."""
    y, x = np.mgrid[:40, :48]
    yield "ring", (np.hypot(y - 20, x - 22) < 15) & (np.hypot(y - 18, x - 25) > 6)
    yield "strokes", (np.abs(y - 0.6 * x) < 3) | (np.abs(y + x - 50) < 2) | (np.abs(x - 40) < 1.5)
    noise = rng.standard_normal((40, 48))
    smooth = sum(np.roll(noise, (a, b), (0, 1)) for a in range(-2, 3) for b in range(-2, 3))
    yield "blobs", smooth > 1
    yield "speckle", rng.random((40, 48)) > 0.55
    yield "full", np.ones((9, 14), bool)


def thinning():
    cases = []
    for name, mask in masks():
        cases.append({
            "name": name, "width": mask.shape[1], "height": mask.shape[0],
            "mask": mask.astype(int).ravel().tolist(), "thinned": thin(mask).astype(int).ravel().tolist()})
    return cases


def wasserstein():
    cases = []
    for sizes, other in [([3, 1, 5], [4, 2]), ([1, 1, 1, 1], [1, 1, 1]), ([7], [2, 2, 2])]:
        a = [np.round(rng.normal(2, 1, n), 2).tolist() for n in sizes]
        b = [np.round(rng.gamma(2, 1, n), 2).tolist() for n in other]
        weights = lambda groups: np.concatenate([np.full(len(g), 1 / len(g)) for g in groups])
        distance = stats.wasserstein_distance(np.concatenate(a), np.concatenate(b), weights(a), weights(b))
        cases.append({"a": a, "b": b, "distance": float(distance)})
    return cases


def features():
    mixing = rng.standard_normal((6, 6))
    a = rng.standard_normal((30, 6)) @ mixing + rng.standard_normal(6)
    b = rng.gamma(2, 1, (12, 6)) @ rng.standard_normal((6, 6))
    mean, deviation = a.mean(0), a.std(0, ddof=1)
    u, v = (a - mean) / deviation, (b - mean) / deviation
    (su, _), (sv, shrinkage) = ledoit_wolf(u), ledoit_wolf(v)
    overlap = np.trace(linalg.sqrtm(linalg.sqrtm(su) @ sv @ linalg.sqrtm(su))).real
    shift = u.mean(0) - v.mean(0)
    frechet = (shift @ shift + np.trace(su) + np.trace(sv) - 2 * overlap) / 6
    kernel = lambda x, y: (x @ y.T / 6 + 1) ** 3
    off = lambda k: (k.sum() - np.trace(k)) / (len(k) * (len(k) - 1))
    mmd = off(kernel(u, u)) + off(kernel(v, v)) - 2 * kernel(u, v).mean()
    return {
        "a": a.tolist(), "b": b.tolist(), "shrinkage": float(shrinkage), "frechet": float(frechet),
        "kernel": float(mmd)}


def write(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value) + "\n")


if __name__ == "__main__":
    write(TESTS / "ImagingTests/Golden/thinning.json", thinning())
    write(TESTS / "RealismTests/Golden/realism.json", {"wasserstein": wasserstein(), "features": features()})
