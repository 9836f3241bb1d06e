"""Real programs on loopback that take what goes out: a push service, a webhook, a chat."""

import base64
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02


class HttpSink:
    """A server that keeps every request; ``says`` is the status of the next answers, or what to do instead.

    ``says`` may be a number, or a function of the handler that answers by
    itself: slowly, with a redirect, endlessly.
    """

    def __init__(self):
        self.asked, self.says = [], 201
        sink = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                sink.asked.append((self.path, dict(self.headers), body))
                if callable(sink.says):
                    sink.says(self)
                    return
                self.send_response(sink.says)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def hangs(seconds):
    """Takes the question and says nothing."""
    return lambda _handler: time.sleep(seconds)


def holds(until):
    """Takes the question and answers when ``until`` is set."""

    def answers(handler):
        until.wait(30)
        handler.send_response(201)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answers


class Browser:
    """A browser's half of Web Push: its keys, its subscription, and what it reads."""

    def __init__(self, sink, path="/push/1"):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = b"sixteen bytes ok"
        self.sink, self.path = sink, path

    @property
    def subscription(self):
        raw = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        keys = {"p256dh": _text(raw), "auth": _text(self.auth)}
        return {"endpoint": self.sink.url + self.path, "keys": keys}

    def reads(self):
        """Every message for this browser: decrypted, its sender's signature checked, with its headers."""
        mine = [(headers, body) for path, headers, body in self.sink.asked if path == self.path]
        return [(self._opened(headers, body), headers) for headers, body in mine]

    def _opened(self, headers, body):
        assert headers["Content-Encoding"] == "aes128gcm"
        assert Vapid02.verify(headers["Authorization"])
        plain = http_ece.decrypt(
            body, private_key=self.key, auth_secret=self.auth, version="aes128gcm"
        )
        return json.loads(plain)


def claims(headers):
    """What the sender says of themselves in a Vapid header."""
    token = headers["Authorization"].removeprefix("vapid t=").partition(",")[0].split(".")[1]
    return json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))


def _text(raw):
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
