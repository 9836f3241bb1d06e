"""Guest lists of 100,000 rows: read, planned and taken in, beside what the csv module alone does."""

import csv
import io
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import xlsxwriter

from badges import lists
from badges.migrating import migrate
from badges.model import Event
from badges.moments import now
from badges.settings import from_environment
from badges.store import open_store
from tests.builders import SECRET, a_host, an_event

ROWS = 100_000
HEADER = ("First Name", "Last Name", "Email", "Company", "Type", "Host", "Code", "Job Title", "Table")


def rows(count):
    for n in range(count):
        yield (
            *(
                f"Søren{n}",
                f"Ærø {n * 7919 % 100_003}",
                f"p{n}@example.test",
                f"Company {n % 5000}",
                "attendee",
            ),
            *(f"host{n % 10}@example.test", f"K-{n}", "Librarian", str(n % 300)),
        )


def hosts(session, event):
    for n in range(10):
        a_host(session, event, f"Host {n}", f"host{n}@example.test")


def as_csv(count=ROWS):
    out = io.StringIO(newline="")
    csv.writer(out).writerows([HEADER, *rows(count)])
    return out.getvalue().encode()


def as_xlsx(count=ROWS):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate([HEADER, *rows(count)]):
        sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def guest_lists(name, database_url):
    """Print how fast lists go in, in processes of their own, whose memory can be told apart."""
    print(f"\nGuest lists of {ROWS:,} rows, {name}")
    with tempfile.TemporaryDirectory() as folder:
        for form, made in (("csv", as_csv), ("xlsx", as_xlsx)):
            (Path(folder) / f"list.{form}").write_bytes(made())
        for words in (("csv", "50000"), ("csv", ""), ("xlsx", "")):
            subprocess.run([sys.executable, "-m", __name__, folder, database_url, *words], check=True)


def measure(folder, database_url, form, most):
    """One list into an empty database: each step's rate, and the most memory."""
    url = database_url or f"sqlite:///{folder}/{form}{most}.db"
    store = open_store(from_environment({"LAST_BADGE_DATABASE_URL": url, "LAST_BADGE_DATA_DIR": folder}))
    migrate(store.engine)
    with store.writing() as session:
        event = an_event(session, f"{form}-{most or 'all'}-{time.monotonic_ns()}", start=now())
        hosts(session, event)
    count = int(most or ROWS)
    raw = as_csv(count) if most else (Path(folder) / f"list.{form}").read_bytes()
    begin = time.perf_counter()
    if form == "csv":
        list(csv.reader(io.StringIO(raw.decode(), newline="")))
    floor = time.perf_counter() - begin
    begin = time.perf_counter()
    reading = lists.read_list(raw, largest=len(raw))
    read = time.perf_counter() - begin
    with store.reading() as session:
        plan = lists.plan(session, session.get(Event, event.id), reading)
    planned = time.perf_counter() - begin
    lists.apply(store, event.slug, plan, secret_key=SECRET, now=now(), file_name="bench.csv")
    whole = time.perf_counter() - begin
    assert len(plan.new) == count
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    beside = f"   csv alone {floor:4.2f} s" if floor else ""
    print(
        f"  {form:4} {count:7,} rows   read {read:5.2f} s   preview {planned:5.2f} s   whole {whole:5.2f} s"
        f"   {count / whole:6.0f} rows/s   {memory:4.0f} MB{beside}",
        flush=True,
    )
    again = time.perf_counter()
    with store.reading() as session:
        plan = lists.plan(session, session.get(Event, event.id), lists.read_list(raw, largest=len(raw)))
    print(f"       the same list again: preview {time.perf_counter() - again:5.2f} s", flush=True)
    store.close()


if __name__ == "__main__":
    measure(*sys.argv[1:4], *(sys.argv[4:] or [""]))
