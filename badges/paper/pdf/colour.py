"""Faces in colour as Type 3 fonts: each glyph is a drawing that shows a picture."""

from collections.abc import Mapping

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFDocument,
    PDFName,
    PDFObjectReference,
    PDFStream,
)

from badges.paper.emoji import emoji_of
from badges.paper.fonts import Face
from badges.paper.label import Run
from badges.paper.pdf.runs import text_at
from badges.paper.pdf.streams import image, reference, to_unicode

# A Type 3 font has 256 codes.
_CODES = 256


class ColourFont:
    """One face in colour as Type 3 fonts of up to 256 drawings each."""

    def __init__(self, face: Face, name: str) -> None:
        self._face = face
        self._name = name
        self._codes: dict[int, int] = {}
        self._texts: dict[int, str] = {}

    def written(self, run: Run, size: str, x: float, y: float) -> str:
        """The operators that write the run with its pen at (x, y) in points."""
        parts, pen = [], x
        for glyph in run.glyphs:
            text = text_at(run, glyph.cluster)
            code = self._codes.setdefault(glyph.number, len(self._codes))
            self._texts.setdefault(glyph.number, text)
            font, at = divmod(code, _CODES)
            parts.append(f"BT /{self._name}x{font} {size} Tf {pen:.3f} {y:.3f} Td <{at:02X}> Tj ET")
            pen += glyph.advance * float(size) / 1000
        return "\n".join(parts)

    def objects(self, document: PDFDocument) -> Mapping[str, PDFObjectReference]:
        """Fonts of up to 256 drawings each."""
        numbers = list(self._codes)
        return {
            f"{self._name}x{since // _CODES}": reference(document,
                self._font(document, numbers[since : since + _CODES]))
            for since in range(0, len(numbers), _CODES)
        }

    def _font(self, document: PDFDocument, numbers: list[int]) -> PDFDictionary:
        drawings, images, widths = {}, {}, []
        for code, number in enumerate(numbers):
            drawing, shown = self._drawing(document, code, number)
            drawings[f"e{code}"] = reference(document, drawing)
            images[f"I{code}"] = reference(document, shown)
            widths.append(self._face.font.get_glyph_h_advance(number))
        named = [PDFName(f"e{code}") for code in range(len(numbers))]
        texts = {code: self._texts[number] for code, number in enumerate(numbers)}
        return PDFDictionary({
            "Type": PDFName("Font"), "Subtype": PDFName("Type3"), "FontBBox": PDFArray([0, 0, 0, 0]),
            "FontMatrix": PDFArray([0.001, 0, 0, 0.001, 0, 0]), "CharProcs": PDFDictionary(drawings),
            "Encoding": PDFDictionary({"Type": PDFName("Encoding"), "Differences": PDFArray([0, *named])}),
            "FirstChar": 0, "LastChar": len(numbers) - 1, "Widths": PDFArray(widths),
            "Resources": PDFDictionary({"XObject": PDFDictionary(images)}),
            "ToUnicode": reference(document, to_unicode(texts, digits=2)),
        })

    def _drawing(self, document: PDFDocument, code: int, number: int) -> tuple[PDFStream, PDFStream]:
        emoji = emoji_of(self._face, number)
        advance = self._face.font.get_glyph_h_advance(number)
        left, bottom, width, height = emoji.box
        content = f"{advance} 0 d0 q {width} 0 0 {height} {left} {bottom} cm /I{code} Do Q"
        opacity = image(emoji.picture.getchannel("A"), "DeviceGray")
        shown = image(emoji.picture.convert("RGB"), "DeviceRGB")
        shown.dictionary["SMask"] = reference(document, opacity)
        return PDFStream(PDFDictionary({}), content.encode()), shown
