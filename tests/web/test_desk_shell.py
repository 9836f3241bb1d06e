"""The shell of the desk's app: its page holds nobody, its worker names every file, and it is small."""

import base64
import gzip
import hashlib
import json
import re
from urllib.parse import urljoin

import pytest

from web.desk import shell

# The decoder and the typeface are large, seldom new, and kept once.
APART = ("zxing", "decoder", "/font/")
LARGEST = 250_000


@pytest.fixture
def desk(evening):
    return evening.client(evening.links.device(evening.desk))


def served(client, address):
    with client.get(address) as answer:
        assert answer.status_code == 200, address
        return answer.data


def shell_of(client):
    program = client.get("/desk/chums/worker.js").text
    return json.loads(re.match(r"const SHELL = (.*);\n", program)[1])


def test_the_page_holds_nobody_and_is_the_same_on_every_tablet(evening, desk):
    page = desk.get("/desk/chums/").text
    other = evening.client(evening.links.device(evening.desk)).get("/desk/chums/").text

    assert page == other
    for name in ("Mira", "Joanna", "Ramit", "Desk 1", "csrf"):
        assert name not in page


def test_the_policy_allows_the_pages_own_import_map_and_no_other_script(desk):
    answer = desk.get("/desk/chums/")
    import_map = re.search(r'<script type="importmap">(.*?)</script>', answer.text, re.DOTALL)[1]
    its_hash = base64.b64encode(hashlib.sha256(import_map.encode()).digest()).decode()

    policy = answer.headers["Content-Security-Policy"]

    assert f"'sha256-{its_hash}'" in policy
    assert "unsafe-inline" not in policy
    for address in json.loads(import_map)["imports"].values():
        assert served(desk, address)


def test_the_worker_names_every_file_of_the_shell_by_its_content(desk):
    kept = shell_of(desk)

    assert kept["page"] in kept["files"]
    for address, worth in kept["files"].items():
        assert hashlib.sha256(served(desk, address)).hexdigest() == worth, address


def test_every_module_that_the_app_asks_for_is_in_the_shell(desk):
    kept = shell_of(desk)["files"]
    for address in [one for one in kept if "/js/" in one]:
        for asked in re.findall(r'^import .*?"(\.[^"]+)";', served(desk, address).decode(), re.MULTILINE):
            assert urljoin(address, asked) in kept, (address, asked)


def test_the_page_names_every_module_it_begins_with_at_once(desk):
    page = desk.get("/desk/chums/").text
    names = json.loads(re.search(r'<script type="importmap">(.*?)</script>', page, re.DOTALL)[1])["imports"]
    named = re.findall(r'<link rel="modulepreload" href="([^"]+)">', page)

    asked = set(named)
    for address in named:
        without_comments = re.sub(r"/\*.*?\*/", "", served(desk, address).decode(), flags=re.DOTALL)
        theirs = re.findall(r'^import [^;]*?"([^"]+)";', without_comments, re.MULTILINE)
        asked |= {names.get(one) or urljoin(address, one) for one in theirs}

    assert asked == set(named)
    assert {"/static/js/desk/app.js", "/static/js/evening/finder.js", "/static/vendor/preact.js"} <= asked
    assert not any("decoder_worker" in address for address in named)


def test_another_content_is_another_version():
    assert shell.version({"/a.js": "1"}) != shell.version({"/a.js": "2"})
    assert shell.version({"/a.js": "1"}) == shell.version({"/a.js": "1"})


def test_the_shell_is_small(desk):
    sizes = {}
    for address in shell_of(desk)["files"]:
        if not any(part in address for part in APART):
            sizes[address] = len(gzip.compress(served(desk, address), 6))

    assert sum(sizes.values()) < LARGEST, sizes


def test_a_tablet_puts_the_desk_on_its_home_screen(desk):
    manifest = desk.get("/desk/chums/app.webmanifest")

    assert manifest.mimetype == "application/manifest+json"
    about = manifest.json
    assert about["start_url"] == about["scope"] == "/desk/chums/"
    assert about["display"] == "standalone"
    for icon in about["icons"]:
        assert served(desk, icon["src"])


def test_without_what_others_wrote_the_desk_has_its_plain_page(desk, monkeypatch):
    monkeypatch.setattr(shell, "BROUGHT", (*shell.BROUGHT, "vendor/not-here.js"))

    assert desk.get("/desk/chums/").headers["Location"] == "/desk/chums/plain"
    assert "Scan, or type a name" in desk.get("/desk/chums/plain").text


def test_a_tablet_signs_itself_out_by_its_own_page_alone(desk):
    assert desk.post("/desk/chums/sign-out").status_code == 403

    assert desk.post("/desk/chums/sign-out", headers={"X-Last-Badge": "app"}).status_code == 204

    assert desk.get("/desk/chums/").status_code == 403
