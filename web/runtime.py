"""What runs beside the requests: the clock and the deliverer, in ``serve`` or on their own in ``worker``."""

import threading
from dataclasses import dataclass, field

from badges.clock import Clock
from badges.notices.deliver import Deliverer
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
        deliverer = Deliverer(self.store, self.settings, link_of=Links(self.settings).host)
        runs = {"clock": Clock(self.store).run, "deliverer": deliverer.run}
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
