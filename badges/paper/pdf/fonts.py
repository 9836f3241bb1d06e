"""Fonts in a PDF: each face once, cut down to the glyphs that are used, and readable as text again.

Outlines go in as Type 0 fonts addressed by glyph number; pictures in colour as Type 3 fonts, whose glyphs
are drawings, so that an emoji too is a letter that can be found, copied and read aloud.
"""

import zlib
from collections.abc import Mapping
from typing import Any, Protocol

import uharfbuzz as hb
from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFDocument,
    PDFName,
    PDFObjectReference,
    PDFStream,
    PDFString,
)

from badges.paper.fonts import Face
from badges.paper.label import Run, Words
from badges.paper.pdf.colour import ColourFont
from badges.paper.pdf.runs import Cluster, Strung, strung
from badges.paper.pdf.streams import compressed, reference, to_unicode

# Everything else is for shaping or for screens, and would only keep glyphs alive that nobody drew.
_FOR_PDF = frozenset({"glyf", "loca", "head", "hhea", "hmtx", "maxp"})
_VARIABLE = frozenset({"fvar", "gvar", "avar", "HVAR", "MVAR", "cvar"})
_SYMBOLIC = 4
# The event, the types and most companies are among the first lines that a document has.
_MOST_SHARED = 512

# A glyph, the text it says and how wide it is then.
Said = tuple[int, str, float]


class Font(Protocol):
    """One face in a document."""

    def written(self, run: Run, size: str, x: float, y: float) -> str:
        """The operators that write the run with its pen at (x, y) in points."""

    def objects(self, document: PDFDocument) -> Mapping[str, PDFObjectReference]:
        """What the document's pages find it by."""


class Fonts:
    """The fonts that one document uses; reportlab asks for their objects when it saves."""

    def __init__(self) -> None:
        self._fonts: dict[str, Font] = {}

    def written(self, words: Words, x: float, y: float) -> str:
        """The operators that write the line with its pen at (x, y) in points."""
        size = f"{words.size_points:.4g}"
        pen, parts = x, []
        for run in words.runs:
            parts.append(self._font(run.face).written(run, size, pen, y))
            pen += run.advance * words.size_points / 1000
        return "\n".join(parts)

    def addObjects(self, document: PDFDocument) -> None:  # noqa: N802 - the name reportlab calls.
        """Put every font into the document's resources."""
        resources: Any = document.idToObject["BasicFonts"]
        for font in self._fonts.values():
            resources.dict.update(font.objects(document))

    def _font(self, face: Face) -> Font:
        found = self._fonts.get(face.key)
        if found is None:
            name = f"LB{len(self._fonts)}"
            found = self._fonts[face.key] = ColourFont(face, name) if face.colour else _Outlines(face, name)
        return found


class _Outlines:
    """One face as a Type 0 font. A code is the glyph's number, or one beyond them all.

    A glyph says one text and has one width in a PDF. Where it stands for other letters, or for more of
    them, as the bare body of an Arabic letter or a cluster's first part, it has a further code.
    """

    def __init__(self, face: Face, name: str) -> None:
        self._face = face
        self._name = name
        self._codes: dict[Said, int] = {}
        self._said: dict[int, Said] = {}
        self._shown: dict[Run, str] = {}

    def written(self, run: Run, size: str, x: float, y: float) -> str:
        line = strung(run)
        shown = self._shown.get(run) or self._show(run, line)
        text = f"BT /{self._name} 1 Tf {size} 0 0 {size} {x:.3f} {y:.3f} Tm {shown} ET"
        if not line.outlines:
            return text
        unit = f"{float(size) / 1000:.6g}"
        return f"{text}\nq {unit} 0 0 {unit} {x:.3f} {y:.3f} cm {line.outlines} f Q"

    def _show(self, run: Run, line: Strung) -> str:
        """The operators that show the run; kept for the lines that many badges share."""
        codes = [self._code(cluster) for cluster in line.clusters]
        alike = all(code == cluster.number for code, cluster in zip(codes, line.clusters, strict=True))
        shown = line.whole if line.whole and alike else self._piecewise(line.clusters)
        if len(self._shown) < _MOST_SHARED:
            self._shown[run] = shown
        return shown

    def _piecewise(self, clusters: tuple[Cluster, ...]) -> str:
        shown = "".join(f"{cluster.before}<{self._code(cluster):04X}>" for cluster in clusters)
        return f"[{shown}] TJ 0 Ts"

    def _code(self, cluster: Cluster) -> int:
        """The code under which the glyph says this text and is this wide."""
        said = (cluster.number, cluster.text, cluster.advance)
        found = self._codes.get(said)
        if found is None:
            beyond = self._face.source.glyph_count + len(self._codes)
            found = beyond if cluster.number in self._said else cluster.number
            self._codes[said] = found
            self._said[found] = said
        return found

    def objects(self, document: PDFDocument) -> Mapping[str, PDFObjectReference]:
        said = dict(sorted(self._said.items()))
        numbers = sorted({number for number, _, _ in said.values()})
        named = PDFName(f"{_tag(self._face.key, numbers)}+{self._face.key}")
        widths = [entry for code, (_, _, advance) in said.items() for entry in (code, PDFArray([advance]))]
        glyph_map = _glyph_map({code: number for code, (number, _, _) in said.items()})
        descendant = PDFDictionary({
            "Type": PDFName("Font"), "Subtype": PDFName("CIDFontType2"), "BaseFont": named,
            "CIDSystemInfo": PDFDictionary({
                "Registry": PDFString("Adobe"), "Ordering": PDFString("Identity"), "Supplement": 0}),
            "FontDescriptor": reference(document, self._descriptor(document, named, numbers)),
            "DW": 1000, "W": PDFArray(widths), "CIDToGIDMap": reference(document, glyph_map),
        })
        texts = {code: text for code, (_, text, _) in said.items()}
        font = PDFDictionary({
            "Type": PDFName("Font"), "Subtype": PDFName("Type0"), "BaseFont": named,
            "Encoding": PDFName("Identity-H"), "DescendantFonts": PDFArray([reference(document, descendant)]),
            "ToUnicode": reference(document, to_unicode(texts, digits=4)),
        })
        return {self._name: reference(document, font)}

    def _descriptor(self, document: PDFDocument, named: Any, numbers: list[int]) -> PDFDictionary:
        """The face's measures, those of Noto Sans for all, and its file."""
        data = _subset(self._face, numbers)
        return PDFDictionary({
            "Type": PDFName("FontDescriptor"), "FontName": named, "Flags": _SYMBOLIC,
            "FontBBox": PDFArray([-1000, -500, 2500, 1500]), "ItalicAngle": 0, "Ascent": 1069,
            "Descent": -293, "CapHeight": 714, "StemV": 100,
            "FontFile2": reference(document, compressed(data, {"Length1": len(data)})),
        })


def _subset(face: Face, numbers: list[int]) -> bytes:
    """The font file with these glyphs alone, under their own numbers, at the face's weight."""
    wanted = hb.SubsetInput()
    wanted.flags = hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE
    wanted.sets(hb.SubsetInputSets.GLYPH_INDEX).update(numbers)
    unwanted = set(face.source.table_tags) - _FOR_PDF - _VARIABLE
    wanted.drop_table_tag_set.update(_tag_number(tag) for tag in unwanted)
    for axis, place in face.file.axes:
        wanted.pin_axis_location(face.source, axis, place)
    return bytes(wanted.subset(face.source).blob.data)


def _glyph_map(numbers: Mapping[int, int]) -> PDFStream:
    """Which glyph each code shows, two bytes a code."""
    table = bytearray(2 * (max(numbers) + 1))
    for code, number in numbers.items():
        table[2 * code : 2 * code + 2] = number.to_bytes(2)
    return compressed(bytes(table), {})


def _tag_number(tag: str) -> int:
    return int.from_bytes(tag.encode().ljust(4), "big")


def _tag(key: str, numbers: list[int]) -> str:
    """Six letters that say which subset of the face this is, the same for the same glyphs."""
    number = zlib.crc32(repr((key, numbers)).encode())
    return "".join(chr(ord("A") + number // 26**place % 26) for place in range(6))
