"""The browser that the tests drive: found, or brought in from apt, else by playwright."""

import os
import shutil
import subprocess
import sys

PHONE = {"width": 390, "height": 844}
TABLET = {"width": 1024, "height": 768}
DESKTOP = {"width": 1440, "height": 900}
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# As root Chromium refuses its sandbox; the rest keeps it from calling home from a closed network.
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def found():
    """The path of a Chromium on this machine, or None where playwright's own is to be used."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def launch(playwright):
    """A headless Chromium."""
    return playwright.chromium.launch(executable_path=found(), args=ARGS)


def _works():
    from playwright.sync_api import Error, sync_playwright

    try:
        with sync_playwright() as playwright:
            launch(playwright).close()
    except Error:
        return False
    return True


def _by_apt():
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return False
    quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
    update = subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]
    return update.returncode == 0 and subprocess.run(install, check=False, **quiet).returncode == 0


def ensure():
    """Bring the browser in where it is missing."""
    if found() or _works():
        return
    print("bringing in Chromium for the browser tests", flush=True)
    if not _by_apt():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


if __name__ == "__main__":
    ensure()
