"""A Brother QL of our own, with the status that it tells by SNMP or on the line."""

import contextlib
import socket
import threading

from tests.printing.peers import Peer, Printed, dots_of


class BrotherPeer(Peer):
    """Like a QL: it takes one label, prints it if the right roll is in it, and after a trouble goes on."""

    NO_LABELS, END, OPEN, WRONG = 0x0001, 0x0002, 0x1000, 0x0100
    STATUS, SERIAL = "1.3.6.1.4.1.2435.3.3.9.1.6.1.0", "1.3.6.1.2.1.43.5.1.1.17.1"
    LABELS = "1.3.6.1.2.1.43.10.2.1.4.1.1"

    def __init__(self, *, media=(62, 100), by_snmp=True, model=0x41):
        self.media, self.by_snmp, self.model = media, by_snmp, model
        self.troubles, self.printed, self.labels, self.takes, self.counts = 0, [], 320, 0.3, True
        self.waiting, self.printing, self.told, self.lines, self.line = None, False, {}, [], None
        super().__init__()
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind(("127.0.0.1", 0))
        self.snmp_port = self._udp.getsockname()[1]
        threading.Thread(target=self._serve_snmp, daemon=True).start()

    def __exit__(self, *_):
        super().__exit__()
        self._udp.close()

    @property
    def uri(self):
        return f"brother://127.0.0.1:{self.port}?snmp={self.snmp_port}"

    def trouble(self, bits):
        with self.lock:
            self.troubles |= bits

    def mend(self, media=None):
        """What was in its memory is printed now."""
        with self.lock:
            self.media, self.troubles = media or self.media, 0
            if self.waiting:
                self.work()

    def forget(self):
        self.waiting, self.printing, self.told, self.lines = None, False, {}, []

    def hung_up(self, _):
        """What was begun and not ended is forgotten with its connection."""
        self.lines = []

    def hear(self, connection, heard):
        while heard:
            used = self.command(connection, heard)
            if not used:
                break
            heard = heard[used:]
        return heard

    def command(self, connection, heard):
        """How many bytes the first command took; 0 where it is not whole."""
        if heard[:1] == b"\0":
            return len(heard) - len(heard.lstrip(b"\0"))
        if heard[:1] == b"g":
            return self.take_line(heard)
        if heard[:1] == b"\x1a":
            self.take(connection)
            return 1
        return self.escape(connection, heard)

    def take_line(self, heard):
        size = heard[2] if len(heard) > 2 else 1 << 20
        if len(heard) < 3 + size:
            return 0
        self.lines.append(heard[3 : 3 + size])
        return 3 + size

    def escape(self, connection, heard):
        if heard[:2] == b"\x1b@":
            self.forget()
            return 2
        sizes = {b"S": 0, b"a": 1, b"z": 10, b"M": 1, b"A": 1, b"K": 1, b"d": 2}
        if len(heard) < 3 or len(heard) < 3 + sizes[heard[2:3]]:
            return 0
        name, size = heard[2:3], sizes[heard[2:3]]
        self.told[name] = heard[3 : 3 + size]
        if name == b"S" and not self.by_snmp:
            self.answer(connection, self.status())
        return 3 + size

    def take(self, connection):
        told = self.told[b"z"]
        assert int.from_bytes(told[4:8], "little") == len(self.lines)
        self.waiting = (b"".join(self.lines), len(self.lines[0]), dict(self.told))
        self.lines, self.line = [], connection
        if (told[2], told[3]) != (self.media[0], self.media[1]):
            self.troubles |= self.WRONG
        self.work()

    def work(self):
        if self.troubles:
            self.say(2)
            return
        self.printing = True
        self.say(6)
        self.after(self.takes, self.done)

    def done(self):
        if not self.waiting:
            return
        self.printing = False
        if self.troubles:
            self.say(2)
            return
        rows, row_bytes, told = self.waiting
        self.waiting = None
        self.printed.append(Printed(dots_of(rows, row_bytes * 8, row_bytes)[:, ::-1], told))
        self.labels += 1
        self.say(1)
        self.say(6)

    def say(self, kind):
        """It speaks by itself on the line, where it has one that is heard."""
        if self.line and not self.by_snmp:
            self.answer(self.line, self.status(kind))

    def status(self, kind=0):
        width, length = self.media
        said = bytearray(32)
        said[:6] = b"\x80\x20B4" + bytes((self.model, 0x30))
        said[8:10] = self.troubles.to_bytes(2, "little")
        said[10:12] = bytes((width, 0 if not width else 0x0B if length else 0x0A))
        said[17:20] = bytes((length, kind, int(self.printing)))
        return bytes(said)

    def _serve_snmp(self):
        with contextlib.suppress(OSError):
            while True:
                asked, who = self._udp.recvfrom(2048)
                if self.by_snmp and self.is_on and not self.silent:
                    with self.lock:
                        self._udp.sendto(b"\x30\x84nonsense" if self.garbage else self.snmp(asked), who)

    def snmp(self, asked):
        """The response to a GET of version 1, put together by hand from the request."""
        oids = {_oid(self.STATUS): (4, self.status()), _oid(self.SERIAL): (4, b"E75999-A1Z123456")}
        if self.counts:
            oids[_oid(self.LABELS)] = (0x41, self.labels.to_bytes(4))
        number = asked[asked.index(b"\xa0") + 2 :]
        # Behind the number are the error and its index, three bytes each, and the heads of two sequences.
        oid = number[number[1] + 2 + 6 + 4 :]
        number, oid = number[: number[1] + 2], oid[2 : 2 + oid[1]]
        kind, value = oids.get(oid, (5, b""))
        error = b"\x02\x01\x02\x02\x01\x01" if kind == 5 else b"\x02\x01\x00\x02\x01\x00"
        binding = _tlv(0x30, _tlv(6, oid) + _tlv(kind, value))
        body = number + error + _tlv(0x30, binding)
        return _tlv(0x30, b"\x02\x01\x00\x04\x06public" + _tlv(0xA2, body))


def _tlv(kind, body):
    size = bytes((len(body),)) if len(body) < 128 else bytes((0x81, len(body)))
    return bytes((kind,)) + size + body


def _oid(dotted):
    first, second, *rest = map(int, dotted.split("."))
    out = bytes((first * 40 + second,))
    for number in rest:
        out += bytes((number,)) if number < 128 else bytes((0x80 | number >> 7, number & 0x7F))
    return out
