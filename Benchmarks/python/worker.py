"""Takes a task's steps when told: the Python half of `blemish-bench`, see Benchmarks/TimedTask.swift.

    python Benchmarks/python/worker.py head|unet|unet-bf16|calls

Prints `ready PARAMETERS`; then for each line `N` on standard input takes N steps and prints their milliseconds.
"""
import contextlib
import sys
import time

import torch
import torch.nn.functional as F

from models import UNet, head

WARM_UP = 3


def head_task():
    model = head()
    features, target = torch.randn(16, 192, 32, 32), torch.rand(16, 1, 32, 32)
    return model, lambda: F.binary_cross_entropy_with_logits(model(features), target)


def unet_task(bf16):
    model = UNet()
    image, noise, times = torch.randn(4, 3, 64, 64), torch.randn(4, 3, 64, 64), torch.rand(4) * 1000
    if bf16:
        model, image = (x.to(memory_format=torch.channels_last) for x in (model, image))

    def loss():
        with torch.autocast("cpu", torch.bfloat16) if bf16 else contextlib.nullcontext():
            prediction = model(image, times)
        return F.mse_loss(prediction.float(), noise)

    return model, loss


def training(model, loss):
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, fused=True)

    def run():
        value = loss()
        value.backward()
        optimizer.step()
        optimizer.zero_grad()
        value.item()

    return sum(p.numel() for p in model.parameters()), run


@torch.no_grad()
def calls():
    summand, x = torch.ones(4), torch.zeros(4)
    for _ in range(5_000):
        x = torch.relu(x + summand)


def task(name):
    """The number of parameters, and a step."""
    if name == "calls":
        return 0, calls
    return training(*(head_task() if name == "head" else unet_task(name == "unet-bf16")))


def main():
    torch.manual_seed(1)
    parameters, run = task(sys.argv[1])

    def step():
        start = time.perf_counter()
        run()
        return (time.perf_counter() - start) * 1e3

    for _ in range(WARM_UP):
        step()
    print("ready", parameters, flush=True)
    for line in sys.stdin:
        print(*(step() for _ in range(int(line))), flush=True)


if __name__ == "__main__":
    main()
