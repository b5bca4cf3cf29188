#!/usr/bin/env python3
"""Writes what Python's torch computes, for the tests of the Swift wrappers: Tests/TorchTests/Golden/*.safetensors.

    .venv/bin/python tools/golden/engine.py

operators.safetensors: for each case its inputs (`case/0`, `case/1`, …), its result (`case/result`) and, where an input
is a floating-point tensor, the gradient of the sum of squares of the result by it (`case/gradient0`, …).
training.safetensors: a small network's first weights, its data, and its weights after some steps of each optimiser.
"""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import torch
import torch.nn.functional as F
from torch import nn

from convert_weights import write_safetensors

OUTPUT = Path(__file__).resolve().parent.parent.parent / "Tests" / "TorchTests" / "Golden"


def normal(*shape):
    return torch.randn(shape)


def whole(limit, *shape):
    return torch.randint(0, limit, shape)


def operator_cases():
    """(name, inputs, function) of each case; the Swift test has the same names."""
    image = (2, 4, 6, 5)
    yield "arithmetic", [normal(3, 4), normal(4)], lambda a, b: (a + b) * a - b / (a * a + 1.5) - (2 - a) * 0.5
    yield "power", [normal(3, 4).abs() + 0.5], lambda a: a**1.5 + 1 / a + a.sqrt() + a.rsqrt() + a.log() + a.log1p()
    yield "waves", [normal(3, 4)], lambda a: a.sin() + a.cos() * a.exp() + a.abs() + a.clamp(-0.5, 0.5)
    yield "relu", [normal(3, 4)], lambda a: F.relu(a) + F.relu6(a * 4) + F.leaky_relu(a, 0.2)
    yield "gates", [normal(3, 4)], lambda a: F.silu(a) + F.gelu(a) + F.hardswish(a) + torch.sigmoid(a) + torch.tanh(a)
    yield "softplus", [normal(3, 4)], lambda a: F.softplus(a) + F.logsigmoid(a)
    yield "softmax", [normal(3, 4)], lambda a: F.softmax(a, 1) + F.log_softmax(a, 0)
    yield "conv2d", [normal(*image), normal(6, 4, 3, 3), normal(6)], lambda x, w, b: F.conv2d(x, w, b, padding=1)
    yield "conv2d-grouped", [normal(*image), normal(8, 2, 3, 3)], lambda x, w: F.conv2d(
        x, w, stride=2, padding=2, dilation=2, groups=2)
    yield "conv-transpose2d", [normal(*image), normal(4, 3, 2, 2), normal(3)], lambda x, w, b: F.conv_transpose2d(
        x, w, b, stride=2)
    yield "average-pool", [normal(*image)], lambda x: F.avg_pool2d(x, 3, 1, 1, count_include_pad=False)
    yield "average-pool-padded", [normal(*image)], lambda x: F.avg_pool2d(x, 3, 2, 1)
    yield "max-pool", [normal(*image)], lambda x: F.max_pool2d(x, 2)
    yield "bilinear", [normal(*image)], lambda x: F.interpolate(x, (9, 11), mode="bilinear", align_corners=False)
    yield "bilinear-antialiased", [normal(1, 2, 12, 10)], lambda x: F.interpolate(
        x, (5, 4), mode="bilinear", align_corners=False, antialias=True)
    yield "bicubic", [normal(*image)], lambda x: F.interpolate(x, (9, 11), mode="bicubic", align_corners=False)
    yield "nearest", [normal(*image)], lambda x: F.interpolate(x, (12, 10), mode="nearest")
    yield "area", [normal(*image)], lambda x: F.interpolate(x, (3, 2), mode="area")
    yield "grid-sample", [normal(*image), torch.rand(2, 3, 4, 2) * 2.4 - 1.2], lambda x, g: F.grid_sample(
        x, g, padding_mode="border", align_corners=False)
    yield "batch-norm", [normal(*image), normal(4), normal(4)], lambda x, w, b: F.batch_norm(
        x, torch.zeros(4), torch.ones(4), w, b, training=True)
    yield "batch-norm-running", [normal(*image), normal(4), normal(4).abs() + 0.1], lambda x, m, v: F.batch_norm(
        x, m.detach(), v.detach(), training=False)
    yield "group-norm", [normal(*image), normal(4), normal(4)], lambda x, w, b: F.group_norm(x, 2, w, b)
    yield "layer-norm", [normal(3, 5), normal(5), normal(5)], lambda x, w, b: F.layer_norm(x, (5,), w, b)
    yield "linear", [normal(3, 5), normal(2, 5), normal(2)], lambda x, w, b: F.linear(x, w, b)
    yield "embedding", [normal(7, 3), whole(7, 4)], lambda t, i: F.embedding(i, t)
    yield "matmul", [normal(2, 3, 4), normal(4, 5)], lambda a, b: a @ b
    yield "bmm", [normal(2, 3, 4), normal(2, 4, 5)], torch.bmm
    yield "cdist", [normal(5, 3), normal(4, 3)], torch.cdist
    yield "einsum", [normal(2, 3, 4), normal(3, 5)], lambda a, b: torch.einsum("ncl,cd->ndl", a, b)
    yield "attention", [normal(2, 2, 5, 4), normal(2, 2, 6, 4), normal(2, 2, 6, 3)], F.scaled_dot_product_attention
    yield "sums", [normal(3, 4, 5)], lambda a: a.sum((0, 2)) + a.mean((0, 2)) + a.amax((0, 2)) - a.amin((0, 2))
    yield "spread", [normal(3, 4, 5)], lambda a: a.var((0, 2)) + a.std((0, 2), correction=0) + torch.linalg.vector_norm(
        a, dim=(0, 2))
    yield "quantile", [normal(40)], lambda a: a.quantile(0.3)
    yield "cumsum", [normal(3, 4)], lambda a: a.cumsum(1)
    yield "arrange", [normal(2, 3, 4)], lambda a: torch.cat(
        [a.permute(0, 2, 1).reshape(2, 12), a.flip((1,)).flatten(1), a.roll((1,), (2,)).reshape(2, -1)], 1)
    yield "turn", [normal(2, 3, 4)], lambda a: torch.stack([a.rot90(1, (1, 2)), a.transpose(1, 2)])
    yield "pad", [normal(1, 2, 4, 5)], lambda a: torch.stack(
        [F.pad(a, (1, 2, 0, 3), mode=m) for m in ("constant", "reflect", "replicate", "circular")])
    yield "unfold", [normal(*image)], lambda x: F.unfold(x, 3, padding=1, stride=2)
    yield "pick", [normal(5, 6), whole(5, 3), whole(6, 5, 2)], lambda a, rows, columns: torch.cat(
        [a.index_select(0, rows).sum(0), a.gather(1, columns).sum(0), a[1:4, ::2].sum(0)])
    yield "scatter", [normal(3, 5), whole(5, 3, 2), normal(3, 2)], lambda a, i, s: a.scatter_add(1, i, s)
    yield "rank", [normal(4, 6)], lambda a: torch.cat([a.topk(2, 1)[0], a.sort(1)[0], a.topk(3, 1, largest=False)[0]], 1)
    yield "choose", [normal(4, 6), normal(4, 6)], lambda a, b: torch.where(
        a > b, a, b * 2) + torch.maximum(a, b) - torch.minimum(a, b) + a.masked_fill(b > 0, 3)
    yield "mse", [normal(3, 4), normal(3, 4)], F.mse_loss
    yield "l1", [normal(3, 4), normal(3, 4)], lambda a, b: F.l1_loss(a, b, reduction="sum")
    yield "smooth-l1", [normal(3, 4), normal(3, 4)], lambda a, b: F.smooth_l1_loss(a, b, beta=0.5)
    yield "bce", [normal(3, 4), torch.rand(3, 4), normal(3, 4).abs()], lambda a, t, w: F.binary_cross_entropy_with_logits(
        a, t, w.detach(), pos_weight=torch.tensor(2.0))
    yield "cross-entropy", [normal(5, 3), whole(3, 5)], F.cross_entropy


def operators():
    tensors = {}
    for name, inputs, function in operator_cases():
        leaves = [x.clone().requires_grad_(x.is_floating_point()) for x in inputs]
        result = function(*leaves)
        (result**2).sum().backward()
        for i, (given, leaf) in enumerate(zip(inputs, leaves)):
            tensors[f"{name}/{i}"] = given
            if leaf.grad is not None:
                tensors[f"{name}/gradient{i}"] = leaf.grad
        tensors[f"{name}/result"] = result
    return tensors


def network():
    # No bias before a normalisation: its gradient would be rounding errors, which Adam enlarges.
    return nn.Sequential(nn.Conv2d(3, 6, 3, padding=1, bias=False), nn.BatchNorm2d(6), nn.ReLU(), nn.Conv2d(6, 2, 1))


def training():
    first = network()
    x, target = normal(4, 3, 6, 6), normal(4, 2, 6, 6)
    tensors = {f"first/{k}": v for k, v in first.state_dict().items()}
    tensors |= {"x": x, "target": target}
    optimizers = {
        "adam": lambda p: torch.optim.Adam(p, 0.01, weight_decay=0.1),
        "adamw": lambda p: torch.optim.AdamW(p, 0.01, betas=(0.8, 0.95), weight_decay=0.1),
        "sgd": lambda p: torch.optim.SGD(p, 0.05, momentum=0.9, weight_decay=0.01, nesterov=True),
        "clipped": lambda p: torch.optim.SGD(p, 0.05),
    }
    for name, make in optimizers.items():
        net = network()
        net.load_state_dict(first.state_dict())
        optimizer = make(net.parameters())
        for _ in range(10):
            optimizer.zero_grad()
            F.mse_loss(net(x), target).backward()
            if name == "clipped":
                nn.utils.clip_grad_norm_(net.parameters(), 0.1)
            optimizer.step()
        net.eval()
        tensors |= {f"{name}/{k}": v for k, v in net.state_dict().items()}
        tensors[f"{name}-output"] = net(x)
    return {k: v for k, v in tensors.items() if "num_batches_tracked" not in k}


def main():
    OUTPUT.mkdir(parents=True, exist_ok=True)
    for name, make in (("operators", operators), ("training", training)):
        torch.manual_seed(7)
        tensors = {k: v.detach().contiguous().numpy() for k, v in make().items()}
        write_safetensors(OUTPUT / f"{name}.safetensors", tensors, {"generator": "tools/golden/engine.py"})


if __name__ == "__main__":
    main()
