"""The shell of the desk's app: every file it consists of, and what their contents are worth."""

import hashlib
import json
import posixpath
import re
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
# What a module cannot begin without: not what it brings in later, and no type in a comment.
_IMPORT = re.compile(r'^(?:import|export)(?: [^;"()]* from)? "([^"]+)";', re.MULTILINE)
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


def modules() -> list[str]:
    """The addresses of all modules that the app begins with, so that a browser asks for them at once."""
    found = ["js/desk/app.js"]
    for name in found:
        found.extend(one for one in _imports(_folder(), name, _changed(_folder() / name)) if one not in found)
    return [url_for("static", filename=name) for name in found]


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


def _changed(path: Path) -> tuple[int, int]:
    """What a file that has changed since has otherwise: its moment or its size."""
    stat = path.stat()
    return stat.st_mtime_ns, stat.st_size


def _digest(path: Path) -> str:
    return _digest_of(path, _changed(path))


@lru_cache(maxsize=512)
def _digest_of(path: Path, _as_it_is: tuple[int, int]) -> str:
    return digest(path.read_bytes())


@lru_cache(maxsize=512)
def _imports(folder: Path, name: str, _as_it_is: tuple[int, int]) -> tuple[str, ...]:
    """What a module imports, by the names of files."""
    asked = _IMPORT.findall((folder / name).read_text())
    beside = posixpath.dirname(name)
    return tuple(NAMES.get(said) or posixpath.normpath(posixpath.join(beside, said)) for said in asked)
