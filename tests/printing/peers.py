"""Label printers of our own: they keep what comes, print it dot by dot, answer status, and have troubles."""

import base64
import binascii
import contextlib
import re
import socket
import struct
import threading
import time
import zlib
from dataclasses import dataclass, field

import numpy as np

LINGER_NOT = struct.pack("ii", 1, 0)


def wait_for(what, seconds=5.0):
    """Until it is so."""
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.01)


def dots_of(rows, width, row_bytes):
    """Where it is black."""
    lines = np.frombuffer(rows, np.uint8).reshape(-1, row_bytes)
    return np.unpackbits(lines, axis=1)[:, :width].astype(bool)


def light(dots):
    """The same as a scanner sees it, with a white margin around it."""
    return np.pad(np.where(dots, 0, 255).astype("uint8"), 20, constant_values=255)


class Peer:
    """A printer on a port of this machine, which stays its port when it is switched off and on."""

    def __init__(self):
        # Never answers; answers nonsense.
        self.silent = self.garbage = False
        # Reads so many bytes of a connection and then no more.
        self.reads = None
        self.lock = threading.RLock()
        self.port = 0
        self.is_on = False
        self._connections = set()
        self.switch_on()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.switch_off()

    def switch_on(self):
        self._listener = socket.create_server(("127.0.0.1", self.port))
        # As little as a printer has, so that what it does not read stays with whoever sends it.
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.port = self._listener.getsockname()[1]
        self.is_on = True
        threading.Thread(target=self._accept, args=[self._listener], daemon=True).start()

    def switch_off(self):
        """What it has in its memory is lost, and its connections end with it."""
        with self.lock:
            self.is_on = False
            # Closing alone does not end the accept that another thread waits in.
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            for connection in list(self._connections):
                with contextlib.suppress(OSError):
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT)
                    connection.shutdown(socket.SHUT_RDWR)
                connection.close()
            self._connections.clear()
            self.forget()

    def _accept(self, listener):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                self._connections.add(connection)
                threading.Thread(target=self._serve, args=[connection], daemon=True).start()

    def _serve(self, connection):
        heard, read = b"", 0
        with contextlib.suppress(OSError):
            while piece := connection.recv(4096 if self.reads is None else max(1, self.reads - read)):
                read += len(piece)
                with self.lock:
                    heard = self.hear(connection, heard + piece)
                while self.reads is not None and read >= self.reads:
                    time.sleep(0.01)
        with self.lock:
            self._connections.discard(connection)
            self.hung_up(heard)
        connection.close()

    def answer(self, connection, said):
        if self.garbage:
            said = b"\x00HTTP/1.1 400 Bad Request\r\n\r\n"
        if not self.silent:
            with contextlib.suppress(OSError):
                connection.sendall(said)

    def after(self, seconds, then):
        """Then, unless it was switched off in between."""
        def later():
            with self.lock:
                if self.is_on:
                    then()

        timer = threading.Timer(seconds, later)
        timer.daemon = True
        timer.start()


@dataclass
class Printed:
    """A label that came out; ``dots`` are where it is black."""

    dots: np.ndarray
    said: dict = field(default_factory=dict)


class ZplPeer(Peer):
    """Like a Zebra: it takes formats into its memory, prints one after another, counts them for life."""

    def __init__(self, *, dots_per_mm=8, counts=True):
        self.troubles, self.printed, self.odometer, self.takes = set(), [], 4711, 0.05
        self.dots_per_mm, self.counts = dots_per_mm, counts
        # Silent to ~HS while it waits for a person, as Zebra's manual has it; silent to SGD, as old ones are.
        self.mute, self.old = False, False
        self.queue, self.begun, self.at_work = [], b"", False
        super().__init__()

    @property
    def uri(self):
        return f"zpl://127.0.0.1:{self.port}"

    def trouble(self, *what):
        with self.lock:
            self.troubles |= set(what)

    def mend(self):
        with self.lock:
            self.troubles.clear()
            self.work()

    def forget(self):
        self.queue, self.begun, self.at_work = [], b"", False

    _TOLD = re.compile(rb'~(HS|HQES|HI|JX|JA)|(\^XZ)|! U1 getvar "([^"]*)"\r\n')

    def hear(self, connection, heard):
        while found := self._TOLD.search(heard):
            self.begun += heard[: found.start()]
            heard = heard[found.end() :]
            if found[2]:
                self.take(self.begun + b"^XZ")
            elif found[3]:
                self.variable(connection, found[3].decode())
            else:
                getattr(self, found[1].decode().lower())(connection)
        return heard

    def hung_up(self, heard):
        if self.is_on:
            self.begun += heard

    def take(self, whole):
        self.begun = b""
        self.queue.append(whole[whole.index(b"^XA") :])
        self.work()

    def work(self):
        if self.queue and not self.at_work and not self.troubles:
            self.at_work = True
            whole = self.queue.pop(0)
            self.after(self.takes, lambda: self.done(whole))

    def done(self, whole):
        self.at_work = False
        if self.troubles:
            self.queue.insert(0, whole)
        else:
            self.printed.append(label_of(whole))
            self.odometer += 1
        self.work()

    def hs(self, connection):
        if self.mute and self.troubles:
            return
        flag = {one: int(one in self.troubles) for one in ("out", "pause", "open", "ribbon", "hot")}
        begun = int(b"^XA" in self.begun)
        frames = (
            f"030,{flag['out']},{flag['pause']},0609,{len(self.queue):03},0,0,{begun},000,0,0,{flag['hot']}",
            f"001,0,{flag['open']},{flag['ribbon']},0,2,6,0,00000000,1,000", "1234,0",
        )
        self.answer(connection, b"".join(b"\x02%s\x03\r\n" % one.encode() for one in frames))

    def hqes(self, connection):
        of = {"out": 1, "ribbon": 2, "open": 4, "hot": 0x10, "pause": 0x10000}
        bits = sum(of[one] for one in self.troubles)
        said = f"\r\n\r\n  PRINTER STATUS\r\n   ERRORS:         {int(bits > 0)} 00000000 {bits:08X}\r\n"
        warnings = "   WARNINGS:       0 00000000 00000000\r\n"
        self.answer(connection, b"\x02" + (said + warnings).encode() + b"\x03")

    def hi(self, connection):
        self.answer(connection, f"\x02ZD421-203dpi,V93.21.07Z,{self.dots_per_mm},8192KB\x03\r\n".encode())

    def jx(self, _):
        self.begun = b""

    def ja(self, _):
        self.queue.clear()

    def variable(self, connection, name):
        if not self.old:
            known = {"odometer.total_label_count": str(self.odometer) if self.counts else "?",
                     "device.unique_id": "D4J201800123"}
            self.answer(connection, f'"{known.get(name, "?")}"'.encode())


_GRAPHIC = re.compile(rb"\^FO0,0\^GFA,(\d+),(\d+),(\d+),:Z64:([A-Za-z0-9+/=]+):([0-9A-F]{4})\^FS")


def label_of(zpl):
    """The label that a format describes, as a printer would lay its dots."""
    said = dict(re.findall(r"\^(PW|LL|MD|MM|PQ)([^\^]*)", zpl.decode()))
    if zpl.count(b"^XA") > 1:
        # Half of another one is in it.
        return Printed(np.ones((8, 8), bool), {"spoilt": True})
    total, again, row_bytes, packed, check = _GRAPHIC.search(zpl).groups()
    assert int(check, 16) == binascii.crc_hqx(packed, 0)
    rows = zlib.decompress(base64.b64decode(packed))
    assert len(rows) == int(total) == int(again)
    return Printed(dots_of(rows, int(said["PW"]), int(row_bytes)), said)
