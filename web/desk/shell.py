"""The shell of the desk's app: every file it consists of, and what their contents are worth."""

import hashlib
import json
from functools import lru_cache
from importlib import resources
from pathlib import Path

from flask import current_app, url_for

# In the order of an evening: the subject, what scans, what is seen.
OURS = ("js/evening", "js/scan", "js/desk")
BROUGHT = (
    "vendor/preact.js",
    "vendor/preact-hooks.js",
    "vendor/signals-core.js",
    "vendor/signals.js",
    "vendor/htm.js",
    "vendor/zxing-reader.js",
    "vendor/zxing-share.js",
    "vendor/zxing-reader.wasm",
)
STYLES = ("css/tokens.css", "css/base.css", "css/parts.css", "css/answers.css", "css/desk-app.css")
PICTURES = ("icons/mark.svg", "icons/mark-192.png")
# The names under which our modules ask for those of others.
NAMES = {
    "preact": "vendor/preact.js",
    "preact/hooks": "vendor/preact-hooks.js",
    "@preact/signals-core": "vendor/signals-core.js",
    "@preact/signals": "vendor/signals.js",
    "htm": "vendor/htm.js",
}
DECODER = "js/scan/decoder_worker.js"
# The worker is what brings the shell; it is not part of it.
WORKER = "js/desk/worker.js"


def missing() -> list[str]:
    """Which brought files are not there, by the name of their folder; none on a whole installation."""
    return [name for name in BROUGHT if not (_folder() / name).is_file()]


def files() -> dict[str, str]:
    """Every file of the shell by its address, with the SHA-256 of its content."""
    own = [f"{folder}/{path.name}" for folder in OURS for path in sorted((_folder() / folder).glob("*.js"))]
    names = [*STYLES, *PICTURES, *BROUGHT, *(name for name in own if name != WORKER)]
    shell = {url_for("static", filename=name): _digest(_folder() / name) for name in names}
    typeface = resources.files("fontpkg_noto_sans") / "files" / "NotoSans[wdth,wght].ttf"
    with resources.as_file(typeface) as path:
        return {**shell, url_for("pages.font"): _digest(path)}


def digest(content: bytes) -> str:
    """What a browser computes too, to see that it got the very file that was meant."""
    return hashlib.sha256(content).hexdigest()


def version(shell: dict[str, str]) -> str:
    """A name for exactly these files."""
    return digest("\n".join(f"{address} {worth}" for address, worth in shell.items()).encode())[:16]


def worker() -> str:
    """The worker's own program."""
    return (_folder() / WORKER).read_text()


def decoder() -> str:
    """The decoder's program: whatever it brings in is answered as its own address is."""
    return f"import {json.dumps(url_for('static', filename=DECODER))};\n"


def _folder() -> Path:
    return Path(current_app.static_folder or "")


def _digest(path: Path) -> str:
    stat = path.stat()
    return _digest_of(path, stat.st_mtime_ns, stat.st_size)


# A file that has changed since has another moment or size, and so another place here.
@lru_cache(maxsize=512)
def _digest_of(path: Path, _changed: int, _size: int) -> str:
    return digest(path.read_bytes())
