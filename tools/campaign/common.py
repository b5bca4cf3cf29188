"""What the campaigns share: photographs that nobody has to have, the program, and what it leaves behind."""
import json
import os
import random
import struct
import subprocess
import sys
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BLEMISH = os.environ.get("BLEMISH", str(ROOT / ".build/release/blemish"))
SETTINGS = ["--profile", "quick", "--quiet"] + [
    word
    for setting in ('backbones=["efficientnet-lite0"]', "side=64", "samples=12", "memoryImages=6", "memorySize=200",
                    "head.steps=30", "head.width=8")
    for word in ("--set", setting)
]


def png(path, width, height, values):
    """Writes a picture of 8-bit RGB values, a bytes of width * height * 3."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + values[y * width * 3:(y + 1) * width * 3] for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def photographs(folder, count, seed=0, side=96):
    """Brushed plates: good ones in train/good and test/good, ones with a dark bar in test/bar, its mask in ground_truth."""
    rng = random.Random(seed)
    for part in [("train/good", count), ("test/good", 3), ("test/bar", 3)]:
        for number in range(part[1]):
            lines = [rng.gauss(120, 12) for _ in range(side)]
            bar = rng.randrange(10, side - 20) if part[0] == "test/bar" else None
            values, mask = bytearray(), bytearray()
            for y in range(side):
                for x in range(side):
                    marked = bar is not None and bar <= x < bar + 8 and 20 <= y < side - 20
                    grey = min(255, max(0, int(lines[y] * (0.4 if marked else 1) + rng.gauss(0, 3))))
                    values += bytes((grey, grey, grey))
                    mask += bytes([255 * marked] * 3)
            png(folder / part[0] / f"{number:03}.png", side, side, bytes(values))
            if bar is not None:
                png(folder / "ground_truth/bar" / f"{number:03}_mask.png", side, side, bytes(mask))
    return folder


def blemish(*arguments, **options):
    """Runs the program to its end."""
    return subprocess.run([BLEMISH, *map(str, arguments)], capture_output=True, text=True, **options)


def contents(folder):
    """All files below a folder with their bytes, without what says how long something took or how it was called."""
    found = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = str(path.relative_to(folder))
        if name.endswith(("report.html", "config.json", "predict.json")):
            continue
        data = path.read_bytes()
        if name.endswith(("metrics.json", "detector.json")):
            value = json.loads(data)
            for key in ("timing", "trainSeconds"):
                value.pop(key, None)
            data = json.dumps(value, sort_keys=True).encode()
        found[name] = data
    return found


def leftovers(folder):
    """Files that are none of the results: half-written ones, journals, checkpoints."""
    return [str(p.relative_to(folder)) for p in folder.rglob("*")
            if p.name.endswith((".partial", ".part", ".tmp")) or p.name.startswith((".journal", "checkpoint."))]


class Tally:
    """Counts what went as it should, and names what did not."""

    def __init__(self, title):
        self.title, self.right, self.wrong = title, 0, []

    def check(self, condition, what):
        if condition:
            self.right += 1
        else:
            self.wrong.append(what)
            print(f"{self.title}: {what}", file=sys.stderr)

    def finish(self):
        print(f"{self.title}: {self.right} checks right, {len(self.wrong)} wrong")
        return 1 if self.wrong else 0
