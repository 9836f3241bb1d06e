"""A real IPP printer for the tests: Debian's ippeveprinter, brought in from apt where it answers."""

import os
import shutil
import subprocess
import sys

PROGRAMS = ("ippeveprinter", "dbus-daemon")
PACKAGES = ("cups-ipp-utils", "dbus-daemon")
HOW = f"On Debian and Ubuntu, as root: apt-get install {' '.join(PACKAGES)}"
# They lie where a user's path does not lead.
PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"


def program(name):
    """The path of a program, None where it is not on this machine."""
    return shutil.which(name, path=PATH)


def missing():
    """Which of the programs are not on this machine."""
    return [name for name in PROGRAMS if not program(name)]


def bring():
    """Bring in what is missing where apt answers; else say in a sentence what to do.

    Never a failure: the tests that need it are skipped, with the same sentence.
    """
    if missing() and shutil.which("apt-get") and os.geteuid() == 0:
        sys.stdout.write("bringing in ippeveprinter, the printer of the tests\n")
        quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
        install = ["install", "-y", "-qq", "--no-install-recommends", *PACKAGES]
        for command in (["update", "-qq"], install):
            subprocess.run(["apt-get", *command], check=False, **quiet)
    lacking = missing()
    if lacking:
        sys.stderr.write(f"The tests that print are skipped without {' and '.join(lacking)}. {HOW}\n")


if __name__ == "__main__":
    bring()
