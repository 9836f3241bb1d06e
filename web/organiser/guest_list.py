"""The guest list: look at it, bring a file, see what it would change, and take it in."""

import re
import secrets
import time
from pathlib import Path
from typing import Any

from flask import redirect, render_template, request, session, url_for
from werkzeug.utils import secure_filename
from werkzeug.wrappers import Response as AnyResponse

from badges import lists, overview, people
from badges.errors import BadInput, NotFound, Refusal
from badges.model import Event
from badges.moments import now
from web.context import context
from web.doors import Organising, door
from web.errors import status_of
from web.organiser.blueprint import blueprint

PAGE = 200
A_DAY = 24 * 60 * 60  # seconds
_TOKEN = re.compile(r"[0-9a-f]{32}")


@blueprint.get("/<slug>/list")
@door("organiser")
def guest_list(visitor: Organising) -> str:
    """Everybody on the list, or those a search finds."""
    return _page(visitor, imported=session.pop("imported", None))


@blueprint.post("/<slug>/list/preview")
@door("organiser")
def preview(visitor: Organising) -> str | tuple[str, int]:
    """What the file would change; nothing is written yet."""
    file = request.files.get("file")
    try:
        if file is None or not file.filename:
            raise BadInput("Please choose a file with the guest list.")
        raw = file.read()
        plan = _plan(visitor.the_event, raw)
    except Refusal as refusal:
        return _page(visitor, problem=refusal.message), status_of(refusal)
    name = secure_filename(file.filename)[:100] or "list.csv"
    shown = {**_shown(visitor.the_event, plan), "file_name": name, "token": f"{_keep(raw)}/{name}"}
    return render_template(
        "organiser/preview.html", event=visitor.the_event, organiser=visitor.organiser, plan=shown
    )


@blueprint.post("/<slug>/list/apply")
@door("organiser")
def apply(visitor: Organising) -> AnyResponse:
    """Take in what was shown."""
    token, _, name = request.form.get("plan", "").partition("/")
    path, here = _kept(token), context()
    plan = _plan(visitor.the_event, path.read_bytes())
    applied = lists.apply(
        here.store,
        visitor.the_event.slug,
        plan,
        secret_key=here.settings.secret_key,
        now=now(),
        file_name=name[:200],
    )
    path.unlink(missing_ok=True)
    told = lists.as_json(plan, applied)
    # A cookie is small: the page that follows names the first problems, the preview named all.
    few = {key: told[key][:10] for key in ("skipped", "problems")}
    session["imported"] = {**{key: told[key] for key in ("new", "changed", "same")}, **few, "file_name": name}
    return redirect(url_for("organiser.guest_list", slug=visitor.the_event.slug))


def _page(
    visitor: Organising, *, imported: dict[str, Any] | None = None, problem: str | None = None
) -> str:
    event, query, after = visitor.the_event, request.args.get("q", "").strip(), request.args.get("after", "")
    with context().store.reading() as reading:
        if query:
            cards = people.find(reading, event, query, now=now(), limit=PAGE)
        else:
            start = int(after[:9]) if after.isdecimal() else 0
            cards = people.cards(reading, event, now=now(), after=start, limit=PAGE)
        total = len(cards) if query else overview.listed(reading, event)
    more = len(cards) == PAGE and not query
    return render_template(
        "organiser/list.html",
        event=event,
        organiser=visitor.organiser,
        cards=cards,
        query=query,
        total=total,
        next=url_for("organiser.guest_list", slug=event.slug, after=cards[-1].id) if more else None,
        imported=imported,
        problem=problem,
    )


def _plan(event: Event, raw: bytes) -> lists.Plan:
    here = context()
    reading = lists.read_list(raw, largest=here.settings.upload_limit)
    with here.store.reading() as session:
        return lists.plan(session, event, reading)


def _shown(event: Event, plan: lists.Plan) -> dict[str, Any]:
    """The plan as its page shows it: whose row changes, and what becomes what."""
    with context().store.reading() as reading:
        ids = [change.attendee for change in plan.changed]
        cards = {card.id: card for card in people.cards(reading, event, now=now(), ids=ids, limit=len(ids))}
    changed = [
        {"card": cards[change.attendee], "what": _becomes(cards[change.attendee], change.values)}
        for change in plan.changed
        if change.attendee in cards
    ]
    return {
        "encoding": plan.encoding,
        "delimiter": plan.delimiter,
        "rows": plan.rows,
        "new": [new.entry for new in plan.new],
        "changed": changed,
        "same": len(plan.same),
        "skipped": plan.skipped,
        "problems": plan.problems,
    }


def _becomes(card: people.Card, values: Any) -> dict[str, tuple[Any, Any]]:
    words = {"kind": "type", "expected_at": "expected"}
    pairs = {
        words.get(column, column): (getattr(card, column, None), value) for column, value in values.items()
    }
    if "hosts" in pairs:
        # Of hosts the plan knows numbers, which say nothing to a person.
        pairs["hosts"] = ("as before", "as in the file")
    return pairs


def _uploads() -> Path:
    folder = context().settings.data_dir / "uploads"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _keep(raw: bytes) -> str:
    """Keep an upload until it is taken in; what nobody came back for goes after a day."""
    folder = _uploads()
    for old in folder.iterdir():
        if time.time() - old.stat().st_mtime > A_DAY:
            old.unlink(missing_ok=True)
    token = secrets.token_hex(16)
    (folder / token).write_bytes(raw)
    return token


def _kept(token: str) -> Path:
    path = _uploads() / token
    if not _TOKEN.fullmatch(token) or not path.is_file():
        raise NotFound("This file is no longer here. Please choose it once more.")
    return path
