"""Refusals as HTTP: one table turns the branches of the tree into statuses."""

import logging
from typing import Any

from flask import Flask, Response, jsonify, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from badges import errors
from web.limits import TooOften

log = logging.getLogger(__name__)

# The most special branch that fits decides.
STATUSES: dict[type[errors.Refusal], int] = {
    TooOften: 429,
    errors.NotFound: 404,
    errors.NotAllowed: 403,
    errors.NotNow: 409,
    errors.Conflict: 409,
    errors.NotJson: 400,
    errors.BadInput: 422,
    errors.Refusal: 422,
}

# HTTP's own refusals in our words: code and sentence.
WORDS: dict[int, tuple[str, str]] = {
    400: ("bad_request", "This request could not be understood. Go back, look at it and try again."),
    401: ("no_key", "This needs a key. Send it as “Authorization: Bearer KEY”, or sign in."),
    404: ("not_found", "There is nothing here. Look at the address, or start from the front page."),
    405: ("wrong_method", "This address does not take that kind of request."),
    413: ("too_large", "This is larger than we take. Split it, or ask whoever runs this installation."),
    415: ("not_json", "Send JSON, with “Content-Type: application/json”."),
    500: ("fault", "Something went wrong on our side. What was acknowledged is safe; please try again."),
    503: ("busy", "There is no room for another live page here. Try again in a moment."),
}


def register(app: Flask) -> None:
    """Give every refusal an answer: JSON to programs, under /api and /pair/, and a page elsewhere."""
    app.register_error_handler(errors.Refusal, _refusal)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _fault)


def status_of(refusal: errors.Refusal) -> int:
    """The HTTP status of a refusal."""
    return next(status for branch, status in STATUSES.items() if isinstance(refusal, branch))


def answer(status: int, code: str, message: str, facts: dict[str, Any] | None = None) -> AnyResponse:
    """An error as the contract writes it, or as a page that says the same."""
    if request.path.startswith(("/api/", "/pair/")):
        response: Response = jsonify({"error": {**(facts or {}), "code": code, "message": message}})
    else:
        response = Response(render_template("error.html", code=code, message=message, status=status))
    response.status_code = status
    if status == 401:  # noqa: PLR2004 - the status that asks for a key.
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _refusal(refusal: errors.Refusal) -> AnyResponse:
    return answer(status_of(refusal), refusal.code, refusal.message, refusal.facts)


def _stale_form(_error: CSRFError) -> AnyResponse:
    return answer(400, "stale_form", "This form is stale. Go back, reload it and send it again.")


def _http(error: HTTPException) -> AnyResponse:
    status = error.code or 500
    if status == 401 and request.path.startswith("/organiser"):  # noqa: PLR2004 - as above.
        return redirect(url_for("organiser.sign_in", next=request.path))
    if status < 400:  # noqa: PLR2004 - a redirect is no error.
        return error.get_response()
    code, message = WORDS.get(status, ("refused", error.description or "This was refused."))
    return answer(status, code, message)


def _fault(error: Exception) -> AnyResponse:
    log.error("unexpected %s at %s", type(error).__name__, request.endpoint, exc_info=error)
    code, message = WORDS[500]
    return answer(500, code, message)
