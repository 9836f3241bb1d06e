"""What the desk mends about a person, on their card."""

from badges.model import Attendee


def corrected(evening, link, person, **form):
    client = evening.client(evening.links.device(link))
    return client.post(f"/desk/{evening.event.slug}/plain/correct", data={"attendee": person.id, **form})


def person_now(evening, person):
    with evening.store.reading() as session:
        return session.get(Attendee, person.id)


def test_the_desk_corrects_a_name_and_shows_the_card_again(evening):
    answer = corrected(evening, evening.desk, evening.mira, name=" Mira Okafor-Lind ", company="")

    mira = person_now(evening, evening.mira)
    assert (answer.status_code, answer.headers["Location"].rpartition("?")[2]) == (
        302,
        f"attendee={evening.mira.id}",
    )
    assert (mira.name, mira.company, mira.corrected) == ("Mira Okafor-Lind", "", "company name")


def test_nobody_is_left_without_a_name_and_nobody_elsewhere_is_corrected(evening):
    answers = [
        corrected(evening, evening.desk, evening.mira, name=" ", company="x"),
        corrected(evening, evening.desk, evening.stranger, name="Mine now", company=""),
        corrected(evening, evening.kiosk, evening.mira, name="Kiosk", company=""),
    ]

    assert [answer.status_code for answer in answers] == [422, 404, 403]
    assert person_now(evening, evening.mira).name == "Mira Okafor"
    assert person_now(evening, evening.stranger).name == "Zelda Elsewhere"


def test_the_qr_of_a_foreign_ticket_is_scanned_as_its_code(evening):
    told = evening.scan(
        {
            "id": "018f7c1e-0000-7000-8000-00000000a001",
            "action": "arrive",
            "code": "https://lu.ma/check-in/evt-1?pk=evt-0042",
            "at": "2026-01-01T00:00:00Z",
        }
    )

    assert told["results"][0]["attendee"]["name"] == "Mira Okafor"
