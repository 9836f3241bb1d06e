"""The search among 50,000: who is found however they are typed, and how long a letter takes, in both."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random

from playwright.sync_api import sync_playwright

from badges.folded import words
from badges.romanised import found_by
from badges.search import best, make_index, nicknames
from tests import browser
from tests.crowd import crowd, typed

STATIC = Path(__file__).parents[2] / "web" / "static"
PEOPLE, ON_SERVER = 50_000, 100_000
EACH, KEYSTROKES_OF = 400, 25
LETTERS = "abcdefghijklmnopqrstuvwxyz"
LIMIT = 20

IN_THE_PAGE = """async () => {
  const { people, nicknames, asked, limit, keystrokesOf } = await (await fetch("/asked.json")).json();
  const { makeFinder } = await import("/js/evening/finder.js");
  const timed = (what) => {
    const begin = performance.now();
    const made = what();
    return [performance.now() - begin, made];
  };
  const [index, finder] = timed(() => makeFinder(people, { nicknames }));
  globalThis.kept = { people, finder };
  const named = (id) => people[id - 1].name;
  const isFound = ({ text, id }) => finder.find(text, limit).some((one) => named(one) === named(id));
  const found = {}, delays = {};
  for (const [kind, questions] of Object.entries(asked)) {
    found[kind] = questions.filter(isFound).length / questions.length;
    delays[kind] = [];
    for (const { text } of questions.slice(0, keystrokesOf)) {
      const letters = [...text];
      for (let most = 1; most <= letters.length; most++) {
        delays[kind].push([most, timed(() => finder.find(letters.slice(0, most).join(""), limit))[0]]);
      }
    }
  }
  const [update] = timed(() => finder.update({ ...people[7], found_by: " somebody else" }));
  return { index, found, delays, update };
}"""


def finding():
    """Print who is found, and what it costs in a Chromium four times slower than here, and on the server."""
    luck = Random(5)
    people = _people(luck, PEOPLE)
    asked = _questions(luck, people)
    known = {word for one in people for word in one["found_by"].split()}
    print(f"\nFinding one of {PEOPLE:,} people of {len(known):,} words; first {LIMIT} looked at")
    plan = {"people": people, "nicknames": nicknames(), "asked": asked}
    in_page = _in_chromium({**plan, "limit": LIMIT, "keystrokesOf": KEYSTROKES_OF})
    for kind, share in in_page["found"].items():
        print(f"  {kind:34} {share * 100:5.1f} % of {len(asked[kind])} found")
    _tell("in Chromium, throttled four times (aim: p95 16 ms)", in_page["delays"])
    print(
        f"  index made in {in_page['index']:.0f} ms throttled (aim: 1,000), {in_page['quick']:.0f} ms not;"
        f" one person changed in {in_page['update']:.2f} ms; memory {in_page['memory']:.1f} MB (aim: 80)"
    )
    _on_the_server(luck)


def _on_the_server(luck):
    people = _people(luck, ON_SERVER)
    asked = _questions(luck, people)
    begin = time.perf_counter()
    index = make_index((one["id"], one["found_by"], one["hosts"]) for one in people)
    made = time.perf_counter() - begin
    delays = {
        kind: [delay for one in questions[:KEYSTROKES_OF] for delay in _keystrokes(index, one["text"])]
        for kind, questions in asked.items()
    }
    _tell(f"on the server among {ON_SERVER:,} (aim: p95 5 ms)", delays)
    print(f"  index made in {made * 1000:.0f} ms")


def _keystrokes(index, text) -> Iterator[tuple[int, float]]:
    for most in range(1, len(text) + 1):
        begin = time.perf_counter()
        best(index, text[:most], LIMIT)
        yield most, (time.perf_counter() - begin) * 1000


def _tell(where, delays):
    every = sorted(delay for some in delays.values() for _, delay in some)
    firsts = sorted(delay for some in delays.values() for most, delay in some if most == 1)
    print(
        f"  a letter {where}:\n    p50 {_at(every, 0.5):.2f} ms   p95 {_at(every, 0.95):.2f} ms   "
        f"p99 {_at(every, 0.99):.2f} ms   first letters p95 {_at(firsts, 0.95):.2f} ms   ({len(every):,} letters)"
    )


def _at(ordered, share):
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _people(luck, count):
    hosts = [name for name, _ in crowd(60, seed=9)]
    return [
        {
            "id": number,
            "name": name,
            "company": company,
            "found_by": found_by(name, company),
            "hosts": [luck.choice(hosts)] if luck.random() < 0.8 else hosts[:2],
        }
        for number, (name, company) in enumerate(crowd(count), start=1)
    ]


def _questions(luck, people):
    """By what is wrong with it, what is typed for somebody and who they are."""
    plain = [one for one in people if one["name"].isascii() and " " in one["name"]]
    marked = [one for one in people if not one["name"].isascii() and "".join(words(one["name"])).isascii()]
    other = [one for one in people if typed(one["name"])]
    short = _with_nicknames(plain)
    firm = [one for one in plain if one["company"]]
    kinds = {
        "as written": (plain, lambda one: one["name"]),
        "last name first": (plain, lambda one: " ".join(reversed(words(one["name"])))),
        "without accents": (marked, lambda one: " ".join(words(one["name"]))),
        "half typed": (
            plain,
            lambda one: " ".join(word[: len(word) // 2 + 1] for word in words(one["name"])),
        ),
        "without blanks": (plain, lambda one: "".join(words(one["name"]))),
        "a letter off": (plain, lambda one: _wrong(luck, words(one["name"]))),
        "the first letter off": (plain, lambda one: _wrong(luck, words(one["name"]), first=True)),
        "a letter off, the last name alone": (plain, lambda one: _wrong(luck, words(one["name"])[-1:])),
        "two letters off": (plain, lambda one: _wrong(luck, _wrong(luck, words(one["name"])).split())),
        "by a nickname": (short, lambda one: " ".join([luck.choice(short_of(one)), *words(one["name"])[1:]])),
        "in Latin letters": (other, lambda one: typed(one["name"])),
        "by name and company": (firm, lambda one: f"{words(one['name'])[0]} {words(one['company'])[0]}"),
    }
    return {
        kind: [{"text": ask(one), "id": one["id"]} for one in luck.sample(some, EACH)]
        for kind, (some, ask) in kinds.items()
    }


def short_of(one):
    first = words(one["name"])[0]
    return [name for group in nicknames() if first in group[:1] for name in group[1:]]


def _with_nicknames(people):
    firsts = {group[0] for group in nicknames() if len(group) > 1}
    return [one for one in people if words(one["name"])[0] in firsts]


def _wrong(luck, said, *, first=False):
    """A letter dropped, doubled, changed or swapped in the longest word."""
    longest = max(range(len(said)), key=lambda at: len(said[at]))
    word = said[longest]
    at = 0 if first else luck.randrange(len(word) - 1)
    wrong = luck.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + luck.choice(LETTERS) + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        ]
    )
    return " ".join([*said[:longest], wrong, *said[longest + 1 :]])


def _in_chromium(plan):
    with _served(plan) as url, sync_playwright() as playwright:
        chromium = browser.launch(playwright)
        quick = _measured(chromium, url, slower=1)["index"]
        result = _measured(chromium, url, slower=4)
        chromium.close()
    return {**result, "quick": quick}


def _measured(chromium, url, *, slower):
    page = chromium.new_page()
    page.goto(url)
    tools = page.context.new_cdp_session(page)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    result = page.evaluate(IN_THE_PAGE)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    whole = _memory(tools)
    page.evaluate("() => { globalThis.kept.finder = null; }")
    result["memory"] = whole - _memory(tools)
    page.close()
    return result


def _memory(tools):
    tools.send("HeapProfiler.collectGarbage")
    usage = tools.send("Runtime.getHeapUsage")
    return (usage["usedSize"] + usage.get("backingStorageSize", 0)) / 1e6


class _Handler(SimpleHTTPRequestHandler):
    """The product's static files, an empty page, the questions; alone in its process, for finer clocks."""

    plan = b""

    def do_GET(self):
        if self.path.endswith(".js"):
            super().do_GET()
            return
        body = self.plan if self.path == "/asked.json" else b"<!doctype html><title>Finding</title>"
        self.send_response(200)
        self.send_header("Content-Type", "application/json" if self.path == "/asked.json" else "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def end_headers(self):
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
        super().end_headers()

    def log_message(self, *_):
        pass


@contextmanager
def _served(plan):
    handler = type("Handler", (_Handler,), {"plan": json.dumps(plan).encode()})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(STATIC)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
