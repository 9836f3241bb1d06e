"""Webhooks: programs that are told an event's journal, signed as Standard Webhooks are."""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from badges import journal, moments
from badges.errors import BadInput, Conflict, NotFound
from badges.model import Event, Webhook
from badges.notices import outgoing
from badges.notices.carrying import Delayed, Outcome, Refused, tried
from badges.notices.sealing import derived
from badges.settings import Settings

# More would be a mistake, and each is told everything.
MOST = 10
# What a program may be told of.
KINDS = journal.KINDS - journal.DESKS_ONLY
GONE = 410
LONGEST_URL = 2_000
TEST = "test"


@dataclass(frozen=True)
class Signed:
    """One message as it goes out."""

    url: str
    body: bytes
    headers: dict[str, str]


def add(
    session: Session,
    event: Event,
    *,
    url: str,
    kinds: Collection[str] | None,
    settings: Settings,
    now: datetime,
) -> tuple[Webhook, str]:
    """A webhook from the event's next line on, and its secret, which is shown this once. Raises Refusal."""
    url = _usable(url.strip(), settings)
    if unknown := sorted(set(kinds or ()) - KINDS):
        raise BadInput(f"The journal knows no {', '.join(unknown)}.")
    there = list_of(session, event)
    if any(one.url == url for one in there):
        raise Conflict("This address is told already.")
    if len(there) >= MOST:
        raise BadInput(f"An event has at most {MOST} webhooks. Take one away first.")
    row = Webhook(
        event_id=event.id,
        url=url,
        seed=secrets.token_bytes(16),
        kinds=sorted(kinds) if kinds else None,
        made_at=now,
        seq=journal.seq(session, event.id),
    )
    session.add(row)
    session.flush()
    return row, secret_of(row, settings)


def wants(row: Webhook, kind: str) -> bool:
    """Whether a webhook is told of lines of this kind."""
    return kind in KINDS and (row.kinds is None or kind in row.kinds)


def list_of(session: Session, event: Event) -> list[Webhook]:
    """The event's webhooks, the oldest first."""
    return list(session.scalars(select(Webhook).where(Webhook.event_id == event.id).order_by(Webhook.id)))


def one_of(session: Session, event: Event, webhook_id: int) -> Webhook:
    """One webhook of this event, held. Raises NotFound."""
    row = session.get(Webhook, webhook_id, with_for_update=True, populate_existing=True)
    if row is None or row.event_id != event.id:
        raise NotFound("This event has no such webhook any more.", webhook=webhook_id)
    return row


def try_again(session: Session, row: Webhook) -> None:
    """Begin anew where it was left, at once."""
    row.stopped_at, row.due_at, row.attempts, row.trouble = None, None, 0, ""
    session.info["rung"] = session.info.get("rung", frozenset()) | {row.event_id}


def try_out(row: Webhook, event: Event, settings: Settings, *, now: datetime) -> Outcome:
    """Send one message that is none of the journal's, now, and say what became of it."""
    data = {"event": event.slug, "said": "This is a test. Nothing has happened."}
    ids = f"{event.slug}.{row.id}.test.{secrets.token_hex(8)}"
    message = signed(row.url, key_of(row, settings), ids, {"type": TEST, "data": data}, now)
    return tried(lambda: _post(message, settings, patience=5), f"a test of webhook {row.id}")


def secret_of(row: Webhook, settings: Settings) -> str:
    """The signing secret as Standard Webhooks write it, ``whsec_`` and base64."""
    return "whsec_" + base64.b64encode(key_of(row, settings)).decode()


def signed(url: str, key: bytes, message_id: str, content: dict[str, Any], now: datetime) -> Signed:
    """A message with the three headers: its id, the second it goes out, and what proves both and the body."""
    at = int(now.timestamp())
    body = json.dumps(
        {"type": content["type"], "timestamp": moments.write_moment(now), "data": content["data"]},
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()
    proof = hmac.digest(key, b".".join([message_id.encode(), str(at).encode(), body]), hashlib.sha256)
    headers = {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(at),
        "webhook-signature": "v1," + base64.b64encode(proof).decode(),
    }
    return Signed(url, body, headers)


def _post(message: Signed, settings: Settings, *, patience: float) -> None:
    judge(outgoing.Out(private=settings.allow_private_addresses, patience=patience).post(message))


def judge(answer: outgoing.Answer) -> None:
    """Take an answer for a yes, or say what it is. Raises Refused, Delayed."""
    if answer.status == GONE:
        raise Refused("It answered 410: nobody listens there any more.")
    if not answer.well:
        redirect = " Redirects are not followed." if 300 <= answer.status < 400 else ""  # noqa: PLR2004 - HTTP's.
        raise Delayed(f"It answered {answer.status}.{redirect}")


def key_of(row: Webhook, settings: Settings) -> bytes:
    """What its messages are signed with."""
    return derived(settings.secret_key, "webhook", row.seed)


def _usable(url: str, settings: Settings) -> str:
    private = settings.allow_private_addresses
    try:
        parts = outgoing.checked(url, private=private)
        outgoing.resolved(str(parts.hostname), parts.port or 443, private=private, patience=5)
    except Refused as no:
        raise BadInput(str(no)) from None
    except Delayed:
        # A program that is not there yet may be there when the evening begins.
        pass
    if len(url) > LONGEST_URL:
        raise BadInput("This address is too long.")
    return url


def kinds_of(chosen: Sequence[str]) -> list[str] | None:
    """Which kinds a form names; none of them means all."""
    return sorted(set(chosen)) or None

