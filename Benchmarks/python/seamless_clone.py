"""Blends a paste into a photograph with OpenCV when told: the other half of `blemish-bench poisson`.

    python Benchmarks/python/seamless_clone.py FOLDER THREADS

FOLDER holds photograph.png, paste.png and mask.png of one size. Speaks the protocol of worker.py.
"""
import sys
import time

import cv2


def main():
    folder, threads = sys.argv[1], int(sys.argv[2])
    cv2.setNumThreads(threads)
    photograph, paste = (cv2.imread(f"{folder}/{name}.png") for name in ("photograph", "paste"))
    mask = cv2.imread(f"{folder}/mask.png", cv2.IMREAD_GRAYSCALE)
    x, y, width, height = cv2.boundingRect(mask)
    centre = (x + width // 2, y + height // 2)

    def step():
        start = time.perf_counter()
        cv2.seamlessClone(paste, photograph, mask, centre, cv2.MIXED_CLONE)
        return (time.perf_counter() - start) * 1e3

    step()
    print("ready", 0, flush=True)
    for line in sys.stdin:
        print(*(step() for _ in range(int(line))), flush=True)


if __name__ == "__main__":
    main()
