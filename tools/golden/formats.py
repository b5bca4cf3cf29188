#!/usr/bin/env python3
"""Makes the golden TIFF and WebP files of ImagingTests, and PNG files with an orientation.

    .venv/bin/python -m pip install pillow numpy
    .venv/bin/python tools/golden/formats.py

TIFF files are put together byte by byte here, so that the expected pixels do not depend on any decoder, but for those
compressed by LZW, fax codes or JPEG, which Pillow writes; WebP files and the pixels of lossy ones come from Pillow.
"""

import json
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

OUT = Path(__file__).resolve().parents[2] / "Tests/ImagingTests/Golden"
WIDTH, HEIGHT = 21, 17
rng = np.random.default_rng(11)
expected = {}


def expect(name, pixels, bit_depth=8, tolerance=0):
    """pixels: [H, W] or [H, W, 3] codes."""
    pixels = np.asarray(pixels)
    planes = pixels[None] if pixels.ndim == 2 else pixels.transpose(2, 0, 1)
    expected[name] = {
        "width": planes.shape[2], "height": planes.shape[1], "channels": planes.shape[0], "bitDepth": bit_depth,
        "tolerance": tolerance, "codes": planes.astype(int).ravel().tolist()}


def packed(rows, bits, order):
    """[H, W, S] samples as rows of bytes, each row begun on a byte."""
    out = b""
    for row in rows:
        if bits == 16:
            out += row.astype(order + "u2").tobytes()
        else:
            digits = ((row.ravel()[:, None] >> np.arange(bits - 1, -1, -1)) & 1).astype(np.uint8)
            out += np.packbits(digits.ravel()).tobytes()
    return out


def tiff(name, samples, bits, photometric, little=True, big=False, tile=None, rows=5, deflate=False, separate=False,
         extra=None, palette=None, orientation=None, pages=1):
    samples = np.asarray(samples)
    samples = samples[..., None] if samples.ndim == 2 else samples
    height, width, count = samples.shape
    order = "<" if little else ">"
    squeeze = zlib.compress if deflate else bytes
    blocks = []
    for plane in (range(count) if separate else [slice(None)]):
        part = samples[..., plane]
        part = part[..., None] if part.ndim == 2 else part
        if tile:
            padded = np.pad(part, ((0, -height % tile), (0, -width % tile), (0, 0)))
            blocks += [squeeze(packed(padded[y:y + tile, x:x + tile], bits, order))
                       for y in range(0, height, tile) for x in range(0, width, tile)]
        else:
            blocks += [squeeze(packed(part[y:y + rows], bits, order)) for y in range(0, height, rows)]
    # Pixels first, the directory at the end.
    out = b"\0" * (16 if big else 8)
    offsets = []
    for block in blocks:
        offsets.append(len(out))
        out += block + b"\0" * (len(block) % 2)
    tags = {256: [width], 257: [height], 258: [bits] * count, 259: [8 if deflate else 1], 262: [photometric],
            277: [count], 284: [2 if separate else 1]}
    lengths = [len(block) for block in blocks]
    tags |= {322: [tile], 323: [tile], 324: offsets, 325: lengths} if tile else {278: [rows], 273: offsets, 279: lengths}
    if extra is not None:
        tags[338] = [extra]
    if palette is not None:
        tags[320] = (np.asarray(palette).T.ravel() * 257).tolist()
    if orientation:
        tags[274] = [orientation]
    long_tags = {273, 279, 324, 325}
    start = len(out) + len(out) % 2
    out += b"\0" * (start - len(out))
    for page in range(pages):
        here = len(out)
        room = (8 + 20 * len(tags) + 8) if big else (2 + 12 * len(tags) + 4)
        entries, tail = b"", b""
        for tag, values in sorted(tags.items()):
            kind, size = (4, 4) if tag in long_tags else (3, 2)
            data = b"".join(struct.pack(order + ("I" if kind == 4 else "H"), value) for value in values)
            inline = 8 if big else 4
            if len(data) > inline:
                place = struct.pack(order + ("Q" if big else "I"), here + room + len(tail))
                tail += data + b"\0" * (len(data) % 2)
            else:
                place = data.ljust(inline, b"\0")
            entries += struct.pack(order + ("HHQ" if big else "HHI"), tag, kind, len(values)) + place
        following = here + room + len(tail) if page + 1 < pages else 0
        number = struct.pack(order + ("Q" if big else "H"), len(tags))
        out += number + entries + struct.pack(order + ("Q" if big else "I"), following) + tail
    mark = b"II" if little else b"MM"
    head = mark + (struct.pack(order + "HHHQ", 43, 8, 0, start) if big else struct.pack(order + "HI", 42, start))
    (OUT / "files" / name).write_bytes(head + out[len(head):])


def make_tiffs():
    colour8, colour16 = (rng.integers(0, 2**bits, (HEIGHT, WIDTH, 3)) for bits in (8, 16))
    for bits in (1, 4, 8, 16):
        grey = rng.integers(0, 2**bits, (HEIGHT, WIDTH))
        scale = 1 if bits >= 8 else 255 // (2**bits - 1)
        tiff(f"grey{bits}.tif", grey, bits, 1)
        expect(f"grey{bits}.tif", grey * scale, max(8, bits))
        tiff(f"grey{bits}-from-white.tif", grey, bits, 0, little=False)
        expect(f"grey{bits}-from-white.tif", (2**bits - 1 - grey) * scale, max(8, bits))
    grey = rng.integers(0, 4096, (HEIGHT, WIDTH))
    tiff("grey12-packed.tif", grey, 12, 1)
    expect("grey12-packed.tif", np.rint(grey * 65535 / 4095), 16, tolerance=1)
    for bits, colour in ((8, colour8), (16, colour16)):
        for name, options in [
            ("", {}), ("-big-endian", {"little": False}), ("-bigtiff", {"big": True}), ("-tiles", {"tile": 16}),
            ("-planes", {"separate": True}), ("-planes-tiles", {"separate": True, "tile": 16}),
            ("-deflate", {"deflate": True}), ("-deflate-tiles", {"deflate": True, "tile": 16, "little": False}),
        ]:
            tiff(f"rgb{bits}{name}.tif", colour, bits, 2, **options)
            expect(f"rgb{bits}{name}.tif", colour, bits)
    alpha = rng.integers(0, 256, (HEIGHT, WIDTH, 1))
    tiff("rgba8.tif", np.concatenate([colour8, alpha], 2), 8, 2, extra=2)
    expect("rgba8.tif", colour8)
    tiff("grey-alpha8.tif", np.concatenate([colour8[..., :1], alpha], 2), 8, 1, extra=2, tile=16)
    expect("grey-alpha8.tif", colour8[..., 0])
    for bits in (4, 8):
        palette = rng.integers(0, 256, (2**bits, 3))
        indices = rng.integers(0, 2**bits, (HEIGHT, WIDTH))
        tiff(f"palette{bits}.tif", indices, bits, 3, palette=palette)
        expect(f"palette{bits}.tif", palette[indices])
    tiff("orientation6.tif", colour8, 8, 2, orientation=6)
    expect("orientation6.tif", np.rot90(colour8, -1))
    tiff("two-pages.tif", colour8, 8, 2, pages=2)
    picture = Image.fromarray(colour8.astype(np.uint8))
    picture.save(OUT / "files/rgb-lzw.tif", compression="tiff_lzw")
    expect("rgb-lzw.tif", colour8)
    Image.fromarray(colour16[..., 0].astype(np.uint16)).save(OUT / "files/grey16-lzw.tif", compression="tiff_lzw")
    expect("grey16-lzw.tif", colour16[..., 0], 16)
    bilevel = colour8[..., 0] > 127
    Image.fromarray(bilevel).save(OUT / "files/bilevel-fax.tif", compression="group4")
    expect("bilevel-fax.tif", bilevel * 255)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    smooth = np.stack([x * 12, y * 14, 128 + 60 * np.sin(x / 5)], 2).astype(np.uint8)
    Image.fromarray(smooth).save(OUT / "files/rgb-jpeg.tif", compression="jpeg", quality=92)
    expect("rgb-jpeg.tif", np.asarray(Image.open(OUT / "files/rgb-jpeg.tif").convert("RGB")), tolerance=3)
    Image.fromarray(smooth).convert("CMYK").save(OUT / "files/cmyk.tif")
    Image.fromarray(colour8[..., 0].astype(np.float32)).save(OUT / "files/float.tif")


def make_webps():
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    smooth = np.stack([x * 12, y * 14, 128 + 60 * np.sin(x / 5)], 2).astype(np.uint8)
    noise = rng.integers(0, 256, (HEIGHT, WIDTH, 3)).astype(np.uint8)
    alpha = np.where(x > 8, 255, 0).astype(np.uint8)
    picture = Image.fromarray(smooth)
    Image.fromarray(noise).save(OUT / "files/lossless.webp", lossless=True)
    expect("lossless.webp", noise)
    Image.fromarray(np.dstack([noise, alpha])).save(OUT / "files/rgba-lossless.webp", lossless=True, exact=True)
    expect("rgba-lossless.webp", noise)
    picture.save(OUT / "files/lossy.webp", quality=90)
    expect("lossy.webp", np.asarray(Image.open(OUT / "files/lossy.webp").convert("RGB")), tolerance=2)
    exif = Image.Exif()
    exif[0x0112] = 6
    picture.save(OUT / "files/orientation6.webp", quality=90, exif=exif)
    turned = ImageOps.exif_transpose(Image.open(OUT / "files/orientation6.webp").convert("RGB"))
    expect("orientation6.webp", np.asarray(turned), tolerance=2)
    picture.save(OUT / "files/animated.webp", save_all=True, append_images=[Image.fromarray(noise)])


def make_pngs():
    noise = rng.integers(0, 256, (HEIGHT, WIDTH, 3)).astype(np.uint8)
    for orientation, turned in [(3, noise[::-1, ::-1]), (6, np.rot90(noise, -1)), (8, np.rot90(noise))]:
        exif = Image.Exif()
        exif[0x0112] = orientation
        Image.fromarray(noise).save(OUT / f"files/orientation{orientation}.png", exif=exif)
        expect(f"orientation{orientation}.png", turned)
    # EXIF behind the pixels.
    data = (OUT / "files/orientation6.png").read_bytes()
    start = data.index(b"eXIf") - 4
    length = struct.unpack(">I", data[start:start + 4])[0] + 12
    chunk, rest = data[start:start + length], data[:start] + data[start + length:]
    (OUT / "files/orientation6-behind.png").write_bytes(rest[:-12] + chunk + rest[-12:])
    expect("orientation6-behind.png", np.rot90(noise, -1))


def make_masks():
    folder = OUT / "files/masks"
    folder.mkdir(exist_ok=True)
    mark = np.zeros((HEIGHT, WIDTH), bool)
    mark[4:12, 6:15] = True
    grey = Image.fromarray((mark * 255).astype(np.uint8))
    for name, options in [
        ("truth.png", {}), ("truth.bmp", {}), ("truth.tif", {"compression": "tiff_lzw"}),
        ("truth.webp", {"lossless": True}), ("truth-lossy.webp", {"quality": 90}),
    ]:
        grey.save(folder / name, **options)
    Image.fromarray(mark).save(folder / "truth-bilevel.tif", compression="group4")
    alpha = (mark * 255).astype(np.uint8)
    red, black = np.zeros((HEIGHT, WIDTH, 3), np.uint8), np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    red[mark] = [255, 0, 0]
    Image.fromarray(np.dstack([red, alpha])).save(folder / "paint.png")
    Image.fromarray(np.dstack([black, alpha])).save(folder / "black-paint.png")
    white = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    Image.fromarray(np.dstack([white, alpha])).save(folder / "white-nothing.png")


if __name__ == "__main__":
    make_tiffs()
    make_webps()
    make_pngs()
    make_masks()
    (OUT / "formats.json").write_text(json.dumps(expected, separators=(",", ":"), sort_keys=True) + "\n")
