#!/usr/bin/env python3
"""Writes the golden numbers of Tests/MetricsTests: scikit-learn for rankings, numpy and scipy for region overlap.

usage: tools/golden/metrics.py Tests/MetricsTests/Golden      (needs numpy, scipy, scikit-learn)
"""
import json
import sys
from pathlib import Path

import numpy as np
from scipy import ndimage
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score

FPR_LIMIT = 0.3


def ranking(scores, labels):
    """AUROC, AP, F1-max and the threshold of F1-max; null with one class only."""
    labels = np.asarray(labels, bool)
    if labels.all() or not labels.any():
        return {"auroc": None, "ap": None, "f1_max": None, "f1_threshold": None}
    precision, recall, thresholds = precision_recall_curve(labels, scores)
    sums = precision + recall
    f1 = np.where(sums > 0, 2 * precision * recall / np.where(sums > 0, sums, 1), 0)[:-1]
    best = np.flatnonzero(np.isclose(f1, f1.max(), rtol=1e-12, atol=0))[-1]
    return {
        "auroc": roc_auc_score(labels, scores),
        "ap": average_precision_score(labels, scores),
        "f1_max": f1.max(),
        "f1_threshold": float(thresholds[best]),
    }


def aupro(maps, masks):
    """Mean overlap of 8-connected regions against the false-positive rate, by brute force over all thresholds."""
    regions = []
    for score, mask in zip(maps, masks):
        labelled, count = ndimage.label(mask, structure=np.ones((3, 3)))
        regions += [np.sort(score[labelled == k]) for k in range(1, count + 1)]
    background = np.sort(np.concatenate([s[~m] for s, m in zip(maps, masks)]))
    if not regions or not background.size:
        return None
    thresholds = np.unique(np.concatenate([s.ravel() for s in maps]))[::-1]
    reached = lambda values: (values.size - np.searchsorted(values, thresholds, side="left")) / values.size
    fpr = np.concatenate([[0.0], reached(background)])
    pro = np.concatenate([[0.0], np.mean([reached(r) for r in regions], axis=0)])
    inside = fpr <= FPR_LIMIT
    x, y = fpr[inside], pro[inside]
    if x[-1] < FPR_LIMIT:
        after = np.argmin(inside)
        slope = (pro[after] - y[-1]) / (fpr[after] - x[-1])
        x, y = np.append(x, FPR_LIMIT), np.append(y, y[-1] + slope * (FPR_LIMIT - x[-1]))
    return float(np.trapezoid(y, x) / FPR_LIMIT)


def pixel(maps, masks, threshold):
    scores = np.concatenate([m.ravel() for m in maps])
    truth = np.concatenate([m.ravel() for m in masks])
    found = scores >= np.float32(threshold)
    result = ranking(scores.astype(np.float64), truth)
    defined = truth.any()
    result["aupro"] = aupro(maps, masks)
    result["miou"] = float((found & truth).sum() / (found | truth).sum()) if defined else None
    result["accuracy"] = float((found & truth).sum() / truth.sum()) if defined else None
    return result


def blobs(rng, shape):
    mask = np.zeros(shape, bool)
    for _ in range(rng.integers(1, 4)):
        y, x = rng.integers(0, shape[0]), rng.integers(0, shape[1])
        mask[y : y + rng.integers(1, 5), x : x + rng.integers(1, 5)] = True
    # A diagonal neighbour tells 8- from 4-connected regions.
    mask[1, 1] = mask[2, 2] = True
    return mask


def image_cases():
    rng = np.random.default_rng(1)
    labels = rng.random(60) < 0.4
    scores = rng.normal(size=60) + labels
    yield "random", scores, labels
    yield "tied", np.round(scores * 2) / 2, labels
    yield "constant", np.full(60, 0.25), labels
    yield "perfect", scores + 100 * labels, labels
    yield "inverted", -scores - 100 * labels, labels
    yield "one positive", scores, np.arange(60) == 17
    yield "two", np.array([0.5, 0.5]), np.array([True, False])
    yield "only good", scores, np.zeros(60, bool)
    yield "only anomalous", scores, np.ones(60, bool)


def pixel_cases():
    rng = np.random.default_rng(2)
    shapes = [(16, 14), (11, 19), (16, 14), (9, 9), (16, 14), (20, 12)]
    types = ["", "hole", "crack", "hole", "", "crack"]
    masks = [blobs(rng, s) if t else np.zeros(s, bool) for s, t in zip(shapes, types)]
    noise = [rng.normal(size=s) for s in shapes]
    smooth = [ndimage.gaussian_filter(n + 2.0 * m, 1.0).astype(np.float16).astype(np.float32)
              for n, m in zip(noise, masks)]
    yield "random", types, smooth, masks, 0.4
    yield "tied", types, [np.round(s * 3) / 3 for s in smooth], masks, np.float32(1 / 3)
    yield "constant", types, [np.full_like(s, 0.5) for s in smooth], masks, 0.5
    yield "perfect", types, [s + 100 * m.astype(np.float32) for s, m in zip(smooth, masks)], masks, 50
    yield "inverted", types, [-s - 100 * m.astype(np.float32) for s, m in zip(smooth, masks)], masks, 0
    yield "mostly zero", types, [np.where(s > 1, s, 0).astype(np.float32) for s in smooth], masks, 1
    yield "all good", ["", ""], smooth[::4], masks[::4], 0.4
    yield "all defect", ["hole"], [smooth[0]], [np.ones(shapes[0], bool)], 0.4


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    images = [
        {"name": n, "scores": [float(s) for s in sc], "labels": [bool(b) for b in lb], "expected": ranking(sc, lb)}
        for n, sc, lb in image_cases()
    ]
    pixels = []
    for name, types, maps, masks, threshold in pixel_cases():
        maps = [m.astype(np.float32) for m in maps]
        per_type = {}
        for wanted in sorted(set(types) - {""}):
            chosen = [i for i, t in enumerate(types) if t in ("", wanted)]
            per_type[wanted] = pixel([maps[i] for i in chosen], [masks[i] for i in chosen], threshold)
        pixels.append({
            "name": name,
            "threshold": float(np.float32(threshold)),
            "images": [
                {"type": t, "width": m.shape[1], "height": m.shape[0], "map": [float(v) for v in m.ravel()],
                 "mask": [int(v) for v in k.ravel()]}
                for t, m, k in zip(types, maps, masks)
            ],
            "expected": pixel(maps, masks, threshold),
            "per_type": per_type,
        })
    (folder / "image-metrics.json").write_text(json.dumps(images) + "\n")
    (folder / "pixel-metrics.json").write_text(json.dumps(pixels) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
