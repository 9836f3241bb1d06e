"""Printers that make themselves known in the local network, by DNS-SD over multicast DNS."""

import ipaddress
import queue
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from zeroconf import InterfaceChoice, ServiceBrowser, ServiceInfo, ServiceStateChange, Zeroconf

from badges.printing.printer import PDF, PWG

# The best way to a printer first: names of people go encrypted where the printer can.
_IPPS, _IPP, _RAW = KINDS = ("_ipps._tcp.local.", "_ipp._tcp.local.", "_pdl-datastream._tcp.local.")
_ANSWERS_MS = 1000


@dataclass(frozen=True)
class Found:
    """A printer that is there now: its name for people, its address, what it is; "" for what is not said."""

    name: str
    uri: str
    model: str = ""
    uuid: str = ""


def printers(
    seconds: float, interfaces: Sequence[str] | InterfaceChoice = InterfaceChoice.All
) -> list[Found]:
    """Those that answer within these seconds, by name, each once; none where there is no network."""
    # In a thread of its own: in one that runs an event loop zeroconf would take that, and wait for itself.
    with ThreadPoolExecutor(1) as apart:
        answering = apart.submit(lambda: list(_answering(seconds, interfaces))).result()
    found: dict[str, tuple[int, Found]] = {}
    for rank, printer in answering:
        if printer.name not in found or rank < found[printer.name][0]:
            found[printer.name] = (rank, printer)
    return sorted((printer for _, printer in found.values()), key=lambda printer: printer.name.casefold())


def uri_of(
    name: str, seconds: float, interfaces: Sequence[str] | InterfaceChoice = InterfaceChoice.All
) -> str | None:
    """Where the printer of this name is now, whatever its case; None where none answers to it.

    Addresses change with the next lease of DHCP: ask again when it does not answer any more.
    """
    wanted = name.strip().casefold()
    named = [printer.uri for printer in printers(seconds, interfaces) if printer.name.casefold() == wanted]
    return named[0] if named else None


def _answering(
    seconds: float, interfaces: Sequence[str] | InterfaceChoice
) -> Iterator[tuple[int, Found]]:
    """All ways to all printers, as they become known, each with its rank."""
    until = time.monotonic() + seconds
    heard: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()

    def hear(service_type: str, name: str, state_change: ServiceStateChange, **_: Any) -> None:
        if state_change is not ServiceStateChange.Removed:
            heard.put((service_type, name))

    try:
        network = Zeroconf(interfaces=interfaces)
    except OSError:
        return
    try:
        ServiceBrowser(network, list(KINDS), handlers=[hear])
        while (left := until - time.monotonic()) > 0:
            try:
                kind, name = heard.get(timeout=left)
            except queue.Empty:
                return
            info = network.get_service_info(kind, name, timeout=min(_ANSWERS_MS, int(1000 * left) + 1))
            uri = _uri(info) if info else None
            if info and uri:
                told = info.decoded_properties
                yield (
                    KINDS.index(kind),
                    Found(name.removesuffix(f".{kind}"), uri, told.get("ty") or "", told.get("UUID") or ""),
                )
    finally:
        network.close()


def _uri(info: ServiceInfo) -> str | None:
    """Where it is, None for what cannot print badges: port 0 only keeps a name from being taken."""
    host = _host(info)
    told = info.decoded_properties
    if not (host and info.port):
        return None
    if info.type == _RAW:
        scheme = _language(told)
        return scheme and f"{scheme}://{host}:{info.port}"
    taken = (told.get("pdl") or "").lower()
    if taken and not (PDF in taken or PWG in taken):
        return None
    path = quote((told.get("rp") or "ipp/print").strip("/"))
    return f"{'ipps' if info.type == _IPPS else 'ipp'}://{host}:{info.port}/{path}"


def _language(told: Mapping[str, str | None]) -> str | None:
    """What label printers behind a bare port speak, by their make."""
    model = f"{told.get('ty') or ''} {told.get('usb_MFG') or ''} {told.get('usb_MDL') or ''}".lower()
    if "zebra" in model or "ztc" in model:
        return "zpl"
    return "brother" if "ql-" in model else None


def _host(info: ServiceInfo) -> str | None:
    """Its address rather than its name, which this machine may not be able to look up; IPv4 before IPv6."""
    known = [ipaddress.ip_address(address.partition("%")[0]) for address in info.parsed_addresses()]
    # An address of the link alone would need the name of our own interface with it.
    usable = sorted(
        (address for address in known if not address.is_link_local), key=lambda address: address.version
    )
    if not usable:
        return None
    return f"[{usable[0]}]" if usable[0].version == 6 else str(usable[0])  # noqa: PLR2004 - IPv6.
