"""The pages that read codes with the camera: their decoder is WebAssembly, which no other page may run."""

from flask import Flask, Response, request

DECODER = "js/scan/decoder_worker.js"
# Pages that scan. A worker goes by the policy it was itself served with; some browsers ask the page's too.
SCANS = {"desk.self_test", "desk.decoder"}
# All of the kiosk's pages are steps of one that scans.
ROOMS = {"kiosk"}
MAY_DECODE = "; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'"
_POLICY = "Content-Security-Policy"


def register(app: Flask) -> None:
    """Widen the policy of the pages that scan; to be called before what sets the policy is registered.

    Flask runs what is registered first last.
    """
    app.after_request(_let_decode)


def _let_decode(response: Response) -> Response:
    decoder = request.endpoint == "static" and (request.view_args or {}).get("filename") == DECODER
    if (decoder or request.endpoint in SCANS or request.blueprint in ROOMS) and _POLICY in response.headers:
        response.headers[_POLICY] += MAY_DECODE
    return response
