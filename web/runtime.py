"""What runs beside the requests: the clock, the senders of mail and the local print stations."""

import threading
from dataclasses import dataclass, field

from badges.clock import Clock
from badges.keeping import Keeper
from badges.last_badges import TableWatch
from badges.notices.chat import ByChat
from badges.notices.deliver import Deliverer, Medium
from badges.notices.letter_sender import LetterSender
from badges.notices.pass_sender import Addresses, PassSender
from badges.notices.passing_on import PassingOn
from badges.notices.proof_sender import ProofSender
from badges.notices.push import ByPush
from badges.notices.webhook_sender import WebhookSender
from badges.printing.station.local import LocalStations
from badges.settings import Settings
from badges.store import Store
from web.links import Links


@dataclass
class Runtime:
    """The threads of one process; ``stop`` ends them within a moment."""

    store: Store
    settings: Settings
    _stopping: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Begin to watch the clock and to deliver what is owed."""
        links = Links(self.settings)
        media: dict[str, Medium] = {
            "push": ByPush(self.store, self.settings, links.host),
            "chat": ByChat(self.settings, links.host),
        }
        passes = PassSender(self.store, self.settings, Addresses(links.own_pass, links.open_page))
        runs = {"clock": Clock(self.store).run, "passes": passes.run}
        runs["mail"] = Deliverer(self.store, self.settings, links.host).run
        for channel, medium in media.items():
            runs[channel] = Deliverer(self.store, self.settings, links.host, medium=medium).run
        runs["table"] = TableWatch(self.store).run
        runs["passing on"] = PassingOn(self.store, self.settings).run
        runs["tests"] = ProofSender(self.store, self.settings, links.channel).run
        runs["keeping"] = Keeper(self.store, self.settings.data_dir).run
        runs["webhooks"] = WebhookSender(self.store, self.settings).run
        runs["letters"] = LetterSender(self.store, self.settings, links.letter).run
        runs["stations"] = LocalStations(self.store, self.settings.data_dir).run
        for name, run in runs.items():
            thread = threading.Thread(target=run, args=(self._stopping,), name=name, daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """End the threads; a mail that is on its way has two seconds."""
        self._stopping.set()
        self.store.bell.ring_here()
        for thread in self._threads:
            thread.join(timeout=2)
