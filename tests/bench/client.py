"""A load client of its own process: many kept-alive connections in one loop, each waits for its answer."""

import json
import re
import selectors
import socket
import sys
import time

LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


class Connection:
    """One client: sends a request, reads the answer, sends the next."""

    def __init__(self, address):
        self.sock = socket.create_connection(address)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock.setblocking(False)
        self.buffer = b""
        self.sent_at = 0.0

    def send(self, request):
        self.buffer = b""
        self.sent_at = time.perf_counter()
        self.sock.send(request)

    def answered(self):
        """The status of the whole answer, or None while it is still coming."""
        self.buffer += self.sock.recv(1 << 20)
        head, found, body = self.buffer.partition(b"\r\n\r\n")
        if not found or len(body) < int(LENGTH.search(head)[1]):
            return None
        return int(head[9:12])


def run(plan):
    """Keep every connection busy for some seconds; answers the delays in seconds and the failures."""
    address = ("127.0.0.1", plan["port"])
    requests = iter(plan["requests"])
    selector = selectors.DefaultSelector()
    for _ in range(plan["clients"]):
        connection = Connection(address)
        selector.register(connection.sock, selectors.EVENT_READ, connection)
        connection.send(next(requests).encode())
    delays, failures, until, busy = [], 0, time.perf_counter() + plan["seconds"], plan["clients"]
    begin = time.perf_counter()
    while busy:
        for key, _ in selector.select():
            connection = key.data
            status = connection.answered()
            if status is None:
                continue
            delays.append(time.perf_counter() - connection.sent_at)
            failures += status != 200
            following = next(requests, None) if time.perf_counter() < until else None
            if following is None:
                selector.unregister(connection.sock)
                connection.sock.close()
                busy -= 1
            else:
                connection.send(following.encode())
    return {"delays": delays, "failures": failures, "seconds": time.perf_counter() - begin}


if __name__ == "__main__":
    json.dump(run(json.load(sys.stdin)), sys.stdout)
