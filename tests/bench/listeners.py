"""Live listeners of a process of their own: how long after its answer a scan is on each of their screens."""

import json
import re
import resource
import selectors
import socket
import sys
import time
from uuid import uuid4

from tests.bench.client import Connection

SCAN = re.compile(rb'"scan":"([0-9a-f-]{36})"')


def listen(plan):
    """Open the live pages; answers their sockets once each has its first bytes."""
    # A thousand sockets are more than a shell allows by default.
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    sockets = []
    for number in range(plan["listeners"]):
        sock = socket.create_connection(("127.0.0.1", plan["port"]))
        sock.sendall(plan["live"][number % len(plan["live"])].encode())
        sockets.append(sock)
    for sock in sockets:
        assert b"200" in sock.recv(65536)[:20]
        sock.setblocking(False)
    return sockets


def run(plan):
    """Scan at a steady rate while all listen; answers both delays in seconds."""
    selector = selectors.DefaultSelector()
    tails = {}
    for sock in listen(plan):
        selector.register(sock, selectors.EVENT_READ, None)
        tails[sock] = b""
    desks = [Connection(("127.0.0.1", plan["port"])) for _ in range(8)]
    for desk in desks:
        selector.register(desk.sock, selectors.EVENT_READ, desk)
    idle, committed, waiting = list(desks), {}, {}
    scans, screens, heard = [], [], []
    begin, sent = time.perf_counter(), 0
    total, until = len(plan["attendees"]), 0.0
    while True:
        now = time.perf_counter()
        while idle and sent < total and now >= begin + sent / plan["rate"]:
            desk, scan_id = idle.pop(), str(uuid4())
            waiting[desk] = scan_id
            desk.send(_request(plan, scan_id, plan["attendees"][sent]))
            sent += 1
            until = now + 2.0
        if sent == total and now > until:
            break
        for key, _ in selector.select(0.001):
            arrived = time.perf_counter()
            if key.data is not None:
                if key.data.answered():
                    scans.append(arrived - key.data.sent_at)
                    committed[waiting.pop(key.data)] = arrived
                    idle.append(key.data)
                continue
            data = tails[key.fileobj] + key.fileobj.recv(1 << 20)
            tails[key.fileobj] = data[-40:]
            heard.extend((match[1].decode(), arrived) for match in SCAN.finditer(data))
            if (last := data.rfind(b'"scan":"')) >= 0 and last + 44 > len(data) - 1:
                tails[key.fileobj] = data[last:]
            else:
                tails[key.fileobj] = data[-8:]
    for scan_id, arrived in heard:
        if scan_id in committed:
            screens.append(max(0.0, arrived - committed[scan_id]))
    return {"scans": scans, "screens": screens, "expected": total * plan["listeners"], "heard": len(heard)}


def _request(plan, scan_id, attendee):
    at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    body = json.dumps({"scans": [{"id": scan_id, "action": "arrive", "attendee": attendee, "at": at}]})
    return (plan["head"] + f"Content-Length: {len(body)}\r\n\r\n{body}").encode()


if __name__ == "__main__":
    json.dump(run(json.load(sys.stdin)), sys.stdout)
