"""The small parts of a PDF: references, streams, images and the map from codes back to text."""

import zlib
from collections.abc import Mapping
from typing import Any

from PIL.Image import Image
from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFDocument, PDFName, PDFObjectReference, PDFStream

_MOST_BFCHARS = 100


def reference(document: PDFDocument, thing: object) -> PDFObjectReference:
    """A reference to the thing, which the document will hold."""
    made: PDFObjectReference = document.Reference(thing)  # type: ignore[no-untyped-call]  # Without types.
    return made


def compressed(data: bytes, entries: Mapping[str, Any]) -> PDFStream:
    """A deflated stream with these entries in its dictionary."""
    return PDFStream(PDFDictionary({**entries, "Filter": PDFName("FlateDecode")}), zlib.compress(data, 9))


def image(picture: Image, space: str) -> PDFStream:
    """A picture of eight bits a component in a colour space, which has as many as its mode."""
    return compressed(picture.tobytes(), {
        "Type": PDFName("XObject"), "Subtype": PDFName("Image"),
        "Width": picture.width, "Height": picture.height,
        "ColorSpace": PDFName(space), "BitsPerComponent": 8,
    })


def to_unicode(texts: Mapping[int, str], *, digits: int) -> PDFStream:
    """The map from codes back to text (Adobe technical note 5411)."""
    pairs = [f"<{code:0{digits}X}> <{text.encode('utf-16-be').hex().upper()}>"
             for code, text in sorted(texts.items()) if text]
    blocks = [pairs[since : since + _MOST_BFCHARS] for since in range(0, len(pairs), _MOST_BFCHARS)]
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        f"1 begincodespacerange <{'0' * digits}> <{'F' * digits}> endcodespacerange",
        *(line for block in blocks for line in (f"{len(block)} beginbfchar", *block, "endbfchar")),
        "endcmap CMapName currentdict /CMap defineresource pop end end",
    ]
    return compressed("\n".join(lines).encode(), {})
