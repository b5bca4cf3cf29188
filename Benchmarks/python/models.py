"""The networks of Benchmarks/*.swift, written for Python's torch."""
import math

import torch
import torch.nn.functional as F
from torch import nn


class ResidualBlock(nn.Module):
    def __init__(self, inputs, outputs, time):
        super().__init__()
        self.norm1 = nn.GroupNorm(8, inputs)
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1)
        self.time = nn.Linear(time, outputs)
        self.norm2 = nn.GroupNorm(8, outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1)
        self.skip = None if inputs == outputs else nn.Conv2d(inputs, outputs, 1)

    def forward(self, x, embedding):
        hidden = self.conv1(F.silu(self.norm1(x))) + self.time(embedding)[:, :, None, None]
        return self.conv2(F.silu(self.norm2(hidden))) + (x if self.skip is None else self.skip(x))


class AttentionBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.norm = nn.GroupNorm(8, channels)
        self.qkv = nn.Linear(channels, 3 * channels)
        self.out = nn.Linear(channels, channels)

    def forward(self, x):
        n, c, h, w = x.shape
        tokens = self.norm(x).flatten(2).transpose(1, 2)
        q, k, v = (part.reshape(n, h * w, 4, c // 4).transpose(1, 2) for part in self.qkv(tokens).chunk(3, 2))
        mixed = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(n, h * w, c)
        return x + self.out(mixed).transpose(1, 2).reshape(n, c, h, w)


class UNet(nn.Module):
    width = 64

    def __init__(self):
        super().__init__()
        c = self.width
        levels, time = [c, 2 * c, 3 * c], 4 * c
        self.time1, self.time2 = nn.Linear(c, time), nn.Linear(time, time)
        self.first = nn.Conv2d(3, c, 3, padding=1)
        self.down = nn.ModuleList(ResidualBlock(i, o, time) for i, o in zip([c] + levels, levels))
        self.shrink = nn.ModuleList(nn.Conv2d(w, w, 3, stride=2, padding=1) for w in levels[:-1])
        self.mid1 = ResidualBlock(levels[2], levels[2], time)
        self.attention = AttentionBlock(levels[2])
        self.mid2 = ResidualBlock(levels[2], levels[2], time)
        self.up = nn.ModuleList(ResidualBlock(2 * w, w, time) for w in reversed(levels))
        self.grow = nn.ModuleList(nn.Conv2d(i, o, 3, padding=1) for o, i in reversed(list(zip(levels, levels[1:]))))
        self.norm = nn.GroupNorm(8, levels[0])
        self.last = nn.Conv2d(levels[0], 3, 3, padding=1)

    def forward(self, image, time):
        embedding = F.silu(self.time2(F.silu(self.time1(self.waves(time)))))
        x, skips = self.first(image), []
        for i, block in enumerate(self.down):
            x = block(x, embedding)
            skips.append(x)
            if i < len(self.shrink):
                x = self.shrink[i](x)
        x = self.mid2(self.attention(self.mid1(x, embedding)), embedding)
        for i, block in enumerate(self.up):
            x = block(torch.cat([x, skips.pop()], 1), embedding)
            if i < len(self.grow):
                x = self.grow[i](F.interpolate(x, scale_factor=2, mode="nearest"))
        return self.last(F.silu(self.norm(x)))

    def waves(self, time):
        half = self.width // 2
        phase = time[:, None] * torch.exp(torch.arange(half) * (-math.log(10000) / half))
        return torch.cat([phase.sin(), phase.cos()], 1)


def head():
    """The detector's head: an adaptor of features and a segmenter, both of 1 × 1 convolutions."""
    return nn.Sequential(
        nn.Conv2d(192, 192, 1, bias=False),
        nn.Conv2d(192, 512, 1, bias=False), nn.BatchNorm2d(512), nn.ReLU(),
        nn.Conv2d(512, 1, 1),
    )
