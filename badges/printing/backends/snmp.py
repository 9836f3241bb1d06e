"""SNMP as far as a label printer needs it: one GET of one variable, version 1, read only.

Source: RFC 1157, and BER as RFC 1157 restricts it.
"""

import secrets
import socket
import time
from collections.abc import Iterator

from badges.printing.printer import Unreachable

PORT = 161
# A datagram may be lost, and with it the answer.
_TRIES = 2
_LONGEST = 2048
_SEQUENCE, _INTEGER, _OCTETS, _OID, _NULL = 0x30, 0x02, 0x04, 0x06, 0x05
_GET, _RESPONSE = 0xA0, 0xA2
# Integers, and the counters, gauges and ticks that SNMP makes of them.
_NUMBERS = frozenset({_INTEGER, 0x41, 0x42, 0x43})
_LONG_FORM = 0x80
_READERS = b"public"


def get(host: str, port: int, oid: str, *, seconds: float) -> int | bytes | None:
    """A variable; None where the device has none of this name. Raises Unreachable."""
    number = secrets.randbelow(1 << 30)
    try:
        with socket.socket(_family(host, port), socket.SOCK_DGRAM) as line:
            # Connected, so that nobody else's datagrams come in and a closed port is told at once.
            line.connect((host, port))
            for _ in range(_TRIES):
                line.send(_request(number, oid))
                answer = _answer(line, number, seconds / _TRIES)
                if answer is not None:
                    return _value(answer)
    except (OSError, ValueError, IndexError) as trouble:
        raise Unreachable(f"it does not answer by SNMP: {trouble}") from trouble
    raise Unreachable("it does not answer by SNMP")


def _family(host: str, port: int) -> socket.AddressFamily:
    return socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0][0]


def _answer(line: socket.socket, number: int, seconds: float) -> list[tuple[int, bytes]] | None:
    """The parts of the response to this request; None where none comes in time."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        line.settimeout(left)
        try:
            said = line.recv(_LONGEST)
        except TimeoutError:
            return None
        _, _, (kind, body) = _parts(_only(_parts(said), _SEQUENCE))
        parts = list(_parts(body))
        if kind == _RESPONSE and int.from_bytes(parts[0][1], signed=True) == number:
            return parts
    return None


def _value(parts: list[tuple[int, bytes]]) -> int | bytes | None:
    """The variable's value in a response: its number, error, index and bindings."""
    _, (_, error), _, (_, bindings) = parts
    if any(error):
        return None
    (_, (kind, value)) = _parts(_only(_parts(bindings), _SEQUENCE))
    if kind in _NUMBERS:
        return int.from_bytes(value, signed=kind == _INTEGER)
    return value if kind == _OCTETS else None


def _request(number: int, oid: str) -> bytes:
    binding = _tlv(_SEQUENCE, _tlv(_OID, _oid(oid)) + _tlv(_NULL, b""))
    body = _integer(number) + _integer(0) + _integer(0) + _tlv(_SEQUENCE, binding)
    return _tlv(_SEQUENCE, _integer(0) + _tlv(_OCTETS, _READERS) + _tlv(_GET, body))


def _integer(number: int) -> bytes:
    return _tlv(_INTEGER, number.to_bytes(number.bit_length() // 8 + 1, signed=True))


def _oid(dotted: str) -> bytes:
    """Seven bits a byte, the highest bit of all but the last of a number set; the first two in one."""
    first, second, *rest = map(int, dotted.split("."))
    out = bytearray((40 * first + second,))
    for number in rest:
        septets = [number & 0x7F]
        while number := number >> 7:
            septets.append(number & 0x7F | _LONG_FORM)
        out += bytes(reversed(septets))
    return bytes(out)


def _tlv(kind: int, body: bytes) -> bytes:
    size = len(body)
    length = bytes((size,)) if size < _LONG_FORM else bytes((_LONG_FORM | 2,)) + size.to_bytes(2)
    return bytes((kind,)) + length + body


def _parts(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The elements one after another, each its kind and body. Raises ValueError where one is cut off."""
    at = 0
    while at < len(data):
        kind, size, at = data[at], data[at + 1], at + 2
        if size & _LONG_FORM:
            width = size & ~_LONG_FORM
            size, at = int.from_bytes(data[at : at + width]), at + width
        if at + size > len(data):
            raise ValueError("an answer that is cut off")
        yield kind, data[at : at + size]
        at += size


def _only(parts: Iterator[tuple[int, bytes]], kind: int) -> bytes:
    found, body = next(parts, (0, b""))
    if found != kind:
        raise ValueError("an answer that is no SNMP")
    return body
