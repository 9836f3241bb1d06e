"""Print stations and their jobs as they stand at some moment, for tests that look at them."""

from datetime import timedelta

from badges.model import PrintJob, PrintStation, Role
from badges.moments import now
from tests.builders import a_device

A_SECOND = timedelta(seconds=1)


def a_station(session, event, name="Foyer", *, ago=0, **more):
    """A station that is well: tested, idle, its lease longer than any test; or silent for ``ago`` seconds."""
    device, moment = a_device(session, event, name, Role.STATION), now()
    heard = moment - ago * A_SECOND
    as_it_is = {
        "uri": f"zpl://{name}.test:9100".lower().replace(" ", "-"),
        "model": "Zebra ZD421",
        "state": "idle",
        "heard_at": heard,
        "lease_until": heard + (15 if ago else 3_600) * A_SECOND,
        "instance": f"program of {name}",
        "tested_at": moment - timedelta(hours=1),
        "labels_left": 240,
        "seconds": 3.4,
        **more,
    }
    session.add(PrintStation(device_id=device.id, event_id=event.id, **as_it_is))
    session.flush()
    return device


def a_job(session, event, attendee=None, state="queued", station=None, *, ago=20, **more):
    """A job in this state, asked for so many seconds ago; with a station it is there."""
    asked = now() - ago * A_SECOND
    sent = state in {"sending", "printing", "blocked", "unknown", "printed", "failed"}
    as_it_is = {
        "attendee_id": attendee.id if attendee else None,
        "revision": 1 if attendee else 0,
        "asked_at": asked,
        "state": state,
        "claimed_by": station.id if station and state != "queued" else None,
        "station_id": station.id if station and (state == "queued" or not attendee) else None,
        "instance": f"program of {station.name}" if station else "",
        "attempt": 1 if station else 0,
        "claimed_at": asked if station else None,
        "sent_at": asked + A_SECOND if sent else None,
        "printed_at": asked + 4.5 * A_SECOND if state == "printed" else None,
        "settled_at": asked + 4.5 * A_SECOND if state in {"printed", "failed", "cancelled"} else None,
        **more,
    }
    job = PrintJob(event_id=event.id, **as_it_is)
    session.add(job)
    session.flush()
    return job
