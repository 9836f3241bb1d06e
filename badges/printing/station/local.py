"""The stations of printers at the server's own machine: a thread for each, as they come and go."""

import logging
import re
import threading
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from badges import moments
from badges.errors import BadInput, Refusal
from badges.printing import stations
from badges.printing.station.agent import Agent
from badges.printing.station.direct import DirectLink
from badges.printing.station.link import Ended
from badges.printing.station.place import Place
from badges.rounds import NAP, go_rounds
from badges.store import Store

_FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
log = logging.getLogger(__name__)

# The bell rings with every scan; a printer is added a few times a year.
GAP = 2.0
# What was sent has so long to come out when the server ends; what comes out later is found again.
LINGER = 1.0


def own_address(said: str, folder: Path) -> str:
    """The address at which this server may print; ``folder`` is the installation's own. Raises BadInput.

    Whoever may add a printer may not write wherever this process can: files
    go into a folder of ours, which is named and made.
    """
    if not said.startswith("file:"):
        from badges.printing.backends.opening import open_printer  # noqa: PLC0415 - as below.

        open_printer(said)
        return said
    name = said.removeprefix("file:")
    if not _FOLDER.fullmatch(name):
        raise BadInput(
            "PDFs go into a folder of this server’s own: write file: and a name for it, such as file:foyer.",
            key="uri",
        )
    its = (folder / "printed" / name).resolve()
    its.mkdir(parents=True, exist_ok=True)
    return f"file:{quote(str(its))}"


@dataclass(frozen=True)
class Where:
    """One local station: its device, its event and its printer."""

    device: int
    event: int
    uri: str


@dataclass
class _Running:
    stop: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None


class LocalStations:
    """Runs in a thread and keeps one more for each local station; ``folder`` is the installation's own."""

    def __init__(self, store: Store, folder: Path, *, nap: float = NAP, gap: float = GAP) -> None:
        self._store = store
        self._folder = folder / "stations"
        self._nap = nap
        self._gap = gap
        self._running: dict[Where, _Running] = {}

    def run(self, stop: threading.Event) -> None:
        """Keep them until told to stop."""
        try:
            go_rounds(
                self._look, self._store.bell, stop, called="local stations", gap=self._gap, nap=self._nap
            )
        finally:
            for running in self._running.values():
                running.stop.set()
            for running in self._running.values():
                if running.thread is not None:
                    running.thread.join(LINGER + 0.5)

    def _look(self, _stop: threading.Event) -> float:
        with self._store.reading() as session:
            there = stations.local(session, now=moments.now())
            wanted = {Where(one.device_id, one.event_id, one.uri) for one in there}
        for where, running in list(self._running.items()):
            if where not in wanted:
                running.stop.set()
            if running.thread is None or not running.thread.is_alive():
                del self._running[where]
        for where in wanted - self._running.keys():
            self._begin(where)
        return self._nap

    def _begin(self, where: Where) -> None:
        running = self._running[where] = _Running()
        running.thread = threading.Thread(
            target=self._work, args=(where, running.stop), name=f"station {where.device}", daemon=True
        )
        running.thread.start()

    def _work(self, where: Where, stop: threading.Event) -> None:
        # Here and not above: a server without a printer of its own loads no way of printing.
        from badges.printing.backends.opening import open_printer  # noqa: PLC0415

        # Of several processes of one installation the first has it; the others look again and again.
        place = Place(self._folder, f"local {where.device}")
        if not place.take():
            return
        try:
            printer = open_printer(where.uri)
            link = DirectLink(self._store, where.device, where.event)
            Agent(link, printer, place, log.info).run(stop, linger=LINGER)
        except (Ended, Refusal) as end:
            log.warning("the local station %d ends: %s", where.device, end)
        except Exception:
            # It is begun again at the next look.
            log.exception("the local station %d met trouble", where.device)
        finally:
            place.leave()
