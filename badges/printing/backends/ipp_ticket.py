"""How a job is to be printed, in the attributes that its printer knows."""

from collections.abc import Iterator

from badges.printing.backends.ipp_told import SAME_MM, one, ready
from badges.printing.backends.ipp_wire import Attr, Attributes, Tag
from badges.printing.printer import Wanted

# RFC 8011 and PWG 5100.1: cut when the job is done, after each page, or wherever the printer likes.
_CUTS = (63, 60, 11)
_MM100 = 100


def ticket(wanted: Wanted, printer: Attributes) -> Iterator[Attr]:
    """The paper, no scaling to it, darkness and cut, as far as the printer says that it knows them."""
    if "media-size" in printer.get("media-col-supported", []):
        yield _paper(wanted, printer)
    if "none" in printer.get("print-scaling-supported", []):
        # A badge that is drawn for its paper is not to be made smaller for margins.
        yield Attr.of(Tag.KEYWORD, "print-scaling", "none")
    if wanted.darkness and one(printer, "print-darkness-supported"):
        yield Attr.of(Tag.INTEGER, "print-darkness", 10 * wanted.darkness)
    cut = next((cut for cut in _CUTS if cut in printer.get("finishings-supported", [])), None)
    if cut and wanted.cut:
        yield Attr.of(Tag.ENUM, "finishings", cut)


def _paper(wanted: Wanted, printer: Attributes) -> Attr:
    """What is loaded, in the printer's own figures, where it is what is wanted; else what is wanted."""
    size = next((size for size in ready(printer) if _fits(size, wanted)), (wanted.width, wanted.height))
    across, along = (
        Attr.of(Tag.INTEGER, name, round(edge * _MM100))
        for name, edge in zip(("x-dimension", "y-dimension"), size, strict=True)
    )
    return Attr.of(
        Tag.BEGIN_COLLECTION, "media-col", (Attr.of(Tag.BEGIN_COLLECTION, "media-size", (across, along)),)
    )


def _fits(size: tuple[float, float], wanted: Wanted) -> bool:
    return any(
        abs(width - wanted.width) <= SAME_MM and abs(height - wanted.height) <= SAME_MM
        for width, height in (size, size[::-1])
    )
