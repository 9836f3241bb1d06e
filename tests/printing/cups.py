"""A real CUPS of our own on loopback, with one queue to a printer that passes documents on as they are."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.printing.bringing import program
from tests.printing.ippeveprinter import answers_at, free_port, until

HOW = "On Debian and Ubuntu, as root: apt-get install cups"
# Everybody may do everything: it listens to this machine alone, and lives as long as a test.
_SERVER = """
Listen 127.0.0.1:{port}
WebInterface No
Browsing No
LogLevel warn
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order allow,deny
    Allow all
  </Limit>
</Policy>
"""
_FILES = """
ServerRoot {folder}
StateDir {folder}/state
CacheDir {folder}/cache
RequestRoot {folder}/spool
TempDir {folder}/temp
AccessLog {folder}/access.log
PageLog {folder}/page.log
ErrorLog {folder}/error.log
"""


def missing():
    return [name for name in ("cupsd", "lpadmin") if not program(name)]


class Cups:
    """``queue_to(uri)`` answers the address of a queue that prints to that printer."""

    def __init__(self):
        # Not under the folder of a test, into which only its owner may look.
        self.folder, self.port = Path(tempfile.mkdtemp(prefix="cups-")), free_port()
        for name in ("state", "cache", "spool", "temp"):
            (self.folder / name).mkdir()
        self.folder.chmod(0o755)
        (self.folder / "cupsd.conf").write_text(_SERVER.format(port=self.port))
        (self.folder / "cups-files.conf").write_text(_FILES.format(folder=self.folder))

    def start(self):
        server, files = self.folder / "cupsd.conf", self.folder / "cups-files.conf"
        self._process = subprocess.Popen([program("cupsd"), "-f", "-c", server, "-s", files])
        until(lambda: answers_at(self.port), "cupsd did not come up")
        return self

    def queue_to(self, uri):
        command = [program("lpadmin"), "-h", f"127.0.0.1:{self.port}", "-p", "badges", "-E", "-v", uri]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        return f"ipp://127.0.0.1:{self.port}/printers/badges"

    def close(self):
        self._process.terminate()
        self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
