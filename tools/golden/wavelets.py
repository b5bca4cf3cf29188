#!/usr/bin/env python3
"""Makes Tests/ImagingTests/Golden/wavelets.json: wavelet coefficients as products with explicit matrices.

    .venv/bin/python tools/golden/wavelets.py

The filters come from their conditions (orthonormal, vanishing moments) solved as polynomials, not from closed forms.
"""

import json
from pathlib import Path

import numpy as np

OUT = Path(__file__).resolve().parents[2] / "Tests/ImagingTests/Golden/wavelets.json"
rng = np.random.default_rng(5)


def low_pass(moments):
    """Daubechies' filter: (1 + z)^N times the roots of P(y), y = (2 - z - 1/z) / 4, outside the unit circle."""
    if moments == 1:
        taps = np.array([1.0, 1.0])
    else:  # N = 2: P(y) = 1 + 2 y
        roots = np.roots([-0.5, 2, -0.5])
        taps = np.polymul([1, 2, 1], [1, -roots[np.abs(roots) < 1][0]])
    return taps / np.sqrt((taps**2).sum())


def step(h, n):
    """The orthonormal matrix of one level on n samples, the low band first; an odd last sample is passed on."""
    even, g = n // 2 * 2, [(-1) ** k * h[len(h) - 1 - k] for k in range(len(h))]
    w = np.zeros((n, n))
    for k in range(even // 2):
        for j in range(len(h)):
            w[k, (2 * k + j) % even] += h[j]
            w[n - even // 2 + k, (2 * k + j) % even] += g[j]
    if n > even:
        w[even // 2, n - 1] = 1
    assert np.allclose(w @ w.T, np.eye(n))
    return w


def decimated(x, h, levels):
    y, (height, width) = x.copy(), x.shape
    for _ in range(levels):
        y[:height, :width] = step(h, height) @ y[:height, :width] @ step(h, width).T
        height, width = (height + 1) // 2, (width + 1) // 2
    return y


def circulant(taps, spacing, n):
    w = np.zeros((n, n))
    start = (len(taps) - 1) * spacing // 2
    for i in range(n):
        for j, tap in enumerate(taps):
            w[i, (i + j * spacing - start) % n] += tap / np.sqrt(2)
    return w


def undecimated(x, h, levels):
    g = np.array([(-1) ** k * h[len(h) - 1 - k] for k in range(len(h))])
    smooth, details = x, []
    for level in range(levels):
        ly, hy = (circulant(f, 2**level, x.shape[0]) for f in (h, g))
        lx, hx = (circulant(f, 2**level, x.shape[1]).T for f in (h, g))
        details += [hy @ smooth @ lx, ly @ smooth @ hx, hy @ smooth @ hx]
        smooth = ly @ smooth @ lx
    return details + [smooth]


def plane(x):
    return {"width": x.shape[1], "height": x.shape[0], "values": np.round(x, 8).ravel().tolist()}


cases = []
for name, moments in [("haar", 1), ("daubechies2", 2)]:
    for height, width, levels in [(8, 12, 2), (9, 13, 3)]:
        x = np.round(rng.random((height, width)), 4)
        h = low_pass(moments)
        cases.append({
            "wavelet": name, "levels": levels, "source": plane(x), "decimated": plane(decimated(x, h, levels)),
            "undecimated": [plane(band) for band in undecimated(x, h, levels)]})
OUT.write_text(json.dumps(cases) + "\n")
