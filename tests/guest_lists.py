"""Guest lists for tests: written as files, planned, taken in, and who is on the list then."""

import csv
import io

from sqlalchemy import select

from badges import lists
from badges.model import Attendee, Event
from tests.builders import (
    SECRET,
    a_host,
    an_event,
    at,
)


def a_party(store):
    """An evening with two hosts whose list is empty."""

    class Party:
        pass

    with store.writing() as session:
        p = Party()
        p.store = store
        p.event = an_event(session, timezone="Europe/Berlin")
        p.ramit = a_host(session, p.event)
        p.thea = a_host(session, p.event, "Thea Märlowe", "Thea@example.test")
    return p


def a_list(*rows, header="name,email,company", encoding="utf-8", **how):
    """A list as a file; ``how`` is for csv.writer."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, **how)
    writer.writerow(header.split(","))
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def plan_of(p, data, choices=lists.NOTHING_SAID):
    with p.store.reading() as session:
        reading = lists.read_list(data, choices, lists.mappings(session))
        return lists.plan(session, session.get(Event, p.event.id), reading, choices)


def take_in(p, data, choices=lists.NOTHING_SAID):
    plan = plan_of(p, data, choices)
    return lists.as_json(plan, apply_plan(p, plan))


def apply_plan(p, plan):
    how = {"secret_key": SECRET, "now": at("12:00"), "file_name": "guests.csv"}
    return lists.apply(p.store, p.event.slug, plan, **how)


def counts(told):
    return (told["new"], told["changed"], told["same"], len(told["skipped"]), len(told["problems"]))


def everybody(p):
    with p.store.reading() as session:
        found = session.scalars(select(Attendee).where(Attendee.event_id == p.event.id).order_by(Attendee.id))
        people = found.all()
        for one in people:
            assert one.hosts is not None
        return people


def names(p):
    return [one.name for one in everybody(p)]
