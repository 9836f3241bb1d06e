"""What goes between a station and the server, as JSON; whatever comes is bounded and looked at."""

import math
from typing import Any

from badges.errors import BadInput
from badges.model import JobState
from badges.printing import stations
from badges.printing.printer import Look, Makes, Wanted
from badges.printing.station.link import LONGEST, Job, Orders, Report

Json = dict[str, Any]

MOST_WORDS = 12
MOST_FORMATS = 20
_MOST_NUMBER = 1_000_000


def report_as_json(report: Report) -> Json:
    """What a station says of itself, as it is sent; see ``read_report``."""
    makes, look = report.makes, report.look
    return {
        "instance": report.instance,
        "uri": report.uri,
        "makes": makes and {
            "model": makes.model,
            "uuid": makes.uuid,
            "formats": [*makes.formats],
            "dpi": makes.dpi,
            "media": makes.media and [*makes.media],
        },
        "look": look and {
            "stopped": look.stopped,
            "busy": look.busy,
            "words": [*look.words],
            "media": look.media and [*look.media],
            "labels_left": look.labels_left,
        },
    }


def read_report(sent: Json) -> stations.Report:
    """What a station says of itself. Raises BadInput where it cannot be."""
    instance, uri = said(sent, "instance"), said(sent, "uri")
    if not instance or not uri:
        raise BadInput("A station says which program it is (“instance”) and where its printer is (“uri”).")
    return stations.Report.of(instance, uri, _makes(_part(sent, "makes")), _look(_part(sent, "look")))


def orders_as_json(orders: stations.Orders, name: str) -> Json:
    """What a station is told, as it is sent; ``name`` is the station's."""
    return {
        "event": orders.event,
        "station": orders.station,
        "name": name,
        "lease": orders.lease,
        "stock": orders.stock,
        "width": orders.width,
        "height": orders.height,
        "darkness": orders.darkness,
        "cut": orders.cut,
        "held": orders.held,
        "tested": orders.tested,
        "holds": [*orders.holds],
        "waiting": orders.waiting,
        "stop": [*orders.stop],
        "refuses": orders.refuses,
    }


def orders_from(sent: Json) -> Orders:
    """What the server wants. Raises KeyError, TypeError, ValueError where it is no answer of a Last Badge."""
    return Orders(
        event=str(sent["event"]),
        station=int(sent["station"]),
        name=str(sent["name"]),
        lease=float(sent["lease"]),
        wanted=Wanted(
            float(sent["width"]), float(sent["height"]), int(sent["darkness"]), bool(sent["cut"])
        ),
        held=bool(sent["held"]),
        tested=bool(sent["tested"]),
        waiting=bool(sent["waiting"]),
        refuses=str(sent["refuses"]),
        holds=tuple(job_from(one) for one in sent["holds"]),
        stop=frozenset(int(one) for one in sent["stop"]),
    )


def job_from(told: Json) -> Job:
    """A job as ``told.job`` gives it. Raises KeyError, TypeError, ValueError."""
    return Job(
        id=int(told["id"]),
        attempt=int(told["attempt"]),
        name=str(told["name"]),
        state=JobState(told["state"]),
        printer_job=str(told["printer_job"]),
    )


def said(sent: Json, key: str) -> str:
    """A text of one line and bounded length, empty where there is none. Raises BadInput."""
    text = sent.get(key) or ""
    if not isinstance(text, str):
        raise BadInput(f"“{key}” is a text.", key=key)
    return _tidy(text)


def whole(sent: Json, key: str) -> int:
    """A whole number from 0 on. Raises BadInput."""
    number = sent.get(key)
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < 2**31:
        raise BadInput(f"“{key}” is a whole number.", key=key)
    return number


def _makes(sent: Json | None) -> Makes | None:
    if sent is None:
        return None
    return Makes(
        model=said(sent, "model"),
        uuid=said(sent, "uuid"),
        formats=_texts(sent, "formats", MOST_FORMATS),
        dpi=min(whole({"dpi": 0, **sent}, "dpi"), _MOST_NUMBER),
        media=_media(sent),
    )


def _look(sent: Json | None) -> Look | None:
    if sent is None:
        return None
    left = None if sent.get("labels_left") is None else min(whole(sent, "labels_left"), _MOST_NUMBER)
    return Look(
        stopped=sent.get("stopped") is True,
        busy=sent.get("busy") is True,
        words=_texts(sent, "words", MOST_WORDS),
        media=_media(sent),
        labels_left=left,
    )


def _part(sent: Json, key: str) -> Json | None:
    part = sent.get(key)
    if part is not None and not isinstance(part, dict):
        raise BadInput(f"“{key}” is an object, or null.", key=key)
    return part


def _texts(sent: Json, key: str, most: int) -> tuple[str, ...]:
    texts = sent.get(key) or []
    if not isinstance(texts, list) or not all(isinstance(one, str) for one in texts):
        raise BadInput(f"“{key}” is a list of texts.", key=key)
    return tuple(_tidy(one) for one in texts[:most])


def _media(sent: Json) -> tuple[float, float] | None:
    media = sent.get("media")
    if media is None:
        return None
    numbers = isinstance(media, list) and all(isinstance(one, int | float) for one in media)
    if not numbers or len(media) != 2:  # noqa: PLR2004 - width and height.
        raise BadInput("“media” is the paper’s width and height in millimetres, or null.", key="media")
    width, height = (float(one) if abs(one) < _MOST_NUMBER else math.nan for one in media)
    if not (width >= 0 and height >= 0):
        raise BadInput("“media” is the paper’s width and height in millimetres, or null.", key="media")
    return width, height


def _tidy(text: str) -> str:
    # Half a character and NUL are in no database.
    whole_text = text[: 4 * LONGEST].encode(errors="ignore").decode().replace("\0", "")
    return " ".join(whole_text.split())[:LONGEST]
