#!/usr/bin/env python3
"""Kills synthesize, train and run at random moments with SIGKILL, goes on with them, and compares every byte with an
undisturbed run; nothing half-written may remain.

usage: tools/campaign/kill.py [--rounds 20] [--seed 0]      ($BLEMISH: the program, else the release build)
"""
import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from common import BLEMISH, SETTINGS, Tally, blemish, contents, leftovers, photographs


def differences(folder, reference):
    here = contents(folder)
    return [name for name in sorted(set(here) | set(reference)) if here.get(name) != reference.get(name)]


def campaign(name, command, resume, work, rounds, rng, tally):
    whole = work / f"{name}-whole"
    start = time.monotonic()
    first = blemish(*command, "--out", whole)
    seconds = time.monotonic() - start
    tally.check(first.returncode == 0, f"{name}: {first.stderr}")
    reference = contents(whole)
    kills = 0
    for number in range(rounds):
        out = work / f"{name}-{number}"
        for attempt in range(rng.randint(1, 3)):
            process = subprocess.Popen(
                [BLEMISH, *map(str, command), "--out", out] + (resume if attempt else []), stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL)
            time.sleep(rng.uniform(0, seconds))
            kills += process.poll() is None
            process.kill()
            process.wait()
        last = blemish(*command, "--out", out, *resume)
        tally.check(last.returncode == 0, f"{name} {number}: {last.stderr}")
        wrong = differences(out, reference)
        tally.check(not wrong, f"{name} {number}: other bytes in {wrong[:5]}")
        tally.check(not leftovers(out), f"{name} {number}: left behind {leftovers(out)[:5]}")
    print(f"{name}: {rounds} rounds, {kills} kills, {seconds:.1f} s undisturbed")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    tally, rng = Tally("kill"), random.Random(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        data = photographs(work / "data", 10)
        samples = work / "samples"
        blemish("synthesize", data, "--out", samples, "--count", 12, "--side", 0, "--quiet")
        for name, command, resume in [
            ("synthesize", ["synthesize", data, "--count", 60, "--side", 0, "--quiet"], []),
            ("train", ["train", data, "--samples", samples] + SETTINGS, ["--resume"]),
            ("run", ["run", data] + SETTINGS, ["--resume"]),
        ]:
            campaign(name, command, resume, work, options.rounds, rng, tally)
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
