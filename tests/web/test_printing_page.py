"""The organiser's pages of printing: the switch, every station in words, before doors, the jobs."""

import re
from datetime import timedelta
from html import unescape

import pytest

from badges import events, printers
from badges.model import Device, JobState, PrintJob, PrintStation, Role
from badges.moments import now
from badges.printing import claiming, overview, settling
from tests.builders import a_device, an_attendee
from tests.print_stations import a_job, a_station
from web.organiser.printing_words import own_words

PRINTING = "/organiser/chums/printing"


class Organiser:
    """Somebody who is signed in and looks after the printers."""

    def __init__(self, evening):
        self.evening = evening
        self.client = evening.client(evening.links.organiser(evening.organiser))

    def see(self, path="", **query):
        answer = self.client.get(PRINTING + path, query_string=query)
        assert answer.status_code == 200, answer.text
        return said(answer.text)

    def send(self, path="", **form):
        return self.client.post(PRINTING + path, data=form)

    def refused(self, path, **form):
        answer = self.send(path, **form)
        assert 400 <= answer.status_code < 500, answer.status_code
        return said(answer.text)

    def row(self, kind, number):
        with self.evening.store.reading() as session:
            return session.get(kind, number)

    def job(self, number):
        return self.row(PrintJob, number)

    def station(self, device):
        return self.row(PrintStation, device.id)


def said(page):
    """What a page says, each run of its words on one line."""
    body = re.sub(r"<(script|style|option).*?</\1>", " ", page, flags=re.DOTALL)
    quoted = re.sub(r"<q[^>]*>(.*?)</q>", r" “\1” ", body)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", quoted)))


@pytest.fixture
def organiser(evening):
    return Organiser(evening)


@pytest.fixture
def with_station(evening):
    """Adds a station that is as it is said to be, else well."""

    def added(name="Foyer", **more):
        with evening.store.writing() as session:
            return a_station(session, evening.event, name, **more)

    return added


@pytest.fixture
def with_job(evening):
    def added(attendee=None, *where, **more):
        with evening.store.writing() as session:
            return a_job(session, evening.event, attendee, *where, **more)

    return added


def test_badges_are_printed_on_arrival_where_the_switch_is_on(evening, organiser):
    seen = [switch(organiser)]
    for on in ("1", "1", "0"):
        assert organiser.send(on=on).headers["Location"] == PRINTING
        seen.append(switch(organiser))

    assert seen == ["false", "true", "true", "false"]
    with evening.store.reading() as session:
        assert not events.event_named(session, "chums").prints_on_arrival


def switch(organiser):
    return re.search(r'role="switch" aria-checked="(\w+)"', organiser.client.get(PRINTING).text)[1]


def test_without_any_station_the_page_says_how_to_get_one(organiser):
    page = organiser.see()

    assert "No print station yet." in page
    assert "last-badge station --url http" in page
    assert "No badge waits." not in page


@pytest.mark.parametrize(
    ("as_it_is", "words"),
    [
        ({}, "Idle 240 labels left 3.4 s a badge"),
        ({"state": "printing"}, "Prints"),
        ({"heard_at": None, "lease_until": None}, "Not started yet Start its program"),
        ({"heard_at": None, "lease_until": None, "local": True}, "Not started yet This server begins"),
        ({"ago": 400}, "Its program is silent. Look whether the computer beside it is on"),
        ({"ago": 400, "local": True}, "This server itself no longer asks it."),
        ({"state": "offline"}, "Offline Its program does not reach the printer."),
        ({"state": "blocked", "words": ["media-empty-error"]}, "“media empty” Load labels;"),
        ({"state": "blocked", "words": ["Paper jam"]}, "“Paper jam” Open it, take out what is stuck"),
        ({"state": "blocked", "words": ["cover-open"]}, "“cover open” Close its cover;"),
        ({"state": "blocked", "words": ["Ribbon out"]}, "“Ribbon out” Look at its ribbon"),
        ({"state": "blocked", "words": ["Fusible link"]}, "“Fusible link” Look at the printer;"),
        ({"held": True}, "Held It begins no badge until you let it go on."),
        ({"tested_at": None}, "Not tested yet Print its test badge and hold it in your hand."),
        ({"media_width": 62.0, "media_height": 29.0}, "The paper does not fit In the printer lies 62 × 29"),
        ({"labels_left": 12}, "Only 12 labels left Lay new ones beside the printer."),
        ({"labels_left": 1}, "Only one label left"),
        ({"labels_left": 0}, "No label is left by the count"),
    ],
)
def test_a_station_is_said_in_words_with_what_to_do(organiser, with_station, as_it_is, words):
    with_station(**as_it_is)

    assert words in organiser.see(part="now")


def test_whoever_listens_hears_which_stations_stand_still(organiser, with_station):
    with_station("Foyer", state="blocked", words=["cover-open"], stopped_since=now())
    with_station("Hall")

    page = organiser.client.get(PRINTING).text
    told = re.search(r'role="status" data-live-part>(.*?)</p>', page, re.DOTALL)

    assert "Foyer : Blocked since" in said(told[1])
    assert "Hall" not in told[1]


def test_stations_that_need_a_look_stand_first_then_by_name_and_number(organiser, with_station):
    with_station("Station 10")
    with_station("Station 2")
    with_station("Tower", held=True)
    with_station("Yard", ago=99)

    page = organiser.client.get(PRINTING).text
    names = re.findall(r'id="station-\d+" href="[^"]*"><bdi[^>]*>([^<]*)', page)

    assert names == ["Yard", "Tower", "Station 2", "Station 10"]


def test_a_station_that_was_only_paired_is_there_and_can_be_set_up(evening, organiser):
    with evening.store.writing() as session:
        device = a_device(session, evening.event, "Terrace", Role.STATION)

    organiser.send(f"/stations/{device.id}/labels", labels_left="100", labels_were="", warn_at="10")

    assert "Not started yet" in organiser.see()
    assert "Not started yet" in organiser.see(f"/stations/{device.id}")
    assert organiser.station(device).labels_left == 100


def test_a_revoked_station_is_gone_from_the_page(evening, organiser, with_station):
    device = with_station("Foyer")
    organiser.client.post(f"/organiser/chums/devices/{device.id}/revoke")

    assert "No print station yet." in organiser.see()
    assert organiser.client.get(f"{PRINTING}/stations/{device.id}").status_code == 404


def test_a_desk_prints_where_the_organiser_says(evening, organiser, with_station):
    foyer = with_station("Foyer")
    both = {f"desk-{evening.desk.id}": foyer.id, f"desk-{evening.kiosk.id}": ""}

    organiser.send("/desks", **both)
    chosen = [organiser.row(Device, one.id).prints_at for one in (evening.desk, evening.kiosk)]
    organiser.send("/desks", **{f"desk-{evening.desk.id}": ""})

    assert chosen == [foyer.id, None]
    assert organiser.row(Device, evening.desk.id).prints_at is None


def test_a_desk_prints_at_no_station_of_another_event(evening, organiser):
    with evening.store.writing() as session:
        strange = a_station(session, evening.other, "Elsewhere")

    answer = organiser.send("/desks", **{f"desk-{evening.desk.id}": strange.id})

    assert answer.status_code == 404
    assert organiser.row(Device, evening.desk.id).prints_at is None


def test_a_station_that_was_revoked_is_let_go_of_when_the_desks_are_kept(evening, organiser, with_station):
    foyer = with_station("Foyer")
    organiser.send("/desks", **{f"desk-{evening.desk.id}": foyer.id})
    organiser.client.post(f"/organiser/chums/devices/{foyer.id}/revoke")

    organiser.send("/desks")

    assert organiser.row(Device, evening.desk.id).prints_at is None


def test_a_printer_at_the_server_is_added_and_leads_to_its_page(evening, organiser):
    answer = organiser.send("/stations", name="Cellar", uri="ipp://192.0.2.7/ipp/print")

    page = organiser.see(answer.headers["Location"].removeprefix(PRINTING))

    assert "Cellar" in page
    assert "ipp://192.0.2.7/ipp/print" in page
    assert "This server begins within seconds." in page


def test_an_address_of_no_printer_is_refused_in_a_sentence_and_kept_in_the_form(organiser):
    answer = organiser.send("/stations", name="Cellar", uri="the big one")

    assert answer.status_code == 422
    assert "is no address of a printer" in answer.text
    assert 'value="the big one"' in answer.text


def test_files_of_the_server_go_into_a_folder_of_its_own(evening, organiser):
    answer = organiser.send("/stations", name="Cellar", uri="file:cellar")

    folder = evening.settings.data_dir / "printed" / "cellar"
    assert folder.is_dir()
    assert f"file:{folder.resolve()}" in organiser.see(answer.headers["Location"].removeprefix(PRINTING))


@pytest.mark.parametrize("uri", ["file:/etc", "file:../secrets", "file:", "file://host/x", "file:a/b"])
def test_files_of_the_server_go_nowhere_else(organiser, uri):
    answer = organiser.send("/stations", name="Cellar", uri=uri)

    assert answer.status_code == 422
    assert "a folder of this server’s own" in answer.text


def test_before_doors_a_station_is_given_its_paper_offset_darkness_and_cut(evening, organiser, with_station):
    device = with_station()
    with evening.store.writing() as session:
        offset = printers.set_printer(session, "Foyer, first floor", right_mm=1, down_mm=0)

    asked = {"stock": "dymo-99014", "offset": offset.id, "darkness": "-3"}
    answer = organiser.send(f"/stations/{device.id}/setup", **asked)
    row = organiser.station(device)

    assert answer.headers["Location"].endswith("#setup")
    assert (row.stock, row.offset_id, row.darkness, row.cut) == ("dymo-99014", offset.id, -3, False)
    assert row.labels_left == 240
    assert ["Kept" in organiser.see(f"/stations/{device.id}") for _ in range(2)] == [True, False]


@pytest.mark.parametrize(
    ("form", "what"),
    [
        ("setup", {"darkness": "very"}),
        ("setup", {"darkness": "11"}),
        ("setup", {"darkness": "0", "stock": "papyrus"}),
        ("setup", {"darkness": "0", "offset": "999"}),
        ("labels", {"labels_left": "a few", "warn_at": "1"}),
        ("labels", {"labels_left": "-1", "warn_at": "1"}),
        ("labels", {"labels_left": "1", "warn_at": ""}),
    ],
)
def test_what_a_printer_cannot_be_set_to_is_refused_on_its_page(organiser, with_station, form, what):
    device = with_station()

    page = organiser.refused(f"/stations/{device.id}/{form}", **what)

    assert "Paper, and how it prints" in page
    assert organiser.station(device).darkness == 0


def test_a_count_of_labels_that_nobody_touched_undoes_nothing_that_was_printed(organiser, with_station):
    device = with_station(labels_left=230)

    organiser.send(f"/stations/{device.id}/labels", labels_were="240", labels_left="240", warn_at="30")
    kept = organiser.station(device)
    organiser.send(f"/stations/{device.id}/labels", labels_were="230", labels_left="500", warn_at="30")

    assert (kept.labels_left, kept.warn_at) == (230, 30)
    assert organiser.station(device).labels_left == 500


def test_a_station_has_its_place_when_its_test_badge_is_held_in_a_hand(evening, organiser, with_station):
    device = with_station(tested_at=None)
    path = f"/stations/{device.id}"
    seen = ["I hold it in my hand" in organiser.see(path)]

    organiser.send(f"{path}/test")
    seen.append("I hold it in my hand" in organiser.see(path))
    assert "No test badge has come out here yet" in organiser.refused(f"{path}/confirm")
    comes_out(evening, device)
    seen.append("I hold it in my hand" in organiser.see(path))
    organiser.send(f"{path}/confirm")

    assert seen == [False, False, True]
    assert organiser.station(device).tested_at is not None
    assert "it has its place" in organiser.see(path)
    assert "Idle" in organiser.see()


def comes_out(evening, device):
    """Its station prints what it may."""
    who = {"instance": f"program of {device.name}", "now": now()}
    with evening.store.writing() as session:
        job = claiming.claim(session, device.id, **who)
        for state in (JobState.CREATED, JobState.SENDING, JobState.PRINTING, JobState.PRINTED):
            settling.say(session, device.id, job.id, attempt=job.attempt, state=state, **who)
    return job


def test_a_station_is_held_and_let_go_on_from_the_list_and_from_its_page(organiser, with_station):
    device = with_station()

    listed = organiser.send(f"/stations/{device.id}/hold", held="1", **{"from": "list"})
    held = organiser.station(device).held
    own = organiser.send(f"/stations/{device.id}/hold", held="0")

    assert (held, organiser.station(device).held) == (True, False)
    assert listed.headers["Location"] == PRINTING
    assert own.headers["Location"] == f"{PRINTING}/stations/{device.id}"


def test_jobs_are_told_by_what_they_want(evening, organiser, with_station, with_job):
    foyer = with_station("Foyer", state="printing")
    with_job(evening.mira, "printing", foyer, asked_by=evening.desk.id)
    with_job(evening.noor, "unknown", foyer)
    with_job(evening.joanna, "failed", foyer, words="The design wants a font that is not here.")

    page = organiser.see()

    assert "Prints Mira Okafor" in page
    assert re.search(r"Mira Okafor Foyer prints it \d\d:\d\d, Desk 1", page)
    assert re.search(r"Did it come out\?.*Noor Haddad Foyer no longer knows it; it was sent at", page)
    assert re.search(r"Not printed 1 Joanna Wren Not printed .*a font that is not here.*Try again", page)
    assert "The station prints · one badge waits or prints · done in about 3 seconds" in page


def test_of_two_thousand_jobs_the_first_are_shown_and_how_many_more(evening, organiser, with_station):
    with_station()
    with evening.store.writing() as session:
        event = session.merge(evening.event)
        for number in range(2_000):
            a_job(session, event, an_attendee(session, event, f"Attendee {number}"))

    page, html = organiser.see(), organiser.client.get(PRINTING).text

    assert "2000 badges wait or print · done in about 113 minutes" in page
    assert f"and {2_000 - overview.SHOWN} more" in page
    assert html.count("print-line") == overview.SHOWN
    assert len(html) < 60_000


def test_what_came_out_is_told_with_its_time_and_why_once_more(evening, organiser, with_station, with_job):
    foyer = with_station("Foyer")
    with_job(evening.mira, "printed", foyer, ago=90)
    with_job(evening.mira, "printed", foyer, revision=2, reason="spoilt", ago=40)
    with_job(evening.noor, "cancelled")
    with_job(None, "printed", foyer)

    page = organiser.see()

    latest = r"Latest printed 2 Mira Okafor Printed at \d\d:\d\d, Foyer · once more: spoilt 3\.5 s"
    assert re.search(latest, page)
    assert "Printed once more spoilt 1" in page
    assert "Cancelled 1" in page


def test_both_databases_tell_of_jobs_in_every_state(evening_on_both):
    with evening_on_both.store.writing() as session:
        event = session.merge(evening_on_both.event)
        foyer = a_station(session, event)
        for state in JobState:
            a_job(session, event, an_attendee(session, event, state.title()), state, foyer)
        mira = session.merge(evening_on_both.mira)
        a_job(session, event, mira, "printed", foyer, revision=2, reason="lost")

    page = Organiser(evening_on_both).see()

    kinds = ("Waiting and printing 6", "Not printed 1", "Cancelled 1", "Latest printed 2", "once more lost 1")
    assert [kind for kind in kinds if kind not in page] == []
    # Those in a printer stand before the one that waits.
    assert page.index("Blocked") < page.index("Queued")


def test_a_failed_badge_that_was_asked_for_anew_is_no_longer_among_the_failed(evening, organiser, with_job):
    with_job(evening.mira, "failed")
    with_job(evening.mira, "queued", revision=2, reason="spoilt")

    assert "Not printed" not in organiser.see()


def test_whether_a_badge_came_out_is_for_a_person_to_say(evening, organiser, with_station, with_job):
    foyer = with_station()
    came, did_not = with_job(evening.mira, "unknown", foyer), with_job(evening.noor, "unknown", foyer)

    unsaid = organiser.send(f"/jobs/{came.id}/answer")
    listed = organiser.send(f"/jobs/{came.id}/answer", came_out="yes", **{"from": "list"})
    own = organiser.send(f"/jobs/{did_not.id}/answer", came_out="no")

    assert unsaid.status_code == 422
    assert listed.headers["Location"] == PRINTING
    assert own.headers["Location"] == f"{PRINTING}/jobs/{did_not.id}"
    assert [organiser.job(one.id).state for one in (came, did_not)] == ["printed", "queued"]


def test_a_job_that_waits_is_moved_cancelled_and_tried_again(evening, organiser, with_station, with_job):
    foyer, hall = with_station("Foyer"), with_station("Hall")
    job = with_job(evening.mira, "queued", foyer)
    path = f"/jobs/{job.id}"
    states = []

    errands = [("move", {"station": hall.id}), ("move", {"station": ""}), ("cancel", {}), ("again", {})]
    for what, form in errands:
        assert organiser.send(f"{path}/{what}", **form).headers["Location"] == PRINTING + path
        now_it_is = organiser.job(job.id)
        states.append((now_it_is.state, now_it_is.station_id))

    assert states[:2] == [("queued", hall.id), ("queued", None)]
    assert [state for state, _ in states[2:]] == ["cancelled", "queued"]


def test_a_jobs_page_offers_what_can_be_done_with_it(evening, organiser, with_station, with_job):
    foyer = with_station("Foyer")
    with_station("Hall")
    offers = {
        "queued": ("Cancel it", "Print it elsewhere", "Hall"),
        "printing": ("Cancel it", "asked to give it back first", "Hall"),
        "unknown": ("Yes, it came out", "No, it did not"),
        "failed": ("Try again",),
        "cancelled": ("Try again",),
        "printed": ("It is spoilt", "It is lost", "The name is corrected"),
    }

    for revision, (state, words) in enumerate(offers.items(), start=1):
        job = with_job(evening.mira, state, foyer, revision=revision)
        page = organiser.see(f"/jobs/{job.id}", part="now")

        assert [word for word in words if word not in page] == [], state
        assert ("Try again" in page) == ("Try again" in words), state


def test_a_printed_badge_is_printed_once_more_with_its_reason(evening, organiser, with_station, with_job):
    job = with_job(evening.mira, "printed", with_station())

    answer = organiser.send(f"/jobs/{job.id}/reprint", reason="lost")
    again = organiser.job(int(answer.headers["Location"].rpartition("/")[2]))

    assert (again.attendee_id, again.revision, again.reason) == (evening.mira.id, 2, "lost")
    assert organiser.send(f"/jobs/{job.id}/reprint", reason="because").status_code == 422


def test_a_test_badge_is_not_printed_once_more_as_somebodys(organiser, with_station, with_job):
    job = with_job(None, "printed", with_station())

    assert organiser.send(f"/jobs/{job.id}/reprint", reason="spoilt").status_code == 404


def test_nothing_of_another_event_is_touched_from_here(evening, organiser):
    with evening.store.writing() as session:
        event = session.merge(evening.other)
        foyer = a_station(session, event, "Elsewhere")
        job = a_job(session, event, session.merge(evening.stranger), "unknown", foyer)
    jobs = [f"/jobs/{job.id}/{what}" for what in ("answer", "cancel", "move", "again", "reprint")]
    stations = [f"/stations/{foyer.id}/{what}" for what in ("setup", "labels", "test", "confirm", "hold")]
    form = {"came_out": "no", "reason": "lost", "darkness": "0", "warn_at": "1", "held": "1"}

    said_no = {organiser.send(path, **form).status_code for path in (*jobs, *stations)}
    pages = (f"/jobs/{job.id}", f"/stations/{foyer.id}")
    seen = {organiser.client.get(PRINTING + path).status_code for path in pages}

    assert (said_no, seen) == ({404}, {404})
    assert (organiser.job(job.id).state, organiser.station(foyer).held) == ("unknown", False)


def test_every_form_is_guarded_against_strangers_pages(evening, organiser, with_station, with_job):
    evening.app.config["WTF_CSRF_ENABLED"] = True
    device, job = with_station(), with_job(evening.mira, "queued")
    paths = [
        *("", "/desks", "/stations"),
        *(f"/stations/{device.id}/{what}" for what in ("setup", "labels", "test", "confirm", "hold")),
        *(f"/jobs/{job.id}/{what}" for what in ("answer", "cancel", "move", "again", "reprint")),
    ]

    assert {organiser.send(path).status_code for path in paths} == {400}


def test_an_event_whose_paper_we_no_longer_have_has_its_page_all_the_same(evening, organiser, with_station):
    device = with_station()
    with evening.store.writing() as session:
        session.merge(evening.event).badge_stock = "papyrus"

    assert "papyrus" in organiser.see()
    assert "Paper, and how it prints" in organiser.see(f"/stations/{device.id}")


def test_names_are_shown_as_they_are_written_and_run_nothing(evening, organiser, with_station, with_job):
    foyer = with_station("<b>Foyer</b>", state="printing", words=["<i>"])
    with evening.store.writing() as session:
        bo = an_attendee(session, session.merge(evening.event), "<script>Bo</script>")
    job = with_job(bo, "printing", foyer)

    paths = ("", f"/stations/{foyer.id}", f"/jobs/{job.id}")
    pages = [organiser.client.get(PRINTING + path).text for path in paths]

    assert not any("<b>Foyer" in page or "<script>Bo" in page for page in pages)
    assert all("&lt;script&gt;Bo" in page for page in pages)


def test_a_printers_keywords_become_words_and_its_sentences_stay():
    told = ["media-empty-error", "Out of labels.", "door-open", "", "IDLE-X"]

    assert own_words(told) == "media empty, Out of labels., door open, IDLE-X"


def test_the_page_speaks_its_readers_language(evening, organiser, with_station):
    with_station(tested_at=None)
    german = {"Accept-Language": "de"}

    page = organiser.client.get(PRINTING, headers=german).text

    assert 'lang="de"' in page
    assert "Noch nicht getestet" in page


def test_an_open_page_hears_of_a_badge_that_is_asked_for(organiser, with_station):
    device = with_station()
    organiser.send(f"/stations/{device.id}/test")

    answer = organiser.client.get(f"{PRINTING}/live", query_string={"after": "0"}, buffered=False)
    chunks = answer.iter_encoded()
    heard = next(chunks) + next(chunks)
    answer.close()

    assert answer.content_type.startswith("text/event-stream")
    assert b"event: print_job" in heard


def test_the_moment_of_the_test_is_said_in_the_events_own_zone(evening, organiser, with_station):
    with evening.store.writing() as session:
        session.merge(evening.event).timezone = "Asia/Tokyo"
    tested = now() - timedelta(hours=1)
    device = with_station(tested_at=tested)

    shown = (tested + timedelta(hours=9)).strftime("%H:%M")

    assert f"{shown}: it has its place" in organiser.see(f"/stations/{device.id}")
