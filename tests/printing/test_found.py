"""Printers found by DNS-SD: real multicast, on loopback alone."""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from zeroconf import ServiceInfo, Zeroconf

from badges.printing.backends.found import Found, printers, uri_of

HERE = ["127.0.0.1"]


class Network:
    """What makes printers known, as they do it themselves; other runs of these tests have other names."""

    def __init__(self):
        self.run = uuid4().hex[:8]
        # In a thread without an event loop, of which Playwright runs one in ours.
        with ThreadPoolExecutor(1) as apart:
            self.speaker = apart.submit(Zeroconf, interfaces=HERE).result()

    def announce(self, name, kind="_ipp", *, port=8631, **said):
        full = f"{kind}._tcp.local."
        address = socket.inet_aton("127.0.0.1")
        service = ServiceInfo(full, f"{name} {self.run}.{full}", port, addresses=[address],
                              properties=said, server=f"badges-{self.run}.local.")  # fmt: skip
        # Nobody here has the name already; asking around for it takes a second each.
        self.speaker.register_service(service, cooperating_responders=True)

    def found(self, seconds):
        """The printers of this run."""
        return [printer for printer in printers(seconds, HERE) if printer.name.endswith(self.run)]

    def uris(self, expected):
        """Where they are; on a busy machine answers take their time."""
        for seconds in (0.6, 2, 6):
            seen = [printer.uri for printer in self.found(seconds)]
            if seen == expected:
                break
        return seen


@pytest.fixture
def network():
    speaking = Network()
    yield speaking
    speaking.speaker.close()


def test_a_printer_is_found_with_its_address_and_what_it_says_of_itself(network):
    network.announce("Desk 1 – left", rp="printers/left", ty="Example Badges", UUID="4711",
                     pdl="application/pdf,image/urf")  # fmt: skip
    uri = "ipp://127.0.0.1:8631/printers/left"

    assert network.uris([uri]) == [uri]
    (found,) = network.found(2)
    assert found == Found(f"Desk 1 – left {network.run}", uri, "Example Badges", "4711")


def test_a_printer_with_several_ways_is_found_once_by_the_encrypted_one(network):
    network.announce("Lobby", port=631)
    network.announce("Lobby", "_ipps", port=443)
    network.announce("Lobby", "_pdl-datastream", port=9100, ty="Zebra ZD421")

    encrypted = ["ipps://127.0.0.1:443/ipp/print"]

    assert network.uris(encrypted) == encrypted


def test_label_printers_are_found_by_the_language_of_their_make(network):
    network.announce("Kiosk", "_pdl-datastream", port=9100, ty="Zebra Technologies ZTC ZD421")
    network.announce("Gate", "_pdl-datastream", port=9100, ty="Brother QL-820NWB")
    network.announce("Gate", pdl="image/urf", ty="Brother QL-820NWB")
    network.announce("Office", "_pdl-datastream", port=9100, ty="LaserJet 4")

    by_make = ["brother://127.0.0.1:9100", "zpl://127.0.0.1:9100"]

    assert network.uris(by_make) == by_make


def test_a_name_is_looked_up_whatever_its_case_and_an_unknown_one_is_none(network):
    network.announce("Lobby")
    network.announce("Only a name", port=0)
    uri = "ipp://127.0.0.1:8631/ipp/print"

    assert network.uris([uri]) == [uri]
    assert uri_of(f" lobby {network.run} ", 2, HERE) == uri
    assert uri_of(f"Only a name {network.run}", 0.6, HERE) is None


def test_printers_are_found_where_an_event_loop_runs_too(network):
    network.announce("Lobby")
    uri = "ipp://127.0.0.1:8631/ipp/print"

    async def looks():
        return network.uris([uri])

    with ThreadPoolExecutor(1) as apart:
        assert apart.submit(lambda: asyncio.run(looks())).result() == [uri]
