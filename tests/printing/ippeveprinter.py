"""A real IPP printer on loopback, whose paper is a folder and which can have every trouble a printer has.

    peer = Peer(tmp_path).start()
    IppPrinter(peer.uri) ...
    peer.printed()          # [(name of the job, its bytes), ...] in the order they came out
    peer.power_off()        # like a plug that is pulled: it forgets all jobs; what prints never comes out
    peer.start()            # on the same port, with the same uuid; it counts jobs from 1 again
    peer.out_of_labels(), peer.refill(), peer.jam(), peer.clear(), peer.slow(2), peer.abort(), peer.lie()
    peer.hang(), peer.wake(), peer.garbage()

Traps: it ends at once without a D-Bus to register with, so it gets a private one; ``-r off`` keeps it from
DNS-SD; a job that waits for labels looks once a second, and comes out at the refill even if it was cancelled.
"""

import atexit
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from contextlib import suppress
from functools import cache
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.printing.bringing import HOW, missing, program
from tests.printing.ippeve_files import attributes, command, media_name

PDF_AND_RASTER = ("application/pdf", "image/pwg-raster")
_HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\nContent-Length: 24\r\n\r\n"
NONSENSE = _HTTP + bytes(range(24))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@cache
def _bus():
    """The address of a private D-Bus that all printers of this process register with."""
    folder = tempfile.mkdtemp(prefix="bus-")
    address = f"unix:path={folder}/socket"
    command = [program("dbus-daemon"), "--session", "--nofork", "--nopidfile", f"--address={address}"]
    daemon = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(daemon.wait)
    atexit.register(daemon.terminate)
    until(Path(folder, "socket").exists, "the private D-Bus did not come up")
    return address


def answers_at(port):
    """Whether somebody takes connections there."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def until(true, otherwise, seconds=10):
    """Wait for something to be true."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.01)


class Peer:
    """One printer; ``media`` are the sizes in its trays, in millimetres."""

    def __init__(self, folder, *, name="Badges", media=((90, 60),), formats=PDF_AND_RASTER, dpi=300):
        self.folder, self.name, self.port = Path(folder), name, free_port()
        self.media = media
        self.uri = f"ipp://127.0.0.1:{self.port}/ipp/print"
        self.secure_uri = self.uri.replace("ipp:", "ipps:")
        self._process = self._babbler = None
        self._paper, self._spool = self.folder / "printed", self.folder / "spool"
        for made in (self._paper, self._spool, self.folder / "keys"):
            made.mkdir(parents=True, exist_ok=True)
        self._command = self.folder / "print.sh"
        self._command.write_text(command(self.folder.absolute()))
        self._command.chmod(0o755)
        self._attributes = self.folder / "printer.conf"
        self._attributes.write_text(attributes(media, formats, dpi))
        self._mood("well")

    def start(self):
        """Switch it on; it is there when this returns."""
        if lacking := missing():
            pytest.skip(f"there is no {' and no '.join(lacking)} to print with. {HOW}")
        self._hush()
        run = [
            program("ippeveprinter"), "-r", "off", "-n", "localhost", "-p", str(self.port),
            "-a", str(self._attributes), "-c", str(self._command.absolute()),
            "-d", str(self._spool), "-K", str(self.folder / "keys"), "-k", self.name,
        ]  # fmt: skip
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                run, stdout=log, stderr=log, start_new_session=True,
                env={**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": _bus()},
            )  # fmt: skip
        until(self._answers, f"ippeveprinter did not come up: {(self.folder / 'log').read_text()[-500:]}")
        return self

    def _answers(self):
        assert self._process.poll() is None, (self.folder / "log").read_text()[-500:]
        return answers_at(self.port)

    def power_off(self):
        """Pull the plug: kill -9 of the printer and of what prints."""
        self._hush()
        if self._process:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._process = None
        (self.folder / "coming-out").unlink(missing_ok=True)

    close = power_off

    def printed(self):
        """What came out, oldest first: the name of the job and the bytes it was printed from."""
        sheets = sorted(self._paper.iterdir())
        return [(sheet.name.partition(" ")[2], sheet.read_bytes()) for sheet in sheets]

    def wait_printed(self, count, seconds=10):
        """The same, once so many have come out."""
        until(lambda: len(self.printed()) >= count, f"{len(self.printed())} of {count} came out", seconds)
        return self.printed()

    def well(self):
        """No more trouble."""
        self.refill()

    def slow(self, seconds):
        """Each badge takes so long."""
        self._mood(f"slow {seconds}")

    def abort(self):
        """It takes each job, and gives up on it."""
        self._mood("abort")

    def lie(self):
        """It says that each job is completed, without paper; and then that it has none."""
        self._mood("lie")

    def out_of_labels(self):
        """``media-empty`` from now on, whether it prints or not; jobs wait."""
        self._mood("media-empty")
        self._trays(0)

    def jam(self):
        """``media-jam`` as soon as it prints; jobs wait."""
        self._mood("media-jam")

    def open_cover(self):
        """``cover-open`` as soon as it prints; jobs wait."""
        self._mood("cover-open")

    def refill(self):
        """New labels, and whatever else was wrong put right; jobs go on within a second."""
        self._mood("well")
        self._trays(100)

    clear = refill

    def hang(self):
        """It takes connections, and answers nothing."""
        os.killpg(self._process.pid, signal.SIGSTOP)

    def wake(self):
        """It answers again, also what it was asked meanwhile."""
        os.killpg(self._process.pid, signal.SIGCONT)

    def garbage(self, answer=NONSENSE):
        """Something else answers at its port until it is started again; the printer forgets its jobs."""
        self.power_off()
        self._babbler = _Babbler(self.port, answer)

    def _hush(self):
        if self._babbler:
            self._babbler.close()
        self._babbler = None

    def _mood(self, mood):
        """Written whole, for the command reads it at any moment."""
        written = self.folder / "mood.new"
        written.write_text(f"{mood}\n")
        written.replace(self.folder / "mood")

    def _trays(self, level):
        """Its own web form is how labels are put in."""
        if not self._process:
            return
        asked = HTTPConnection("127.0.0.1", self.port, timeout=5)
        asked.request("GET", f"/media?size0={media_name(self.media[0])}&type0=labels&level0={level}")
        asked.getresponse().read()
        asked.close()


class _Babbler:
    def __init__(self, port, answer):
        self._server = socket.create_server(("127.0.0.1", port))
        self._answer = answer
        threading.Thread(target=self._babble, daemon=True).start()

    def _babble(self):
        with suppress(OSError):
            while True:
                client, _ = self._server.accept()
                with client, suppress(OSError):
                    client.settimeout(1)
                    client.recv(1 << 16)
                    client.sendall(self._answer)

    def close(self):
        # Closing alone does not wake the thread that accepts.
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
