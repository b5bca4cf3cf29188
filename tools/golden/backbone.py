#!/usr/bin/env python3
"""Writes what EfficientNet-Lite computes in Python's torch, for the tests of the backbone: Tests/BackbonesTests/Golden.

    .venv/bin/python tools/golden/backbone.py

The network is written out here as in the paper's reference, batch normalisation unfolded, on the checkpoints of the
installed packages. The image is a function of whole numbers, so that the test makes the very same one. Its sides are
odd in part: where padding falls is seen only there.
"""
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import torch
import torch.nn.functional as F

from convert_weights import SOURCES, source_file

OUTPUT = Path(__file__).resolve().parent.parent.parent / "Tests" / "BackbonesTests" / "Golden"
HEIGHT, WIDTH = 90, 123
REPEATS = {"efficientnet-lite0": [1, 2, 2, 3, 3, 4, 1], "efficientnet-lite2": [1, 3, 3, 4, 4, 5, 1]}
STRIDES = [1, 2, 2, 2, 1, 2, 1]
SAMPLES = 24


def image():
    """[1, 3, H, W] in [0, 1]: ((7 x + 13 y + 31 c + (x y mod 17) 5) mod 256) / 255."""
    x = torch.arange(WIDTH).reshape(1, 1, -1)
    y = torch.arange(HEIGHT).reshape(1, -1, 1)
    c = torch.arange(3).reshape(-1, 1, 1)
    return (((7 * x + 13 * y + 31 * c + x * y % 17 * 5) % 256).float() / 255).unsqueeze(0)


def same(x, weight, stride, groups=1):
    """A convolution with TensorFlow's SAME padding."""
    kernel = weight.shape[-1]
    pads = []
    for size in (x.shape[3], x.shape[2]):
        total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
        pads += [total // 2, total - total // 2]
    return F.conv2d(F.pad(x, pads), weight, stride=stride, groups=groups)


def features(state, repeats, x):
    """The output of the last block of each stage."""

    def norm(x, name):
        return F.batch_norm(x, state[f"{name}.running_mean"], state[f"{name}.running_var"],
                            state[f"{name}.weight"], state[f"{name}.bias"], eps=1e-3)

    x = F.relu6(norm(same((255 * x - 127) / 128, state["_conv_stem.weight"], 2), "_bn0"))
    index = 0
    for count, stride in zip(repeats, STRIDES):
        for position in range(count):
            block, start = f"_blocks.{index}", x
            if f"{block}._expand_conv.weight" in state:
                x = F.relu6(norm(same(x, state[f"{block}._expand_conv.weight"], 1), f"{block}._bn0"))
            depthwise = state[f"{block}._depthwise_conv.weight"]
            x = same(x, depthwise, stride if position == 0 else 1, groups=depthwise.shape[0])
            x = F.relu6(norm(x, f"{block}._bn1"))
            x = norm(same(x, state[f"{block}._project_conv.weight"], 1), f"{block}._bn2")
            if position > 0:
                x = start + x
            index += 1
        yield index - 1, x


def summary(block, x):
    flat = x.flatten()
    places = [(i * 7919 + 13) % flat.numel() for i in range(SAMPLES)]
    return {
        "block": block, "shape": list(x.shape), "mean": flat.mean().item(),
        "deviation": flat.std(correction=0).item(), "least": flat.min().item(), "greatest": flat.max().item(),
        "places": places, "values": flat[places].tolist(),
    }


def main():
    OUTPUT.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    networks = {}
    for name, package, file, _ in SOURCES:
        state = torch.load(source_file(package, file), map_location="cpu", weights_only=True)
        state = {key: value.double() for key, value in state.items()}
        with torch.no_grad():
            networks[name] = [summary(*level) for level in features(state, REPEATS[name], image().double())]
    text = json.dumps({"width": WIDTH, "height": HEIGHT, "networks": networks}, indent=1)
    (OUTPUT / "backbone.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
