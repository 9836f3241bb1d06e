"""The print station beside a printer: an outbound-only program with a device key."""

import signal
import threading
from urllib.parse import urlsplit

import click

from badges.errors import BadInput
from badges.printing.printer import Printer
from badges.printing.station.agent import Agent
from badges.printing.station.by_http import HttpLink
from badges.printing.station.link import Ended
from badges.printing.station.place import Place, own_folder
from web.command.group import main

KEY = "LAST_BADGE_STATION_KEY"
# Seconds in which a printer of this name is to answer on the network.
LOOKED_FOR = 5.0
# What was sent has so long to come out when the program is asked to end.
LINGER = 5.0
_KEY_HELP = f"The station's key; better in {KEY}, where it is not in the list of processes."
_PRINTER_HELP = "Its address (ipp://…, zpl://…, brother://…, file:/folder), or its name on the network."
_AT_HOME = frozenset({"localhost", "127.0.0.1", "::1"})


@main.command()
@click.option("--url", required=True, metavar="URL", help="The server, such as https://badges.example.org.")
@click.option("--key", envvar=KEY, required=True, metavar="KEY", help=_KEY_HELP)
@click.option("--printer", "name", required=True, metavar="NAME", help=_PRINTER_HELP)
@click.option("--once", is_flag=True, help="Print what waits now, and end.")
def station(url: str, key: str, name: str, *, once: bool) -> None:
    """Print badges on one printer: outbound only, each badge once, until Ctrl-C."""
    link = HttpLink(url, key.strip())
    _warn(url)
    printer = _printer(name)
    place = Place(own_folder(), f"{url} {key} {printer.uri}")
    if not place.take():
        raise click.ClickException("Another program on this machine runs this station already; end it first.")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        Agent(link, printer, place, _say).run(stop, once=once, linger=LINGER)
    except Ended as end:
        raise click.ClickException(str(end)) from None
    finally:
        link.close()
        place.leave()
    _say("This station has ended.")


def _printer(name: str) -> Printer:
    """The printer at an address, or of a name that it tells on the network. Raises BadInput."""
    # Here and not above: who only asks for help need not load every way of printing.
    from badges.printing.backends.opening import open_printer  # noqa: PLC0415

    if "://" in name or name.startswith("file:"):
        return open_printer(name)
    _say(f"Looking for the printer “{name}” on the network…")
    return open_printer(_found(name))


def _found(name: str) -> str:
    from badges.printing.backends import found  # noqa: PLC0415 - as above.

    there = found.printers(LOOKED_FOR)
    for one in there:
        if one.name.casefold() == name.casefold():
            return one.uri
    others = ", ".join(f"“{one.name}”" for one in there) or "none"
    raise BadInput(f"No printer on this network is called “{name}”. Those that answer: {others}.")


def _warn(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme == "http" and parts.hostname not in _AT_HOME:
        _say("This address is not https://: whoever listens on this network can read the station's key.")


def _say(sentence: str) -> None:
    click.echo(sentence, err=True)
