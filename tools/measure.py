#!/usr/bin/env python3
"""Runs the main job on several data sets and seeds and prints the README's table: mean ± s.d. over the seeds.

    tools/measure.py DATA OUT [--seeds 0 1 2] [--profile standard] [CATEGORY ...]

DATA holds folders in the layout of MVTec AD, e.g. mvtec_ad/bottle. Runs that are there already are not repeated.
"""

import argparse
import json
import pathlib
import statistics
import subprocess

CATEGORIES = [
    "mvtec_ad/bottle", "magnetic_tile/tile_mt", "otx_hazelnut/hazelnut", "mvtec_crops/carpet", "mvtec_crops/grid",
    "mvtec_crops/tile", "crackforest/asphalt", "mvtec_ad/screw", "mvtec_ad/transistor", "visa/fryum",
    "aws_cookies/cookie",
]
MEASURES = [("image", "auroc"), ("pixel", "auroc"), ("pixel", "ap"), ("pixel", "aupro")]


def metrics(program, data, out, category, seed, profile):
    folder = out / f"{category.replace('/', '-')}-{profile}-{seed}"
    result = folder / "metrics.json"
    if not result.exists():
        command = [program, "run", data / category, "--out", folder, "--seed", seed, "--profile", profile, "--resume"]
        subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL)
    return json.loads(result.read_text())


def cell(values):
    spread = f" ± {statistics.stdev(values):.1f}" if len(values) > 1 else ""
    return f"{statistics.mean(values):.1f}{spread}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("categories", nargs="*", default=CATEGORIES)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--profile", default="standard")
    options = parser.parse_args()
    program = pathlib.Path(__file__).resolve().parent.parent / ".build/release/blemish"
    print("| category | image AUROC | pixel AUROC | pixel AP | AUPRO 0.3 | training, s | ms an image |")
    print("|---|---|---|---|---|---|---|")
    for category in options.categories or CATEGORIES:
        runs = [metrics(program, options.data, options.out, category, s, options.profile) for s in options.seeds]
        cells = [cell([100 * run[group][name] for run in runs]) for group, name in MEASURES]
        times = [statistics.median(run["timing"][key] for run in runs) for key in ("train_s", "predict_ms_per_image")]
        print(f"| {category} | {' | '.join(cells)} | {times[0]:.0f} | {times[1]:.0f} |", flush=True)


if __name__ == "__main__":
    main()
