"""A real browser and a real mail server."""

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import sync_playwright

from tests.browser import launch
from tests.service import free_port


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        running = launch(playwright)
        yield running
        running.close()


class Letterbox:
    """What a mail server has taken."""

    def __init__(self):
        self.letters = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name.
        from email import message_from_bytes
        from email.policy import default

        self.letters.append((envelope.rcpt_tos[0], message_from_bytes(envelope.content, policy=default)))
        return "250 taken"

    def to(self, address):
        return [letter for recipient, letter in self.letters if recipient == address]


@pytest.fixture
def letterbox():
    box = Letterbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    box.url = f"smtp://127.0.0.1:{controller.port}"
    yield box
    controller.stop()


def pytest_collection_modifyitems(items):
    """Everything in this folder starts real processes, which `make test-quick` leaves out."""
    for item in items:
        if "e2e" in item.path.parts:
            item.add_marker(pytest.mark.process)
