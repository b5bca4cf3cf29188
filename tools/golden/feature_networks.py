#!/usr/bin/env python3
"""Writes what torchvision's ResNets and timm's DINOv2 compute with made-up weights, for the tests of the backbones that
users bring: Tests/BackbonesTests/Golden/networks.json.

    .venv/bin/python -m pip install --no-deps torchvision==0.28.0 timm==1.0.31 pyyaml huggingface_hub safetensors
    .venv/bin/python tools/golden/feature_networks.py

Weights are a hash of a tensor's name and the places in it, so the test makes the very same ones and no weights are
stored; the networks are whole. Sums are in double precision. The script also checks that timm reads Meta's names as
the test does.
"""
import json
import math
import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

OUTPUT = Path(__file__).resolve().parent.parent.parent / "Tests" / "BackbonesTests" / "Golden" / "networks.json"
SAMPLES = 16
RESNETS = {"resnet18": "resnet18", "resnet50": "resnet50", "wide-resnet50-2": "wide_resnet50_2"}
TRANSFORMERS = {
    "dinov2-vits14": "vit_small_patch14_dinov2", "dinov2-vits14-reg": "vit_small_patch14_reg4_dinov2",
    "dinov2-vitb14": "vit_base_patch14_dinov2", "dinov2-vitb14-reg": "vit_base_patch14_reg4_dinov2",
}
MEAN = torch.tensor([0.485, 0.456, 0.406]).reshape(1, 3, 1, 1)
DEVIATION = torch.tensor([0.229, 0.224, 0.225]).reshape(1, 3, 1, 1)
# Height and width. Odd for ResNets, as where padding falls is seen only there; for DINOv2 one that is resampled to
# whole patches, one of whole patches, and the one that its positions are for.
RESNET_SIZE, RESAMPLED, OTHER_GRID, NATIVE_GRID = (75, 90), (64, 88), (70, 98), (518, 518)


def numbers(name, count):
    """`count` numbers in [-1, 1) by hashing `name` (FNV-1a) and whole numbers (the end of MurmurHash3)."""
    seed = 2166136261
    for byte in name.encode():
        seed = (seed ^ byte) * 16777619 & 0xFFFFFFFF
    h = np.arange(count, dtype=np.uint32) * np.uint32(2654435761) + np.uint32(seed)
    h ^= h >> np.uint32(16)
    h *= np.uint32(0x85EBCA6B)
    h ^= h >> np.uint32(13)
    h *= np.uint32(0xC2B2AE35)
    h ^= h >> np.uint32(16)
    return h / 2.0**31 - 1


def weight(name, shape):
    """Made-up weights that keep activations near 1, as float32."""
    u = numbers(name, math.prod(shape)).reshape(shape)
    if name in ("cls_token", "reg_token", "pos_embed"):
        u *= 2
    elif len(shape) > 1:
        u *= math.sqrt(6 / math.prod(shape[1:]))
    elif name.endswith("running_var"):
        u = 1 + 0.5 * u
    elif name.endswith((".weight", ".gamma")):
        u = 0.75 + 0.25 * u
    else:
        u *= 0.2
    return torch.from_numpy(u.astype(np.float32))


def filled(model):
    """The model with made-up weights, in double precision."""
    state = {name: weight(name, value.shape) for name, value in model.state_dict().items() if value.is_floating_point()}
    model.load_state_dict(state, strict=False)
    return model.eval().double()


def image(size):
    """[1, 3, H, W] in [0, 1]: ((7 x + 13 y + 31 c + (x y mod 17) 5) mod 256) / 255."""
    x = torch.arange(size[1]).reshape(1, 1, -1)
    y = torch.arange(size[0]).reshape(1, -1, 1)
    c = torch.arange(3).reshape(-1, 1, 1)
    return (((7 * x + 13 * y + 31 * c + x * y % 17 * 5) % 256).float() / 255).double().unsqueeze(0)


def summary(x):
    flat = x.contiguous().flatten()
    places = [(i * 7919 + 13) % flat.numel() for i in range(SAMPLES)]
    values = [flat.mean(), flat.std(correction=0), flat.min(), flat.max(), *flat[places]]
    return {"shape": list(x.shape), "values": [float(f"{value.item():.8g}") for value in values], "places": places}


def import_torchvision():
    """torchvision, also where its compiled operators cannot be loaded (a wheel for CUDA where there is none): ResNets need
    none, but without these two the import fails."""
    library = torch.library.Library("torchvision", "FRAGMENT")
    try:
        import torchvision
    except RuntimeError:
        for name in list(sys.modules):
            if name.startswith("torchvision"):
                del sys.modules[name]
        for operator in ("nms", "qnms"):
            library.define(f"{operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        import torchvision
    return torchvision, library


def resnets():
    torchvision, library = import_torchvision()
    for name, theirs in RESNETS.items():
        model = filled(getattr(torchvision.models, theirs)(weights=None))
        x = (image(RESNET_SIZE) - MEAN) / DEVIATION
        x = model.maxpool(model.relu(model.bn1(model.conv1(x))))
        maps = []
        for layer in (model.layer1, model.layer2, model.layer3, model.layer4):
            x = layer(x)
            maps.append(summary(x))
        yield name, [{"kind": "levels", "size": RESNET_SIZE, "maps": maps}]


def patch_maps(model, images):
    return model.forward_intermediates(
        (images - MEAN) / DEVIATION, indices=[2, 5, 8, 11], norm=True, intermediates_only=True)


def levels(model, size):
    """The levels of strides 4, 8, 16, 32 of an image that is brought to patches of 16 px first."""
    patches = [14 * math.ceil(side / 16) for side in size]
    resampled = F.interpolate(image(size), patches, mode="bilinear", antialias=True)
    for stride, x in zip((4, 8, 16, 32), patch_maps(model, resampled)):
        yield F.interpolate(x, [math.ceil(side / stride) for side in size], mode="bilinear")


def check_meta_names(model, images):
    """timm's reading of Meta's names, where the class token has a position of its own also beside registers."""
    from timm.models.vision_transformer import checkpoint_filter_fn

    state = dict(model.state_dict())
    expected = patch_maps(model, images)[-1]
    if "reg_token" in state:
        position = torch.full_like(state["cls_token"], 0.5)
        state["register_tokens"] = state.pop("reg_token")
        state["cls_token"] = state["cls_token"] - position
        state["pos_embed"] = torch.cat([position, state["pos_embed"]], 1)
    state["mask_token"] = torch.zeros(1, state["cls_token"].shape[-1])
    model.load_state_dict(checkpoint_filter_fn(state, model))
    assert torch.allclose(patch_maps(model, images)[-1], expected, atol=1e-9)


def transformers():
    import timm

    for name, theirs in TRANSFORMERS.items():
        model = filled(timm.create_model(theirs, pretrained=False, num_classes=0, dynamic_img_size=True, img_size=518))
        cases = [
            {"kind": "levels", "size": RESAMPLED, "maps": [summary(x) for x in levels(model, RESAMPLED)]},
            {"kind": "patches", "size": OTHER_GRID, "maps": [summary(x) for x in patch_maps(model, image(OTHER_GRID))]},
        ]
        if name.startswith("dinov2-vits14"):
            maps = patch_maps(model, image(NATIVE_GRID))
            cases.append({"kind": "patches", "size": NATIVE_GRID, "maps": [summary(x) for x in maps]})
        check_meta_names(model, image(OTHER_GRID))
        yield name, cases


def main():
    torch.set_num_threads(1)
    with torch.no_grad():
        networks = dict([*resnets(), *transformers()])
    lines = ",\n".join(f" {json.dumps(name)}: {json.dumps(cases)}" for name, cases in networks.items())
    OUTPUT.write_text(f"{{\n{lines}\n}}\n")


if __name__ == "__main__":
    main()
