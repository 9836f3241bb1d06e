"""The organiser's form for types of attendees."""

from sqlalchemy import update

from badges.model import Attendee, Event


def organiser(evening):
    return evening.client(evening.links.organiser(evening.organiser))


def test_there_is_no_form_where_the_list_has_no_types(evening):
    assert 'id="types"' not in organiser(evening).get("/organiser/chums/").text


def test_the_types_of_the_list_are_given_a_grace_and_a_word_to_hosts(evening):
    with evening.store.writing() as session:
        session.execute(update(Attendee).where(Attendee.id == evening.mira.id).values(kind="VIP <b>"))
    client = organiser(evening)

    form = {"type": ["VIP <b>"], "grace": ["7.5"], "vip": ["VIP <b>"]}
    answer = client.post("/organiser/chums/types", data=form)
    page = client.get(answer.headers["Location"]).text

    assert "The changes are kept" in page
    assert "VIP &lt;b&gt;" in page
    assert 'value="7.5"' in page
    with evening.store.reading() as session:
        mira = session.get_one(Attendee, evening.mira.id)
        assert (mira.missing_after, mira.vip) == (450, True)


def test_an_empty_grace_is_everybodys_and_a_wrong_one_is_refused(evening):
    client = organiser(evening)
    types = {"type": ["VIP", "Press"]}

    kept = client.post("/organiser/chums/types", data=types | {"grace": ["", " 5 "]})
    refused = client.post("/organiser/chums/types", data=types | {"grace": ["soon", ""]})

    assert (kept.status_code, refused.status_code) == (302, 422)
    assert "number of minutes" in refused.text
    with evening.store.reading() as session:
        event = session.get_one(Event, evening.event.id)
        assert (event.type_graces, event.vip_types) == ({"Press": 300}, None)
