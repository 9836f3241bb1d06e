"""WebKit for the tests of it: Debian's WebKitGTK with its driver, and a screen that nobody sees."""

import os
import shutil
import subprocess
import sys

DRIVER, SCREEN = "WebKitWebDriver", "Xvfb"
PACKAGES = ("webkit2gtk-driver", "xvfb")
HOW = f"On Debian and Ubuntu, as root: apt-get install {' '.join(PACKAGES)}"


def missing():
    """Which of the programs are not on this machine."""
    return [name for name in (DRIVER, SCREEN) if not shutil.which(name)]


def bring():
    """Bring in what is missing where apt answers; else a sentence that says what to do, and 1."""
    if missing() and shutil.which("apt-get") and os.geteuid() == 0:
        sys.stdout.write("bringing in WebKit for its tests, some 100 MB\n")
        quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
        install = ["install", "-y", "-qq", "--no-install-recommends", *PACKAGES]
        for command in (["update", "-qq"], install):
            subprocess.run(["apt-get", *command], check=False, **quiet)
    lacking = missing()
    if lacking:
        sys.stderr.write(f"{' and '.join(lacking)} could not be brought in. {HOW}\n")
    return int(bool(lacking))


if __name__ == "__main__":
    sys.exit(bring())
