"""Chats by what Apprise carries, to a real sink: allowed, never inside, never waited for long."""

import json

import pytest

from badges.errors import BadInput
from badges.notices import chat
from badges.notices.carrying import Delayed
from badges.notices.channels import Address
from badges.notices.chat import PATIENCE, Chats, Chatted
from badges.settings import from_environment
from tests.reached import ManyWays
from tests.sinks import HttpSink, hangs


@pytest.fixture
def service():
    sink = HttpSink()
    sink.says = 200
    yield sink
    sink.close()


@pytest.fixture
def evening(sqlite_store, tmp_path):
    return ManyWays(sqlite_store, tmp_path)


def address(service, path="chat", scheme="json"):
    return f"{scheme}://127.0.0.1:{service.port}/{path}"


def careful(tmp_path, **more):
    environment = {"LAST_BADGE_DATA_DIR": str(tmp_path), "LAST_BADGE_CHAT_SCHEMES": "json,ntfy,slack"}
    return from_environment({**environment, **more})


def a_message(url):
    return Chatted((Address(1, url),), "Mira Okafor is not here yet", "They may well be on their way.")


@pytest.mark.process
def test_a_host_reads_in_their_chat_who_is_missing_with_the_way_to_their_page(evening, service):
    evening.chats(address(service))
    evening.invites("Mira Okafor", "Kenji Mori")
    evening.tells("19:00")

    evening.delivers("19:00:01", evening.by_chat)

    [(path, _, body)] = service.asked
    said = json.loads(body)
    assert path == "/chat"
    assert said["title"] == "2 of your 2 are not here yet"
    assert "· Mira Okafor, expected at" in said["message"]
    assert said["message"].endswith("See who is here: https://b.test/h/Ramit")
    assert evening.owed_over() == [("chat", "missing", "sent")] * 2


def test_a_chat_waits_for_the_organisers_yes_and_its_address_is_sealed(evening, service):
    way = evening.chats(address(service, "a-secret-token"), allowed=False)
    evening.invites("Mira Okafor")

    evening.tells("19:00")

    assert evening.owed_over() == [("mail", "missing", "owed")]
    assert b"a-secret-token" not in evening.way(way).address


@pytest.mark.process
def test_several_messages_go_through_one_process_without_a_pause_between_them(evening, service):
    chats = Chats(evening.settings)

    for _ in range(5):
        chats.send(a_message(address(service)))
    chats.close()

    assert len(service.asked) == 5


@pytest.mark.process
def test_a_chat_that_says_no_is_tried_again_later(evening, service):
    evening.chats(address(service))
    evening.invites("Mira Okafor")
    evening.tells("19:00")
    service.says = 500

    evening.delivers("19:00:01", evening.by_chat)
    service.says = 200
    evening.delivers("19:00:31", evening.by_chat)

    assert len(service.asked) == 2
    assert evening.owed_over() == [("chat", "missing", "sent")]


@pytest.mark.process
def test_a_chat_that_hangs_is_ended_with_its_process(evening, service):
    service.says = hangs(20)
    chats = Chats(evening.settings, patience=5)

    with pytest.raises(Delayed, match="took too long"):
        chats.send(a_message(address(service)))
    service.says = 200
    # A machine that is busy takes a while to begin another process.
    chats._patience = PATIENCE  # noqa: SLF001
    chats.send(a_message(address(service)))
    chats.close()

    assert len(service.asked) == 2


@pytest.mark.process
def test_an_answer_that_leads_elsewhere_is_not_followed(evening, service):
    def elsewhere(handler):
        handler.send_response(307)
        handler.send_header("Location", f"{service.url}/inside")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    service.says = elsewhere
    chats = Chats(evening.settings)

    with pytest.raises(Delayed):
        chats.send(a_message(address(service) + "?redirect=yes"))
    chats.close()

    assert [path for path, _, _ in service.asked] == ["/chat"]


@pytest.mark.process
def test_the_process_connects_to_nothing_inside_whatever_the_name_led_to_before(tmp_path, service):
    chats = Chats(careful(tmp_path))

    for host in ("127.0.0.1", "localhost", "2130706433"):
        with pytest.raises(Delayed):
            chats.send(a_message(f"json://{host}:{service.port}/chat"))
    chats.close()

    assert service.asked == []


@pytest.mark.process
@pytest.mark.parametrize("url", ["json://127.0.0.1/x", "json://localhost/x", "ntfy://[::1]/x", "json://2130706433/x"])
def test_an_address_inside_is_refused_when_it_is_entered(tmp_path, url):
    with pytest.raises(BadInput, match=r"private network|does not know"):
        chat.checked(url, careful(tmp_path))


def test_a_service_that_is_not_on_the_list_is_refused_with_the_list(tmp_path):
    with pytest.raises(BadInput, match="one of json"):
        chat.checked("discord://1/2", careful(tmp_path))


@pytest.mark.process
def test_an_address_the_service_cannot_read_is_refused_by_its_name(tmp_path):
    with pytest.raises(BadInput, match="Slack does not know"):
        chat.checked("slack://x", careful(tmp_path))


def test_a_page_names_the_service_and_none_of_its_tokens():
    assert chat.named("tgram://123:token/7") == "Telegram"
    assert chat.named("mattermost://host/token") == "Mattermost"
