"""A station's side of a ZPL printer: labels to send, and waiting for what becomes of them."""

from badges.paper import draw_roll, stock_named
from badges.printing.backends import zpl_wire
from badges.printing.backends.counted import Patience
from badges.printing.backends.zpl import ZplPrinter
from badges.printing.printer import ZPL, Wanted
from tests.paper.reading import a_badge, composer
from tests.printing.peers import wait_for

WANTED = Wanted(101.6, 76.2)
HASTY = Patience(settles=0.4, gives_up=0.8)


def a_printer(peer):
    return ZplPrinter(peer.uri, HASTY)


def a_bitmap(stock="zebra-4x3"):
    label = composer(stock, "label").of(a_badge())
    return draw_roll(label, stock_named(stock), pictures={})


def a_document():
    return zpl_wire.document(a_bitmap())


def a_long_document():
    """More than a printer takes at once."""
    return a_document().replace(b"^XA", b"^XA" + b"^FXlong^FS" * 20_000)


def sent(printer, document=None):
    number = printer.create("last-badge-chums-1-1", WANTED)
    printer.send(number, document or a_document(), ZPL, WANTED)
    return number


def becomes(printer, number, fate):
    """What it says once it is so."""
    wait_for(lambda: printer.fate(number).fate is fate)
    return printer.fate(number)
