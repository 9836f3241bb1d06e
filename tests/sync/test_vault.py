"""The vault in a real browser: sealed, whole or not there, and one row of numbers for all tabs."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "web"
VAULT = "/static/js/evening/vault.js"

# What a page of the test knows: a vault of this name, and people to put into it.
BEGIN = """async (name) => {
    const { openVault } = await import("%s");
    window.vault = await openVault(name);
    window.scan = (id) => ({kind: "scan", id, action: "arrive", code: "SECRETCODE", person: 1, undoes: null, note: "Mira",
        at: "2026-05-08T18:30:00.000Z", via: "camera", offline: false, shown: {result: "done"}, before: null,
        acknowledged: null, apart: null});
    window.people = (count, from = 1) => Array.from({length: count}, (_, place) => ({id: from + place, name: `Mira Okafor ${from + place}`,
        company: "Okafor & Daughters", hosts: ["Ramit"], fields: {Table: "4", Shirt: "M"}, found_by: " mira okafor okafor daughters",
        codes: [["badge", `SECRET${from + place}`, 0], ["short", "ABC234", 0], ["pass", "0123456789abcdef01234567", 0]],
        standing: "expected", expected_at: "2026-05-08T18:30:00.000Z", late_until: null, excused: false, cancelled: false,
        arrived_at: null, arrived_by: null, collected_at: null, collected_by: null, left_at: null, set_aside_at: null,
        short_code: "ABC234", box: 1, slot: place, quiet: "", first_name: "", last_name: "", type: "Speaker"}));
    window.write = async (count, seq, more = {}) => {
        const { stamp } = await vault.state();
        const chunks = new Map();
        for (let from = 0; from < count; from += 250) chunks.set(from / 250, people(Math.min(250, count - from), from + 1));
        return vault.writeCopy({meta: {seq, name: "The chum parade"}, chunks, whole: true, stamp, ...more});
    };
}""" % VAULT  # noqa: UP031 - braces are JavaScript's here.

# Everything that lies on the disk, as bytes and as words.
ON_THE_DISK = """async (name) => {
    const db = await new Promise((resolve) => {
        const asked = indexedDB.open(`last-badge:${name}`);
        asked.onsuccess = () => resolve(asked.result);
    });
    const seen = [];
    for (const store of db.objectStoreNames) {
        const rows = await new Promise((resolve) => {
            const asked = db.transaction(store).objectStore(store).getAll();
            asked.onsuccess = () => resolve(asked.result);
        });
        for (const row of rows) {
            if (row instanceof CryptoKey) seen.push(`key extractable: ${row.extractable}`);
            else if (row?.data) seen.push(Object.keys(row).join(), new TextDecoder("latin1").decode(row.data));
            else seen.push(JSON.stringify(row));
        }
    }
    db.close();
    return seen;
}"""


class Quiet(SimpleHTTPRequestHandler):
    """Our own files, without a word about each."""

    def log_message(self, *_args):
        """Say nothing."""


@pytest.fixture(scope="module")
def files():
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=WEB))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def open_tab(browser, files, request):
    context = browser.new_context()

    def opened():
        page = context.new_page()
        page.goto(f"{files}/static/icons/mark.svg")
        page.evaluate(BEGIN, request.node.name)
        return page

    yield opened
    context.close()


pytestmark = [pytest.mark.browser, pytest.mark.process]


def test_what_was_kept_is_there_when_the_page_is_opened_again(open_tab):
    page = open_tab()
    page.evaluate("async () => { await write(600, 7); await vault.add(scan('a')); }")
    page.close()

    copy, items = open_tab().evaluate(
        """async () => {
            const { meta, chunks } = await vault.readCopy();
            const { items } = await vault.readItems();
            return [[meta.seq, [...chunks.values()].flat().length, chunks.get(2).length], items.map(({id, n}) => [id, n])];
        }"""
    )

    assert copy == [7, 600, 100]
    assert items == [["a", 1]]


def test_nothing_that_says_something_of_anybody_lies_there_in_the_clear(open_tab, request):
    page = open_tab()
    page.evaluate("async () => { await write(10, 7); await vault.add(scan('an-id-of-a-scan')); }")

    seen = page.evaluate(ON_THE_DISK, request.node.name)

    assert "key extractable: false" in seen
    assert len(seen) > 5
    for word in ("Mira", "Okafor", "SECRET", "chum", "Ramit", "an-id-of-a-scan", "2026", "ABC234"):
        assert not [text for text in seen if word in text]


def test_two_tabs_never_give_one_number_twice(open_tab):
    tabs = [open_tab(), open_tab()]
    for tab in tabs:
        tab.evaluate(
            """() => { window.done = Promise.all(
                Array.from({length: 40}, async (_, turn) => (await vault.add(scan(`${turn}`))).n)); }"""
        )

    numbers = sorted(number for tab in tabs for number in tab.evaluate("() => done"))

    assert numbers == list(range(1, 81))


def test_a_tab_that_read_an_older_copy_cannot_write_over_a_newer_one(open_tab):
    slow, fast = open_tab(), open_tab()
    stamp = slow.evaluate("async () => { await write(10, 1); return (await vault.readCopy()).stamp; }")
    fast.evaluate("() => write(20, 2)")

    answer = slow.evaluate("(stamp) => write(10, 1, {stamp})", stamp)

    assert answer is None
    assert fast.evaluate("async () => (await vault.readCopy()).meta.seq") == 2


def test_another_tab_hears_that_something_was_kept(open_tab):
    listening, writing = open_tab(), open_tab()
    listening.evaluate("() => { window.heard = new Promise((resolve) => vault.watch(resolve)); }")

    writing.evaluate("() => vault.add(scan('a'))")

    listening.evaluate("() => heard.then(() => true)")


def test_a_device_paired_anew_counts_what_is_unsent_from_one(open_tab):
    numbers = open_tab().evaluate(
        """async () => {
            const kept = [];
            await vault.belongTo({id: 1, n: 5}, []);
            for (const id of ["a", "b", "c"]) kept.push(await vault.add(scan(id)));
            await vault.belongTo({id: 2, n: 0}, kept.slice(1).map(({order}) => order));
            await vault.add(scan("d"));
            return (await vault.readItems()).items.map(({id, n}) => [id, n]);
        }"""
    )

    assert numbers == [["a", 6], ["b", 1], ["c", 2], ["d", 3]]


def test_wiping_the_people_leaves_what_was_not_sent_and_wiping_everything_leaves_nothing(open_tab, request):
    page = open_tab()
    page.evaluate("async () => { await write(10, 7); await vault.add(scan('a')); await vault.wipePeople(); }")
    left = page.evaluate(
        "async () => [(await vault.readCopy()).meta, (await vault.readItems()).items.length, await write(5, 8) > 0]"
    )

    page.evaluate("() => vault.wipe()")

    assert left == [None, 1, True]
    assert page.evaluate("async () => [(await vault.readCopy()).meta, (await vault.readItems()).items]") == [None, []]
    assert [text for text in page.evaluate(ON_THE_DISK, request.node.name) if len(text) > 30] == []


def test_what_cannot_be_opened_any_more_is_counted_and_holds_up_nothing(open_tab, request):
    page = open_tab()
    page.evaluate("async () => { await write(10, 7); for (const id of ['a', 'b']) await vault.add(scan(id)); }")

    page.evaluate(
        """(name) => new Promise((resolve) => {
            const asked = indexedDB.open(`last-badge:${name}`);
            asked.onsuccess = () => {
                const tx = asked.result.transaction(["items", "people"], "readwrite");
                tx.objectStore("items").put({iv: new Uint8Array(12), data: new ArrayBuffer(64), n: 1}, 1);
                tx.objectStore("people").put({iv: new Uint8Array(12), data: new ArrayBuffer(64)}, 0);
                tx.oncomplete = () => { asked.result.close(); resolve(); };
            };
        })""",
        request.node.name,
    )

    read = page.evaluate(
        """async () => {
            const { items, broken } = await vault.readItems();
            return [items.map(({id}) => id), broken, (await vault.readCopy()).meta];
        }"""
    )
    assert read == [["b"], 1, None]


def test_ten_thousand_people_are_read_back(open_tab):
    page = open_tab()
    page.evaluate("() => write(10_000, 7)")
    page.close()

    read = open_tab().evaluate("async () => [...(await vault.readCopy()).chunks.values()].flat().length")

    assert read == 10_000
