#!/usr/bin/env python3
"""Damaged and hostile files: libFuzzer feeds every parser, with AddressSanitizer and, for the C code, undefined behaviour.

usage: tools/campaign/fuzz.py [PARSER ...] [--executions N] [--seconds S] [--corpus FOLDER] [--no-build]

A fault is what stops the process, an input that takes over a second, and an allocation of over 1 GiB. Inputs that are
faults are left in FOLDER/PARSER-faults.
"""
import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import fuzz_seeds
from common import ROOT

SCRATCH = ROOT / ".build-fuzz"
FUZZER = SCRATCH / "release/blemish-fuzz"
LONGEST = 4096  # bytes
FAULTS = ("crash-", "oom-", "timeout-", "leak-")  # libFuzzer's names for what it leaves
MOST_FAULTS = 10  # of one parser, after which it is left
LEAKS = {"png", "jpeg", "bmp", "tiff", "webp"}  # Foundation's reading of files and of JSON leaks by itself


def build():
    # swiftc heeds the last -sanitize alone, and SwiftPM writes one for each, in no fixed order: the last one names both.
    subprocess.run(
        ["swift", "build", "-c", "release", "--scratch-path", SCRATCH, "--product", "blemish-fuzz",
         "--sanitize", "address", "--sanitize", "fuzzer", "-Xswiftc", "-sanitize=fuzzer,address",
         "-Xswiftc", "-enable-testing"],
        cwd=ROOT, env=dict(os.environ, BLEMISH_FUZZ="1"), check=True)


def parsers():
    usage = subprocess.run([FUZZER, "--parser="], capture_output=True, text=True).stderr
    return re.search(r"NAME: (.*)", usage)[1].split(", ")


def dictionary(words, path):
    escaped = ("".join(f"\\x{byte:02x}" for byte in word.encode()) for word in words)
    path.write_text("".join(f'"{word}"\n' for word in escaped))


def feed(parser, corpus, faults, executions, seconds, words):
    """Runs libFuzzer until it has executed all, or stops at a fault; returns executions and coverage."""
    command = [FUZZER, f"--parser={parser}", corpus, f"-runs={executions}", f"-max_total_time={seconds}",
               f"-max_len={LONGEST}", "-timeout=1", "-malloc_limit_mb=1024", "-rss_limit_mb=3072",
               f"-artifact_prefix={faults}/", "-print_final_stats=1", "-reload=0", f"-detect_leaks={int(parser in LEAKS)}"]
    if words:
        dictionary(words, faults / "words.txt")
        command.append(f"-dict={faults}/words.txt")
    said = subprocess.run(
        command, capture_output=True, text=True, errors="replace",
        env=dict(os.environ, ASAN_OPTIONS=f"detect_leaks={int(parser in LEAKS)}")).stderr
    (faults / "last.log").write_text(said)
    covered = [int(count) for count in re.findall(r" cov: (\d+)", said)]
    executed = re.search(r"number_of_executed_units: (\d+)", said)
    latest = [int(count) for count in re.findall(r"^#(\d+)", said, re.MULTILINE)]
    return int(executed[1]) if executed else max(latest, default=0), max(covered, default=0), said


def summary(said):
    """What a fault is, and the first place of the product in its trace."""
    lines = re.findall(r"(SUMMARY: .*|.*Fatal error: .*|.*runtime error: .*)", said)
    place = re.search(r"#\d+ .* (/\S*/Sources/\S+)", said)
    return f"{(lines or ['?'])[-1].strip()[:200]} at {place[1] if place else '?'}"


def campaign(parser, executions, seconds, root):
    corpus, faults = root / parser, root / f"{parser}-faults"
    faults.mkdir(parents=True, exist_ok=True)
    words = fuzz_seeds.write(parser, corpus)
    begun, done, coverage, found = time.monotonic(), 0, 0, []
    while done < executions and len(found) < MOST_FAULTS:
        left = int(seconds - (time.monotonic() - begun)) if seconds else 0
        if seconds and left <= 0:
            break
        before = set(faults.iterdir())
        count, covered, said = feed(parser, corpus, faults, executions - done, left, words)
        done, coverage = done + count, max(coverage, covered)
        new = [path for path in set(faults.iterdir()) - before if path.name.startswith(FAULTS)]
        found += new
        if new:
            print(f"{parser}: {new[0].name}: {summary(said)}", file=sys.stderr, flush=True)
        elif covered == 0:
            sys.exit(f"{parser}: nothing is covered, so the build has no instrumentation:\n{said[-1000:]}")
        elif done < executions:
            break
    print(f"| {parser} | {done:,} | {time.monotonic() - begun:.0f} | {coverage:,} | {len(found)} |", flush=True)
    return len(found)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("parsers", nargs="*", metavar="PARSER")
    options.add_argument("--executions", type=int, default=1_000_000)
    options.add_argument("--seconds", type=int, default=0, help="most of them for a parser; 0: no limit")
    options.add_argument("--corpus", type=Path, help="a folder to begin with and to keep inputs in")
    options.add_argument("--no-build", action="store_true")
    arguments = options.parse_args()
    if not arguments.no_build:
        build()
    with tempfile.TemporaryDirectory() as scratch:
        root = arguments.corpus or Path(scratch)
        print("| parser | executions | seconds | coverage | faults |\n|---|---|---|---|---|")
        faults = sum(campaign(parser, arguments.executions, arguments.seconds, root)
                     for parser in arguments.parsers or parsers())
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
