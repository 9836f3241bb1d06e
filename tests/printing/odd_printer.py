"""A printer that answers IPP as the test says, for what ippeveprinter never does."""

import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def field(tag, name, value):
    """One value as RFC 8010 writes it."""
    return bytes([tag]) + struct.pack(">H", len(name)) + name + struct.pack(">H", len(value)) + value


def number(name, value, tag=0x21):
    return field(tag, name, struct.pack(">i", value))


class OddPrinter:
    """``says(op, version)`` is a status and the bytes of its groups; ``asked`` are the operations so far."""

    def __init__(self, says):
        self.asked = []
        odd = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                major, minor, op, asked = struct.unpack_from(">BBHI", body)
                odd.asked.append(op)
                status, groups = says(op, (major, minor))
                answer = struct.pack(">BBHI", major, minor, status, asked) + groups + b"\x03"
                self.send_response(200)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                """Nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.uri = f"ipp://127.0.0.1:{self._server.server_address[1]}/ipp/print"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()
