#!/usr/bin/env python3
"""Makes the golden files of ImagingTests: image files of every kind, and numbers from Pillow, scipy and numpy.

    .venv/bin/python -m pip install pillow scipy
    .venv/bin/python tools/golden/imaging.py

PNG and BMP files are put together byte by byte here, so that the expected pixels do not depend on any decoder;
JPEG files and their pixels come from Pillow.
"""

import json
import shutil
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps
from scipy import ndimage

OUT = Path(__file__).resolve().parents[2] / "Tests/ImagingTests/Golden"
WIDTH, HEIGHT = 13, 11
rng = np.random.default_rng(7)
expected = {}


def expect(name, pixels, bit_depth=8, tolerance=0):
    """pixels: [H, W] or [H, W, 3] codes."""
    pixels = np.asarray(pixels)
    planes = pixels[None] if pixels.ndim == 2 else pixels.transpose(2, 0, 1)
    expected[name] = {
        "width": planes.shape[2], "height": planes.shape[1], "channels": planes.shape[0], "bitDepth": bit_depth,
        "tolerance": tolerance, "codes": planes.astype(int).ravel().tolist()}


# --- PNG ---------------------------------------------------------------------------------------------------------

def pack_rows(samples, depth):
    """[H, W, S] samples as filtered (filter 0) rows of bytes."""
    rows = bytearray()
    for row in samples:
        if depth == 16:
            packed = row.astype(">u2").tobytes()
        elif depth == 8:
            packed = row.astype(np.uint8).tobytes()
        else:
            bits = ((row.ravel()[:, None] >> np.arange(depth - 1, -1, -1)) & 1).astype(np.uint8)
            packed = np.packbits(bits.ravel()).tobytes()
        rows += b"\0" + packed
    return bytes(rows)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(name, samples, colour_type, depth, palette=None, transparency=None, interlaced=False):
    samples = np.asarray(samples)
    samples = samples[..., None] if samples.ndim == 2 else samples
    height, width = samples.shape[:2]
    if interlaced:
        passes = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]
        parts = [samples[y::dy, x::dx] for y, x, dy, dx in passes]
        data = b"".join(pack_rows(part, depth) for part in parts if part.size)
    else:
        data = pack_rows(samples, depth)
    out = b"\x89PNG\r\n\x1a\n"
    out += chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, int(interlaced)))
    if palette is not None:
        out += chunk(b"PLTE", np.asarray(palette, np.uint8).tobytes())
    if transparency is not None:
        out += chunk(b"tRNS", transparency)
    out += chunk(b"IDAT", zlib.compress(data, 9)) + chunk(b"IEND", b"")
    (OUT / "files" / name).write_bytes(out)


def make_pngs():
    for depth in (1, 2, 4, 8, 16):
        grey = rng.integers(0, 2**depth, (HEIGHT, WIDTH))
        scale = 1 if depth >= 8 else 255 // (2**depth - 1)
        for interlaced in (False, True):
            name = f"grey{depth}{'-interlaced' if interlaced else ''}.png"
            png(name, grey, 0, depth, interlaced=interlaced)
            expect(name, grey * scale, max(depth, 8))
    for depth in (8, 16):
        colour = rng.integers(0, 2**depth, (HEIGHT, WIDTH, 3))
        alpha = rng.integers(0, 2**depth, (HEIGHT, WIDTH, 1))
        for interlaced in (False, True):
            name = f"rgb{depth}{'-interlaced' if interlaced else ''}.png"
            png(name, colour, 2, depth, interlaced=interlaced)
            expect(name, colour, depth)
        png(f"rgba{depth}.png", np.concatenate([colour, alpha], 2), 6, depth)
        expect(f"rgba{depth}.png", colour, depth)
        png(f"grey-alpha{depth}.png", np.concatenate([colour[..., :1], alpha], 2), 4, depth)
        expect(f"grey-alpha{depth}.png", colour[..., 0], depth)
    for depth in (1, 2, 4, 8):
        palette = rng.integers(0, 256, (min(2**depth, 200), 3))
        indices = rng.integers(0, len(palette), (HEIGHT, WIDTH))
        png(f"palette{depth}.png", indices, 3, depth, palette)
        expect(f"palette{depth}.png", palette[indices])
    png("palette-transparent.png", indices, 3, 8, palette, transparency=bytes([0, 128]))
    expect("palette-transparent.png", palette[indices])
    grey = rng.integers(0, 256, (HEIGHT, WIDTH))
    png("grey-transparent.png", grey, 0, 8, transparency=struct.pack(">H", int(grey[0, 0])))
    expect("grey-transparent.png", grey)


# --- BMP ---------------------------------------------------------------------------------------------------------

def bmp(name, rows, bits, palette=b"", top_down=False, compression=0, masks=b"", colours=0):
    """rows: bytes of each row from the top, not yet padded."""
    padded = [row + b"\0" * (-len(row) % 4) for row in rows]
    pixels = b"".join(padded if top_down else padded[::-1])
    offset = 54 + len(masks) + len(palette)
    info = struct.pack(
        "<IiiHHIIiiII", 40, WIDTH, -HEIGHT if top_down else HEIGHT, 1, bits, compression, len(pixels), 2835, 2835,
        colours, 0)
    head = b"BM" + struct.pack("<IHHI", offset + len(pixels), 0, 0, offset)
    (OUT / "files" / name).write_bytes(head + info + masks + palette + pixels)


def make_bmps():
    colour = rng.integers(0, 256, (HEIGHT, WIDTH, 3))
    bgr = colour[..., ::-1].astype(np.uint8)
    bgrx = np.concatenate([bgr, rng.integers(0, 256, (HEIGHT, WIDTH, 1)).astype(np.uint8)], 2)
    xbgr = np.concatenate([bgrx[..., 3:], bgr], 2)
    for top_down in (False, True):
        suffix = "-top-down" if top_down else ""
        bmp(f"bmp24{suffix}.bmp", [row.tobytes() for row in bgr], 24, top_down=top_down)
        bmp(f"bmp32{suffix}.bmp", [row.tobytes() for row in bgrx], 32, top_down=top_down)
        expect(f"bmp24{suffix}.bmp", colour)
        expect(f"bmp32{suffix}.bmp", colour)
    masks = struct.pack("<III", 0xFF000000, 0x00FF0000, 0x0000FF00)
    bmp("bmp32-bitfields.bmp", [row.tobytes() for row in xbgr], 32, compression=3, masks=masks)
    expect("bmp32-bitfields.bmp", colour)
    for bits in (1, 4, 8):
        palette = rng.integers(0, 256, (2**bits, 3))
        indices = rng.integers(0, 2**bits, (HEIGHT, WIDTH))
        rows = [pack_rows(row[None, :, None], bits)[1:] for row in indices]
        stored = b"".join(bytes([b, g, r, 0]) for r, g, b in palette.tolist())
        bmp(f"bmp{bits}.bmp", rows, bits, stored)
        expect(f"bmp{bits}.bmp", palette[indices])
    grey = rng.integers(0, 256, (HEIGHT, WIDTH))
    stored = b"".join(bytes([v, v, v, 0]) for v in range(256))
    bmp("bmp8-grey.bmp", [row.astype(np.uint8).tobytes() for row in grey], 8, stored)
    expect("bmp8-grey.bmp", grey)
    bmp("bmp8-run-length.bmp", [b"\0\0"] * HEIGHT, 8, stored, compression=1)


# --- JPEG --------------------------------------------------------------------------------------------------------

def make_jpegs():
    y, x = np.mgrid[0:24, 0:37]
    smooth = np.stack([x * 6, y * 10, 128 + 60 * np.sin(x / 5)], 2).astype(np.uint8)
    picture = Image.fromarray(smooth)
    # Decoders may differ by rounding in the inverse cosine transform and the colour conversion.
    for name, image, options in [
        ("rgb.jpg", picture, {"quality": 90, "subsampling": 0}),
        ("rgb-420.jpg", picture, {"quality": 90, "subsampling": 2}),
        ("rgb-progressive.jpg", picture, {"quality": 85, "progressive": True}),
        ("grey.jpg", picture.convert("L"), {"quality": 90}),
    ]:
        image.save(OUT / "files" / name, **options)
        expect(name, np.asarray(Image.open(OUT / "files" / name)), tolerance=2)
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x010E] = "a description before the orientation"
        exif[0x0112] = orientation
        name = f"orientation{orientation}.jpg"
        picture.save(OUT / "files" / name, quality=90, exif=exif)
        expect(name, np.asarray(ImageOps.exif_transpose(Image.open(OUT / "files" / name))), tolerance=2)
    picture.convert("CMYK").save(OUT / "files" / "cmyk.jpg")


# --- Operations --------------------------------------------------------------------------------------------------

def plane(array):
    array = np.asarray(array)
    values = array.astype(int) if array.dtype.kind in "bi" else [float(f"{v:.8g}") for v in array.ravel()]
    return {"width": array.shape[1], "height": array.shape[0], "values": np.ravel(values).tolist()}


def area_resized(array, width, height):
    """The mean over each target pixel's footprint, by integrating the piecewise constant image."""
    def weights(source, target):
        edges = np.arange(target + 1) * source / target
        pixels = np.arange(source)
        overlap = np.minimum(edges[1:, None], pixels + 1) - np.maximum(edges[:-1, None], pixels)
        overlap = np.maximum(overlap, 0)
        return overlap / overlap.sum(1, keepdims=True)
    return weights(array.shape[0], height) @ array @ weights(array.shape[1], width).T


def otsu(values):
    """Threshold and explained variance by trying every cut of 64 bins on [0, 1]; the middle one of equally good cuts."""
    bins = np.minimum((values * 64).astype(int), 63)
    between = np.zeros(63)
    for cut in range(63):
        low, high = bins[bins <= cut], bins[bins > cut]
        if low.size and high.size:
            between[cut] = low.size * high.size / bins.size**2 * (low.mean() - high.mean()) ** 2
    best = np.flatnonzero(between >= between.max() * (1 - 1e-12))
    return {"threshold": ((best[0] + best[-1]) // 2 + 1) / 64, "explainedVariance": between.max() / bins.var()}


def make_operations():
    source = rng.random((29, 41)).astype(np.float32)
    mask = rng.random((40, 53)) < 0.55
    sparse = rng.random((40, 53)) < 0.01
    numbers = {"source": plane(source), "resized": [], "mask": plane(mask), "sparse": plane(sparse)}
    filters = {"bilinear": Image.Resampling.BILINEAR, "lanczos3": Image.Resampling.LANCZOS}
    for width, height in [(17, 12), (41, 10), (90, 29), (100, 77), (3, 60)]:
        for name, code in filters.items():
            result = np.asarray(Image.fromarray(source).resize((width, height), code))
            numbers["resized"].append({"filter": name, "plane": plane(result)})
        result = area_resized(source.astype(np.float64), width, height)
        numbers["resized"].append({"filter": "area", "plane": plane(result)})
    wide = source.astype(np.float64)
    numbers["gaussian"] = [
        {"sigma": s, "plane": plane(ndimage.gaussian_filter(wide, s))} for s in (0.6, 1.0, 2.7, 12.0)]
    numbers["box"] = [{"radius": r, "plane": plane(ndimage.uniform_filter(wide, 2 * r + 1))} for r in (1, 4, 30)]
    numbers["sobelX"] = plane(ndimage.sobel(wide, 1) / 8)
    numbers["sobelY"] = plane(ndimage.sobel(wide, 0) / 8)
    scharr = np.array([[-3, 0, 3], [-10, 0, 10], [-3, 0, 3]]) / 32
    numbers["scharrX"] = plane(ndimage.correlate(wide, scharr))
    numbers["scharrY"] = plane(ndimage.correlate(wide, scharr.T))
    numbers["distance"] = plane(ndimage.distance_transform_edt(~sparse))
    numbers["labels4"] = plane(ndimage.label(mask)[0])
    numbers["labels8"] = plane(ndimage.label(mask, np.ones((3, 3)))[0])
    numbers["filled"] = plane(ndimage.binary_fill_holes(mask))
    numbers["morphology"] = []
    for radius in (1.0, 1.5, 3.2):
        reach = int(radius)
        y, x = np.mgrid[-reach:reach + 1, -reach:reach + 1]
        disc = x * x + y * y <= radius * radius
        dilated = ndimage.binary_dilation(sparse, disc)
        eroded = ndimage.binary_erosion(mask | dilated, disc, border_value=1)
        numbers["morphology"].append(
            {"radius": radius, "dilated": plane(dilated), "erodedUnion": plane(eroded)})
    mixture = np.concatenate([rng.normal(0.3, 0.08, 700), rng.normal(0.75, 0.05, 300)]).clip(0, 1).astype(np.float32)
    numbers["otsu"] = {"values": [float(f"{v:.8g}") for v in mixture], **otsu(mixture)}
    return numbers


def main():
    shutil.rmtree(OUT, ignore_errors=True)
    (OUT / "files").mkdir(parents=True)
    make_pngs()
    make_bmps()
    make_jpegs()
    (OUT / "files.json").write_text(json.dumps(expected) + "\n")
    (OUT / "operations.json").write_text(json.dumps(make_operations()) + "\n")


if __name__ == "__main__":
    main()
