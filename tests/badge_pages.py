"""What an organiser does with the pages of badges, by Flask's own client."""

import io
import json

import pypdfium2
from click.testing import CliRunner

from badges import events
from tests.builders import an_attendee
from web.command import main
from web.organiser.badge_work import Work

BADGES = "/organiser/chums/badges"


class Pages:
    """An organiser of the chum parade, signed in."""

    def __init__(self, evening):
        self.evening = evening
        self.client = evening.client(evening.links.organiser(evening.organiser))
        self.work = {what: Work(evening.settings, "chums", what) for what in ("check", "file")}

    def see(self, path=BADGES, **query):
        answer = self.client.get(path, query_string=query)
        assert answer.status_code == 200, answer.text
        return answer.text

    def send(self, path, **form):
        return self.client.post(f"{BADGES}{path}", data=form)

    def keep(self, **form):
        assert self.send("", **form).headers["Location"] == BADGES

    def pdf(self):
        with self.client.get(f"{BADGES}.pdf") as answer:
            assert answer.status_code == 200, answer.text
            assert "filename=chums-badges.pdf" in answer.headers["Content-Disposition"]
            return pypdfium2.PdfDocument(io.BytesIO(answer.data))

    def event(self):
        with self.evening.store.reading() as session:
            return events.event_named(session, "chums")

    def add(self, *names, **more):
        with self.evening.store.writing() as session:
            for name in names:
                an_attendee(session, session.merge(self.evening.event), name, **more)


def in_this_process(work, asked, words):
    """Start of a work without its child, for most of a child's time is its start."""
    work.forget()
    work.asked_file.write_text(json.dumps(asked))
    told = [*words, "--progress", str(work.told_file)]
    done = CliRunner().invoke(main, ["badges", work.slug, *told], env=work.settings.environment())
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    return True
