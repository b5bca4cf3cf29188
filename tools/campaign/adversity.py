#!/usr/bin/env python3
"""What a workshop's computer does to a program: no room, no permission, files that go while they are read, two at once.

usage: tools/campaign/adversity.py      ($BLEMISH: the program, else the release build; as root also real full and
                                        read-only disks)
"""
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from common import BLEMISH, SETTINGS, Tally, blemish, leftovers, photographs


def limited(size):
    """Files may not grow beyond a size, as on a full disk."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def commands(data, model, samples, out):
    yield "synthesize", ["synthesize", data, "--count", 6, "--side", 0, "--quiet", "--out", out]
    yield "train", ["train", data, "--samples", samples, "--out", out] + SETTINGS
    yield "run", ["run", data, "--out", out] + SETTINGS
    yield "predict", ["predict", model, data / "test", "--quiet", "--out", out]
    yield "evaluate", ["evaluate", model, data, "--quiet", "--out", out]
    yield "export", ["export", samples, "--format", "coco", "--quiet", "--out", out]


def refused(tally, what, result, out):
    """A message that names a place, no back-trace, nothing half-written."""
    tally.check(result.returncode == 1, f"{what}: exit code {result.returncode}: {result.stderr[-300:]}")
    tally.check("Error: " in result.stderr and "Fatal" not in result.stderr, f"{what}: {result.stderr[-300:]}")
    if out.exists():
        tally.check(not leftovers(out), f"{what}: left behind {leftovers(out)}")


def files_that_may_not_grow(tally, data, model, samples, work):
    for size in [0, 100, 1000, 10_000]:
        for verb, command in commands(data, model, samples, work / f"small-{size}"):
            out = work / f"small-{size}-{verb}"
            result = blemish(*[out if word == work / f"small-{size}" else word for word in command],
                             preexec_fn=limited(size))
            if result.returncode != 0 or size < 1000:
                refused(tally, f"{verb}, {size} bytes a file", result, out)


def mounted(options, folder):
    """A disk of its own, where one may be mounted."""
    folder.mkdir(parents=True, exist_ok=True)
    return subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True).returncode == 0


def full_and_read_only_disks(tally, data, model, samples, work):
    for what, options in [("a full disk", "size=40k"), ("a read-only disk", "ro")]:
        for verb, _ in commands(data, model, samples, work):
            disk = work / f"disk-{verb}-{what.split()[1]}"
            if not mounted(options, disk):
                print(f"{what}: not tried, as nothing can be mounted here")
                return
            try:
                command = dict(commands(data, model, samples, disk / "out"))[verb]
                refused(tally, f"{verb} on {what}", blemish(*command), disk / "out")
            finally:
                subprocess.run(["umount", disk], check=True)


def files_that_go(tally, data, model, work):
    """Photographs that vanish and are cut short while others are judged: a row for each, a result for all that stayed."""
    for number in range(10):
        copies = work / f"going-{number}"
        for index in range(60):
            shutil.copytree(data / "test/good", copies / f"{index:02}")
        total = len(list(copies.rglob("*.png")))

        def spoil():
            time.sleep(0.2 + 0.05 * number)
            for index in range(59, 39, -1):
                (copies / f"{index:02}/000.png").unlink()
                os.truncate(copies / f"{index:02}/001.png", 100)

        thread = threading.Thread(target=spoil)
        thread.start()
        out = work / f"going-out-{number}"
        result = blemish("predict", model, copies, "--scores-only", "--quiet", "--out", out)
        thread.join()
        rows = (out / "predictions.csv").read_text().splitlines()[1:] if (out / "predictions.csv").exists() else []
        judged = [row for row in rows if ",error," not in row]
        kept = [row for row in rows if row.startswith(tuple(f"{i:02}/" for i in range(40))) or row[3:6] == "002"]
        tally.check(result.returncode in (0, 1), f"files that go: exit code {result.returncode}: {result.stderr[-300:]}")
        tally.check(total - 40 <= len(rows) <= total, f"files that go: {len(rows)} rows of {total}")
        tally.check(all(row in judged for row in kept), "files that go: one that stayed was not judged")


def two_at_once(tally, data, model, samples, work):
    for verb, command in commands(data, model, samples, work / "two"):
        if verb in ("predict", "evaluate", "export", "synthesize"):
            continue  # They may be over before another has begun.
        out = work / "two"
        shutil.rmtree(out, ignore_errors=True)
        first = subprocess.Popen([BLEMISH, *map(str, command)], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
        while first.poll() is None and not (out / "inputs.json").exists():
            time.sleep(0.005)
        second = blemish(*command)
        tally.check("another blemish is writing there" in second.stderr and second.returncode == 1,
                    f"two at once, {verb}: {second.stderr[-300:]}")
        tally.check(first.wait() == 0, f"two at once, {verb}: the first has failed")


def main():
    tally = Tally("adversity")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        data, samples, model = photographs(work / "data", 10), work / "samples", work / "model"
        blemish("synthesize", data, "--out", samples, "--count", 12, "--side", 0, "--quiet", check=True)
        blemish("train", data, "--samples", samples, "--out", model, *SETTINGS, check=True)
        files_that_may_not_grow(tally, data, model, samples, work)
        if os.geteuid() == 0:
            full_and_read_only_disks(tally, data, model, samples, work)
        files_that_go(tally, data, model, work)
        two_at_once(tally, data, model, samples, work)
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
