"""Print stations: from the scan to the printer, drawing a badge, what idle stations cost, a long queue.

The printers are ippeveprinters, where the stations are idle folders. What is
measured at a printer is measured there: when the document lay in its spool,
and when the badge lay in its paper.
"""

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import func, select

from badges.model import PrintJob, PrintStation
from badges.moments import now
from badges.printing import asking, documents
from badges.printing.printer import PDF, PWG, ZPL
from tests.builders import an_attendee
from tests.printing.bringing import HOW, missing
from tests.printing.ippeveprinter import Peer
from tests.printing.programs import Event, until
from tests.service import Service

ROOT = Path(__file__).parents[2]
ONE_BY_ONE, DRAWN, IDLE, IDLE_SECONDS, RINGS, QUEUE, PRINTERS = 40, 200, 20, 60, 20, 2000, 4
# Long enough for a station to be idle again, and for a minute's rings to be told apart.
PAUSE = 1.0


def printing(folder):
    """All four, one after the other."""
    if lacking := missing():
        print(f"\nNothing is printed without {' and '.join(lacking)}. {HOW}")
        return
    for part in (one_by_one, drawing, idle_stations, a_long_queue):
        load = os.getloadavg()[0]
        with _evening(folder / part.__name__) as evening:
            part(evening)
        print(f"  load while it ran              {load:8.1f} to {os.getloadavg()[0]:.1f}", flush=True)


def one_by_one(evening):
    print(f"\nFrom the scan to the printer, one idle station, {ONE_BY_ONE} arrivals (aim: p95 300 ms)")
    device, key = evening.station()
    with _printers(evening, 1) as [peer]:
        program = evening.program(key, peer.uri).start()
        until(lambda: evening.row(device).heard_at, lambda: program.said)
        people = [evening.somebody(f"Attendee {n}") for n in range(ONE_BY_ONE + 1)]
        asked = []
        for number, one in enumerate(people):
            time.sleep(PAUSE)
            asked.append(time.time())
            evening.arrives(one)
            evening.is_now(evening.latest(one), "printed")
            peer.wait_printed(number + 1)
        # The first has the server and the station load what they draw and speak with.
        _line("the first ever", [_documents(peer)[0] - asked[0]])
        _line("document at the printer", _since(asked, _documents(peer))[1:])
        _line("badge out of the printer", _since(asked, _badges(peer))[1:])


def drawing(evening):
    print(f"\nDrawing one badge, warm, {DRAWN} times (aims: PDF 6 ms, raster 15 ms)")
    device, _ = evening.station()
    jobs = [evening.wants(evening.somebody(f"Attendee Number {n}"), station=device) for n in range(DRAWN)]
    for name, media_type, dpi, stock in (
        ("PDF, 90 by 60 mm", PDF, 0, ""),
        ("PWG raster, the same, 300 dpi", PWG, 300, ""),
        ("ZPL, 4 by 3 inches, 203 dpi", ZPL, 203, "zebra-4x3"),
    ):
        _set_stock(evening, device, stock)
        with evening.store.reading() as session:
            rows = [session.get_one(PrintJob, job) for job in jobs]
            event = session.merge(evening.event, load=False)
            times = [_drawn(session, event, row, media_type, dpi) for row in rows]
        _line(name, [whole for whole, _ in times[10:]])
        # What it would take on a machine that does nothing else.
        _line("  of it at the processor", [used for _, used in times[10:]])


def idle_stations(evening):
    print(f"\n{IDLE} idle stations (aims: under 5 % of a core, rung within 100 ms)")
    folders = [evening.folder / f"printer {n}" for n in range(IDLE)]
    for folder in folders:
        folder.mkdir(parents=True)
    before = _cpu(evening.service.process.pid)
    time.sleep(IDLE_SECONDS / 4)
    _share("the server without stations", _cpu(evening.service.process.pid) - before, IDLE_SECONDS / 4)
    people = [evening.somebody(f"Attendee {n}") for n in range(RINGS + 1)]
    with _stations(evening, [f"file:{folder}".replace(" ", "%20") for folder in folders]) as told:
        time.sleep(5)
        before, begin = _cpu(evening.service.process.pid), time.monotonic()
        time.sleep(IDLE_SECONDS)
        _share("the server with them", _cpu(evening.service.process.pid) - before, time.monotonic() - begin)
        asked = []
        for one in people:
            asked.append(time.time())
            evening.arrives(one)
            time.sleep(2 * PAUSE)
    heard = [_first_after(rung, at) - at for at in asked[1:] for rung in told]
    _line("from the scan to the ring", [one for one in heard if one < PAUSE])
    print(f"  rung                           {sum(one < PAUSE for one in heard):8} of {len(heard)}")


def a_long_queue(evening):
    print(f"\n{QUEUE:,} badges over {PRINTERS} printers")
    with evening.store.writing() as session:
        event = session.merge(evening.event)
        for n in range(QUEUE):
            one = an_attendee(session, event, f"Attendee {n}")
            asking.ask(session, event, one.id, device=None, now=now())
    with _printers(evening, PRINTERS) as peers:
        begin = time.time()
        with _stations(evening, [peer.uri for peer in peers]):
            until(lambda: _printed(evening) == QUEUE, lambda: f"{_printed(evening)} are printed", 1800)
        seconds = time.time() - begin
        print(f"  badges                         {QUEUE / seconds:8.1f}/s in {seconds:.0f} s")
        by_printer = [[name.split("-")[-2] for name, _ in peer.printed()] for peer in peers]
        jobs = set().union(*by_printer)
        doubled = sum(map(len, by_printer)) - len(jobs)
        print(f"  by printer                     {', '.join(str(len(one)) for one in by_printer)}")
        print(f"  doubled, lost                  {doubled:8}, {QUEUE - len(jobs)}")
        # All were asked for before the first was printed, so that some wait until the last few.
        last = min(_badges(peer)[-1] for peer in peers)
        idle = [gap for peer in peers for gap in _idle(peer, last)]
        _line("a printer idle between badges", idle)
        ends = max(_badges(peer)[-1] for peer in peers) - last
        print(f"  one had ended before the last  {ends * 1000:8.0f} ms")


@contextmanager
def _evening(folder):
    service = Service(folder / "service").start()
    evening = Event(service, folder)
    try:
        yield evening
    finally:
        evening.close()
        service.close()


@contextmanager
def _printers(evening, count):
    peers = [Peer(evening.folder / f"peer{n}", name=f"Printer{n}") for n in range(count)]
    try:
        yield [peer.start() for peer in peers]
    finally:
        for peer in peers:
            peer.close()


@contextmanager
def _stations(evening, printers):
    """Stations at these printers; what is given is filled at the end with the moments they were rung at."""
    rows = [evening.station(f"Printer {n}") for n in range(len(printers))]
    keys = [key for _, key in rows]
    stations = [{"key": key, "printer": uri} for key, uri in zip(keys, printers, strict=True)]
    told = []
    with subprocess.Popen(
        [sys.executable, "-m", "tests.bench.stations"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
    ) as process:  # fmt: skip
        process.stdin.write(json.dumps({"url": evening.service.url, "stations": stations}) + "\n")
        process.stdin.flush()
        until(lambda: all(evening.row(device).heard_at for device, _ in rows), "not all say hello", 60)
        yield told
        told += json.loads(process.communicate()[0])


def _drawn(session, event, job, media_type, dpi):
    begin, used = time.perf_counter(), time.thread_time()
    documents.document(session, event, job, media_type=media_type, dpi=dpi)
    return time.perf_counter() - begin, time.thread_time() - used


def _set_stock(evening, device, stock):
    with evening.store.writing() as session:
        session.get_one(PrintStation, device.id).stock = stock


def _printed(evening):
    with evening.store.reading() as session:
        done = select(func.count()).where(PrintJob.state == "printed")
        return session.scalar(done)


def _documents(peer):
    """When each document lay whole in the printer, in seconds; beside it is what its command said."""
    return sorted(file.stat().st_mtime for file in (peer.folder / "spool").glob("*.pdf"))


def _badges(peer):
    """When each badge was out, in seconds: so its command names them."""
    return sorted(int(sheet.name.split()[0]) / 1e9 for sheet in (peer.folder / "printed").iterdir())


def _idle(peer, until_moment):
    """Between a badge and the next document, while others waited."""
    pairs = zip(_badges(peer), _documents(peer)[1:], strict=False)
    return [max(0.0, document - badge) for badge, document in pairs if document <= until_moment]


def _since(asked, moments):
    return [moment - at for at, moment in zip(asked, moments, strict=True)]


def _first_after(moments, begin):
    return next((moment for moment in moments if moment >= begin), float("inf"))


def _cpu(arbiter):
    """Seconds of processor that a server has used."""
    children = Path(f"/proc/{arbiter}/task/{arbiter}/children").read_text().split()
    ticks = 0
    for process in (arbiter, *children):
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _share(name, used, seconds):
    print(f"  {name:30} {100 * used / seconds:8.1f} % of a core", flush=True)


def _line(name, seconds):
    ordered = [one * 1000 for one in sorted(seconds)]
    at = [ordered[min(len(ordered) - 1, int(len(ordered) * share))] for share in (0.5, 0.95)]
    longest = f"longest {ordered[-1]:7.1f} ms"
    print(f"  {name:30} p50 {at[0]:7.1f} ms   p95 {at[1]:7.1f} ms   {longest}", flush=True)
