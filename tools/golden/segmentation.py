#!/usr/bin/env python3
"""Writes what small BiSeNet V2 and SegFormer networks compute in Python's torch: Tests/SegmentationTests/Golden.

    .venv/bin/python tools/golden/segmentation.py

The networks are written out here from the equations, tables and figures of the papers. Weights and images are functions
of whole numbers, so that the test makes the very same ones; the sides of the images are no multiples of anything.
"""
import json
import math
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

OUTPUT = Path(__file__).resolve().parent.parent.parent / "Tests" / "SegmentationTests" / "Golden"
COUNT, HEIGHT, WIDTH = 2, 70, 97
CLASSES = 3
SAMPLES = 24


def numbers(count, key):
    """Whole-number noise in [-1, 1)."""
    i = torch.arange(count, dtype=torch.int64)
    return ((i * i * 31 + i * 7919 + key * 104729) % 1009).double() / 1009 * 2 - 1


def fill(network):
    """Sets every tensor of the state by its place in the sorted names."""
    state = network.state_dict()
    names = sorted(name for name in state if not name.endswith("num_batches_tracked"))
    for key, name in enumerate(names):
        tensor = state[name]
        noise = numbers(tensor.numel(), key).reshape(tensor.shape)
        if name.endswith("running_var"):
            value = 1 + 0.5 * noise
        elif tensor.dim() > 1:
            value = noise * math.sqrt(6 / math.prod(tensor.shape[1:]))
        elif name.endswith("weight"):
            value = 1 + 0.2 * noise
        else:
            value = 0.1 * noise
        tensor.copy_(value)
    return network.double()


def image():
    return (numbers(COUNT * 3 * HEIGHT * WIDTH, 5).reshape(COUNT, 3, HEIGHT, WIDTH) + 1) / 2


def normalised(x):
    mean = torch.tensor([0.485, 0.456, 0.406]).double().reshape(1, 3, 1, 1)
    return (x - mean) / torch.tensor([0.229, 0.224, 0.225]).double().reshape(1, 3, 1, 1)


def resized(x, like):
    return F.interpolate(x, like.shape[2:], mode="bilinear", align_corners=False)


class Block(nn.Module):
    def __init__(self, inputs, outputs, kernel=3, stride=1, groups=1, active=True):
        super().__init__()
        self.convolution = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False)
        self.norm = nn.BatchNorm2d(outputs)
        self.active = active

    def forward(self, x):
        x = self.norm(self.convolution(x))
        return F.relu(x) if self.active else x


def depthwise(inputs, outputs, stride=1):
    return Block(inputs, outputs, 3, stride, inputs, False)


class GE(nn.Module):
    def __init__(self, channels, expansion):
        super().__init__()
        self.gather = Block(channels, channels)
        self.expand = depthwise(channels, channels * expansion)
        self.project = Block(channels * expansion, channels, 1, active=False)

    def forward(self, x):
        return F.relu(x + self.project(self.expand(self.gather(x))))


class GEReduction(nn.Module):
    def __init__(self, inputs, outputs, expansion):
        super().__init__()
        wide = inputs * expansion
        self.gather = Block(inputs, inputs)
        self.expand = nn.Sequential(depthwise(inputs, wide, 2), depthwise(wide, wide))
        self.project = Block(wide, outputs, 1, active=False)
        self.shortcut = nn.Sequential(depthwise(inputs, inputs, 2), Block(inputs, outputs, 1, active=False))

    def forward(self, x):
        return F.relu(self.shortcut(x) + self.project(self.expand(self.gather(x))))


class Stem(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.entry = Block(3, channels, stride=2)
        self.convolved = nn.Sequential(Block(channels, channels // 2, 1), Block(channels // 2, channels, stride=2))
        self.fusion = Block(2 * channels, channels)

    def forward(self, x):
        x = self.entry(x)
        return self.fusion(torch.cat([self.convolved(x), F.max_pool2d(x, 3, 2, 1)], 1))


class Context(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.norm = nn.BatchNorm2d(channels)
        self.mean = Block(channels, channels, 1)
        self.exit = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x):
        return self.exit(x + self.mean(self.norm(x.mean((2, 3), keepdim=True))))


class Semantic(nn.Module):
    def __init__(self, channels, expansion):
        super().__init__()
        self.stem = Stem(channels[0])
        self.stages = nn.ModuleList(
            nn.Sequential(GEReduction(channels[i], channels[i + 1], expansion),
                          *[GE(channels[i + 1], expansion) for _ in range(depth - 1)])
            for i, depth in enumerate([2, 2, 4]))
        self.context = Context(channels[-1])

    def forward(self, x):
        found = [self.stem(x)]
        for stage in self.stages:
            found.append(stage(found[-1]))
        return found, self.context(found[-1])


class Aggregation(nn.Module):
    def __init__(self, channels):
        super().__init__()

        def separable():
            return nn.Sequential(depthwise(channels, channels), nn.Conv2d(channels, channels, 1, bias=False))

        self.detailKept, self.semanticKept = separable(), separable()
        self.detailReduced = Block(channels, channels, stride=2, active=False)
        self.semanticRaised = Block(channels, channels, active=False)
        self.exit = Block(channels, channels, active=False)

    def forward(self, detail, semantic):
        fine = self.detailKept(detail) * torch.sigmoid(resized(self.semanticRaised(semantic), detail))
        coarse = F.avg_pool2d(self.detailReduced(detail), 3, 2, 1) * torch.sigmoid(self.semanticKept(semantic))
        return self.exit(fine + resized(coarse, detail))


class Head(nn.Module):
    def __init__(self, inputs, width):
        super().__init__()
        self.entry = Block(inputs, width)
        self.exit = nn.Conv2d(width, CLASSES, 1)

    def forward(self, x):
        return self.exit(self.entry(x))


class BiSeNetV2(nn.Module):
    def __init__(self, detail, semantic, expansion, head, booster):
        super().__init__()
        a, b, c = detail
        self.detail = nn.Sequential(
            Block(3, a, stride=2), Block(a, a), Block(a, b, stride=2), Block(b, b), Block(b, b),
            Block(b, c, stride=2), Block(c, c), Block(c, c))
        self.semantic = Semantic(semantic, expansion)
        self.aggregation = Aggregation(c)
        self.head = Head(c, head)
        self.boosters = nn.ModuleList(Head(channels, booster) for channels in semantic)

    def forward(self, images):
        x = normalised(images)
        stages, context = self.semantic(x)
        main = resized(self.head(self.aggregation(self.detail(x), context)), images)
        return [main] + [resized(head(y), images) for head, y in zip(self.boosters, stages)]


class Attention(nn.Module):
    """Attention written out: softmax(Q Kᵀ / √d) V."""

    def __init__(self, channels, heads, reduction):
        super().__init__()
        self.query, self.key, self.value, self.exit = (nn.Linear(channels, channels) for _ in range(4))
        self.heads = heads
        if reduction > 1:
            self.reduction = nn.Conv2d(channels, channels, reduction, reduction)
            self.reductionNorm = nn.LayerNorm(channels)

    def forward(self, x, height, width):
        n, length, channels = x.shape
        source = x
        if hasattr(self, "reduction"):
            grid = x.transpose(1, 2).reshape(n, channels, height, width)
            source = self.reductionNorm(self.reduction(grid).flatten(2).transpose(1, 2))
        d = channels // self.heads
        outputs = []
        for head in range(self.heads):
            part = slice(head * d, (head + 1) * d)
            q, k, v = self.query(x)[..., part], self.key(source)[..., part], self.value(source)[..., part]
            outputs.append(torch.softmax(q @ k.transpose(1, 2) / math.sqrt(d), -1) @ v)
        return self.exit(torch.cat(outputs, -1))


class MixFeedForward(nn.Module):
    def __init__(self, channels, expansion):
        super().__init__()
        wide = channels * expansion
        self.entry = nn.Linear(channels, wide)
        self.mixing = nn.Conv2d(wide, wide, 3, padding=1, groups=wide)
        self.exit = nn.Linear(wide, channels)

    def forward(self, x, height, width):
        x = self.entry(x)
        x = self.mixing(x.transpose(1, 2).reshape(x.shape[0], -1, height, width)).flatten(2).transpose(1, 2)
        return self.exit(F.gelu(x))


class TransformerBlock(nn.Module):
    def __init__(self, channels, heads, reduction, expansion):
        super().__init__()
        self.attentionNorm = nn.LayerNorm(channels, 1e-6)
        self.attention = Attention(channels, heads, reduction)
        self.feedForwardNorm = nn.LayerNorm(channels, 1e-6)
        self.feedForward = MixFeedForward(channels, expansion)

    def forward(self, x, height, width):
        x = x + self.attention(self.attentionNorm(x), height, width)
        return x + self.feedForward(self.feedForwardNorm(x), height, width)


class Stage(nn.Module):
    def __init__(self, index, inputs, channels, depth, heads, reduction, expansion):
        super().__init__()
        kernel, stride = (7, 4) if index == 0 else (3, 2)
        self.embedding = nn.Conv2d(inputs, channels, kernel, stride, kernel // 2)
        self.embeddingNorm = nn.LayerNorm(channels)
        self.blocks = nn.ModuleList(TransformerBlock(channels, heads, reduction, expansion) for _ in range(depth))
        self.norm = nn.LayerNorm(channels, 1e-6)

    def forward(self, x):
        x = self.embedding(x)
        n, channels, height, width = x.shape
        x = self.embeddingNorm(x.flatten(2).transpose(1, 2))
        for block in self.blocks:
            x = block(x, height, width)
        return self.norm(x).transpose(1, 2).reshape(n, channels, height, width)


class Decoder(nn.Module):
    def __init__(self, channels, width):
        super().__init__()
        self.projections = nn.ModuleList(nn.Conv2d(c, width, 1) for c in channels)
        self.fusion = Block(width * len(channels), width, 1)
        self.exit = nn.Conv2d(width, CLASSES, 1)

    def forward(self, features):
        levels = [resized(p(x), features[0]) for p, x in zip(self.projections, features)]
        return self.exit(self.fusion(torch.cat(levels, 1)))


class SegFormer(nn.Module):
    def __init__(self, channels, depths, heads, reductions, expansions, decoder):
        super().__init__()
        self.stages = nn.ModuleList(
            Stage(i, ([3] + channels)[i], channels[i], depths[i], heads[i], reductions[i], expansions[i])
            for i in range(4))
        self.decoder = Decoder(channels, decoder)

    def forward(self, images):
        features = [normalised(images)]
        for stage in self.stages:
            features.append(stage(features[-1]))
        return [resized(self.decoder(features[1:]), images)]


CONFIGURATIONS = {
    "bisenetv2": (BiSeNetV2, {
        "detail": [8, 6, 16], "semantic": [4, 8, 12, 16], "expansion": 2, "head": 24, "booster": 8}),
    "segformer": (SegFormer, {
        "channels": [8, 12, 20, 24], "depths": [1, 2, 1, 1], "heads": [1, 2, 4, 3], "reductions": [8, 4, 2, 1],
        "expansions": [2, 3, 2, 2], "decoder": 16}),
}


def summary(x):
    flat = x.detach().flatten()
    places = [(i * 7919 + 13) % flat.numel() for i in range(SAMPLES)]
    return {"shape": list(x.shape), "mean": flat.mean().item(), "deviation": flat.std(correction=0).item(),
            "places": places, "values": flat[places].tolist()}


def main():
    OUTPUT.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    networks = {}
    for name, (kind, configuration) in CONFIGURATIONS.items():
        with torch.no_grad():
            network = fill(kind(**configuration))
            evaluated = network.eval()(image())[0]
            trained = network.train()(image())
        networks[name] = {
            "configuration": configuration, "evaluated": summary(evaluated),
            "trained": [summary(x) for x in trained]}
    golden = {"count": COUNT, "height": HEIGHT, "width": WIDTH, "classes": CLASSES, "networks": networks}
    (OUTPUT / "networks.json").write_text(json.dumps(golden, indent=1) + "\n")


if __name__ == "__main__":
    main()
