"""What the fuzzer begins with: small valid files of every format that Blemish reads, and words of the text formats."""
import json
import struct

from common import ROOT

GOLDEN = ROOT / "Tests/ImagingTests/Golden/files"
ENDINGS = {"png": ["png"], "jpeg": ["jpg"], "bmp": ["bmp"], "tiff": ["tif"], "webp": ["webp"]}

LABELME = {
    "version": "5.0", "flags": {"scratch": True, "good": False}, "imagePath": "000.png", "imageWidth": 96,
    "imageHeight": 64, "shapes": [
        {"label": "dent", "shape_type": "polygon", "points": [[3, 4], [20.5, 4], [11, 30]]},
        {"label": "dent", "shape_type": "rectangle", "points": [[3, 4], [20, 30]]},
        {"label": "spot", "shape_type": "circle", "points": [[30, 30], [34, 33]]},
        {"label": "crack", "shape_type": "linestrip", "points": [[0, 0], [9, 50], [90, 60]]},
        {"label": "crack", "shape_type": "point", "points": [[7, 7]]}]}
COCO = {
    "images": [{"id": 1, "file_name": "a/000.png", "width": 96, "height": 64}, {"id": 2, "file_name": "001.png"}],
    "categories": [{"id": 1, "name": "dent"}, {"id": 2, "name": "good"}],
    "annotations": [
        {"image_id": 1, "category_id": 1, "segmentation": [[3, 4, 20, 4, 11, 30], [40, 40, 50, 40, 50, 50]]},
        {"image_id": 1, "category_id": 2, "bbox": [3, 4, 10.5, 12]},
        {"image_id": 2, "category_id": 1, "segmentation": {"size": [64, 96], "counts": [100, 44, 6000]}},
        {"image_id": 2, "category_id": 1, "segmentation": {"size": [4, 4], "counts": "52N1"}}]}
VOC = """<?xml version="1.0"?><!-- made by hand --><annotation><filename>000.png</filename>
<size><width>96</width><height>64</height><depth>3</depth></size>
<object><name>dent &amp; crack</name><bndbox><xmin>3</xmin><ymin>4</ymin><xmax>20</xmax><ymax>30</ymax></bndbox></object>
<object><name>dent</name><polygon><x1>3</x1><y1>4</y1><x2>20</x2><y2>4</y2><x3>9</x3><y3>30</y3></polygon></object>
<object><name>dent</name><polygon><pt><x>3</x><y>4</y></pt><pt><x>9</x><y>4</y></pt><pt><x>3</x><y>9</y></pt></polygon>
</object><empty/></annotation>
"""
RECORD = {
    "id": "000001", "seed": 7, "source": "train/good/000.png", "family": "scratch", "type": "scratch",
    "parameters": {"width_um": 30.5, "angle_deg": -12}, "image": "images/000001.png", "mask": "masks/000001.png",
    "area": 120, "coverage": "coverage/000001.png", "decoy": "decoys/000001.png", "quality": 0.7,
    "qualityParts": {"edges": 0.5}, "drawings": 2, "spoiling": "none"}
IMAGE = {"auroc": 0.9, "ap": 0.8, "f1_max": 0.7}
PIXEL = {**IMAGE, "aupro": 0.6, "miou": 0.5, "accuracy": 0.99}
METRICS = {
    "image": IMAGE, "pixel": PIXEL, "per_type": {"dent": {"count": 3, "image": IMAGE, "pixel": PIXEL}},
    "per_type_mean": {"count": 3, "image": IMAGE, "pixel": PIXEL},
    "intervals": {"image": {"auroc": [0.8, 0.95]}, "pixel": {"ap": [0.1, 0.2]}}, "threshold": 0.5,
    "timing": {"train_s": 12.5, "predict_ms_per_image": 80}, "fingerprint": "a1b2", "seed": 7}
CURVE = {"x": [0, 0.5, 1], "y": [0, 0.9, 1]}
CURVES = {"image": {"roc": CURVE, "pr": CURVE}, "pixel": {"roc": CURVE, "pr": CURVE, "pro": CURVE}}
CONFIG = {
    "dataset": "/data/plates", "command": ["blemish", "run", "a folder", "--out", "it's"], "version": "1",
    "settings": {"side": 256, "varied": True, "none": None, "head": {"steps": 1600, "rate": 1e-3}, "list": [1, "a"]}}
FIGURES = {"rejected": 0.02, "found": 0.9, "auroc": 0.95}
ROBUSTNESS = {
    "good": 40, "defective": 12, "unchanged": FIGURES,
    "variations": [{"name": "jpeg_90", "label": "JPEG quality 90", "figures": FIGURES, "difference": FIGURES}]}
SYNTHESIS = {
    "configuration": {
        "families": ["fracture-line", "surface-wear"], "foregroundAware": True, "greatestArea": 0.3, "greatestCount": 3,
        "greatestSeverity": 1, "leastArea": 16, "leastContrast": 0.02, "leastRelativeContrast": 0.6, "leastSeverity": 0.1,
        "longestSide": 640, "pixelPitch": 50, "visibilityThreshold": 0.008, "writesCoverage": False},
    "contents": ["c9cf"], "generator": "mechanisms+fine", "photographs": ["train/good/000.png"], "root": "/data", "seed": 0,
    "bits": 12}
PRODUCT = {"showsObject": True, "model": {
    "code": {"whitening": [1, 0, 1, 0, 0, 1], "centres": [[0.2, 0.2, 0.2, 0], [0.8, 0.8, 0.8, 0]]},
    "evidence": [3, -3], "rarity": [2, 0], "places": [0] * 1024, "hasSoftShadows": True}}
CASES = [{
    "role": "clear", "image": "01.png", "mask": "01-mask.png", "map": "01-map.png",
    "prediction": {"path": "test/dent/0.png", "label": "anomalous", "score": 0.8, "decision": "good", "type": "dent"}}]


def header(tensors, length, metadata=None):
    """A table of tensors, behind twice the length of the data that it describes."""
    table = dict(tensors, **({"__metadata__": metadata} if metadata else {}))
    return struct.pack("<Q", 2 * length) + json.dumps(table).encode()


def text(value):
    return (value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))).encode()


TEXTS = {
    "labelme": [LABELME, {"shapes": []}],
    "coco": [COCO, dict(COCO, annotations=[])],
    "yolo": ["0 0.5 0.5 0.2 0.1\n1 0.1 0.1 0.2 0.1 0.9\n", "0 0.1 0.1 0.5 0.1 0.3 0.6\n", "2 0.5 0.5 0.2 0.1 0.3 0.3 2\n"],
    "yolo-names": ["dent\ncrack\n", "path: .\nnames: [dent, 'crack']\n", "names:\n  0: dent\n  1: crack\nnc: 2\n"],
    "voc": [VOC],
    "list": ["path,label,mask,split,type\na.png,good,,train,\nb.png,dent,m.png;n.png,test,\"big, deep\"\n",
             "sep=;\nimage;class\na.png;0\n", "file\tlabel\r\na.png\tok\r\n"],
    "predictions": ["path,label,score,decision,type\na.png,good,0.25,good,\n\"b,c.png\",anomalous,1e3,anomalous,dent\n"],
    "weights": ["sample,family,quality,weight\n000001,scratch,0.5,1.25\n000002,dent,,0.75\n"],
    "manifest": [json.dumps(RECORD) + "\n" + json.dumps(dict(RECORD, id="000002")) + "\n"],
    "metrics": [METRICS], "curves": [CURVES], "config": [CONFIG], "robustness": [ROBUSTNESS], "cases": [CASES],
    "synthesis": [SYNTHESIS], "product": [PRODUCT, {"showsObject": False}],
}
HEADERS = [
    header({"a": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]},
            "b/\u00e9\n": {"dtype": "BOOL", "shape": [], "data_offsets": [24, 25]}}, 25, {"format": "1"}),
    header({"\U0001F600": {"dtype": "I64", "shape": [0], "data_offsets": [0, 0]}}, 0)]


def write(parser, folder):
    """Writes a parser's seeds into a folder, and returns the words that its format is made of."""
    folder.mkdir(parents=True, exist_ok=True)
    endings = sum(ENDINGS.values(), []) if parser == "mask" else ENDINGS.get(parser, [])
    for file in sorted(path for ending in endings for path in GOLDEN.rglob(f"*.{ending}")):
        (folder / file.name).write_bytes(file.read_bytes())
    texts = [text(value) for value in TEXTS.get(parser, [])] + (HEADERS if parser == "safetensors" else [])
    for number, data in enumerate(texts):
        (folder / f"{number}").write_bytes(data)
    return sorted(set(words(texts)))


def words(texts):
    """The strings of JSON, tags of XML and names of columns in the seeds."""
    for data in texts:
        decoded = data[8:].decode() if data in HEADERS else data.decode()
        for mark in '"{}[]:,;|\t\n<>':
            decoded = decoded.replace(mark, "\0")
        yield from (word.strip() for word in decoded.split("\0") if 1 < len(word.strip()) < 40)
