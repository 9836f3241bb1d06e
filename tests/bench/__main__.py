"""`make bench`: check-ins a second, delays of live pages, memory, badges. Compare within one run only.

Some of it alone: `make bench ARGS="sqlite live"`; the parts are sqlite, postgres, live, lists, badges,
finding, desk and printing; sweep, which fills a million rows first, runs only when it is named.
"""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import requests
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from badges import access, lists
from badges.model import Attendee
from badges.moments import now, write_moment
from tests.bench import codes as badge_codes
from tests.bench import desk, finding, guest_lists, papers, printing, sweep
from tests.builders import SECRET, a_host, an_event
from tests.service import Service

ROOT = Path(__file__).parents[2]
POSTGRES = os.environ.get("LAST_BADGE_TEST_POSTGRES", "postgresql:///test")
SECONDS = 5
MOST = 12_000


def measure(module, plan):
    """Run a client as a process of its own, so that it shares no lock with anything here."""
    done = subprocess.run(
        [sys.executable, "-m", f"tests.bench.{module}"],
        input=json.dumps(plan),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    return json.loads(done.stdout)


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 if ordered else float("nan")


def line(name, result, floor=None, each=1):
    rate = len(result["delays"]) * each / result["seconds"]
    against = f"   {rate / floor:5.2f} of the empty route" if floor else ""
    failed = f"   {result['failures']} FAILED" if result["failures"] else ""
    print(
        f"  {name:30} {rate:8.0f}/s   p50 {percentile(result['delays'], 0.5):7.1f} ms"
        f"   p99 {percentile(result['delays'], 0.99):7.1f} ms{against}{failed}",
        flush=True,
    )
    return rate


def prepared(folder, database_url, attendees, **extra):
    """A service with one evening that is happening now."""
    service = Service(folder, database_url, **extra)
    with service.store.writing() as session:
        event = an_event(session, f"bench-{uuid4().hex[:8]}", start=now())
        host = a_host(session, event)
    rows = "".join(f"Attendee {n},{host.email}\n" for n in range(attendees))
    reading = lists.read_list(f"name,host\n{rows}".encode())
    with service.store.reading() as session:
        plan = lists.plan(session, event, reading)
    lists.apply(service.store, event.slug, plan, secret_key=SECRET, now=now(), file_name="bench.csv")
    with service.store.reading() as session:
        service.ids = list(session.scalars(select(Attendee.id).where(Attendee.event_id == event.id)))
    service.key = service.device(event)[1]
    service.event, service.host = event, host
    return service.start()


def head(service, path, method="POST"):
    return (
        f"{method} /api/v1/events/{service.event.slug}/{path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Authorization: Bearer {service.key}\r\nContent-Type: application/json\r\n"
    )


def scan_requests(service, ids, each=1):
    """Requests with scans of people who have not come yet, `each` in one."""
    # Ahead of the server, which holds it at the receipt: these were not made without a network.
    at = write_moment(now() + timedelta(minutes=5))
    made = []
    for begin in range(0, len(ids), each):
        scans = [
            {"id": str(uuid4()), "action": "arrive", "attendee": one, "at": at}
            for one in ids[begin : begin + each]
        ]
        body = json.dumps({"scans": scans})
        made.append(head(service, "scans") + f"Content-Length: {len(body)}\r\n\r\n{body}")
    return made


def bare_commits(folder):
    """What the disk and SQLite alone do here: one small row a transaction, synchronous=FULL."""
    with closing(sqlite3.connect(folder / "bare.db", isolation_level=None)) as bare:
        bare.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (a)")
        begin = time.perf_counter()
        for number in range(500):
            bare.executescript(f"BEGIN IMMEDIATE; INSERT INTO t VALUES ({number}); COMMIT")
        return 500 / (time.perf_counter() - begin)


def check_ins(name, folder, database_url):
    print(f"\nCheck-ins over HTTP, {name}")
    service = prepared(folder, database_url, 3 * MOST + 20_000)
    try:
        empty = "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        if not database_url:
            print(f"  bare synced commits            {bare_commits(folder):8.0f}/s")
        ids = iter(service.ids)
        for clients in (1, 8, 64):
            plan = {"port": service.port, "clients": clients, "seconds": SECONDS}
            floor = line(
                f"empty route, {clients} clients", measure("client", {**plan, "requests": [empty] * 60_000})
            )
            some = [next(ids) for _ in range(MOST)]
            result = measure("client", {**plan, "requests": scan_requests(service, some)})
            line(f"one scan, {clients} clients", result, floor)
        batches = scan_requests(service, list(ids), each=50)
        plan = {"port": service.port, "clients": 4, "seconds": SECONDS, "requests": batches}
        line("scans in batches of 50", measure("client", plan), each=50)
    finally:
        service.close()


def live_pages(folder):
    print("\nLive pages on SQLite while 200 scans a second arrive (aims: screen p99 100 ms, scan p99 25 ms)")
    service = prepared(folder, "", 200 * SECONDS * 3, LISTENERS="1200")
    try:
        print(f"  memory of the idle server: {memory(service.process.pid):.0f} MB (aim: under 100)")
        visitor = requests.Session()
        visitor.get(service.links.host(service.host), timeout=5)
        cookie = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
        live = f"GET /host/{service.event.slug}/live HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n"
        for number, listeners in enumerate((1, 100, 1000)):
            ids = service.ids[number * 200 * SECONDS : (number + 1) * 200 * SECONDS]
            plan = {"port": service.port, "listeners": listeners, "live": [live], "rate": 200}
            result = measure("listeners", {**plan, "attendees": ids, "head": head(service, "scans")})
            print(
                f"  {listeners:5} hosts watching   screen p50 {percentile(result['screens'], 0.5):6.1f} ms"
                f"  p99 {percentile(result['screens'], 0.99):6.1f} ms   scan p99"
                f" {percentile(result['scans'], 0.99):6.1f} ms"
                f"   heard {result['heard']} of {result['expected']}",
                flush=True,
            )
        print(f"  memory after it: {memory(service.process.pid):.0f} MB")
    finally:
        service.close()


def lists_beside_scans(name, folder, database_url):
    rows = guest_lists.ROWS // 5
    print(f"\nThe desk while {rows:,} rows are taken in on the page, {name} (aim: no scan over 200 ms)")
    service = prepared(folder, database_url, 3000)
    try:
        file = folder / "long.csv"
        file.write_bytes(guest_lists.as_csv(rows))
        with service.store.writing() as session:
            guest_lists.hosts(session, service.event)
            organiser = access.add_organiser(session, email="o@example.test", password="a good long sentence")
        plan = {
            "port": service.port,
            "url": service.url,
            "slug": service.event.slug,
            "file": str(file),
            "organiser": service.links.organiser(organiser),
            "rate": 50,
            "requests": scan_requests(service, service.ids),
        }
        result = measure("beside", plan)
        for what in ("alone", "beside"):
            print(
                f"  scans {what:7} p50 {percentile(result[what], 0.5):6.1f} ms   p99"
                f" {percentile(result[what], 0.99):6.1f} ms   longest {max(result[what]) * 1000:6.1f} ms",
                flush=True,
            )
        print(f"  looked at in {result['look']:.1f} s, taken in within {result['taken']:.1f} s")
        with service.store.reading() as session:
            listed = session.scalar(select(func.count()).select_from(Attendee))
        assert listed >= rows + len(service.ids), listed
    finally:
        service.close()


def badges_beside_scans(folder):
    print("\nThe desk while 1,000 badges are drawn (aim: p99 25 ms)")
    service = prepared(folder, "", 3000)
    try:
        plan = {
            "port": service.port,
            "slug": service.event.slug,
            "badges": str(folder / "badges.pdf"),
            "environment": {**os.environ, **service.settings.environment()},
            "rate": 100,
            "requests": scan_requests(service, service.ids),
        }
        result = measure("beside", plan)
        for what in ("alone", "beside"):
            print(
                f"  scans {what:7} p50 {percentile(result[what], 0.5):6.1f} ms   p99"
                f" {percentile(result[what], 0.99):6.1f} ms   longest {max(result[what]) * 1000:6.1f} ms",
                flush=True,
            )
        print(f"  {len(service.ids):,} badges from the database to the file in {result['taken']:.1f} s")
    finally:
        service.close()


def memory(arbiter):
    """What all processes of a service hold, shared pages counted once, in MB."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
            if int(fields[1]) != arbiter and int(status.parent.name) != arbiter:
                continue
            rollup = (status.parent / "smaps_rollup").read_text()
            total += int(rollup.partition("\nPss:")[2].split()[0])
        except OSError:
            continue
    return total / 1024


def on_postgres(measured):
    """Run something in a schema of its own, if a server answers."""
    schema = f"last_badge_bench_{os.getpid()}"
    admin = create_engine(
        POSTGRES.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT"
    )
    try:
        with admin.connect() as connection:
            connection.execute(text(f"CREATE SCHEMA {schema}"))
    except SQLAlchemyError as trouble:
        print(f"\nno PostgreSQL answers at {POSTGRES}: {trouble}")
        return
    try:
        measured(f"{POSTGRES}?options=-csearch_path%3D{schema}")
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
        admin.dispose()


def main():
    begin = time.monotonic()
    most = {"sqlite", "postgres", "live", "lists", "badges", "finding", "desk", "printing"}
    wanted = set(sys.argv[1:]) or most
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        if "sqlite" in wanted:
            check_ins("SQLite", root / "sqlite", "")
        if "postgres" in wanted:
            on_postgres(lambda url: check_ins("PostgreSQL", root / "postgres", url))
        if "live" in wanted:
            live_pages(root / "live")
        if "lists" in wanted:
            guest_lists.guest_lists("SQLite", "")
            on_postgres(lambda url: guest_lists.guest_lists("PostgreSQL", url))
            lists_beside_scans("SQLite", root / "beside", "")
            on_postgres(lambda url: lists_beside_scans("PostgreSQL", root / "beside-postgres", url))
        if "badges" in wanted:
            papers.badges()
            badge_codes.codes()
            badges_beside_scans(root / "drawing")
        if "finding" in wanted:
            finding.finding()
        if "desk" in wanted:
            desk.desk()
        if "printing" in wanted:
            printing.printing(root / "printing")
        if "sweep" in wanted:
            sweep.sweep("SQLite", "")
            on_postgres(lambda url: sweep.sweep("PostgreSQL", url))
    print(f"\n{time.monotonic() - begin:.0f} seconds in all")


if __name__ == "__main__":
    main()
