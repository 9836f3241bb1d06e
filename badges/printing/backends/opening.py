"""A printer by its address."""

from collections.abc import Callable
from urllib.parse import SplitResult, urlsplit

from badges.errors import BadInput
from badges.printing.backends.brother import BrotherPrinter
from badges.printing.backends.ipp import IppPrinter
from badges.printing.backends.to_file import FilePrinter
from badges.printing.backends.zpl import ZplPrinter
from badges.printing.printer import Printer

_KNOWN = (
    "A printer’s address is one of ipp://HOST/ipp/print, ipps://HOST/ipp/print, zpl://HOST, brother://HOST "
    "and file:/FOLDER."
)


def open_printer(uri: str) -> Printer:
    """The printer at this address; nothing is asked of it yet. Raises BadInput."""
    try:
        where = urlsplit(uri)
        _check(where)
    except ValueError as trouble:
        raise BadInput(f"“{uri[:80]}” is no address of a printer. {_KNOWN}", uri=uri[:80]) from trouble
    return _OPENS[where.scheme](uri)


def _check(where: SplitResult) -> None:
    if where.scheme not in _OPENS:
        raise ValueError(where.scheme)
    if where.scheme == "file":
        if where.netloc or len(where.path) < 2:  # noqa: PLR2004 - more than the slash.
            raise ValueError(where.path)
    elif not where.hostname or where.port == 0:
        raise ValueError(where.netloc)


_OPENS: dict[str, Callable[[str], Printer]] = {
    "ipp": IppPrinter, "ipps": IppPrinter, "zpl": ZplPrinter, "brother": BrotherPrinter, "file": FilePrinter,
}
