"""Web Push: a few words to the host's installed page, sealed for their browser and signed by us."""

import base64
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from badges import moments
from badges.errors import BadInput
from badges.model import Host
from badges.notices import channels, outgoing, words
from badges.notices.carrying import Delayed, Refused
from badges.notices.channels import PUSH, Address
from badges.notices.message import BadAddress
from badges.notices.news import Checked
from badges.notices.words import News
from badges.settings import Settings
from badges.store import Store

# A notice that a push service could not deliver for so long is kept by it; later it is news no more.
KEPT_FOR = 4 * 60 * 60  # seconds
SIGNED_FOR = 12 * 60 * 60  # seconds; push services take a day at most
# Push services take 4 KB; the words of a notice need a fraction of it.
LONGEST = 300
GONE = (404, 410)
TAKEN_BACK = "The browser took its permission back."
REFUSED = (400, 401, 403, 413)


@dataclass(frozen=True)
class Pushed:
    """One message for all browsers of one host."""

    to: tuple[Address, ...]
    payload: Mapping[str, Any]
    # Among what a push service still holds, a message replaces the older one of its topic.
    topic: str


class ByPush:
    """Writes what a host's browsers show, and carries it there."""

    channel = PUSH

    def __init__(
        self,
        store: Store,
        settings: Settings,
        link_of: Callable[[Host], str],
        now: Callable[[], datetime] = moments.now,
    ) -> None:
        self._store = store
        self._settings = settings
        self._link_of = link_of
        self._now = now

    def open_way(self) -> "PushServices":
        """What carries a burst."""
        return PushServices(self._store, self._settings, self._now)

    def written(self, session: Session, checked: Checked, now: datetime) -> Pushed:  # noqa: ARG002 - others date it.
        """The message to all of a host's browsers. Raises BadAddress where they have none any more."""
        to = channels.addresses(session, checked.host.id, PUSH, secret_key=self._settings.secret_key)
        if not to:
            raise BadAddress("No browser of theirs takes messages any more.")
        tag = tag_of(checked.news, checked.host.event.slug)
        again = all(one.broken_off for one in checked.going)
        return Pushed(tuple(to), payload(checked.news, self._link_of(checked.host), tag, again=again), tag)


def payload(news: News, link: str, tag: str, *, again: bool = False) -> dict[str, Any]:
    """What the browser gets: a title, a sentence, where a touch leads, and what it replaces.

    ``again`` where the same message may have been shown already: it then comes without a sound.
    """
    block = words.blocks(news, words.isolated)[0]
    names = ", ".join(name for name, _ in block.names[:5])
    said = " ".join(filter(None, [block.sentence.rstrip(":") if names else "", names])) or block.next_step
    return {
        "title": words.subject(news)[:LONGEST],
        "body": f"{said} · {news.event}"[:LONGEST] if said else news.event[:LONGEST],
        "path": _path(link),
        "tag": tag,
        "again": again,
    }


def tag_of(news: News, slug: str) -> str:
    """What a message replaces: news of one attendee the older news of them, a digest the older digest."""
    people = {one.attendee for one in news.people}
    return f"{slug[:20]}-{people.pop()}" if len(people) == 1 else f"{slug[:20]}-all"


def _path(link: str) -> str:
    parts = urlsplit(link)
    return parts.path or "/"


class PushServices:
    """Carries messages to whichever push services the browsers named."""

    def __init__(
        self, store: Store, settings: Settings, now: Callable[[], datetime] = moments.now
    ) -> None:
        self._store = store
        self._settings = settings
        self._now = now

    def send(self, message: Pushed) -> None:
        """To each of a host's browsers; one that takes it is enough. Raises Delayed or Refused."""
        delayed: list[str] = []
        refused: list[str] = []
        taken = 0
        for one in message.to:
            try:
                self._send_to(one, message)
                taken += 1
            except Refused as no:
                refused.append(str(no))
            except Delayed as trouble:
                delayed.append(str(trouble))
        if taken:
            return
        if delayed:
            raise Delayed("; ".join(delayed))
        raise Refused("; ".join(refused))

    def close(self) -> None:
        """Nothing stays open."""

    def _send_to(self, to: Address, message: Pushed) -> None:
        subscription = json.loads(to.text)
        body = encrypted(subscription, message.payload)
        headers = {
            "Content-Type": "application/octet-stream",
            "Content-Encoding": "aes128gcm",
            "TTL": str(KEPT_FOR),
            "Urgency": "high",
            "Topic": topic(message.topic),
            **signed(subscription["endpoint"], self._settings),
        }
        private = self._settings.allow_private_addresses
        answer = outgoing.post(subscription["endpoint"], body, headers, private=private)
        self._judge(answer, to)

    def _judge(self, answer: outgoing.Answer, to: Address) -> None:
        said = f"the push service said {answer.status} {answer.body[:200].decode(errors='replace')}".strip()
        if answer.status in GONE:
            with self._store.writing() as session:
                channels.gone(session, to.channel_id, TAKEN_BACK, now=self._now())
            raise Refused(TAKEN_BACK)
        if answer.status in REFUSED:
            raise Refused(said)
        if not answer.well:
            raise Delayed(said)


def encrypted(subscription: Mapping[str, Any], payload: Mapping[str, Any]) -> bytes:
    """The payload as only the browser of this subscription can read it."""
    # Only where it is needed: it brings an HTTP client of 20 MB that we do not use.
    from pywebpush import WebPusher  # type: ignore[import-untyped] # noqa: PLC0415 - it has no types.

    text = json.dumps(payload, ensure_ascii=False).encode()
    return bytes(WebPusher(dict(subscription)).encode(text, content_encoding="aes128gcm")["body"])


def signed(endpoint: str, settings: Settings) -> dict[str, str]:
    """The header that proves to a push service who we are, for half a day."""
    from py_vapid import Vapid02  # type: ignore[import-untyped] # noqa: PLC0415 - as above.

    parts = urlsplit(endpoint)
    mail = parseaddr(settings.mail_from)[1]
    safe = settings.public_url.startswith("https://")
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(time.time()) + SIGNED_FOR,
        "sub": settings.public_url if safe else f"mailto:{mail}",
    }
    key = Vapid02.from_raw(settings.vapid_key.encode())
    # An installation on a laptop writes as last-badge@localhost, which is as true as it is unusual.
    key.conf = {"no-strict": True}
    return dict(key.sign(claims))


def public_key(settings: Settings) -> str:
    """Our public key as browsers take it when they subscribe: the point in URL-safe base64."""
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - only the page needs it.
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat  # noqa: PLC0415

    text = settings.vapid_key
    number = int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    point = ec.derive_private_key(number, ec.SECP256R1()).public_key()
    raw = point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def topic(tag: str) -> str:
    """The tag as a Topic header: 32 characters of URL-safe base64, the same for the same tag."""
    return channels.fingerprint(tag)[:32]


def subscription_of(sent: object, *, private: bool = False) -> str:
    """A browser's subscription as it is kept, JSON with sorted keys. Raises BadInput where it is none."""
    try:
        assert isinstance(sent, dict)
        endpoint, keys = str(sent["endpoint"]), sent["keys"]
        kept = {"endpoint": endpoint, "keys": {name: str(keys[name]) for name in ("auth", "p256dh")}}
        assert len(json.dumps(kept)) <= 2_000  # noqa: PLR2004 - several times what browsers send.
        encrypted(kept, {"trying": "whether the keys are keys"})
        outgoing.checked(endpoint, private=private)
    except Refused as no:
        raise BadInput(str(no)) from None
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it is not a subscription.
        raise BadInput("This is not what a browser sends to subscribe.") from None
    return json.dumps(kept, sort_keys=True)
