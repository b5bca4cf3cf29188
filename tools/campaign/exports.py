#!/usr/bin/env python3
"""Exports samples of every family and reads them as others do: YOLO as Ultralytics does (shares times size, cut or rounded
to whole pixels, OpenCV's fillPoly), COCO with pycocotools. Prints the least and the mean IoU with the samples' masks.

usage: tools/campaign/exports.py [--count 190] [--samples FOLDER]      (set up by tools/setup --dev; least IoU 0.98)
"""
import argparse
import contextlib
import io
import json
import sys
import tempfile
from pathlib import Path

import cv2
import numpy as np
from pycocotools.coco import COCO

from common import Tally, blemish, photographs


def iou(a, b):
    return (a & b).sum() / max(1, (a | b).sum())


def yolo(folder, name, shape, whole):
    mask = np.zeros(shape, np.uint8)
    for line in (folder / "labels" / f"{name}.txt").read_text().splitlines():
        points = np.array(line.split()[1:], np.float32).reshape(-1, 2) * np.float32([shape[1], shape[0]])
        cv2.fillPoly(mask, [whole(points).astype(np.int32)], 1)
    return mask > 0


def coco(folder):
    with contextlib.redirect_stdout(io.StringIO()):
        return COCO(str(folder / "annotations.json"))


def coco_mask(api, name, shape):
    mask = np.zeros(shape, bool)
    image = next(item["id"] for item in api.imgs.values() if Path(item["file_name"]).stem == name)
    for annotation in api.imgToAnns[image]:
        mask |= api.annToMask(annotation) > 0
    return mask


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=190)
    parser.add_argument("--samples", type=Path)
    options = parser.parse_args()
    tally = Tally("exports")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        samples = options.samples or work / "samples"
        if not options.samples:
            data = photographs(work / "data", 6, side=200)
            blemish("synthesize", data, "--families", "all", "--count", options.count, "--out", samples, check=True)
        for name in ("yolo", "coco", "coco-polygons"):
            blemish("export", samples, "--format", name, "--out", work / name, check=True)
        apis = {name: coco(work / name) for name in ("coco", "coco-polygons")}
        for name, api in apis.items():
            with contextlib.redirect_stdout(io.StringIO()):
                api.info()
                api.loadRes([dict(image_id=1, category_id=1, bbox=[0, 0, 2, 2], score=1)])
        found = {}
        for record in map(json.loads, (samples / "manifest.jsonl").read_text().splitlines()):
            truth = cv2.imread(str(samples / record["mask"]), cv2.IMREAD_GRAYSCALE) > 0
            read = {
                "yolo, cut": yolo(work / "yolo", record["id"], truth.shape, np.trunc),
                "yolo, rounded": yolo(work / "yolo", record["id"], truth.shape, np.round),
                **{name: coco_mask(api, record["id"], truth.shape) for name, api in apis.items()},
            }
            for name, mask in read.items():
                found.setdefault(name, []).append((iou(mask, truth), record["family"], record["id"]))
        for name, values in found.items():
            least = min(values)
            print(f"{name}: mean IoU {np.mean([v[0] for v in values]):.4f}, least {least[0]:.4f} ({least[1]} {least[2]}), "
                  f"{len({v[1] for v in values})} families, {len(values)} samples")
            tally.check(least[0] >= 0.98, f"{name}: IoU {least[0]:.3f} of {least[2]}, {least[1]}")
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
