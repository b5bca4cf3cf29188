#!/usr/bin/env python3
"""Measures of random cases, with ties, few values, one class and none, by scikit-learn; the tests of Metrics compare their own.

usage: tools/campaign/measures.py [--cases 10000] [--seed 0]      (set up by tools/setup --dev)
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/golden"))
from metrics import ranking  # noqa: E402


def case(rng, number):
    count = int(rng.integers(1, 60))
    scores = rng.normal(size=count)
    if rng.random() < 0.5:
        scores = np.round(scores, int(rng.integers(0, 2)))
    if rng.random() < 0.1:
        scores *= 10.0 ** rng.integers(-30, 30)
    labels = rng.random(count) < rng.choice([0, 0.05, 0.3, 0.5, 0.9, 1])
    return {"name": f"{number}", "scores": scores.tolist(), "labels": labels.tolist(), "expected": ranking(scores, labels)}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    rng = np.random.default_rng(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cases.json"
        file.write_text(json.dumps([case(rng, number) for number in range(options.cases)]))
        command = ["swift", "test", "-c", "release", "--disable-testable-imports", "--filter", "RandomCasesTests"]
        environment = {**os.environ, "BLEMISH_METRIC_CASES": str(file)}
        return subprocess.run(command, cwd=ROOT, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
