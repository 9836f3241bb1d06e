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


class Evening:
    """Scans at a steady rate while all listen, and keeps when each was answered and when it was heard."""

    def __init__(self, plan):
        self.plan = plan
        self.selector = selectors.DefaultSelector()
        self.tails = {}
        for sock in listen(plan):
            self.selector.register(sock, selectors.EVENT_READ, None)
            self.tails[sock] = b""
        self.idle = [Connection(("127.0.0.1", plan["port"])) for _ in range(8)]
        for desk in self.idle:
            self.selector.register(desk.sock, selectors.EVENT_READ, desk)
        self.waiting, self.committed = {}, {}
        self.delays, self.heard = [], []
        self.sent = 0

    def play(self):
        """Send every scan when its time has come, and listen two seconds longer."""
        begin, total = time.perf_counter(), len(self.plan["attendees"])
        until = begin + total / self.plan["rate"] + 2.0
        while time.perf_counter() < until:
            due = (time.perf_counter() - begin) * self.plan["rate"]
            while self.idle and self.sent < min(total, due):
                self._send(self.idle.pop())
            for key, _ in self.selector.select(0.001):
                if key.data is None:
                    self._hear(key.fileobj)
                else:
                    self._answered(key.data)

    def _send(self, desk):
        self.waiting[desk] = str(uuid4())
        desk.send(_request(self.plan, self.waiting[desk], self.plan["attendees"][self.sent]))
        self.sent += 1

    def _answered(self, desk):
        if desk.answered():
            now = time.perf_counter()
            self.delays.append(now - desk.sent_at)
            self.committed[self.waiting.pop(desk)] = now
            self.idle.append(desk)

    def _hear(self, sock):
        data = self.tails[sock] + sock.recv(1 << 20)
        now = time.perf_counter()
        self.heard.extend((match[1].decode(), now) for match in SCAN.finditer(data))
        # An id that was cut in two is whole with the next bytes.
        cut = data.rfind(b'"scan":"', -44)
        self.tails[sock] = data[cut:] if cut >= 0 else data[-8:]

    def figures(self):
        """Both delays in seconds, and how much was heard of how much there was."""
        known = [(scan, at) for scan, at in self.heard if scan in self.committed]
        return {
            "scans": self.delays,
            "screens": [max(0.0, at - self.committed[scan]) for scan, at in known],
            "expected": len(self.plan["attendees"]) * self.plan["listeners"],
            "heard": len(self.heard),
        }


def run(plan):
    """The figures of one evening."""
    evening = Evening(plan)
    evening.play()
    return evening.figures()


def _request(plan, scan_id, attendee):
    at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    body = json.dumps({"scans": [{"id": scan_id, "action": "arrive", "attendee": attendee, "at": at}]})
    return (plan["head"] + f"Content-Length: {len(body)}\r\n\r\n{body}").encode()


if __name__ == "__main__":
    json.dump(run(json.load(sys.stdin)), sys.stdout)
