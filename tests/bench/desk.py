"""The desk's app in a real Chromium, four times slower than here, against a real server and a real camera."""

import csv
import gzip
import io
import json
import os
import re
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import requests
from playwright.sync_api import sync_playwright
from sqlalchemy import select

from badges import lists
from badges.badge_table.laying import lay_out
from badges.model import Attendee, Code, CodeKind
from badges.moments import now
from tests import browser, filming, scanner
from tests.builders import SECRET, a_host, an_event
from tests.crowd import crowd
from tests.service import Service

PEOPLE, FILMED, ELSEWHERE, UNSENT = 10_000, 20, 20, 5_000
SLOWER = 4
A_CODE = 12  # pictures, thirty a second
PATIENCE = 180_000  # ms

# Before any of the page's own: when the desk can be worked, and when something of it says something else.
WATCHING = """
  const now = () => performance.timeOrigin + performance.now();
  const text = (where) => document.querySelector(where)?.textContent ?? "";
  window.usable = new Promise((tell) => {
    const there = (where) => document.querySelector(where) !== null;
    const look = () => there("#counts") && there("#text") && tell(performance.now());
    new MutationObserver(look).observe(document, { subtree: true, childList: true });
  });
  window.change = (where, wanted) => new Promise((tell) => {
    const before = text(where);
    const is = wanted === null ? () => text(where) !== before : () => text(where) === wanted;
    const watch = new MutationObserver(look);
    function look() {
      if (!is()) return;
      watch.disconnect();
      requestAnimationFrame(() => setTimeout(() => tell(now())));
    }
    watch.observe(document.body, { subtree: true, childList: true, characterData: true });
    look();
  });
"""

# As many things done at this tablet as one evening without a network may bring; kept as the desk keeps them.
DO_WITHOUT_NETWORK = """async ([slug, ids]) => {
  const { openEvening } = await import("/static/js/evening/evening.js");
  const { openVault } = await import("/static/js/evening/vault.js");
  const { Unreachable } = await import("/static/js/evening/network.js");
  const nobody = async () => { throw new Unreachable("no network"); };
  const network = { get: nobody, post: nobody, stream: nobody };
  const evening = await openEvening({ base: "bench:/", vault: await openVault(slug), network, live: false });
  const begin = performance.now();
  for (const id of ids) await evening.act({ action: "collect", attendee: id, via: "search" });
  const took = performance.now() - begin;
  evening.close();
  return took / ids.length;
}"""


def desk():
    """Print what the desk costs on a slow tablet; what else the machine does is part of every figure."""
    print(
        f"\nThe desk's app, {PEOPLE:,} people, in a Chromium {SLOWER} times slower than here;"
        f" load {_load()} as it begins"
    )
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        service = _a_house(Path(folder))
        running = browser.launch(playwright)
        try:
            _shell(service)
            for slower in (SLOWER, 1):
                _first_load(service, running, slower)
            for slower in (SLOWER, 1):
                _elsewhere(service, running, slower)
            for slower in (SLOWER, 1):
                _scan_to_answer(service, running, Path(folder), slower)
            _drained(service, running)
        finally:
            running.close()
            service.close()
    print(f"  load {_load()} as it ends")


def _load():
    return " ".join(f"{load:.1f}" for load in os.getloadavg()[:2])


def _a_house(folder):
    """A server with one evening of so many, their badges in boxes, and two desks."""
    service = Service(folder)
    with service.store.writing() as session:
        # Nobody is missing yet: telling hosts of thousands at once is another figure.
        event = an_event(session, "bench", start=now())
        host = a_host(session, event)
    written = io.StringIO(newline="")
    csv.writer(written).writerows(
        [("name", "company", "host"), *((*one, host.email) for one in crowd(PEOPLE))]
    )
    reading = lists.read_list(written.getvalue().encode())
    with service.store.reading() as session:
        plan = lists.plan(session, event, reading)
    lists.apply(service.store, event.slug, plan, secret_key=SECRET, now=now(), file_name="bench.csv")
    lay_out(service.store, event.slug, now=now())
    service.event = event
    service.desks = [service.device(event, f"Desk {number}")[0] for number in (1, 2)]
    with service.store.reading() as session:
        of_badge = (Code.kind == CodeKind.BADGE, Attendee.event_id == event.id)
        rows = select(Attendee.id, Attendee.name, Code.value).join(Code).where(*of_badge)
        service.people = iter(session.execute(rows.order_by(Attendee.id)).all())
    return service.start()


@contextmanager
def _tablet(service, running, which=0, slower=1, **how):
    """A tablet that has nothing yet, at a desk; slow from its first byte on."""
    context = running.new_context(viewport=browser.TABLET, reduced_motion="reduce", **how)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.add_init_script(WATCHING)
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.tools = tools
    try:
        yield page, service.links.device(service.desks[which])
    finally:
        context.close()


def _opened(page, link):
    """The desk, usable, and kept for the time without a network; answers the seconds until it was usable."""
    page.goto(link, wait_until="commit")
    seconds = page.evaluate("() => window.usable") / 1000
    page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
    return seconds


def _first_load(service, running, slower):
    """From the link to a desk that can be worked, and what came over the network for its list."""
    took, weights = [], []
    for _ in range(3):
        with _tablet(service, running, slower=slower) as (page, link):
            copies, weighed = set(), []

            def asked(said, copies=copies):
                if said["request"]["url"].partition("?")[0].endswith("/copy"):
                    copies.add(said["requestId"])

            def came(said, copies=copies, weighed=weighed):
                if said["requestId"] in copies:
                    weighed.append(said["encodedDataLength"])

            page.tools.on("Network.requestWillBeSent", asked)
            page.tools.on("Network.loadingFinished", came)
            took.append(_opened(page, link))
            weights.append(weighed[0])
    print(
        f"  first load {_pace(slower):12} {max(weights) / 1e6:.2f} MB of list (aim: 1.5), usable after"
        f" {' '.join(f'{seconds:.2f}' for seconds in sorted(took))} s (aim: 2)",
        flush=True,
    )


def _elsewhere(service, running, slower):
    """From the scanner's Enter at one desk until another desk shows it."""
    row, numbers = [], []
    with (
        _tablet(service, running, 0) as (one, link),
        _tablet(service, running, 1, slower) as (two, other),
    ):
        _opened(one, link)
        _opened(two, other)
        # The feed is open once the tablet is in step.
        two.wait_for_timeout(2_000)
        for _, name, code in (next(service.people) for _ in range(ELSEWHERE)):
            two.fill("#text", name)
            two.locator("[data-found] .person").first.wait_for()
            two.wait_for_timeout(400)
            two.evaluate("() => { window.seen = ['[data-found]', '#counts'].map((at) => change(at, null)); }")
            began = one.evaluate("() => performance.timeOrigin + performance.now()")
            scanner.scans(one, code)
            in_row, in_numbers = two.evaluate("() => Promise.all(window.seen)")
            row.append(in_row - began)
            numbers.append(in_numbers - began)
    print(
        f"  a change elsewhere {_pace(slower)}: whoever is looked at {_spread(row)} (aim: 500),"
        f" the evening's numbers {_spread(numbers)}",
        flush=True,
    )


def _scan_to_answer(service, running, folder, slower):
    """From the picture that holds the code until its answer is painted, by the page's own measures."""
    codes = [code for _, _, code in (next(service.people) for _ in range(FILMED))]
    pictures = [filming.seen(filming.paper_of(code), filming.flat()) for code in codes]
    shown = [one for picture in pictures for one in [picture] * A_CODE]
    film = filming.film(folder / "film.mjpeg", shown)
    camera = filming.camera(running, film)
    try:
        with _tablet(service, camera, slower=slower) as (page, link):
            _opened(page, link)
            page.context.set_offline(True)
            page.get_by_role("button", name="Camera").click()
            enough = f"performance.getEntriesByName('scan to answer').length >= {2 * FILMED}"
            deadline = time.monotonic() + PATIENCE / 1000
            while not page.evaluate(enough) and time.monotonic() < deadline:
                page.wait_for_timeout(500)
            took = page.evaluate("performance.getEntriesByName('scan to answer').map((one) => one.duration)")
    finally:
        camera.close()
    print(
        f"  scan to green {_pace(slower)}: {_spread(took)} without a network (aim: 100),"
        f" of {len(took)} scans; the decoder's worker is never slowed",
        flush=True,
    )


def _drained(service, running):
    """So many scans of an evening without a network, sent once there is one."""
    ids = [person for person, _, _ in (next(service.people) for _ in range(UNSENT))]
    with _tablet(service, running) as (page, link):
        _opened(page, link)
        desk_at = page.url
        page.goto(f"{service.url}/healthz")
        each = page.evaluate(DO_WITHOUT_NETWORK, [service.event.slug, ids])
        page.context.set_offline(True)
        page.tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.goto(desk_at, wait_until="commit")
        page.evaluate("() => window.usable")
        page.evaluate("(words) => change('.unsent', words)", f"{UNSENT} not sent yet")
        page.evaluate("() => { window.seen = change('.unsent', 'All sent'); }")
        begin = time.time()
        page.context.set_offline(False)
        seconds = page.evaluate("() => window.seen") / 1000 - begin
    print(
        f"  {UNSENT:,} unsent scans drained in {seconds:.1f} s (aim: 10); each had been kept within"
        f" {each:.1f} ms, not slowed",
        flush=True,
    )


def _shell(service):
    """What the app weighs on its way to a tablet, the decoder and the typeface apart."""
    visitor = requests.Session()
    page = visitor.get(service.links.device(service.desks[0]), timeout=10)
    program = visitor.get(f"{page.url}worker.js", timeout=10).text
    shell = json.loads(re.search(r"const SHELL = (\{.*\});", program)[1])
    weights = {"app": [0, 0], "decoder": [0, 0], "typeface": [0, 0]}
    for address in shell["files"]:
        body = visitor.get(service.url + address, timeout=10).content
        part = weights["decoder" if "zxing" in address else "typeface" if "/font/" in address else "app"]
        part[0] += len(body)
        part[1] += len(gzip.compress(body, 6))
    told = [f"{what} {small / 1e3:.0f} KB of {whole / 1e3:.0f}" for what, (whole, small) in weights.items()]
    print(f"  the shell, compressed: {', '.join(told)} (aim: 250 besides decoder and typeface)", flush=True)


def _pace(slower):
    return "not slowed" if slower == 1 else f"{slower} x slower"


def _spread(delays):
    ordered = sorted(delays)
    middle, late = (ordered[int(len(ordered) * share)] for share in (0.5, 0.95))
    return f"p50 {middle:.0f} p95 {late:.0f} most {ordered[-1]:.0f} ms"


if __name__ == "__main__":
    desk()
