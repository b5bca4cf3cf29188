#!/usr/bin/env python3
"""Writes the golden numbers of the spectral solvers: scipy.fft for transforms, scipy.sparse for the plate.

usage: tools/golden/spectral.py Tests/PhysicsTests/Golden      (needs numpy, scipy)
"""
import json
import sys
from pathlib import Path

import numpy as np
from scipy import fft, sparse
from scipy.sparse.linalg import spsolve

SIZES = [(8, 16), (9, 7), (1, 5), (12, 1), (15, 22), (30, 13)]


def transforms(rng, height, width):
    field = rng.standard_normal((height, width)).round(6)
    # The half of the transform that ours keeps, turned: [kx, ky].
    spectrum = np.fft.fft2(field)[: height // 2 + 1].T
    return {
        "width": width,
        "height": height,
        "field": field.ravel().tolist(),
        "real": spectrum.real.ravel().tolist(),
        "imaginary": spectrum.imag.ravel().tolist(),
        "sine": fft.dstn(field, type=1).T.ravel().tolist(),
        "cosine": fft.dctn(field, type=2).T.ravel().tolist(),
    }


def laplacian(height, width, spacing):
    """The five-point difference with zeros around."""
    def line(n):
        return sparse.diags([1.0, -2.0, 1.0], [-1, 0, 1], shape=(n, n))

    eye = sparse.identity
    return (sparse.kron(eye(height), line(width)) + sparse.kron(line(height), eye(width))) / spacing**2


def plate(rng, height=9, width=13, spacing=0.7):
    load = rng.standard_normal(height * width).round(6)
    difference = laplacian(height, width, spacing).tocsc()
    return {
        "width": width,
        "height": height,
        "spacing": spacing,
        "load": load.tolist(),
        "deflection": spsolve((difference @ difference).tocsc(), load).tolist(),
        "screened": spsolve((difference - 0.3 * sparse.identity(load.size)).tocsc(), load).tolist(),
    }


def main():
    rng = np.random.default_rng(7)
    golden = {"transforms": [transforms(rng, *size) for size in SIZES], "plate": plate(rng)}
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    (target / "spectral.json").write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
